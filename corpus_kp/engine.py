"""Polars as the engine of small questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import polars as pl

_T = TypeVar("_T")


def on_one_thread(run: Callable[[], _T]) -> _T:
    """Runs a function while Polars works on the calling thread alone.

    Otherwise it hands each question over to threads of its own and waits for them, which takes three quarters of the
    time of a filter over a hundred rows; the rules over one document ask six hundred. Inside a function that it calls
    itself it does not.

    Args:
        run: asks many small questions of Polars.

    Raises:
        BaseException: what the function raises.
    """
    results: list[_T] = []
    raised: list[BaseException] = []

    def called(frame: pl.DataFrame) -> pl.DataFrame:
        try:
            results.append(run())
        except BaseException as error:  # noqa: BLE001 - Polars would make its own error of it
            raised.append(error)
        return frame

    pl.LazyFrame({"": [0]}).map_batches(called).collect()
    if raised:
        raise raised[0]
    return results[0]
