"""The table contract for pandera: on Polars as it stands in `schemas/`, on pandas translated."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from corpus_kp.schema import Column, TableSchema

#: Types of pandas that hold null as well.
_PANDAS = {pl.String: "str", pl.Int32: "Int32", pl.Float64: "float64", pl.Boolean: "boolean"}
_BOUNDS = ("ge", "gt", "le", "lt", "str_matches")


def polars_schema(schema: TableSchema) -> Any:
    """Pandera's schema of a table."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pandera.io.polars_io import deserialize_schema
    return deserialize_schema(dict(schema.pandera))


def polars_table(path: Path, schema: TableSchema) -> pl.DataFrame:
    """A table of a shard with its labels; what is no label becomes null."""
    frame = pl.read_parquet(path).select(*schema.columns)
    labels = {name: column.dtype for name, column in schema.columns.items() if isinstance(column.dtype, pl.Enum)}
    return frame.with_columns(pl.col(name).cast(dtype, strict=False) for name, dtype in labels.items())


def pandas_schema(schema: TableSchema) -> Any:
    """The same schema for pandas: types, null, legal values, bounds, patterns, keys; nested columns have no checks."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandera.pandas as pandera
    columns = {
        name: pandera.Column(
            _pandas_type(column), checks=list(_checks(pandera, schema, column)), nullable=column.nullable
        )
        for name, column in schema.columns.items()
    }
    return pandera.DataFrameSchema(columns, unique=schema.pandera.get("unique"), strict=True)


def pandas_table(path: Path, schema: TableSchema) -> Any:
    """A table of a shard."""
    import pandas as pd

    types = {
        name: kind for name, column in schema.columns.items() if (kind := _pandas_type(column)) not in (None, "str")
    }
    return pd.read_parquet(path, columns=list(schema.columns)).astype(types)


def pandera_faults(schema: Any, table: Any) -> Iterator[tuple[str, str | None, str | None]]:
    """Rows that pandera refuses, as column and document."""
    from pandera.errors import SchemaErrors

    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        rows = cases.to_dicts() if isinstance(cases, pl.DataFrame) else cases.to_dict("records")
        for column, row in {(str(case["column"]), case["index"]) for case in rows}:
            yield column, _cell(table, row, "doc_id"), _cell(table, row, "id")


def _cell(table: Any, row: Any, name: str) -> str | None:
    if row is None or row != row or name not in table.columns:  # noqa: PLR0124 - not a number
        return None
    return table[name][int(row)]


def _pandas_type(column: Column) -> Any:
    if isinstance(column.dtype, pl.Enum):
        return "str"
    if isinstance(column.dtype, pl.Datetime):
        return "datetime64[us, UTC]"
    return _PANDAS.get(type(column.dtype))


def _checks(pandera: Any, schema: TableSchema, column: Column) -> Iterator[Any]:
    spec = schema.pandera["columns"][column.name]
    listed = column.values  # noqa: PD011 - of our schema
    if listed and not isinstance(column.dtype, pl.List):
        yield pandera.Check.isin(listed)
    for name in _BOUNDS:
        if name in spec:
            yield getattr(pandera.Check, name)(spec[name])
