"""Which annotation of the older state is which of the newer one, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from corpus_kp.changes.units import COMPARED_LAYERS, Unit, reference_layer

Kind = Literal["added", "removed", "moved", "relabelled", "changed"]
#: Kinds of changes of an annotation, in the order in which they are listed.
KINDS: tuple[Kind, ...] = ("added", "removed", "moved", "relabelled", "changed")

Pair = tuple[Unit, Unit]


@dataclass(frozen=True)
class Field:
    """A value that is another one now."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """What became of an annotation.

    Attributes:
        doc_id, layer: where.
        kind: see `KINDS`; what is moved or relabelled may have other values too.
        old: the annotation in the older state, None where it was added.
        new: the one in the newer state, None where it was removed.
        fields: what differs.
    """

    doc_id: str
    layer: str
    kind: Kind
    old: Unit | None
    new: Unit | None
    fields: tuple[Field, ...] = ()


def changes(doc_id: str, old: Mapping[str, Sequence[Unit]], new: Mapping[str, Sequence[Unit]]) -> Iterator[Change]:
    """What became of the annotations of a document.

    Ids say nothing: a line that is put in at the top may have numbered all others anew. Annotations are the same where
    they say the same at one place; then those at one place are taken together, then those that say the same elsewhere,
    then those that overlap. References are held against each other by what they refer to.

    Args:
        doc_id: of the document.
        old: annotations of the older state, by layer.
        new: those of the newer one.
    """
    matched = {layer: _matched(old[layer], new[layer]) for layer in COMPARED_LAYERS}
    ids = {layer: {a.id: b.id for a, b in pairs} for layer, pairs in matched.items()}
    for layer, pairs in matched.items():
        for a, b in pairs:
            fields = tuple(_fields(layer, a, b, ids))
            if fields:
                yield Change(doc_id, layer, _kind(a, b), a, b, fields)
        kept = {unit for pair in pairs for unit in pair}  # lines, not ids: a broken package has one id twice
        yield from (Change(doc_id, layer, "removed", unit, None) for unit in old[layer] if unit not in kept)
        yield from (Change(doc_id, layer, "added", None, unit) for unit in new[layer] if unit not in kept)


def _kind(a: Unit, b: Unit) -> Kind:
    if a.place != b.place:
        return "moved"
    return "relabelled" if a.label != b.label else "changed"


def _matched(old: Sequence[Unit], new: Sequence[Unit]) -> list[Pair]:
    pairs: list[Pair] = []
    left, right = list(old), list(new)
    for key in (lambda u: (u.place, u.said), lambda u: (u.place, u.label), lambda u: u.place):
        _take(pairs, left, right, _equal(left, right, key))
    _take(pairs, left, right, _nearest(left, right))
    _take(pairs, left, right, _overlapping(left, right))
    return pairs


def _take(pairs: list[Pair], left: list[Unit], right: list[Unit], found: Iterable[Pair]) -> None:
    for a, b in list(found):
        pairs.append((a, b))
        left.remove(a)
        right.remove(b)


def _equal(left: Iterable[Unit], right: Iterable[Unit], key: Callable[[Unit], Hashable]) -> Iterator[Pair]:
    """Units with equal keys, in order."""
    waiting: defaultdict[Hashable, list[Unit]] = defaultdict(list)
    for unit in right:
        waiting[key(unit)].append(unit)
    for unit in left:
        if waiting[key(unit)]:
            yield unit, waiting[key(unit)].pop(0)


def _nearest(left: Iterable[Unit], right: Iterable[Unit]) -> Iterator[Pair]:
    """Units that say the same at different places, nearest first."""
    said: defaultdict[Hashable, list[Unit]] = defaultdict(list)
    for unit in right:
        said[unit.said].append(unit)
    apart = [(abs(a.place[0] - b.place[0]), a, b) for a in left for b in said[a.said]]
    yield from _greedy((distance, a, b) for distance, a, b in apart)


def _overlapping(left: Sequence[Unit], right: Sequence[Unit]) -> Iterator[Pair]:
    """Units that share characters, those that share most first."""
    shared = [(-_overlap(a, b), a, b) for a in left for b in right]
    yield from _greedy((overlap, a, b) for overlap, a, b in shared if overlap < 0)


def _overlap(a: Unit, b: Unit) -> int:
    return min(a.place[1], b.place[1]) - max(a.place[0], b.place[0])


def _greedy(ranked: Iterable[tuple[int, Unit, Unit]]) -> Iterator[Pair]:
    taken: set[int] = set()
    for _, a, b in sorted(ranked, key=lambda one: (one[0], one[1].place, one[2].place)):
        if id(a) not in taken and id(b) not in taken:
            taken |= {id(a), id(b)}
            yield a, b


def _fields(layer: str, a: Unit, b: Unit, ids: Mapping[str, Mapping[str, str]]) -> Iterator[Field]:
    if a.place != b.place:
        yield Field("span", list(a.shown), list(b.shown))
    if a.label != b.label:
        yield Field("label", a.label, b.label)
    for name in dict.fromkeys([*a.values, *b.values]):
        if a.values.get(name) != b.values.get(name):
            yield Field(name, a.values.get(name), b.values.get(name))
    for name in dict.fromkeys([*a.references, *b.references]):
        referred = reference_layer(layer, name, b.values)
        now = sorted(_renamed(one, ids.get(referred or "", {})) for one in a.references.get(name, ()))
        if now != sorted(b.references.get(name, ())):
            yield Field(name, list(a.references.get(name, ())), list(b.references.get(name, ())))


def _renamed(reference: str, ids: Mapping[str, str]) -> str:
    """A reference in the ids of the newer state; `relations` have their type before the id."""
    relation, _, name = reference.rpartition(" ")
    return f"{relation} {ids.get(name, name)}".strip()
