"""Faults of claims, of their relations, of splits and of what is released."""

from __future__ import annotations

import re
from collections.abc import Callable

from mutations.spoiling import (
    Document,
    Injected,
    NotHere,
    Record,
    Spoiled,
    add,
    entry_changed,
    extents,
    mutation,
)


def _answers(corpus: Spoiled, *kinds: str) -> set[str]:
    return {one["issue_id"] for one in corpus.claims.of("issues") if one["answer_type"] in kinds}


def _claim(name: str, codes: str, kinds: str, where: Callable[[Record], object], **values: object) -> None:
    def act(corpus: Spoiled) -> Injected:
        issues = _answers(corpus, *kinds.split())
        record = corpus.entry(corpus.claims, "claim_register", lambda one: one["issue_id"] in issues and where(one))
        record.update({key: value(record) if callable(value) else value for key, value in values.items()})
        return corpus.broken(corpus.claims, record)

    add(codes, f"claim: {name}", act)


_NUMBERS = "count ordinal"
_ALL = "count ordinal boolean date entity text"
entry_changed("claim: an issue that is not there", "KP601", "claim_register", issue_id="no_issue")
entry_changed(
    "claim: an issue in capitals", "KP601 KP014", "claim_register", issue_id=lambda one: one["issue_id"].title()
)
_claim("count without a value", "KP602", _NUMBERS, bool, value=None, value_min=None, value_max=None)
_claim("count with a time", "KP602", _NUMBERS, bool, time="2024-10-18")
_claim("yes as 2", "KP602", "boolean", bool, value=2)
_claim("yes without value", "KP602", "boolean", bool, value=None)
_claim("yes as a bound", "KP602", "boolean", bool, value_min=1)
_claim("date without time", "KP602", "date", bool, time=None)
_claim("date with a value", "KP602", "date", bool, value=2024)
_claim("date that is none", "KP602 KP421", "date", bool, time="18 October 2024")
_claim("date that does not exist", "KP602 KP421", "date", bool, time="2024-02-30")
_claim("entity with a value", "KP602", "entity", bool, value=3)
_claim("entity with a time", "KP602", "entity", bool, time="2024-10-18")
_claim("text with a value", "KP602", "text", bool, value=0)
_claim("count below 0", "KP602 KP408", "count", lambda one: one["value"], value=-5)
_claim("bounds upside down", "KP602 KP402", "count", lambda one: one["value"], value=None, value_min=9, value_max=3)
_claim("value as a string", "KP009", "count", bool, value="12,000")
_claim("time as a number", "KP009", "date", bool, time=2024)
_claim("status of no kind", "KP201", _ALL, bool, event_status="Occurred")
_claim("scope with blanks", "KP014", _ALL, bool, scope_key="dprk troops.sent.russia")
_claim("scope in capitals", "KP014", _ALL, bool, scope_key=lambda one: one["scope_key"].upper())
_claim("scope empty", "KP014", _ALL, bool, scope_key="")
_claim("proposition empty", "KP014", _ALL, bool, proposition="")
_claim("proposition null", "KP009", _ALL, bool, proposition=None)
_claim("id in capitals", "KP014 KP506 KP601", _ALL, bool, claim_id=lambda one: one["claim_id"].upper())
_claim("id without issue", "KP014 KP506 KP601", _ALL, bool, claim_id=lambda one: one["claim_id"].split("/")[1])
entry_changed("issue: answer of no kind", "KP201", "issues", answer_type="number")
entry_changed("issue: answer in capitals", "KP201", "issues", answer_type=lambda one: one["answer_type"].title())
entry_changed("issue: question empty", "KP014", "issues", question="")
entry_changed("issue: question null", "KP009", "issues", question=None)


@mutation("KP601")
def claim_that_nobody_makes(corpus: Spoiled) -> Injected:
    """A claim was registered and mentioned nowhere."""
    record = dict(corpus.entry(corpus.claims, "claim_register"))
    record.update(claim_id=f"{record['issue_id']}/never_said", scope_key="nobody.never.nowhere")
    corpus.claims.records.append(record)
    return corpus.broken(corpus.claims, record)


