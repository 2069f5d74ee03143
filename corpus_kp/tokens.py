"""The `tokens` table: sentences as tokens with BIO tags, for taggers that want columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from corpus_kp.frames import Frames
from corpus_kp.schema import TableSchema
from corpus_kp.spans import all_spans

if TYPE_CHECKING:
    import regex

#: Tag columns, with the rows of the span frame that they show and the column of the label (None: the role itself).
_TAGGED = {
    "entity_tags": ("entities", "span", "label"),
    "quantity_tags": ("quantities", "span", "kind"),
    "timex_tags": ("timexes", "span", "timex_type"),
    "cue_tags": ("attributions", "cue", None),
    "source_tags": ("attributions", "source", None),
    "content_tags": ("attributions", "content", None),
}


class Span(NamedTuple):
    """A span with its label; offsets in code points, half-open."""

    start: int
    end: int
    label: str


def tokens_table(frames: Frames, schema: TableSchema) -> pl.DataFrame:
    """Makes the table.

    Args:
        frames: tables of documents; those without text give no rows.
        schema: of the tokens table.

    Returns:
        One row per sentence. Tokens are words as Unicode's annex 29 parts them, cut at every span edge; no sentence
        ends inside a span other than content. Of nested spans the outermost is tagged, the others are listed, so that
        every span can be had back: `spans_of` does it.
    """
    spans = all_spans(frames)
    tagged = {column: _labelled(spans, frames, *source) for column, source in _TAGGED.items()}
    texts = frames["documents"].filter(pl.col("text").is_not_null()).select("doc_id", "lang", "text")
    rows = [row for doc_id, lang, text in texts.iter_rows() for row in _rows(doc_id, lang, text, _of(doc_id, tagged))]
    return pl.DataFrame(rows, schema=schema.polars)


def _labelled(spans: pl.DataFrame, frames: Frames, layer: str, role: str, label: str | None) -> dict[str, list[Span]]:
    chosen = spans.filter(pl.col("layer") == layer, pl.col("role") == role)
    if label is None:
        chosen = chosen.with_columns(tag=pl.lit(role.upper()))
    else:
        labels = frames[layer].select("doc_id", "id", tag=pl.col(label).cast(pl.String))
        chosen = chosen.join(labels, on=["doc_id", "id"])
    by_document: dict[str, list[Span]] = {}
    for doc_id, start, end, tag in chosen.select("doc_id", "start", "end", "tag").iter_rows():
        by_document.setdefault(doc_id, []).append(Span(start, end, tag))
    return by_document


def _of(doc_id: str, tagged: dict[str, dict[str, list[Span]]]) -> dict[str, list[Span]]:
    return {column: by_document.get(doc_id, []) for column, by_document in tagged.items()}


def _rows(doc_id: str, lang: str, text: str, spans: dict[str, list[Span]]) -> Iterator[dict[str, Any]]:
    edges = {edge for group in spans.values() for start, end, _ in group for edge in (start, end)}
    solid = [span for column, group in spans.items() if column != "content_tags" for span in group]
    outer = {column: outermost(group) for column, group in spans.items()}
    inner = {column: sorted(set(group) - set(outer[column])) for column, group in spans.items()}
    number = 0
    for start, end in _sentences(text, solid, lang):
        tokens = list(tokenized(text, start, end, edges))
        if tokens:
            tags = {column: bio(tokens, group, start) for column, group in outer.items()}
            starts, ends = (list(offsets) for offsets in zip(*tokens, strict=True))
            yield {
                "doc_id": doc_id,
                "sentence": number,
                "tokens": [text[first:last] for first, last in tokens],
                "starts": starts,
                "ends": ends,
                **tags,
                "nested": [row for column, group in inner.items() for row in _nested(column, group, start, end)],
            }
            number += 1


def _nested(column: str, spans: Iterable[Span], start: int, end: int) -> Iterator[dict[str, Any]]:
    """The spans that begin in a sentence."""
    for span in spans:
        if start <= span.start < end:
            yield {"tags": column, "label": span.label, "start": span.start, "end": span.end}


def _sentences(text: str, solid: Iterable[Span], lang: str = "en") -> Iterator[tuple[int, int]]:
    """Spans of the sentences of every paragraph; sentences that a solid span would straddle are joined."""
    from sentencex import segment

    spans = list(solid)
    offset = start = 0
    for paragraph in text.split("\n"):
        end = start = offset
        for sentence in segment(lang, paragraph) if paragraph else ():
            end += len(sentence)
            if not any(first < end < last for first, last, _ in spans):
                yield start, end
                start = end
        if start < offset + len(paragraph):
            yield start, offset + len(paragraph)
        offset += len(paragraph) + 1


def tokenized(text: str, start: int, end: int, edges: set[int]) -> Iterator[tuple[int, int]]:
    """Words, numbers and signs of a stretch of text, without white space.

    Args:
        text: of the document.
        start: of the stretch, in code points.
        end: of the stretch.
        edges: where tokens are cut besides.

    Yields:
        Start and end of each token; together they hold every character that is no white space.
    """
    breaks = {start, end} | {match.start() for match in _word_break().finditer(text, start, end)}
    cuts = sorted(breaks | {edge for edge in edges if start < edge < end})
    for first, last in pairwise(cuts):
        part = text[first:last]
        if not part.isspace():
            yield first + len(part) - len(part.lstrip()), last - len(part) + len(part.rstrip())


@cache
def _word_break() -> regex.Pattern[str]:
    import regex

    return regex.compile(r"\b", regex.WORD | regex.V1)


def outermost(spans: Iterable[Span]) -> list[Span]:
    """Spans in order of the text that lie in no other and overlap none before them; the longest wins.

    Args:
        spans: of one layer of a document.
    """
    chosen: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (span.start, -span.end, span.label)):
        if not chosen or span.start >= chosen[-1].end:
            chosen.append(span)
    return chosen


def bio(tokens: Iterable[tuple[int, int]], spans: Iterable[Span], start: int = 0) -> list[str]:
    """A tag for each token: B where a span begins, I where it goes on, also from the sentence before, O outside.

    Args:
        tokens: start and end of each, cut at the edges of the spans.
        spans: in order of the text, none overlapping another.
        start: where the sentence begins.
    """
    rest = iter(spans)
    span = next(rest, None)
    tags, begun = [], False
    for first, last in tokens:
        while span is not None and span.end <= first:
            span, begun = next(rest, None), False
        if span is None or last <= span.start:
            tags.append("O")
            continue
        goes_on = begun or span.start < start
        tags.append(f"{'I' if goes_on else 'B'}-{span.label}")
        begun = True
    return tags


def spans_of(rows: Iterable[dict[str, Any]], column: str) -> set[Span]:
    """The spans that a column of tags shows, with those that are nested in them.

    Args:
        rows: of one document, in order of its sentences.
        column: such as `entity_tags`.
    """
    spans: set[Span] = set()
    last: Span | None = None
    for row in rows:
        spans |= {Span(one["start"], one["end"], one["label"]) for one in row["nested"] if one["tags"] == column}
        for start, end, tag in zip(row["starts"], row["ends"], row[column], strict=True):
            if last is not None and not tag.startswith("I"):
                spans.add(last)
                last = None
            if tag != "O":
                last = Span(start if last is None else last.start, end, tag[2:])
    return spans | ({last} if last is not None else set())
