"""Runs the rules over a shard: over all documents at once, and level by level over the few with an error.

A document without an error has the same findings either way, and no table has to be copied from level to level.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from corpus_kp.catalogue import Level, Scope, catalogue
from corpus_kp.frames import Frames
from corpus_kp.judging import Found, broken, offending, registers_alone
from corpus_kp.schema import Schemas
from corpus_kp.shards.records import differences
from corpus_kp.tables import derive

#: Levels whose rules cope with spans that are not in their texts, and those that do not.
_LOW = tuple(level for level in Level if level < Level.SPANS)
_HIGH = tuple(level for level in Level if level >= Level.SPANS)


@dataclass(frozen=True)
class Judged:
    """What was found in a shard.

    Attributes:
        found: rules and the rows that break them, in documents without an error.
        gathered: what rules across documents read of these, by code.
        concerned: the documents with an error.
    """

    found: list[Found]
    gathered: dict[str, Frames]
    concerned: Frames | None = None


def judge_shard(frames: Frames, schemas: Schemas, *, readable: bool) -> Judged:
    """Runs the rules and the contract; then compares derived columns, in documents where all else is right.

    Args:
        frames: tables whose records are right, and the registers.
        schemas: the table contract.
        readable: whether the registers could be read.
    """
    scopes = _scopes(readable=readable)
    derived = derive(frames).with_views_of(frames) if readable else frames  # of records and words, up to here
    low = list(broken(derived, schemas, scopes, _LOW))
    faulty = _faulty(low)
    sound = derived.without_documents(faulty)
    high = list(broken(sound, schemas, scopes, _HIGH))
    faulty |= _faulty(high)
    rules = catalogue()
    differing = [(rules[code], rows) for code, rows in differences(frames, derived)] if readable else []
    found = [*_of_documents(_without([*low, *high], faulty)), *_without(differing, faulty)]
    concerned = derived.of_documents(pl.col("doc_id").is_in(list(faulty))) if faulty else None
    return Judged(found, _gathered(sound, faulty) if readable else {}, concerned)


def judge_concerned(frames: Frames, schemas: Schemas, *, readable: bool) -> Judged:
    """Runs the rules level by level over documents with an error.

    Args:
        frames: tables with derived columns, and the registers.
        schemas: the table contract.
        readable: whether the registers could be read.
    """
    gathered: dict[str, Frames] = {}
    found = offending(frames, schemas, _scopes(readable=readable), gathered)
    return Judged(_of_documents(found), gathered)


def _scopes(*, readable: bool) -> set[Scope]:
    """Scopes of the rules that a shard is judged by; without registers, nothing is held against them."""
    return {Scope.DOCUMENT, Scope.REGISTERS} if readable else {Scope.DOCUMENT}


def _faulty(found: Iterable[Found]) -> set[str]:
    """Documents with an error."""
    errors = [rows for rule, rows in found if rule.severity == "error" and "doc_id" in rows.columns]
    return {doc_id for rows in errors for doc_id in rows["doc_id"].drop_nulls()}


def _without(found: Iterable[Found], faulty: set[str]) -> list[Found]:
    """Rows about other documents, and about registers."""
    about = pl.col("doc_id").is_in(list(faulty)).fill_null(value=False)
    return [(rule, rows.filter(~about) if "doc_id" in rows.columns else rows) for rule, rows in found]


def _of_documents(found: Iterable[Found]) -> list[Found]:
    """All but what breaks the contract of a register, which is judged with the registers."""
    return [(rule, rows) for rule, rows in found if rule.level > Level.CONTRACT or "doc_id" in rows.columns]


def _gathered(frames: Frames, faulty: set[str]) -> dict[str, Frames]:
    """What rules read that look across documents without an error on the levels before."""
    rules = [rule for rule in catalogue().values() if rule.scope is not Scope.CORPUS and not registers_alone(rule)]
    return {rule.code: frames.only(rule.reads, rule.views).without_documents(faulty) for rule in rules}
