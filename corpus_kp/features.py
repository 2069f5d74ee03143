"""From table schemas to what leaves the house: `datasets.Features` and Arrow tables in their types."""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa

from corpus_kp.schema import LAYERS, Schemas, TableSchema

#: Polars types with one name in `datasets`; ClassLabels, lists and structs are made from these.
_VALUES = {pl.String: "string", pl.Int32: "int32", pl.Int64: "int64", pl.Float64: "float64", pl.Boolean: "bool"}


def features_of(schema: TableSchema) -> Any:
    """Features of a table.

    Returns:
        `datasets.Features`, with a ClassLabel for every Enum.
    """
    from datasets import Features

    return Features({name: _feature(column.dtype) for name, column in schema.columns.items()})


def full_features(schemas: Schemas) -> Any:
    """Features of the config `full`: a document's columns and each layer as a list of structs without doc_id."""
    from datasets import Features, List

    layers = {layer: List(_without_doc_id(features_of(schemas[layer]))) for layer in LAYERS}
    return Features({**features_of(schemas["documents"]), **layers})


def _without_doc_id(features: Any) -> dict[str, Any]:
    return {name: feature for name, feature in features.items() if name != "doc_id"}


def _feature(dtype: pl.DataType) -> Any:
    from datasets import ClassLabel, List, Value

    match dtype:
        case pl.Enum():
            return ClassLabel(names=list(dtype.categories))
        case pl.List():
            return List(_feature(dtype.inner))  # type: ignore[arg-type]
        case pl.Struct():
            return {field.name: _feature(field.dtype) for field in dtype.fields}  # type: ignore[arg-type]
        case pl.Datetime():
            return Value(f"timestamp[{dtype.time_unit}, tz={dtype.time_zone}]")
    return Value(_VALUES[type(dtype)])


def encode(frame: pl.DataFrame) -> pl.DataFrame:
    """Replaces every Enum by the int64 index of its category, as ClassLabel stores it."""
    return frame.with_columns(_encoded(name, dtype) for name, dtype in frame.schema.items())


def _encoded(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.Enum):
        return column.to_physical().cast(pl.Int64)
    if isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Enum):
        return column.list.eval(pl.element().to_physical().cast(pl.Int64))
    return column


def to_arrow(frame: pl.DataFrame, schema: pa.Schema) -> pa.Table:
    """An Arrow table in the types of features, with their metadata, in one chunk.

    Args:
        frame: encoded, with the columns of the features in any order.
        schema: `arrow_schema` of `datasets.Features`.
    """
    table = frame.select(schema.names).to_arrow(compat_level=pl.CompatLevel.oldest())
    return table.cast(schema).combine_chunks()
