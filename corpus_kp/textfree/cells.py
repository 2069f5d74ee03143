"""Reads any file as cells: the values, keys and names in it that could hold words.

A file of a known format gives each of its strings with its place; archives and compressed files are opened; any other
file is one cell of text, or of bytes. Nothing is left out because it cannot be understood: a line that is no JSON, a
file that is no Parquet is read as text or bytes.
"""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

#: Archives in archives are opened so far.
_DEPTH = 4
#: A JSON number below this is taken for a number; one above may be a hash.
_LARGE = 1 << 39
#: What opening a damaged archive, or bytes that are none, raises.
_NO_ARCHIVE = (
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    tarfile.TarError,
)

#: Says how a key may be shown in a place: the key itself, or its number among its siblings.
Show = Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a file.

    Attributes:
        where: its place in the file; empty for the file as a whole.
        content: what it holds.
        column: cells of one column follow each other, as the rows of a table do; empty for a cell that stands alone.
        row: cells of one row follow each other, as the fields of a record do.
        value: whether it is a value of its own; otherwise it is the text or the bytes of a whole file.
    """

    where: str
    content: str | bytes
    column: str = ""
    row: str = ""
    value: bool = True


class _Object(list[tuple[str, Any]]):
    """A JSON object with all its keys, also those that stand in it twice."""


@dataclass(frozen=True, slots=True)
class _Walk:
    """Where in a file the reading of nested values stands.

    Attributes:
        show: how keys are shown.
        place: of the file and the record in it.
        path: inside the record, as it is shown.
        column: the file and the keys inside the record, without the indices of lists.
        depth: of archives around the file.
    """

    show: Show
    place: str = ""
    path: str = ""
    column: str = "\0"
    depth: int = 0

    def key(self, name: str, index: int) -> _Walk:
        """The value of a key."""
        shown = self.show(name, index)
        return replace(self, path=f"{self.path}.{shown}".lstrip("."), column=f"{self.column}\0{name}")

    def item(self, index: int) -> _Walk:
        """An item of a list."""
        return replace(self, path=f"{self.path}[{index}]")

    def record(self, place: str) -> _Walk:
        """A line or row."""
        return replace(self, place=f"{self.place}{place}: ")

    def member(self, place: str) -> _Walk:
        """A file in an archive."""
        return replace(self, place=f"{self.place}{place}: ", column=f"{self.column}{place}\0", depth=self.depth + 1)

    def cell(self, content: str | bytes, kind: str = "") -> Cell:
        """What stands here; `kind` tells a key from its value."""
        where = f"{self.place}{self.path}".removesuffix(": ") + kind
        return Cell(where or "value", content, self.column + kind, self.place + kind)


def cells_of(path: Path, show: Show) -> Iterator[Cell]:
    """Everything in a file that could hold words, its name first.

    Args:
        path: the file.
        show: how keys, columns and members of archives are shown in places; they may give words away themselves.

    Raises:
        OSError: the file cannot be read.
    """
    yield Cell("name of the file", path.name)
    yield from _file(path.name, path.read_bytes(), _Walk(show))


def opened(data: bytes) -> dict[str, bytes]:
    """The members of an archive, or what is compressed (without a name); empty where the bytes are neither."""
    for magic, offset, opener in _ARCHIVES:
        if data[offset : offset + len(magic)] == magic:
            try:
                return opener(data)
            except _NO_ARCHIVE:
                continue
    return {}


def _file(name: str, data: bytes, walk: _Walk) -> Iterator[Cell]:
    suffix = PurePosixPath(name).suffix.lower()
    reader = _FORMATS.get(suffix)
    if reader:
        try:
            yield from list(reader(data, walk))
        except (ValueError, csv.Error, RecursionError, OSError):
            yield from _plain(data, walk)
        if suffix in _WITH_BYTES:
            yield Cell(walk.place, data, value=False)
        return
    members = opened(data) if walk.depth < _DEPTH else {}
    for index, (member, content) in enumerate(members.items()):
        inner = walk.member(walk.show(member, index) if member else "unpacked")
        if member:
            yield inner.cell(member, "name of the member")
        yield from _file(member or PurePosixPath(name).stem, content, inner)
    yield from _plain(data, walk)


def _plain(data: bytes, walk: _Walk) -> Iterator[Cell]:
    """A file as one text, where it is one, else as bytes."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    yield Cell(walk.place, data if "\0" in text else text, value=False)


def _json(data: bytes, walk: _Walk) -> Iterator[Cell]:
    return _values(_loads(data.decode("utf-8-sig")), walk)


def _json_lines(data: bytes, walk: _Walk) -> Iterator[Cell]:
    for number, line in enumerate(data.decode("utf-8-sig").split("\n"), 1):
        at = walk.record(f"line {number}")
        try:
            yield from _values(_loads(line), at)
        except (ValueError, RecursionError):
            if line.strip():
                yield at.cell(line)


def _csv(data: bytes, walk: _Walk) -> Iterator[Cell]:
    rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    header = next(rows, [])
    yield from _values(header, walk.record("header"))
    for number, row in enumerate(rows, 1):
        names = header + [""] * (len(row) - len(header))
        yield from _fields(zip(names, row, strict=False), walk.record(f"row {number}"))


