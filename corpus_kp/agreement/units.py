"""Annotations as units of comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from corpus_kp.agreement.extents import Extent
from corpus_kp.agreement.layers import LAYERS, Kind, Layer, layer_of_record
from corpus_kp.reading import Line
from corpus_kp.records import DocumentLine


@dataclass(frozen=True, slots=True)
class Unit:
    """An annotation of one annotator.

    Attributes:
        id: of the annotation.
        line: on which it stands, 1-based.
        extent: the span that it is paired by.
        kin: only units of one kin are paired.
        values: by field, as far as fields apply.
        label: by which figures are broken down.
        plain: the values that can be compared without knowing which annotations are paired.
        record: the annotation itself.
    """

    id: str
    line: int
    extent: Extent
    kin: str
    values: Mapping[str, Any]
    label: str
    plain: tuple[Any, ...]
    record: Any


def units_of(lines: Iterable[Line[DocumentLine]]) -> dict[str, list[Unit]]:
    """The units of a document, by layer.

    They are in order of place and values, whatever the order of the lines, so that figures do not depend on it.
    """
    found: dict[str, list[Unit]] = {name: [] for name in LAYERS}
    known = list(lines)
    records = {getattr(line.record, "id", ""): line.record for line in known}
    for line in known:
        layer = layer_of_record(line.record)
        if layer:
            found[layer.name].append(_unit(layer, line, records))
    return {name: sorted(units, key=_order) for name, units in found.items()}


def _unit(layer: Layer, line: Line[Any], records: Mapping[str, Any]) -> Unit:
    values = {part.name: part.read(line.record) for part in layer.fields if part.applies(line.record)}
    references = {part.name for part in layer.fields if part.kind is Kind.REFERENCE}
    return Unit(
        id=line.record.id,
        line=line.number,
        extent=_extent(layer, line.record, records),
        kin=layer.kin(line.record),
        values=values,
        label=str(values[layer.label]),
        plain=tuple(value for name, value in values.items() if name not in references),
        record=line.record,
    )


def _extent(layer: Layer, record: Any, records: Mapping[str, Any]) -> Extent:
    """The span of a unit; a stance without one stands where its target does."""
    own = layer.extent(record)
    if own is not None:
        return own
    target = records.get(record.target.id or record.attribution_id or "")
    above = layer_of_record(target) if target is not None else None
    return (above.extent(target) or ()) if above else ()


def _order(unit: Unit) -> tuple[Any, ...]:
    return (unit.extent, unit.kin, unit.label, repr(unit.plain), unit.id)
