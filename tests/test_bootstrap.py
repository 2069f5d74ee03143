"""Intervals from documents that are drawn again and again."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.agreement.bootstrap import Bootstrap, Estimate
from corpus_kp.agreement.coefficients import f1, share


@given(st.integers(2, 20), st.integers(0, 9), st.integers(1, 9))
def test_documents_that_are_alike_have_no_spread(documents: int, equal: int, more: int) -> None:
    """Whatever is drawn gives the figure itself."""
    found = Bootstrap(documents, 50).estimate(share, np.tile([float(equal), float(equal + more)], (documents, 1)))
    assert found.value == pytest.approx(equal / (equal + more))
    assert (found.low, found.high) == pytest.approx((found.value, found.value))


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(5, 9)), min_size=2, max_size=20), st.integers(0, 100))
def test_bounds_lie_within_the_figures_of_single_documents(rows: list[tuple[int, int]], seed: int) -> None:
    """No mixture of documents is better than the best of them or worse than the worst."""
    found = Bootstrap(len(rows), 100, seed).estimate(share, np.array(rows, dtype=float))
    shares = [equal / pairs for equal, pairs in rows]
    assert min(shares) <= found.low + 1e-12
    assert found.low <= found.high <= max(shares) + 1e-12


def test_the_interval_is_that_of_the_binomial() -> None:
    """Of 400 documents with one pair each, 300 equal: the bounds lie 1.96 standard errors off (by 0.01 at most)."""
    counts = np.array([[1.0, 1.0]] * 300 + [[0.0, 1.0]] * 100)
    found = Bootstrap(400, 5000).estimate(share, counts)
    error = 1.96 * np.sqrt(0.75 * 0.25 / 400)
    assert found.low == pytest.approx(0.75 - error, abs=0.01)
    assert found.high == pytest.approx(0.75 + error, abs=0.01)


def test_the_same_seed_draws_the_same() -> None:
    """And another one draws otherwise; the numbers stay what they are with every version of NumPy."""
    counts = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 5.0], [0.0, 3.0]])
    first, again, other = (Bootstrap(4, 200, seed).estimate(share, counts) for seed in (1, 1, 2))
    assert first == again != other
    assert (round(first.low, 6), round(first.high, 6)) == (0.090909, 0.947368)


def test_there_is_no_interval_without_a_second_document_or_resamples() -> None:
    """One document has no variance to draw from."""
    assert Bootstrap(1, 100).estimate(share, np.array([[1.0, 2.0]])) == Estimate(0.5)
    assert Bootstrap(2, 0).estimate(share, np.array([[1.0, 2.0], [1.0, 2.0]])) == Estimate(0.5)


def test_there_is_none_where_many_resamples_have_no_figure() -> None:
    """One document of ten has the label: a third of the resamples lacks it."""
    counts = np.zeros((10, 3))
    counts[0] = 1
    assert Bootstrap(10, 500).estimate(f1, counts) == Estimate(1.0)


def test_what_is_not_defined_stays_so() -> None:
    """Neither a figure nor an interval."""
    assert Bootstrap(3, 10).estimate(f1, np.zeros((3, 3))) == Estimate(None)
