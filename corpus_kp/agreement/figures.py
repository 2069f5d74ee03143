"""The figures of a comparison, each with the numbers it is made from and its interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus_kp.agreement.bootstrap import Bootstrap, Estimate
from corpus_kp.agreement.coefficients import (
    Array,
    Contingency,
    Level,
    Statistic,
    contingency,
    f1,
    precision,
    recall,
    share,
)
from corpus_kp.agreement.comparison import Comparison
from corpus_kp.agreement.continuum import Marked, coincidences
from corpus_kp.agreement.extents import Extent
from corpus_kp.agreement.layers import Field, Kind, Layer
from corpus_kp.agreement.pairing import Pair, Paired
from corpus_kp.agreement.units import Unit

EXACT, OVERLAP = "exact", "overlap"
#: Parts of a layer's figures that are no field: the spans alone, with their label, with their values.
SPAN, LABEL, VALUES = "span", "span and label", "span and values"
#: The part of the figures over code points.
CODE_POINTS = "code points"
#: The measure of alpha for values on a scale.
ORDINAL = "alpha_ordinal"

_SCORES: dict[str, Statistic] = {"precision": precision, "recall": recall, "f1": f1}


@dataclass(frozen=True)
class Figure:
    """A figure and what it is made from.

    Attributes:
        layer: of the scheme.
        part: what agrees: spans, a field, fields that have to be equal together, code points.
        label: to which it is limited; None means all.
        matching: which annotations count as the same: `exact` (equal spans), `overlap` (paired spans); None for
            code points.
        measure: precision, recall, f1, share, kappa, alpha or alpha_ordinal.
        rows_a, rows_b: annotations of each that are counted.
        pairs: what is compared: pairs of annotations, or code points; None for precision, recall and F1.
        agreed: of these, or of the rows, those that agree.
        estimate: the figure with its interval.
        note: why there is no figure or no interval.
    """

    layer: str
    part: str
    label: str | None
    matching: str | None
    measure: str
    rows_a: int
    rows_b: int
    pairs: int | None
    agreed: int
    estimate: Estimate
    note: str = ""


def figures(comparison: Comparison, bootstrap: Bootstrap) -> Iterator[Figure]:
    """All figures of a comparison, layer by layer.

    Args:
        comparison: of two annotators.
        bootstrap: over its documents.
    """
    for layer in comparison.layers:
        making = LayerFigures(comparison, layer, bootstrap)
        yield from making.spans()
        yield from making.parts()
        yield from making.continua()


class LayerFigures:
    """Makes the figures of one layer."""

    def __init__(self, comparison: Comparison, layer: Layer, bootstrap: Bootstrap) -> None:
        """Prepares them.

        Args:
            comparison: of two annotators.
            layer: whose figures are made.
            bootstrap: over the documents of the comparison.
        """
        self._comparison = comparison
        self._layer = layer
        self._documents = comparison.of_layer(layer)
        self._bootstrap = bootstrap
        self._rows = comparison.rows(layer)

    def spans(self) -> Iterator[Figure]:
        """Precision, recall and F1 of spans: alone, with their label, label by label, with their values."""
        label = self._layer.label
        for matching in (EXACT, OVERLAP):
            yield from self.scores(SPAN, matching)
            yield from self.scores(LABEL, matching, (label,))
            for name in self._labels():
                yield from self.scores(LABEL, matching, (label,), name)
            yield from self.scores(VALUES, matching, self._layer.groups["values"])

    def scores(
        self, part: str, matching: str, fields: Sequence[str] = (), label: str | None = None
    ) -> Iterator[Figure]:
        """Precision, recall and F1.

        Args:
            part: name of what has to agree.
            matching: which pairs count; with `overlap`, other spans of an annotation need only overlap too.
            fields: that have to be equal, as far as they apply.
            label: count only annotations with this label.
        """
        agreed = [self._agreed(paired, matching, fields, label) for paired in self._documents]
        a, b = ([_with_label(units, label) for units in side] for side in self._sides())
        counts = np.array([agreed, a, b], dtype=float).T
        for measure, statistic in _SCORES.items():
            estimate = self._bootstrap.estimate(statistic, counts)
            note = self._no_score(sum(a), sum(b)) if estimate.value is None else self._no_interval(estimate)
            rows = (sum(a), sum(b), None, sum(agreed))
            yield Figure(self._layer.name, part, label, matching, measure, *rows, estimate, note)

    def parts(self) -> Iterator[Figure]:
        """How many pairs are equal in each field and group of fields; kappa and alpha of categories."""
        for part in self._layer.fields:
            yield self._share(part.name, EXACT, (part.name,))
            if part.kind is Kind.PLACES:
                yield self._share(part.name, OVERLAP, (part.name,))
            if part.kind is Kind.CATEGORY:
                yield from self.coefficients(part)
        for name, fields in self._layer.groups.items():
            yield self._share("all values" if name == "values" else name, EXACT, fields)

    def coefficients(self, part: Field) -> Iterator[Figure]:
        """Cohen's kappa and Krippendorff's alpha of a category, over all pairs.

        Args:
            part: the field.
        """
        table = contingency(_values(paired, part.name) for paired in self._documents)
        yield self._coefficient(part.name, "kappa", table, table.kappa)
        yield self._coefficient(part.name, "alpha", table, table.alpha)
        if part.scale:
            ranks = sorted(set(part.scale.values()))
            scaled = contingency((_values(p, part.name, part.scale) for p in self._documents), ranks)
            yield self._coefficient(part.name, ORDINAL, scaled, _at(scaled, "ordinal"))

    def continua(self) -> Iterator[Figure]:
        """Krippendorff's alpha with code points as units; the value of one are the labels that cover it."""
        yield self._continuum(CODE_POINTS, lambda unit: (unit.extent, unit.label))
        for name, extent in self._layer.tracks.items():
            yield self._continuum(f"{CODE_POINTS} of {name}", _track(extent))

    def _continuum(self, part: str, mark: Callable[[Unit], Marked]) -> Figure:
        lengths = [document.a.document.n_codepoints for document in self._comparison.documents]
        counted = [
            coincidences(map(mark, paired.a), map(mark, paired.b), length)
            for paired, length in zip(self._documents, lengths, strict=True)
        ]
        table = contingency(counted)
        return self._coefficient(part, "alpha", table, table.alpha, matching=None)

    def _coefficient(
        self, part: str, measure: str, table: Contingency, statistic: Statistic, matching: str | None = OVERLAP
    ) -> Figure:
        estimate = self._bootstrap.estimate(statistic, table.counts)
        note = _no_coefficient(table) if estimate.value is None else self._no_interval(estimate)
        rows = (*self._rows, table.units, table.equal)
        return Figure(self._layer.name, part, None, matching, measure, *rows, estimate, note)

    def _share(self, part: str, how: str, fields: Sequence[str]) -> Figure:
        judged = [[_judged(p, pair, how, fields) for pair in p.pairs] for p in self._documents]
        counts = np.array([[sum(map(bool, row)), sum(j is not None for j in row)] for row in judged], dtype=float)
        agreed, pairs = (int(number) for number in counts.sum(axis=0))
        estimate = self._bootstrap.estimate(share, counts)
        note = "no pairs" if estimate.value is None else self._no_interval(estimate)
        shown = part if how == EXACT else f"{part} (overlap)"
        return Figure(self._layer.name, shown, None, OVERLAP, "share", *self._rows, pairs, agreed, estimate, note)

    def _agreed(self, paired: Paired, matching: str, fields: Sequence[str], label: str | None) -> int:
        return sum(
            (pair.exact or matching == OVERLAP)
            and label in (None, pair.a.label)
            and _judged(paired, pair, matching, fields) is not False
            for pair in paired.pairs
        )

    def _sides(self) -> tuple[list[Sequence[Unit]], list[Sequence[Unit]]]:
        """Units of A and of B, by document."""
        return [paired.a for paired in self._documents], [paired.b for paired in self._documents]

    def _labels(self) -> list[str]:
        """Labels that occur, in order of their names."""
        return sorted({unit.label for side in self._sides() for units in side for unit in units})

    def _no_score(self, a: int, b: int) -> str:
        """Why there is no score: nothing to divide by."""
        a_name, b_name = self._comparison.a.name, self._comparison.b.name
        if not a and not b:
            return f"neither {a_name} nor {b_name} has any"
        return f"{b_name if a else a_name} has none"

    def _no_interval(self, estimate: Estimate) -> str:
        if estimate.low is not None or not self._bootstrap.samples:
            return ""
        if self._bootstrap.documents == 1:
            return "no interval from a single document"
        return "no interval, because over one resample in twenty has no such figure"


