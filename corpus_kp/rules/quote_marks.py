"""KP1: quote marks at the edges of spans (O6 of the scheme)."""
# ruff: noqa: RUF001 - marks of all languages are what is looked for

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.spans import covered_spans

#: Marks that open a quotation, with those that close it; what opens in one language closes in another.
_CLOSED_BY: Mapping[str, str] = {
    "“": "”", "„": "“”", "«": "»", "»": "«", "‹": "›", "›": "‹", "「": "」", "『": "』", "‘": "’", "‚": "‘’",
    '"': '"', "'": "'",
}  # fmt: skip
#: Marks, and line feeds, where a quotation ends without one when it goes on in the next paragraph.
_MARKS = re.compile(r"""["'“”„«»‹›「」『』‘’‚\n]""")
#: Spans with marks; what looks like an apostrophe only at an edge or after a space.
_HAS_MARK = r"""["“”„«»‹›「」『』‘‚]|(?:^|\s)'|['’]$"""
#: Quotations inside a span, both marks and all.
_QUOTED = (
    r'"[^"]*"|“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|‹[^‹›]*›|›[^‹›]*‹|「[^「」]*」|『[^『』]*』|‘[^‘’]*’|‚[^‘’‚]*[‘’]'
)
#: What may stand between the end of a span and a mark just outside.
_BEFORE_CLOSING = re.compile(r"[.,;:!?…]*")
_APOSTROPHES = "'’"

Fragments = Sequence[tuple[int, int]]


@rule(
    "KP114",
    "O6",
    "half-quote-pair",
    Level.LAYERS,
    severity="warning",
    help="Take in both marks, as content does, or neither.",
    why="The end of a quotation decides whose words they are, and a lone mark says that some are missing.",
    bad='{"start": 29, "end": 42, "text": "“We will wait"}, where the text goes on: until Monday,” he said',
    good='{"start": 29, "end": 57, "text": "“We will wait until Monday,”"}',
)
def half_quote_pair(frames: Frames) -> pl.DataFrame:
    """No span has one half of a pair of quote marks at its edge while the other half is outside.

    The fragments of content are taken together, so that a quotation may be interrupted by its cue. A mark that its
    paragraph does not close or open has no other half.
    """
    unpaired = pl.col("_words").str.replace_all(_QUOTED, "").str.contains(_HAS_MARK)
    spans = covered_spans(frames).filter(pl.col("_words").str.contains(_HAS_MARK)).filter(unpaired)
    if spans.is_empty():
        return spans
    split = spans.select("doc_id", "id", "role").unique()
    together = covered_spans(frames).join(split, on=["doc_id", "id", "role"], how="semi", maintain_order="left")
    whole = pl.when(pl.col("role") == "content").then(pl.lit("content")).otherwise("field")
    rows = together.with_columns(_whole=whole).with_row_index("_row")
    halves = pl.DataFrame(list(_halves(rows, frames)), schema=_HALVES, orient="row")
    return rows.join(halves, on="_row", maintain_order="left").with_columns(
        message=pl.format("[{}, {}) has {} at {}, but not its {} at {} ({})", "start", "end", *_HALVES_SHOWN, "role"),
        expected=pl.lit("both marks, or neither"),
    )


_HALVES_SHOWN = ("_mark", "_at", "_other", "_other_at")
_HALVES = {"_row": pl.UInt32, "_mark": pl.String, "_at": pl.Int32, "_other": pl.String, "_other_at": pl.Int32}


def _halves(rows: pl.DataFrame, frames: Frames) -> Iterator[tuple[int, str, int, str, int]]:
    """Row, mark and place of each half inside a span, mark and place of the other; pairing marks needs a stack."""
    texts = dict(frames["documents"].select("doc_id", "text").iter_rows())
    for (doc_id, *_), part in rows.group_by("doc_id", "layer", "id", "_whole", maintain_order=True):
        text, fragments = texts[doc_id], list(part.select("start", "end").iter_rows())
        for number, inside, outside in half_pairs(text, fragments):
            yield part["_row"][number], text[inside], inside, text[outside], outside


def half_pairs(text: str, fragments: Fragments) -> Iterator[tuple[int, int, int]]:
    """Pairs of quote marks that fragments part at one of their edges.

    Args:
        text: of the document.
        fragments: start and end of each, in order.

    Yields:
        Number of the fragment with the one mark, place of that mark, place of the other one.
    """
    first = text.rfind("\n", 0, fragments[0][0]) + 1
    last = text.find("\n", fragments[-1][1])
    for opening, closing in quotations(text, first, last if last >= 0 else len(text)):
        holders = [next((n for n, (start, end) in enumerate(fragments) if start <= at < end), None)
                   for at in (opening, closing)]  # fmt: skip
        match holders:
            case [int(number), None] if _opens_at_edge(text, fragments, number, opening, closing):
                yield number, opening, closing
            case [None, int(number)] if _closes_at_edge(text, fragments, number, opening, closing):
                yield number, closing, opening


def _opens_at_edge(text: str, fragments: Fragments, number: int, opening: int, closing: int) -> bool:
    is_first = not _has_words(text[fragments[number][0] : opening])
    return is_first or any(end <= closing and _BEFORE_CLOSING.fullmatch(text, end, closing) for _, end in fragments)


def _closes_at_edge(text: str, fragments: Fragments, number: int, opening: int, closing: int) -> bool:
    is_last = not _has_words(text[closing + 1 : fragments[number][1]])
    return is_last or any(opening + 1 == start for start, _ in fragments)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def quotations(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Places of the marks of each quotation between two places, inner ones before outer ones.

    Args:
        text: of the document.
        first: where a paragraph begins.
        last: where it, or a later one, ends.

    Yields:
        Where a quotation opens and where it closes.
    """
    opened: list[int] = []
    for match in _MARKS.finditer(text, first, last):
        at, mark = match.start(), match[0]
        if mark == "\n":
            opened.clear()
        elif not _is_apostrophe(text, at, last):
            depth = next((n for n in reversed(range(len(opened))) if mark in _CLOSED_BY[text[opened[n]]]), None)
            if depth is not None:
                yield opened[depth], at
                del opened[depth:]
            elif mark in _CLOSED_BY and _may_open(text, at):
                opened.append(at)


def _may_open(text: str, at: int) -> bool:
    """Whether a straight mark may open: no sign of inches, no apostrophe that stands for lost digits or letters."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    if text[at] == "'":
        return not before.isalnum() and after.isalpha()
    return text[at] != '"' or not before.isdigit()


def _is_apostrophe(text: str, at: int, last: int) -> bool:
    """Whether a mark stands in a word, or at the end of a plural while another one follows that may close."""
    if text[at] not in _APOSTROPHES or not text[at - 1 : at].isalnum():
        return False
    if text[at + 1 : at + 2].isalnum():
        return True
    rest = text[at + 1 : last].partition("‘")[0]
    return text[at - 1] in "sS" and bool(re.search(r"^\s.*[\w.,!?…][’'](?!\w)", rest))
