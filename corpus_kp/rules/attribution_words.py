"""KP3: attributions against the words of the text (A rules of the scheme): sources, quote marks, verbs."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.matches import matches, not_inside, unreached
from corpus_kp.rules.checks import rule
from corpus_kp.spans import all_spans, covered_spans, overlapping, surroundings

#: A passage with its quote marks: straight, “…”, „…“, «…», »…«, 「…」. Single marks are apostrophes too often.
_PASSAGE = r'"[^"\n]*"|“[^“”\n]*”|„[^„“”\n]*[“”]|«[^«»\n]*»|»[^«»\n]*«|「[^「」\n]*」'
_MARK = r'["“”„«»「」]'
#: Other signs that may be the quote marks of a text, so that content without a `_MARK` may be quoted all the same.
_SINGLE = r"[‘‚‹›『』]|(?:^|\s)'"  # noqa: RUF001 - quote marks of all kinds
#: Words that may open content before its quote without making it mixed.
_OPENING = r"(?i-u)\b(?:that|whether|to|as|an?|the)\b"
#: Words of a quoted passage that is more than a term or a name.
_LEAST_WORDS = 4

#: Cues wherever they stand in news.
CUES = ("said", "says", "told", "tells", "according to", "reportedly", "allegedly")
#: Cues before what is attributed; without it ("one official denies.") nothing is.
TRANSITIVE_CUES = (
    "argued", "argues", "asserted", "asserts", "denied", "denies", "insisted", "insists", "reiterated", "reiterates",
    "warned", "warns",
)  # fmt: skip
#: Verbs with other uses, which attribute a clause with "that".
CLAUSE_CUES = (
    "acknowledged", "added", "admitted", "alleged", "announced", "believed", "believes", "boasted", "claimed",
    "complained", "conceded", "concluded", "confirmed", "declared", "disclosed", "emphasised", "emphasized",
    "estimated", "explained", "hinted", "noted", "predicted", "promised", "remarked", "replied", "reported",
    "revealed", "stated", "stressed", "suggested", "vowed", "wrote",
)  # fmt: skip
#: Phrases with the words of a cue that attribute nothing.
NO_CUES = ("according to plan", "according to schedule", "all told", "said and done", "that said,")


@rule(
    "KP304",
    "A4",
    "split-source",
    Level.LAYERS,
    severity="warning",
    help="Make one span of the two, or give each the entity_ids of its own speaker.",
    why="A source in two pieces counts as two speakers, and its chain names the speaker twice.",
    bad='"sources": [{"text": "Mayor", "entity_ids": ["ida-lund"]}, {"text": "Ida Lund", "entity_ids": ["ida-lund"]}]',
    good='"sources": [{"text": "Mayor Ida Lund", "entity_ids": ["ida-lund"]}]',
)
def split_source(frames: Frames) -> pl.DataFrame:
    """A speaker is one source span of an attribution.

    Two spans that name the same entities, or with nothing but white space between them, are one source in two pieces.
    """
    sources = _later_sources(frames)
    if sources.is_empty():
        return sources
    found = pl.concat([sources.filter("_same"), _touching(sources.filter(~pl.col("_same")), frames)])
    return found.with_columns(
        message=pl.when("_same")
        .then(pl.format("sources [{}, {}) and [{}, {}) name the same entities, {}", *_BOTH, "_names"))
        .otherwise(pl.format("nothing but white space is between the sources [{}, {}) and [{}, {})", *_BOTH)),
        field=pl.format("sources[{}]", "index"),
        expected=pl.lit("one span for one source, or an entity of its own for each"),
    )


_BOTH = ("_first", "_last", "start", "end")


def _later_sources(frames: Frames) -> pl.DataFrame:
    """Sources after one with the same entities, else those that nearly touch the one before them."""
    several = frames["attributions"].filter(pl.col("sources").list.len() > 1)
    if several.is_empty():
        return several
    sources = several.select(
        "doc_id", "id", "_file", "_line", "sources", index=pl.int_ranges(pl.col("sources").list.len())
    ).explode("sources", "index")
    names = pl.col("sources").struct.field("entity_ids").list.sort().list.join(", ")
    spans = sources.with_columns(pl.col("sources").struct.field("start", "end"), _names=names)
    alike = ("doc_id", "id", "_names")
    same = (pl.col("index") > pl.col("index").min().over(alike)) & (pl.col("_names") != "")
    other = [pl.when(same).then(pl.col(name).first().over(alike)).otherwise(pl.col(name).shift(1)) for name in _SPAN]
    pairs = spans.with_columns(_same=same, _first=other[0], _last=other[1])
    after = (pl.col("index") > 0) & (pl.col("_last") <= pl.col("start"))
    return pairs.filter(after & (pl.col("_same") | (pl.col("start") - pl.col("_last") <= 1)))


_SPAN = ("start", "end")


def _touching(sources: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Sources with nothing but white space between them and the one before, where the text is at hand."""
    only_space = (pl.col("start") == pl.col("_last")) | pl.col("_left").str.contains(r"^\s$")
    return surroundings(sources, frames, 1, 0).filter(only_space).select(sources.columns)


