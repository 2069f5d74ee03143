"""Rules about attributions."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from native_file import NativeFile

from cases.attribution_words import attribution, sentence
from cases.edits import Break, add, at

_CITED = {"parent_id": "a2", "link_type": "cites"}  # fmt: skip
_CONTENT_OF_A2 = {"start": 34, "end": 81, "text": "Dock workers in Port Ansel walked out on Monday"}
_SHIPS, _DELAYED = {"start": 197, "end": 207, "text": "that ships"}, {"start": 208, "end": 220, "text": "were delayed"}
_CITY = {"start": 181, "end": 189, "text": "The city"}

#: A sentence that is longer than any distance that is let pass, between two short ones.
_RAIN = "the rain fell on the quay and on the boats and on the sheds and on the rails, "
_APART = f"Then the union spoke: boats wait, {3 * _RAIN}and cranes wait."
_FAR = f"Then the union spoke, {3 * _RAIN}and again it said that {2 * _RAIN}all was well."


def _inner(**values: Any) -> dict[str, Any]:
    """An attribution without source, between those of the made-up text."""
    return {
        "layer": "attributions", "id": "a5", "sources": [], "cue": {"start": 61, "end": 71, "text": "walked out"},
        "content": [_CONTENT_OF_A2], "source_realization": "implicit", "source_type": "unknown", "cue_class": "report",
        "attr_type": "assertion", "quote_type": "indirect", "scopal_polarity": None, "determinacy": None,
        "parent_id": None, "link_type": None, "addressees": [], **values,
    }  # fmt: skip


def _cited_through(depth: int) -> Break:
    """A chain of citations of one headline, so many attributions deep."""
    content = {"start": 0, "end": 21, "text": "Harbour strike widens"}
    words = [(34, 38, "Dock"), (39, 46, "workers"), (47, 49, "in"), (50, 54, "Port"), (55, 60, "Ansel")]
    names = ["a1", *(f"a{number}" for number in range(5, 4 + depth))]
    lines = [
        _inner(
            id=name, parent_id=parent, link_type="cites", content=[content],
            cue={"start": start, "end": end, "text": text},
        )
        for (parent, name), (start, end, text) in zip(pairwise(names), words, strict=False)
    ]  # fmt: skip

    def act(file: NativeFile) -> None:
        for line in lines:
            add(line)(file)

    return act


def _far(source: str, cue: str, *content: str, **values: Any) -> dict[str, Any]:
    return attribution(_FAR, source, cue, *content, **values)


#: The second of two verbs with one subject.
_SECOND_VERB = [
    _far("the union", "spoke", (3 * _RAIN).rstrip(", ")),
    _far("the union", "said", f"that {2 * _RAIN}all was well", id="a6"),
]  # fmt: skip
#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP301": [at("attributions", "a4", content=[])],
    "KP302": [at("attributions", "a4", source_realization="implicit"), at("attributions", "a4", sources=[])],
    "KP303": [lambda f: f.edit(f.number("attributions", "a2"), lambda r: r["sources"][0].update(entity_ids=[]))],
    "KP305": [at("attributions", "a4", content=[{"start": 190, "end": 220, "text": "denied that ships were delayed"}])],
    "KP306": [
        at("attributions", "a1", content=[_DELAYED]),
        sentence(_FAR, _far("the union", "said", "all was well")),
    ],
    "KP307": [sentence(_APART, attribution(_APART, "the union", "spoke", "boats wait", "cranes wait"))],
    "KP308": [at("attributions", "a4", parent_id="a4", link_type="embedded"), _cited_through(6)],
    "KP309": [at("attributions", "a4", **_CITED)],
    "KP310": [
        at("attributions", "a4", parent_id="a2", link_type="embedded"),
        add(_inner(cue={"start": 127, "end": 133, "text": "joined"}, content=[_CONTENT_OF_A2], parent_id="a2", link_type="embedded")),
    ],
    "KP311": [at("attributions", "a4", parent_id="a2"), at("attributions", "a4", link_type="cites")],
    "KP315": [at("attributions", "a4", addressees=[_CITY]), at("attributions", "a4", addressees=[{"start": 185, "end": 189, "text": "city"}])],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP301": [at("attributions", "a1", content=[{"start": 0, "end": 7, "text": "Harbour"}])],
    "KP302": [at("attributions", "a1", sources=[], source_realization="implicit", source_type="unknown")],
    "KP303": [lambda f: f.edit(f.number("attributions", "a2"), lambda r: r["sources"][0].update(entity_ids=["harbour-union", "dockers"]))],
    "KP305": [at("attributions", "a4", content=[_SHIPS, _DELAYED])],
    "KP306": [at("attributions", "a2", content=[_CONTENT_OF_A2, _DELAYED]), sentence(_FAR, *_SECOND_VERB)],
    "KP307": [at("attributions", "a1", content=[{"start": 0, "end": 21, "text": "Harbour strike widens"}, _DELAYED])],
    "KP308": [_cited_through(5)],
    "KP309": [add(_inner(cue={"start": 107, "end": 112, "text": "About"}, **_CITED))],
    "KP310": [add(_inner(content=[{"start": 34, "end": 60, "text": "Dock workers in Port Ansel"}], parent_id="a2", link_type="embedded"))],
    "KP311": [add(_inner(cue={"start": 107, "end": 112, "text": "About"}, **_CITED))],
    "KP315": [at("attributions", "a4", addressees=[{"start": 119, "end": 126, "text": "dockers"}])],
}  # fmt: skip
