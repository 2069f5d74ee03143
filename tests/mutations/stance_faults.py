"""Faults of stances."""

from __future__ import annotations

import re
from collections.abc import Callable

from mutations.spoiling import Document, Injected, NotHere, Record, Spoiled, add, extents, mutation


def _stance(
    name: str,
    codes: str,
    where: Callable[[Record], object],
    change: Callable[[Record, Document, Spoiled], object],
    *,
    worded: bool = False,
) -> None:
    def act(corpus: Spoiled) -> Injected:
        document, record = corpus.annotation("stances", lambda one, _: where(one), worded=worded)
        if change(record, document, corpus) is False:
            raise NotHere
        return corpus.broken(document, record)

    add(codes, f"stance: {name}", act)


def _of(dimension: str) -> Callable[[Record], bool]:
    return lambda one: one["dimension"] == dimension


def _authors(one: Record) -> bool:
    return one["holder"] == "AUTHOR"


def _others(one: Record) -> bool:
    return one["holder"] != "AUTHOR"


_stance(
    "author in an attribution",
    "KP501",
    _authors,
    lambda one, doc, corpus: one.update(attribution_id=corpus.pick(doc.of("attributions"))["id"]),
)
_stance("holder without attribution", "KP501", _others, lambda one, *_: one.update(attribution_id=None))
_stance("author given as holder", "KP501", _others, lambda one, *_: one.update(holder="AUTHOR"))
for _certainty, _polarity in (
    ("CT", None),
    (None, "+"),
    ("PR", "u"),
    ("PS", "u"),
    ("U", "+"),
    ("U", "-"),
    (None, None),
):
    _stance(
        f"commitment {_certainty} {_polarity}",
        "KP502",
        _of("commitment"),
        lambda one, *_, c=_certainty, p=_polarity: one.update(certainty=c, polarity=p),
    )
_stance("commitment with a response", "KP502", _of("commitment"), lambda one, *_: one.update(response="deny"))
_stance("commitment with an evaluation", "KP502", _of("commitment"), lambda one, *_: one.update(evaluation="negative"))
_stance("commitment with an attitude", "KP502", _of("commitment"), lambda one, *_: one.update(attitude="doubt"))
_stance("response without response", "KP502", _of("response"), lambda one, *_: one.update(response=None))
_stance("response with certainty", "KP502", _of("response"), lambda one, *_: one.update(certainty="CT", polarity="-"))
_stance("evaluation without evaluation", "KP502", _of("evaluation"), lambda one, *_: one.update(evaluation=None))
_stance("evaluation with polarity", "KP502", _of("evaluation"), lambda one, *_: one.update(polarity="-"))
_stance("commitment called response", "KP502", _of("commitment"), lambda one, *_: one.update(dimension="response"))
_stance("response called evaluation", "KP502", _of("response"), lambda one, *_: one.update(dimension="evaluation"))


def _other_holder(one: Record, document: Document, corpus: Spoiled) -> None:
    involved = {
        e
        for a in document.of("attributions")
        if a["id"] == one["attribution_id"]
        for s in a["sources"]
        for e in s["entity_ids"]
    }
    ids = {e["entity_id"] for e in document.of("entities") if e["label"] in {"PERSON", "ORG"}} - involved
    one["holder"] = corpus.pick(sorted(ids))


_stance("another holder", "KP503", _others, _other_holder)
_stance(
    "another attribution",
    "KP503",
    _others,
    lambda one, doc, corpus: one.update(
        attribution_id=corpus.pick(
            [
                a
                for a in doc.of("attributions")
                if a["sources"] and all(one["holder"] not in s["entity_ids"] for s in a["sources"])
            ]
        )["id"]
    ),
)


@mutation("KP504")
def denial_with_commitment_to_what_is_denied(corpus: Spoiled) -> Injected:
    """CT- became CT+ beside the denial."""
    document, record = corpus.annotation("stances", lambda one, doc: one["polarity"] == "-" and _denied(one, doc))
    record["polarity"] = "+"
    return corpus.broken(document, _denial(record, document))


@mutation("KP504")
def support_with_commitment_against(corpus: Spoiled) -> Injected:
    """The denial became support beside CT-."""
    document, record = corpus.annotation("stances", lambda one, doc: one["polarity"] == "-" and _denied(one, doc))
    denial = _denial(record, document)
    denial["response"] = "support"
    return corpus.broken(document, denial)


