"""Extents: a span counted in words, and found again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import article, spans

from corpus_kp.textfree.extents import Extent, cover_of, extent_of
from corpus_kp.textfree.folding import fold


@given(seed=st.integers(0, 10_000))
def test_a_span_is_found_again_in_its_own_text(seed: int) -> None:
    """With words, marks at its edges, or both."""
    text = article(60, seed)
    folded = fold(text)
    for start, end in spans(text, 30, seed):
        cover = cover_of(folded, extent_of(folded, start, end))
        assert cover is not None
        assert (cover.start, cover.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "span", "copy", "expected"),
    [
        ('He said "we will win," then left.', '"we will win,"', "He said “we will win,” then left.", "“we will win,”"),
        ("It cost $61bn in all.", "61", "It cost $61bn in all.", "61"),
        ("It cost $61bn in all.", "$61bn", "It cost  $ 61bn in all.", "$ 61bn"),
        ("A share of 40 % went.", "%", "A share of 40% went.", "%"),
        ("the naïveté of it", "naïve", "the naiveté of it", "naive"),
        ("We waited... and left", "waited...", "We waited… and left", "waited…"),
        ("one &amp; two", "&amp;", "one & two", "&"),
    ],
)
def test_the_same_words_are_covered_in_a_copy(text: str, span: str, copy: str, expected: str) -> None:
    """Whatever became of quotes, spaces, entities and accents; letters and marks are the same."""
    start = text.index(span)
    here, there = fold(text), fold(copy)
    extent = extent_of(here, start, start + len(span))
    original, found = cover_of(here, extent), cover_of(there, extent)
    assert original is not None
    assert found is not None
    assert copy[found.start : found.end] == expected
    assert (found.letters, found.lead, found.trail) == (original.letters, original.lead, original.trail)


@pytest.mark.parametrize(
    ("text", "span", "copy"),
    [
        ('"we will win"', '"we will win"', "we will win"),
        ("wait.. .", "wait.", "wait…"),
        ("a 40 % share", "%", "a 40 share"),
        ("61bn", "61", "61"),
    ],
)
def test_edges_that_are_not_there_are_not_found(text: str, span: str, copy: str) -> None:
    """A missing quote, a point inside an ellipsis, a sign without words, half a word."""
    start = text.index(span)
    extent = extent_of(fold(text), start, start + len(span))
    assert cover_of(fold(copy), extent) is None


def test_plain_means_that_edges_are_those_of_words() -> None:
    """Only then is a place without numbers for edges."""
    assert Extent(1, 3).plain
    assert not Extent(1, 3, lead=1).plain
    assert not Extent(1, 3, cut_end=1).plain
