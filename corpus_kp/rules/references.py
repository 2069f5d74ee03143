"""References that lead nowhere: what the rules about ids share."""

from __future__ import annotations

import polars as pl


def unresolved(rows: pl.DataFrame, known: pl.DataFrame, field: str, message: str, expected: str) -> pl.DataFrame:
    """Rows whose reference is not known.

    Args:
        rows: of a layer, with the reference in `to`; null refers to nothing.
        known: what may be referred to, in `to`; with `doc_id` where it has to be of the same document.
        field: where the reference stands in the native line.
        message: with a place for the reference.
        expected: what would have been right.
    """
    keys = [name for name in ("doc_id", "to") if name in known.columns]
    lost = rows.filter(pl.col("to").is_not_null()).join(known, on=keys, how="anti")
    return lost.select(
        "doc_id",
        "id",
        "_file",
        "_line",
        "to",
        field=pl.lit(field),
        message=pl.format(message, "to"),
        expected=pl.lit(expected),
    )
