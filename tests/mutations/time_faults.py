"""Faults of time expressions."""

from __future__ import annotations

import datetime as dt
import re

from mutations.spoiling import Document, Injected, Record, Spoiled, changed, extents, mutation

for _kind, _values in {
    "DATE": (
        "Friday", "18 October 2024", "18.10.2024", "2024/10/18", "2024-13-01", "2024-02-30", "2023-02-29", "2024-10-32",
        "2024-00-10", "2024-10-00", "24-10-18", "2024-1-8", "20241018", "2024-10-18 ", "2024-W60", "2024-Q5", "", "P5D",
        "XXXX-13-04", "2024-W42-8", "2024-10-18/", "2024-10-18/18", "2024-10-18T14:30", "last week", "2024-10-XX-", "2024-xx-10",
    ),
    "DURATION": ("5D", "p5d", "P", "P5", "PT", "P5X", "five days", "2024-10-18", "P-5D", "P 5D", "PT5D", ""),
}.items():  # fmt: skip
    for _value in _values:
        changed(
            f"{_kind} {_value!r}",
            "KP421",
            "timexes",
            lambda one, kind=_kind: one["timex_type"] == kind,
            family=_kind,
            value=_value,
        )
changed("a date called a duration", "KP421", "timexes", lambda one: one["timex_type"] == "DATE", timex_type="DURATION")
changed(
    "a date called a time",
    "KP421",
    "timexes",
    lambda one: re.fullmatch(r"\d{4}-\d\d-\d\d", one["value"]),
    timex_type="TIME",
)
changed("a duration called a date", "KP421", "timexes", lambda one: one["timex_type"] == "DURATION", timex_type="DATE")
changed(
    "an interval upside down",
    "KP424",
    "timexes",
    lambda one: one["timex_type"] == "DATE",
    value="2024-10-13/2024-10-08",
)
changed(
    "an interval of months upside down",
    "KP424",
    "timexes",
    lambda one: one["timex_type"] == "DATE",
    value="2024-10/2024-08",
)


@mutation("KP422")
def document_date_lost(corpus: Spoiled) -> Injected:
    """The document's date is null, but expressions were resolved with it."""
    document = corpus.document(lambda one: one.head["dct"] and any(t["resolution"] == "dct" for t in one.of("timexes")))
    document.head["dct"] = None
    document.save()
    return Injected(
        document.path, None, document.doc_id, None, tuple(e for t in document.of("timexes") for e in extents(t))
    )


def _days(value: str, days: int) -> str:
    return str(dt.date.fromisoformat(value) + dt.timedelta(days))


_WEEKDAY = re.compile(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$|^(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
for _shift in (1, -1, 3):
    changed(
        f"weekday off by {_shift}", "KP423", "timexes",
        lambda one: _WEEKDAY.search(one["text"]) and _DAY.fullmatch(one["value"]), worded=True,
        value=lambda one, shift=_shift: _days(one["value"], shift),
    )  # fmt: skip
changed(
    "weekday and date disagree", "KP423", "timexes",
    lambda one: re.search(r"day,? \d|day,? \w+ \d", one["text"]) and _DAY.fullmatch(one["value"]), worded=True,
    value=lambda one: _days(one["value"], 1),
)  # fmt: skip


@mutation("KP423")
def weekday_of_the_next_year(corpus: Spoiled) -> Injected:
    """The right day and month in the wrong year."""
    document, record = corpus.annotation(
        "timexes", lambda one, _: _WEEKDAY.search(one["text"]) and _DAY.fullmatch(one["value"]), worded=True
    )
    record["value"] = str(int(record["value"][:4]) + 1) + record["value"][4:]
    return corpus.broken(document, record)


@mutation("KP425")
def modifier_of_a_date_lost(corpus: Spoiled) -> Injected:
    """A date behind by, before or since lost its mod."""
    document, record = corpus.annotation("timexes", _behind_a_preposition, worded=True)
    record["mod"] = None
    return corpus.broken(document, record)


def _behind_a_preposition(record: Record, document: Document) -> bool:
    before = document.text[max(record["start"] - 8, 0) : record["start"]]
    return bool(record["mod"] and re.search(r"\b(by|before|since|until|after|from) $", before))
