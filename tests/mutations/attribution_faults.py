"""Faults of attributions."""

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
    extents,
    mutation,
)


def _attribution(
    name: str,
    codes: str,
    where: Callable[[Record, Document], object],
    change: Callable[[Record, Document, Spoiled], object],
    *,
    worded: bool = False,
) -> None:
    def act(corpus: Spoiled) -> Injected:
        document, record = corpus.annotation("attributions", where, worded=worded)
        before = extents(record)
        if change(record, document, corpus) is False:
            raise NotHere
        return corpus.broken(document, record, *before, *extents(record))

    add(codes, f"attribution: {name}", act)


def _explicit(one: Record, _: object = None) -> bool:
    return one["source_realization"] in {"explicit", "pronominal"} and len(one["sources"]) == 1


def _implicit(one: Record, _: object = None) -> bool:
    return one["source_realization"] == "implicit"


def _set(**values: object) -> Callable[[Record, Document, Spoiled], None]:
    return lambda one, *_: one.update(values)


_attribution("no content", "KP301", lambda *_: True, _set(content=[]))
_attribution("source lost", "KP302", _explicit, _set(sources=[]))
_attribution("implicit with a source", "KP302", _explicit, _set(source_realization="implicit"))
_attribution("author with a source", "KP302", _explicit, _set(source_realization="author"))
_attribution("explicit without a source", "KP302", _implicit, _set(source_realization="explicit"))
_attribution("pronominal without a source", "KP302", _implicit, _set(source_realization="pronominal"))
_attribution("source without an entity", "KP303", _explicit, lambda one, *_: one["sources"][0].update(entity_ids=[]))
_attribution(
    "source with an empty entity",
    "KP303 KP208 KP014",
    _explicit,
    lambda one, *_: one["sources"][0].update(entity_ids=[""]),
)


def _source_in_two(one: Record, document: Document, _: Spoiled) -> object:
    source = one["sources"][0]
    words = re.search(r" ", document.text[source["start"] : source["end"]])
    if not words:
        return False
    middle = source["start"] + words.start()
    ids = {"entity_ids": source["entity_ids"]}
    one["sources"] = [document.span(source["start"], middle) | ids, document.span(middle + 1, source["end"]) | ids]
    return None


_attribution("source in two", "KP304", _explicit, _source_in_two, worded=True)
_attribution("source twice", "KP304 KP305", _explicit, lambda one, *_: one["sources"].append(dict(one["sources"][0])))
_attribution("source is the cue", "KP305", _explicit, lambda one, *_: one["sources"][0].update(one["cue"]))
_attribution(
    "cue is the source",
    "KP305",
    _explicit,
    lambda one, document, _: one.update(cue=document.span(one["sources"][0]["start"], one["sources"][0]["end"])),
)
_attribution(
    "content is the source",
    "KP305 KP309",
    _explicit,
    lambda one, document, _: one.update(content=[document.span(one["sources"][0]["start"], one["sources"][0]["end"])]),
)


def _over_the_cue(one: Record, document: Document, _: Spoiled) -> None:
    first, cue = one["content"][0], one["cue"]
    one["content"] = [document.span(min(first["start"], cue["start"]), max(one["content"][-1]["end"], cue["end"]))]


def _over_all(one: Record, document: Document, _: Spoiled) -> None:
    places = extents({key: one[key] for key in ("cue", "content", "sources")})
    one["content"] = [document.span(min(start for start, _ in places), max(end for _, end in places))]


def _bare(one: Record, document: Document) -> bool:
    linked = any(one["id"] == other["parent_id"] for other in document.of("attributions"))
    return not linked and one["parent_id"] is None


_attribution("content over the cue", "KP305", _bare, _over_the_cue)
_attribution(
    "content over the whole sentence", "KP305", lambda one, document: _explicit(one) and _bare(one, document), _over_all
)


