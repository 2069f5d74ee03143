"""Checks a corpus that was read: tabulates it, runs the rules, and makes findings of the rows that offend."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import replace

import polars as pl

from corpus_kp.catalogue import Level, Rule, Scope, catalogue
from corpus_kp.content import Content
from corpus_kp.corpus import Corpus
from corpus_kp.engine import on_one_thread
from corpus_kp.findings import Finding
from corpus_kp.frames import Frames
from corpus_kp.judging import Partial, offending
from corpus_kp.places import Places
from corpus_kp.rules.checks import ROW_COLUMNS
from corpus_kp.selection import with_severities
from corpus_kp.tables import tabulate

#: Rows of all tables up to which threads cost more than they bring.
_FEW_ROWS = 50_000


def check_corpus(corpus: Corpus, content: Content) -> tuple[Frames, list[Finding]]:
    """Tabulates what was read and checks it.

    Args:
        corpus: where it was read.
        content: documents and registers; its findings come first.

    Returns:
        The tables of the documents that could be read, and all findings, in order of file and line.
    """
    every = sorted([*content.documents, *content.partial], key=lambda document: document.doc_id)
    frames = tabulate(replace(content, documents=every), corpus.schemas)
    read = with_severities(content.findings, corpus.validation.severities)
    found = [*read, *check_tables(frames, corpus, _scope(content), _partial(content))]
    findings = _but_for_moved_spans(found)
    if content.partial:
        frames = frames.without_documents(document.doc_id for document in content.partial)
    return frames, sorted(findings, key=lambda finding: finding.sort_key)


def _but_for_moved_spans(findings: list[Finding]) -> Iterator[Finding]:
    """A fingerprint was made for other spans than one that lies outside of the text: that is said once."""
    outside = {finding.doc_id for finding in findings if finding.code == "KP102"}
    return (finding for finding in findings if finding.code != "KP018" or finding.doc_id not in outside)


def check_tables(
    frames: Frames,
    corpus: Corpus,
    scopes: Container[Scope] = frozenset(Scope),
    partial: Partial | None = None,
) -> list[Finding]:
    """Runs the rules and the contract over tables; findings have the severities of the corpus.

    Args:
        frames: tables with `_file` and `_line`.
        corpus: for its schemas and files.
        scopes: only rules of these scopes are run.
        partial: what was read without some of its lines, as in `offending`.
    """
    places = Places(corpus, frames)

    def run() -> list[Finding]:
        found = offending(frames, corpus.schemas, scopes, partial=partial)
        return [finding for rule, rows in found for finding in _findings(rule, rows, places)]

    few = sum(map(len, frames.values())) < _FEW_ROWS
    return with_severities(on_one_thread(run) if few else run(), corpus.validation.severities)


def _partial(content: Content) -> Partial:
    """Documents that were read in part, with the ids of the lines that were not."""
    faulty = [finding for finding in content.findings if finding.severity == "error"]
    unread = {
        document.doc_id: [f.annotation_id for f in faulty if f.path == document.path] for document in content.partial
    }
    partial: dict[str | None, list[str] | None] = {} if content.registers_read else {None: None}
    for doc_id, ids in unread.items():
        partial[doc_id] = None if None in ids else [name for name in ids if name is not None]
    return partial


def _scope(content: Content) -> set[Scope]:
    """What can be judged: a part that was not read would be reported as missing."""
    scopes = {Scope.DOCUMENT, Scope.REGISTERS}
    if content.registers_read and content.whole and not any(map(_leaves_out, content.findings)):
        scopes.add(Scope.CORPUS)
    return scopes


def _leaves_out(finding: Finding) -> bool:
    """Whether something was not read; a fingerprint that is out of date takes nothing from the tables."""
    return finding.severity == "error" and catalogue()[finding.code].level < Level.TEXT


def _findings(rule: Rule, rows: pl.DataFrame, places: Places) -> Iterable[Finding]:
    if rows.is_empty():
        return []
    absent = {name: dtype for name, dtype in ROW_COLUMNS.items() if name not in rows.columns}
    rows = rows.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in absent.items())
    return [_finding(rule, row, places) for row in rows.select("_file", "_line", *ROW_COLUMNS).iter_rows(named=True)]


def _finding(rule: Rule, row: dict[str, object], places: Places) -> Finding:
    path, line = str(row["_file"]), row["_line"]
    columns = places.columns(path, line, str(row["field"] or ""))  # type: ignore[arg-type]
    place = {name: row[name] for name in ("doc_id", "start", "end")}
    if row["start"] is None and row["id"] is not None:
        own = places.own_span(row["doc_id"], row["id"])  # type: ignore[arg-type]
        place["start"], place["end"] = own or (None, None)
    excerpt = places.excerpt(**place) or places.excerpt_of_line(path, line, columns)  # type: ignore[arg-type]
    return rule.finding(
        path=path,
        line=line,
        column=columns[0] if columns else None,
        end_line=line if columns else None,
        end_column=columns[1] if columns else None,
        annotation_id=row["id"],
        message=row["message"],
        expected=row["expected"],
        excerpt=excerpt,
        **place,
    )
