"""Intervals of figures: the documents are drawn again and again, and the figure made anew from what was drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from corpus_kp.agreement.coefficients import Array, Statistic

#: Share of the resamples that an interval covers, and the percentiles that bound it.
LEVEL = 0.95
_BOUNDS = (100 * (1 - LEVEL) / 2, 100 * (1 + LEVEL) / 2)


@dataclass(frozen=True)
class Estimate:
    """A figure with its interval.

    Attributes:
        value: the figure; None where it is not defined.
        low, high: bounds of the interval; None where there is none.
    """

    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Bootstrap:
    """A percentile bootstrap over documents (Efron 1979).

    Attributes:
        documents: number of documents; an interval takes two.
        samples: number of resamples; 0 means no intervals.
        seed: of the draws.
    """

    documents: int
    samples: int = 1000
    seed: int = 1

    @cached_property
    def _weights(self) -> Array:
        """How often each resample (row) has each document (column).

        Taken from the raw stream of the generator, which NumPy keeps for good, unlike what is made from it: a card
        made with another version of NumPy has the same intervals.
        """
        drawn = np.random.PCG64(self.seed).random_raw(self.samples * self.documents) % self.documents
        rows = np.repeat(np.arange(self.samples), self.documents)
        cells = np.bincount(rows * self.documents + drawn.astype(int), minlength=self.samples * self.documents)
        return cells.reshape(self.samples, self.documents).astype(float)

    def estimate(self, statistic: Statistic, counts: Array) -> Estimate:
        """A figure of all documents and its interval.

        There is no interval for a single document, nor where over one resample in twenty has no such figure.

        Args:
            statistic: makes the figure from counts (last axis).
            counts: documents by what the figure is made from.
        """
        value = float(statistic(counts.sum(axis=0)))
        if np.isnan(value) or self.documents < 2 or not self.samples:  # noqa: PLR2004 - one document has no variance
            return Estimate(None if np.isnan(value) else value)
        drawn = statistic(self._weights @ counts)
        defined = drawn[~np.isnan(drawn)]
        if len(defined) < LEVEL * self.samples:
            return Estimate(value)
        low, high = np.percentile(defined, _BOUNDS)
        return Estimate(value, float(low), float(high))
