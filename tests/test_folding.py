"""Folding: what differs between copies of one text folds to the same words, each in its place."""

from __future__ import annotations

import html
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from made_up import article

from corpus_kp.textfree.folding import fold, letters_of, marks_of

_TEXT = "“Élan,” the Zürich café’s owner said — 12,000 soldiers… ﬁne naïve 김민수 Łódź £300."


def _mojibake(text: str) -> str:
    """UTF-8 read as Windows-1252, with the five bytes that it has no character for as controls."""
    return "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in text.encode())


@pytest.mark.parametrize(
    "change",
    [
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: unicodedata.normalize("NFC", t),
        lambda t: t.replace("“", '"').replace("”", '"').replace("’", "'").replace("—", "--").replace("…", "..."),
        lambda t: html.escape(t).replace("é", "&eacute;").replace("’", "&#8217;").replace(" ", "&nbsp;"),
        _mojibake,
        lambda t: t.replace(" ", " \n\t "),
        lambda t: t.replace("soldiers", "sol\u00addiers").replace("owner", "own\u200ber"),
        str.upper,
    ],
    ids=[
        "nfd",
        "nfc",
        "plain quotes",
        "entities",
        "mojibake",
        "white space",
        "no width",
        "upper case",
    ],
)
def test_formatting_and_encoding_do_not_change_the_words(change) -> None:
    """Normal forms, quotes, entities, a wrong decoding, white space, characters of no width, case."""
    assert fold(change(_TEXT)).words == fold(_TEXT).words


def test_words_are_letters_and_digits() -> None:
    """Accents, ligatures and apostrophes go; a number is parted at its comma."""
    assert fold("The café’s 12,000 ﬁnds, re-opened: Æsir £61bn").words == [
        "the", "cafe", "s", "12", "000", "finds", "re", "opened", "aesir", "61bn",
    ]  # fmt: skip


def test_scripts_without_spaces_give_a_word_for_each_character() -> None:
    """Han, kana and Thai; Korean has spaces."""
    assert fold("平壌は ไทย 평양").words[:3] == ["平", "壌", "は"]
    assert len(fold("평양 서울").words) == 2


@given(st.text())
@example("&amp;â€™x&#0;&#x110000;")
def test_every_word_has_its_place(text: str) -> None:
    """Places are in order, disjoint, inside the text, and fold to the word again."""
    folded = fold(text)
    before = 0
    for word, start, end in zip(folded.words, folded.starts, folded.ends, strict=True):
        assert before <= start < end <= len(text)
        assert "".join(letters or "" for letters, _, _ in letters_of(text[start:end])) == word
        before = end
    assert len(folded.breaks()) == len(folded) + 1


@given(st.text(), st.text())
def test_words_of_two_texts_are_those_of_both_together(one: str, two: str) -> None:
    """A paragraph folds to the same words wherever it stands."""
    assert fold(f"{one}\n\n{two}").words == fold(one).words + fold(two).words


def test_marks_of_one_kind_are_one_mark() -> None:
    """Quotes, dashes, an ellipsis, with their places; white space does not count."""
    assert [mark for mark, _, _ in marks_of(' ," — ')] == [",", '"', "-"]
    assert [mark for mark, _, _ in marks_of(",” -- ")] == [",", '"', "-"]
    assert [mark for mark, _, _ in marks_of("…")] == [mark for mark, _, _ in marks_of(". . .")]
    assert marks_of("&quot;(") == [('"', 0, 6), ("(", 6, 7)]


def test_sentences_end_at_points_and_lines() -> None:
    """Not at a comma or the point in a number."""
    folded = fold("One two. Three 1.5 four,\nfive\n\nSix?” Seven")
    ends = [word for word, ended in zip(folded.words, folded.breaks()[1:], strict=True) if ended]
    assert ends == ["two", "four", "five", "six", "seven"]


def test_words_of_a_span() -> None:
    """A word counts as soon as the span reaches into it."""
    folded = fold("abc def ghi")
    assert folded.words_in(0, 3) == (0, 1)
    assert folded.words_in(3, 4) == (1, 1)
    assert folded.words_in(5, 9) == (1, 3)


def test_a_long_text_is_folded_in_linear_time() -> None:
    """A hundred thousand words, and a single word of a million letters."""
    assert len(fold(article(20_000) * 5).words) > 100_000
    assert fold("é" * 1_000_000).words == ["e" * 1_000_000]
