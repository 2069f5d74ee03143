"""KP1: offsets, fragments, ids and references (O rules of the scheme); the edges of spans are in `edges`."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from itertools import compress, count, islice
from operator import ne

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.contract import repeated
from corpus_kp.frames import Frames
from corpus_kp.neighbours import touching
from corpus_kp.rules.checks import rule
from corpus_kp.spans import all_spans, covered_spans, overlapping

_SHOWN = 60
#: Places that are looked for of words that stand elsewhere, and characters that are searched for all such words.
_MOST_PLACES, _MOST_READ = 1000, 10**9
#: Characters that NFC may write otherwise: marks, parts of Hangul syllables, and what has another letter's place.
#: Unicode's NFC_Quick_Check has No or Maybe for these and for no others; a test holds them against each other.
MAYBE_NOT_NFC = (
    r"[\p{M}\x{1160}-\x{11FF}\x{0374}\x{037E}\x{0387}\x{0958}-\x{095F}\x{09DC}-\x{09DF}\x{0A33}\x{0A36}\x{0A59}-\x{0A5E}"
    r"\x{0B5C}\x{0B5D}\x{0F43}-\x{0FB9}\x{1F71}-\x{1FFD}\x{2000}\x{2001}\x{2126}\x{212A}\x{212B}"
    r"\x{2329}\x{232A}\x{2ADC}\x{F900}-\x{FAFF}\x{FB1D}-\x{FB4E}\x{1D15E}-\x{1D1C0}\x{2F800}-\x{2FA1D}]"
)
#: Where an annotation stands.
_LINE = ("doc_id", "id", "_file", "_line")

#: What two lines of a layer have in common that say the same.
_SAID = {
    "entities": ("start", "end", "label", "entity_id"),
    "quantities": (
        *("start", "end", "kind", "modifier", "value", "value_min", "value_max", "unit"),
        *("measured_start", "measured_end"),
    ),
    "timexes": ("start", "end", "timex_type", "value"),
    "attributions": ("sources", "cue", "content"),
    "stances": (
        *("holder", "attribution_id", "target_kind", "target_id", "target_start", "target_end", "dimension"),
        *("certainty", "polarity", "response", "evaluation", "attitude", "cue_start", "cue_end"),
    ),
    "claims": ("start", "end", "claim_id", "attribution_id"),
}

#: Jamo that join the one before them: vowels and finals.
_JOINING_JAMO = range(0x1160, 0x1200)


@rule(
    "KP101",
    "O1",
    "text-changed",
    Level.TEXT,
    fix="safe",
    help="Restore the text that was annotated, or re-anchor the spans and store the new hash.",
    why="One character more at the top of a text, and every span below it covers other words than were annotated.",
    bad='{"layer": "documents", "n_codepoints": 222} beside a text of 223 code points',
    good='{"layer": "documents", "n_codepoints": 222} beside the text that was annotated',
)
def text_changed(frames: Frames) -> pl.DataFrame:
    """The stored hash and length are those of the text; offsets mean nothing in another text."""
    documents = frames["documents"].filter(pl.col("text").is_not_null())
    changed = documents.filter(
        (pl.col("_sha256") != pl.col("text_sha256")) | (pl.col("text").str.len_chars() != pl.col("n_codepoints"))
    )
    stored = pl.format("text_sha256 {} and n_codepoints {}", "_sha256", pl.col("text").str.len_chars())
    return changed.with_columns(
        message=pl.lit("the text is not the one that was annotated"),
        field=pl.when(pl.col("_sha256") != pl.col("text_sha256"))
        .then(pl.lit("text_sha256"))
        .otherwise(pl.lit("n_codepoints")),
        expected=stored,
    )


@rule(
    "KP102",
    "O2",
    "span-out-of-bounds",
    Level.BOUNDS,
    fix="safe",
    help="Offsets are half-open, in code points: 0 <= start < end <= length of the text.",
    why="A span beyond the text covers nothing; most often its offsets count bytes or UTF-16 units.",
    bad='{"start": 215, "end": 229, "text": "were delayed"} in a text of 222 code points',
    good='{"start": 208, "end": 220, "text": "were delayed"}',
)
def out_of_bounds(frames: Frames) -> pl.DataFrame:
    """Every fragment lies inside the text and is not empty."""
    lengths = frames["documents"].select("doc_id", _length="n_codepoints")
    empty = (pl.col("start") < 0) | (pl.col("start") >= pl.col("end"))
    shortest = lengths["_length"].min() or 0  # no span up to there needs the length of its own text
    spans = all_spans(frames).filter(empty | (pl.col("end") > shortest))
    bad = spans.join(lengths, on="doc_id", maintain_order="left").filter(empty | (pl.col("end") > pl.col("_length")))
    return bad.with_columns(
        message=pl.format("[{}, {}) is empty or not in the text ({})", "start", "end", "role"),
        expected=pl.format("0 <= start < end <= {}", "_length"),
    )


@rule(
    "KP103",
    "O3",
    "span-text-mismatch",
    Level.SPANS,
    fix="safe",
    help="Mend the offsets or the quoted words, so that text[start:end] is the stored text.",
    why="Whoever reads the offsets and whoever reads the words would study two different annotations.",
    bad='{"start": 70, "end": 81, "text": "Monday"}, where the text has "t on Monday"',
    good='{"start": 75, "end": 81, "text": "Monday"}',
)
def text_mismatch(frames: Frames) -> pl.DataFrame:
    """The words stored with a span are the words of the text at its offsets."""
    found = covered_spans(frames).filter(pl.col("text") != pl.col("_words"))
    if found.is_empty():
        return found
    return found.with_columns(
        message=pl.format("the text at [{}, {}) is {}, not {}", "start", "end", quoted("_words"), quoted("text")),
        expected=pl.concat_str(quoted("text"), _elsewhere(found, frames)),
    )


def _elsewhere(found: pl.DataFrame, frames: Frames) -> pl.Series:
    """Where the stored words do stand; a string search from place to place, and only for words that are misplaced."""
    texts = dict(frames["documents"].select("doc_id", "text").iter_rows())
    known: dict[tuple[str, str], tuple[list[int], bool]] = {}
    left, said = _MOST_READ, []
    for doc_id, words, start in found.select("doc_id", "text", "start").iter_rows():
        text = texts[doc_id]
        if (doc_id, words) not in known and left > 0:
            known[doc_id, words] = _places(text, words)
            left -= len(text)
        places = known.get((doc_id, words))
        said.append("" if places is None else _said(*places, len(words), start))
    return pl.Series(said, dtype=pl.String)


def _places(text: str, words: str) -> tuple[list[int], bool]:
    """Where words stand in a text, in order, and whether these are all places."""
    most = min(_MOST_PLACES, _MOST_READ // 100 // (len(words) or 1))
    found = list(islice(_occurrences(text, words), most + 1)) if words else []
    return found, len(found) <= most


def _said(places: list[int], every: bool, length: int, start: int) -> str:  # noqa: FBT001 - as _places gives it
    if not places:
        return ", which the text does not have"
    after = bisect_left(places, start)
    nearest = min(places[max(0, after - 1) : after + 1], key=lambda at: abs(at - start))
    span = f"[{nearest}, {nearest + length})"
    if not every:
        return f", which stands more than {len(places) - 1} times"
    return f", which stands at {span}" if len(places) == 1 else f", which stands {len(places)} times, nearest at {span}"


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def quoted(column: str) -> pl.Expr:
    """The words of a column in quote marks, cut where they are many."""
    short = pl.col(column).str.len_chars() <= _SHOWN
    shown = pl.when(short).then(pl.col(column)).otherwise(pl.col(column).str.slice(0, _SHOWN) + "…")
    return pl.format('"{}"', shown)


@rule(
    "KP104",
    "O4",
    "fragments-disordered",
    Level.SPANS,
    fix="safe",
    help="Sort the fragments by start; merge those that overlap.",
    why="Content that is put together from its fragments would repeat words, or have them in another order.",
    bad='"content": [{"start": 208, "end": 220}, {"start": 197, "end": 207}]',
    good='"content": [{"start": 197, "end": 207}, {"start": 208, "end": 220}]',
)
def fragments_disordered(frames: Frames) -> pl.DataFrame:
    """The fragments of a span are in the order of the text and do not overlap; they may touch."""
    split = frames["attributions"].filter(pl.col("content").list.len() > 1)
    if split.is_empty():
        return split
    content = all_spans(frames).filter(pl.col("role") == "content").join(split, on=["doc_id", "id"], how="semi")
    spans = content.sort("doc_id", "id", "index", maintain_order=True)
    before = pl.col("end").shift(1).over("doc_id", "id")
    return spans.filter(pl.col("start") < before).with_columns(
        message=pl.format("fragment [{}, {}) starts before the end of the one before it", "start", "end"),
        expected=pl.lit("fragments in order, disjoint"),
    )


@rule(
    "KP108",
    "O8",
    "duplicate-annotation",
    Level.LAYERS,
    severity="warning",
    fix="safe",
    help="Delete one of the two lines, and let what refers to it refer to the other.",
    why="What is annotated twice is counted twice, by statistics and by the score of a model.",
    bad='{"id": "e4", "start": 87, "end": 100, ...}, {"id": "e9", "start": 87, "end": 100, ...}, alike in all else',
    good='{"id": "e4", "start": 87, "end": 100, "label": "ORG", "entity_id": "harbour-union"}',
)
def duplicate_annotation(frames: Frames) -> pl.DataFrame:
    """No two lines of a layer say the same: spans, label and values.

    What one line alone may add (the kind of mention, a role, relations) does not make it another annotation. A span
    with two entities, or a number that measures two things, has two lines by right.
    """
    later = {layer: repeated(frames[layer], ["doc_id", *key]) for layer, key in _SAID.items()}
    found = [_with_first(rows, frames[layer], _SAID[layer]) for layer, rows in later.items() if len(rows)]
    return pl.concat(found) if found else later["entities"]


def _with_first(later: pl.DataFrame, rows: pl.DataFrame, key: tuple[str, ...]) -> pl.DataFrame:
    keys = ["doc_id", *key]
    first = rows.unique(keys, keep="first").select(*keys, _first="id")
    named = later.join(first, on=keys, nulls_equal=True, maintain_order="left")
    return named.select(
        *_LINE,
        message=pl.format("{} says what {} says: the same {}", "id", "_first", pl.lit(_listed(key))),
        expected=pl.lit("one line"),
    )


def _listed(key: tuple[str, ...]) -> str:
    """The fields of a key as they are called in a line."""
    nested = ("measured", "target", "cue")
    names = (next((part for part in nested if name.startswith(f"{part}_")), name) for name in key)
    return ", ".join(dict.fromkeys(names))


@rule(
    "KP109",
    "O9",
    "crossing-spans",
    Level.SPANS,
    help="Move an end so that one span holds the other, or they are apart.",
    why="No tree and no sequence of tags can hold spans that cross, so one of them would be lost in training data.",
    bad='{"start": 50, "end": 60, "text": "Port Ansel"}, {"start": 55, "end": 67, "text": "Ansel walked"}',
    good='{"start": 50, "end": 60, "text": "Port Ansel"}, {"start": 55, "end": 60, "text": "Ansel"}',
)
def crossing_spans(frames: Frames) -> pl.DataFrame:
    """Entity, quantity and timex spans of one layer nest or are disjoint; they never cross."""
    spans = all_spans(frames).filter(pl.col("role") == "span", pl.col("layer") != "claims")
    spans = touching(spans, ["doc_id", "layer"])
    if spans.is_empty():
        return spans
    others = spans.unique(["doc_id", "layer", "start", "end"], keep="first", maintain_order=True)
    named = others.select("doc_id", "layer", "start", "end", other="id")
    crossing = (pl.col("first") < pl.col("start")) & (pl.col("last") < pl.col("end"))
    return overlapping(spans, named, on=["doc_id", "layer"], only_first=crossing).with_columns(
        message=pl.format("[{}, {}) crosses [{}, {}) of {}", "start", "end", "first", "last", "other"),
        expected=pl.lit("spans of one layer nest or are apart"),
    )


@rule(
    "KP110",
    "O10",
    "text-not-nfc",
    Level.LAYERS,
    severity="warning",
    help="Normalise the text to NFC before it is annotated; afterwards its offsets and its hash have to follow.",
    why="A search for a name misses the same name with its accent as a character of its own.",
    bad='"Café" as five code points, e and U+0301 (combining acute accent)',
    good='"Café" as four code points, with U+00E9',
)
def text_not_nfc(frames: Frames) -> pl.DataFrame:
    """The text of a document is in Unicode's normal form C: a letter with its accent is one character."""
    suspicious = pl.col("text").str.contains(MAYBE_NOT_NFC)
    texts = frames["documents"].filter(pl.col("text").str.len_bytes() > pl.col("n_codepoints")).filter(suspicious)
    if texts.is_empty():
        return texts
    other = texts.filter(pl.col("text") != pl.col("text").str.normalize("NFC"))
    # normalisation tells no offsets; the texts that survive are few, and one place is looked for in each
    places = [first_not_nfc(text) for text in other["text"]]
    return other.with_columns(
        start=pl.Series([start for start, _, _ in places], dtype=pl.Int32),
        end=pl.Series([end for _, end, _ in places], dtype=pl.Int32),
        message=pl.format(
            "the text is not NFC, first at {}", pl.Series([said for _, _, said in places], dtype=pl.String)
        ),
        expected=pl.lit("a text in NFC"),
    )


