"""A made-up world to report on: ports and those who live and work there, with registers of entities and claims.

Nothing in it exists. Names are put together from syllables, so there are as many as a corpus needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random

from texts import drawing

from corpus_kp.content import Content
from corpus_kp.reading import Line
from corpus_kp.records import Claim, ClaimPair, Issue, Record, RegisterEntry

_STEMS = ("Ansel", "Brenn", "Corv", "Dels", "Elmer", "Farn", "Gris", "Hulm", "Isker", "Jarr", "Kelm", "Lind", "Morv",
          "Nass", "Ormer", "Pell", "Quist", "Rav", "Sell", "Torv", "Ulm", "Varn", "Wend", "Yster")  # fmt: skip
_FAR_STEMS = ("Kår", "Mén", "Żal", "Ös", "Çar", "Šil", "Æl", "Ðar", "Nań", "Tøl")
_ENDINGS = ("haven", "wick", "mouth", "sund", "strand", "borg", "ness", "fjord", "mere", "gate")
_GIVEN = ("Ilse", "Jonas", "Mara", "Tomas", "Petra", "Aldo", "Nadia", "Oskar", "Lena", "Viktor", "Anton", "Rosa")
_FAR_GIVEN = ("Zoë", "André", "Søren", "Łukasz", "Noémie", "Jürgen", "Åsa", "Renée")
_FAMILY = ("Brandt", "Holm", "Varga", "Lindqvist", "Okafor", "Moreau", "Castell", "Novak", "Ferris", "Tamm", "Ruiz",
           "Haddad", "Kovar", "Meller", "Sand", "Zorn")  # fmt: skip
_FAR_FAMILY = ("Grønn", "Muñoz", "Šimek", "Żak", "Çelik", "Bélanger", "Ångström", "Löwe")
_HANGUL_FAMILY, _HANGUL_GIVEN = "김이박최정강조윤장임", ("민수", "서연", "도윤", "하은", "지호", "수아", "준서", "예린")
#: Titles stand before a name and outside its span.
TITLES = ("Mayor", "Harbour Master", "Union Secretary", "Captain", "Governor")
#: Groups of people that are counted, with the slug of their entity.
PEOPLE = ("dockers", "sailors", "fishermen", "pilots", "crane drivers", "shipwrights", "porters", "welders")
#: The fewest and the most strikers that a claim is about.
_STRIKERS = (2200, 9000)


@dataclass(frozen=True)
class Named:
    """An entity and how texts call it.

    Attributes:
        name: the name in texts.
        entry: its line of the register.
        kind: what it is in the world: port, union, paper, ...
    """

    name: str
    entry: RegisterEntry
    kind: str


@dataclass(frozen=True)
class Port:
    """A port, what belongs to it, and a question about it with the two answers that are given.

    Attributes:
        named: entities by kind; people as person and person2.
        strikers: the words for those who went on strike.
        counts: how many they are, by either answer.
        issue, claims: the same in the register.
    """

    named: dict[str, Named]
    strikers: str
    counts: tuple[int, int]
    issue: Issue
    claims: tuple[Claim, Claim]


@dataclass(frozen=True)
class World:
    """Everything that may be reported.

    Attributes:
        plain: ports whose names are ASCII.
        far: ports with other names.
        groups: entities of groups of people, by the words for them.
    """

    plain: list[Port]
    far: list[Port]
    groups: dict[str, RegisterEntry]

    def registers(self) -> Content:
        """The registers of a corpus about this world."""
        ports = [*self.plain, *self.far]
        entries = [*(one.entry for port in ports for one in port.named.values()), *self.groups.values()]
        content = Content(files={"register": "register", "claims": "claims"})
        content.register = _lines(sorted(entries, key=lambda entry: entry.entity_id))
        content.issues = _lines(port.issue for port in ports)
        content.claims = _lines(claim for port in ports for claim in port.claims)
        content.pairs = _lines(_pair(*port.claims) for port in ports)
        return content


def make_world(seed: int, plain: int = 80, far: int = 60) -> World:
    """Draws a world.

    Args:
        seed: of what is drawn.
        plain: how many ports have ASCII names, 96 at most.
        far: how many have others, 72 at most.
    """
    random = drawing(seed, "world")
    names = [f"{given} {family}" for given, family in product(_GIVEN, _FAMILY)]
    far_names = [f"{given} {family}" for given, family in product(_FAR_GIVEN, _FAR_FAMILY)]
    far_names += [family + given for family, given in product(_HANGUL_FAMILY, _HANGUL_GIVEN)]
    return World(
        plain=list(_ports("p", _STEMS, names, random, plain)),
        far=list(_ports("f", _FAR_STEMS, far_names, random, far)),
        groups={words: _entry(words.replace(" ", "-"), words, "PERSON") for words in PEOPLE},
    )


def _ports(letter: str, stems: Sequence[str], names: list[str], random: Random, count: int) -> Iterator[Port]:
    places = random.sample([f"{stem}{ending}" for stem, ending in product(stems, _ENDINGS)], count)
    people, founders = random.sample(names, 2 * count), sorted({name.split()[-1] for name in names})
    for number, place in enumerate(places):
        slug = f"{letter}{number:03}"
        of_port = [
            *_of_port(place, founders[number % len(founders)]),
            ("person", people.pop(), "PERSON"),
            ("person2", people.pop(), "PERSON"),
        ]
        named = {kind: Named(name, _entry(f"{kind}-{slug}", name, label), kind) for kind, name, label in of_port}
        yield _port(named, slug, random)


def _of_port(place: str, founder: str) -> Iterator[tuple[str, str, str]]:
    """Kind, name and label of what a port has."""
    yield "port", place, "GPE"
    yield "union", f"{place} Harbour Union", "ORG"
    yield "company", f"{founder} Shipping of {place}", "ORG"
    yield "board", f"{place} Port Authority", "ORG"
    yield "paper", f"{place} Courier", "ORG"
    yield "pier", f"{place} North Quay", "FAC"
    yield "sea", f"Gulf of {place}", "LOC"
    yield "ship", f"Star of {place}", "PRODUCT"
    yield "law", f"{place} Harbour Act", "LAW"
    yield "event", f"{place} Regatta", "EVENT"
    yield "report", f"{place} Tide Report", "WORK_OF_ART"
    yield "norp", f"{place}ers", "NORP"
    yield "language", f"{place}ish", "LANGUAGE"


def _entry(entity_id: str, name: str, label: str) -> RegisterEntry:
    return RegisterEntry(entity_id=entity_id, canonical_name=name, label=label, kb_status="nil")


def _port(named: dict[str, Named], slug: str, random: Random) -> Port:
    issue_id, more = f"strikers_{slug}", random.randrange(*_STRIKERS)
    counts = (more, more - random.randrange(300, 1200))
    openings = (f"The strike at {slug}", f"By the count of the other side the strike at {slug}")
    issue = Issue(issue_id=issue_id, question=f"How large was the strike at {slug}?", answer_type="count")
    claims = tuple(
        Claim(
            claim_id=f"{issue_id}/n{count}",
            issue_id=issue_id,
            proposition=f"{opening} had {count:,} participants.",
            value=count,
            event_status="occurred",
            scope_key=f"strikers.walkout.{slug}",
        )
        for count, opening in zip(counts, openings, strict=True)
    )
    return Port(named, random.choice(PEOPLE), counts, issue, claims)


def _pair(first: Claim, second: Claim) -> ClaimPair:
    return ClaimPair(
        claim_a=first.claim_id, claim_b=second.claim_id, relation="conflicts", dimension="count", status="confirmed"
    )


def _lines(records: Iterable[Record]) -> list[Line]:
    return [Line(record, number) for number, record in enumerate(records, 1)]
