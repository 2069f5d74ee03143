"""What is compared in each layer: the span that annotations are paired by, their label, their fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any, NamedTuple

from corpus_kp.agreement.extents import Extent, extent_of
from corpus_kp.json_position import JsonPath
from corpus_kp.records import Attribution, ClaimMention, Entity, Quantity, Record, Stance, Timex, layer_of


class Kind(Enum):
    """What a field holds, which says how it is compared."""

    CATEGORY = "one of a few legal values; null is one of them"
    VALUE = "any value"
    PLACES = "spans"
    REFERENCE = "ids of other annotations, equal where these are paired"


class Reference(NamedTuple):
    """A reference to another annotation.

    Attributes:
        to: its id.
        role: what else has to be equal.
        outside: whether the id is one of the registers, which both annotators share.
    """

    to: str
    role: str = ""
    outside: bool = False


@dataclass(frozen=True)
class Field:
    """A part of an annotation that two annotators may fill differently.

    Attributes:
        name: of the figure.
        kind: how it is compared.
        read: its value in a record; for references, a set of them.
        path: where it stands in the native line; None where other fields give it.
        applies: whether a record has such a field; pairs in which neither has are left out.
        scale: rank of each value, where they have an order.
    """

    name: str
    kind: Kind
    read: Callable[[Any], Any]
    path: JsonPath | None
    applies: Callable[[Any], bool] = lambda _: True
    scale: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Layer:
    """What is compared in one layer.

    Attributes:
        name: of the layer.
        unit: the span that annotations are paired by, in words.
        path: where it stands in the native line.
        extent: reads it; None where the annotation has none of its own.
        label: field by which the figures of spans are broken down.
        fields: what is compared of annotations that are paired.
        groups: names for fields that have to be equal together; `values` are what the card counts.
        tracks: spans beside the unit whose code points are compared too, by name.
        kin: only annotations of one kin are paired.
    """

    name: str
    unit: str
    path: JsonPath
    extent: Callable[[Any], Extent | None]
    label: str
    fields: tuple[Field, ...]
    groups: Mapping[str, tuple[str, ...]]
    tracks: Mapping[str, Callable[[Any], Extent]] = field(default_factory=dict)
    kin: Callable[[Any], str] = lambda _: ""

    def field(self, name: str) -> Field:
        """The field of a name."""
        return next(part for part in self.fields if part.name == name)


def _plain(name: str, kind: Kind) -> Field:
    """A field of the record, under its own name."""
    return Field(name, kind, lambda record: getattr(record, name), (name,))


def _categories(*names: str) -> tuple[Field, ...]:
    return tuple(_plain(name, Kind.CATEGORY) for name in names)


def _values(*names: str) -> tuple[Field, ...]:
    return tuple(_plain(name, Kind.VALUE) for name in names)


def _places(name: str, read: Callable[[Any], Any]) -> Field:
    """Spans as an extent; coordinated ones that touch are one."""
    return Field(name, Kind.PLACES, lambda record: extent_of(read(record)), (name,))


def _reference(name: str, read: Callable[[Any], Any], *path: str) -> Field:
    return Field(name, Kind.REFERENCE, lambda record: frozenset(read(record)), path or (name,))


def _id(name: str | None) -> list[Reference]:
    """A reference to one annotation or none."""
    return [Reference(name)] if name else []


def _target(stance: Stance) -> list[Reference]:
    """What a stance is about, but for events."""
    name, kind = stance.target.id, stance.target.kind
    return [Reference(name, kind, outside=kind != "attribution")] if name else []


def _event(stance: Stance) -> Extent:
    """The event that a stance is about."""
    start, end = stance.target.start, stance.target.end
    return ((start, end),) if start is not None and end is not None else ()


def _own(record: Any) -> Extent:
    return extent_of([record])


def _of_dimension(name: str, dimension: str, read: Callable[[Stance], str | None], path: str) -> Field:
    scale = COMMITMENTS if name == "commitment" else {}
    return Field(name, Kind.CATEGORY, read, (path,), lambda stance: stance.dimension == dimension, scale)


#: Commitments as degrees of factuality, -3 to 3 (Stanovsky et al. 2017); both unknown ones lie in the middle.
COMMITMENTS = {"CT-": -3, "PR-": -2, "PS-": -1, "Uu": 0, "CTu": 0, "PS+": 1, "PR+": 2, "CT+": 3}


def _stance_label(stance: Stance) -> str:
    return _label_of_stance(stance.dimension, stance.certainty, stance.polarity, stance.response, stance.attitude)


@lru_cache(maxsize=1000)
def _label_of_stance(dimension: str, *values: str | None) -> str:
    """The label that tables give to a stance."""
    import polars as pl

    from corpus_kp.tables import stance_label

    names = ("dimension", "certainty", "polarity", "response", "attitude")
    row = {name: [value] for name, value in zip(names, (dimension, *values), strict=True)}
    return str(pl.DataFrame(row, schema=dict.fromkeys(names, pl.String)).select(stance_label()).item())


def _place_of_stance(stance: Stance) -> Extent | None:
    """Its cue; where there is none, the event that it is about."""
    if stance.cue:
        return extent_of([stance.cue])
    return _event(stance) or None


_ENTITIES = Layer(
    name="entities",
    unit="the mention",
    path=("start",),
    extent=_own,
    label="label",
    fields=(*_categories("label", "mention_type", "gpe_role"), *_values("entity_id")),
    groups={"values": ("label", "mention_type", "gpe_role")},
)

_QUANTITIES = Layer(
    name="quantities",
    unit="the quantity",
    path=("start",),
    extent=_own,
    label="kind",
    fields=(
        *_categories("kind", "modifier", "unit", "aggregation"),
        *_values("value", "value_min", "value_max"),
        _places("measured", lambda record: [record.measured]),
        _reference(
            "relations", lambda record: [Reference(relation.to, relation.type) for relation in record.relations]
        ),
    ),
    groups={
        "numbers": ("value", "value_min", "value_max"),
        "values": ("kind", "value", "value_min", "value_max", "modifier", "unit", "aggregation"),
    },
)

_TIMEXES = Layer(
    name="timexes",
    unit="the expression",
    path=("start",),
    extent=_own,
    label="timex_type",
    fields=(*_categories("timex_type", "mod", "resolution"), *_values("value")),
    groups={"values": ("timex_type", "value", "mod")},
)

_ATTRIBUTIONS = Layer(
    name="attributions",
    unit="the cue",
    path=("cue",),
    extent=lambda record: extent_of([record.cue]),
    label="cue_class",
    fields=(
        _places("content", lambda record: record.content),
        _places("sources", lambda record: record.sources),
        Field(
            "source_entities",
            Kind.VALUE,
            lambda record: tuple(sorted({name for source in record.sources for name in source.entity_ids})),
            ("sources",),
        ),
        _plain("link_type", Kind.CATEGORY),
        _reference("parent", lambda record: _id(record.parent_id), "parent_id"),
        *_categories("cue_class", "source_type", "quote_type", "attr_type", "source_realization"),
        *_categories("scopal_polarity", "determinacy"),
        _places("addressees", lambda record: record.addressees),
    ),
    groups={
        "source": ("sources", "source_entities"),
        "link": ("link_type", "parent"),
        "values": ("content", "sources", "source_entities", "link_type", "parent"),
    },
    tracks={
        "sources": lambda record: extent_of(record.sources),
        "content": lambda record: extent_of(record.content),
    },
)

_STANCES = Layer(
    name="stances",
    unit="the cue, or else the event, within one dimension",
    path=("cue",),
    extent=_place_of_stance,
    label="label",
    fields=(
        Field("label", Kind.CATEGORY, _stance_label, None),
        _of_dimension("commitment", "commitment", lambda s: f"{s.certainty or ''}{s.polarity or ''}", "certainty"),
        _of_dimension("response", "response", lambda stance: stance.response, "response"),
        _of_dimension("evaluation", "evaluation", lambda stance: stance.evaluation, "evaluation"),
        _of_dimension("attitude", "evaluation", lambda stance: stance.attitude, "attitude"),
        *_values("holder"),
        _reference("attribution", lambda record: _id(record.attribution_id), "attribution_id"),
        _reference("target", _target, "target"),
        Field("event", Kind.PLACES, _event, ("target",), lambda stance: stance.target.kind == "event"),
    ),
    groups={"values": ("holder", "commitment", "response", "evaluation", "attitude")},
    kin=lambda record: str(record.dimension),
)

_CLAIMS = Layer(
    name="claims",
    unit="the mention",
    path=("start",),
    extent=_own,
    label="origin_commitment",
    fields=(
        *_categories("origin_commitment", "author_commitment", "drift"),
        *_values("claim_id"),
        _reference("attribution", lambda record: _id(record.attribution_id), "attribution_id"),
        _reference("quantities", lambda record: map(Reference, record.quantity_ids), "quantity_ids"),
        _reference("timexes", lambda record: map(Reference, record.timex_ids), "timex_ids"),
    ),
    groups={"values": ("claim_id", "origin_commitment", "author_commitment", "drift")},
)

_RECORDS: dict[type[Record], Layer] = {
    Entity: _ENTITIES,
    Quantity: _QUANTITIES,
    Timex: _TIMEXES,
    Attribution: _ATTRIBUTIONS,
    Stance: _STANCES,
    ClaimMention: _CLAIMS,
}
#: Layers that are compared, by name, in the order of the scheme.
LAYERS: dict[str, Layer] = {layer.name: layer for layer in _RECORDS.values()}


def layer_of_record(record: Record) -> Layer | None:
    """The layer of an annotation; None for the document's line."""
    return LAYERS.get(layer_of(record))