def _cue_at_the_end(one: Record, document: Document, corpus: Spoiled) -> object:
    far = [
        other["cue"]
        for other in document.of("attributions")
        if abs(other["cue"]["start"] - one["content"][-1]["end"]) > 400
    ]
    one["cue"] = dict(corpus.pick(far))
    return None


def _source_far(one: Record, document: Document, corpus: Spoiled) -> None:
    far = [
        e
        for e in document.of("entities")
        if abs(e["start"] - one["cue"]["end"]) > 450
        and e["entity_id"] not in one["sources"][0]["entity_ids"]
        and e["mention_type"] != "PRO"
    ]
    other = corpus.pick(far)
    one["sources"] = [document.span(other["start"], other["end"]) | {"entity_ids": [other["entity_id"]]}]


def _fragment_far(one: Record, document: Document, _: Spoiled) -> object:
    start = one["content"][-1]["end"] + 300
    if start + 30 > document.head["n_codepoints"]:
        return False
    if document.text is not None:
        start = document.text.find(" ", start) + 1
    end = start + 12
    if document.text is not None:
        end = document.text.find(" ", end)
    if start < 1 or end < 1:
        return False
    one["content"].append(document.span(start, end))
    return None


def _silent(one: Record, document: Document) -> bool:
    """Neither linked nor the place where a stance is expressed."""
    stances = [s for s in document.of("stances") if one["id"] in {s["attribution_id"], s["target"]["id"]}]
    return _bare(one, document) and not stances


_attribution("cue at the other end", "KP306", _silent, _cue_at_the_end)
_attribution(
    "source at the other end",
    "KP306 KP305",
    lambda one, document: _explicit(one) and _silent(one, document),
    _source_far,
)
_attribution("a fragment far behind", "KP307", _silent, _fragment_far)
_attribution(
    "its own parent",
    "KP308",
    lambda *_: True,
    lambda one, *_: one.update(parent_id=one["id"], link_type="embedded"),
)


def _circle(one: Record, document: Document, _: Spoiled) -> None:
    parent = document.named("attributions", one["parent_id"])
    parent.update(parent_id=one["id"], link_type="embedded")


_attribution("two that are each other's parents", "KP308", lambda one, _: one["parent_id"], _circle)


@mutation("KP308")
def circle_of_three(corpus: Spoiled) -> Injected:
    """Three attributions lead around in a circle."""
    document, record = corpus.annotation("attributions", lambda _, doc: len(doc.of("attributions")) > 4)
    three = [record, *corpus.chance.sample([one for one in document.of("attributions") if one is not record], 2)]
    for one, parent in zip(three, [*three[1:], three[0]], strict=True):
        one.update(parent_id=parent["id"], link_type="embedded")
    return corpus.broken(document, record, *(place for one in three for place in extents(one)))


@mutation("KP308")
def chain_of_six(corpus: Spoiled) -> Injected:
    """A chain that is deeper than any reader follows."""
    document = corpus.document(lambda one: len(one.of("attributions")) > 6)
    chain = document.of("attributions")[:7]
    for one, parent in zip(chain[1:], chain, strict=False):
        one.update(parent_id=parent["id"], link_type="cites", content=chain[0]["content"])
    return corpus.broken(document, chain[-1], *(place for one in chain for place in extents(one)))


def _cites(one: Record, document: Document) -> bool:
    return one["link_type"] == "cites" and not any(o["parent_id"] == one["id"] for o in document.of("attributions"))


def _shorter(one: Record, document: Document, _: Spoiled) -> None:
    last = one["content"][-1]
    end = last["end"] - 4
    if document.text is not None:
        end = max(document.text.rfind(" ", last["start"] + 1, last["end"]), last["start"] + 1)
    one["content"][-1] = document.span(last["start"], end)


def _child(one: Record, _: Document) -> bool:
    return one["link_type"] == "embedded"


