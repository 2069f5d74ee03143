"""TIMEX3 dates as stretches of days."""

from __future__ import annotations

import polars as pl

#: How a TIMEX3 date is written, how its first day is read, and how long it lasts.
_STRETCHES = (
    ("{}-01-01", "%Y-%m-%d", "1y"),
    ("{}-01", "%Y-%m-%d", "1mo"),
    ("{}", "%Y-%m-%d", "1d"),
    ("{}-1", "%G-W%V-%u", "1w"),
    ("{}", "%G-W%V-%u", "1d"),
)


def days(column: str) -> tuple[pl.Expr, pl.Expr]:
    """The first day of a TIMEX3 date and the one after its last; null where it leaves something open.

    Args:
        column: of TIMEX3 values.
    """
    starts = [pl.format(written, column).str.to_date(read_as, strict=False) for written, read_as, _ in _STRETCHES]
    ends = [start.dt.offset_by(length) for start, (_, _, length) in zip(starts, _STRETCHES, strict=True)]
    return pl.coalesce(starts), pl.coalesce(ends)
