"""Statements on a made-up issue: as many mentions as a test wants, of all sorts."""

from __future__ import annotations

import random
from dataclasses import replace

from corpus_kp.claims.issues import Issue
from corpus_kp.claims.statements import Claim, Mention, Pair, Statements, When

#: Value, lower and upper bound: exact, at least, at most, a range, nearly.
NUMBERS = (
    (1200, None, None),
    (1500, None, None),
    (None, 1000, None),
    (None, None, 900),
    (None, 300, 700),
    (2000, None, 2000),
)
SOURCES = ("harbour-union", "kim-minsu", "harbour-board", "port-ansel-post", "?", "AUTHOR", "harbour-board+port-ansel")
COMMITMENTS = ("CT+", "CT-", "PR+", "Uu")
#: 4 March 2031, as days since 1970.
FIRST_DAY = 22342


def strikers(mentions: int, seed: int = 1, answer_type: str = "count") -> Statements:
    """Who says how many dockers went on strike."""
    chance = random.Random(seed)
    claims = [_claim(f"strikers/c{at}", numbers) for at, numbers in enumerate(NUMBERS)]
    made = [_mention(chance, at, chance.choice(claims)) for at in range(mentions)]
    said = {mention.claim_id for mention in made}
    counted = [replace(claim, mentions=int(claim.claim_id in said)) for claim in claims]
    kinds = [
        ("c0", "c1", "conflicts", "confirmed"),
        ("c2", "c3", "conflicts", "uncertain"),
        ("c0", "c5", "conflicts", "spurious"),
        ("c0", "c4", "compatible", "confirmed"),
    ]
    pairs = [
        Pair(f"strikers/{one}", f"strikers/{other}", relation, "count", status, same_scope=True, note=None)
        for one, other, relation, status in kinds
    ]
    issue = Issue("strikers", "How many dockers went on strike?", answer_type, len(claims), mentions, mentions, 2)
    return Statements(issue, counted, made, pairs)


def _claim(claim_id: str, numbers: tuple[float | None, float | None, float | None]) -> Claim:
    return Claim(claim_id, f"So many: {claim_id}.", *numbers, None, "occurred", "dockers.strike.port_ansel", 0)


def _mention(chance: random.Random, at: int, claim: Claim) -> Mention:
    source = chance.choice(SOURCES)
    chain = ("AUTHOR",) if source == "AUTHOR" else ("AUTHOR", source)
    day = FIRST_DAY + int(chance.expovariate(1 / 5))
    days = 7 if chance.random() < 0.1 else 1
    when = None if chance.random() < 0.2 else When("2031-03", None, "document", day, day + days)
    held = chance.choice(COMMITMENTS)
    where = (f"hx-a{at:04}", "c1", 0, 5, None)
    return Mention(*where, claim.claim_id, claim.claim_id, None, chain, chain, when, held, "Uu", "none")
