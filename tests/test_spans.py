"""Offsets are code points everywhere."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.frames import Frames
from corpus_kp.spans import surroundings

_TEXT = st.text(st.sampled_from("aé한💉🇰🇷\u0301\u200d\n ") | st.characters(codec="utf-8"), min_size=1)


@given(text=_TEXT, data=st.data())
def test_the_words_at_a_span_and_beside_it_are_those_of_python(text: str, data: st.DataObject) -> None:
    """Polars' slice and Python's agree under emoji, Hangul, combining marks and joiners."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    frames = Frames({"documents": pl.DataFrame({"doc_id": ["d"], "text": [text]})})
    spans = pl.DataFrame({"doc_id": ["d"], "start": [start], "end": [end]})
    row = surroundings(spans, frames, 3, 2).row(0, named=True)
    assert (row["_left"], row["_words"], row["_right"]) == (text[:start][-3:], text[start:end], text[end : end + 2])
