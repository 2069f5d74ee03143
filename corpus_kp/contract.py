"""The table contract as column expressions: each key of a pandera schema becomes one.

pandera itself takes a second to import, which an annotator would pay at every check of a file. A property test holds
these expressions against pandera, and `build` has pandera check what is packaged (`pandera_gate`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import polars as pl

from corpus_kp.frames import Frames
from corpus_kp.schema import Column, Schemas, TableSchema

#: Registers, and the tables into which their columns are copied: a fault is reported where it stands, not at copies.
_REGISTERS = ("register", "issues", "claim_register")
_COPIES = {"entities": "register", "claims": "claim_register"}
_OWN_KEYS = {"doc_id", "claim_id", "entity_id", "label"}
#: Columns whose contract has a rule of its own in the scheme.
_CODES = {"wikidata_qid": "KP203"}
#: Nested values of the native file, which tables flatten.
_NESTED = re.compile(r"^(measured|target|cue)_")

_BOUNDS: Mapping[str, tuple[str, Callable[[pl.Expr, Any], pl.Expr]]] = {
    "ge": (">=", lambda column, bound: column < bound),
    "gt": (">", lambda column, bound: column <= bound),
    "le": ("<=", lambda column, bound: column > bound),
    "lt": ("<", lambda column, bound: column >= bound),
}


def contract_faults(frames: Frames, schemas: Schemas) -> Iterator[tuple[str, pl.DataFrame]]:
    """Checks every table that has a schema.

    Args:
        frames: tables with `_file` and `_line`.
        schemas: the table contract.

    Yields:
        Code of a rule and the rows that break it, with the columns of `ROW_COLUMNS`: one for each row and column.
    """
    for schema, frame in _tables(frames, schemas):
        demands = [
            (column, *demand)
            for name, column in schema.columns.items()
            for demand in _broken(column, schema.pandera["columns"][name])
        ]
        conditions = [broken.any().alias(str(number)) for number, (_, _, broken, _) in enumerate(demands)]
        failed = frame.select(conditions).row(0) if len(frame) else ()  # one pass over a table that is right
        for (column, code, broken, expected), fails in zip(demands, failed, strict=False):
            if fails:
                yield code, _located(frame.filter(broken), column, expected)
        key = schema.pandera.get("unique")
        if key:
            rows = repeated(frame, key)
            if len(rows):
                yield "KP014", _described(rows, f"the row stands twice in {schema.name}", "", f"one row for {key}")


def _tables(frames: Frames, schemas: Schemas) -> Iterator[tuple[TableSchema, pl.DataFrame]]:
    """Tables with their schemas, without what is only copied into them; those of `claims.jsonl` share a schema."""
    for name in _REGISTERS:
        if name in frames:
            own = schemas[name] if name in schemas.tables else schemas["claims"].only(frames[name].columns)
            yield own, frames[name]
    for name, schema in schemas.tables.items():
        if name in frames and name not in _REGISTERS:
            copied = set(frames[_COPIES[name]].columns) if _COPIES.get(name) in frames else set()
            issues = set(frames["issues"].columns) if name == "claims" and "issues" in frames else set()
            kept = [column for column in schema.columns if column not in (copied | issues) - _OWN_KEYS]
            yield schema.only(kept) if len(kept) < len(schema.columns) else schema, frames[name]


def _broken(column: Column, checks: Mapping[str, Any]) -> Iterator[tuple[str, pl.Expr, str]]:
    """Each demand on a column: code of the rule, condition of the rows that break it, what would be right."""
    value, code = pl.col(column.name), _CODES.get(column.name, "KP014")
    if not column.nullable:
        yield code, value.is_null(), f"{column.name} (it may not be null)"
    if column.values and not isinstance(column.dtype, pl.Enum | pl.List):
        yield "KP201", ~value.is_in(column.values), f"one of {', '.join(column.values)}"
    for key, (sign, beyond) in _BOUNDS.items():
        if key in checks:
            yield code, beyond(value, checks[key]), f"{column.name} {sign} {checks[key]}"
    if "str_matches" in checks:
        pattern = checks["str_matches"]
        matches = value.str.contains(f"^(?:{pattern})")  # pandera's str_matches begins at the start
        yield code, ~matches, f"{column.description.rstrip('.')}; it matches {pattern}"


def _hashes(key: list[str]) -> list[pl.Expr]:
    """Numbers of the parts of a key, whose sums differ where keys do, but for chance; far quicker than the keys."""
    return [pl.col(name).hash(place) for place, name in enumerate(key)]


def repeated(frame: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    """Rows whose key stands in a row before."""
    if frame.select(pl.sum_horizontal(_hashes(key)).n_unique()).item() == len(frame):
        return frame.clear()
    return frame.filter(~pl.struct(key).is_first_distinct())


def _located(rows: pl.DataFrame, column: Column, expected: str) -> pl.DataFrame:
    shown = pl.col(column.name).cast(pl.String).fill_null("null")
    quoted = pl.format("{} is {}", pl.lit(column.name), shown)
    return _described(rows, quoted, _NESTED.sub(r"\1.", column.name), expected)


def _described(rows: pl.DataFrame, message: str | pl.Expr, field: str, expected: str) -> pl.DataFrame:
    spoken = pl.lit(message) if isinstance(message, str) else message
    known = [name for name in ("doc_id", "id", "_file", "_line") if name in rows.columns]
    return rows.select(*known, message=spoken, field=pl.lit(field), expected=pl.lit(expected))
