"""Tables of aligned columns: they fit, and nothing is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from corpus_kp.renderers.columns import aligned, aligned_rows, columns_of, folded
from corpus_kp.rendering import printable

_WORDS = st.text(st.sampled_from("ab 김ö-/_.\x1b\u202e\n"), max_size=60)
_ROW = st.tuples(_WORDS, _WORDS, st.lists(st.sampled_from(["[1, 22)", "hx-a001"]), max_size=3), _WORDS)


@given(rows=st.lists(_ROW, max_size=5), width=st.integers(60, 120))
def test_no_line_is_wider_than_asked_for(rows: list[tuple], width: int) -> None:
    """Whatever stands in the cells, wide letters and words longer than the line too."""
    lines = list(aligned([("one", "two", "three", "four"), *rows], width))
    assert all(line.isprintable() and wcswidth(line) <= width for line in lines)


@given(text=_WORDS, width=st.integers(2, 30))
def test_folding_loses_nothing_but_spaces(text: str, width: int) -> None:
    """The letters come back in order; a control character as what stands for it."""
    lines = folded(text, width)
    assert "".join(lines).replace(" ", "") == "".join(map(printable, text.split()))
    assert all(columns_of(line) <= width for line in lines)


def test_columns_are_aligned_and_words_stay_whole() -> None:
    """Figures stand on the right; a piece is never parted, a long name behind one of its signs."""
    rows = [("name", "n", "note"), ("harbour_union/strike", "7", ["[1, 2)", "[30, 40)"]), ("b", "1,200", "short")]
    assert list(aligned(rows, 37, right=(1,))) == [
        "name                      n  note",
        "harbour_union/strike      7  [1, 2)",
        "                             [30, 40)",
        "b                     1,200  short",
    ]


def test_every_row_has_its_lines() -> None:
    """As many lists of lines as rows, an empty cell among them."""
    assert [len(lines) for lines in aligned_rows([("a", "b"), ("", ""), ("x " * 60, "y")], 60)] == [1, 1, 3]
