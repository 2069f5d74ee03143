"""Words of a corpus on a terminal: what can be seen of them, in how many columns, with carets below.

Control characters would steer the terminal, so a sign of one column stands for each. What joins or alters emoji
(joiners, variation selectors, skin tones) is shown as a sign too: terminals do not agree on the width of what it
makes, and offsets count it as a character of its own. Ambiguous characters have one column, as terminals have it
unless they are told otherwise; a terminal that writes Hebrew or Arabic from the right moves words from their carets.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from corpus_kp.findings import Excerpt

_CUT = "…"
_UNSEEN = "�"
#: Joiners, variation selectors for emoji, the keycap, skin tones, tags of flags.
_JOINERS = frozenset(
    chr(code) for code in (0x200C, 0x200D, 0xFE0E, 0xFE0F, 0x20E3, *range(0x1F3FB, 0x1F400), *range(0xE0020, 0xE0080))
)
#: Signs of characters that cannot be shown: pictures of control characters, an arrow for a tab, a tie for joiners.
_SIGNS = {
    **{chr(code): chr(0x2400 + code) for code in range(0x20)},
    **dict.fromkeys(_JOINERS, "‿"),
    "\x7f": "␡",
    "\t": "→",
}


class Cell(NamedTuple):
    """What cannot be divided on a terminal.

    Attributes:
        shown: the characters that are written.
        columns: how many they take, one or more.
        start, end: the code points that they stand for, half-open.
    """

    shown: str
    columns: int
    start: int
    end: int


class Marked(NamedTuple):
    """A line with marked words: what stands before, in and behind the marks, and the line of carets."""

    before: str
    words: str
    after: str
    carets: str


def marked(excerpt: Excerpt, width: int | None = None) -> Marked:
    """An excerpt as it is shown.

    Args:
        excerpt: the stretch and its marks.
        width: columns that it may take; what is far from the marks is cut.
    """
    row = list(cells(excerpt.text))
    first = _position(row, excerpt.start)
    last = max(first, _position(row, excerpt.end - 1) + 1) if excerpt.end > excerpt.start else first
    if width is not None:
        row, first, last = _window(row, first, last, width)
    carets = " " * _columns(row[:first]) + "^" * max(1, _columns(row[first:last]))
    return Marked(_shown(row[:first]), _shown(row[first:last]), _shown(row[last:]), carets)


def cells(text: str) -> Iterator[Cell]:
    """The cells of a text, in order."""
    at = 0
    for shown, columns, length in _seen(text):
        yield Cell(shown, columns, at, at + length)
        at += length


def _seen(text: str) -> Iterator[tuple[str, int, int]]:
    """What is shown of each part of a text, in how many columns, and for how many code points."""
    if text.isascii():
        yield from ((_sign(character), 1, 1) for character in text)
        return
    from wcwidth import iter_graphemes  # 13 ms, for what is not ASCII

    for stands_alone, run in groupby(text, _stands_alone):
        if stands_alone:
            yield from ((_sign(character), 1, 1) for character in run)
        else:
            yield from map(_cluster, iter_graphemes("".join(run)))


def _cluster(cluster: str) -> tuple[str, int, int]:
    """A grapheme cluster that can be seen; a mark without a letter gets a circle, and a mere filler its sign."""
    from wcwidth import wcswidth

    shown = f"◌{cluster}" if unicodedata.category(cluster[0]).startswith("M") else cluster
    columns = wcswidth(shown)
    return (shown, columns, len(cluster)) if columns > 0 else (_UNSEEN, 1, len(cluster))


def _stands_alone(character: str) -> bool:
    return character in _JOINERS or not character.isprintable()


def _sign(character: str) -> str:
    """The character, or the sign that stands for it where it cannot be seen or would do something."""
    if character in _SIGNS:
        return _SIGNS[character]
    if character.isprintable():
        return character
    return "␣" if unicodedata.category(character) == "Zs" else _UNSEEN


def _position(row: Sequence[Cell], at: int) -> int:
    """Index of the cell that a code point is in; the number of cells if it is behind all of them."""
    return next((index for index, cell in enumerate(row) if at < cell.end), len(row))


def _window(row: list[Cell], first: int, last: int, width: int) -> tuple[list[Cell], int, int]:
    """The cells that fit, the marked ones in the middle; of marked ones that do not fit, the first."""
    if _columns(row) <= width:
        return row, first, last
    left, right, room = first, first, width - 2 * len(_CUT)
    while right < last and _columns(row[left : right + 1]) <= room:
        right += 1
    last = right
    growing = True
    while growing:
        growing = False
        if right < len(row) and _columns(row[left : right + 1]) <= room:
            right, growing = right + 1, True
        if left > 0 and _columns(row[left - 1 : right]) <= room:
            left, growing = left - 1, True
    lead = [Cell(_CUT, 1, 0, 0)] if left > 0 else []
    tail = [Cell(_CUT, 1, 0, 0)] if right < len(row) else []
    return [*lead, *row[left:right], *tail], first - left + len(lead), last - left + len(lead)


def _columns(row: Iterable[Cell]) -> int:
    return sum(cell.columns for cell in row)


def _shown(row: Iterable[Cell]) -> str:
    return "".join(cell.shown for cell in row)
