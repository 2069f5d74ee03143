"""Passages that two documents have in common, word for word."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from corpus_kp.duplicates.near_duplicates import NEIGHBOURS, neighbours
from corpus_kp.shingles import WORD, hashed_words, runs

#: Words running from which on a passage counts: what a release may not have of a protected text (R2 of the scheme).
LEAST_WORDS = 8
#: Words of the longest run that is made at once.
_SHORT = 64
_SCHEMA = {
    "doc_id": pl.String,
    "start": pl.Int32,
    "end": pl.Int32,
    "other_id": pl.String,
    "other_start": pl.Int32,
    "other_end": pl.Int32,
    "words": pl.Int32,
}


def common_passages(documents: pl.DataFrame, least: int = LEAST_WORDS) -> pl.DataFrame:
    """The longest stretches of words that stand in two documents.

    Case, punctuation and white space make no difference. A stretch that many documents have is shown for those that
    stand beside each other, not for all pairs of them.

    Args:
        documents: rows with `doc_id` and `text`, none of them null.
        least: words running from which on a stretch counts.

    Returns:
        `doc_id` and `other_id`, with offsets in code points in each (half-open), and `words`; longest first.
    """
    words = hashed_words(documents)
    if least > len(words):
        return pl.DataFrame(schema=_SCHEMA)
    found = _long_runs(words, least).filter(pl.col("_run").is_duplicated())
    first = words.with_row_index("_word").group_by("_row").agg(pl.col("_word").min().alias("_first"))
    within = found.join(first, on="_row").select("_run", "_row", _at=pl.col("_word").cast(pl.Int64) - pl.col("_first"))
    ordered = within.sort("_run", "_row", "_at")
    pairs = [neighbours(ordered, step, "_run", ("_row",)) for step in range(1, NEIGHBOURS + 1)]
    stretches = _stretches(pl.concat(pairs), least)
    return _placed(stretches, documents).sort("words", "doc_id", "start", "other_id", descending=[True, *[False] * 3])


def _long_runs(words: pl.DataFrame, size: int) -> pl.DataFrame:
    """As `runs`, which has a column for each word of a run; of long ones, their two halves are put together."""
    if size <= _SHORT:
        return runs(words, size)
    half = (size + 1) // 2
    halves = _long_runs(words, half).with_columns(pl.col("_word").cast(pl.Int64))
    ends = halves.select("_row", _word=pl.col("_word") - (size - half), _end="_run")
    both = halves.join(ends, on=["_row", "_word"])
    return both.select("_row", "_word", pl.struct("_run", "_end").hash(0).alias("_run"))


def _stretches(pairs: pl.DataFrame, least: int) -> pl.DataFrame:
    """Pairs of runs that follow one another in both documents as one stretch each."""
    keys = ["_row", "_row_other"]
    pairs = pairs.unique([*keys, "_at", "_at_other"]).with_columns(_shift=pl.col("_at") - pl.col("_at_other"))
    pairs = pairs.sort(*keys, "_shift", "_at")
    number = pl.col("_at") - pl.int_range(pl.len()).over(*keys, "_shift")
    grouped = pairs.group_by(*keys, "_shift", _stretch=number, maintain_order=True)
    return grouped.agg(pl.col("_at", "_at_other").first(), words=(pl.len() + least - 1).cast(pl.Int32))


def _placed(stretches: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Words as offsets; only texts with a stretch are looked through."""
    ids, texts = documents["doc_id"].to_list(), documents["text"].to_list()
    concerned = pl.concat([stretches["_row"], stretches["_row_other"]]).unique()
    words = documents["text"].gather(concerned).str.extract_all(WORD)
    places = {row: _places(texts[row], found) for row, found in zip(concerned, words, strict=True)}
    rows = [
        (ids[row], *_span(places[row], at, words), ids[other], *_span(places[other], at_other, words), words)
        for row, other, at, at_other, words in stretches.select(
            "_row", "_row_other", "_at", "_at_other", "words"
        ).iter_rows()
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _span(places: list[tuple[int, int]], at: int, words: int) -> tuple[int, int]:
    return places[at][0], places[at + words - 1][1]


def _places(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where words stand: those that were compared, as another reader of text may know other characters as letters."""
    places, at = [], 0
    for word in words:
        start = text.index(word, at)
        at = start + len(word)
        places.append((start, at))
    return places
