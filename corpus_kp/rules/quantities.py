"""KP40: quantities (Q rules of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
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
_VALUES = ("value", "value_min", "value_max")
_MOST_PERCENT = 1000


@rule("KP401", "Q1", "value-fields", Level.LAYERS, help="Fill the fields that the modifier asks for and no other.")
def value_fields(frames: Frames) -> pl.DataFrame:
    """The value fields are those of the modifier.

    exact and approx have value, at_least and more_than value_min, at_most and less_than value_max, nearly value
    and value_max, range both ends, vague none.
    """
    rows = frames["quantities"].with_columns(_filled=filled(_VALUES), _wanted=wanted("modifier", FIELDS))
    none = pl.lit("no value field")
    return rows.filter(pl.col("_filled") != pl.col("_wanted")).with_columns(
        message=pl.format(
            "modifier {} with {}", "modifier", pl.when(pl.col("_filled") == "").then(none).otherwise("_filled")
        ),
        field=pl.lit("modifier"),
        expected=pl.when(pl.col("_wanted") == "").then(none).otherwise("_wanted"),
    )


@rule("KP402", "Q2", "value-order", Level.LAYERS, help="Mend the value that is out of order.")
def value_order(frames: Frames) -> pl.DataFrame:
    """value_min, value and value_max are in ascending order."""
    low, mid, high = (pl.col(name) for name in _VALUES[1:2] + _VALUES[:1] + _VALUES[2:])
    wrong = (
        (low > high).fill_null(value=False) | (low > mid).fill_null(value=False) | (mid > high).fill_null(value=False)
    )
    return (
        frames["quantities"]
        .filter(wrong)
        .with_columns(
            message=pl.lit("value_min, value and value_max are not in ascending order"),
            field=pl.lit("value_max"),
            expected=pl.lit("value_min <= value <= value_max"),
        )
    )


@rule(
    "KP403",
    "Q3",
    "unit-of-kind",
    Level.LAYERS,
    help="count and ordinal have no unit; percent has %, money an ISO 4217 code, measure a UCUM unit.",
)
def unit_of_kind(frames: Frames) -> pl.DataFrame:
    """The unit is one of its kind."""
    currency = pl.col("unit").str.contains("^[A-Z]{3}$")
    kind_of_unit = (
        pl.when(pl.col("unit").is_null())
        .then(pl.lit("none"))
        .when(pl.col("unit") == "%")
        .then(pl.lit("percent"))
        .otherwise(pl.when(currency).then(pl.lit("money")).otherwise(pl.lit("measure")))
    )
    of_kind = pl.col("kind").replace({"count": "none", "ordinal": "none"})
    return (
        frames["quantities"]
        .filter(kind_of_unit != of_kind)
        .with_columns(
            message=pl.format("kind {} with unit {}", "kind", pl.col("unit").fill_null("null")),
            field=pl.lit("unit"),
            expected=pl.when(of_kind == "none").then(pl.lit("null")).otherwise(pl.format("a unit of {}", "kind")),
        )
    )


@rule("KP408", "Q8", "value-in-reason", Level.LAYERS, help="Look at the text again; mend the value or the kind.")
def value_in_reason(frames: Frames) -> pl.DataFrame:
    """Ordinals are 1 or more, counts and measures 0 or more, percents between -100 and 1000."""
    low, high = pl.min_horizontal(*_VALUES), pl.max_horizontal(*_VALUES)
    least = pl.col("kind").replace_strict({"ordinal": 1.0, "percent": -100.0}, default=0.0, return_dtype=pl.Float64)
    too_much = (pl.col("kind") == "percent") & (high > _MOST_PERCENT)
    return (
        frames["quantities"]
        .filter((low < least) | too_much)
        .with_columns(
            message=pl.format("kind {} with the value {}", "kind", pl.when(too_much).then(high).otherwise(low)),
            field=pl.lit("value"),
            expected=pl.when(too_much)
            .then(pl.lit(f"at most {_MOST_PERCENT}"))
            .otherwise(pl.format("at least {}", least)),
        )
    )


@rule(
    "KP411",
    "Q11",
    "quantity-and-timex",
    Level.LAYERS,
    help="Keep the timex for dates, durations and ages; keep the quantity for the rest.",
)
def quantity_and_timex(frames: Frames) -> pl.DataFrame:
    """The same characters are never both a quantity and a timex."""
    timexes = frames["timexes"].select("doc_id", "start", "end", _timex="id")
    return overlapping(frames["quantities"], timexes, on=["doc_id"]).with_columns(
        message=pl.format("[{}, {}) overlaps the timex {}", "start", "end", "_timex"),
        expected=pl.lit("a quantity or a timex"),
    )
