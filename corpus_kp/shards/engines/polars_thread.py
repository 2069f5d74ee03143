"""Calls a function on a thread of Polars, where its many small queries need not change threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import polars as pl

T = TypeVar("T")
R = TypeVar("R")

#: Polars computes a single column where it is asked to, and several ones on its own threads.
_COLUMNS = pl.DataFrame({"called": [0], "other": [0]})


@dataclass(frozen=True)
class OnPolarsThread(Generic[T, R]):
    """A function that runs on a thread of Polars.

    What is asked of Polars elsewhere is handed to one of its threads and waited for, which takes longer than most of
    the thousand queries about a shard; asked on such a thread, it is done right there.

    Attributes:
        function: over an item. Ctrl-C waits until it is done with one.
    """

    function: Callable[[T], R]

    def __call__(self, item: T) -> R:
        """What the function gives; what it raises is raised here as well."""
        given: list[R] = []
        raised: list[BaseException] = []

        def call(column: pl.Series) -> pl.Series:
            try:
                given.append(self.function(item))
            except BaseException as error:  # noqa: BLE001 - Polars would raise one of its own for it
                raised.append(error)
            return column

        called = pl.col("called").map_batches(call, return_dtype=pl.Int64)
        with pl.Config(engine_affinity="in-memory"):  # the streaming engine has threads of its own to wait for
            _COLUMNS.select(called, pl.col("other").sort())
        if raised:
            raise raised[0]
        return given[0]
