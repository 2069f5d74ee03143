"""A digest of rows that does not depend on how they are stored: neither on the Parquet writer nor on chunks."""

from __future__ import annotations

import hashlib
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


class _Digest(Protocol):
    def update(self, data: bytes | memoryview, /) -> None: ...


def records_digest(table: pa.Table) -> str:
    """SHA-256 of rows, column by column.

    Each column gives its name and type, then for every level of nesting which values are null, how long lists and
    strings are, and the values themselves, little-endian; what lies under a null counts for nothing. So the same rows
    in the same order have the same digest, and no loop over rows is needed.

    Args:
        table: the rows, in their order.
    """
    digest = hashlib.sha256(f"{table.num_rows}\n".encode())
    for name in table.column_names:
        column = table[name].combine_chunks()
        values = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
        digest.update(f"{name}\n{_type(values.type)}\n".encode())
        _add(digest, values)
    return digest.hexdigest()


def _type(dtype: pa.DataType) -> str:
    """A type, whether its offsets are long or short, and whatever its inner fields are called."""
    if pa.types.is_list(dtype) or pa.types.is_large_list(dtype):
        return f"list<{_type(dtype.value_type)}>"
    if pa.types.is_struct(dtype):
        return f"struct<{', '.join(f'{field.name}: {_type(field.type)}' for field in dtype)}>"
    return "string" if pa.types.is_large_string(dtype) else str(dtype)


def _add(digest: _Digest, values: pa.Array) -> None:
    """Adds an array and, level by level, what is nested in it."""
    valid = values.is_valid()
    digest.update(_bytes(pc.cast(valid, pa.uint8())))
    kind = values.type
    if pa.types.is_struct(kind):
        for part in pc.filter(values, valid).flatten():
            _add(digest, part)
    elif pa.types.is_list(kind) or pa.types.is_large_list(kind):
        digest.update(_bytes(pc.cast(pc.fill_null(pc.list_value_length(values), 0), pa.int64())))
        _add(digest, pc.list_flatten(values))
    elif pa.types.is_string(kind) or pa.types.is_large_string(kind):
        given = pc.cast(pc.filter(values, valid), pa.large_binary())
        digest.update(_bytes(pc.cast(pc.binary_length(given), pa.int64())))
        digest.update(_joined(given))
    elif pa.types.is_boolean(kind):
        digest.update(_bytes(pc.cast(pc.filter(values, valid), pa.uint8())))
    elif pa.types.is_timestamp(kind):
        digest.update(_bytes(pc.cast(pc.filter(values, valid), pa.int64())))
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind):
        digest.update(_bytes(pc.filter(values, valid)))
    else:  # of no table of ours
        digest.update(repr(pc.filter(values, valid).to_pylist()).encode())


def _bytes(values: pa.Array) -> memoryview:
    """Numbers without null as bytes."""
    numbers = np.ascontiguousarray(values.to_numpy(zero_copy_only=False))
    return numbers.astype(numbers.dtype.newbyteorder("<"), copy=False).view(np.uint8).data


def _joined(values: pa.Array) -> memoryview:
    """The bytes of strings, one behind the other."""
    if not len(values):
        return memoryview(b"")
    _, offsets, data = values.buffers()
    ends = np.frombuffer(offsets, np.int64)[values.offset : values.offset + len(values) + 1]
    return memoryview(data)[int(ends[0]) : int(ends[-1])] if data is not None else memoryview(b"")
