"""Rules about relations of claims."""

from __future__ import annotations

from cases.claims import DAY, WALKED_OUT, answer, both, lines, mention
from cases.edits import Break, register

_DELAYS = """
{"layer": "claim_pairs", "claim_a": "delays/no", "claim_b": "delays/yes", "relation": "conflicts", "dimension": "existence", "status": "confirmed", "note": null}"""


def pair(one: str, other: str, relation: str, dimension: str, status: str = "confirmed") -> dict[str, object]:
    """A line of a relation."""
    named = {"layer": "claim_pairs", "claim_a": one, "claim_b": other}
    return {**named, "relation": relation, "dimension": dimension, "status": status}


def days(*times: str) -> Break:
    """Claims that the walkout was on these days, each with a mention."""
    claims = {f"walkout_day/on_{number}": time for number, time in enumerate(times)}
    written = lines(DAY, *(answer(claim_id, time=time) for claim_id, time in claims.items()))
    return both(written, *(mention(f"c{number}", name, WALKED_OUT) for number, name in enumerate(claims, 8)))


#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP606": [
        register("claims.jsonl", '"conflicts"', '"equivalent"'),
        both(
            register("claims.jsonl", '"entails"', '"equivalent"'),
            register("claims.jsonl", '"scope_key": "dockers.strike.port_ansel"', '"scope_key": "dockers.strike.day_one"'),
        ),
    ],
    "KP607": [register("claims.jsonl", '"claim_b": "strikers/about_1200"', '"claim_b": "strikers/n1200"')],
    "KP608": [lines(pair("strikers/about_1200", "strikers/n1200", "compatible", "count"))],
    "KP609": [
        lines(
            pair("delays/no", "delays/yes", "supersedes", "status"),
            pair("delays/yes", "strikers/n1200", "supersedes", "status"),
            pair("strikers/n1200", "delays/no", "supersedes", "status"),
            pair("strikers/n1200", "strikers/about_1200", "supersedes", "status"),
        ),
    ],
    "KP610": [lines(pair("strikers/about_1200", "delays/no", "supersedes", "status"))],
    "KP611": [register("claims.jsonl", '"claim_b": "delays/yes"', '"claim_b": "delays/perhaps"')],
    "KP612": [
        register("claims.jsonl", _DELAYS, ""),
        both(
            lines(answer("strikers/gt2000", "dockers.strike.port_ansel", value_min=2000)),
            mention("c9", "strikers/gt2000", WALKED_OUT),
        ),
        days("2031-03-03", "2031-03-04"),
        days("2031-W10", "2031-02"),
    ],
    "KP613": [register("claims.jsonl", '"scope_key": "ships.delay.port_ansel"', '"scope_key": "ships.delay.open_sea"')],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP606": [register("claims.jsonl", '"entails"', '"equivalent"')],
    "KP607": [lines(pair("strikers/n1200", "delays/yes", "compatible", "status"))],
    "KP608": [lines(pair("strikers/about_1200", "strikers/n1200", "compatible", "status"))],
    "KP609": [
        lines(
            pair("delays/no", "delays/yes", "supersedes", "status"),
            pair("delays/yes", "strikers/n1200", "supersedes", "status"),
            pair("delays/no", "strikers/n1200", "supersedes", "status"),
            pair("strikers/n1200", "delays/no", "supersedes", "date", "spurious"),
        ),
    ],
    "KP610": [
        lines(pair("delays/no", "strikers/about_1200", "supersedes", "status")),
        lines(pair("delays/yes", "delays/no", "supersedes", "status")),
        lines(pair("strikers/n1200", "delays/no", "supersedes", "status")),
    ],
    "KP611": [lines(pair("strikers/n1200", "delays/yes", "entails", "existence"))],
    "KP612": [
        both(
            lines(answer("strikers/gt2000", "dockers.strike.vesta", value_min=2000)),
            mention("c9", "strikers/gt2000", WALKED_OUT),
        ),
        both(
            lines(answer("strikers/max_1200", "dockers.strike.port_ansel", value_max=1200)),
            mention("c9", "strikers/max_1200", WALKED_OUT),
        ),
        days("2031-03-03", "2031-03", "2031-W10", "2031", "2031-W10-1", "XXXX-04-01"),
    ],
    "KP613": [
        both(
            register("claims.jsonl", '"scope_key": "ships.delay.port_ansel"', '"scope_key": "ships.delay.open_sea"'),
            register("claims.jsonl", '"existence", "status": "confirmed"', '"existence", "status": "uncertain"'),
        ),
    ],
}  # fmt: skip