def quoted_passages(frames: Frames) -> pl.DataFrame:
    """Every quoted passage of the texts with its marks; none of a paragraph in which a mark is left over.

    Returns:
        doc_id, start and end in code points, `_match` (the words with their marks), `_file` and `_line` of the
        document.
    """
    return frames.view(_quoted_passages)


def _quoted_passages(frames: Frames) -> pl.DataFrame:
    texts = frames["documents"].filter(pl.col("text").str.contains(_MARK)).select("doc_id", "text", "_file", "_line")
    if texts.is_empty():
        return pl.DataFrame(schema=_PASSAGES)
    found = matches(texts, rf"{_PASSAGE}|{_MARK}|\n")
    paragraph = (pl.col("_match") == "\n").cum_sum().over("doc_id")
    left_over = (pl.col("_match") != "\n") & (pl.col("_match").str.contains(f"^{_MARK}$") | _beside_itself())
    whole = found.filter(~left_over.any().over("doc_id", paragraph))
    return whole.filter(pl.col("_match") != "\n").select(*_PASSAGES)


_PLACE = {"doc_id": pl.String, "start": pl.Int32, "end": pl.Int32}
_PASSAGES = pl.Schema({**_PLACE, "_match": pl.String, "_file": pl.String, "_line": pl.Int32})


def _beside_itself() -> pl.Expr:
    """A straight mark says not which side it closes: what it opens follows a space and ends before one."""
    edges = pl.col("_match").str.contains(r'^"\s|\s"$|^""$')
    return pl.col("_match").str.starts_with('"') & (
        edges | pl.col("_left").str.contains(r"\w") | pl.col("_right").str.contains(r"\w")
    )


@rule(
    "KP312",
    "A12",
    "quote-type-and-marks",
    Level.LAYERS,
    severity="warning",
    help="Look at the quote marks in the content: direct has all of it in them, mixed a part, the others none.",
    why="Who studies verbatim speech takes direct and mixed content for the speaker's own words.",
    bad='"content": [{"text": "the strike a \\"last resort\\""}], "quote_type": "indirect"',
    good='"content": [{"text": "the strike a \\"last resort\\""}], "quote_type": "mixed"',
)
def quote_type_and_marks(frames: Frames) -> pl.DataFrame:
    """The quote type is that of the quote marks in the content.

    direct has all of it in quote marks, mixed a part, indirect and nominal none. A quoted name or title does not
    count, nor do the marks around an outer quotation; content with half a pair of marks is not judged.
    """
    types = frames["attributions"].select("doc_id", "id", "quote_type")
    wrong = _marked_content(_suspects(frames, types), types).filter(~_fits())
    if wrong.is_empty():
        return wrong
    return wrong.join(_explained(wrong, frames), on=["doc_id", "id"], how="anti", maintain_order="left").with_columns(
        message=pl.format("quote_type is {}, but {}", "quote_type", _share()),
        field=pl.lit("quote_type"),
        expected=pl.when("_marked")
        .then(pl.when("_outside").then(pl.lit("mixed")).otherwise(pl.lit("direct")))
        .otherwise(pl.lit("indirect or nominal, or content with its quote marks")),
    )


