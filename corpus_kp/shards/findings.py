"""Findings of shards as rows of one frame: they cross processes and take less room than records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from corpus_kp.catalogue import Rule, catalogue
from corpus_kp.excerpts import excerpt_of
from corpus_kp.findings import Excerpt, Finding
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import ROW_COLUMNS
from corpus_kp.spans import all_spans, own_spans
from corpus_kp.tables import LOCATION

_EXCERPT = pl.Struct({"line": pl.Int32, "column": pl.Int32, "text": pl.String, "start": pl.Int32, "end": pl.Int32})
#: Columns of the frame.
ROWS = {"code": pl.String(), **ROW_COLUMNS, **LOCATION, "excerpt": _EXCERPT}


def no_rows() -> pl.DataFrame:
    """The frame of no finding."""
    return pl.DataFrame(schema=ROWS)


def rows_of(found: Iterable[tuple[Rule, pl.DataFrame]], frames: Frames | None = None) -> pl.DataFrame:
    """Findings as rows, with the annotation's own span where a rule gave none, and the words there.

    Args:
        found: rules and the rows that break them.
        frames: the tables that were checked, for spans and texts, where they are at hand.
    """
    parts = [_uniform(rule.code, rows) for rule, rows in found if len(rows)]
    if not parts:
        return no_rows()
    rows = pl.concat(parts)
    if frames is None:
        return rows.with_columns(excerpt=pl.lit(None, _EXCERPT))
    placed = _with_spans(rows, frames)
    return placed.with_columns(excerpt=pl.Series(list(_excerpts(placed, frames)), dtype=_EXCERPT)).select(*ROWS)


def findings_of(rows: pl.DataFrame) -> Iterator[Finding]:
    """Findings as records.

    Args:
        rows: of `rows_of`.
    """
    rules = catalogue()
    for row in rows.iter_rows(named=True):
        rule, excerpt = rules[row["code"]], row["excerpt"]
        yield rule.finding(
            path=row["_file"],
            line=row["_line"],
            annotation_id=row["id"],
            excerpt=Excerpt(path="", **excerpt) if excerpt else None,
            **{name: row[name] for name in ("message", "expected", "doc_id", "start", "end")},
        )


def _uniform(code: str, rows: pl.DataFrame) -> pl.DataFrame:
    columns: dict[str, Any] = {**ROW_COLUMNS, **LOCATION}
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in columns.items() if name not in rows.columns]
    known = [pl.col(name).cast(dtype) for name, dtype in columns.items() if name in rows.columns]
    return rows.select(*known, *absent).select(pl.lit(code).alias("code"), *columns)


def _with_spans(rows: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Fills in the span of the annotation; that of its cue, where it has several."""
    lacking = rows.filter(pl.col("start").is_null() & pl.col("id").is_not_null()).select("doc_id", "id")
    if lacking.is_empty():
        return rows
    spans = all_spans(frames).join(lacking, on=["doc_id", "id"], how="semi", maintain_order="left")
    own = own_spans(spans).rename({"start": "_start", "end": "_end"})
    none = pl.col("start").is_null()
    return rows.join(own, on=["doc_id", "id"], how="left", maintain_order="left").with_columns(
        pl.when(none).then(f"_{name}").otherwise(name).alias(name) for name in ("start", "end")
    )


def _excerpts(rows: pl.DataFrame, frames: Frames) -> Iterator[dict[str, object] | None]:
    concerned = rows["doc_id"].drop_nulls().unique()
    documents = frames["documents"].filter(pl.col("doc_id").is_in(concerned.implode()))
    texts = dict(documents.select("doc_id", "text").iter_rows())
    for doc_id, start, end in rows.select("doc_id", "start", "end").iter_rows():
        text = texts.get(doc_id) or ""
        if start is None or end is None or not 0 <= start <= end <= len(text) or not text:
            yield None
        else:
            part = excerpt_of(text, "", start, end)
            yield {name: getattr(part, name) for name in ("line", "column", "text", "start", "end")}