@mutation("KP601")
def last_mention_deleted(corpus: Spoiled) -> Injected:
    """The only mention of a claim was deleted."""
    document, record = corpus.annotation("claims", lambda one, _: len(corpus.mentions(one["claim_id"])) == 1)
    document.records = [one for one in document.records if one is not record]
    document.save()
    entry = next(one for one in corpus.claims.of("claim_register") if one["claim_id"] == record["claim_id"])
    return Injected(corpus.claims.path, corpus.claims.line(entry))


@mutation("KP601")
def issue_deleted(corpus: Spoiled) -> Injected:
    """A question was deleted and its answers left."""
    record = corpus.entry(corpus.claims, "claim_register")
    corpus.claims.records = [
        one for one in corpus.claims.records if one["layer"] != "issues" or one["issue_id"] != record["issue_id"]
    ]
    return corpus.broken(corpus.claims, record)


@mutation("KP506")
def claim_deleted(corpus: Spoiled) -> Injected:
    """A claim was deleted and its mentions left."""
    document, record = corpus.annotation("claims")
    corpus.claims.records = [one for one in corpus.claims.records if one.get("claim_id") != record["claim_id"]]
    corpus.claims.save()
    return Injected(document.path, document.line(record), document.doc_id, record["id"], extents(record))


def _twice(layer: str, key: str) -> None:
    def act(corpus: Spoiled) -> Injected:
        record = corpus.entry(corpus.claims, layer)
        twin = dict(record)
        corpus.claims.records.append(twin)
        return corpus.broken(corpus.claims, twin)

    add(("KP107", "KP014", "KP608"), f"{layer}: the same {key} twice", act)


_twice("issues", "issue_id")
_twice("claim_register", "claim_id")
_twice("claim_pairs", "pair")


@mutation("KP604")
def mention_outside_its_content(corpus: Spoiled) -> Injected:
    """A mention was given an attribution that stands elsewhere."""
    document, record = corpus.annotation("claims", lambda one, _: one["attribution_id"])
    others = [one for one in document.of("attributions") if one["content"][0]["start"] > record["end"] + 100]
    record["attribution_id"] = corpus.pick(others)["id"]
    return corpus.broken(document, record)


@mutation("KP604")
def mention_moved_to_the_next_sentence(corpus: Spoiled) -> Injected:
    """A mention was put on words that its attribution does not cover."""
    document, record = corpus.annotation(
        "claims", lambda one, _: one["attribution_id"] and not one["quantity_ids"] and not one["timex_ids"]
    )
    attribution = document.named("attributions", record["attribution_id"])
    later = [one for one in document.of("entities") if one["start"] > max(end for _, end in extents(attribution)) + 20]
    place = corpus.pick(later)
    record.update(document.span(place["start"], place["end"]))
    return corpus.broken(document, record)


def _numbered(corpus: Spoiled) -> Callable[[Record, Document], bool]:
    claims = {one["claim_id"]: one for one in corpus.claims.of("claim_register")}
    issues = _answers(corpus, "count")
    return lambda one, _: (
        bool(one["quantity_ids"]) and claims[one["claim_id"]]["issue_id"] in issues and one["drift"] == "none"
    )


@mutation("KP605")
def quantity_of_a_mention_lost(corpus: Spoiled) -> Injected:
    """A mention no longer links the number that it holds."""
    document, record = corpus.annotation("claims", _numbered(corpus), worded=True)
    inside = [
        q
        for q in document.of("quantities")
        if q["id"] in record["quantity_ids"] and record["start"] <= q["start"] < record["end"]
    ]
    if not inside:
        raise NotHere
    record["quantity_ids"] = []
    return corpus.broken(document, record)


