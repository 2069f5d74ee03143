"""Faults of quantities."""

from __future__ import annotations

import re
from collections.abc import Callable

from mutations.spoiling import Document, Injected, NotHere, Record, Spoiled, changed, extents, mutation

_NOTHING = {"value": None, "value_min": None, "value_max": None}


def _quantity(name: str, code: str, where: Callable[[Record], object], **values: object) -> None:
    changed(f"quantity: {name}", code, "quantities", where, **values)


def _is(modifier: str) -> Callable[[Record], bool]:
    return lambda one: one["modifier"] == modifier


def _valued(one: Record) -> bool:
    return one["value"] is not None and one["modifier"] in {"exact", "approx"}


_quantity("exact without value", "KP401", _valued, value=None)
_quantity("exact with a bound", "KP401", _valued, value_min=lambda one: one["value"])
_quantity(
    "exact with both bounds alone",
    "KP401",
    _valued,
    value=None,
    value_min=lambda one: one["value"],
    value_max=lambda one: one["value"],
)
_quantity("more_than with value", "KP401", _valued, modifier="more_than")
_quantity("at_least without bound", "KP401", _valued, modifier="at_least", value=None)
_quantity(
    "at_most with the wrong bound", "KP401", _valued, modifier="at_most", value=None, value_min=lambda one: one["value"]
)
_quantity("range with one end", "KP401", _valued, modifier="range", value=None, value_min=lambda one: one["value"])
_quantity("range with a value", "KP401", _valued, modifier="range")
_quantity("vague with a value", "KP401", _valued, modifier="vague")
_quantity("nearly without upper end", "KP401", _is("nearly"), value_max=None)
_quantity("nearly without value", "KP401", _is("nearly"), value=None)
_quantity("nothing at all", "KP401", _valued, **_NOTHING)
_quantity("vague as exact", "KP401", _is("vague"), modifier="exact")
_quantity(
    "a range upside down",
    "KP402",
    _valued,
    modifier="range",
    value=None,
    value_min=lambda one: one["value"] + 5,
    value_max=lambda one: one["value"],
)
_quantity("nearly over its upper end", "KP402", _is("nearly"), value=lambda one: one["value_max"] + 1)
_quantity("count with a unit", "KP403", lambda one: one["kind"] == "count", unit="%")
_quantity("count with its noun as unit", "KP403 KP201", lambda one: one["kind"] == "count", unit="soldiers")
_quantity("count with an empty unit", "KP403 KP201", lambda one: one["kind"] == "count", unit="")
_quantity("ordinal with a unit", "KP403", lambda one: one["kind"] == "ordinal", unit="km")
_quantity("count called percent", "KP403", lambda one: one["kind"] == "count", kind="percent")
_quantity("percent in words", "KP403 KP201", lambda one: one["kind"] == "count", kind="percent", unit="percent")
_quantity("percent in km", "KP403", lambda one: one["kind"] == "count", kind="percent", unit="km")
_quantity("money without currency", "KP403", lambda one: one["kind"] == "count", kind="money")
_quantity("money in $", "KP403 KP201", lambda one: one["kind"] == "count", kind="money", unit="$")
_quantity("money in small letters", "KP403 KP201", lambda one: one["kind"] == "count", kind="money", unit="usd")
_quantity("money in km", "KP403", lambda one: one["kind"] == "count", kind="money", unit="km")
_quantity("measure without unit", "KP403", lambda one: one["kind"] == "count", kind="measure")
_quantity("measure in USD", "KP403", lambda one: one["kind"] == "count", kind="measure", unit="USD")
_quantity("measure in %", "KP403", lambda one: one["kind"] == "count", kind="measure", unit="%")
_quantity("measure in words", "KP403 KP201", lambda one: one["kind"] == "measure", unit="meters")
_quantity("unit lost", "KP403", lambda one: one["unit"], unit=None)
_quantity("measure called count", "KP403", lambda one: one["kind"] == "measure", kind="count")
_quantity("ordinal 0", "KP408", lambda one: one["kind"] == "ordinal", value=0)
_quantity("ordinal -1", "KP408", lambda one: one["kind"] == "ordinal", value=-1)
_quantity("ordinal one and a half", "KP408", lambda one: one["kind"] == "ordinal", value=1.5)
_quantity("count below 0", "KP408", _valued, value=-3)
_quantity("bound below 0", "KP408", lambda one: one["value_min"], value_min=-20)
_quantity("percent 4000", "KP408", _valued, kind="percent", unit="%", value=4000)


def _reworded(name: str, code: str, where: Callable[[Record], object], **values: object) -> None:
    changed(f"quantity: {name}", code, "quantities", where, worded=True, **values)


_reworded("hedge forgotten", "KP404", _is("approx"), modifier="exact")
_reworded(
    "bound taken for the number",
    "KP404",
    lambda one: one["value_min"] and not one["value_max"],
    modifier="exact",
    value=lambda one: one["value_min"],
    value_min=None,
)
_reworded(
    "upper bound taken for the number",
    "KP404",
    lambda one: one["value_max"] and one["modifier"] in {"at_most", "less_than"},
    modifier="exact",
    value=lambda one: one["value_max"],
    value_max=None,
)
_reworded("nearly taken for the number", "KP404", _is("nearly"), modifier="exact", value_max=None)
_reworded("a nought more", "KP405", _valued, value=lambda one: one["value"] * 10)
_reworded("a nought less", "KP405", _valued, value=lambda one: one["value"] / 10)
_reworded("one more", "KP405", _valued, value=lambda one: one["value"] + 1)
_reworded(
    "thousands point read as a comma",
    "KP405",
    lambda one: _valued(one) and "," in one["text"],
    value=lambda one: one["value"] / 1000,
)
_reworded(
    "bound wrong",
    "KP405",
    lambda one: one["value_min"] and one["modifier"] != "range",
    value_min=lambda one: one["value_min"] + 2,
)
_reworded(
    "measured thing lost",
    "KP406",
    lambda one: one["kind"] == "count" and one["measured"] and 0 < one["measured"]["start"] - one["end"] < 2,
    measured=None,
)
_reworded(
    "aggregation lost",
    "KP410",
    lambda one: one["aggregation"] not in {"none", "subset", "cumulative"},
    aggregation="none",
)


