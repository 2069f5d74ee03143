"""KP1: where spans begin and end (O6 of the scheme): white space, words, graphemes. Quote marks: `quote_marks`."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.rules.spans import quoted
from corpus_kp.spans import covered_spans, surroundings

#: Letters and digits of scripts that set words apart and do not write particles or articles onto them.
_LETTERS = r"\p{Latin}\p{Greek}\p{Cyrillic}\p{Armenian}\p{Georgian}\p{Nd}"
#: Two characters in which a word or number may be cut; a letter may have its accent as a character after it.
_MAY_CUT = rf"^(?:[{_LETTERS}\p{{Mn}}][{_LETTERS}]|[.,][0-9]|[0-9][.,])"
#: Set where the edge is.
_EDGE = r"\x00"
#: A word, or a number with its signs ("1,200", "1.5"), that goes on beyond an edge.
_CUT = rf"[{_LETTERS}\p{{Mn}}]{_EDGE}[{_LETTERS}]|[0-9][.,]{_EDGE}[0-9]|[0-9]{_EDGE}[.,][0-9]"
_HEAD = rf"((?:[0-9]+[.,])*[{_LETTERS}\p{{Mn}}]*){_EDGE}"
_TAIL = rf"{_EDGE}((?:[.,][0-9])?[{_LETTERS}\p{{Mn}}]*(?:[.,][0-9]+)*)"
#: Code points that are looked through for the rest of a word.
_WORD_LENGTH = 40

#: Two characters that may be parts of one grapheme: the rules GB3 to GB13 of Unicode's annex 29, without context.
MAY_JOIN = (
    r"(?s)^(?:\r\n|.[\p{gcb=EX}\p{gcb=ZWJ}\p{gcb=SM}]|\p{gcb=PP}.|\p{gcb=RI}\p{gcb=RI}"
    r"|\p{gcb=L}[\p{gcb=L}\p{gcb=V}\p{gcb=LV}\p{gcb=LVT}]|[\p{gcb=LV}\p{gcb=V}][\p{gcb=V}\p{gcb=T}]"
    r"|[\p{gcb=LVT}\p{gcb=T}]\p{gcb=T}|\p{gcb=ZWJ}\p{Extended_Pictographic}|[\p{gcb=EX}\p{gcb=ZWJ}]\p{Lo})"
)


@rule(
    "KP106",
    "O6",
    "edge-white-space",
    Level.LAYERS,
    severity="warning",
    fix="safe",
    help="Move the edge to the first or last character that is no white space.",
    why="Two annotators who agree on the words would disagree on the span, and so would a model and its key.",
    bad='{"start": 74, "end": 81, "text": " Monday"}',
    good='{"start": 75, "end": 81, "text": "Monday"}',
)
def edge_white_space(frames: Frames) -> pl.DataFrame:
    """No span begins or ends with white space, in any of Unicode's forms."""
    loose = covered_spans(frames).filter(pl.col("_words").str.contains(r"^\s|\s$"))
    if loose.is_empty():
        return loose
    words, length = pl.col("_words"), pl.col("_words").str.len_chars()
    start = pl.col("start") + length - words.str.replace(r"^\s+", "").str.len_chars()
    end = pl.col("end") - length + words.str.replace(r"\s+$", "").str.len_chars()
    sides = _sides(words.str.contains(r"^\s"), words.str.contains(r"\s$"))
    is_blank = words.str.contains(r"^\s+$")
    blank = pl.format("[{}, {}) is nothing but white space ({})", "start", "end", "role")
    edged = pl.format("[{}, {}) {} with white space ({})", "start", "end", sides, "role")
    return loose.with_columns(
        message=pl.when(is_blank).then(blank).otherwise(edged),
        expected=pl.when(is_blank).then(pl.lit("a span with words")).otherwise(pl.format("[{}, {})", start, end)),
    )


def _sides(begins: pl.Expr, ends: pl.Expr) -> pl.Expr:
    """Which edges of a span are concerned, as a verb."""
    one = pl.when(begins).then(pl.lit("begins")).otherwise(pl.lit("ends"))
    return pl.when(begins & ends).then(pl.lit("begins and ends")).otherwise(one)


def _suspects(frames: Frames, pattern: str) -> pl.DataFrame:
    """Spans with such a pair of characters, the one outside and the one inside, at an edge."""
    pairs = frames.view(_with_pairs)
    known = frames.view(_known_pairs)
    found = known.filter(pl.col("_pair").str.contains(pattern))["_pair"]
    if found.is_empty():
        return pairs.clear()
    return pairs.filter(pl.any_horizontal(pl.col("_head", "_tail").is_in(found.implode())))


def _known_pairs(frames: Frames) -> pl.DataFrame:
    """Every pair once: spans are many, pairs of characters few."""
    pairs = frames.view(_with_pairs)
    return pl.DataFrame({"_pair": pl.concat([pairs["_head"], pairs["_tail"]]).unique()})


def _with_pairs(frames: Frames) -> pl.DataFrame:
    first, last = pl.col("_words").str.slice(0, 1), pl.col("_words").str.slice(-1)
    return covered_spans(frames).with_columns(_head=pl.col("_left") + first, _tail=last + pl.col("_right"))


