"""Rules about attributions."""

from __future__ import annotations

from cases.edits import Break, at

_CITED = {"parent_id": "a2", "link_type": "cites"}  # fmt: skip

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP301": [at("attributions", "a4", content=[])],
    "KP302": [at("attributions", "a4", source_realization="implicit"), at("attributions", "a4", sources=[])],
    "KP303": [lambda f: f.edit(f.number("attributions", "a2"), lambda r: r["sources"][0].update(entity_ids=[]))],
    "KP305": [at("attributions", "a4", content=[{"start": 190, "end": 220, "text": "denied that ships were delayed"}])],
    "KP308": [at("attributions", "a4", parent_id="a4", link_type="embedded")],
    "KP309": [at("attributions", "a4", **_CITED)],
    "KP311": [at("attributions", "a4", parent_id="a2"), at("attributions", "a4", link_type="cites")],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {}
