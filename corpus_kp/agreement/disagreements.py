"""What two annotators have differently: document, place, field, and the version of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from corpus_kp.agreement.comparison import ComparedDocument, Comparison, Version
from corpus_kp.agreement.extents import hull
from corpus_kp.agreement.layers import Kind, Layer
from corpus_kp.agreement.pairing import Pair, Paired
from corpus_kp.agreement.units import Unit
from corpus_kp.json_position import JsonPath, locate
from corpus_kp.records import spans_of

#: Kinds of disagreement: an annotation that only one has; paired ones with other spans, or with other values.
ONLY_A, ONLY_B, SPAN, VALUE = "only_a", "only_b", "span", "value"


@dataclass(frozen=True)
class Side:
    """What one annotator has.

    Attributes:
        id: of the annotation.
        spans: places of its unit, code points, half-open.
        value: of the field, in words; the label where an annotation or its span differs.
        words: what the unit covers; None for documents without text.
        path, line, column: where it stands.
    """

    id: str
    spans: tuple[tuple[int, int], ...]
    value: str
    words: str | None
    path: str
    line: int
    column: int


@dataclass(frozen=True)
class Disagreement:
    """One thing that two annotators have differently.

    Attributes:
        doc_id: of the document.
        layer: of the annotation.
        kind: only_a, only_b, span or value.
        field: that differs; the label's where the whole annotation or its span does.
        start, end: the place, code points, half-open; of A's unit where A has one.
        a, b: the version of each; None where there is none.
    """

    doc_id: str
    layer: str
    kind: str
    field: str
    start: int
    end: int
    a: Side | None
    b: Side | None


def disagreements(comparison: Comparison) -> Iterator[Disagreement]:
    """Everything that two annotators have differently, by document and place."""
    for document in comparison.documents:
        found = [d for layer in comparison.layers for d in _of_layer(document, layer)]
        yield from sorted(found, key=lambda d: (d.start, d.end))


def _of_layer(document: ComparedDocument, layer: Layer) -> Iterator[Disagreement]:
    paired = document.layers[layer.name]
    left, right = {pair.a.id for pair in paired.pairs}, {pair.b.id for pair in paired.pairs}
    for unit in paired.a:
        if unit.id not in left:
            yield _disagreement(document, layer, ONLY_A, layer.label, (unit, None))
    for unit in paired.b:
        if unit.id not in right:
            yield _disagreement(document, layer, ONLY_B, layer.label, (None, unit))
    for pair in paired.pairs:
        if not pair.exact:
            yield _disagreement(document, layer, SPAN, layer.label, (pair.a, pair.b))
        for name in _unequal(paired, pair):
            yield _disagreement(document, layer, VALUE, name, (pair.a, pair.b))


def _unequal(paired: Paired, pair: Pair) -> Iterator[str]:
    """Fields that differ; what other fields give is not said again."""
    for part in paired.layer.fields:
        if part.path is not None and paired.equal(pair, part.name) is False:
            yield part.name


def _disagreement(
    document: ComparedDocument, layer: Layer, kind: str, name: str, units: tuple[Unit | None, Unit | None]
) -> Disagreement:
    start, end = next(hull(unit.extent) for unit in units if unit)
    path = layer.path if kind != VALUE else layer.field(name).path or layer.path
    sides = [
        _side(version, layer, unit, name, path) if unit else None
        for version, unit in zip((document.a, document.b), units, strict=True)
    ]
    if not document.words:
        sides = [replace(side, words=None) if side else None for side in sides]
    return Disagreement(document.doc_id, layer.name, kind, name, start, end, *sides)


def _side(version: Version, layer: Layer, unit: Unit, name: str, path: JsonPath) -> Side:
    column, _ = locate(version.reading.raw(unit.line).text, path)
    return Side(
        id=unit.id,
        spans=unit.extent,
        value=_shown(unit.values[name], layer.field(name).kind),
        words=_words(layer, unit),
        path=version.reading.path,
        line=unit.line,
        column=column + 1,
    )


def _words(layer: Layer, unit: Unit) -> str | None:
    """The words of the unit, as its line has them."""
    path = "" if layer.path == ("start",) else str(layer.path[0])
    return next((span.text for name, span in spans_of(unit.record) if name == path), None)


def _shown(value: Any, kind: Kind) -> str:
    """A value of a field in words."""
    if kind is Kind.PLACES:
        return shown_spans(value) or "none"
    if kind is Kind.REFERENCE:
        return ", ".join(f"{part.role} {part.to}".strip() for part in sorted(value)) or "none"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def shown_spans(spans: tuple[tuple[int, int], ...]) -> str:
    """Spans in words: `[0, 12) [20, 25)`."""
    return " ".join(f"[{start}, {end})" for start, end in spans)