def _suspects(frames: Frames, types: pl.DataFrame) -> pl.DataFrame:
    """Fragments of content with a mark, or that should have some: all others fit, and they are most."""
    columns = ("doc_id", "id", "_file", "_line", "start", "end", "_words")
    content = covered_spans(frames).lazy().filter(pl.col("role") == "content").select(columns).collect()
    marked = content.filter(pl.col("_words").str.contains(_MARK)).select("doc_id", "id")
    typed = types.filter(pl.col("quote_type").is_in(["direct", "mixed"])).select("doc_id", "id")
    judged = pl.concat([marked, typed]).unique()
    return (
        content.join(judged, on=["doc_id", "id"], how="semi", maintain_order="left") if len(judged) else content.clear()
    )


def _marked_content(fragments: pl.DataFrame, types: pl.DataFrame) -> pl.DataFrame:
    """Attributions with what their content shows: `_marked`, words `_outside` marks, `_long` ones, `_single` marks."""
    rest = pl.col("_words").str.replace_all(_PASSAGE, "")
    shown = fragments.with_columns(_rest=rest, _any=pl.col("_words").str.contains(_MARK)).with_columns(
        _broken=pl.col("_any") & pl.col("_rest").str.contains(_MARK),
        _out=pl.col("_rest").str.contains(r"\w"),
        _far=pl.col("_rest").str.replace_all(_OPENING, "").str.contains(r"\w"),
        _one=pl.col("_words").str.contains(_SINGLE),
    )
    content = shown.group_by("doc_id", "id", maintain_order=True).agg(
        pl.col("_file", "_line", "start").first(),
        pl.col("end").last(),
        _marked=pl.col("_any").any(),
        _outside=pl.col("_out").any(),
        _long=pl.col("_far").any(),
        _single=pl.col("_one").any(),
        _broken=pl.col("_broken").any(),
    )
    return content.filter(~pl.col("_broken")).join(types, on=["doc_id", "id"], maintain_order="left")


def _fits() -> pl.Expr:
    """Whether the quote type goes with the marks, as far as the content alone tells."""
    unmarked = ~pl.col("_marked")
    return (
        pl.when(quote_type="direct")
        .then(pl.when(unmarked).then("_single").otherwise(~pl.col("_long")))
        .when(quote_type="mixed")
        .then(pl.when(unmarked).then("_single").otherwise("_outside"))
        .when(pl.col("quote_type").is_in(["indirect", "nominal"]))
        .then(unmarked)
        .otherwise(pl.lit(value=True))
    )


def _share() -> pl.Expr:
    part = pl.when(quote_type="direct").then(pl.lit("only a part")).otherwise(pl.lit("a part"))
    share = pl.when("_outside").then(part).otherwise(pl.lit("all"))
    marked = pl.format("{} of the content is in quote marks", share)
    return pl.when("_marked").then(marked).otherwise(pl.lit("the content has no quote marks"))


