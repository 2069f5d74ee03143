"""The table contract: reads `schemas/*.yaml`, the only place where columns, labels, ranges and descriptions stand.

The files are pandera's own YAML (`pandera.io`) with three keys that pandera ignores: `fields` (description and
legal values of the parts of a nested column), `values_of` (the legal values of another column) and `bio` (BIO tags
of another column's labels). This module reads them without importing pandera.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import polars as pl
import yaml

from corpus_kp.errors import CorpusConfigError

#: The safe loader, in C where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

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
    documents = {name: _read_yaml(folder / f"{name}.yaml") for name in (*TABLES, "register")}
    listed = {
        f"{table}.{column}": _listed_values(spec, folder / f"{table}.yaml", column)
        for table, document in documents.items()
        for column, spec in document["columns"].items()
    }
    return Schemas({name: _table(document, listed, folder) for name, document in documents.items()})


def _read_yaml(path: Path) -> dict[str, Any]:
    try:
        document = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - a safe loader
    except OSError as error:
        raise CorpusConfigError(f"{path}: cannot be read ({error.strerror}); every table needs its schema") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CorpusConfigError(f"{path}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(document, dict) or not isinstance(document.get("columns"), dict):
        raise CorpusConfigError(f"{path}: expected a mapping with `columns`")
    _check_keys(document, path)
    return document


#: Keys of a schema and of a column: pandera's, as far as they are used here, and ours.
_TABLE_KEYS = {"schema_type", "name", "title", "description", "strict", "unique", "columns"}
_CHECKS = {"ge", "gt", "le", "lt", "str_matches"}
_COLUMN_KEYS = {"dtype", "description", "nullable", "isin", "fields", "values_of", "bio", *_CHECKS}


def _check_keys(document: Mapping[str, Any], path: Path) -> None:
    """Pandera passes over a key that it does not know, and a mistyped check would be off."""
    missing = {"schema_type", "name", "title", "description", "columns"} - document.keys()
    unknown = document.keys() - _TABLE_KEYS
    if missing or unknown:
        raise CorpusConfigError(f"{path}: missing keys {sorted(missing)}, unknown keys {sorted(unknown)}")
    for name, spec in document["columns"].items():
        if not isinstance(spec, dict) or spec.keys() - _COLUMN_KEYS or not isinstance(spec.get("dtype"), str):
            odd = sorted(spec.keys() - _COLUMN_KEYS) if isinstance(spec, dict) else spec
            raise CorpusConfigError(f"{path}: column {name}: dtype is missing or a key is unknown: {odd}")
        listed = spec.get("isin", [])
        if not isinstance(listed, list) or not all(isinstance(value, str) for value in listed):
            raise CorpusConfigError(f"{path}: column {name}: isin has to list strings; quote words such as 'no'")


def _listed_values(spec: Mapping[str, Any], path: Path, column: str) -> tuple[str, ...] | None:
    try:
        dtype = parse_dtype(spec["dtype"])
    except (KeyError, TypeError, ValueError, SyntaxError) as error:
        raise CorpusConfigError(f"{path}: column {column}: {error}; expected dtype: a Polars type") from error
    return _values(dtype, spec)


def _values(dtype: pl.DataType, spec: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The categories of an Enum, else what `isin` lists."""
    if isinstance(dtype, pl.Enum):
        return tuple(dtype.categories)
    return tuple(spec["isin"]) if "isin" in spec else None


def _table(document: dict[str, Any], listed: Mapping[str, Any], folder: Path) -> TableSchema:
    pandera = {**document, "columns": {}}
    columns = {}
    try:
        for name, spec in document["columns"].items():
            resolved = _resolve(spec, listed)
            columns[name] = _column(name, resolved)
            pandera["columns"][name] = {k: v for k, v in resolved.items() if k not in ("fields", "values_of", "bio")}
    except (KeyError, TypeError) as error:
        raise CorpusConfigError(
            f"{folder / document['name']}.yaml: column {name}: {error} is missing or unknown"
        ) from error
    return TableSchema(document["name"], document["title"], document["description"], columns, pandera)


def _resolve(spec: Mapping[str, Any], listed: Mapping[str, Any]) -> dict[str, Any]:
    """Writes out `values_of` and `bio` as what pandera understands."""
    resolved = dict(spec)
    if "values_of" in spec:
        resolved["isin"] = list(listed[spec["values_of"]])
    if "bio" in spec:
        labels = listed[spec["bio"]] if isinstance(spec["bio"], str) else spec["bio"]
        tags = ["O", *(f"{prefix}-{label}" for label in labels for prefix in "BI")]
        resolved["dtype"] = f"List(Enum(categories={tags}))"
    return resolved


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


def parse_dtype(text: str) -> pl.DataType:
    """Reads a Polars type from its printed form, `List(Struct({'start': Int32}))`.

    Raises:
        ValueError: not the printed form of a Polars type.
    """
    return _build(ast.parse(text, mode="eval").body)  # type: ignore[no-any-return]


def _build(node: ast.expr) -> Any:
    match node:
        case ast.Name(id=name):
            return _polars_type(name)()
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords):
            return _polars_type(name)(*map(_build, args), **{str(k.arg): _build(k.value) for k in keywords})
        case ast.Dict(keys=keys, values=values):
            return {_build(k): _build(v) for k, v in zip(keys, values, strict=True) if k is not None}
        case ast.List(elts=elements):
            return [_build(element) for element in elements]
        case ast.Constant(value=value):
            return value
    raise ValueError(f"no Polars type: {ast.unparse(node)}")


def _polars_type(name: str) -> Any:
    kind = getattr(pl.datatypes, name, None)
    if not (isinstance(kind, type) and issubclass(kind, pl.DataType)):
        raise ValueError(f"no Polars type: {name}")  # noqa: TRY004 - the text is wrong, not its type
    return kind
