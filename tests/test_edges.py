"""Edges of spans: graphemes and quotations; where a text is not NFC."""

from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from wcwidth import iter_graphemes

from corpus_kp.rules.edges import MAY_JOIN, grapheme_around
from corpus_kp.rules.quote_marks import half_pairs, quotations
from corpus_kp.rules.spans import first_not_nfc

#: Characters of every class of Unicode's rules of graphemes.
_PIECES = "ab \n.\u0301\u0323\u200d\u1100\u1161\u11a8가각🇰🇷🏽👍👩🚀❤\ufe0f\u0915\u094d\u0937\u0600\u0903\u0e33"
_TEXTS = st.text(alphabet=_PIECES, min_size=1, max_size=12)
_MARKED = st.text(alphabet="ab s.\n\"'“”„«»‘’", max_size=30)


@given(text=_TEXTS, at=st.integers(0, 11))
def test_a_grapheme_is_the_one_that_unicode_makes_of_the_whole_text(text: str, at: int) -> None:
    """However far back its rules look."""
    at %= len(text)
    ends = [0]
    for grapheme in iter_graphemes(text):
        ends.append(ends[-1] + len(grapheme))
    last = next(end for end in ends if end > at)
    assert grapheme_around(text, at) == (ends[ends.index(last) - 1], last)


@given(text=_TEXTS)
def test_no_pair_inside_a_grapheme_is_overlooked(text: str) -> None:
    """The pairs that are looked at before the graphemes are all that can stand inside one."""
    inside = [at for at in range(1, len(text)) if grapheme_around(text, at)[0] < at]
    pairs = pl.Series([text[at - 1 : at + 1] for at in inside], dtype=pl.String)
    assert pairs.str.contains(MAY_JOIN).all()


@given(
    text=st.text(
        alphabet="ae\u0301\u0323\u00e9\u212b\u1100\u1161\u11a8가각 x\u0331\u0f71\u0f73\u0b47\u0b57", max_size=8
    )
)
def test_the_first_place_that_is_not_nfc_is_found(text: str) -> None:
    """What stands there is not NFC, and all before it is."""
    assume(not unicodedata.is_normalized("NFC", text))
    start, end, _ = first_not_nfc(text)
    assert not unicodedata.is_normalized("NFC", text[start:end])
    assert unicodedata.is_normalized("NFC", text[:start])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We wait,” he said, “here.”", [(0, 9), (20, 26)]),
        ('"We wait," he said, "here."', [(0, 9), (20, 26)]),
        ("“The ‘big’ crane”", [(5, 9), (0, 16)]),
        ("„Wir warten“ und »Kran« und «grue»", [(0, 11), (17, 22), (28, 33)]),
        ("“He called it “odd” here”", [(14, 18), (0, 24)]),
        ("Kim's men’s 'red' crane", [(12, 16)]),
        ("‘The dockers’ crane,’ he said", [(0, 20)]),
        ("the dockers’ crane and the dockers' crane", []),
        ("“One goes on.\n“Two ends.”", [(14, 24)]),
        ('a 6" gun, "big"', [(10, 14)]),
        ("in the '90s and ’90s", []),
    ],
)
def test_quotations(text: str, expected: list[tuple[int, int]]) -> None:
    """Marks of all kinds; no apostrophes, no inches, nothing across a paragraph that opens anew."""
    assert list(quotations(text, 0, len(text))) == expected


@given(text=_MARKED)
def test_quotations_nest_in_their_paragraphs(text: str) -> None:
    """No two cross, no mark has two parts, none crosses a line."""
    found = list(quotations(text, 0, len(text)))
    assert len({at for pair in found for at in pair}) == 2 * len(found)
    assert all(first < last and "\n" not in text[first:last] for first, last in found)
    assert not any(first < other < last < end for first, last in found for other, end in found)


@given(text=_MARKED, cut=st.integers(0, 30))
def test_spans_that_meet_between_marks_report_each_cut_quotation_once(text: str, cut: int) -> None:
    """A whole paragraph has no half of a pair; its two parts have the two halves of the same ones."""
    line = text.replace("\n", " ")
    cut = min(cut, len(line))
    assert list(half_pairs(line, [(0, len(line))])) == []
    assert list(half_pairs(line, [(0, cut), (cut, len(line))])) == []
    found = {tuple(sorted(pair[1:])) for pair in half_pairs(line, [(0, cut)])}
    assert found <= {(first, last) for first, last in quotations(line, 0, len(line)) if first < cut <= last}
