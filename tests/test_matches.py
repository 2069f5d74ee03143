"""Places of patterns in texts, and places that no span reaches: the same as a plain loop finds."""

from __future__ import annotations

import re

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.matches import matches, not_inside, unreached

_PLACES = pl.Schema({"doc_id": pl.String, "start": pl.Int32, "end": pl.Int32})
_SPANS = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 30), st.integers(1, 12)).map(lambda t: (t[0], t[1], t[1] + t[2])),
    max_size=12,
)


@given(texts=st.lists(st.text('ab “”"\n💉é한', max_size=30), max_size=4))
def test_matches_are_those_of_a_plain_search_in_code_points(texts: list[str]) -> None:
    """Whatever stands before them, in whichever document."""
    pattern = r"“[^“”\n]*”|\"|ab|é"
    frame = pl.DataFrame(
        {"doc_id": [str(n) for n in range(len(texts))], "text": texts}, schema={"doc_id": pl.String, "text": pl.String}
    )
    found = matches(frame, pattern).rows()
    expected = [(str(n), m[0], m.start(), m.end()) for n, text in enumerate(texts) for m in re.finditer(pattern, text)]
    assert [row[:4] for row in found] == expected


def test_a_match_comes_with_the_characters_beside_it() -> None:
    """Empty at the edges of the text and at another match."""
    frame = pl.DataFrame({"doc_id": ["d"], "text": ["a1 💉a2a3"], "_line": [7]})
    assert matches(frame, r"a\d").rows(named=True) == [
        {"doc_id": "d", "_line": 7, "_match": "a1", "start": 0, "end": 2, "_left": "", "_right": " "},
        {"doc_id": "d", "_line": 7, "_match": "a2", "start": 4, "end": 6, "_left": "💉", "_right": ""},
        {"doc_id": "d", "_line": 7, "_match": "a3", "start": 6, "end": 8, "_left": "", "_right": ""},
    ]


def test_a_text_with_the_parting_character_is_left_out() -> None:
    """Its parts could not be told from matches; the other texts keep their places."""
    frame = pl.DataFrame({"doc_id": ["d", "e"], "text": ["a\x00a", "ba"]})
    assert matches(frame, "a").select("doc_id", "start").rows() == [("e", 1)]


@given(places=_SPANS, spans=_SPANS)
def test_places_without_a_span_are_those_of_a_plain_loop(
    places: list[tuple[str, int, int]], spans: list[tuple[str, int, int]]
) -> None:
    """In the order of the places."""
    of_places, of_spans = (pl.DataFrame(rows, _PLACES, orient="row") for rows in (places, spans))
    touched = [p for p in places if any(d == p[0] and s < p[2] and p[1] < e for d, s, e in spans)]
    held = [p for p in places if any(d == p[0] and s <= p[1] and p[2] <= e for d, s, e in spans)]
    assert unreached(of_places, of_spans).rows() == [p for p in places if p not in touched]
    assert not_inside(of_places, of_spans).rows() == [p for p in places if p not in held]
