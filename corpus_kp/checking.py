"""Runs all checks over tables, level by level: a document with an error is not checked further."""

from __future__ import annotations

from collections.abc import Container, Iterable

import polars as pl

from corpus_kp.content import Content
from corpus_kp.contract import check_contract
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.json_position import locate, parse_path
from corpus_kp.rules import CATALOGUE, Level, Rule, Scope
from corpus_kp.rules.catalogue import ROW_COLUMNS
from corpus_kp.tables import Frames, of_documents, tabulate

_EXCERPT = 160
#: Tables with columns from `claims.jsonl` or `splits.csv`; without them they cannot be whole.
_NEED_REGISTERS = ("documents", "claims", "claim_pairs")


def check_corpus(corpus: Corpus, content: Content) -> tuple[Frames, list[Finding]]:
    """Tabulates what was read and checks it.

    Args:
        corpus: where it was read.
        content: documents and registers; its findings come first.

    Returns:
        The tables and all findings, in order of file and line.
    """
    frames = tabulate(content, corpus.schemas)
    findings = [*content.findings, *check_tables(frames, corpus, _scope(content))]
    return frames, sorted(findings, key=lambda finding: finding.sort_key)


def check_tables(frames: Frames, corpus: Corpus, scopes: Container[Scope] = frozenset(Scope)) -> list[Finding]:
    """Rules level by level, and the contract between them.

    A document with an error on one level is left out of the next.

    Args:
        frames: tables with `_file` and `_line`.
        corpus: for its schemas.
        scopes: only rules of these scopes are run.
    """
    findings: list[Finding] = []
    places = _Places(corpus)
    everything = frames
    for level in Level:
        frames = _without(frames, {finding.doc_id for finding in findings if finding.severity == "error"})
        if level is Level.CONTRACT:
            whole = Scope.REGISTERS in scopes and all(finding.doc_id for finding in findings)
            findings += check_contract(frames if whole else _without_registers(frames), corpus.schemas)
        for rule in CATALOGUE.values():
            if rule.level is level and rule.scope in scopes:
                findings += _run(rule, everything if rule.scope is Scope.CORPUS else frames, places)
    return findings


def _scope(content: Content) -> set[Scope]:
    """What can be judged: a broken register would be reported at every mention, a part not read as missing."""
    scopes = {Scope.DOCUMENT}
    if content.registers_read:
        scopes.add(Scope.REGISTERS)
        if content.whole and not content.findings:
            scopes.add(Scope.CORPUS)
    return scopes


def _without(frames: Frames, faulty: Iterable[str | None]) -> Frames:
    ids = [doc_id for doc_id in faulty if doc_id]
    return of_documents(frames, ~pl.col("doc_id").is_in(ids)) if ids else frames


def _without_registers(frames: Frames) -> Frames:
    return {name: frame for name, frame in frames.items() if name not in _NEED_REGISTERS}


def _run(rule: Rule, frames: Frames, places: _Places) -> list[Finding]:
    rows = rule.check(frames)
    absent = {name: dtype for name, dtype in ROW_COLUMNS.items() if name not in rows.columns}
    rows = rows.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in absent.items())
    rows = rows.select("_file", "_line", *ROW_COLUMNS)
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

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._lines: dict[str, list[str]] = {}

    def columns(self, row: dict[str, object]) -> tuple[int | None, int | None]:
        """First column and the one after the last, 1-based, of the field of a row."""
        path, number = str(row["_file"]), row["_line"]
        if path not in self._lines:
            file = self._corpus.file(path)
            self._lines[path] = file.read_text(encoding="utf-8").split("\n") if file.is_file() else []
        lines = self._lines[path]
        if not isinstance(number, int) or not 0 < number <= len(lines):
            return None, None
        first, last = locate(lines[number - 1], parse_path(str(row["field"] or "")))
        return first + 1, last + 1
