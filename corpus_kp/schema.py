"""The table contract: reads `schemas/*.yaml`, the only place where columns, labels, ranges and descriptions stand.

The files are pandera's own YAML (`pandera.io`) with three keys that pandera ignores: `fields` (description and
legal values of the parts of a nested column), `values_of` (the legal values of another column) and `bio` (BIO tags
of another column's labels). This module reads them without importing pandera.
"""

from __future__ import annotations

import ast
import hashlib
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from corpus_kp.errors import CorpusConfigError
from corpus_kp.schema_files import read_schema

#: Types of columns, beside numbers.
_TYPES = {"String", "Boolean", "Date", "Datetime", "Enum", "List", "Struct"}
#: Checks of numbers.
_BOUNDS = {"ge", "gt", "le", "lt"}

#: Tables of a document's layers, in the order of the native file.
LAYERS = ("entities", "quantities", "timexes", "attributions", "stances", "claims")
#: Configs of the dataset that have a schema of their own (`full` is made from them).
TABLES = ("documents", *LAYERS, "claim_pairs", "tokens")


@dataclass(frozen=True)
class Column:
    """A column of a table, or a part of a nested one.

    Attributes:
        name: column name.
        dtype: Polars type; `Enum` becomes a ClassLabel.
        nullable: whether null is legal.
        description: one sentence.
        values: legal values, where they are listed.
        fields: parts of a nested column.
    """

    name: str
    dtype: pl.DataType
    nullable: bool = False
    description: str = ""
    values: tuple[str, ...] | None = None
    fields: Mapping[str, Column] = field(default_factory=dict)


@dataclass(frozen=True)
class TableSchema:
    """Schema of one table.

    Attributes:
        name, title, description: what it is.
        columns: by name, in order.
        pandera: the mapping that `pandera.io` reads.
    """

    name: str
    title: str
    description: str
    columns: Mapping[str, Column]
    pandera: Mapping[str, Any]

    def only(self, names: Collection[str]) -> TableSchema:
        """The schema of some of the columns, without keys."""
        columns = {name: column for name, column in self.columns.items() if name in names}
        kept = {name: spec for name, spec in self.pandera["columns"].items() if name in names}
        return replace(self, columns=columns, pandera={**self.pandera, "columns": kept, "unique": None})

    @property
    def polars(self) -> dict[str, pl.DataType]:
        """Column types for Polars."""
        return {name: column.dtype for name, column in self.columns.items()}


@dataclass(frozen=True)
class Schemas:
    """All tables of a corpus."""

    tables: Mapping[str, TableSchema]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all that is said of the tables."""
        return hashlib.sha256(repr(sorted(self.tables.items())).encode()).hexdigest()

    def __getitem__(self, name: str) -> TableSchema:
        """The schema of a table."""
        return self.tables[name]


def load_schemas(folder: Path) -> Schemas:
    """Reads every schema of a corpus folder.

    Args:
        folder: the `schemas/` folder.

    Raises:
        CorpusConfigError: a file is missing, is no YAML or names an unknown type.
    """
    documents = {name: read_schema(folder / f"{name}.yaml") for name in (*TABLES, "register")}
    listed = {
        f"{table}.{column}": _listed_values(spec, folder / f"{table}.yaml", column)
        for table, document in documents.items()
        for column, spec in document["columns"].items()
    }
    return Schemas({name: _table(document, listed, folder / f"{name}.yaml") for name, document in documents.items()})


def _listed_values(spec: Mapping[str, Any], path: Path, column: str) -> tuple[str, ...] | None:
    try:
        dtype = parse_dtype(spec["dtype"])
        _check_checks(spec, dtype)
    except ValueError as error:
        raise CorpusConfigError(f"{path}: column {column}: {error}; expected dtype: a Polars type") from error
    return _values(dtype, spec)


def _check_checks(spec: Mapping[str, Any], dtype: pl.DataType) -> None:
    bounds = _BOUNDS & spec.keys()
    if bounds and not dtype.is_numeric():
        raise ValueError(f"{', '.join(sorted(bounds))} of {dtype}, which is no number")
    if "str_matches" in spec and dtype != pl.String:
        raise ValueError(f"str_matches of {dtype}, which is no String")


def _values(dtype: pl.DataType, spec: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The categories of an Enum, else what `isin` lists."""
    if isinstance(dtype, pl.Enum):
        return tuple(dtype.categories)
    return tuple(spec["isin"]) if "isin" in spec else None


