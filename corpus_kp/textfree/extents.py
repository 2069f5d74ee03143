"""Where a span lies among the words of a text, and where the same words lie in another copy.

A span is a run of words with punctuation at its edges, or with edges inside a word ("61" of "$61bn").
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from corpus_kp.textfree.folding import Folded, letters_of, marks_of

Marks = list[tuple[str, int, int]]

#: Stands where a bound between two digits is.
_BOUND = "\x1f"
_SPACE = re.compile(r"\s")
_SIGNS = frozenset("%\u2030\u00b0")
#: Digits of a group in a number that is written with spaces.
_THOUSANDS = 3


@dataclass(frozen=True, slots=True)
class Extent:
    """A span counted in words.

    Attributes:
        first, last: words, half-open; equal for a span without letters and digits.
        lead: punctuation marks before the first word; without words the marks before the span in its gap.
        trail: punctuation marks after the last word; without words the marks of the span.
        cut_start, cut_end: folded letters of the first and the last word that stand outside.
    """

    first: int
    last: int
    lead: int = 0
    trail: int = 0
    cut_start: int = 0
    cut_end: int = 0

    @property
    def plain(self) -> bool:
        """Whether the span starts and ends where words do."""
        return not (self.lead or self.trail or self.cut_start or self.cut_end)


@dataclass(frozen=True, slots=True)
class Cover:
    """What an extent covers in a copy.

    Attributes:
        start, end: code points, half-open.
        letters: the folded words without their bounds, as far as they lie inside; see `letters_of_words`.
        lead, trail: the folded marks at the edges.
        bonds: see `outer_bonds`.
    """

    start: int
    end: int
    letters: str
    lead: str
    trail: str
    bonds: str = ""

    @property
    def checked(self) -> str:
        """What a span's check is made of."""
        return checked(self.letters, self.lead, self.trail, self.bonds)


def checked(letters: str, lead: str = "", trail: str = "", bonds: str = "") -> str:
    """What a span's check is made of: its parts, apart."""
    return f"{letters}\0{lead}\0{trail}\0{bonds}"


def extent_of(folded: Folded, start: int, end: int) -> Extent:
    """Counts a span of a text in words.

    Args:
        folded: the text.
        start: first code point.
        end: the one after the last.
    """
    first, last = folded.words_in(start, end)
    if first >= last:
        marks = _gap_marks(folded, first)
        before = sum(mark_end <= start for _, _, mark_end in marks)
        inside = sum(start <= mark_start and mark_end <= end for _, mark_start, mark_end in marks)
        return Extent(first, first, before, inside)
    lead = sum(mark_start >= start for _, mark_start, _ in _gap_marks(folded, first))
    trail = sum(mark_end <= end for _, _, mark_end in _gap_marks(folded, last))
    cut_start = _letters_before(folded, first, start)
    cut_end = len(folded.words[last - 1]) - _letters_before(folded, last - 1, end)
    return Extent(first, last, lead if not cut_start else 0, trail if not cut_end else 0, cut_start, cut_end)


def cover_of(folded: Folded, extent: Extent) -> Cover | None:
    """What an extent covers in a text; None where the edges cannot be found there.

    Args:
        folded: the copy.
        extent: with words of the copy.
    """
    if extent.first == extent.last:
        return _cover_of_marks(folded, extent)
    start = _start(folded, extent)
    end = _end(folded, extent)
    if start is None or end is None or start[0] >= end[0]:
        return None
    letters = letters_of_words(folded, extent.first, extent.last)
    if extent.cut_start + extent.cut_end >= len(letters):
        return None
    inside = letters[extent.cut_start : len(letters) - extent.cut_end]
    return Cover(start[0], end[0], inside, start[1], end[1], outer_bonds(folded, extent))


def letters_of_words(folded: Folded, first: int, last: int) -> str:
    """The letters and digits of words without the bounds between them, but for numbers.

    Where a digit follows a digit the bound stays, with its punctuation ("1.5" is neither "15" nor "1-5"), and so do
    the signs of a number ("$5 and $6", "from -3 to 5").

    Args:
        folded: the text.
        first: first word.
        last: the one after the last.
    """
    words = folded.words
    parts = words[first : min(first + 1, last)]
    for index in range(first + 1, last):
        if words[index][0].isnumeric() or words[index - 1][-1].isnumeric():
            parts.append(_inner_bond(folded, index))
        parts.append(words[index])
    return "".join(parts)


def outer_bonds(folded: Folded, extent: Extent) -> str:
    """What ties a number at the edge of a span to its outside, so that "200" is not found in "1,200" or "-200".

    Args:
        folded: the text.
        extent: with words of it.
    """
    if extent.first == extent.last:
        return ""
    before = after = ""
    if folded.words[extent.first][0].isnumeric() and not extent.cut_start:
        before = _number_before(folded, extent.first) or ("" if extent.lead else _signs(folded, extent.first))
    if folded.words[extent.last - 1][-1].isnumeric() and not extent.cut_end:
        after = _number_after(folded, extent.last) or ("" if extent.trail else _signs_after(folded, extent.last))
    return f"{before}\0{after}" if before or after else ""


