"""Runs of words of texts as numbers, so that texts are compared by joins."""

from __future__ import annotations

import polars as pl

from corpus_kp.frames import Frames

#: A word: letters with their marks, and digits. Case and punctuation make no difference.
WORD = r"[\p{L}\p{M}\p{N}]+"

#: Odd, so that a product modulo 2^64 loses nothing; the bits of the golden ratio, so that it mixes.
_FACTOR = 0x9E3779B97F4A7C15


def with_text(frames: Frames) -> pl.DataFrame:
    """The documents whose text is at hand."""
    return frames["documents"].filter(pl.col("text").is_not_null())


def document_words(frames: Frames) -> pl.DataFrame:
    """The words of all texts as numbers, made once for several rules.

    Returns:
        `hashed_words` of `with_text`, and `doc_id`; among the tables of some of the documents, `_row` is still the
        number among all.
    """
    return frames.view(_document_words)


def _document_words(frames: Frames) -> pl.DataFrame:
    documents = with_text(frames)
    words = hashed_words(documents)
    ids = documents["doc_id"].cast(pl.Enum(documents["doc_id"].unique(maintain_order=True)))
    return words.with_columns(doc_id=ids.gather(words["_row"]))


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
    return runs(hashed_words(texts), size)


def hashed_words(texts: pl.DataFrame) -> pl.DataFrame:
    """Every word as a number.

    Args:
        texts: rows with `text`, none of them null.

    Returns:
        One row for each word: `_row`, the number of its text, and `_hash`.
    """
    listed = texts.select(_row=pl.int_range(pl.len()), _words=pl.col("text").str.to_lowercase().str.extract_all(WORD))
    words = listed.filter(pl.col("_words").list.len() > 0).explode("_words")
    return words.select("_row", _hash=pl.col("_words").hash(0))


def runs(words: pl.DataFrame, size: int) -> pl.DataFrame:
    """Every run of so many words.

    Args:
        words: of `hashed_words`.
        size: words of a run.

    Returns:
        As `shingles`.
    """
    weights = [pow(_FACTOR, place, 2**64) for place in range(1, size + 1)]
    parts = [pl.col("_hash").shift(-place) * pl.lit(weight, pl.UInt64) for place, weight in enumerate(weights)]
    whole = pl.col("_row") == pl.col("_row").shift(1 - size)
    numbered = words.with_row_index("_word")
    return numbered.select("_row", "_word", _run=pl.sum_horizontal(parts)).filter(whole)


def runs_that_begin_with(words: pl.DataFrame, first: pl.DataFrame, size: int) -> pl.DataFrame:
    """The runs whose first two words stand beside each other in some texts.

    Args:
        words: of `hashed_words`.
        first: of `hashed_words` of these texts.
        size: words of a run, two or more.

    Returns:
        Rows of `runs`.
    """
    wanted = first.select(PAIR).to_series().drop_nulls().unique()
    return runs_at(words, words.select(PAIR.is_in(wanted.implode())).to_series().arg_true(), size)


def runs_at(words: pl.DataFrame, begins: pl.Series, size: int) -> pl.DataFrame:
    """The runs that begin with some words.

    Args:
        words: of `hashed_words`.
        begins: numbers of these words, in order.
        size: words of a run.

    Returns:
        Rows of `runs`.
    """
    begins = begins.filter(begins + size <= len(words))
    parts = [
        pl.lit(words["_hash"].gather(begins + place)) * pl.lit(pow(_FACTOR, place + 1, 2**64), pl.UInt64)
        for place in range(size)
    ]
    row, last = words["_row"].gather(begins), words["_row"].gather(begins + (size - 1))
    found = pl.DataFrame({"_row": row, "_word": begins.cast(pl.get_index_type())})
    return found.with_columns(_run=pl.sum_horizontal(parts)).filter(row == last)


#: A number for each word with the next one.
PAIR = pl.col("_hash") * pl.lit(_FACTOR, pl.UInt64) + pl.col("_hash").shift(-1)
