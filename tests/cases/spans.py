"""Rules about offsets, fragments, ids and references."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from native_file import NativeFile

from cases.edits import Break, add, at, text


def retold(change: Callable[[str], str], **entity: object) -> Break:
    """Changes the text and what the document's line says of it; an entity may be added."""

    def act(file: NativeFile) -> None:
        text(change)(file)
        raw = file.path.with_suffix(".txt").read_bytes()
        at("documents", text_sha256=hashlib.sha256(raw).hexdigest(), n_codepoints=len(raw.decode()))(file)
        if entity:
            add({**DOCKERS, **entity})(file)

    return act


def copied(layer: str, annotation_id: str, **changes: object) -> Break:
    """Adds a line once more, under another id."""

    def act(file: NativeFile) -> None:
        record = json.loads(file.lines[file.number(layer, annotation_id) - 1])
        add({**record, "id": "x1", **changes})(file)

    return act


#: A mention that cases put somewhere.
DOCKERS = {"layer": "entities", "id": "x1", "label": "PERSON", "mention_type": "NOM", "entity_id": "dockers"}
_CROSSING = {**DOCKERS, "start": 55, "end": 67, "text": "Ansel walked"}
_TITLE_AND_TEXT = {**DOCKERS, "start": 29, "end": 46, "text": "says\nDock workers"}

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP101": [text(lambda text: text.replace("Monday", "Sunday")), at("documents", n_codepoints=12)],
    "KP102": [at("timexes", end=9999), at("timexes", start=-1), at("entities", start=28, end=28, text="")],
    "KP103": [
        at("timexes", start=70), at("entities", "e6", text="김민서"),
        at("entities", "e2", text="o"), at("entities", "e3", start=52, end=62),
    ],
    "KP104": [
        at("attributions", "a4", content=[
            {"start": 208, "end": 220, "text": "were delayed"}, {"start": 197, "end": 207, "text": "that ships"}
        ])
    ],
    "KP108": [
        copied("entities", "e4"), copied("entities", "e4", mention_type="NOM"), copied("quantities", "q1"),
        copied("timexes", "t1", resolution="derived"),
    ],
    "KP109": [add(_CROSSING)],
    "KP110": [
        retold(lambda text: f"{text}At the Cafe\u0301.\n"), retold(lambda text: f"{text}At \u212b.\n"),
        retold(lambda text: f"{text}\u1100\u1161\u11a8\n"),
    ],
    "KP111": [
        add(_TITLE_AND_TEXT),
        retold(lambda text: f"{text}\nShips\n  \t\nwait.\n", start=223, end=238, text="Ships\n  \t\nwait."),
    ],
    "KP112": [
        at("attributions", "a4", parent_id="a9", link_type="embedded"),
        at("stances", attribution_id="a9"),
        at("stances", target={"kind": "attribution", "id": "q1"}),
        at("quantities", relations=[{"type": "restates", "to": "q9"}]),
        at("quantities", relations=[{"type": "restates", "to": "q1"}]),
        at("claims", attribution_id="e1"),
        at("claims", quantity_ids=["q9"]),
        at("claims", timex_ids=["q1"]),
    ],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP101": [retold(lambda text: f"{text}\n")],
    "KP102": [retold(lambda text: f"{text}Ships", start=222, end=227, text="Ships")],
    "KP103": [add({**DOCKERS, "start": 163, "end": 164, "text": "💉"})],
    "KP104": [
        at("attributions", "a4", content=[
            {"start": 197, "end": 201, "text": "that"}, {"start": 202, "end": 220, "text": "ships were delayed"}
        ])
    ],
    "KP108": [copied("entities", "e2", entity_id="kim-minsu"), copied("entities", "e2", start=39, text="workers")],
    "KP109": [
        add({**_CROSSING, "end": 60, "text": "Ansel"}), add({**_CROSSING, "start": 61, "text": "walked"}),
        add({**_CROSSING, "start": 50, "text": "Port Ansel walked"}),
    ],
    "KP110": [retold(lambda text: f"{text}Caf\u00e9, x\u0331, \u2460, \uac01.\n")],
    "KP111": [retold(lambda text: f"{text}\nShips\nwait.\n", start=223, end=234, text="Ships\nwait.")],
    "KP112": [at("claims", timex_ids=["t1"]), at("claims", "c2", attribution_id=None)],
}  # fmt: skip