def _denial(record: Record, document: Document) -> Record:
    """The denial of what a commitment is about, by the same holder."""
    return next(
        one for one in document.of("stances")
        if one["response"] == "deny" and one["target"] == record["target"] and one["holder"] == record["holder"]
    )  # fmt: skip


def _denied(one: Record, document: Document) -> bool:
    return any(
        o["response"] == "deny" and o["target"] == one["target"] and o["holder"] == one["holder"]
        for o in document.of("stances")
    )


def _target(kind: str, **values: object) -> dict[str, object]:
    return {"kind": kind, "id": None, "start": None, "end": None} | values


_stance("a target that is nothing", "KP505", bool, lambda one, *_: one.update(target=_target(one["target"]["kind"])))
_stance(
    "an id and a span", "KP505", lambda one: one["target"]["id"], lambda one, *_: one["target"].update(start=0, end=5)
)
_stance(
    "an event with an id",
    "KP505",
    lambda one: one["target"]["kind"] == "event",
    lambda one, doc, _: one["target"].update(id=doc.of("attributions")[0]["id"]),
)
_stance(
    "an event without end",
    "KP505",
    lambda one: one["target"]["kind"] == "event",
    lambda one, *_: one["target"].update(end=None),
)
_stance(
    "an event without start",
    "KP505",
    lambda one: one["target"]["kind"] == "event",
    lambda one, *_: one["target"].update(start=None),
)
_stance(
    "an attribution called event",
    "KP505",
    lambda one: one["target"]["kind"] == "attribution",
    lambda one, *_: one["target"].update(kind="event"),
)
_stance(
    "an attribution with a span for an id",
    "KP505",
    lambda one: one["target"]["kind"] == "attribution",
    lambda one, *_: one.update(target=_target("attribution", start=0, end=5)),
)
_stance(
    "an event called claim",
    "KP505 KP506",
    lambda one: one["target"]["kind"] == "event",
    lambda one, *_: one["target"].update(kind="claim"),
)
_stance(
    "an attribution called entity",
    "KP208 KP112",
    lambda one: one["target"]["kind"] == "attribution",
    lambda one, *_: one["target"].update(kind="entity"),
)
_stance(
    "an attribution called claim",
    "KP506 KP112",
    lambda one: one["target"]["kind"] == "attribution",
    lambda one, *_: one["target"].update(kind="claim"),
)


@mutation("KP507")
def certain_of_both(corpus: Spoiled) -> Injected:
    """One holder is certain of a thing and of its contrary."""
    document, record = corpus.annotation(
        "stances",
        lambda one, doc: (
            (one["polarity"] == "-" and one["certainty"] == "CT" and not _denied(one, doc)) or one["certainty"] == "PR"
        ),
    )
    record.update(certainty="CT", polarity="+")
    twin = dict(record, id=document.fresh_id(), polarity="-")
    document.records.insert(document.line(record), twin)
    return corpus.broken(document, twin)


@mutation("KP508")
def stance_of_a_denial_forgotten(corpus: Spoiled) -> Injected:
    """An attribution denies, and no stance says so."""
    document, record = corpus.annotation(
        "attributions",
        lambda one, doc: (
            one["cue_class"] in {"deny", "decline"}
            and any(one["id"] in {s["attribution_id"], s["target"]["id"]} for s in doc.of("stances"))
        ),
    )
    document.records = [
        one
        for one in document.records
        if one["layer"] != "stances" or record["id"] not in {one["attribution_id"], one["target"]["id"]}
    ]
    return corpus.broken(document, record)


@mutation("KP508")
def cue_class_deny_without_stance(corpus: Spoiled) -> Injected:
    """A plain cue was called a denial."""
    document, record = corpus.annotation(
        "attributions",
        lambda one, doc: (
            one["cue_class"] == "say"
            and not any(one["id"] in {s["attribution_id"], s["target"]["id"]} for s in doc.of("stances"))
        ),
    )
    record["cue_class"] = "deny"
    return corpus.broken(document, record, *extents(record["cue"]))


_OPEN = re.compile(
    r"(could|can)(not| not)( yet)? (confirm|verify)|unable to confirm|declined to (?!exclude|rule)|no evidence"
)
_stance(
    "could not confirm as CT-",
    "KP509",
    lambda one: one["dimension"] == "commitment" and one.get("cue") and _OPEN.search(one["cue"]["text"]),
    lambda one, *_: one.update(certainty="CT", polarity="-"),
    worded=True,
)
