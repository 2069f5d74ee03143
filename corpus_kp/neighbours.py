"""Quick questions about many spans at once, so that joins see only the few rows that they are about.

Documents, or other groups, are laid one behind the other on one line, so that one sort over whole numbers answers for
all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

#: Code points of a document at most.
_LENGTH = 2**32


def group_numbers(rows: pl.DataFrame, on: Sequence[str]) -> pl.Series:
    """A number for each row, equal where the columns are.

    Rows of a group mostly follow one another, and so a look at each run of them is enough.

    Args:
        rows: any number of them.
        on: columns without null.

    Returns:
        Int64, from 0 on, in order of the first row of each group.
    """
    begins = pl.any_horizontal(pl.col(name) != pl.col(name).shift(1) for name in on).fill_null(value=True)
    runs = rows.select(begins.alias("_begins"), _run=begins.cum_sum() - 1)
    keys = rows.select(on).filter(runs["_begins"])
    numbers = keys.unique(maintain_order=True).with_row_index("_number")
    found = keys.join(numbers, on=list(on), maintain_order="left")["_number"].cast(pl.Int64)
    return found.gather(runs["_run"]).alias("_group")


def touching(spans: pl.DataFrame, on: Sequence[str]) -> pl.DataFrame:
    """Spans that share a character with another one of their group.

    Args:
        spans: rows with `start` and `end`, none of them empty.
        on: columns in which both are equal, without null.

    Returns:
        Some of the rows, in their order.
    """
    if spans.is_empty():
        return spans
    origin = group_numbers(spans, on) * _LENGTH
    line = pl.DataFrame({"start": origin + spans["start"], "end": origin + spans["end"]})
    order = line["start"].arg_sort()
    near = line.select(pl.all().gather(order)).select(
        (pl.col("start") < pl.col("end").cum_max().shift(1)).fill_null(value=False)
        | (pl.col("start").shift(-1) < pl.col("end")).fill_null(value=False)
    )
    return spans[order.filter(near.to_series()).sort()]


def farthest(places: pl.DataFrame, spans: pl.DataFrame) -> pl.Series:
    """How far, of the spans that begin at a place or before it in its document, the farthest goes.

    However the spans nest: one sort and one search.

    Args:
        places: rows with `doc_id` and `at`.
        spans: rows with `doc_id`, `start` and `end`; none of them empty.

    Returns:
        The end for each place, null where no span begins there or before.
    """
    groups = group_numbers(pl.concat([spans.select("doc_id"), places.select("doc_id")]), ["doc_id"]) * _LENGTH
    origin, here = groups.head(len(spans)), groups.tail(len(places))
    line = pl.DataFrame({"start": origin + spans["start"], "end": origin + spans["end"]}).sort("start")
    before = line["start"].search_sorted(here + places["at"], side="right").cast(pl.Int64) - 1
    reached = line["end"].cum_max().gather(before.replace(-1, None)) - here
    return reached.set(reached < 0, None).cast(pl.Int32).alias("_reach")
