"""Faults of ids and of what refers to them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mutations.span_faults import LAYERS
from mutations.spoiling import Document, Injected, Record, Spoiled, add, extents, mutation


@mutation("KP107")
def id_twice_in_a_layer(corpus: Spoiled) -> Injected:
    """A line was copied, and its id left as it was."""
    document, record = corpus.annotation("entities")
    other = corpus.pick([one for one in document.of("entities") if one is not record])
    record["id"] = other["id"]
    return corpus.broken(document, max(record, other, key=document.line))


@mutation("KP107")
def id_of_another_layer(corpus: Spoiled) -> Injected:
    """A quantity has the id of an entity."""
    document, record = corpus.annotation("quantities")
    other = corpus.pick(document.of("entities"))
    old, record["id"] = record["id"], other["id"]
    _renamed(document, old, other["id"])
    return corpus.broken(document, max(record, other, key=document.line))


def _renamed(document: Document, old: str, new: str) -> None:
    for record in document.of("claims"):
        record["quantity_ids"] = [new if one == old else one for one in record["quantity_ids"]]
    for record in document.of("quantities"):
        for relation in record["relations"]:
            relation["to"] = new if relation["to"] == old else relation["to"]


@mutation("KP107")
def line_pasted_twice(corpus: Spoiled) -> Injected:
    """A line stands twice, as it is."""
    document, record = corpus.annotation(corpus.pick([*LAYERS, "stances"]))
    twin = dict(record)
    document.records.insert(document.line(record), twin)
    return corpus.broken(document, twin)


def _dangling(
    layer: str,
    name: str,
    value: Callable[[Record, Document], Any],
    codes: str = "KP112",
    where: Callable[[Record], Any] = bool,
) -> None:
    def act(corpus: Spoiled) -> Injected:
        document, record = corpus.annotation(layer, lambda one, _: where(one))
        record.update(value(record, document))
        return corpus.broken(document, record)

    add(codes, f"{layer}: {name}", act, name)


_dangling("claims", "attribution of another document", lambda *_: {"attribution_id": "a999"})
_dangling(
    "claims",
    "attribution in capitals",
    lambda one, _: {"attribution_id": one["attribution_id"].upper()},
    where=lambda one: one["attribution_id"],
)
_dangling(
    "claims",
    "attribution with a blank",
    lambda one, _: {"attribution_id": f"{one['attribution_id']} "},
    where=lambda one: one["attribution_id"],
)
_dangling(
    "claims", "attribution that is none", lambda _, document: {"attribution_id": document.of("entities")[0]["id"]}
)
_dangling("claims", "attribution empty", lambda *_: {"attribution_id": ""})
_dangling("claims", "quantity that is not there", lambda one, _: {"quantity_ids": [*one["quantity_ids"], "q999"]})
_dangling(
    "claims", "timex among the quantities", lambda _, document: {"quantity_ids": [document.of("timexes")[0]["id"]]}
)
_dangling("claims", "timex that is not there", lambda one, _: {"timex_ids": [*one["timex_ids"], "t999"]})
_dangling("claims", "claim that is not registered", lambda *_: {"claim_id": "no_issue/no_claim"}, "KP506")
_dangling(
    "claims",
    "claim with a hyphen",
    lambda one, _: {"claim_id": one["claim_id"].replace("_", "-")},
    "KP506 KP014",
    lambda one: "_" in one["claim_id"],
)
_dangling("claims", "claim in capitals", lambda one, _: {"claim_id": one["claim_id"].upper()}, "KP506 KP014")
_dangling("quantities", "relation to nothing", lambda *_: {"relations": [{"type": "restates", "to": "q999"}]})
_dangling(
    "quantities",
    "relation to an entity",
    lambda _, document: {"relations": [{"type": "restates", "to": document.of("entities")[0]["id"]}]},
)
_dangling("quantities", "relation to itself", lambda one, _: {"relations": [{"type": "restates", "to": one["id"]}]})
_dangling("attributions", "parent that is not there", lambda *_: {"parent_id": "a999", "link_type": "embedded"})
_dangling(
    "attributions",
    "parent that is an entity",
    lambda _, document: {"parent_id": document.of("entities")[0]["id"], "link_type": "embedded"},
)
_dangling("attributions", "parent of another document", lambda *_: {"parent_id": "kp-b001:a1", "link_type": "embedded"})
_dangling(
    "stances",
    "attribution that is not there",
    lambda *_: {"attribution_id": "a999"},
    where=lambda one: one["attribution_id"],
)
_dangling(
    "stances",
    "target that is not there",
    lambda *_: {"target": {"kind": "attribution", "id": "a999", "start": None, "end": None}},
)
_dangling(
    "stances",
    "target of another layer",
    lambda _, document: {
        "target": {"kind": "attribution", "id": document.of("entities")[0]["id"], "start": None, "end": None}
    },
)
_dangling(
    "stances",
    "target claim that is not registered",
    lambda *_: {"target": {"kind": "claim", "id": "no/claim", "start": None, "end": None}},
    "KP506",
)
_dangling(
    "stances",
    "target entity that is not registered",
    lambda *_: {"target": {"kind": "entity", "id": "no-one-at-all", "start": None, "end": None}},
    "KP208",
)
_dangling(
    "stances",
    "holder that is not registered",
    lambda *_: {"holder": "no-one-at-all"},
    "KP208",
    lambda one: one["holder"] != "AUTHOR",
)
_dangling(
    "stances",
    "holder with its name",
    lambda *_: {"holder": "Dmitry Peskov"},
    "KP208 KP014",
    lambda one: one["holder"] != "AUTHOR",
)
_dangling(
    "stances", "author in lower case", lambda *_: {"holder": "author"}, "KP208", lambda one: one["holder"] == "AUTHOR"
)
_dangling("entities", "entity that is not registered", lambda *_: {"entity_id": "no-one-at-all"}, "KP208")
_dangling("entities", "entity in capitals", lambda one, _: {"entity_id": one["entity_id"].title()}, "KP208 KP014")
_dangling(
    "entities",
    "entity with blanks",
    lambda one, _: {"entity_id": one["entity_id"].replace("-", " ")},
    "KP208 KP014",
    lambda one: "-" in one["entity_id"],
)
_dangling("entities", "entity empty", lambda *_: {"entity_id": ""}, "KP208 KP014")


@mutation("KP208")
def source_that_is_not_registered(corpus: Spoiled) -> Injected:
    """A source names an entity that nobody knows."""
    document, record = corpus.annotation("attributions", lambda one, _: one["sources"])
    record["sources"][0]["entity_ids"] = ["no-one-at-all"]
    return corpus.broken(document, record, *extents(record["sources"][0]))


@mutation("KP112")
def referred_line_deleted(corpus: Spoiled) -> Injected:
    """An attribution was deleted that claims refer to."""
    document, record = corpus.annotation("claims", lambda one, _: one["attribution_id"])
    document.records.remove(document.named("attributions", record["attribution_id"]))
    return corpus.broken(document, record)
