"""Functions that run on a thread of Polars: what they give and raise, and where they run."""

from __future__ import annotations

import pickle
import threading

import polars as pl
import pytest

from corpus_kp.shards.engines.polars_thread import OnPolarsThread


def _thread_and_sum(numbers: list[int]) -> tuple[int, int]:
    frame = pl.DataFrame({"n": numbers})
    inner = frame.filter(pl.col("n") > 1).join(frame, on="n").select(pl.col("n").sum(), m=pl.col("n").max())
    return threading.get_native_id(), inner["n"].item()


def test_runs_elsewhere_and_gives_what_the_function_gives() -> None:
    """It gives the value, and runs on another thread."""
    thread, total = OnPolarsThread(_thread_and_sum)([1, 2, 3])
    assert (thread != threading.get_native_id(), total) == (True, 5)


def test_may_be_called_within_itself() -> None:
    """A function on the thread may ask for another one there."""

    def outer(numbers: list[int]) -> list[int]:
        return [OnPolarsThread(_thread_and_sum)([number, 7])[1] for number in numbers]

    assert OnPolarsThread(outer)([2, 3]) == [9, 10]


@pytest.mark.parametrize("error", [KeyError("no such column"), KeyboardInterrupt(), SystemExit(3)])
def test_raises_what_the_function_raises(error: BaseException) -> None:
    """The very exception arrives, Ctrl-C among them."""

    def fail(_: int) -> int:
        raise error

    with pytest.raises(type(error)) as raised:
        OnPolarsThread(fail)(0)
    assert raised.value is error


def test_can_be_sent_to_another_process() -> None:
    """Engines pickle it."""
    sent = pickle.loads(pickle.dumps(OnPolarsThread(_thread_and_sum)))  # noqa: S301 - our own
    assert sent.function is _thread_and_sum


def test_leaves_the_settings_of_polars_alone() -> None:
    """The engine is chosen for the call only."""
    before = pl.Config.state()
    OnPolarsThread(_thread_and_sum)([1])
    assert pl.Config.state() == before
