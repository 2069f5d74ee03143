"""Runs of words of texts as numbers, so that texts are compared by joins."""

from __future__ import annotations

import polars as pl

#: A word: letters with their marks, and digits. Case and punctuation make no difference.
WORD = r"[\p{L}\p{M}\p{N}]+"

#: Odd, so that a product modulo 2^64 loses nothing; the bits of the golden ratio, so that it mixes.
_FACTOR = 0x9E3779B97F4A7C15


def shingles(texts: pl.DataFrame, size: int) -> pl.DataFrame:
    """Every run of so many words.

    Equal runs have equal numbers, in all tables and processes with one version of Polars. Two different runs have
    equal numbers once in 2^64 times, so that numbers are taken for the runs.

    Args:
        texts: rows with `text`, none of them null.
        size: words of a run.

    Returns:
        One row for each run: `_row`, the number of its text, `_word`, that of its first word among those of all
        texts, and `_run`.
    """
    listed = texts.select(_row=pl.int_range(pl.len()), _words=pl.col("text").str.to_lowercase().str.extract_all(WORD))
    words = listed.explode("_words").with_row_index("_word").with_columns(_hash=pl.col("_words").hash(0))
    weights = [pow(_FACTOR, place, 2**64) for place in range(1, size + 1)]
    parts = [pl.col("_hash").shift(-place) * pl.lit(weight, pl.UInt64) for place, weight in enumerate(weights)]
    whole = pl.col("_row") == pl.col("_row").shift(1 - size)
    return words.select("_row", "_word", _run=pl.sum_horizontal(parts)).filter(whole)
