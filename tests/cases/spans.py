"""Rules about offsets, fragments, ids and references."""

from __future__ import annotations

from cases.edits import Break, add, at, text

_CROSSING = {
    "layer": "entities", "id": "x1", "start": 55, "end": 67, "text": "Ansel walked", "label": "PERSON",
    "mention_type": "NOM", "entity_id": "dockers",
}  # fmt: skip

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP101": [text(lambda text: text.replace("Monday", "Sunday")), at("documents", n_codepoints=12)],
    "KP102": [at("timexes", end=9999), at("timexes", start=-1), at("entities", start=28, end=28, text="")],
    "KP103": [at("timexes", start=70), at("entities", "e6", text="김민서")],
    "KP104": [
        at("attributions", "a4", content=[
            {"start": 208, "end": 220, "text": "were delayed"}, {"start": 197, "end": 207, "text": "that ships"}
        ])
    ],
    "KP109": [add(_CROSSING)],
    "KP112": [
        at("attributions", "a4", parent_id="a9", link_type="embedded"),
        at("stances", attribution_id="a9"),
        at("stances", target={"kind": "attribution", "id": "q1"}),
        at("quantities", relations=[{"type": "restates", "to": "q9"}]),
        at("claims", attribution_id="e1"),
        at("claims", quantity_ids=["q9"]),
        at("claims", timex_ids=["q1"]),
    ],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {}
