"""Rules about attributions that read the text: sentences are put at its end, with what is annotated in them."""

from __future__ import annotations

import hashlib
from typing import Any

from native_file import NativeFile

from cases.edits import Break, add, at

#: Where a sentence that is put at the end begins: the length of the first document.
END = 222


def sentence(words: str, *records: dict[str, Any]) -> Break:
    """Puts a sentence at the end of the text, mends its hash and length, and adds lines."""

    def act(file: NativeFile) -> None:
        path = file.path.with_suffix(".txt")
        text = path.read_text(encoding="utf-8") + words
        path.write_text(text, encoding="utf-8")
        digest = hashlib.sha256(text.encode()).hexdigest()
        at("documents", text_sha256=digest, n_codepoints=len(text))(file)
        for record in records:
            add(record)(file)

    return act


def span(words: str, part: str) -> dict[str, Any]:
    """Where a part of a sentence stands, once it is put at the end."""
    start = END + words.index(part)
    return {"start": start, "end": start + len(part), "text": part}


def attribution(words: str, source: str | None, cue: str, *content: str, **values: Any) -> dict[str, Any]:
    """An attribution of a sentence at the end."""
    sources = [{**span(words, source), "entity_ids": ["harbour-union"]}] if source else []
    return {
        "layer": "attributions", "id": "a5", "sources": sources, "cue": span(words, cue),
        "content": [span(words, part) for part in content],
        "source_realization": "explicit" if source else "implicit", "source_type": "org" if source else "unknown",
        "cue_class": "say", "attr_type": "assertion", "quote_type": "indirect", "scopal_polarity": None,
        "determinacy": None, "parent_id": None, "link_type": None, "addressees": [], **values,
    }  # fmt: skip


def _said(words: str, *content: str, cue: str = "said", **values: Any) -> Break:
    """A sentence of the union with its attribution."""
    return sentence(words, attribution(words, "the union", cue, *content, **values))


def _sources(*sources: tuple[int, int, str, str]) -> list[dict[str, object]]:
    return [{"start": start, "end": end, "text": text, "entity_ids": [name]} for start, end, text, name in sources]


def _name(words: str, name: str) -> dict[str, Any]:
    """A quoted name of the union."""
    return {
        "layer": "entities", "id": "e9", **span(words, name), "label": "ORG", "mention_type": "NAM",
        "gpe_role": None, "entity_id": "harbour-union",
    }  # fmt: skip


def _union(words: str) -> dict[str, Any]:
    """A mention of the union."""
    return {**_name(words, "union"), "mention_type": "NOM"}


def _of_the_union(words: str) -> Break:
    """A sentence in which the union is mentioned."""
    return sentence(words, _union(words))


_PIECES = _sources((83, 86, "the", "harbour-union"), (87, 100, "Harbour Union", "harbour-union"))
_TOUCHING = _sources((148, 158, "its leader", "harbour-union"), (159, 162, "김민수", "kim-minsu"))
_APART = _sources((119, 126, "dockers", "dockers"), (181, 189, "The city", "port-ansel"))
_AGAIN = _sources(
    (23, 28, "union", "harbour-union"), (34, 46, "Dock workers", "dockers"), (148, 158, "its leader", "harbour-union")
)

_CALLED = "Then the union called the talks “a bad joke” again."
_SHOUTED = "“Not one crane will move today,” the union said. “None at all.”"
_STRAIGHT = 'Then the union said that "talks are over" for good.'
_SINGLE = "Then the union said ‘we will not go back’ twice."
_LEAGUE = "Then the union said that the “old harbour league” is gone."
_LONG = "“We know that the boats wait,” the union said."
_LEAGUE_OF_FOUR = "A banner named the “one old harbour league” twice."

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP304": [
        at("attributions", "a2", sources=_PIECES), at("attributions", "a3", sources=_TOUCHING),
        at("attributions", "a3", sources=_AGAIN),
    ],
    "KP312": [
        _said(_CALLED, "the talks “a bad joke”", cue="called"),
        _said(_CALLED, "the talks “a bad joke”", cue="called", quote_type="nominal"),
        _said(_CALLED, "the talks “a bad joke”", cue="called", quote_type="direct"),
        _said(_SHOUTED, "“Not one crane will move today,”", "“None at all.”", quote_type="mixed"),
        _said(_SHOUTED, "“Not one crane will move today,”", "“None at all.”"),
        _said(_SHOUTED, "Not one crane will move today,", quote_type="direct"),
        at("attributions", "a4", quote_type="direct"),
        at("attributions", "a4", quote_type="mixed"),
    ],
    "KP313": [
        sentence("A crane stood still. “Not one of them will move today.” It rained."),
        sentence('💉 A crane stood still: "not one of them will move".'),
        sentence("« Pas une seule grue ne bouge », and then »kein Kran bewegt sich heute«."),
        sentence("A banner hung there: 「今日は動きません」."),
    ],
    "KP314": [
        _of_the_union("A clerk 💉 said little of the union."), _of_the_union("According to a clerk the union was there."),
        _of_the_union("A clerk denied all to the union."), _of_the_union("One clerk noted that the union was there."),
    ],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP304": [at("attributions", "a4", sources=_APART)],
    "KP312": [
        _said(_CALLED, "the talks “a bad joke”", cue="called", quote_type="mixed"),
        _said(_SHOUTED, "“Not one crane will move today,”", "“None at all.”", quote_type="direct"),
        _said(_STRAIGHT, 'that "talks are over"', quote_type="direct"),
        _said(_STRAIGHT, 'that "talks are over"', quote_type="mixed"),
        _said(_SINGLE, "‘we will not go back’", quote_type="direct"),
        sentence(
            _LEAGUE,
            attribution(_LEAGUE, "the union", "said", "that the “old harbour league” is gone"),
            _name(_LEAGUE, "old harbour league"),
        ),
        sentence(
            _LONG,
            attribution(_LONG, "the union", "said", "“We know that the boats wait,”", quote_type="direct"),
            attribution(
                _LONG, None, "know", "that the boats wait",
                id="a6", quote_type="direct", parent_id="a5", link_type="embedded",
            ),
        ),
    ],
    "KP313": [
        sentence("A banner read “not one crane” twice."),
        _said(_SHOUTED, "“Not one crane will move today,”", "“None at all.”", quote_type="direct"),
        sentence(_LEAGUE_OF_FOUR, _name(_LEAGUE_OF_FOUR, "one old harbour league")),
        sentence("“Not one of them will move today.\n"),
        sentence('A plank five" long and wide and thick, and four" deep.'),
        sentence('The quay was shut "for good.\nNobody knew why" it was.'),
        sentence("Nobody reads 「今日は」 here."),
    ],
    "KP314": [
        _of_the_union("All told, the union rested. That said, work went according to plan. All is said and done."),
        _of_the_union("A clerk denies, the union does not; a clerk noted the hour, and it added up."),
        _of_the_union("Unsaid things of the union are no storytold tales."),
        sentence("The union is in another paragraph.\nA clerk said little.", _union("The union is")),
        sentence("Nobody saw the Told and Retold.", _name("Nobody saw the Told and Retold.", "Told and Retold")),
        _said("Then the union said no.", "no"),
    ],
}  # fmt: skip
