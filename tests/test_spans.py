"""Offsets are code points everywhere."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.spans import covered

_TEXT = st.text(st.sampled_from("aé한💉🇰🇷\u0301\u200d\n ") | st.characters(codec="utf-8"), min_size=1)


@given(text=_TEXT, data=st.data())
def test_the_covered_words_are_those_of_python(text: str, data: st.DataObject) -> None:
    """Polars' slice and Python's agree under emoji, Hangul, combining marks and joiners."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    frame = pl.DataFrame({"_text": [text], "start": [start], "end": [end]})
    assert frame.select(covered()).item() == text[start:end]
