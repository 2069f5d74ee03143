"""Where a pattern stands in texts, in code points, and which of these places no span reaches."""

from __future__ import annotations

import polars as pl

from corpus_kp.neighbours import farthest

#: Set around matches to part a text there; a text that holds it is left out.
_PART = "\x00"


def matches(texts: pl.DataFrame, pattern: str) -> pl.DataFrame:
    """Every match of a pattern, left to right, none overlapping.

    A regex engine tells bytes; a text that is parted at its matches tells code points, by the lengths of its parts.

    Args:
        texts: one row per document, with `doc_id` and `text`.
        pattern: a regular expression as Rust reads it, that matches no empty string.

    Returns:
        One row per match: the columns of `texts` but `text`, `start`, `end`, `_match`, and the characters beside it,
        `_left` and `_right`, empty at the edges of the text and at another match.
    """
    before = pl.col("text").str.len_chars().cum_sum() - pl.col("text").str.len_chars()
    parted = texts.filter(~pl.col("text").str.contains(_PART, literal=True)).select(
        pl.exclude("text"),
        _before=before.cast(pl.Int64),
        _match=pl.col("text").str.replace_all(pattern, f"{_PART}${{0}}{_PART}").str.split(_PART),
    )
    parts = parted.with_columns(_part=pl.int_ranges(pl.col("_match").list.len())).explode("_match", "_part")
    length = pl.col("_match").str.len_chars().cast(pl.Int64)
    end = length.cum_sum() - pl.col("_before")
    beside = {"_left": pl.col("_match").shift(1), "_right": pl.col("_match").shift(-1)}
    found = parts.with_columns(start=(end - length).cast(pl.Int32), end=end.cast(pl.Int32), **beside)
    left, right = pl.col("_left").str.slice(-1), pl.col("_right").str.slice(0, 1)
    return found.filter(pl.col("_part") % 2 == 1).with_columns(left, right).drop("_part", "_before")


def unreached(places: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Places that share no character with any span of their document.

    Args:
        places: rows with `doc_id`, `start` and `end`.
        spans: the same.
    """
    return places.filter(_reach(places, spans, pl.col("end") - 1) <= pl.col("start"))


def not_inside(places: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Places that no span of their document holds whole.

    Args:
        places: rows with `doc_id`, `start` and `end`.
        spans: the same.
    """
    return places.filter(_reach(places, spans, pl.col("start")) < pl.col("end"))


def _reach(places: pl.DataFrame, spans: pl.DataFrame, until: pl.Expr) -> pl.Series:
    """The furthest end of the spans that start at `until` of a place or before it; -1 where there is none."""
    return farthest(places.select("doc_id", at=until), spans).fill_null(-1)
