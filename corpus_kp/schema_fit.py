"""What the program needs of the schemas of a corpus: the columns of its own ones, of the same types.

Descriptions, legal values and ranges are a matter of the corpus, and so are further columns.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from corpus_kp.errors import CorpusConfigError
from corpus_kp.schema import Schemas, load_schemas

_PACKAGE = Path(__file__).resolve().parent
#: Where the program's own schemas are: in an installed package, in a checkout.
_OWN = (_PACKAGE / "_corpus" / "schemas", _PACKAGE.parent / "schemas")


def check_fit(schemas: Schemas, folder: Path) -> None:
    """Compares the schemas of a corpus with those of the program.

    Args:
        schemas: of the corpus.
        folder: where they are.

    Raises:
        CorpusConfigError: a column is missing or has another type.
    """
    own = next((path for path in _OWN if path.is_dir()), None)
    if own is None or own == folder or _same_files(own, folder):
        return
    for name, table in load_schemas(own).tables.items():
        for column in table.columns.values():
            found = schemas[name].columns.get(column.name)
            if found is None or not _alike(found.dtype, column.dtype):
                kind = "is missing" if found is None else f"has the type {found.dtype}"
                raise CorpusConfigError(
                    f"{folder / name}.yaml: column {column.name} {kind}; expected {column.dtype}, as {own} has it"
                )


def _same_files(own: Path, folder: Path) -> bool:
    return all(_content(path) == _content(folder / path.name) for path in own.glob("*.yaml"))


def _content(path: Path) -> bytes:
    return path.read_bytes()


def _alike(found: pl.DataType, needed: pl.DataType) -> bool:
    """Whether two types are the same but for the categories of an Enum."""
    match found, needed:
        case pl.Enum(), pl.Enum():
            return True
        case pl.List(), pl.List():
            return _alike(found.inner, needed.inner)  # type: ignore[arg-type]
        case pl.Struct(), pl.Struct():
            parts = [{field.name: field.dtype for field in kind.fields} for kind in (found, needed)]
            return list(parts[0]) == list(parts[1]) and all(
                _alike(parts[0][name], parts[1][name])  # type: ignore[arg-type]
                for name in parts[1]
            )
    return found == needed
