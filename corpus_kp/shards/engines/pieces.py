"""Rows of files on one disk that come together by key: each file is read once, and divided into pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
from upath import UPath

from corpus_kp.shards.engines.keys import divided, packed, unpacked
from corpus_kp.shards.state import read_rows

#: Rows that wait to be written, about.
_WAITING = 1_000_000


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
            for rows_of in _waiting(map(read_rows, files), self.parts):
                for part, rows in rows_of.items():
                    data = packed(pl.concat(rows))
                    written.append((part, Piece(spool, file.tell(), len(data))))
                    file.write(data)
        return written


def _waiting(frames: Iterable[pl.DataFrame], parts: int) -> Iterator[dict[int, list[pl.DataFrame]]]:
    """The rows of each part, of as many frames as fit a memory."""
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


@dataclass(frozen=True)
class OverFiles:
    """Calls a function with all rows of some files.

    Attributes:
        function: over rows.
    """

    function: Callable[[pl.DataFrame], pl.DataFrame]

    def __call__(self, files: Sequence[UPath | Path]) -> pl.DataFrame:
        """What the function gives."""
        found: pl.DataFrame = self.function(pl.concat(map(read_rows, files)))
        return found


@dataclass(frozen=True)
class OverPieces:
    """Calls a function with all rows of a part.

    Attributes:
        function: over rows.
    """

    function: Callable[[pl.DataFrame], pl.DataFrame]

    def __call__(self, pieces: Sequence[Piece]) -> pl.DataFrame:
        """What the function gives."""
        found: pl.DataFrame = self.function(pl.concat(piece.rows() for piece in pieces))
        return found


def length(path: UPath | Path) -> int:
    """Rows of a Parquet file."""
    with path.open("rb") as file:
        rows: int = pq.ParquetFile(file).metadata.num_rows
    return rows
