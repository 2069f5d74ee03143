"""Reads one file of `schemas/`: YAML of a size and depth that can be read, the keys of a schema and their types."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import msgspec
import polars as pl
import yaml

from corpus_kp.errors import CorpusConfigError
from corpus_kp.regular_files import read_regular

#: The safe loader, in C where PyYAML was built with it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: Bytes of the largest schema that is read.
_LARGEST = 2**20
#: Mappings and lists in each other; the loader calls itself for each, and ends the process at some ten thousands.
_DEEPEST = 100
_LEVEL = re.compile(r"[\[{?]|-\s|^ +", re.MULTILINE)

#: A bound of a column: what tables and Parquet hold without loss.
Bound = Annotated[int, msgspec.Meta(ge=-(2**53), le=2**53)] | Annotated[float, msgspec.Meta(ge=-(2.0**53), le=2.0**53)]


class _Part(msgspec.Struct, forbid_unknown_fields=True):
    """A part of a nested column."""

    description: str = ""
    nullable: bool = False
    isin: list[str] = []


class _Column(msgspec.Struct, forbid_unknown_fields=True):
    """A column: pandera's keys as far as they are used here, and ours."""

    dtype: Annotated[str, msgspec.Meta(max_length=10_000)]
    description: str = ""
    nullable: bool = False
    isin: list[str] = []
    fields: dict[str, _Part] = {}
    values_of: str = ""
    bio: str | list[str] = ""
    ge: Bound = 0
    gt: Bound = 0
    le: Bound = 0
    lt: Bound = 0
    str_matches: str = ""


class _Table(msgspec.Struct, forbid_unknown_fields=True):
    """A schema; `columns` are looked at one by one, so that a message can name the one that is wrong."""

    schema_type: str
    name: str
    title: str
    description: str
    columns: dict[str, Any]
    strict: bool = True
    unique: list[str] | None = None


def read_schema(path: Path) -> dict[str, Any]:
    """The mapping of a schema, as pandera reads it.

    Raises:
        CorpusConfigError: the file is missing, is no YAML, or a key is missing, unknown or of the wrong type.
    """
    document = _read_yaml(path)
    if not isinstance(document, dict) or not isinstance(document.get("columns"), dict):
        raise CorpusConfigError(f"{path}: expected a mapping with `columns`")
    try:
        table = msgspec.convert({**document, "columns": {}}, _Table)
    except (ValueError, RecursionError) as error:
        raise CorpusConfigError(f"{path}: {error}") from error
    for name, spec in document["columns"].items():
        if not isinstance(name, str) or name.startswith("_"):
            raise CorpusConfigError(f"{path}: column {name!r}: expected a name that does not begin with _")
        _check_column(spec, f"{path}: column {name}")
    if unknown := [name for name in table.unique or () if name not in document["columns"]]:
        raise CorpusConfigError(f"{path}: unique names {unknown}, and there are no such columns")
    return document


def _read_yaml(path: Path) -> Any:
    try:
        text = read_regular(path, _LARGEST).decode()
        _refuse_depth(text)
        return yaml.load(text, Loader=_LOADER)  # noqa: S506 - a safe loader
    except OSError as error:
        raise CorpusConfigError(f"{path}: cannot be read ({error.strerror}); every table needs its schema") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: characters, numbers, days
        raise CorpusConfigError(f"{path}: not YAML: {' '.join(str(error).split())}") from error


def _refuse_depth(text: str) -> None:
    """Raises a ValueError where mappings and lists are nested deeply; most files are seen to be flat at a glance."""
    if sum(map(len, _LEVEL.findall(text))) <= _DEEPEST:
        return
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(f"nested more than {_DEEPEST} deep")


def _check_column(spec: Any, place: str) -> None:
    """Pandera passes over a key that it does not know, and a mistyped check would be off."""
    try:
        column = msgspec.convert(spec, _Column)
    except (ValueError, RecursionError) as error:
        hint = "; isin has to list strings, quote words such as 'no'" if "isin" in str(error) else ""
        raise CorpusConfigError(f"{place}: {error}{hint}") from error
    if column.str_matches:
        try:
            pl.Series([""]).str.contains(f"^(?:{column.str_matches})")
        except pl.exceptions.ComputeError as error:
            what = " ".join(str(error).partition("This error occurred")[0].split())
            raise CorpusConfigError(f"{place}: str_matches: {what}") from error
