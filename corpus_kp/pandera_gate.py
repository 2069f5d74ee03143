"""pandera's own word on the tables that are packaged."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from functools import cache
from typing import Any

import polars as pl

from corpus_kp.errors import BuildError, CorpusConfigError
from corpus_kp.frames import Frames
from corpus_kp.schema import Schemas, TableSchema


def assert_contract(frames: Frames, schemas: Schemas) -> None:
    """Has pandera check tables that `contract` found nothing in.

    Args:
        frames: tables.
        schemas: the table contract.

    Raises:
        BuildError: pandera finds what `contract` did not.
        CorpusConfigError: pandera cannot read a schema.
    """
    for name, schema in schemas.tables.items():
        if name in frames:
            for failure in pandera_failures(frames[name], schema):
                what = f"{name}.{failure['column']}, row {failure['index']}: {failure['check']}"
                raise BuildError(f"pandera refuses a table that was found right: {what}; please report this")


def pandera_failures(frame: pl.DataFrame, schema: TableSchema) -> Iterator[dict[str, Any]]:
    """What pandera reports, once for each row and column.

    Raises:
        CorpusConfigError: pandera cannot read the schema.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pandera.errors import SchemaErrors
    compiled = _compiled(schema.name, json.dumps(schema.pandera))
    try:
        compiled.validate(frame.select(schema.columns.keys()), lazy=True)
    except SchemaErrors as errors:
        yield from errors.failure_cases.unique(["column", "index"], maintain_order=True).iter_rows(named=True)


@cache
def _compiled(name: str, schema: str) -> Any:
    """A schema as pandera has it; many shards are held against one."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pandera.io.polars_io import deserialize_schema
    try:
        return deserialize_schema(json.loads(schema))
    except Exception as error:  # pandera raises whatever the YAML leads it to
        raise CorpusConfigError(f"schemas/{name}.yaml: pandera cannot use it: {error}") from error
