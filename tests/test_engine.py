"""Small questions are asked on one thread."""

from __future__ import annotations

import threading

import polars as pl
import pytest

from corpus_kp.engine import on_one_thread


def test_returns_what_the_function_returns_on_the_same_thread() -> None:
    """Whatever is set for this thread holds there: tracing, warnings, contexts."""
    thread, kept = on_one_thread(
        lambda: (threading.get_ident(), pl.DataFrame({"n": [1, 2, 3]}).filter(pl.col("n") > 1)["n"].to_list())
    )
    assert thread == threading.get_ident()
    assert kept == [2, 3]


@pytest.mark.parametrize("error", [KeyError("no such column"), KeyboardInterrupt()])
def test_raises_the_very_error_of_the_function(error: BaseException) -> None:
    """Whatever is raised there is raised here."""

    def run() -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        on_one_thread(run)
    assert caught.value is error


def test_queries_inside_may_use_the_engine_themselves() -> None:
    """A query inside a query does not wait for itself."""
    left = pl.DataFrame({"k": list(range(5000)), "a": list(range(5000))})
    right = pl.DataFrame({"k": list(range(0, 5000, 2)), "b": list(range(2500))})
    assert on_one_thread(lambda: on_one_thread(lambda: len(left.join(right, on="k").group_by("b").len()))) == 2500
