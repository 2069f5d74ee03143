"""Rules about stances."""

from __future__ import annotations

from cases.edits import Break, at

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP501": [at("stances", holder="AUTHOR"), at("stances", attribution_id=None)],
    "KP502": [
        at("stances", certainty="U", polarity="+"), at("stances", certainty=None), at("stances", attitude="hope"),
        at("stances", "s2", response=None),
    ],
    "KP504": [at("stances", "s1", polarity="+")],
    "KP505": [
        at("stances", target={"kind": "event", "id": "a4"}),
        at("stances", target={"kind": "event", "start": 197}),
        at("stances", target={"kind": "attribution", "id": "a4", "start": 1, "end": 2}),
        at("stances", target={"kind": "event"}),
    ],
    "KP506": [at("claims", "c2", claim_id="strikers/n900"), at("stances", target={"kind": "claim", "id": "nothing/here"})],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {}