def _with_label(units: Iterable[Unit], label: str | None) -> int:
    return sum(label in (None, unit.label) for unit in units)


def _judged(paired: Paired, pair: Pair, how: str, fields: Sequence[str]) -> bool | None:
    """Whether a pair is equal in all fields that apply; None where fields are asked for and none applies."""
    judge = paired.equal if how == EXACT else paired.overlap
    found = [equal for name in fields if (equal := judge(pair, name)) is not None]
    return all(found) if found else None


def _values(paired: Paired, name: str, scale: Any = None) -> Counter[tuple[Any, Any]]:
    """How often A has one value of a field and B another, over the pairs of a document."""
    both = (
        (pair.a.values[name], pair.b.values[name])
        for pair in paired.pairs
        if name in pair.a.values and name in pair.b.values
    )
    if scale:
        both = ((scale[one], scale[other]) for one, other in both if one in scale and other in scale)
    return Counter(both)


def _track(extent: Callable[[Any], Extent]) -> Callable[[Unit], Marked]:
    return lambda unit: (extent(unit.record), "marked")


def _at(table: Contingency, level: Level) -> Statistic:
    def statistic(cells: Array) -> Array:
        return table.alpha(cells, level)

    return statistic


def _no_coefficient(table: Contingency) -> str:
    """Why a coefficient is not defined: there is nothing to compare, or chance alone gives full agreement."""
    if not table.units:
        return "no pairs"
    value = table.values[0]
    if isinstance(value, tuple):  # marks of code points
        return f"{' + '.join(value)} is marked everywhere" if value else "nothing is marked"
    return f"nothing but {'null' if value is None else value} in all {table.units}"
