"""Which annotation of one annotator is held against which of the other: one to one, by what they cover.

Units of equal spans are paired first. Of the rest, those pairs are chosen whose shares of common code points
(intersection by union, Jaccard) have the greatest sum. No better sum could be had by giving up a pair of equal spans:
one minus the share is a metric, so what two detours over a span would gain, the direct way gains too. Where several
choices are as good, the one with more pairs is taken, then that with more equal labels, then with more equal values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus_kp.agreement.assignment import Edge, assigned
from corpus_kp.agreement.extents import hull, likeness
from corpus_kp.agreement.layers import Kind, Layer, Reference
from corpus_kp.agreement.units import Unit

#: What a pair, an equal label, equal values and the order of the text weigh beside a share between 0 and 1.
_PAIR, _LABEL, _VALUES, _ORDER = 1e-6, 1e-8, 1e-10, 1e-12


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units that are held against each other.

    Attributes:
        a, b: the unit of each annotator.
        exact: whether their spans are equal.
    """

    a: Unit
    b: Unit
    exact: bool


@dataclass(frozen=True)
class Paired:
    """The units of one layer in one document.

    Attributes:
        layer: of the units.
        a, b: units of each annotator.
        pairs: those that are held against each other.
        partners: of the annotations of A in all layers of the document, the one of B, by id.
    """

    layer: Layer
    a: Sequence[Unit]
    b: Sequence[Unit]
    pairs: Sequence[Pair]
    partners: Mapping[str, str]

    def equal(self, pair: Pair, name: str) -> bool | None:
        """Whether both have the same value in a field; None where the field does not apply."""
        if name not in pair.a.values or name not in pair.b.values:
            return None
        one, other = pair.a.values[name], pair.b.values[name]
        if self.layer.field(name).kind is not Kind.REFERENCE:
            return bool(one == other)
        return {self._translated(reference) for reference in one} == set(other)

    def _translated(self, reference: Reference) -> Reference | None:
        """A reference of A as B would have it; None, which equals nothing, where B has no such annotation."""
        if reference.outside:
            return reference
        partner = self.partners.get(reference.to)
        return None if partner is None else reference._replace(to=partner)

    def overlap(self, pair: Pair, name: str) -> bool | None:
        """As `equal`, but spans need only share a code point (or both be absent)."""
        equal = self.equal(pair, name)
        if equal is False and self.layer.field(name).kind is Kind.PLACES:
            return likeness(pair.a.values[name], pair.b.values[name]) > 0
        return equal


def paired_document(
    layers: Iterable[Layer], a: Mapping[str, Sequence[Unit]], b: Mapping[str, Sequence[Unit]]
) -> dict[str, Paired]:
    """The units of a document, paired, by layer.

    Args:
        layers: of the scheme.
        a: units of A, by layer.
        b: units of B.
    """
    named = list(layers)
    pairs = {layer.name: paired(a[layer.name], b[layer.name]) for layer in named}
    partners = {pair.a.id: pair.b.id for found in pairs.values() for pair in found}
    return {n.name: Paired(n, a[n.name], b[n.name], pairs[n.name], partners) for n in named}


def paired(a: Sequence[Unit], b: Sequence[Unit]) -> list[Pair]:
    """The pairs of two annotators' units, in order of the text."""
    exact = _equal_spans(a, b)
    left, right = ({edge[side] for edge in exact} for side in (0, 1))
    rest = _overlapping(a, b, left, right)
    edges = [*((edge, True) for edge in exact), *((edge, False) for edge in rest)]
    return [Pair(a[i], b[j], same) for (i, j), same in sorted(edges)]


def _equal_spans(a: Sequence[Unit], b: Sequence[Unit]) -> list[Edge]:
    """Units of equal spans; of several with the same span, those that are most alike."""
    places: dict[Any, list[int]] = defaultdict(list)
    for j, unit in enumerate(b):
        places[unit.kin, unit.extent].append(j)
    weights = {
        (i, j): 1 + _alike(unit, b[j], label=1, values=1e-3) + _order(i, j, a, b)
        for i, unit in enumerate(a)
        for j in places.get((unit.kin, unit.extent), ())
    }
    return assigned(weights)


def _overlapping(a: Sequence[Unit], b: Sequence[Unit], left: set[int], right: set[int]) -> list[Edge]:
    """Of the units that have no partner yet, those that share code points."""
    ones = [i for i in range(len(a)) if i not in left]
    others = [j for j in range(len(b)) if j not in right]
    weights: dict[Edge, float] = {}
    for i, j in _crossing(a, b, ones, others):
        common = likeness(a[i].extent, b[j].extent) if a[i].kin == b[j].kin else 0
        if common > 0:
            alike = _alike(a[i], b[j], label=_LABEL, values=_VALUES)
            weights[i, j] = common + _PAIR + alike + _order(i, j, a, b)
    return assigned(weights)


def _crossing(a: Sequence[Unit], b: Sequence[Unit], ones: list[int], others: list[int]) -> Iterator[Edge]:
    """Units whose hulls overlap: a sweep over both, so that only neighbours are looked at."""
    starts = [(hull(a[i].extent)[0], 0, i) for i in ones] + [(hull(b[j].extent)[0], 1, j) for j in others]
    open_: tuple[list[int], list[int]] = ([], [])
    units = (a, b)
    for start, side, number in sorted(starts):
        for known in (0, 1):
            open_[known][:] = [n for n in open_[known] if hull(units[known][n].extent)[1] > start]
        yield from ((number, n) if side == 0 else (n, number) for n in open_[1 - side])
        open_[side].append(number)


def _alike(one: Unit, other: Unit, *, label: float, values: float) -> float:
    """Weight of equal labels and values."""
    if one.plain == other.plain:
        return label + values
    equal = sum(bool(x == y) for x, y in zip(one.plain, other.plain, strict=False))
    return label * (one.label == other.label) + values * equal / max(len(one.plain), len(other.plain))


def _order(i: int, j: int, a: Sequence[Unit], b: Sequence[Unit]) -> float:
    """Weight of keeping the order of the text where all else is equal; the same with A and B exchanged."""
    return _ORDER * (i + 1) * (j + 1) / (len(a) * len(b) + 1)