def first_not_nfc(text: str) -> tuple[int, int, str]:
    """Start and end of the first characters that NFC writes otherwise, and both in words.

    Args:
        text: that is not NFC.
    """
    normal = unicodedata.normalize("NFC", text)
    start = next(compress(count(), map(ne, text, normal)), min(len(text), len(normal)) - 1)
    while start > 0 and _joins(text[start]):
        start -= 1
    end = start + 1
    while end < len(text) and (_joins(text[end]) or unicodedata.is_normalized("NFC", text[start:end])):
        end += 1
    part = text[start:end]
    said = f"[{start}, {end}): {_code_points(part)} where NFC has {_code_points(unicodedata.normalize('NFC', part))}"
    return start, end, said


def _joins(character: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFD", character)[0]) > 0 or ord(character) in _JOINING_JAMO


def _code_points(part: str) -> str:
    return " ".join(f"U+{ord(character):04X}" for character in part)


@rule(
    "KP111",
    "O11",
    "span-crosses-paragraph",
    Level.LAYERS,
    severity="warning",
    help="End the span where the paragraph ends.",
    why="A name or a number that runs from one paragraph into the next is most often a slip of the mouse.",
    bad='{"start": 29, "end": 46, "text": "says\\nDock workers"}',
    good='{"start": 34, "end": 46, "text": "Dock workers"}',
)
def crosses_paragraph(frames: Frames) -> pl.DataFrame:
    """No span but content runs from one paragraph into another.

    A blank line parts paragraphs. In a text without any, each line is a paragraph, as in most news feeds; in a text
    with some, single line feeds only wrap its lines.
    """
    spans = covered_spans(frames).filter(pl.col("role") != "content", pl.col("_words").str.contains("\n", literal=True))
    if spans.is_empty():
        return spans
    has_blank = pl.col("text").str.contains(r"\S[^\S\n]*\n[^\S\n]*\n\s*\S")
    texts = frames["documents"].select("doc_id", _has_blank=has_blank)
    crossing = pl.when("_has_blank").then(_inside(r"\n[^\S\n]*\n")).otherwise(_inside(r"\n"))
    return (
        spans.join(texts, on="doc_id", maintain_order="left")
        .filter(crossing)
        .with_columns(
            message=pl.format("[{}, {}) runs from one paragraph into another ({})", "start", "end", "role"),
            expected=pl.lit("a span inside one paragraph"),
        )
    )


def _inside(separator: str) -> pl.Expr:
    """Whether it stands in the span with words on both sides; white space at an edge is another fault."""
    return pl.col("_words").str.contains(rf"\S\s*{separator}\s*\S")


@rule(
    "KP112",
    "O7",
    "dangling-reference",
    Level.REFERENCES,
    help="Mend the id, or add the line that it means.",
    why="A join over the ids would lose the row, and nobody would see it.",
    bad='{"layer": "attributions", "id": "a4", "parent_id": "a9", ...}, where no line has the id a9',
    good='{"layer": "attributions", "id": "a4", "parent_id": "a3", ...}',
)
def dangling_reference(frames: Frames) -> pl.DataFrame:
    """Every reference to another annotation resolves in its own document, in the layer that it means.

    A relation of a quantity leads to another one.
    """
    references = pl.concat([_referring(*reference) for reference in _references(frames)])
    layers = ("attributions", "quantities", "timexes")
    known = pl.concat([frames[layer].select("doc_id", to="id", _layer=pl.lit(layer)) for layer in layers])
    lost = references.join(known, on=["doc_id", "to", "_layer"], how="anti", maintain_order="left")
    to_itself = references.filter(pl.col("to") == pl.col("id"), pl.col("field") == "relations")
    nowhere = pl.format("{} refers to {}, which is not in {} of this document", "field", "to", "_layer")
    return pl.concat([lost, to_itself]).with_columns(
        message=pl.when(pl.col("to") == pl.col("id"), pl.col("field") == "relations")
        .then(pl.format("{} of {} lead back to it", "field", "to"))
        .otherwise(nowhere),
        expected=pl.format("the id of a line of {}", "_layer"),
    )


def _referring(rows: pl.DataFrame, field: str, layer: str) -> pl.DataFrame:
    to = rows.filter(pl.col("to").is_not_null())
    return to.select(*_LINE, "to", field=pl.lit(field), _layer=pl.lit(layer))


def _references(frames: Frames) -> list[tuple[pl.DataFrame, str, str]]:
    """Rows with the reference `to`, the field it stands in, and the layer it has to be found in."""
    attributions, stances, claims = (frames[layer] for layer in ("attributions", "stances", "claims"))
    related = frames["quantities"].filter(pl.col("relations").list.len() > 0).explode("relations")
    about = stances.filter(pl.col("target_kind") == "attribution")
    return [
        (related.with_columns(to=pl.col("relations").struct.field("to")), "relations", "quantities"),
        (attributions.with_columns(to="parent_id"), "parent_id", "attributions"),
        (stances.with_columns(to="attribution_id"), "attribution_id", "attributions"),
        (about.with_columns(to="target_id"), "target.id", "attributions"),
        (claims.with_columns(to="attribution_id"), "attribution_id", "attributions"),
        (claims.select(*_LINE, to="quantity_ids").explode("to"), "quantity_ids", "quantities"),
        (claims.select(*_LINE, to="timex_ids").explode("to"), "timex_ids", "timexes"),
    ]
