"""Runs all checks over tables: contract first, then the rules level by level."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from corpus_kp.contract import check_contract
from corpus_kp.corpus import Content, Corpus
from corpus_kp.findings import Finding
from corpus_kp.json_position import locate, parse_path
from corpus_kp.rules import CATALOGUE, Level, Rule
from corpus_kp.rules.catalogue import ROW_COLUMNS
from corpus_kp.tables import Frames, tabulate

_EXCERPT = 160


def check_corpus(corpus: Corpus, content: Content) -> tuple[Frames, list[Finding]]:
    """Tabulates what was read and checks it.

    Args:
        corpus: where it was read.
        content: documents and registers; its findings come first.

    Returns:
        The tables and all findings, in order of file and line.
    """
    frames = tabulate(content, corpus.schemas)
    findings = [*content.findings, *_unassigned(content), *check_tables(frames, corpus, registers=content.registers_read)]
    return frames, sorted(findings, key=lambda finding: finding.sort_key)


def check_tables(frames: Frames, corpus: Corpus, *, registers: bool = True) -> list[Finding]:
    """Contract and rules. A document with an error on one level is left out of the next.

    Args:
        frames: tables with `_file` and `_line`.
        corpus: for its schemas.
        registers: whether the registers are whole; if not, the rules that look into them are left out, because
            one broken line there would be reported at every mention.
    """
    findings = check_contract(frames, corpus.schemas)
    places = _Places()
    for level in Level:
        frames = _without(frames, {finding.doc_id for finding in findings if finding.severity == "error"})
        for rule in CATALOGUE.values():
            if rule.level is level and (registers or not rule.registers):
                findings += _run(rule, frames, places)
    return findings


def _unassigned(content: Content) -> list[Finding]:
    return [
        Finding(
            code="KP701",
            name="document-without-split",
            path=document.path,
            line=document.header.number,
            column=1,
            doc_id=document.header.record.doc_id,
            message=f"{document.header.record.doc_id} is not in annotations/splits.csv",
            expected="one line doc_id,group_id,split",
            help="Add the document to annotations/splits.csv; documents of one story share a group and a split.",
        )
        for document in content.documents
        if document.header.record.doc_id not in content.assignments
    ]


def _without(frames: Frames, faulty: Iterable[str | None]) -> Frames:
    ids = [doc_id for doc_id in faulty if doc_id]
    if not ids:
        return frames
    return {
        name: frame.filter(~pl.col("doc_id").is_in(ids)) if "doc_id" in frame.columns else frame
        for name, frame in frames.items()
    }


def _run(rule: Rule, frames: Frames, places: _Places) -> list[Finding]:
    rows = rule.check(frames)
    optional = ["id", *ROW_COLUMNS]
    rows = rows.with_columns(pl.lit(None).alias(name) for name in optional if name not in rows.columns)
    rows = rows.select("doc_id", "_file", "_line", *optional)
    texts = frames["documents"].select("doc_id", _text="text")
    excerpt = pl.col("_text").str.slice(pl.col("start"), (pl.col("end") - pl.col("start")).clip(0, _EXCERPT))
    located = rows.join(texts, on="doc_id", how="left", maintain_order="left").with_columns(
        excerpt=pl.when(pl.col("start") >= 0).then(excerpt)
    )
    return [_finding(rule, row, places) for row in located.iter_rows(named=True)]


def _finding(rule: Rule, row: dict[str, object], places: _Places) -> Finding:
    column, end_column = places.columns(row)
    values = {name: row[name] for name in ("doc_id", "start", "end", "message", "expected", "excerpt")}
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        help=rule.help,
        path=str(row["_file"]),
        line=row["_line"],  # type: ignore[arg-type]
        column=column,
        end_column=end_column,
        annotation_id=row["id"],  # type: ignore[arg-type]
        **values,  # type: ignore[arg-type]
    )


class _Places:
    """Columns of fields in native files; each file is read once, and only where there is a finding."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def columns(self, row: dict[str, object]) -> tuple[int | None, int | None]:
        """First column and the one after the last, 1-based, of the field of a row."""
        path, number = str(row["_file"]), row["_line"]
        if path not in self._lines:
            file = Path(path)
            self._lines[path] = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
        lines = self._lines[path]
        if not isinstance(number, int) or not 0 < number <= len(lines):
            return None, None
        first, last = locate(lines[number - 1], parse_path(str(row["field"] or "")))
        return first + 1, last + 1