def _table(document: dict[str, Any], listed: Mapping[str, Any], path: Path) -> TableSchema:
    pandera = {**document, "columns": {}}
    columns = {}
    try:
        for name, spec in document["columns"].items():
            resolved = _resolve(spec, listed)
            columns[name] = _column(name, resolved)
            pandera["columns"][name] = {k: v for k, v in resolved.items() if k not in ("fields", "values_of", "bio")}
    except (KeyError, TypeError) as error:
        raise CorpusConfigError(f"{path}: column {name}: {error} is missing or unknown") from error
    return TableSchema(document["name"], document["title"], document["description"], columns, pandera)


def _resolve(spec: Mapping[str, Any], listed: Mapping[str, Any]) -> dict[str, Any]:
    """Writes out `values_of` and `bio` as what pandera understands."""
    resolved = dict(spec)
    if "values_of" in spec:
        resolved["isin"] = list(_of(spec["values_of"], listed))
    if "bio" in spec:
        labels = _of(spec["bio"], listed) if isinstance(spec["bio"], str) else spec["bio"]
        tags = ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]
        resolved["dtype"] = f"List(Enum(categories={tags}))"
    return resolved


def _of(column: str, listed: Mapping[str, Any]) -> tuple[str, ...]:
    """The legal values of another column.

    Raises:
        KeyError: there is no such column, or it lists none.
    """
    values: tuple[str, ...] | None = listed[column]
    if values is None:
        raise KeyError(f"the list of values of {column}")
    return values


def _column(name: str, spec: Mapping[str, Any], dtype: pl.DataType | None = None) -> Column:
    dtype = dtype or parse_dtype(spec["dtype"])
    return Column(
        name=name,
        dtype=dtype,
        nullable=bool(spec.get("nullable", False)),
        description=spec.get("description", ""),
        values=_values(dtype, spec),
        fields={part: _column(part, spec.get("fields", {}).get(part, {}), kind) for part, kind in _parts(dtype)},
    )


def _parts(dtype: pl.DataType) -> list[tuple[str, pl.DataType]]:
    inner = dtype.inner if isinstance(dtype, pl.List) else dtype
    return [(part.name, part.dtype) for part in inner.fields] if isinstance(inner, pl.Struct) else []  # type: ignore[misc]


@lru_cache
def parse_dtype(text: str) -> pl.DataType:
    """Reads a Polars type from its printed form, `List(Struct({'start': Int32}))`.

    Raises:
        ValueError: not the printed form of a Polars type.
    """
    try:
        with warnings.catch_warnings(action="ignore"):  # of numbers that run into words
            return _type(ast.parse(text, mode="eval").body)
    except (SyntaxError, TypeError, AttributeError, RecursionError, MemoryError, pl.exceptions.PolarsError) as error:
        raise ValueError(f"no Polars type: {error}") from error


def _build(node: ast.expr) -> Any:
    match node:
        case ast.Name(id=name):
            return _polars_type(name)()
        case ast.Call(func=ast.Name(id="Struct"), args=[ast.Dict(keys=keys, values=values)], keywords=[]):
            return pl.Struct({_name(k): _type(v) for k, v in zip(keys, values, strict=True)})
        case ast.Call(func=ast.Name(id="List"), args=[inner], keywords=[]):
            return pl.List(_type(inner))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if name not in ("List", "Struct"):
            return _polars_type(name)(*map(_build, args), **{str(k.arg): _build(k.value) for k in keywords})
        case ast.List(elts=elements):
            return [_build(element) for element in elements]
        case ast.Constant(value=value):
            return value
    raise ValueError(f"no Polars type: {ast.unparse(node)}")


def _type(node: ast.expr) -> pl.DataType:
    built = _build(node)
    if not isinstance(built, pl.DataType):
        raise ValueError(f"no Polars type: {ast.unparse(node)}")  # noqa: TRY004 - the text is wrong, not its type
    return built


def _name(node: ast.expr | None) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    raise ValueError("a part of a Struct needs a name in quotes")


def _polars_type(name: str) -> Any:
    kind = getattr(pl.datatypes, name, None)
    if name not in _TYPES and not (isinstance(kind, type) and issubclass(kind, pl.datatypes.classes.NumericType)):
        raise ValueError(f"no Polars type: {name}")
    return kind
