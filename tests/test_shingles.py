"""Runs of words as numbers."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.shingles import shingles

_TEXTS = st.lists(st.lists(st.sampled_from(["a", "b", "1,2"]), max_size=6).map(" ".join), max_size=4)


@given(texts=_TEXTS, size=st.integers(1, 4))
def test_runs_have_one_number_if_their_words_are_the_same(texts: list[str], size: int) -> None:
    """No run reaches from one text into the next."""
    split = [text.replace(",", " ").split() for text in texts]
    runs = [tuple(words[at : at + size]) for words in split for at in range(len(words) - size + 1)]
    rows = [row for row, words in enumerate(split) for _ in range(len(words) - size + 1)]
    found = shingles(pl.DataFrame({"text": texts}, schema={"text": pl.String}), size)
    assert found["_row"].to_list() == rows
    numbers = found["_run"].to_list()
    assert len(dict(zip(runs, numbers, strict=True))) == len(set(numbers)) == len(set(runs))
    assert len(set(zip(runs, numbers, strict=True))) == len(set(runs))


def test_case_and_punctuation_make_no_difference() -> None:
    """Letters, their marks and digits do."""
    texts = pl.DataFrame({"text": ["The crew – all 12 – left", "the CREW, all (12) left!", "the crew all 13 left"]})
    first, second, third = shingles(texts, 5)["_run"]
    assert first == second
    assert first != third
