"""Rules about entities and the register."""

from __future__ import annotations

from native_file import NativeFile

from cases.edits import Break, add, at, register
from cases.spans import retold

_UNION = '"entity_id": "harbour-union", "canonical_name": "Harbour Union", "label": "ORG", '
_BOARD = '"entity_id": "harbour-board", "canonical_name": "Harbour Board", "label": "ORG", '
_NIL, _QID = '"wikidata_qid": null, "kb_status": "nil"', '"wikidata_qid": "Q7", "kb_status": "{}"'
_DOCKERS = '"entity_id": "dockers", "canonical_name": "dockers", "label": "PERSON", '
_ITS = {
    "layer": "entities", "id": "x1", "start": 148, "end": 151, "text": "its", "label": "ORG", "mention_type": "PRO",
    "entity_id": "harbour-board",
}  # fmt: skip
_NAME = {
    "layer": "entities", "id": "x1", "start": 87, "end": 100, "text": "Harbour Union", "label": "ORG",
    "mention_type": "NAM", "entity_id": "harbour-board",
}  # fmt: skip
_LATER = {**_NAME, "id": "x2", "start": 226, "end": 239, "entity_id": "harbour-union"}


def linked(entity: str, status: str) -> Break:
    """Gives an entity of the register the Wikidata id Q7."""
    return register("entities.jsonl", entity + _NIL, entity + _QID.format(status))


def parent(child: str, entity_id: str) -> Break:
    """Lets an entity of the register belong to another."""
    tail = _NIL + ', "aliases": [], "parent_entity_id": '
    return register("entities.jsonl", f"{child}{tail}null", f'{child}{tail}"{entity_id}"')


def both(*changes: Break) -> Break:
    """One change after the other."""

    def act(file: NativeFile) -> None:
        for change in changes:
            change(file)

    return act


def told(sentence: str, *mentions: dict[str, object]) -> Break:
    """Adds a paragraph, with mentions: start and end count from its start."""
    placed = [{**m, "start": m["start"] + 222, "end": m["end"] + 222} for m in mentions]
    return both(retold(lambda text: f"{text}{sentence}\n"), *map(add, placed))


def by(source: str, entity_id: str, cue: str, content: str, sentence: str) -> dict[str, object]:
    """An attribution of a sentence, by its words."""

    def span(words: str) -> dict[str, object]:
        start = 222 + sentence.index(words)
        return {"start": start, "end": start + len(words), "text": words}

    return {
        "layer": "attributions", "id": "x9", "sources": [{**span(source), "entity_ids": [entity_id]}],
        "cue": span(cue), "content": [span(content)], "source_realization": "explicit", "source_type": "org",
        "cue_class": "say", "attr_type": "assertion", "quote_type": "direct",
    }  # fmt: skip


_IN_ITS_REPORT = "In its report the Board was calm. The Harbour Board left."
_WE = "“We hope. We wait here in the cold,” the Board said."

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP202": [at("entities", "e4", label="FAC"), at("entities", "e3", label="LOC")],
    "KP204": [at("entities", "e4", gpe_role="org")],
    "KP205": [
        register("entities.jsonl", _UNION + _NIL, _UNION + '"wikidata_qid": null, "kb_status": "linked"'),
        linked(_UNION, "nil"),
    ],
    "KP206": [both(linked(_UNION, "linked"), linked(_BOARD, "linked"))],
    "KP207": [
        add(_ITS), both(add(_ITS), add({**_ITS, "id": "x2", "start": 185, "end": 189, "text": "city"})),
        told(
            "In its report one was calm. The Harbour Board left.", {**_ITS, "start": 3, "end": 6},
            {**_NAME, "id": "x2", "start": 32, "end": 45, "text": "Harbour Board"},
        ),
    ],
    "KP208": [
        at("entities", "e4", entity_id="harbor-union"),
        at("stances", holder="nobody"),
        at("stances", target={"kind": "entity", "id": "nobody"}),
        lambda f: f.edit(f.number("attributions", "a2"), lambda r: r["sources"][0].update(entity_ids=["nobody"])),
    ],
    "KP209": [
        add(_NAME),
        both(retold(lambda text: f"{text}The Harbour Union.\n"), add({**_LATER, "entity_id": "harbour-board"})),
        both(
            at("entities", "e3", entity_id="harbour-union", label="ORG", gpe_role=None),
            retold(lambda text: f"{text}At Port Ansel.\n"),
            add({**_NAME, "start": 225, "end": 235, "text": "Port Ansel"}),
        ),
    ],
    "KP210": [
        at("entities", "e5", entity_id="hx-a002-ships", label="PRODUCT"),
        lambda f: f.edit(f.number("attributions", "a2"), lambda r: r["sources"][0].update(entity_ids=["hx-n001-officials"])),
        register("entities.jsonl", _DOCKERS + _NIL + ', "aliases": [], "parent_entity_id": null, "anonymous": false',
                 _DOCKERS + _NIL + ', "aliases": [], "parent_entity_id": null, "anonymous": true'),
    ],
    "KP211": [
        parent(_UNION, "harbor-board"), parent(_UNION, "harbour-union"),
        both(parent(_UNION, "harbour-board"), parent(_BOARD, "harbour-union")),
    ],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP202": [at("entities", "e4", mention_type="NOM")],
    "KP204": [at("entities", "e3", gpe_role="gpe"), at("entities", "e3", gpe_role=None)],
    "KP205": [
        linked(_UNION, "linked"), linked(_UNION, "unverified"),
        register("entities.jsonl", _UNION + _NIL, _UNION + '"wikidata_qid": null, "kb_status": "unverified"'),
    ],
    "KP206": [both(linked(_UNION, "linked"), register(
        "entities.jsonl", _BOARD + _NIL, _BOARD + '"wikidata_qid": "Q70", "kb_status": "linked"'))],
    "KP207": [
        add({**_ITS, "entity_id": "harbour-union"}),
        told(
            _IN_ITS_REPORT, {**_ITS, "start": 3, "end": 6},
            {**_NAME, "id": "x2", "mention_type": "NOM", "start": 18, "end": 23, "text": "Board"},
        ),
        both(
            told(_WE, {**_ITS, "start": 1, "end": 3, "text": "We"}),
            add(by("the Board", "harbour-board", "said", "“We hope. We wait here in the cold,”", _WE)),
        ),
    ],
    "KP208": [at("stances", holder="AUTHOR", attribution_id=None)],
    "KP209": [
        both(retold(lambda text: f"{text}The Harbour Union.\n"), add(_LATER)),
        both(add(_NAME), register("entities.jsonl", _BOARD + _NIL + ', "aliases": []', _BOARD + _NIL + ', "aliases": ["Harbour Union"]')),
        add({**_NAME, "mention_type": "NOM"}),
    ],
    "KP210": [
        register("entities.jsonl", _UNION + _NIL + ', "aliases": [], "parent_entity_id": null, "anonymous": false',
                 _UNION + _NIL + ', "aliases": [], "parent_entity_id": null, "anonymous": true'),
    ],
    "KP211": [parent(_UNION, "harbour-board"), both(parent(_UNION, "harbour-board"), parent(_DOCKERS, "harbour-union"))],
}  # fmt: skip
