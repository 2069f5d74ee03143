"""Runs the rules over tables, level by level: what an error says is not said again in other words.

An annotation with an error is not looked at on higher levels, nor is a document whose text is not the annotated one.
In a document with an error, warnings wait: many of them weigh one annotation against others. Errors of its other
annotations are reported all the same.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from corpus_kp.catalogue import Level, Rule, Scope, catalogue
from corpus_kp.contract import contract_faults
from corpus_kp.frames import REGISTERS, Frames
from corpus_kp.rules.checks import CHECKS
from corpus_kp.schema import Schemas

#: Tables with columns from `claims.jsonl` or `splits.csv`; without them they cannot be whole.
_NEED_REGISTERS = ("documents", "claims", "claim_pairs")
_ANNOTATION = ("doc_id", "id")

Found = tuple[Rule, pl.DataFrame]
#: Documents of which some lines could not be read, None for the registers, with the ids of those lines; None where
#: they are not known. What refers to a line that is not there may refer to one of them.
Partial = Mapping[str | None, Collection[str] | None]


@dataclass
class _Faulty:
    """What has errors so far.

    Attributes:
        documents: with an error; None stands for the registers.
        dropped: documents whose text is not the annotated one.
        described: documents whose own fields have an error; it is not said once more by the contract.
        annotations: with an error, by doc_id and id.
    """

    documents: set[str | None] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    described: set[str] = field(default_factory=set)
    annotations: list[pl.DataFrame] = field(default_factory=list)

    def add(self, rule: Rule, rows: pl.DataFrame) -> None:
        """Notes the errors of a rule."""
        if rule.severity != "error":
            return
        if "doc_id" not in rows.columns:
            self.documents.add(None)
            return
        if "id" not in rows.columns:
            rows = rows.with_columns(id=pl.lit(None, pl.String))
        whole = set(rows.filter(pl.col("id").is_null())["doc_id"].drop_nulls())
        if rule.level > Level.TEXT:  # rights, splits and languages of a document say nothing about its annotations
            self.described |= whole
            rows = rows.filter(pl.col("doc_id").is_null() | pl.col("id").is_not_null())
        else:
            self.dropped |= whole
        self.documents |= set(rows["doc_id"])
        self.annotations.append(rows.select(_ANNOTATION).drop_nulls().cast(pl.String))

    def reported(self, rule: Rule, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows that are reported: warnings wait where there is an error."""
        if rule.severity == "error" or not self.documents:
            return rows
        if "doc_id" not in rows.columns:
            return rows.clear() if None in self.documents else rows
        known = [doc_id for doc_id in self.documents if doc_id is not None]
        waits = pl.col("doc_id").is_in(known) | (pl.col("doc_id").is_null() & pl.lit(None in self.documents))
        return rows.filter(~waits)

    def left(self, frames: Frames, level: Level) -> Frames:
        """The tables without what is not looked at any more; references are followed into annotations with errors."""
        frames = frames.without_documents(self.dropped | (self.described if level is Level.CONTRACT else set()))
        if self.annotations and level > Level.REFERENCES:
            frames = frames.without(pl.concat(self.annotations).unique())
        return frames


@dataclass(frozen=True)
class _Asked:
    """What `offending` was asked for; see there."""

    scopes: Container[Scope]
    gathered: dict[str, Frames] | None
    partial: Partial


