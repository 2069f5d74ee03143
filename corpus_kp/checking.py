"""Runs all checks over tables, level by level: a document with an error is not checked further."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

import polars as pl

from corpus_kp.catalogue import Level, Rule, Scope, catalogue
from corpus_kp.content import Content
from corpus_kp.contract import contract_faults
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.frames import Frames
from corpus_kp.places import Places
from corpus_kp.rules.checks import CHECKS, ROW_COLUMNS
from corpus_kp.schema import Schemas
from corpus_kp.tables import tabulate

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
    """Runs the rules and the contract over tables.

    Args:
        frames: tables with `_file` and `_line`.
        corpus: for its schemas and files.
        scopes: only rules of these scopes are run.
    """
    places = Places(corpus, frames)
    found = offending(frames, corpus.schemas, scopes)
    return [finding for rule, rows in found for finding in _findings(rule, rows, places)]


def offending(
    frames: Frames,
    schemas: Schemas,
    scopes: Container[Scope] = frozenset(Scope),
    gathered: dict[str, Frames] | None = None,
) -> Iterator[tuple[Rule, pl.DataFrame]]:
    """Runs rules level by level, and the contract between them.

    A document with an error on one level is left out of the next.

    Args:
        frames: tables with `_file` and `_line`.
        schemas: the table contract.
        scopes: only rules of these scopes are run.
        gathered: given where the tables are one shard of many: rules across documents are not run, and what they
            read of this shard is put there, by code.

    Yields:
        A rule and the rows that break it, with `_file`, `_line` and columns of `ROW_COLUMNS`; never without rows.
    """
    rules = catalogue()
    kept, whole = frames, Scope.REGISTERS in scopes
    for level in Level:
        faulty: set[str] = set()
        for code, rows in _broken(level, kept, frames, scopes, gathered):
            yield rules[code], rows
            faulty |= _faulty(rules[code], rows)
            whole = whole and not _about_registers(rules[code], rows)
        if level is Level.CONTRACT:
            for code, rows in contract_faults(kept if whole else _without_registers(kept), schemas):
                yield rules[code], rows
                faulty |= _faulty(rules[code], rows)
        if faulty:
            kept = kept.of_documents(~pl.col("doc_id").is_in(list(faulty)))


def _broken(
    level: Level, kept: Frames, everything: Frames, scopes: Container[Scope], gathered: dict[str, Frames] | None
) -> Iterator[tuple[str, pl.DataFrame]]:
    """Rows that break the rules of one level."""
    rules = catalogue()
    for code, check in CHECKS.items():
        rule = rules[code]
        if rule.level is not level or rule.scope not in scopes:
            continue
        frames = everything if rule.scope is Scope.CORPUS else kept
        if gathered is not None and (rule.reads or rule.scope is Scope.CORPUS):
            gathered[code] = frames.only(rule.reads)
            continue
        rows = check(frames)
        if len(rows):
            yield code, rows


def _faulty(rule: Rule, rows: pl.DataFrame) -> set[str]:
    """Documents that are not checked further."""
    return set(rows["doc_id"].drop_nulls()) if rule.severity == "error" and "doc_id" in rows.columns else set()


def _about_registers(rule: Rule, rows: pl.DataFrame) -> bool:
    """Whether a register has an error, so that what is copied from it cannot be judged."""
    return rule.severity == "error" and ("doc_id" not in rows.columns or rows["doc_id"].null_count() > 0)


def _scope(content: Content) -> set[Scope]:
    """What can be judged: a broken register would be reported at every mention, a part not read as missing."""
    scopes = {Scope.DOCUMENT}
    if content.registers_read:
        scopes.add(Scope.REGISTERS)
        if content.whole and not any(finding.severity == "error" for finding in content.findings):
            scopes.add(Scope.CORPUS)
    return scopes


def _without_registers(frames: Frames) -> Frames:
    return Frames({name: frame for name, frame in frames.items() if name not in _NEED_REGISTERS})


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
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        help=rule.help,
        path=path,
        line=line,  # type: ignore[arg-type]
        column=columns[0] if columns else None,
        end_line=line if columns else None,  # type: ignore[arg-type]
        end_column=columns[1] if columns else None,
        annotation_id=row["id"],  # type: ignore[arg-type]
        message=row["message"],  # type: ignore[arg-type]
        expected=row["expected"],  # type: ignore[arg-type]
        excerpt=excerpt,
        **place,  # type: ignore[arg-type]
    )
