"""The `tokens` table: sentences as tokens with BIO tags, for taggers that want columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from corpus_kp.frames import Frames
from corpus_kp.schema import TableSchema
from corpus_kp.spans import all_spans

_TOKEN = re.compile(r"\w+(?:[.,]\d+)*|[^\w\s]")
#: Tag columns, with the rows of the span frame that they show and the column of the label (None: the role itself).
_TAGGED = {
    "entity_tags": ("entities", "span", "label"),
    "quantity_tags": ("quantities", "span", "kind"),
    "cue_tags": ("attributions", "cue", None),
    "source_tags": ("attributions", "source", None),
    "content_tags": ("attributions", "content", None),
}

Span = tuple[int, int, str]


def tokens_table(frames: Frames, schema: TableSchema) -> pl.DataFrame:
    """Makes the table.

    Args:
        frames: tables of documents; those without text give no rows.
        schema: of the tokens table.

    Returns:
        One row per sentence. A sentence never ends inside an entity, quantity, cue or source; tokens are cut at
        every span edge; of nested spans the outermost is tagged.
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
        by_document.setdefault(doc_id, []).append((start, end, tag))
    return by_document


def _of(doc_id: str, tagged: dict[str, dict[str, list[Span]]]) -> dict[str, list[Span]]:
    return {column: by_document.get(doc_id, []) for column, by_document in tagged.items()}


def _rows(doc_id: str, lang: str, text: str, spans: dict[str, list[Span]]) -> Iterator[dict[str, Any]]:
    edges = {edge for group in spans.values() for start, end, _ in group for edge in (start, end)}
    solid = [span for column, group in spans.items() if column != "content_tags" for span in group]
    outer = {column: _outermost(group) for column, group in spans.items()}
    number = 0
    for start, end in _sentences(text, solid, lang):
        tokens = list(_tokens(text, start, end, edges))
        if tokens:
            tags = {column: _bio(tokens, group) for column, group in outer.items()}
            starts, ends = (list(offsets) for offsets in zip(*tokens, strict=True))
            words = [text[first:last] for first, last in tokens]
            yield {"doc_id": doc_id, "sentence": number, "tokens": words, "starts": starts, "ends": ends, **tags}
            number += 1


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


def _tokens(text: str, start: int, end: int, edges: set[int]) -> Iterator[tuple[int, int]]:
    for match in _TOKEN.finditer(text, start, end):
        cuts = [edge for edge in range(match.start() + 1, match.end()) if edge in edges]
        yield from zip([match.start(), *cuts], [*cuts, match.end()], strict=True)


def _outermost(spans: list[Span]) -> list[Span]:
    """Spans in order of the text that lie in no other and overlap none before them; the longest wins."""
    chosen: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not chosen or span[0] >= chosen[-1][1]:
            chosen.append(span)
    return chosen


def _bio(tokens: list[tuple[int, int]], spans: list[Span]) -> list[str]:
    tags = []
    previous: Span | None = None
    for first, last in tokens:
        here = next((span for span in spans if span[0] <= first and last <= span[1]), None)
        tags.append("O" if here is None else f"{'I' if here is previous else 'B'}-{here[2]}")
        previous = here
    return tags
