"""Rules about issues, claims and their mentions."""

from __future__ import annotations

import json

from native_file import NativeFile

from cases.edits import Break, add, at, register

#: An issue whose answers are dates.
DAY = {"layer": "issues", "issue_id": "walkout_day", "question": "When did they walk out?", "answer_type": "date"}
_MONDAY = {"start": 34, "end": 81, "text": "Dock workers in Port Ansel walked out on Monday", "timex_ids": ["t1"]}
#: Words of the first document without a number.
WALKED_OUT = {"start": 61, "end": 71, "text": "walked out", "timex_ids": []}
_ROUGHLY = '"proposition": "Roughly 1,200 dockers took part.", "value": 1200, "value_min": null'


def both(*breaks: Break) -> Break:
    """Several changes, one after the other."""

    def act(file: NativeFile) -> None:
        for change in breaks:
            change(file)

    return act


def lines(*records: dict[str, object]) -> Break:
    """Adds lines to `claims.jsonl`."""

    def act(file: NativeFile) -> None:
        with (file.path.parent.parent / "claims.jsonl").open("a", encoding="utf-8") as register_file:
            register_file.writelines(f"{json.dumps(record)}\n" for record in records)

    return act


def answer(claim_id: str, scope_key: str = "dockers.walkout.day", **values: object) -> dict[str, object]:
    """A line of a claim."""
    named = {
        "claim_id": claim_id,
        "issue_id": claim_id.split("/", maxsplit=1)[0],
        "proposition": f"So says {claim_id}.",
    }
    return {"layer": "claim_register", **named, **values, "event_status": "occurred", "scope_key": scope_key}


def mention(number: str, claim_id: str, place: dict[str, object], **values: object) -> Break:
    """Adds a mention in the content of the attribution a2."""
    commitment = {"origin_commitment": "CT+", "author_commitment": "Uu", "drift": "none"}
    named = {"layer": "claims", "id": number, "claim_id": claim_id, "attribution_id": "a2"}
    return add({**named, **place, **commitment, **values})


def dated(time: str, **values: object) -> Break:
    """The day of the walkout as a claim of its own, with its mention."""
    return both(lines(DAY, answer("walkout_day/it", time=time)), mention("c9", "walkout_day/it", _MONDAY, **values))


#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP601": [
        register("claims.jsonl", '"claim_id": "strikers/n1200", "issue_id": "strikers"', '"claim_id": "strikers/n1200", "issue_id": "riders"'),
        lambda f: f.write([line for line in f.lines if "strikers/about_1200" not in line]),
    ],
    "KP602": [
        register("claims.jsonl", '"value": 1200', '"value": -5'),
        register("claims.jsonl", '"value": 1200, "value_min": null', '"value": 1200, "value_min": 1300'),
        register("claims.jsonl", '"value": 1200', '"value": null'),
        register("claims.jsonl", '"answer_type": "count"', '"answer_type": "entity"'),
        register("claims.jsonl", '"value": 1,', '"value": 2,'),
        register("claims.jsonl", '"answer_type": "boolean"', '"answer_type": "ordinal"'),
        dated("2031-02-30"),
        dated("Monday"),
    ],
    "KP604": [
        at("claims", "c1", attribution_id="a4"),
        at("claims", "c1", start=101, text="said. About 1,200 dockers joined"),
    ],
    "KP605": [
        register("claims.jsonl", _ROUGHLY, _ROUGHLY.replace("1200,", "1500,")),
        register("claims.jsonl", _ROUGHLY, _ROUGHLY.replace("1200,", "null,").replace('min": null', 'min": 1200')),
        at("claims", "c1", quantity_ids=[]),
        dated("2031-03-04"),
        dated("2031-03-03", timex_ids=[]),
        dated("2031-03"),
        both(dated("2031-03-04"), at("timexes", "t1", value="XXXX-WXX-1", resolution="unresolved")),
        both(dated("2031-03-04"), at("timexes", "t1", value="2031-03", resolution="unresolved")),
    ],
    "KP614": [
        register("claims.jsonl", "Roughly 1,200 dockers took part", "Then dock workers in PORT ANSEL walked out, on Monday"),
    ],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP601": [lambda f: f.write([line for line in f.lines if '"delays/yes"' not in line])],
    "KP602": [
        register("claims.jsonl", '"value": 1200, "value_min": null', '"value": 1200, "value_min": 1200'),
        dated("2031-W10-1"),
        both(dated("2031-03-03TMO"), at("timexes", timex_type="TIME", value="2031-03-03TMO")),
    ],
    "KP604": [at("claims", "c2", start=181, text="The city denied that ships were delayed")],
    "KP605": [
        both(
            register("claims.jsonl", _ROUGHLY, _ROUGHLY.replace("1200,", "null,").replace('min": null', 'min": 1200')),
            at("claims", "c1", drift="strengthened"),
        ),
        at("claims", "c1", start=127, text="joined", quantity_ids=[]),
        dated("2031-03-03"),
        dated("2031-W10", drift="generalised"),
        both(dated("2031-03-03"), at("timexes", "t1", value="XXXX-WXX-1", resolution="unresolved")),
        both(dated("2031-03-03"), at("timexes", "t1", value="XXXX-03-03", resolution="unresolved")),
        both(dated("2031-03-03"), at("timexes", "t1", timex_type="DURATION", value="P1D", resolution="explicit")),
        mention("c9", "strikers/about_1200", WALKED_OUT),
    ],
    "KP614": [
        register("claims.jsonl", "Roughly 1,200 dockers took part", "Then workers in Port Ansel walked out on Monday"),
    ],
}  # fmt: skip
