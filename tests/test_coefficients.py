"""Kappa and alpha, held against published examples and another implementation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import combinations

import krippendorff
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from corpus_kp.agreement.coefficients import Contingency, contingency, f1, precision, recall, share

#: Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability", C: four observers, twelve units, values missing.
C_2011 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
#: The same, A: two observers, ten units, two values.
A_2011 = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
#: The same, B: two observers, twelve units, five values.
B_2011 = [list("aabbdcccedda"), list("babbbccceddd")]
#: Three coders, fifteen units, values missing: the example of the encyclopedias.
THREE_CODERS = [
    [None, None, None, None, None, 3, 4, 1, 2, 1, 1, 3, 3, None, 3],
    [1, None, 2, 1, 3, 3, 4, 3, None, None, None, None, None, None, None],
    [None, None, 2, 1, 3, 4, 4, None, 2, 1, 1, 3, 3, None, 4],
]
#: Cohen 1960, table 2, as frequencies (N = 200): p_o = .70, p_c = .41.
COHEN_1960 = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]


def _table(coders: Sequence[Sequence[object]]) -> Contingency:
    """Every two values of a unit, which weigh 1 / (m - 1) where m coders gave one."""
    counted: Counter[tuple[object, object]] = Counter()
    for unit in zip(*coders, strict=True):
        given_ = [value for value in unit if value is not None]
        for pair in combinations(given_, 2):
            counted[pair] += 1 / (len(given_) - 1)
    return contingency([counted])


def _square(rows: Sequence[Sequence[int]]) -> Contingency:
    return contingency([{(i, j): n for i, row in enumerate(rows) for j, n in enumerate(row)}])


def _cells(table: Contingency) -> np.ndarray:
    return table.counts.sum(axis=0)


@pytest.mark.parametrize(
    ("data", "level", "expected"),
    [
        (A_2011, "nominal", 0.095),
        (B_2011, "nominal", 0.692),
        (C_2011, "nominal", 0.743),
        (C_2011, "ordinal", 0.815),
        (C_2011, "interval", 0.849),
        (THREE_CODERS, "nominal", 0.691),
        (THREE_CODERS, "interval", 0.811),
    ],
)
def test_alpha_is_that_of_the_published_examples(data: list, level: str, expected: float) -> None:
    """Two observers and many, values missing, three levels of measurement."""
    table = _table(data)
    assert round(float(table.alpha(_cells(table), level)), 3) == expected


def test_kappa_is_that_of_cohen() -> None:
    """Cohen 1960: 200 cases, 140 of them equal, kappa .492."""
    table = _square(COHEN_1960)
    assert (table.units, table.equal) == (200, 140)
    assert round(float(table.kappa(_cells(table))), 3) == 0.492


@pytest.mark.parametrize(
    ("table", "expected"), [([[20, 5], [10, 15]], 0.4), ([[45, 15], [25, 15]], 0.1304), ([[25, 35], [5, 35]], 0.2593)]
)
def test_kappa_falls_with_unlike_margins(table: list[list[int]], expected: float) -> None:
    """The textbook examples of two by two tables, the last two with the same share of equal cases."""
    found = _square(table)
    assert round(float(found.kappa(_cells(found))), 4) == expected


@given(st.lists(st.lists(st.none() | st.integers(0, 4), min_size=3, max_size=3), min_size=2, max_size=12))
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval"])
def test_alpha_is_that_of_the_library(level: str, units: list[list[int | None]]) -> None:
    """The package krippendorff gives the same for any data of three coders with values missing."""
    paired = [value for unit in units for value in unit if value is not None and sum(v is not None for v in unit) > 1]
    assume(len(set(paired)) > 1)
    table = _table(list(zip(*units, strict=True)))
    data = np.array(units, dtype=float).T
    expected = krippendorff.alpha(data, level_of_measurement=level)
    assert np.isclose(float(table.alpha(_cells(table), level)), expected)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=20))
def test_coefficients_do_not_change_with_the_annotators_exchanged(pairs: list[tuple[int, int]]) -> None:
    """Kappa and alpha are symmetric, and one is defined where the other is."""
    there, back = contingency([Counter(pairs)]), contingency([Counter((b, a) for a, b in pairs)])
    for name in ("kappa", "alpha"):
        one, other = getattr(there, name)(_cells(there)), getattr(back, name)(_cells(back))
        assert np.isclose(one, other, equal_nan=True)
    assert np.isnan(there.kappa(_cells(there))) == np.isnan(there.alpha(_cells(there)))


@pytest.mark.parametrize("pairs", [{}, {("x", "x"): 5}])
def test_one_value_alone_gives_no_coefficient(pairs: dict) -> None:
    """Chance alone would give full agreement, so that there is nothing beyond it: no fake 1."""
    table = contingency([pairs])
    assert np.isnan(table.kappa(_cells(table)))
    assert np.isnan(table.alpha(_cells(table)))


def test_many_resamples_are_computed_at_once() -> None:
    """A stack of counts gives what each of them gives alone."""
    table = contingency([{("x", "x"): 3, ("x", "y"): 1}, {("y", "y"): 2, ("y", "x"): 1}])
    stack = np.array([[1, 1], [2, 0], [0, 2]], dtype=float) @ table.counts
    assert np.allclose(table.kappa(stack), [float(table.kappa(cells)) for cells in stack], equal_nan=True)
    assert np.allclose(table.alpha(stack), [float(table.alpha(cells)) for cells in stack], equal_nan=True)


def test_precision_is_about_b_and_recall_about_a() -> None:
    """Of 4 annotations of A and 5 of B, 3 agree."""
    counts = np.array([3.0, 4.0, 5.0])
    assert (float(precision(counts)), float(recall(counts))) == (0.6, 0.75)
    assert np.isclose(float(f1(counts)), 2 / 3)
    assert float(share(np.array([3.0, 4.0]))) == 0.75


def test_nothing_to_divide_by_is_no_number() -> None:
    """Neither 0 nor 1."""
    for statistic in (precision, recall, f1):
        assert np.isnan(statistic(np.zeros(3)))
    assert np.isnan(share(np.zeros(2)))