@mutation("KP605")
def another_quantity_of_a_mention(corpus: Spoiled) -> Injected:
    """A mention links a number that is not its claim's."""
    document, record = corpus.annotation("claims", _numbered(corpus))
    values = {
        q["value"] or q["value_min"] or q["value_max"]
        for q in document.of("quantities")
        if q["id"] in record["quantity_ids"]
    }
    others = [
        q["id"]
        for q in document.of("quantities")
        if (q["value"] or q["value_min"] or q["value_max"]) not in values and q["modifier"] != "vague"
    ]
    record["quantity_ids"] = [corpus.pick(others)]
    return corpus.broken(document, record)


@mutation("KP605")
def value_of_a_claim_wrong(corpus: Spoiled) -> Injected:
    """A claim has a nought more than all that is said."""
    issues = _answers(corpus, "count")
    paired = {one for pair in corpus.claims.of("claim_pairs") for one in (pair["claim_a"], pair["claim_b"])}
    record = corpus.entry(
        corpus.claims, "claim_register",
        lambda one: one["issue_id"] in issues and one["value"] and one["claim_id"] not in paired
        and any(m["quantity_ids"] for _, m in corpus.mentions(one["claim_id"])),
    )  # fmt: skip
    record["value"] *= 10
    corpus.claims.save()
    document, mention = next((d, m) for d, m in corpus.mentions(record["claim_id"]) if m["quantity_ids"])
    return Injected(document.path, document.line(mention), document.doc_id, mention["id"], extents(mention))


def _claims_by_id(corpus: Spoiled) -> dict[str, Record]:
    return {one["claim_id"]: one for one in corpus.claims.of("claim_register")}


def _pair(name: str, codes: str, where: Callable[[Record, Record, Record], object], **values: object) -> None:
    """Fields of a pair of claims are set."""

    def act(corpus: Spoiled) -> Injected:
        claims = _claims_by_id(corpus)
        record = corpus.entry(
            corpus.claims, "claim_pairs", lambda one: where(one, claims[one["claim_a"]], claims[one["claim_b"]])
        )
        record.update({key: value(record) if callable(value) else value for key, value in values.items()})
        return corpus.broken(corpus.claims, record)

    add(codes, f"pair: {name}", act)


def _any(*_: Record) -> bool:
    return True


def _values(one: Record) -> tuple[object, ...]:
    return one["value"], one["value_min"], one["value_max"], one["time"]


_pair("with itself", "KP607", _any, claim_b=lambda one: one["claim_a"])
_pair("with a claim that is not there", "KP611", _any, claim_b="no_issue/no_claim")
_pair("first claim in capitals", "KP611 KP014", _any, claim_a=lambda one: one["claim_a"].upper())
_pair("relation of no kind", "KP201", _any, relation="contradicts")
_pair("dimension of no kind", "KP201", _any, dimension="Count")
_pair("status of no kind", "KP201", _any, status="certain")
_pair("relation null", "KP009", _any, relation=None)
_pair(
    "equivalent with unequal values",
    "KP606",
    lambda _, a, b: _values(a) != _values(b) and a["scope_key"] == b["scope_key"],
    relation="equivalent",
    status="confirmed",
)
_pair(
    "equivalent across scopes",
    "KP606",
    lambda _, a, b: a["scope_key"] != b["scope_key"],
    relation="equivalent",
    status="confirmed",
)
_pair(
    "conflict across scopes",
    "KP613",
    lambda _, a, b: a["scope_key"] != b["scope_key"],
    relation="conflicts",
    status="confirmed",
)


def _pair_added(name: str, codes: str, change: Callable[[Record], Record]) -> None:
    def act(corpus: Spoiled) -> Injected:
        record = corpus.entry(corpus.claims, "claim_pairs")
        added = record | change(record)
        corpus.claims.records.append(added)
        return corpus.broken(corpus.claims, added)

    add(codes, f"pair: {name}", act)


def _reversed(one: Record) -> Record:
    return {"claim_a": one["claim_b"], "claim_b": one["claim_a"]}