@mutation("KP404")
def hedge_left_outside_and_forgotten(corpus: Spoiled) -> Injected:
    """The span was put on the digits alone, and the word in front was not seen."""
    document, record = corpus.annotation(
        "quantities",
        lambda one, _: one["modifier"] == "approx" and one["kind"] == "count" and " " in one["text"],
        worded=True,
    )
    place = record["start"] + record["text"].rindex(" ") + 1
    record.update(document.span(place, record["end"]), modifier="exact")
    return corpus.broken(document, record)


@mutation("KP407")
def measured_thing_far_away(corpus: Spoiled) -> Injected:
    """The measured thing was put on a mention at the other end of the document."""
    document, record = corpus.annotation("quantities", lambda one, _: one["measured"])
    far = [
        one
        for one in document.of("entities")
        if min(abs(one["start"] - record["end"]), abs(record["start"] - one["end"])) > 250
        and one["start"] > record["end"]
    ]
    target = corpus.pick(far)
    record["measured"] = document.span(target["start"], target["end"])
    return corpus.broken(document, record)


def _year_places(document: Document) -> list[tuple[int, int]]:
    return [one.span() for one in re.finditer(r"\b(19|20)\d\d\b", document.text or "")]


@mutation("KP409")
def year_as_a_count(corpus: Spoiled) -> Injected:
    """A year was taken for a number, and the time expression deleted."""
    document = corpus.with_text(_year_places)
    start, end = corpus.pick(_year_places(document))
    document.records = [
        one for one in document.records if not (one["layer"] == "timexes" and one["start"] < end and start < one["end"])
    ]
    kept = {one.get("id") for one in document.records}
    for mention in document.of("claims"):
        mention["timex_ids"] = [one for one in mention["timex_ids"] if one in kept]
    record = {
        "layer": "quantities", "id": document.fresh_id(), **document.span(start, end), "kind": "count",
        "value": int(document.text[start:end]), "value_min": None, "value_max": None, "modifier": "exact", "unit": None,
        "aggregation": "none", "measured": None, "relations": [],
    }  # fmt: skip
    document.records.append(record)
    return corpus.broken(document, record)


@mutation("KP411")
def time_expression_as_a_quantity(corpus: Spoiled) -> Injected:
    """The same words were annotated in both layers."""
    document, timex = corpus.annotation("timexes")
    record = {
        "layer": "quantities", "id": document.fresh_id(), **document.span(timex["start"], timex["end"]),
        "kind": "count", "value": 3, "value_min": None, "value_max": None, "modifier": "exact", "unit": None,
        "aggregation": "none", "measured": None, "relations": [],
    }  # fmt: skip
    document.records.append(record)
    return corpus.broken(document, record)


@mutation("KP411")
def quantity_as_a_time_expression(corpus: Spoiled) -> Injected:
    """The same the other way round."""
    document, quantity = corpus.annotation("quantities")
    record = {
        "layer": "timexes", "id": document.fresh_id(), **document.span(quantity["start"], quantity["end"]),
        "timex_type": "DURATION", "value": "P3D", "mod": None, "resolution": "explicit",
    }  # fmt: skip
    document.records.append(record)
    return corpus.broken(document, quantity)


@mutation("KP411")
def number_inside_a_date(corpus: Spoiled) -> Injected:
    """The day of a date was annotated as a count."""
    document, timex = corpus.annotation("timexes", lambda one, _: re.search(r"\b\d{1,2}\b", one["text"]), worded=True)
    found = re.search(r"\b\d{1,2}\b", timex["text"])
    if not found:
        raise NotHere
    start, end = timex["start"] + found.start(), timex["start"] + found.end()
    record = {
        "layer": "quantities", "id": document.fresh_id(), **document.span(start, end), "kind": "count",
        "value": int(found.group()), "value_min": None, "value_max": None, "modifier": "exact", "unit": None,
        "aggregation": "none", "measured": None, "relations": [],
    }  # fmt: skip
    document.records.append(record)
    return corpus.broken(document, record)


@mutation("KP412")
def number_forgotten(corpus: Spoiled) -> Injected:
    """A number in digits was left out, with all that refers to it."""
    document, record = corpus.annotation("quantities", lambda one, _: any(map(str.isdigit, one["text"])), worded=True)
    document.records = [one for one in document.records if one is not record]
    for mention in document.of("claims"):
        mention["quantity_ids"] = [one for one in mention["quantity_ids"] if one != record["id"]]
    for other in document.of("quantities"):
        other["relations"] = [one for one in other["relations"] if one["to"] != record["id"]]
    document.save()
    return Injected(document.path, None, document.doc_id, None, extents(record)[:1])


@mutation("KP412")
def date_forgotten(corpus: Spoiled) -> Injected:
    """A date in digits was left out, with all that refers to it."""
    document, record = corpus.annotation("timexes", lambda one, _: any(map(str.isdigit, one["text"])), worded=True)
    document.records = [one for one in document.records if one is not record]
    for mention in document.of("claims"):
        mention["timex_ids"] = [one for one in mention["timex_ids"] if one != record["id"]]
    document.save()
    return Injected(document.path, None, document.doc_id, None, extents(record))