_attribution("cites less than its parent", "KP309", _cites, _shorter)
_attribution(
    "cites other content",
    "KP309",
    _cites,
    lambda one, doc, corpus: one.update(
        content=[
            dict(c)
            for c in corpus.pick([o for o in doc.of("attributions") if o["content"] != one["content"]])["content"]
        ]
    ),
)
_attribution("embedded taken for cites", "KP309", _child, _set(link_type="cites"))
_attribution("cites taken for embedded", "KP310", _cites, _set(link_type="embedded"))


def _elsewhere(one: Record, document: Document, corpus: Spoiled) -> None:
    low, high = one["cue"]["start"], one["content"][-1]["end"]
    others = [
        o
        for o in document.of("attributions")
        if o is not one
        and o["parent_id"] is None
        and (o["content"][0]["start"] > high or o["content"][-1]["end"] < low)
    ]
    one.update(parent_id=corpus.pick(others)["id"], link_type="embedded")


_attribution("embedded in what stands elsewhere", "KP310", _bare, _elsewhere)
_attribution("parent without link", "KP311", lambda one, _: one["parent_id"], _set(link_type=None))
_attribution("link without parent", "KP311", lambda one, _: one["parent_id"], _set(parent_id=None))
_attribution(
    "link of an attribution without parent", "KP311", lambda one, _: not one["parent_id"], _set(link_type="embedded")
)
_attribution(
    "direct without marks",
    "KP312",
    lambda one, _: one["quote_type"] == "indirect" and not _marks(one),
    _set(quote_type="direct"),
    worded=True,
)
_attribution(
    "mixed without marks",
    "KP312",
    lambda one, _: one["quote_type"] == "indirect" and not _marks(one),
    _set(quote_type="mixed"),
    worded=True,
)
_attribution(
    "indirect with marks",
    "KP312",
    lambda one, _: one["quote_type"] in {"direct", "mixed"},
    _set(quote_type="indirect"),
    worded=True,
)


def _marks(one: Record) -> bool:
    return any(mark in part.get("text", "") for part in one["content"] for mark in '"“”‘')


def _addressed(one: Record, *_: object) -> None:
    one["addressees"] = [
        *one["addressees"],
        {key: value for key, value in one["sources"][0].items() if key != "entity_ids"},
    ]


_attribution("addressee that is the source", "KP315", _explicit, _addressed)


def _dropped(document: Document, record: Record) -> None:
    document.records = [
        one for one in document.records
        if one is not record and not (one["layer"] == "stances" and record["id"] in {one["attribution_id"], one["target"]["id"]})
    ]  # fmt: skip
    for mention in document.of("claims"):
        if mention["attribution_id"] == record["id"]:
            mention.update(attribution_id=record["parent_id"], author_commitment=mention["author_commitment"])


_SURE = re.compile(r"^(has |had |have )?(said|says|according to|reported|told|denied)$")


@mutation("KP314")
def attribution_forgotten(corpus: Spoiled) -> Injected:
    """An attribution with a plain verb of saying was left out, with all that refers to it."""
    document, record = corpus.annotation(
        "attributions",
        lambda one, doc: _SURE.match(one["cue"]["text"]) and _bare(one, doc) and _alone(one, doc),
        worded=True,
    )
    _dropped(document, record)
    document.save()
    return Injected(document.path, None, document.doc_id, None, extents(record["cue"]))


def _alone(one: Record, document: Document) -> bool:
    return sum(other["cue"]["start"] == one["cue"]["start"] for other in document.of("attributions")) == 1


@mutation("KP313")
def quotation_forgotten(corpus: Spoiled) -> Injected:
    """A quoted passage is in no attribution."""
    document = corpus.with_text()
    start = len(document.text) + 2
    document.retell(f"{document.text.rstrip(chr(10))}\n“Nobody knows where they sleep,” the man with the lamp wrote.\n")
    return corpus.broken(document, document.head, (start - 2, start + 32))