_pair_added("reversed", "KP608", _reversed)
_pair_added(
    "with another relation",
    "KP107 KP608",
    lambda one: {"relation": "compatible" if one["relation"] != "compatible" else "entails"},
)
_pair_added(
    "reversed with another relation",
    "KP608",
    lambda one: _reversed(one) | {"relation": "compatible", "status": "uncertain"},
)


@mutation("KP609")
def supersedes_in_a_circle(corpus: Spoiled) -> Injected:
    """Two claims supersede each other, in two dimensions."""
    record = corpus.entry(corpus.claims, "claim_pairs", lambda one: one["dimension"] != "agent")
    record.update(relation="supersedes", status="uncertain")
    back = record | _reversed(record) | {"dimension": "agent"}
    corpus.claims.records.append(back)
    return corpus.broken(corpus.claims, back)


@mutation("KP609")
def supersedes_in_a_circle_of_three(corpus: Spoiled) -> Injected:
    """A supersedes B, B supersedes C, C supersedes A."""
    three = corpus.chance.sample(sorted(_claims_by_id(corpus)), 3)
    base = {"layer": "claim_pairs", "relation": "supersedes", "dimension": "agent", "status": "uncertain", "note": None}
    added = [base | {"claim_a": a, "claim_b": b} for a, b in zip(three, [*three[1:], three[0]], strict=True)]
    corpus.claims.records.extend(added)
    return corpus.broken(corpus.claims, added[-1])


@mutation("KP610")
def supersedes_out_of_time(corpus: Spoiled) -> Injected:
    """An early claim supersedes one that was made only later."""
    dates: dict[str, list[str]] = {}
    for document in corpus.documents:
        for mention in document.of("claims"):
            dates.setdefault(mention["claim_id"], []).append(document.head["dct"] or "")
    known = {claim: days for claim, days in dates.items() if all(days)}
    pairs = [(a, b) for a in sorted(known) for b in sorted(known) if max(known[a]) < min(known[b])]
    early, late = corpus.pick(pairs)
    record = {
        "layer": "claim_pairs",
        "claim_a": early,
        "claim_b": late,
        "relation": "supersedes",
        "dimension": "status",
        "status": "uncertain",
        "note": None,
    }
    related = {(one["claim_a"], one["claim_b"]) for one in corpus.claims.of("claim_pairs")}
    if {(early, late), (late, early)} & related:
        raise NotHere
    corpus.claims.records.append(record)
    return corpus.broken(corpus.claims, record)


@mutation("KP612")
def relation_of_disjoint_values_deleted(corpus: Spoiled) -> Injected:
    """Two counts that cannot both be right have no relation any more."""
    claims = _claims_by_id(corpus)

    def disjoint(one: Record) -> bool:
        a, b = claims[one["claim_a"]], claims[one["claim_b"]]
        same = a["issue_id"] == b["issue_id"] and a["scope_key"] == b["scope_key"]
        alone = (
            sum(
                {p["claim_a"], p["claim_b"]} == {one["claim_a"], one["claim_b"]}
                for p in corpus.claims.of("claim_pairs")
            )
            == 1
        )
        return same and alone and a["value"] is not None and b["value"] is not None and a["value"] != b["value"]

    record = corpus.entry(corpus.claims, "claim_pairs", disjoint)
    corpus.claims.records = [one for one in corpus.claims.records if one is not record]
    corpus.claims.save()
    lines = [corpus.claims.line(claims[record[end]]) for end in ("claim_a", "claim_b")]
    return Injected(corpus.claims.path, max(lines))


@mutation("KP614")
def proposition_copied_from_the_text(corpus: Spoiled) -> Injected:
    """A proposition is a sentence of the text."""
    document = corpus.with_text()
    words = [one for one in re.findall(r"[^.\n]{70,}", document.text) if len(one.split()) > 10]
    record = corpus.entry(corpus.claims, "claim_register")
    record["proposition"] = corpus.pick(words).strip()
    return corpus.broken(corpus.claims, record)
