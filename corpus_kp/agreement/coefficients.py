"""Coefficients of agreement, each for many resamples at once.

Every function takes counts whose last axis is what the coefficient is made from, and gives an array without that
axis; NaN where the coefficient is not defined.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Statistic = Callable[[Array], Array]
Level = Literal["nominal", "ordinal", "interval"]


def precision(counts: Array) -> Array:
    """Agreed units of those of B; the last axis is agreed, A, B."""
    return _ratio(counts[..., 0], counts[..., 2])


def recall(counts: Array) -> Array:
    """Agreed units of those of A; the last axis is agreed, A, B."""
    return _ratio(counts[..., 0], counts[..., 1])


def f1(counts: Array) -> Array:
    """Harmonic mean of precision and recall; the last axis is agreed, A, B."""
    return _ratio(2 * counts[..., 0], counts[..., 1] + counts[..., 2])


def share(counts: Array) -> Array:
    """Equal pairs of all pairs; the last axis is equal, pairs."""
    return _ratio(counts[..., 0], counts[..., 1])


@dataclass(frozen=True)
class Contingency:
    """How often A gave one value and B another, by document.

    Attributes:
        values: of both, in order of the scale where there is one.
        first, second: index of the value of A and of B, for each cell that occurs.
        counts: documents by cells; a unit of m coders counts 1 / (m - 1) for each two of them, so 1 for two coders.
    """

    values: tuple[Hashable, ...]
    first: NDArray[np.int_]
    second: NDArray[np.int_]
    counts: Array

    @property
    def units(self) -> int:
        """Number of units."""
        return round(float(self.counts.sum()))

    @property
    def equal(self) -> int:
        """Number of units to which both gave the same value."""
        return round(float(self.counts[:, self.first == self.second].sum()))

    def kappa(self, cells: Array) -> Array:
        """Cohen's kappa (1960): agreement beyond what the annotators' own frequencies of values give by chance."""
        total = cells.sum(axis=-1)
        observed = _ratio(cells[..., self.first == self.second].sum(axis=-1), total)
        chance = _ratio((self._margin(self.first, cells) * self._margin(self.second, cells)).sum(axis=-1), total**2)
        return 1 - _ratio(1 - observed, 1 - chance)

    def alpha(self, cells: Array, level: Level = "nominal") -> Array:
        """Krippendorff's alpha (2011): one minus observed disagreement by that of values drawn from both together.

        Args:
            cells: counts, last axis as in `first` and `second`.
            level: of measurement; `ordinal` takes the order of `values`, `interval` their numbers.
        """
        both = self._margin(self.first, cells) + self._margin(self.second, cells)
        total = both.sum(axis=-1)
        if level == "nominal":
            apart = 2 * cells[..., self.first != self.second].sum(axis=-1)
            chance = total**2 - (both**2).sum(axis=-1)
        else:
            at = _positions(both, self.values, level)
            apart = 2 * (cells * (at[..., self.first] - at[..., self.second]) ** 2).sum(axis=-1)
            chance = 2 * (total * (both * at**2).sum(axis=-1) - (both * at).sum(axis=-1) ** 2)
        return 1 - _ratio((total - 1) * apart, chance)

    def _margin(self, index: NDArray[np.int_], cells: Array) -> Array:
        """How often each value was given, by one of the two."""
        return cells @ np.eye(len(self.values))[index]


def contingency(documents: Iterable[Mapping[Any, float]], order: Sequence[Hashable] = ()) -> Contingency:
    """Counts of pairs of values as a table.

    Args:
        documents: for each document, how often (value of A, value of B) occurs.
        order: values in the order of their scale; others follow, in order of their names.
    """
    counted = list(documents)
    cells = sorted({cell for document in counted for cell in document}, key=repr)
    found = {value for cell in cells for value in cell}
    values = [*(value for value in order if value in found), *sorted(found - set(order), key=repr)]
    index = {value: number for number, value in enumerate(values)}
    first, second = (np.array([index[cell[side]] for cell in cells], dtype=int) for side in (0, 1))
    counts = np.array([[document.get(cell, 0) for cell in cells] for document in counted], dtype=float)
    return Contingency(tuple(values), first, second, counts.reshape(len(counted), len(cells)))


def _positions(both: Array, values: Sequence[Hashable], level: Level) -> Array:
    """Where values lie, so that the difference of two is that of their positions; of ordinal ones, their mid-ranks."""
    if level == "ordinal":
        ranks: Array = both.cumsum(axis=-1) - both / 2
        return ranks
    return np.broadcast_to(np.array(values, dtype=float), both.shape)


def _ratio(part: Array, whole: Array) -> Array:
    """Division; NaN where there is nothing to divide by."""
    result: Array = np.full(np.broadcast_shapes(part.shape, whole.shape), np.nan)
    np.divide(part, whole, out=result, where=whole > 0)
    return result