def _explained(wrong: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Those whose marks are all of names, or that have none because they are words of a longer quotation."""
    passages = quoted_passages(frames).select("doc_id", "start", "end")
    quoted = overlapping(wrong, passages, on=["doc_id"])
    beside = (pl.col("start") - pl.col("first") == 1) & (pl.col("last") - pl.col("end") == 1)
    around = (pl.col("first") < pl.col("start")) & (pl.col("end") < pl.col("last")) & ~beside
    marked = quoted.filter("_marked").with_columns(start="first", end="last")
    names = marked.join(_without_names(marked, frames), on=["doc_id", "id"], how="anti")
    return pl.concat([names, quoted.filter(around & ~pl.col("_marked"))])


def _without_names(passages: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Passages but those that are a name between quote marks, or a part of one."""
    inside = passages.with_columns(start=pl.col("start") + 1, end=pl.col("end") - 1)
    own = not_inside(inside, frames["entities"].filter(pl.col("mention_type") == "NAM"))
    return own.with_columns(start=pl.col("start") - 1, end=pl.col("end") + 1)


@rule(
    "KP313",
    "A13",
    "unattributed-quote",
    Level.LAYERS,
    severity="warning",
    help="Find who is quoted and annotate it, or mark the passage as the title that it is.",
    why="Words in quote marks are somebody's: without an attribution they pass for the author's.",
    bad='He left. "Not one crane will move today."',
    good='{"layer": "attributions", "content": [{"text": "\\"Not one crane will move today.\\""}]}',
)
def unattributed_quote(frames: Frames) -> pl.DataFrame:
    """A quoted passage of four words or more is content of an attribution, or a name.

    Documents without any attribution are not judged, nor are paragraphs in which a quote mark has no partner.
    """
    passages = quoted_passages(frames)
    if passages.is_empty():
        return passages
    long = passages.with_columns(_words=_word_count()).filter(pl.col("_words") >= _LEAST_WORDS, _is_annotated(frames))
    if long.is_empty():
        return long
    content = all_spans(frames).filter(pl.col("role") == "content")
    return _without_names(unreached(long, content), frames).with_columns(
        message=pl.format("{} words in quote marks are in no attribution's content", "_words"),
        expected=pl.lit("an attribution with these words as content"),
    )


def _word_count() -> pl.Expr:
    """Words of a passage; between 「 and 」 words are not set apart, and two characters stand for one."""
    characters = pl.col("_match").str.len_chars() - 2
    return (
        pl.when(pl.col("_match").str.starts_with("「"))
        .then(characters // 2)
        .otherwise(pl.col("_match").str.count_matches(r"\S+"))
    )


def _is_annotated(frames: Frames) -> pl.Expr:
    """Whether a row's document has an attribution: where none was made, none is missing."""
    return pl.col("doc_id").is_in(frames["attributions"]["doc_id"].unique().implode())


def _either(phrases: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(phrases)})"


#: Longer phrases stand first, so that "all told" is not read as "told".
_CUE_PATTERN = rf"(?i-u)\b(?:{_either(NO_CUES)}|{_either(CUES + TRANSITIVE_CUES)}\b|{_either(CLAUSE_CUES)} that\b)"


@rule(
    "KP314",
    "A14",
    "uncovered-attribution-verb",
    Level.LAYERS,
    severity="warning",
    help="Annotate who says what here; if nobody does, leave it as it is.",
    why="A verb of saying without an attribution is most often a speaker that was overlooked.",
    bad='The union said no. (no attribution has "said" as its cue)',
    good='{"layer": "attributions", "cue": {"text": "said"}, "content": [{"text": "no"}]}',
)
def uncovered_attribution_verb(frames: Frames) -> pl.DataFrame:
    """A verb of saying ("said", "according to", "denied that") is the cue of an attribution, or part of a name.

    Only verbs that hardly ever do anything else in English news are looked at, in documents with an attribution and
    there in paragraphs with an annotation: where there is none, nobody has been yet.
    """
    english = pl.col("lang").str.starts_with("en") & pl.col("text").is_not_null()
    texts = frames["documents"].filter(english, _is_annotated(frames)).select("doc_id", "text", "_file", "_line")
    word = pl.col("_match").str.to_lowercase()
    no_cue = word.is_in(NO_CUES) | (word.is_in(TRANSITIVE_CUES) & (pl.col("_right") != " "))
    is_known = (pl.col("role") == "cue") | (pl.col("layer") == "entities")
    known = all_spans(frames).lazy().filter(is_known).select("doc_id", "start", "end").collect()
    places = unreached(matches(texts, _CUE_PATTERN).filter(~no_cue), known)
    if places.is_empty():
        return places
    paragraphs = matches(texts.join(places, on="doc_id", how="semi"), r"[^\n]+")
    untouched = unreached(paragraphs, all_spans(frames))
    return unreached(places, untouched).with_columns(
        message=pl.format('"{}" is in no cue', "_match"), expected=pl.lit("an attribution with this cue")
    )