def _parquet(data: bytes, walk: _Walk) -> Iterator[Cell]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        columns = _byte_columns(pq.ParquetFile(pa.BufferReader(data)))
        file = pq.ParquetFile(pa.BufferReader(data), read_dictionary=columns)
        yield from _schema(file.schema_arrow, file.metadata.metadata or {}, walk.record("schema"))
        used: set[str | bytes] = set()
        number = 0
        for batch in file.iter_batches():
            for row in batch.to_pylist(maps_as_pydicts=None):
                number += 1
                for cell in _fields(row.items(), walk.record(f"row {number}")):
                    used.add(cell.content)
                    yield cell
        yield from _unused(file.read(), used, walk)
    except pa.ArrowException as error:
        raise ValueError(str(error)) from error


def _byte_columns(file: Any) -> list[str]:
    """Paths of the columns of strings and bytes; these may have a dictionary."""
    columns = [file.schema.column(index) for index in range(len(file.schema.names))]
    return [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]


def _schema(schema: Any, metadata: Mapping[bytes, bytes], walk: _Walk) -> Iterator[Cell]:
    """Names of columns and fields, and the metadata of the file, the schema and each field."""
    fields = list(schema)
    for at, found in enumerate(fields):
        yield walk.key(found.name, at).cell(found.name, " (name)")
        yield from _metadata(found.metadata or {}, walk.key(found.name, at))
        fields += [found.type.field(index) for index in range(found.type.num_fields)]
    yield from _metadata({**metadata, **(schema.metadata or {})}, walk)


def _metadata(metadata: Mapping[bytes, bytes], walk: _Walk) -> Iterator[Cell]:
    pairs = [(key.decode(errors="replace"), _text_or_bytes(value)) for key, value in metadata.items()]
    return _values(_Object(pairs), walk)


def _unused(table: Any, used: set[str | bytes], walk: _Walk) -> Iterator[Cell]:
    """Values of dictionaries that no row has."""
    for index, name in enumerate(table.column_names):
        for chunk in table.column(index).chunks:
            for values in _dictionaries(chunk):
                unused = [value for value in values.to_pylist() if value is not None and value not in used]
                yield from _values(unused, walk.record("dictionary").key(name, index))


def _dictionaries(array: Any) -> Iterator[Any]:
    import pyarrow as pa

    if isinstance(array, pa.DictionaryArray):
        yield array.dictionary
    elif isinstance(array, pa.StructArray):
        for index in range(array.type.num_fields):
            yield from _dictionaries(array.field(index))
    elif hasattr(array, "values"):
        yield from _dictionaries(array.values)


def _text_or_bytes(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _loads(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_Object)


def _values(value: Any, walk: _Walk) -> Iterator[Cell]:
    """Every string of a nested value, and large numbers, as cells."""
    match value:
        case str():
            yield walk.cell(value)
            yield from _inner(value, walk)
        case bytes():
            yield walk.cell(value)
        case _Object():
            yield from _fields(value, walk)
        case dict():
            yield from _fields(value.items(), walk)
        case list() | tuple():
            for index, item in enumerate(value):
                yield from _values(item, walk.item(index))
        case int() if abs(value) >= _LARGE:
            yield walk.cell(str(value))


def _fields(pairs: Any, walk: _Walk) -> Iterator[Cell]:
    for index, (key, value) in enumerate(pairs):
        at = walk.key(key, index)
        yield at.cell(key, " (key)")
        yield from _values(value, at)


def _inner(value: str, walk: _Walk) -> Iterator[Cell]:
    """What a string holds that is JSON itself: its escapes would hide words."""
    if value[:1] in {"[", "{", '"'}:
        try:
            yield from _values(_loads(value), walk)
        except (ValueError, RecursionError):
            return


def _zip(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/")}


def _tar(data: bytes) -> dict[str, bytes]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        members = [(member.name, archive.extractfile(member)) for member in archive]
        return {name: content.read() for name, content in members if content}


def _zstd(data: bytes) -> dict[str, bytes]:
    import pyarrow as pa

    return {"": pa.CompressedInputStream(pa.BufferReader(data), "zstd").read()}


_FORMATS: dict[str, Callable[[bytes, _Walk], Iterator[Cell]]] = {
    ".json": _json,
    ".jsonl": _json_lines,
    ".csv": _csv,
    ".parquet": _parquet,
}
#: Formats that have bytes between their cells.
_WITH_BYTES = {".parquet"}
_ARCHIVES: list[tuple[bytes, int, Callable[[bytes], dict[str, bytes]]]] = [
    (b"PK\3\4", 0, _zip),
    (b"ustar", 257, _tar),
    (b"\x1f\x8b", 0, lambda data: {"": gzip.decompress(data)}),
    (b"BZh", 0, lambda data: {"": bz2.decompress(data)}),
    (b"\xfd7zXZ\0", 0, lambda data: {"": lzma.decompress(data)}),
    (b"\x28\xb5\x2f\xfd", 0, _zstd),
    *((bytes([0x78, level]), 0, lambda data: {"": zlib.decompress(data)}) for level in (0x01, 0x5E, 0x9C, 0xDA)),
]
