"""Passages of made-up news with all their annotations, made from templates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from expressions import NUMBERS, TIMES
from templates import SOURCE_TYPES, Said, Template
from world import PEOPLE, TITLES, Port

from corpus_kp.records import (
    Annotation,
    Attribution,
    Claim,
    ClaimMention,
    Entity,
    Quantity,
    RegisterEntry,
    Relation,
    Source,
    Span,
    Stance,
    Target,
    Timex,
)

_TOKEN = re.compile(
    r"<(?P<close>/?)(?P<tag>[csvakx])(?P<number>\d)>|\{(?P<slot>\w+)(?::(?P<how>\w+))?\}|(?P<words>[^<{]+)"
)
_WORDS = {
    "title": lambda random, _: random.choice(TITLES),
    "open": lambda _, far: "\u201c" if far else '"',
    "close": lambda _, far: "\u201d" if far else '"',
}


@dataclass(frozen=True)
class Setting:
    """What a passage is about.

    Attributes:
        port: where it happens.
        groups: entities of groups of people, by the words for them.
        day: of the document.
        slot: number of the passage in its document; it makes ids unique there.
        far: whether characters beyond ASCII may stand in it.
    """

    port: Port
    groups: Mapping[str, RegisterEntry]
    day: date
    slot: int
    far: bool


class Passage:
    """Words with their annotations, which grow together."""

    def __init__(self, setting: Setting, random: Random) -> None:
        """Begins an empty passage.

        Args:
            setting: what it is about.
            random: draws.
        """
        self.text = ""
        self.annotations: list[Annotation] = []
        self.setting = setting
        self.random = random

    def name(self, prefix: str) -> str:
        """An id that no other annotation of the document has."""
        return f"{prefix}{self.setting.slot}-{len(self.annotations) + 1}"

    def say(self, words: str) -> Span:
        """Adds words; gives their span."""
        start = len(self.text)
        self.text += words
        return Span(start=start, end=len(self.text), text=words)

    def write(self, template: Template) -> None:
        """Adds the words of a template and all their annotations."""
        words, said = template
        sentence = _Sentence(self)
        for token in _TOKEN.finditer(words):
            sentence.take(token)
        sentence.attribute(said)


class _Sentence:
    """A sentence that is being written: its tags and what stands in them."""

    def __init__(self, passage: Passage) -> None:
        self._passage = passage
        self._spans: dict[str, Span] = {}
        self._begun: dict[str, int] = {}
        self._entities: dict[str, list[tuple[str, str]]] = {}
        self._claimed: Claim | None = None
        self._quantities: list[Quantity] = []
        self._people = passage.random.sample(PEOPLE, 2)

    def take(self, token: re.Match[str]) -> None:
        """Adds the next part of a template: words, the edge of a tag, or what is drawn."""
        if token["words"]:
            self._passage.say(token["words"])
        elif token["slot"]:
            self._draw(token["slot"], token["how"] or "")
        elif token["close"]:
            self._close(token["tag"] + token["number"])
        else:
            self._begun[token["tag"] + token["number"]] = len(self._passage.text)

    def attribute(self, said: Sequence[Said]) -> None:
        """Adds the attributions, stances and claim mentions of the tags."""
        names: dict[int, str] = {}
        for number, one in enumerate(said, 1):
            names[number] = self._attribution(number, one, names)
            for stance in one.stances:
                self._stance(number, names[number], stance)
            if f"k{number}" in self._spans:
                self._mention(number, names[number], one)

    def _close(self, key: str) -> None:
        start = self._begun.pop(key)
        text = self._passage.text[start:]
        self._spans[key] = Span(start=start, end=start + len(text), text=text)

    def _draw(self, slot: str, how: str) -> None:
        setting, random = self._passage.setting, self._passage.random
        if slot in ("people", "others"):
            self._group(self._people[slot == "others"], how)
        elif slot == "strikers":
            self._strikers(int(how))
        elif slot in setting.port.named or slot == "he":
            self._entity(slot, how)
        elif slot in NUMBERS:
            self._quantity(*NUMBERS[slot](random, how))
        elif slot in TIMES:
            self._timex(*TIMES[slot](random, setting.day))
        else:
            self._passage.say(_WORDS[slot](random, setting.far))

    def _add(self, annotation: Annotation) -> None:
        self._passage.annotations.append(annotation)

    def _entity(self, slot: str, how: str) -> None:
        """A name; `he` and `union:noun` are other ways to say it."""
        named = self._passage.setting.port.named["person" if slot == "he" else slot]
        words, mention = {"he": ("He", "PRO"), "noun": ("union", "NOM")}.get(how or slot, (named.name, "NAM"))
        self._mentioned(words, named.entry, mention, how or slot)

    def _group(self, words: str, how: str) -> None:
        entry = self._passage.setting.groups[words]
        span = self._mentioned(words.capitalize() if how == "title" else words, entry, "NOM", "people")
        for quantity in self._quantities:
            if quantity.kind != "money" and quantity.measured is None:
                quantity.measured = span

    def _mentioned(self, words: str, entry: RegisterEntry, mention: str, kind: str) -> Span:
        span = self._passage.say(words)
        for tag in self._begun:
            self._entities.setdefault(tag, []).append((kind, entry.entity_id))
        self._entities.setdefault(kind, []).append((kind, entry.entity_id))
        role = None if entry.label != "GPE" else "loc"
        self._add(
            Entity(
                id=self._passage.name("e"),
                **_fields(span),
                label=entry.label,
                mention_type=mention,
                gpe_role=role,
                entity_id=entry.entity_id,
            )
        )
        return span

    def _strikers(self, side: int) -> None:
        """How many went on strike, by one of the two answers, as a claim that may be mentioned."""
        port = self._passage.setting.port
        count = port.counts[side]
        self._quantity(f"{count:,}", {"kind": "count", "modifier": "exact", "value": count})
        self._claimed = port.claims[side]
        self._passage.say(" ")
        self._group(port.strikers, "")

    def _quantity(self, words: str, values: dict[str, Any]) -> None:
        if values.get("aggregation") == "subset":
            values["relations"] = [Relation(type="subset_of", to=self._quantities[0].id)]
        span = self._passage.say(words)
        values.setdefault("aggregation", "none")
        quantity = Quantity(id=self._passage.name("q"), **_fields(span), **values)
        self._quantities.append(quantity)
        self._add(quantity)

    def _timex(self, words: str, values: dict[str, str]) -> None:
        self._add(Timex(id=self._passage.name("t"), **_fields(self._passage.say(words)), **values))

    def _attribution(self, number: int, said: Said, names: dict[int, str]) -> str:
        sources = self._entities.get(f"s{number}", [])
        values = {
            "source_realization": "explicit",
            "source_type": SOURCE_TYPES.get(sources[0][0], "unknown") if sources else "unknown",
            "attr_type": "assertion",
            "quote_type": "indirect",
            **said.values,
        }
        span = self._spans.get(f"s{number}")
        addressee = self._spans.get(f"a{number}")
        name = self._passage.name("a")
        self._add(
            Attribution(
                id=name,
                sources=[Source(**_fields(span), entity_ids=[entity for _, entity in sources])] if span else [],
                cue=self._spans[f"v{number}"],
                content=[self._spans[f"c{number}"]],
                addressees=[addressee] if addressee else [],
                cue_class=said.cue_class,
                parent_id=names[said.parent] if said.parent else None,
                link_type=said.link,
                **values,
            )
        )
        return name

    def _stance(self, number: int, attribution: str, values: Mapping[str, str]) -> None:
        fields = dict(values)
        about, holder = fields.pop("target", "attribution"), fields.pop("holder", None)
        target = Target(kind="attribution", id=attribution)
        if about == "event":
            event = self._spans[f"x{number}"]
            target = Target(kind="event", start=event.start, end=event.end)
        elif about != "attribution":
            target = Target(kind="entity", id=self._entities[about][0][1])
        self._add(
            Stance(
                id=self._passage.name("s"),
                holder=holder or self._entities[f"s{number}"][0][1],
                attribution_id=None if holder else attribution,
                target=target,
                cue=self._spans[f"v{number}"],
                **fields,
            )
        )

    def _mention(self, number: int, attribution: str, said: Said) -> None:
        self._add(
            ClaimMention(
                id=self._passage.name("c"),
                claim_id=self._claimed.claim_id,
                **_fields(self._spans[f"k{number}"]),
                attribution_id=attribution,
                quantity_ids=[self._quantities[0].id],
                origin_commitment=said.commitment,
                author_commitment="Uu",
                drift="none",
            )
        )


def _fields(span: Span) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.text}
