"""Quick questions about spans are answered as a plain loop answers them."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.neighbours import farthest, group_numbers, touching

_ROWS = st.lists(
    st.tuples(st.sampled_from("abc"), st.sampled_from("xy"), st.integers(0, 60), st.integers(1, 30)), max_size=20
)
_SCHEMA = {"doc_id": pl.String, "layer": pl.String, "start": pl.Int32, "end": pl.Int32}


def _frame(rows: list[tuple[str, str, int, int]]) -> pl.DataFrame:
    spans = [(doc, layer, start, start + length) for doc, layer, start, length in rows]
    return pl.DataFrame(spans, schema=_SCHEMA, orient="row")


@given(rows=_ROWS)
def test_groups_are_numbered_in_order(rows: list[tuple[str, str, int, int]]) -> None:
    """Equal keys have equal numbers, wherever their rows stand."""
    keys = [row[:2] for row in rows]
    order = list(dict.fromkeys(keys))
    assert group_numbers(_frame(rows), ["doc_id", "layer"]).to_list() == [order.index(key) for key in keys]


@given(rows=_ROWS)
def test_spans_that_touch_are_those_of_a_plain_loop(rows: list[tuple[str, str, int, int]]) -> None:
    """In any order, nested, crossing or equal."""
    spans = _frame(rows).rows()
    expected = [
        one
        for number, one in enumerate(spans)
        if any(
            one[:2] == other[:2] and one[2] < other[3] and other[2] < one[3]
            for place, other in enumerate(spans)
            if place != number
        )
    ]
    assert touching(_frame(rows), ["doc_id", "layer"]).rows() == expected


@given(rows=_ROWS, places=st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 90)), max_size=12))
def test_the_farthest_end_is_that_of_a_plain_loop(
    rows: list[tuple[str, str, int, int]], places: list[tuple[str, int]]
) -> None:
    """Of the spans that begin at a place or before it, in its document."""
    spans = _frame(rows).rows()
    expected = [
        max((end for doc, _, start, end in spans if doc == here and start <= at), default=None) for here, at in places
    ]
    asked = pl.DataFrame(places, schema={"doc_id": pl.String, "at": pl.Int32}, orient="row")
    assert farthest(asked, _frame(rows)).to_list() == expected
