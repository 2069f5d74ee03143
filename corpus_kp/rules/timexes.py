"""KP42: time expressions, by their fields (T rules of the scheme); rules that read the text are in `timex_words`."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule

_YEAR = r"[0-9X]{4}"
_MONTH = r"(?:0[1-9]|1[0-2]|XX)"
_DAY = r"(?:0[1-9]|[12][0-9]|3[01]|XX)"
_WEEK = r"W(?:0[1-9]|[1-4][0-9]|5[0-3]|XX)"
_HOUR = r"(?:[01][0-9]|2[0-3]|XX)(?::(?:[0-5][0-9]|XX)){0,2}|24(?::00){0,2}"
_CLOCK = rf"T(?:MO|MI|AF|EV|NI|DT|(?:{_HOUR})(?:Z|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)?)"
_CALENDAR = rf"{_YEAR}(?:-(?:{_MONTH}(?:-{_DAY})?|{_WEEK}(?:-(?:[1-7X]|WE))?|Q[1-4X]|H[12X]|SP|SU|FA|WI))?"
_DATE = rf"(?:{_CALENDAR}|[0-9X]{{2,3}})"
#: Neither end is cut short: in `2031-10-08/13`, the 13 would be the fourteenth century.
_INTERVAL = rf"(?:{_CALENDAR}/{_CALENDAR}|[0-9X]{{3}}/[0-9X]{{3}})"
_AMOUNT = r"(?:[0-9]+(?:\.[0-9]+)?|X)"
_DURATION = rf"P(?:{_AMOUNT}(?:DE|CE|WE|Y|M|W|D|Q))+(?:T(?:{_AMOUNT}[HMS])+)?|PT(?:{_AMOUNT}[HMS])+"
#: Values that TIMEX3 allows, as far as news needs them, by type.
VALUE_PATTERNS = {
    "DATE": rf"^(?:{_DATE}|{_INTERVAL}|(?:PAST|PRESENT|FUTURE)_REF)$",
    "TIME": rf"^(?:{_DATE})?{_CLOCK}(?:/(?:{_DATE})?{_CLOCK})?$",
    "DURATION": rf"^(?:{_DURATION})$",
    "SET": rf"^(?:{_DURATION}|{_DATE}|(?:{_DATE})?{_CLOCK})$",
}
#: What these look like, for messages.
_FORMS = {
    "DATE": "a date such as 2031-03-04, 2031-03, 2031, 2031-W10, 2031-Q1, XXXX-WXX-5, XXXX-03-04 or PAST_REF",
    "TIME": "a time such as 2031-03-04T14:30, 2031-03-04TMO (morning) or T09:00",
    "DURATION": "a duration such as P5D, P2W, PT3H or PXM (some months)",
    "SET": "a duration or date that comes again, such as P1W or XXXX-WXX-1",
}
_FULL_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
#: Years, months and days, which can be compared as text once they are of one length.
_PLAIN = r"^[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?$"


def _legal() -> pl.Expr:
    by_type = [
        (pl.col("timex_type") == kind) & pl.col("value").str.contains(pattern)
        for kind, pattern in VALUE_PATTERNS.items()
    ]
    return pl.any_horizontal(by_type)


def _missing_days() -> pl.Expr:
    """Dates in the value that no calendar has."""
    missing = pl.element().filter(pl.element().str.to_date(strict=False).is_null())
    return pl.col("value").str.extract_all(_FULL_DATE).list.eval(missing)


@rule(
    "KP421",
    "T1",
    "timex-value",
    Level.LAYERS,
    why="A value that is no date cannot be put in order of time.",
    bad='{"text": "29 February 2031", "timex_type": "DATE", "value": "2031-02-29"}',
    good='{"text": "28 February 2031", "timex_type": "DATE", "value": "2031-02-28"}',
    help="Write the value as TIMEX3, or choose the type that the expression has.",
)
def timex_value(frames: Frames) -> pl.DataFrame:
    """The value is TIMEX3 of the expression's type, and a day that exists."""
    rows = frames["timexes"].with_columns(_legal=_legal(), _missing=_missing_days())
    wrong = rows.filter(~pl.col("_legal") | (pl.col("_missing").list.len() > 0))
    no_day = pl.format("{}: no calendar has the day {}", "value", pl.col("_missing").list.first())
    return wrong.with_columns(
        message=pl.when(pl.col("_legal"))
        .then(no_day)
        .otherwise(pl.format("{} is no TIMEX3 value of a {}", "value", "timex_type")),
        field=pl.lit("value"),
        expected=pl.when(pl.col("_legal")).then(pl.lit("a day that exists")).otherwise(_form()),
    )


def _form() -> pl.Expr:
    return pl.col("timex_type").replace_strict(_FORMS, default=pl.format("a TIMEX3 {}", "timex_type"))


@rule(
    "KP422",
    "T2",
    "dct-unknown",
    Level.LAYERS,
    why="Nobody can check, or do again, what a date was counted from.",
    bad='{"dct": null} and {"text": "Monday", "value": "2031-03-03", "resolution": "dct"}',
    good='{"dct": null} and {"text": "Monday", "value": "XXXX-WXX-1", "resolution": "unresolved"}',
    help="Leave the value open (XXXX-...) with resolution unresolved, or give the document its date.",
)
def dct_unknown(frames: Frames) -> pl.DataFrame:
    """A value that was resolved with the document date needs a document with a date."""
    undated = frames["documents"].filter(pl.col("dct").is_null()).select("doc_id")
    resolved = frames["timexes"].filter(pl.col("resolution") == "dct")
    return resolved.join(undated, on="doc_id", how="semi").with_columns(
        message=pl.lit("resolved with the document date, but the document has none"),
        field=pl.lit("resolution"),
        expected=pl.lit("unresolved, or a document with its dct"),
    )


@rule(
    "KP424",
    "T4",
    "interval-order",
    Level.LAYERS,
    why="No day lies in an interval whose ends are exchanged.",
    bad='{"timex_type": "DATE", "value": "2031-03-04/2031-03-01"}',
    good='{"timex_type": "DATE", "value": "2031-03-01/2031-03-04"}',
    help="Exchange begin and end.",
)
def interval_order(frames: Frames) -> pl.DataFrame:
    """The begin of an interval is not after its end."""
    ends = pl.col("value").str.split_exact("/", 1)
    begin, end = ends.struct.field("field_0"), ends.struct.field("field_1")
    length = pl.min_horizontal(begin.str.len_chars(), end.str.len_chars())
    comparable = begin.str.contains(_PLAIN) & end.str.contains(_PLAIN)
    late = comparable & (begin.str.slice(0, length) > end.str.slice(0, length))
    return (
        frames["timexes"]
        .filter(pl.col("value").str.contains("/", literal=True))
        .filter(late.fill_null(value=False))
        .with_columns(
            message=pl.format("{} ends before it begins", "value"),
            field=pl.lit("value"),
            expected=pl.format("{}/{}", end, begin),
        )
    )
