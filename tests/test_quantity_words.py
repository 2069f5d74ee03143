"""Numbers in texts: where digits stand, and which spans reach over them."""

from __future__ import annotations

import re

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.frames import Frames
from corpus_kp.rules.quantities import with_reach
from corpus_kp.rules.quantity_words import digits_of

_SPANS = st.lists(st.tuples(st.sampled_from("de"), st.integers(0, 60), st.integers(1, 40)), max_size=12)
_TEXT = st.text(st.sampled_from("0123456789.,:- aé漢💉\n"), max_size=40)


@given(texts=st.lists(_TEXT, max_size=4))
def test_digits_stand_where_they_are_said_to_stand(texts: list[str]) -> None:
    """Offsets count code points, whatever stands between."""
    rows = [{"doc_id": str(n), "text": text, "_file": "", "_line": 1} for n, text in enumerate(texts)]
    schema = {"doc_id": pl.String, "text": pl.String, "_file": pl.String, "_line": pl.Int32}
    found = digits_of(Frames(documents=pl.DataFrame(rows, schema=schema)))
    expected = [
        (str(n), match.start(), match.end(), match[0])
        for n, text in enumerate(texts)
        for match in re.finditer(r"[0-9]+(?:[.,:][0-9]+)*", text)
    ]
    assert sorted(found.select("doc_id", "start", "end", "_digits").rows()) == sorted(expected)


@given(spans=_SPANS, others=_SPANS)
def test_a_span_is_reached_iff_another_shares_a_character(
    spans: list[tuple[str, int, int]], others: list[tuple[str, int, int]]
) -> None:
    """However the others nest, and only in the same document."""

    def frame(places: list[tuple[str, int, int]]) -> pl.DataFrame:
        rows = [(doc, start, start + length) for doc, start, length in places]
        return pl.DataFrame(rows, schema={"doc_id": pl.String, "start": pl.Int32, "end": pl.Int32}, orient="row")

    reached = with_reach(frame(spans), frame(others))
    found = reached.select("doc_id", "start", "end", (pl.col("_reach") > pl.col("start")).fill_null(value=False)).rows()
    expected = [
        (doc, start, start + length, any(d == doc and s < start + length and start < s + n for d, s, n in others))
        for doc, start, length in spans
    ]
    assert sorted(found) == sorted(expected)