def _number_before(folded: Folded, index: int) -> str:
    """The digits and marks before a word that are parts of its number."""
    parts: list[str] = []
    while index > 0 and folded.words[index - 1][-1].isnumeric() and _in_one_number(folded, index):
        parts += [_inner_bond(folded, index), folded.words[index - 1]]
        index -= 1
    return "".join(reversed(parts))


def _number_after(folded: Folded, index: int) -> str:
    """The digits and marks from a word on that are parts of the number before it."""
    parts: list[str] = []
    while index < len(folded) and folded.words[index][0].isnumeric() and _in_one_number(folded, index):
        parts += [_inner_bond(folded, index), folded.words[index]]
        index += 1
    return "".join(parts)


def _in_one_number(folded: Folded, index: int) -> bool:
    """Whether digits on both sides of a gap touch, or are groups of a number that is written with spaces."""
    start, end = folded.gap(index)
    left, right = folded.words[index - 1], folded.words[index]
    grouped = end - start == 1 and len(right) == _THOUSANDS and len(left) <= _THOUSANDS
    return left[-1].isnumeric() and right[0].isnumeric() and (grouped or not _SPACE.search(folded.text, start, end))


def _signs(folded: Folded, index: int) -> str:
    """Currency and minus written to the number that begins with a word."""
    marks = _gap_marks(folded, index)
    touching = [(mark, start, end) for mark, start, end in marks if end == folded.starts[index]]
    return "".join(mark for mark, a, b in touching if _is_sign(mark) or _is_minus(folded, mark, a, b))


def _signs_after(folded: Folded, index: int) -> str:
    """Percent, degrees and currency written to the number that ends before a word."""
    marks = _gap_marks(folded, index)
    return "".join(mark for mark, start, _ in marks if start == folded.ends[index - 1] and _is_sign(mark))


def _inner_bond(folded: Folded, index: int) -> str:
    """What the gap before a word says of the numbers beside it."""
    marks = _gap_marks(folded, index)
    if folded.words[index][0].isnumeric() and folded.words[index - 1][-1].isnumeric():
        return _BOUND + "".join(mark for mark, _, _ in marks)
    return "".join(mark for mark, start, end in marks if _is_sign(mark) or _is_minus(folded, mark, start, end))


def _is_sign(mark: str) -> bool:
    """Currencies, percent, degrees."""
    return mark in _SIGNS or unicodedata.category(mark) == "Sc"


def _is_minus(folded: Folded, mark: str, start: int, end: int) -> bool:
    """Whether a dash is written to a number and to no word before it."""
    text = folded.text
    return mark == "-" and text[end : end + 1].isnumeric() and not text[max(start - 1, 0) : start].isalnum()


def _start(folded: Folded, extent: Extent) -> tuple[int, str] | None:
    """First code point of an extent, with its leading marks."""
    if extent.cut_start:
        at = _raw_place(folded, extent.first, extent.cut_start)
        return None if at is None else (at, "")
    if not extent.lead:
        return folded.starts[extent.first], ""
    marks = _gap_marks(folded, extent.first)
    before = len(marks) - extent.lead
    if before < 0 or (before and marks[before - 1][2] > marks[before][1]):
        return None
    return marks[before][1], "".join(mark for mark, _, _ in marks[before:])


def _end(folded: Folded, extent: Extent) -> tuple[int, str] | None:
    """End of an extent in code points, with its trailing marks."""
    if extent.cut_end:
        word = folded.words[extent.last - 1]
        at = _raw_place(folded, extent.last - 1, len(word) - extent.cut_end)
        return None if at is None else (at, "")
    if not extent.trail:
        return folded.ends[extent.last - 1], ""
    marks = _gap_marks(folded, extent.last)
    count = extent.trail
    if count > len(marks) or (count < len(marks) and marks[count][1] < marks[count - 1][2]):
        return None
    return marks[count - 1][2], "".join(mark for mark, _, _ in marks[:count])


def _cover_of_marks(folded: Folded, extent: Extent) -> Cover | None:
    marks = _gap_marks(folded, extent.first)[extent.lead : extent.lead + extent.trail]
    if not marks or len(marks) < extent.trail:
        return None
    return Cover(marks[0][1], marks[-1][2], "", "", "".join(mark for mark, _, _ in marks))


def _gap_marks(folded: Folded, index: int) -> Marks:
    """Marks of the gap before a word, with their places in the text."""
    start, end = folded.gap(index)
    if end - start == 1 and folded.text[start] == " ":
        return []
    return [(mark, start + a, start + b) for mark, a, b in marks_of(folded.text[start:end])]


def _letters_before(folded: Folded, word: int, position: int) -> int:
    """Folded letters of a word that end at or before a code point of the text."""
    start, end = folded.starts[word], folded.ends[word]
    if position <= start:
        return 0
    if position >= end:
        return len(folded.words[word])
    pieces = letters_of(folded.text[start:end])
    return sum(len(letters or "") for letters, _, piece_end in pieces if start + piece_end <= position)


def _raw_place(folded: Folded, word: int, letters: int) -> int | None:
    """The code point after so many folded letters of a word; None where they end inside a character."""
    start = folded.starts[word]
    counted = 0
    for piece, _, end in letters_of(folded.text[start : folded.ends[word]]):
        counted += len(piece or "")
        if counted == letters:
            return start + end
        if counted > letters:
            break
    return None
