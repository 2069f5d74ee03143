"""Numbers and times as news writes them, with the values that annotators give them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

Written = tuple[str, dict[str, Any]]

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")  # fmt: skip
_ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_SMALL = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
#: How far from its document a day may lie that is written out, in days.
_REACH = 60


def _count(random: Random, how: str) -> Written:
    """A number of people; round numbers carry hedges. None looks like a year."""
    number = random.randrange(210, 980, 10) if random.random() < 1 / 2 else random.randrange(2200, 9900, 50)
    values: dict[str, Any] = {"kind": "count"}
    match how:
        case "approx":
            return f"about {number:,}", values | {"modifier": "approx", "value": number}
        case "at_least":
            return f"at least {number:,}", values | {"modifier": "at_least", "value_min": number}
        case "more_than":
            return f"more than {number:,}", values | {"modifier": "more_than", "value_min": number}
        case "range":
            return f"{number:,} to {2 * number:,}", values | {
                "modifier": "range",
                "value_min": number,
                "value_max": 2 * number,
            }
    small = random.randrange(11, 200)
    number = small if how == "subset" else number + random.randrange(1, 9)
    aggregation = {"aggregation": how} if how in ("subset", "total") else {}
    return f"{number:,}", values | {"modifier": "exact", "value": number} | aggregation


def _money(random: Random, how: str) -> Written:
    values = {"kind": "money", "unit": "USD"}
    if how == "each":
        number = random.randrange(20, 90)
        return f"${number}", values | {"modifier": "exact", "value": number, "aggregation": "each"}
    number = random.randrange(2, 90)
    if how == "at_most":
        return f"up to ${number} million", values | {"modifier": "at_most", "value_max": number * 1_000_000}
    return f"${number} million", values | {"modifier": "exact", "value": number * 1_000_000}


def _percent(random: Random, _: str) -> Written:
    number = random.randrange(5, 95)
    return f"{number} percent", {"kind": "percent", "unit": "%", "modifier": "exact", "value": number}


def _measure(random: Random, _: str) -> Written:
    number = random.randrange(2100, 9900, 100)
    return f"{number:,} tons", {"kind": "measure", "unit": "t", "modifier": "exact", "value": number}


def _ordinal(random: Random, _: str) -> Written:
    word = random.choice(list(_ORDINALS))
    return word, {"kind": "ordinal", "modifier": "exact", "value": _ORDINALS[word]}


def _day(random: Random, today: date) -> Written:
    day = today - timedelta(random.randrange(1, 7))
    return _WEEKDAYS[day.weekday()], {"timex_type": "DATE", "value": day.isoformat(), "resolution": "dct"}


def _date(random: Random, today: date) -> Written:
    day = today - timedelta(random.randrange(8, _REACH))
    words = f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    return words, {"timex_type": "DATE", "value": day.isoformat(), "resolution": "explicit"}


def _month(random: Random, today: date) -> Written:
    day = today - timedelta(random.randrange(40, 40 + _REACH))
    words = f"{_MONTHS[day.month - 1]} {day.year}"
    return words, {"timex_type": "DATE", "value": f"{day:%Y-%m}", "resolution": "explicit"}


def _year(random: Random, today: date) -> Written:
    year = str(today.year - random.randrange(1, 9))
    return year, {"timex_type": "DATE", "value": year, "resolution": "explicit"}


def _duration(random: Random, _: date) -> Written:
    word = random.choice(list(_SMALL))
    return f"{word} days", {"timex_type": "DURATION", "value": f"P{_SMALL[word]}D", "resolution": "explicit"}


def _weekly(random: Random, _: date) -> Written:
    number = random.randrange(7)
    value = f"XXXX-WXX-{number + 1}"
    return f"every {_WEEKDAYS[number]}", {"timex_type": "SET", "value": value, "resolution": "explicit"}


#: What templates name, and what draws it; numbers take a word that says how they are hedged or counted.
NUMBERS: dict[str, Callable[[Random, str], Written]] = {
    "count": _count, "money": _money, "percent": _percent, "measure": _measure, "ordinal": _ordinal,
}  # fmt: skip
TIMES: dict[str, Callable[[Random, date], Written]] = {
    "day": _day, "date": _date, "month": _month, "year": _year, "duration": _duration, "weekly": _weekly,
}  # fmt: skip
