"""Folds a text to its words: letters and digits alone, with the place of each in the text.

Two copies of one article differ in quotes, dashes, white space, Unicode normal form, entities or a wrong decoding;
their folded words do not. The fold is part of the fingerprint's format: a change of it is a new version.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

#: Characters of Windows-1252 that stand for the bytes 80 to BF, as a regular expression class.
_CONTINUATION = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(0x80, 0xC0))
_CONTINUATION_CLASS = "[" + re.escape(_CONTINUATION) + "]"
#: The right quotation mark, whose last byte Windows-1252 does not have, as it is left by a lossy decoder.
_CUT_QUOTE = "\u00e2\u20ac\ufffd?"
#: UTF-8 that was read as Windows-1252: two, three or four characters that were one. Of pairs only those for Latin,
#: Greek and Cyrillic letters: others stand in real text, a capital letter with accent before a quotation mark.
_MOJIBAKE = (
    f"[\u00c2-\u00c5\u00ce-\u00d1]{_CONTINUATION_CLASS}|\u00ca[\u00b0-\u00bf]|[\u00e0-\u00ef]{_CONTINUATION_CLASS}{{2}}"
    f"|[\u00f0-\u00f4]{_CONTINUATION_CLASS}{{3}}|{_CUT_QUOTE}"
)
_ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_IGNORED = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
#: Blocks whose vowel signs and voicing marks are letters, not accents: Indic scripts, Thai to Khmer, kana.
_SIGNS = "\u0900-\u109f\u1780-\u17ff\u3099\u309a"
_PIECE = re.compile(f"{_ENTITY}|{_MOJIBAKE}|.", re.DOTALL)
#: A stretch that may hold words; it is looked at piece by piece only where it is more than ASCII.
_STRETCH = re.compile(
    rf"(?:{_ENTITY}|{_MOJIBAKE}|[^\W_]|[\u0300-\u036f\u0590-\u06ff\u1ab0-\u1aff\u20d0-\u20ff{_IGNORED}{_SIGNS}])+"
)
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "\u0131": "i", "ß": "ss"}
)
#: Scripts whose combining marks are accents or points that a copy may leave out.
_ACCENTED = re.compile("[\u0000-\u06ff\u1d00-\u20ff\ufb00-\ufeff]")
#: Scripts without spaces between words: every character is a word.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
#: In a gap between words: the end of a sentence or of a line.
_SENTENCE_END = re.compile(r"[.!?\u2026\u3002].*?\s|\n", re.DOTALL)
#: Letters by their class that are written for apostrophes.
_APOSTROPHES = frozenset("\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u02ee\ua78c")
_MARKS = {
    **dict.fromkeys(_APOSTROPHES, '"'),
    **dict.fromkeys(
        "\"'`\u00b4\u00ab\u00bb\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u2032\u2033", '"'
    ),
    **dict.fromkeys("-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    "\u2026": "...",
}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text and its folded words.

    Attributes:
        text: as it was given.
        words: case-folded letters and digits without accents.
        starts, ends: of each word in `text`, code points, half-open.
    """

    text: str = field(repr=False)
    words: list[str] = field(repr=False)
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        """Number of words."""
        return len(self.words)

    def gap(self, index: int) -> tuple[int, int]:
        """The stretch before word `index` (0 to the number of words) that belongs to no word."""
        start = self.ends[index - 1] if index else 0
        end = self.starts[index] if index < len(self.words) else len(self.text)
        return start, end

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """First word that reaches into a span of the text, and the one after the last."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)

    def breaks(self) -> list[bool]:
        """For the gap before each word, and the one after the last: does a sentence or a line end there?"""
        inner = [
            self.text[start:end] != " " and _SENTENCE_END.search(self.text, start, end) is not None
            for start, end in zip(self.ends, self.starts[1:], strict=False)
        ]
        return [True, *inner, True] if self.words else [True]


def fold(text: str) -> Folded:
    """Folds a text.

    Blind to case, accents, ligatures, Unicode normal form, characters of no width, HTML entities, and UTF-8 that was
    read as Windows-1252. A character of a script without spaces is a word of its own.

    Args:
        text: any text.
    """
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for match in _STRETCH.finditer(text):
        stretch, base = match.group(), match.start()
        if stretch.isascii() and stretch.isalnum():
            words.append(stretch.lower())
            starts.append(base)
            ends.append(match.end())
            continue
        for word, start, end in _words(stretch):
            words.append(word)
            starts.append(base + start)
            ends.append(base + end)
    return Folded(text, words, starts, ends)


@lru_cache(maxsize=65536)
def _words(stretch: str) -> tuple[tuple[str, int, int], ...]:
    """The words of a stretch that has more than ASCII letters and digits, with their places in it."""
    words: list[tuple[str, int, int]] = []
    open_word = False
    for letters, start, end in letters_of(stretch):
        if letters is None:
            open_word = False
        elif words and words[-1][2] == start and unicodedata.category(letters[0])[0] == "M":
            words[-1] = (words[-1][0] + letters, words[-1][1], end)
        elif _UNSPACED.match(letters) or unicodedata.category(letters[0]) == "No":
            words.append((letters, start, end))
            open_word = False
        elif open_word:
            words[-1] = (words[-1][0] + letters, words[-1][1], end)
        else:
            words.append((letters, start, end))
            open_word = True
    return tuple(words)


def letters_of(raw: str) -> list[tuple[str | None, int, int]]:
    """The folded letters of a raw stretch, piece by piece.

    Returns:
        Letters and digits (None for a piece that parts words) with the place of the piece in `raw`; pieces that count
        for nothing, such as characters of no width, are left out.
    """
    pieces: list[tuple[str | None, int, int]] = []
    for match in _PIECE.finditer(raw):
        letters = _letters(_decoded(match.group()))
        if letters != "":
            pieces.append((letters, match.start(), match.end()))
    return pieces


def _decoded(piece: str) -> str:
    """The character that a piece stands for."""
    if len(piece) == 1:
        return piece
    if piece[0] == "&":
        return html.unescape(piece)
    if re.fullmatch(_CUT_QUOTE, piece):
        return "\u201d"
    try:
        return bytes(_byte(character) for character in piece).decode()
    except UnicodeDecodeError:
        return piece


def _byte(character: str) -> int:
    """The byte that Windows-1252 shows as a character."""
    place = _CONTINUATION.find(character)
    return 0x80 + place if place >= 0 else ord(character)


@lru_cache(maxsize=8192)
def _letters(character: str) -> str | None:
    """Folded letters and digits of a character; None where it parts words, empty where it counts for nothing.

    Fractions and raised digits stay what they are and are words of their own: 5\u00bd is not 512.
    """
    if character in _APOSTROPHES:
        return None
    if unicodedata.category(character[0]) == "No":
        return character
    decomposed = unicodedata.normalize("NFKD", character.casefold().translate(_LETTERS)).casefold()
    accents = _ACCENTED.match(decomposed) is not None
    kept = "".join(c for c in decomposed if c.isalnum() or (not accents and unicodedata.category(c)[0] == "M"))
    if kept:
        return kept
    return "" if all(unicodedata.category(c) in {"Mn", "Me", "Cf"} for c in character) else None


def marks_of(raw: str) -> list[tuple[str, int, int]]:
    """The folded punctuation of a gap: quotes and dashes of one kind each, white space left out.

    Returns:
        Each mark with its place in `raw`; an ellipsis character gives three marks with the same place.
    """
    marks: list[tuple[str, int, int]] = []
    for match in _PIECE.finditer(raw):
        for character in _decoded(match.group()):
            if character.isspace() or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
                continue
            folded = _MARKS.get(character) or unicodedata.normalize("NFKC", character)
            marks.extend((mark, match.start(), match.end()) for mark in folded)
    return _without_doubled_dashes(marks)


def _without_doubled_dashes(marks: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Two or three hyphens that stand for a dash count once."""
    kept = marks[:1]
    for before, mark in pairwise(marks):
        if mark[0] == before[0] == "-":
            kept[-1] = ("-", kept[-1][1], mark[2])
        else:
            kept.append(mark)
    return kept