@rule(
    "KP115",
    "O6",
    "cut-inside-word",
    Level.LAYERS,
    severity="warning",
    help="Move the edge to where the word or number begins or ends.",
    why="Part of a number is another number, and no sequence of tokens can hold part of a word.",
    bad='{"start": 109, "end": 112, "text": "200"} in "1,200 dockers"',
    good='{"start": 107, "end": 112, "text": "1,200"}',
)
def cut_inside_word(frames: Frames) -> pl.DataFrame:
    """No span begins or ends in the middle of a word or number.

    Hyphens and apostrophes part words ("Ansel" in "Ansel's"). Only letters of scripts that set words apart are judged:
    a Korean name is followed by its particle, a Chinese one by the next word.
    """
    suspects = _suspects(frames, _MAY_CUT)
    if suspects.is_empty():
        return suspects
    begins, ends = pl.col("_before").is_not_null(), pl.col("_after").is_not_null()
    cut = _with_rest(surroundings(suspects, frames, _WORD_LENGTH, _WORD_LENGTH)).filter(begins | ends)
    if cut.is_empty():
        return cut
    sides, before, after = _sides(begins, ends), pl.col("_before").fill_null(""), pl.col("_after").fill_null("")
    start, end = pl.col("start") - before.str.len_chars(), pl.col("end") + after.str.len_chars()
    return cut.with_columns(_whole=before + pl.col("_words") + after).with_columns(
        message=pl.format("{} at [{}, {}) {} inside a word ({})", quoted("_words"), "start", "end", sides, "role"),
        expected=pl.format("{} at [{}, {})", quoted("_whole"), start, end),
    )


def _with_rest(spans: pl.DataFrame) -> pl.DataFrame:
    """Adds what stands of a word before and after a span that cuts it, null where it is not cut."""
    edge = pl.lit("\x00")
    head = pl.concat_str("_left", edge, pl.col("_words").str.slice(0, 2))
    tail = pl.concat_str(pl.col("_words").str.tail(2), edge, "_right")
    return spans.with_columns(
        _before=pl.when(head.str.contains(_CUT)).then(head.str.extract(_HEAD)),
        _after=pl.when(tail.str.contains(_CUT)).then(tail.str.extract(_TAIL)),
    )


@rule(
    "KP116",
    "O6",
    "cut-inside-grapheme",
    Level.LAYERS,
    severity="warning",
    help="Move the edge to where the character, as it is seen, begins or ends.",
    why="Half a flag, or a letter without its accent, shows as something else, and an editor cannot even mark it.",
    bad='{"start": 0, "end": 1, "text": "🇰"}, the first half of the flag "🇰🇷"',
    good='{"start": 0, "end": 2, "text": "🇰🇷"}',
)
def cut_inside_grapheme(frames: Frames) -> pl.DataFrame:
    """No span begins or ends inside a grapheme, which is what is seen as one character.

    A letter with its combining accents, a flag, an emoji with the colour of its skin or joined to others, a syllable
    of Hangul in jamo.
    """
    suspects = _suspects(frames, MAY_JOIN)
    if suspects.is_empty():
        return suspects
    graphemes = _cut_graphemes(suspects, frames)
    heads = graphemes.select("doc_id", "_first", start="_at")
    tails = graphemes.select("doc_id", "_last", end="_at")
    cut = suspects.join(heads, on=["doc_id", "start"], how="left", maintain_order="left").join(
        tails, on=["doc_id", "end"], how="left", maintain_order="left"
    )
    begins, ends = pl.col("_first").is_not_null(), pl.col("_last").is_not_null()
    sides = _sides(begins, ends)
    return cut.filter(begins | ends).with_columns(
        message=pl.format("[{}, {}) {} inside what is seen as one character ({})", "start", "end", sides, "role"),
        expected=pl.format("[{}, {})", pl.coalesce("_first", "start"), pl.coalesce("_last", "end")),
    )


def _cut_graphemes(suspects: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Edges inside graphemes, with their bounds; the rules of Unicode look back further than an expression can."""
    texts = dict(frames["documents"].select("doc_id", "text").iter_rows())
    edges = pl.concat([suspects.select("doc_id", _at=side) for side in ("start", "end")]).unique()
    cut = [(doc_id, at, *grapheme_around(texts[doc_id], at)) for doc_id, at in edges.iter_rows()]
    bounds = pl.DataFrame(cut, schema={**edges.schema, "_first": pl.Int32, "_last": pl.Int32}, orient="row")
    return bounds.filter((pl.col("_first") < pl.col("_at")) & (pl.col("_at") < pl.col("_last")))


def grapheme_around(text: str, at: int) -> tuple[int, int]:
    """First code point of the grapheme that holds the one at a place, and the one after its last."""
    from wcwidth import iter_graphemes

    first = max(text.rfind("\n", 0, at), text.rfind(" ", 0, at), 0)  # a grapheme begins there, whatever stands before
    for grapheme in iter_graphemes(text, first):
        if first + len(grapheme) > at:
            return first, first + len(grapheme)
        first += len(grapheme)
    return at, at
