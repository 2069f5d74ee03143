"""KP42: time expressions against the words of the text (T rules of the scheme). Word lists are English."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.rules.following_words import EDGE, any_of, english, noun_follows
from corpus_kp.spans import surroundings

#: Names of the days, from Monday, as ISO 8601 counts them.
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: Their short forms, which are names only with a capital.
_SHORT = {
    "Mon": 1,
    "Tue": 2,
    "Tues": 2,
    "Wed": 3,
    "Weds": 3,
    "Thu": 4,
    "Thur": 4,
    "Thurs": 4,
    "Fri": 5,
    "Sat": 6,
    "Sun": 7,
}
_NUMBERS = {name.lower(): number for number, name in enumerate(WEEKDAYS, 1)} | {
    name.lower(): number for name, number in _SHORT.items()
}
_WEEKDAY = rf"{EDGE}((?i:{any_of(WEEKDAYS)})|{any_of(_SHORT)}){EDGE}"
#: Words in a span that move its date away from the weekday that it names ("the day before Friday").
_MOVED = rf"(?i){EDGE}(?:before|after|later|earlier|eve|from|since|until|till|following|week|weekend|fortnight){EDGE}"
_FULL_DATE = r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*)?$"
_DAY_OF_WEEK = r"^[0-9X]{4}-W[0-9X]{2}-([1-7])(?:T.*)?$"

#: Prepositions that limit a date, by the TIMEX3 modifier that they set.
PREPOSITIONS = {
    "by": "ON_OR_BEFORE",
    "before": "BEFORE",
    "since": "ON_OR_AFTER",
    "until": "ON_OR_BEFORE",
    "till": "ON_OR_BEFORE",
    "after": "AFTER",
    "on or before": "ON_OR_BEFORE",
    "on or after": "ON_OR_AFTER",
}
_PREPOSITION = rf"(?i)(?:^|[^a-zA-Z-])({any_of(PREPOSITIONS)}) $"
#: "from June on": a beginning without an end.
_FROM, _ON, _OPEN = r"(?i)(?:^|[^a-zA-Z])(from) $", rf"(?i)^ (?:on|onwards?){EDGE}", "ON_OR_AFTER"
#: Words before a preposition with which it does not limit the date: a distance to it, or its negation.
_UNITS = "moments?|minutes?|hours?|days?|nights?|weeks?|months?|years?|decades?"
_DISTANCE = rf"(?i){EDGE}(?:{_UNITS}|eve|not|morning|evening) [a-z]+ $"
#: Values that are no date to be limited: "until now".
_REFERENCE = r"_REF$"
#: "by night" is a manner.
_MANNER = r"(?i)^(?:day|night|daylight)s?$"
#: Code points of the text that are looked at beside an expression.
_BESIDE = 30


def timexes_in_text(frames: Frames) -> pl.DataFrame:
    """Time expressions whose text is at hand, in English, with the words beside them."""
    return frames.view(_timexes_in_text)


def _timexes_in_text(frames: Frames) -> pl.DataFrame:
    return surroundings(frames["timexes"], english(frames), _BESIDE, _BESIDE)


@rule(
    "KP423",
    "T3",
    "weekday-and-date",
    Level.LAYERS,
    severity="warning",
    why="A date that is a day off puts the report before the event.",
    bad='{"text": "Monday", "value": "2031-03-04"} (a Tuesday)',
    good='{"text": "Monday", "value": "2031-03-03"}',
    help="Look at a calendar: count from the document date, or mend the date.",
)
def weekday_and_date(frames: Frames) -> pl.DataFrame:
    """The date that an expression was resolved to is on the weekday that it names."""
    date = pl.col("value").str.extract(_FULL_DATE).str.to_date(strict=False)
    number = pl.coalesce(date.dt.weekday(), pl.col("value").str.extract(_DAY_OF_WEEK).cast(pl.Int8))
    rows = timexes_in_text(frames).with_columns(_word=pl.col("_words").str.extract(_WEEKDAY), _weekday=number)
    named = pl.col("_word").str.to_lowercase().replace_strict(_NUMBERS, default=None, return_dtype=pl.Int8)
    wrong = (named != pl.col("_weekday")) & ~pl.col("_words").str.contains(_MOVED)
    return rows.filter(wrong).with_columns(
        message=pl.format("{} is a {}, but the text says {}", "value", _day_name(pl.col("_weekday")), "_word"),
        field=pl.lit("value"),
        expected=pl.format("a {}", _day_name(named)),
    )


def _day_name(number: pl.Expr) -> pl.Expr:
    return number.replace_strict(dict(enumerate(WEEKDAYS, 1)), default=None, return_dtype=pl.String)


@rule(
    "KP425",
    "T5",
    "preposition-without-mod",
    Level.LAYERS,
    severity="warning",
    why='"By Friday" becomes Friday itself: a limit is counted as the day of the event.',
    bad='{"text": "Monday", "value": "2031-03-03", "mod": null} behind "by"',
    good='{"text": "Monday", "value": "2031-03-03", "mod": "ON_OR_BEFORE"} behind "by"',
    help="Set mod as the preposition says; the preposition stays outside the span.",
)
def preposition_without_mod(frames: Frames) -> pl.DataFrame:
    """A date or time behind by, before, since, until, after or between from and on has a mod.

    Durations have none for them, nor do dates that belong to the next noun ("after Friday's vote", "before Friday
    prayers").
    """
    dates = pl.col("timex_type").is_in(["DATE", "TIME"]) & ~pl.col("value").str.contains(_REFERENCE)
    open_rows = timexes_in_text(frames).filter(pl.col("mod").is_null() & dates).with_columns(_word=_preposition())
    rows = open_rows.filter(pl.col("_word").is_not_null())
    mod = pl.col("_word").str.to_lowercase().replace_strict(PREPOSITIONS | {"from": _OPEN}, return_dtype=pl.String)
    return rows.filter(_own_date()).with_columns(
        message=pl.format('mod null behind "{}"', "_word"),
        field=pl.lit("mod"),
        expected=mod,
    )


def _preposition() -> pl.Expr:
    left, right = pl.col("_left"), pl.col("_right")
    begins = pl.when(right.str.contains(_ON)).then(left.str.extract(_FROM))
    return pl.coalesce(left.str.extract(_PREPOSITION), begins)


def _own_date() -> pl.Expr:
    """Whether the preposition limits the date, and not a noun behind it or a distance before it."""
    right = pl.col("_right")
    noun = noun_follows(right) & (pl.col("_word").str.to_lowercase() != "from")  # "on" follows
    other = right.str.contains(r"^['\x{2019}]") | noun | pl.col("_left").str.contains(_DISTANCE)
    return ~(other | pl.col("_words").str.contains(_MANNER))
