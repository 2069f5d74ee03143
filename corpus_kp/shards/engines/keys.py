"""Rows on their way to where those of one key come together: divided by ranges of the key, and as bytes."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from itertools import pairwise

import polars as pl

#: The column of the key: Int64, spread over its whole range.
KEY = "_key"
#: Rows that wait to be packed, about: the more, the fewer packets.
_WAITING = 1_000_000


def divided(rows: pl.DataFrame, parts: int) -> Iterator[tuple[int, pl.DataFrame]]:
    """The rows of each part of the keys that has some.

    Args:
        rows: sorted by key.
        parts: number of equal ranges into which the keys are divided.

    Yields:
        The number of a part, and its rows.
    """
    edges = [-(2**63) + 2**64 * part // parts for part in range(1, parts)]
    cuts = rows[KEY].search_sorted(pl.Series(edges, dtype=pl.Int64), side="left").to_list()
    for part, (first, after) in enumerate(pairwise([0, *cuts, len(rows)])):
        if after > first:
            yield part, rows.slice(first, after - first)


def packed_parts(frames: Iterable[pl.DataFrame], parts: int) -> Iterator[tuple[int, bytes]]:
    """The rows of each part, packed; of many frames together, as long as they fit a memory.

    Args:
        frames: each sorted by key.
        parts: number of equal ranges into which the keys are divided.

    Yields:
        The number of a part, and rows of it.
    """
    for rows_of in _waiting(frames, parts):
        for part, rows in rows_of.items():
            yield part, packed(pl.concat(rows))


def _waiting(frames: Iterable[pl.DataFrame], parts: int) -> Iterator[dict[int, list[pl.DataFrame]]]:
    """The rows of each part, of as many frames as may wait."""
    rows_of: dict[int, list[pl.DataFrame]] = {}
    waiting = 0
    for frame in frames:
        for part, rows in divided(frame, parts):
            rows_of.setdefault(part, []).append(rows)
        waiting += len(frame)
        if waiting >= _WAITING:
            yield rows_of
            rows_of, waiting = {}, 0
    yield rows_of


def packed(rows: pl.DataFrame) -> bytes:
    """Rows as bytes; the opposite of `unpacked`."""
    sink = io.BytesIO()
    rows.write_ipc(sink, compression="lz4")
    return sink.getvalue()


def unpacked(data: bytes) -> pl.DataFrame:
    """The rows of `packed`."""
    return pl.read_ipc(io.BytesIO(data))
