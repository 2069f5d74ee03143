"""Rows on their way to where those of one key come together: divided by ranges of the key, and as bytes."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import pairwise

import polars as pl

#: The column of the key: Int64, spread over its whole range.
KEY = "_key"


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


def packed(rows: pl.DataFrame) -> bytes:
    """Rows as bytes; the opposite of `unpacked`."""
    sink = io.BytesIO()
    rows.write_ipc(sink, compression="lz4")
    return sink.getvalue()


def unpacked(data: bytes) -> pl.DataFrame:
    """The rows of `packed`."""
    return pl.read_ipc(io.BytesIO(data))
