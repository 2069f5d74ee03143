"""Where the function over a shard runs: on the cores of this machine, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import polars as pl
from upath import UPath

T = TypeVar("T")
R = TypeVar("R")
#: Columns of a frame.
Types = Mapping[str, pl.DataType | type[pl.DataType]]
#: Rows that are brought together at a time, about.
AT_ONCE = 125_000


class Engine(Protocol):
    """What an engine does; what it is given can be sent to other processes."""

    def each(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """Calls a function with each item, side by side.

        Args:
            function: over an item; small in what it takes and gives.
            items: names or numbers.

        Yields:
            What it gives, in the order in which items are done.

        Raises:
            CorpusKpError: a process ended before its item was done.
        """

    def by_key(
        self,
        files: Sequence[UPath | Path],
        function: Callable[[pl.DataFrame], pl.DataFrame],
        types: Types,
    ) -> pl.DataFrame:
        """Brings rows with one `_key` together.

        Args:
            files: Parquet files of one schema, sorted by `_key`, an Int64 that is spread over its whole range.
            function: over rows in which those of each key are all there.
            types: columns of what it gives, which is small.

        Returns:
            What it gives of all rows, in any order.
        """
