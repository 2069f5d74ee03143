"""Rows of files on one disk that come together by key: each file is read once, and divided into pieces."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import polars as pl
import pyarrow.parquet as pq
from upath import UPath

from corpus_kp.shards.engines.keys import packed_parts, unpacked
from corpus_kp.shards.state import read_rows

T = TypeVar("T")


@dataclass(frozen=True)
class Piece:
    """Where packed rows of a part of the keys lie.

    Attributes:
        path: of the file.
        start: their first byte.
        length: how many bytes they are.
    """

    path: Path
    start: int
    length: int

    def rows(self) -> pl.DataFrame:
        """The rows."""
        with self.path.open("rb") as file:
            file.seek(self.start)
            return unpacked(file.read(self.length))


@dataclass(frozen=True)
class Divide:
    """Writes the rows of some files into one, those of a part of the keys together.

    Attributes:
        parts: number of equal ranges into which the keys are divided.
    """

    parts: int

    def __call__(self, group: tuple[Path, Sequence[UPath | Path]]) -> list[tuple[int, Piece]]:
        """Numbers of parts, each with a piece of it; of the file that is written, and of those that are read."""
        spool, files = group
        written: list[tuple[int, Piece]] = []
        with spool.open("wb") as file:
            for part, data in packed_parts(map(read_rows, files), self.parts):
                written.append((part, Piece(spool, file.tell(), len(data))))
                file.write(data)
        return written


@dataclass(frozen=True)
class Over(Generic[T]):
    """Calls a function with all rows of some files, or of some pieces.

    Attributes:
        function: over rows.
        read: the rows of one of them.
    """

    function: Callable[[pl.DataFrame], pl.DataFrame]
    read: Callable[[T], pl.DataFrame]

    def __call__(self, parts: Sequence[T]) -> pl.DataFrame:
        """What the function gives."""
        found: pl.DataFrame = self.function(pl.concat(map(self.read, parts)))
        return found


def length(path: UPath | Path) -> int:
    """Rows of a Parquet file."""
    with path.open("rb") as file:
        rows: int = pq.ParquetFile(file).metadata.num_rows
    return rows
