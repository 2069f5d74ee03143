"""Rules about stances."""

from __future__ import annotations

from typing import Any

from native_file import NativeFile

from cases.attribution_words import attribution, sentence, span
from cases.edits import Break, add, at


def _stance(number: int, commitment: str, **values: Any) -> dict[str, Any]:
    """A commitment of the union, in its second attribution, to what its leader says."""
    return {
        "layer": "stances", "id": f"s{number}", "holder": "harbour-union", "attribution_id": "a2",
        "target": {"kind": "event", "id": None, "start": 107, "end": 133}, "dimension": "commitment",
        "certainty": commitment[:-1], "polarity": commitment[-1], "response": None, "evaluation": None,
        "attitude": None, "cue": None, **values,
    }  # fmt: skip


def _mention(number: int, commitment: str, attribution_id: str = "a4") -> dict[str, Any]:
    """A mention of the claim that ships were late."""
    return {
        "layer": "claims", "id": f"c{number}", "claim_id": "delays/yes", "start": 202, "end": 207, "text": "ships",
        "attribution_id": attribution_id, "quantity_ids": [], "timex_ids": [], "origin_commitment": commitment,
        "author_commitment": "Uu", "drift": "none",
    }  # fmt: skip


def _both(*changes: Break) -> Break:
    """Several changes."""

    def act(file: NativeFile) -> None:
        for change in changes:
            change(file)

    return act


def _open(cue: str, words: str, commitment: str = "CT-", shown: str | None = None) -> Break:
    """A sentence with a stance on its own attribution; its cue is that of the attribution unless it has its own."""
    attributed = attribution(words, "the union", cue, "sabotage", quote_type="nominal")
    own = {"cue": span(words, shown)} if shown else {}
    about = {"kind": "attribution", "id": "a5", "start": None, "end": None}
    return sentence(words, attributed, _stance(3, commitment, attribution_id="a5", target=about, **own))


_NO_EVIDENCE = "Then the union found no clear evidence of sabotage."
_CANNOT = "Then the union couldn’t yet confirm sabotage."
_DECLINED = "Then the union declined to confirm or deny sabotage."
_REJECTED = "Then the union rejected talk of sabotage."
_HELD = at("attributions", "a4", sources=[], source_realization="implicit", source_type="unknown")
_INNER = {
    "layer": "attributions", "id": "a5", "sources": [], "cue": {"start": 208, "end": 212, "text": "were"},
    "content": [{"start": 202, "end": 207, "text": "ships"}], "source_realization": "implicit",
    "source_type": "unknown", "cue_class": "report", "attr_type": "assertion", "quote_type": "nominal",
    "scopal_polarity": None, "determinacy": None, "parent_id": "a4", "link_type": "embedded", "addressees": [],
}  # fmt: skip
_AUTHOR_DOUBTS_A1 = _stance(
    3,
    "Uu",
    holder="AUTHOR",
    attribution_id=None,
    target={"kind": "attribution", "id": "a1", "start": None, "end": None},
)

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP501": [at("stances", holder="AUTHOR"), at("stances", attribution_id=None)],
    "KP502": [
        at("stances", certainty="U", polarity="+"), at("stances", certainty=None), at("stances", attitude="hope"),
        at("stances", "s2", response=None),
    ],
    "KP503": [at("stances", holder="harbour-union"), _HELD],
    "KP504": [at("stances", "s1", polarity="+")],
    "KP505": [
        at("stances", target={"kind": "event", "id": "a4"}),
        at("stances", target={"kind": "event", "start": 197}),
        at("stances", target={"kind": "attribution", "id": "a4", "start": 202, "end": 220}),
        at("stances", target={"kind": "event"}),
    ],
    "KP506": [at("claims", "c2", claim_id="strikers/n900"), at("stances", target={"kind": "claim", "id": "nothing/here"})],
    "KP507": [add(_mention(3, "CT+")), _both(add(_stance(3, "CT+")), add(_stance(4, "CT-")))],
    "KP508": [at("attributions", "a1", cue_class="deny"), at("attributions", "a2", cue_class="decline")],
    "KP509": [
        _open("found no clear evidence", _NO_EVIDENCE), _open("couldn’t yet confirm", _CANNOT),
        _open("declined to confirm or deny", _DECLINED), _open("found", _NO_EVIDENCE, shown="no clear evidence"),
        _both(_open("found no clear evidence", _NO_EVIDENCE, "Uu"), add(_mention(3, "CT-", "a5") | span(_NO_EVIDENCE, "sabotage"))),
    ],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP501": [add(_stance(3, "Uu", holder="AUTHOR", attribution_id=None))],
    "KP502": [at("stances", certainty="U", polarity="u")],
    "KP503": [
        _both(add(_INNER), add(_stance(3, "PR+", holder="port-ansel", attribution_id="a5"))),
        lambda f: f.edit(f.number("attributions", "a2"), lambda r: r["sources"][0].update(entity_ids=["dockers", "harbour-union"])),
    ],
    "KP504": [at("stances", "s2", response="query"), add(_stance(3, "CT+"))],
    "KP505": [at("stances", target={"kind": "event", "start": 197, "end": 220})],
    "KP506": [at("claims", "c2", claim_id="delays/no", origin_commitment="CT+")],
    "KP507": [
        _both(add(_stance(3, "PR+")), add(_stance(4, "CT-"))), add(_mention(3, "Uu")),
        add(_stance(3, "CT-")),
    ],
    "KP508": [_both(at("attributions", "a1", cue_class="deny"), add(_AUTHOR_DOUBTS_A1))],
    "KP509": [_open("rejected", _REJECTED), _open("found no clear evidence", _NO_EVIDENCE, "Uu")],
}  # fmt: skip
