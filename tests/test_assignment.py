"""The assignment of one side to the other."""

from __future__ import annotations

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.agreement.assignment import assigned, heaviest

_TENTHS = st.integers(0, 10).map(lambda tenth: tenth / 10)


@st.composite
def _matrices(draw: st.DrawFn) -> np.ndarray:
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    cells = draw(st.lists(_TENTHS, min_size=rows * columns, max_size=rows * columns))
    return np.array(cells).reshape(rows, columns)


def _best(weights: np.ndarray) -> float:
    """The greatest sum of all ways to assign."""
    rows, columns = weights.shape
    if rows > columns:
        return _best(weights.T)
    return max(sum(weights[i, j] for i, j in enumerate(way)) for way in permutations(range(columns), rows))


@given(_matrices())
def test_no_other_way_weighs_more(weights: np.ndarray) -> None:
    """Each row and column is taken once at most, and no permutation has a greater sum."""
    edges = heaviest(weights)
    assert len({i for i, _ in edges}) == len({j for _, j in edges}) == min(weights.shape)
    assert np.isclose(sum(weights[edge] for edge in edges), _best(weights))


@given(_matrices())
def test_parts_are_solved_apart_with_the_same_sum(weights: np.ndarray) -> None:
    """Edges that are not there are not chosen, and the others weigh as much as in the whole matrix."""
    there = {(i, j): weights[i, j] for i in range(weights.shape[0]) for j in range(weights.shape[1]) if weights[i, j]}
    chosen = assigned(there)
    assert set(chosen) <= there.keys()
    assert np.isclose(sum(there[edge] for edge in chosen), _best(weights))


def test_one_gives_way_so_that_both_have_a_partner() -> None:
    """The heaviest edge alone is not taken where two others together weigh more."""
    assert assigned({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.7}) == [(0, 1), (1, 0)]


def test_nothing_is_assigned_to_nothing() -> None:
    """No edges, no choice."""
    assert assigned({}) == []
