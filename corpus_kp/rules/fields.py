"""Fields that go with a value: what the rules about them share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl


def filled(names: Sequence[str]) -> pl.Expr:
    """Names of the columns that are not null, as `a, b`."""
    present = [pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in names]
    return pl.concat_str(present, separator=", ", ignore_nulls=True)


def wanted(column: str, fields: Mapping[str, Sequence[str]]) -> pl.Expr:
    """Names of the columns that go with the value of `column`, as `filled` writes them; null for an unlisted value."""
    names = {value: ", ".join(parts) for value, parts in fields.items()}
    return pl.col(column).replace_strict(names, default=None, return_dtype=pl.String)
