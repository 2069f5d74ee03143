"""Checks tables against the pandera schemas and turns pandera's failures into findings."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import polars as pl

from corpus_kp.errors import CorpusConfigError
from corpus_kp.faults import fault
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
    findings: list[Finding] = []
    reported: set[tuple[str, object]] = set()
    for name, schema in _in_order(frames, schemas):
        for failure in _failures(frames[name], schema):
            value = (failure["column"], failure["failure_case"])
            if name not in _FROM_REGISTERS or value not in reported:
                findings.append(_finding(_row(frames[name], failure), schema, failure))
            if name in _REGISTERS:
                reported.add(value)
    return findings


#: Registers, and the tables into which their columns are copied: a fault is reported where it stands, not at each copy.
_REGISTERS = ("register", "issues", "claim_register")
_FROM_REGISTERS = ("entities", "claims")


def _in_order(frames: Frames, schemas: Schemas) -> Iterator[tuple[str, TableSchema]]:
    """Tables with their schemas, registers first; those of `claims.jsonl` have columns of the claims table."""
    for name in _REGISTERS:
        if name in frames:
            yield name, schemas[name] if name in schemas.tables else schemas["claims"].only(frames[name].columns)
    for name, schema in schemas.tables.items():
        if name in frames and name not in _REGISTERS:
            yield name, schema


def _failures(frame: pl.DataFrame, schema: TableSchema) -> Iterator[dict[str, Any]]:
    """What pandera reports, once for each row and column."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pandera.errors import SchemaErrors
        from pandera.io.polars_io import deserialize_schema
    try:
        compiled = deserialize_schema(dict(schema.pandera))
    except Exception as error:  # pandera raises whatever the YAML leads it to
        raise CorpusConfigError(f"schemas/{schema.name}.yaml: pandera cannot use it: {error}") from error
    try:
        compiled.validate(frame.select(schema.columns.keys()), lazy=True)
    except SchemaErrors as errors:
        yield from errors.failure_cases.unique(["column", "index"], maintain_order=True).iter_rows(named=True)


def _row(frame: pl.DataFrame, failure: dict[str, Any]) -> dict[str, Any]:
    return frame.row(failure["index"], named=True) if failure["index"] is not None else {}


def _finding(row: dict[str, Any], schema: TableSchema, failure: dict[str, Any]) -> Finding:
    name = failure["column"]
    column = schema.columns.get(name)
    if failure["schema_context"] == "DataFrameSchema" and column is None:
        message, name = f"the row stands twice in {schema.name}", "rows"
    else:
        message = f"{name} is {failure['failure_case']!r}" if failure["failure_case"] is not None else f"{name} is null"
    return fault(
        "KP014",
        path=row.get("_file") or "",
        line=row.get("_line"),
        doc_id=row.get("doc_id"),
        annotation_id=row.get("id"),
        message=message,
        expected=f"{schema.name}.{name}: {failure['check']}",
        help=_HELP.format(schema.name),
    )
