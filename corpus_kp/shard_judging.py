"""Runs the rules over a shard: over all documents at once, and level by level over the few with an error.

A document without an error has the same findings either way, and no table has to be copied from level to level.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from corpus_kp.catalogue import Level, Scope, catalogue
from corpus_kp.frames import REGISTERS, Frames
from corpus_kp.judging import Found, broken, offending
from corpus_kp.schema import Schemas
from corpus_kp.shard_records import differences
from corpus_kp.tables import derive

#: Levels whose rules cope with spans that are not in their texts, and those that do not.
_LOW = tuple(level for level in Level if level < Level.SPANS)
_HIGH = tuple(level for level in Level if level >= Level.SPANS)


@dataclass(frozen=True)
class Judged:
    """What was found in a shard.

    Attributes:
        found: rules and the rows that break them.
        gathered: what rules across documents read of it, by code.
    """

    found: list[Found]
    gathered: dict[str, Frames]


def judge_shard(frames: Frames, schemas: Schemas, *, readable: bool) -> Judged:
    """Runs the rules and the contract; then compares derived columns, in documents where all else is right.

    Args:
        frames: tables whose records are right, and the registers.
        schemas: the table contract.
        readable: whether the registers could be read.
    """
    scopes = {Scope.DOCUMENT, Scope.REGISTERS} if readable else {Scope.DOCUMENT}
    derived = derive(frames) if readable else frames
    low = list(broken(derived, schemas, scopes, _LOW))
    faulty = _faulty(low)
    sound = _others(derived, faulty)
    high = list(broken(sound, schemas, scopes, _HIGH))
    faulty |= _faulty(high)
    found = [(rule, rows) for rule, rows in _without(low + high, faulty) if not _of_contract(rule.level, rows)]
    across: dict[str, Frames] = {}
    if faulty:
        concerned = derived.of_documents(pl.col("doc_id").is_in(list(faulty)))
        found += offending(concerned, schemas, set(Scope) if readable else scopes, across)
    if readable:
        rules = catalogue()
        found += _without([(rules[code], rows) for code, rows in differences(frames, derived)], faulty)
    return Judged(found, _gathered(derived, faulty, across) if readable else {})


def _faulty(found: Iterable[Found]) -> set[str]:
    """Documents with an error."""
    errors = [rows for rule, rows in found if rule.severity == "error" and "doc_id" in rows.columns]
    return {doc_id for rows in errors for doc_id in rows["doc_id"].drop_nulls()}


def _others(frames: Frames, faulty: set[str]) -> Frames:
    return frames.of_documents(~pl.col("doc_id").is_in(list(faulty))) if faulty else frames


def _without(found: Iterable[Found], faulty: set[str]) -> list[Found]:
    """Rows about other documents, and about registers."""
    about = pl.col("doc_id").is_in(list(faulty)).fill_null(value=False)
    return [(rule, rows.filter(~about) if "doc_id" in rows.columns else rows) for rule, rows in found]


def _of_contract(level: Level, rows: pl.DataFrame) -> bool:
    """Whether rows break the contract of a register, which is judged with the registers."""
    return level <= Level.CONTRACT and "doc_id" not in rows.columns


def _gathered(frames: Frames, faulty: set[str], across: dict[str, Frames]) -> dict[str, Frames]:
    """What rules across documents read: of all documents, or of those without an error on the levels before."""
    gathered = {}
    for code, rule in catalogue().items():
        if set(rule.reads) <= set(REGISTERS):
            continue
        if rule.scope is Scope.CORPUS:
            gathered[code] = frames.only(rule.reads, rule.views)
            continue
        sound = _others(Frames({name: frames[name] for name in rule.reads}), faulty).only(rule.reads)
        more = across.get(code, Frames())
        gathered[code] = Frames(
            {name: pl.concat([rows, more[name]] if name in more else [rows]) for name, rows in sound.items()}
        )
    return gathered
