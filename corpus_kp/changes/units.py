"""Annotations as they are compared: where they are, how they are labelled, what else they say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from corpus_kp.schema import LAYERS

Row = Mapping[str, Any]
Span = tuple[int, int]
#: Where an offset of the older text is in the newer one.
Shift = Callable[[int], int]

#: Columns that repeat what stands elsewhere: covered words, what is derived, what registers say.
_DERIVED = {
    "entities": {"text", "canonical_name", "wikidata_qid"},
    "quantities": {"text", "measured_text"},
    "timexes": {"text"},
    "attributions": {"depth", "chain"},
    "stances": {"cue_text", "label"},
    "claims": {
        *("text", "issue_id", "question", "answer_type", "proposition", "value", "value_min", "value_max", "time"),
        *("event_status", "scope_key", "chain"),
    },
}
#: The column that is the label of an annotation.
_LABELS = {
    "entities": "label",
    "quantities": "kind",
    "timexes": "timex_type",
    "attributions": "cue_class",
    "stances": "dimension",
    "claims": "claim_id",
}
#: Columns with ids of other annotations, and the layer that these are of; None: as `target_kind` says.
REFERENCES: Mapping[str, Mapping[str, str | None]] = {
    "quantities": {"relations": "quantities"},
    "attributions": {"parent_id": "attributions"},
    "stances": {"attribution_id": "attributions", "target_id": None},
    "claims": {"attribution_id": "attributions", "quantity_ids": "quantities", "timex_ids": "timexes"},
}


@dataclass(frozen=True, eq=False)
class Unit:
    """An annotation; two are equal only if they are the same line.

    Attributes:
        id: of the annotation.
        place: its own span in the newer text; of an attribution and a stance, that of the cue.
        shown: the same in its own text.
        label: see `_LABELS`.
        values: the other columns, hashable, with spans in the newer text.
        references: ids of other annotations, by column.
    """

    id: str
    place: Span
    shown: Span
    label: str
    values: Mapping[str, Any]
    references: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def said(self) -> tuple[Any, ...]:
        """Label and values, to be looked up by."""
        return (self.label, *self.values.values())


def units(layer: str, rows: Iterable[Row], shift: Shift = lambda at: at) -> list[Unit]:
    """Annotations of one document.

    Args:
        layer: which.
        rows: of the table.
        shift: from offsets of these rows to offsets of the newer text.
    """
    return [_unit(layer, row, shift) for row in rows]


def _unit(layer: str, row: Row, shift: Shift) -> Unit:
    shown = _own_span(layer, row)
    place = (shift(shown[0]), shift(shown[1]))
    left = {"doc_id", "id", _LABELS[layer], "start", "end", *_DERIVED[layer], *REFERENCES.get(layer, ())}
    if layer == "stances":
        left |= {"cue_start", "cue_end"}
    values = {name: _hashable(name, value, shift) for name, value in row.items() if name not in left}
    if layer == "attributions":
        values.pop("cue")
    return Unit(row["id"], place, shown, str(row[_LABELS[layer]]), values, dict(_references(layer, row)))


def _own_span(layer: str, row: Row) -> Span:
    if layer == "attributions":
        return row["cue"]["start"], row["cue"]["end"]
    if layer == "stances":
        part = next((part for part in ("cue", "target") if row[f"{part}_start"] is not None), None)
        return (row[f"{part}_start"], row[f"{part}_end"]) if part else (0, 0)
    return row["start"], row["end"]


def _references(layer: str, row: Row) -> Iterator[tuple[str, tuple[str, ...]]]:
    for column in REFERENCES.get(layer, {}):
        value = row[column]
        if column == "relations":
            yield column, tuple(sorted(f"{one['type']} {one['to']}" for one in value or ()))
        elif isinstance(value, list):
            yield column, tuple(sorted(value))
        else:
            yield column, (value,) if value is not None else ()


def _hashable(name: str, value: Any, shift: Shift) -> Any:
    if isinstance(value, int) and not isinstance(value, bool) and name.rsplit("_", 1)[-1] in ("start", "end"):
        return shift(value)
    if isinstance(value, list):
        return tuple(_hashable(name, part, shift) for part in value)
    if isinstance(value, Mapping):
        return tuple((key, _hashable(key, part, shift)) for key, part in value.items() if key != "text")
    return value


def reference_layer(layer: str, column: str, values: Mapping[str, Any]) -> str | None:
    """The layer of the annotations that a column refers to; None where it refers to none.

    Args:
        layer: of the annotation.
        column: with ids.
        values: of the annotation.
    """
    named = REFERENCES[layer][column]
    if named is not None:
        return named
    kinds = {"attribution": "attributions", "entity": "", "claim": ""}
    return kinds.get(str(values.get("target_kind"))) or None


#: Layers in which differences are looked for.
COMPARED_LAYERS = LAYERS
