"""Rules about entities and the register."""

from __future__ import annotations

from cases.edits import Break, at

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP202": [at("entities", "e4", label="FAC")],
    "KP204": [at("entities", "e4", gpe_role="org")],
    "KP208": [
        at("entities", "e4", entity_id="harbor-union"),
        at("stances", holder="nobody"),
        at("stances", target={"kind": "entity", "id": "nobody"}),
        lambda f: f.edit(f.number("attributions", "a2"), lambda r: r["sources"][0].update(entity_ids=["nobody"])),
    ],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {}
