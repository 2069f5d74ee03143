"""KP40: quantities, by their fields (Q rules of the scheme); rules that read the text are in `quantity_words`."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.neighbours import farthest
from corpus_kp.rules.checks import rule
from corpus_kp.rules.fields import filled, wanted
from corpus_kp.spans import overlapping

#: Value fields that each modifier fills.
FIELDS = {
    "exact": ("value",),
    "approx": ("value",),
    "at_least": ("value_min",),
    "more_than": ("value_min",),
    "at_most": ("value_max",),
    "less_than": ("value_max",),
    "nearly": ("value", "value_max"),
    "range": ("value_min", "value_max"),
    "vague": (),
}
#: Value fields, as findings list them; `_ASCENDING` is their order by size.
VALUES = ("value", "value_min", "value_max")
_ASCENDING = ("value_min", "value", "value_max")
#: What a unit of a kind looks like, for messages.
_UNITS = {
    "count": "null",
    "ordinal": "null",
    "percent": "%",
    "money": "an ISO 4217 code such as USD",
    "measure": "a UCUM unit such as km",
}
_LEAST_ORDINAL, _LEAST_PERCENT, _MOST_PERCENT = 1, -100, 1000


def sound() -> pl.Expr:
    """Whether the fields of a quantity agree with each other, so that they can be held against the text."""
    fits = pl.col("_filled") == pl.col("_wanted")
    return fits.fill_null(value=False) & ~_out_of_order() & (_kind_of_unit() == _kind_by_unit()) & ~_out_of_reason()


def with_fields() -> dict[str, pl.Expr]:
    """Columns `_filled` and `_wanted`: value fields that a quantity has, and those that its modifier asks for."""
    return {"_filled": filled(VALUES), "_wanted": wanted("modifier", FIELDS)}


def shown(number: pl.Expr) -> pl.Expr:
    """A number as people write it: 12000, not 12000.0."""
    return number.cast(pl.String).str.strip_suffix(".0")


@rule(
    "KP401",
    "Q1",
    "value-fields",
    Level.LAYERS,
    why="Whoever compares numbers reads a lower bound as the number itself, or finds no number at all.",
    bad='{"text": "at least three", "modifier": "at_least", "value": 3}',
    good='{"text": "at least three", "modifier": "at_least", "value_min": 3}',
    help="Fill the fields that the modifier asks for and no other.",
)
def value_fields(frames: Frames) -> pl.DataFrame:
    """The value fields are those of the modifier.

    exact and approx have value, at_least and more_than value_min, at_most and less_than value_max, nearly value
    and value_max, range both ends, vague none.
    """
    none = pl.lit("no value field")
    rows = frames["quantities"].with_columns(**with_fields())
    return rows.filter(pl.col("_filled") != pl.col("_wanted")).with_columns(
        message=pl.format(
            "modifier {} with {}", "modifier", pl.when(pl.col("_filled") == "").then(none).otherwise("_filled")
        ),
        field=pl.lit("modifier"),
        expected=pl.when(pl.col("_wanted") == "").then(none).otherwise("_wanted"),
    )


@rule(
    "KP402",
    "Q2",
    "value-order",
    Level.LAYERS,
    why="No number lies between ends that are exchanged, so every comparison with the quantity fails.",
    bad='{"text": "3 to 5", "modifier": "range", "value_min": 5, "value_max": 3}',
    good='{"text": "3 to 5", "modifier": "range", "value_min": 3, "value_max": 5}',
    help="Mend the value that is out of order.",
)
def value_order(frames: Frames) -> pl.DataFrame:
    """value_min, value and value_max are in ascending order."""
    named = [
        pl.when(pl.col(name).is_not_null()).then(pl.format("{} {}", pl.lit(name), shown(pl.col(name))))
        for name in _ASCENDING
    ]
    return (
        frames["quantities"]
        .filter(_out_of_order())
        .with_columns(
            message=pl.format("{} are not in ascending order", pl.concat_str(named, separator=", ", ignore_nulls=True)),
            field=pl.lit("value_max"),
            expected=pl.lit("value_min <= value <= value_max"),
        )
    )


def _out_of_order() -> pl.Expr:
    low, mid, high = (pl.col(name) for name in _ASCENDING)
    return ((low > high) | (low > mid) | (mid > high)).fill_null(value=False)


@rule(
    "KP403",
    "Q3",
    "unit-of-kind",
    Level.LAYERS,
    why="Seven kilometres and seven soldiers would be added up as two counts of seven.",
    bad='{"text": "about seven kilometres", "kind": "count", "value": 7, "unit": "km"}',
    good='{"text": "about seven kilometres", "kind": "measure", "value": 7, "unit": "km"}',
    help="count and ordinal have no unit; percent has %, money an ISO 4217 code, measure a UCUM unit.",
)
def unit_of_kind(frames: Frames) -> pl.DataFrame:
    """The unit is one of its kind."""
    return (
        frames["quantities"]
        .filter(_kind_of_unit() != _kind_by_unit())
        .with_columns(
            message=pl.format("kind {} with unit {}", "kind", pl.col("unit").fill_null("null")),
            field=pl.lit("unit"),
            expected=pl.col("kind").replace_strict(_UNITS, default=pl.col("kind")),
        )
    )


def _kind_of_unit() -> pl.Expr:
    currency = pl.col("unit").str.contains("^[A-Z]{3}$")
    return (
        pl.when(pl.col("unit").is_null())
        .then(pl.lit("none"))
        .when(pl.col("unit") == "%")
        .then(pl.lit("percent"))
        .otherwise(pl.when(currency).then(pl.lit("money")).otherwise(pl.lit("measure")))
    )


def _kind_by_unit() -> pl.Expr:
    return pl.col("kind").replace({"count": "none", "ordinal": "none"})


@rule(
    "KP408",
    "Q8",
    "value-in-reason",
    Level.LAYERS,
    why="A slip of the keyboard becomes the largest or smallest number of the corpus.",
    bad='{"text": "15 percent", "kind": "percent", "value": 1500, "unit": "%"}',
    good='{"text": "15 percent", "kind": "percent", "value": 15, "unit": "%"}',
    help="Look at the text again; mend the value or the kind.",
)
def value_in_reason(frames: Frames) -> pl.DataFrame:
    """Ordinals are 1, 2, 3 and so on, counts, measures and money 0 or more, percents between -100 and 1000."""
    return (
        frames["quantities"]
        .filter(_out_of_reason() & ~_without_sign())
        .with_columns(
            message=pl.format(
                "kind {} with the value {}", "kind", shown(pl.when(_too_much()).then(_highest()).otherwise(_lowest()))
            ),
            field=_field_of(pl.when(_too_much()).then(_highest()).otherwise(_lowest())),
            expected=pl.when(_too_much())
            .then(pl.lit(f"at most {_MOST_PERCENT}"))
            .when(_between_ranks())
            .then(pl.lit("a whole number"))
            .otherwise(pl.format("at least {}", _least())),
        )
    )


def _out_of_reason() -> pl.Expr:
    return ((_lowest() < _least()) | _too_much() | _between_ranks()).fill_null(value=False)


def _without_sign() -> pl.Expr:
    """A percent without its sign, of which another rule says that it may be none."""
    return (pl.col("kind") == "percent") & (_kind_of_unit() != "percent")


def _between_ranks() -> pl.Expr:
    return (pl.col("kind") == "ordinal") & (_lowest() >= _LEAST_ORDINAL) & (_lowest() != _lowest().floor())


def _too_much() -> pl.Expr:
    return (pl.col("kind") == "percent") & (_highest() > _MOST_PERCENT)


def _least() -> pl.Expr:
    return pl.col("kind").replace_strict(
        {"ordinal": _LEAST_ORDINAL, "percent": _LEAST_PERCENT}, default=0, return_dtype=pl.Int64
    )


def _lowest() -> pl.Expr:
    return pl.min_horizontal(*VALUES)


def _highest() -> pl.Expr:
    return pl.max_horizontal(*VALUES)


def _field_of(number: pl.Expr) -> pl.Expr:
    """The first value field that has a number."""
    return pl.coalesce(pl.when(pl.col(name) == number).then(pl.lit(name)) for name in VALUES)


@rule(
    "KP411",
    "Q11",
    "quantity-and-timex",
    Level.LAYERS,
    why="Days and years would be counted among the numbers of people and things.",
    bad='{"layer": "quantities", "start": 40, "end": 49, "text": "five days"}, '
    '{"layer": "timexes", "start": 40, "end": 49, "text": "five days"}',
    good='{"layer": "timexes", "start": 40, "end": 49, "text": "five days", "timex_type": "DURATION", "value": "P5D"}',
    help="Keep the timex for dates, durations and ages; keep the quantity for the rest.",
)
def quantity_and_timex(frames: Frames) -> pl.DataFrame:
    """The same characters are never both a quantity and a timex."""
    timexes = frames["timexes"].select("doc_id", "start", "end", _timex="id")
    shared = with_reach(frames["quantities"], timexes).filter(pl.col("_reach") > pl.col("start"))
    if shared.is_empty():  # pairs cost more than this question, and hardly ever are there any
        return shared
    return overlapping(shared, timexes, on=["doc_id"]).with_columns(
        message=pl.format("[{}, {}) overlaps the timex {}, [{}, {})", "start", "end", "_timex", "first", "last"),
        expected=pl.lit("a quantity or a timex"),
    )


def with_reach(spans: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Adds `_reach`: how far, of the others that begin before the end of a span, the farthest goes.

    A span shares a character with another iff its reach lies behind its start: one sort and one search, however the
    others nest.

    Args:
        spans: rows with `doc_id`, `start` and `end`.
        others: the same; none of them empty.

    Returns:
        The spans; `_reach` is null where nothing begins before.
    """
    return spans.with_columns(farthest(spans.select("doc_id", at=pl.col("end") - 1), others))