def offending(
    frames: Frames,
    schemas: Schemas,
    scopes: Container[Scope] = frozenset(Scope),
    gathered: dict[str, Frames] | None = None,
    partial: Partial | None = None,
) -> Iterator[Found]:
    """Runs rules level by level, and the contract between them.

    Args:
        frames: tables with `_file` and `_line`.
        schemas: the table contract.
        scopes: only rules of these scopes are run.
        gathered: given where the tables are one shard of many: rules across documents are not run, and what they
            read of this shard is put there, by code; rules about registers alone are run where there is no document.
        partial: what was read without some of its lines.

    Yields:
        A rule and the rows that break it, with `_file`, `_line` and columns of `ROW_COLUMNS`; never without rows.
    """
    rules, partial = catalogue(), partial or {}
    faulty, whole = _Faulty(set(partial)), Scope.REGISTERS in scopes and None not in partial
    for level in Level:
        here: list[Found] = []
        kept = faulty.left(frames, level)
        for code, rows in _broken(level, kept, frames, _Asked(scopes, gathered, partial)):
            here.append((rules[code], rows))
            whole = whole and not _about_registers(rules[code], rows)
        if level is Level.CONTRACT:
            tables = kept if whole else _without_registers(kept)
            here += [(rules[code], rows) for code, rows in contract_faults(tables, schemas)]
        for rule, rows in here:
            reported = faulty.reported(rule, rows)
            if len(reported):
                yield rule, reported
        for rule, rows in here:
            faulty.add(rule, rows)


def broken(frames: Frames, schemas: Schemas, scopes: Container[Scope], levels: Iterable[Level]) -> Iterator[Found]:
    """Runs rules of some levels over every document, whatever errors it has.

    Args:
        frames: tables of a shard.
        schemas: the table contract.
        scopes: only rules of these scopes are run; none of those that look across documents.
        levels: in order.

    Yields:
        A rule and the rows that break it; never without rows.
    """
    rules, whole = catalogue(), Scope.REGISTERS in scopes
    for level in levels:
        for code, rows in _broken(level, frames, frames, _Asked(scopes, {}, {})):
            whole = whole and not _about_registers(rules[code], rows)
            yield rules[code], rows
        if level is Level.CONTRACT:
            tables = frames if whole else _without_registers(frames)
            yield from ((rules[code], rows) for code, rows in contract_faults(tables, schemas))


def _broken(level: Level, kept: Frames, everything: Frames, asked: _Asked) -> Iterator[tuple[str, pl.DataFrame]]:
    """Rows that break the rules of one level."""
    rules = catalogue()
    for code, check in CHECKS.items():
        rule = rules[code]
        if rule.level is not level or rule.scope not in asked.scopes:
            continue
        frames = everything if rule.scope is Scope.CORPUS else kept
        if asked.gathered is not None and (rule.reads or rule.views):
            if not registers_alone(rule):
                asked.gathered[code] = frames.only(rule.reads, rule.views)
                continue
            if len(frames["documents"]):
                continue  # of the registers alone, and judged with them
        rows = check(frames)
        if asked.partial and level is Level.REFERENCES:
            rows = _certain(rule, rows, asked.partial)
        if len(rows):
            yield code, rows


def registers_alone(rule: Rule) -> bool:
    """Whether a rule across documents looks at nothing but registers."""
    return not rule.views and set(rule.reads) <= set(REGISTERS)


def _certain(rule: Rule, rows: pl.DataFrame, partial: Partial) -> pl.DataFrame:
    """Rows about references that do not lead to a line which could not be read."""
    if rule.scope is not Scope.DOCUMENT:
        return rows.clear() if None in partial else rows
    unread = pl.lit(value=False)
    for doc_id, ids in partial.items():
        if doc_id is None:
            continue
        meant = pl.lit(value=True) if ids is None or "to" not in rows.columns else pl.col("to").is_in(list(ids))
        unread = unread | ((pl.col("doc_id") == doc_id) & meant)
    return rows.filter(~unread)


def _about_registers(rule: Rule, rows: pl.DataFrame) -> bool:
    """Whether a register has an error, so that what is copied from it cannot be judged."""
    return rule.severity == "error" and ("doc_id" not in rows.columns or rows["doc_id"].null_count() > 0)


def _without_registers(frames: Frames) -> Frames:
    return Frames({name: frame for name, frame in frames.items() if name not in _NEED_REGISTERS})
