"""Checks tables against the pandera schemas and turns pandera's failures into findings."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import polars as pl

from corpus_kp.findings import Finding
from corpus_kp.schema import Schemas, TableSchema
from corpus_kp.tables import Frames

_HELP = "schemas/{}.yaml holds the contract of this table."


def check_contract(frames: Frames, schemas: Schemas) -> list[Finding]:
    """Runs the schema of every table.

    Args:
        frames: tables with `_file` and `_line`.
        schemas: the table contract.

    Returns:
        One finding for each row and column that breaks it.
    """
    return [
        finding
        for name, schema in schemas.tables.items()
        if name in frames
        for finding in _check_table(frames[name], schema)
    ]


def _check_table(frame: pl.DataFrame, schema: TableSchema) -> Iterator[Finding]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pandera.errors import SchemaErrors
        from pandera.io.polars_io import deserialize_schema
    try:
        deserialize_schema(dict(schema.pandera)).validate(frame.select(schema.columns.keys()), lazy=True)
    except SchemaErrors as errors:
        yield from _findings(frame, schema, errors.failure_cases)


def _findings(frame: pl.DataFrame, schema: TableSchema, failures: pl.DataFrame) -> Iterator[Finding]:
    seen = set()
    for failure in failures.iter_rows(named=True):
        place = (failure["column"], failure["index"])
        if place in seen:
            continue
        seen.add(place)
        row = frame.row(failure["index"], named=True) if failure["index"] is not None else {}
        yield _finding(row, schema, failure)


def _finding(row: dict[str, Any], schema: TableSchema, failure: dict[str, Any]) -> Finding:
    name = failure["column"]
    column = schema.columns.get(name)
    if failure["schema_context"] == "DataFrameSchema" and column is None:
        message, name = f"the row stands twice in {schema.name}", "rows"
    else:
        message = f"{name} is {failure['failure_case']!r}" if failure["failure_case"] is not None else f"{name} is null"
    return Finding(
        code="KP014",
        name="table-contract",
        path=row.get("_file") or "",
        line=row.get("_line"),
        doc_id=row.get("doc_id"),
        annotation_id=row.get("id"),
        message=message,
        expected=f"{schema.name}.{name}: {failure['check']}",
        help=_HELP.format(schema.name),
    )
