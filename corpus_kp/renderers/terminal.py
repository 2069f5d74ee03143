"""Words of a corpus on a terminal: what can be seen of them, in how many columns, with carets below.

Control characters would steer the terminal, so a sign of one column stands for each. What joins or alters emoji
(joiners, variation selectors, skin tones) is shown as a sign too: terminals do not agree on the width of what it
makes, and offsets count it as a character of its own. Ambiguous characters have one column, as terminals have it
unless they are told otherwise; a terminal that writes Hebrew or Arabic from the right moves words from their carets.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from corpus_kp.findings import Excerpt

_CUT = "…"
_JOINER = "‿"
#: Joiners, variation selectors for emoji, the keycap, skin tones, tags of flags.
_JOINERS = re.compile("([\u200c\u200d\ufe0e\ufe0f\u20e3\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f])")


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
    if text.isascii():
        yield from (Cell(_sign(character), 1, at, at + 1) for at, character in enumerate(text))
        return
    at = 0
    for run in _JOINERS.split(text):
        for cluster in _clusters(run):
            for shown, columns, length in _seen(cluster):
                yield Cell(shown, columns, at, at + length)
                at += length


def _clusters(run: str) -> Iterable[str]:
    from wcwidth import iter_graphemes  # 13 ms, for what is not ASCII

    return [run] if len(run) <= 1 else iter_graphemes(run)


def _seen(cluster: str) -> Iterator[tuple[str, int, int]]:
    """What is shown of a grapheme cluster, its columns, and the number of code points."""
    from wcwidth import wcswidth

    if _JOINERS.fullmatch(cluster):
        yield _JOINER, 1, 1
    elif len(cluster) > 1 and not cluster.isprintable():
        for character in cluster:
            yield from _seen(character)
    elif not cluster.isprintable():
        yield _sign(cluster), 1, 1
    elif columns := wcswidth(cluster):
        yield cluster, columns, len(cluster)
    elif cluster:
        yield (f"◌{cluster}" if unicodedata.category(cluster[0]).startswith("M") else "�"), 1, len(cluster)


def _sign(character: str) -> str:
    """The character, or the sign that stands for it where it cannot be seen or would do something."""
    if character == "\t":
        return "→"
    if character < " " or character == "\x7f":
        return chr(0x2400 + ord(character)) if character < " " else "␡"
    if character.isprintable():
        return character
    return "␣" if character.isspace() and character > "\x9f" else "�"


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
