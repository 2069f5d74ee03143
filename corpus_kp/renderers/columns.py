"""Aligned columns whose cells are folded, so that a table fits a terminal."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

from corpus_kp.renderers.painting import Paint, painter
from corpus_kp.rendering import printable

#: A cell: words, or pieces that are never parted.
Cell = str | Sequence[str]

_GAP = "  "
#: Signs behind which a long name is cut.
_JOINTS = "./_-"
#: Columns to which a cell can be folded, unless it is narrower anyway.
_LEAST = 8
#: Columns of a line where nobody says how many there are, and fewer than which are nothing but folds.
_WIDTH, _NARROWEST = 100, 80


def line_form() -> tuple[int, Paint]:
    """How many columns a line of standard output has, and how its headings are set off."""
    terminal = sys.stdout.isatty()
    width = shutil.get_terminal_size().columns if terminal else _WIDTH
    return max(width, _NARROWEST), painter(color=terminal and not os.environ.get("NO_COLOR"))


def aligned(rows: Sequence[Sequence[Cell]], width: int, right: Collection[int] = ()) -> Iterator[str]:
    """Lines of a table.

    Args:
        rows: of equal length, the header first. Control characters of the cells are shown, not sent.
        width: columns that a line may take; cells are folded where they have to be, the widest first.
        right: numbers of the columns that stand on the right, as figures do.
    """
    for lines in aligned_rows(rows, width, right):
        yield from lines


def aligned_rows(rows: Sequence[Sequence[Cell]], width: int, right: Collection[int] = ()) -> Iterator[list[str]]:
    """Lines of each row of a table; arguments as for `aligned`."""
    widths = _widths(rows, width)
    for row in rows:
        cells = [_folded(_pieces(cell), room) or [""] for cell, room in zip(row, widths, strict=True)]
        yield [_line(line, widths, right) for line in zip_longest(*cells, fillvalue="")]


def _line(cells: Sequence[str], widths: Sequence[int], right: Collection[int]) -> str:
    padded = (_padded(text, widths[at], left=at not in right) for at, text in enumerate(cells))
    return _GAP.join(padded).rstrip()


def folded(text: str, width: int) -> list[str]:
    """Words on lines of some columns; words that are longer are cut.

    Args:
        text: without control characters, or with what should be shown for them.
        width: columns of a line.
    """
    return _folded(_pieces(text), width)


def columns_of(text: str) -> int:
    """How many columns a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # 13 ms, for what is not ASCII

    return max(0, wcswidth(text))


def _pieces(cell: Cell) -> list[str]:
    return [printable(piece) for piece in (cell.split() if isinstance(cell, str) else cell)]


def _widths(rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    """The columns of each column of a table: all that they need, or a common limit for the widest."""
    by_column = list(zip(*rows, strict=True))
    natural = list(map(_natural, by_column))
    if sum(natural) > width - len(_GAP) * (len(natural) - 1):  # headers are folded before anything else
        natural = [max(_natural(column[1:]), *map(columns_of, ["", *_pieces(column[0])])) for column in by_column]
    least = [min(whole, _solid(column)) for whole, column in zip(natural, by_column, strict=True)]
    while True:
        widths = _limited(natural, least, width - len(_GAP) * (len(natural) - 1))
        used = [_used(column, room) for column, room in zip(by_column, widths, strict=True)]
        if widths in (used, natural):
            return used
        # what a column does not need once it is folded is there for the others
        natural = [whole if room == taken else taken for whole, room, taken in zip(natural, widths, used, strict=True)]


def _natural(column: Sequence[Cell]) -> int:
    return max((columns_of(" ".join(_pieces(cell))) for cell in column), default=0)


def _solid(column: Sequence[Cell]) -> int:
    """To how many columns the cells of a column can be folded."""
    solid = [piece for cell in column if not isinstance(cell, str) for piece in _pieces(cell)]
    return max(_LEAST, *map(columns_of, [*solid, *_pieces(column[0])]))


def _used(column: Sequence[Cell], width: int) -> int:
    return max(columns_of(line) for cell in column for line in _folded(_pieces(cell), width) or [""])


def _limited(natural: Sequence[int], least: Sequence[int], room: int) -> list[int]:
    """What the columns need, the widest of them limited so that all fit, unless none may be narrower."""
    limit = min(max(natural, default=0), room)
    while True:
        widths = [min(whole, max(few, limit)) for whole, few in zip(natural, least, strict=True)]
        if limit <= _LEAST or sum(widths) <= room:
            return widths
        limit -= 1


def _folded(pieces: Sequence[str], width: int) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        if lines and columns_of(f"{lines[-1]} {piece}") <= width:
            lines[-1] += f" {piece}"
        else:
            lines.extend(_cut(piece, width))
    return lines


def _cut(word: str, width: int) -> Iterator[str]:
    """A word that is too long for a line, in parts, if it can be behind a sign that joins parts of names."""
    part = ""
    for character in word:
        if part and columns_of(part + character) > width:
            joint = 1 + max(map(part.rfind, _JOINTS))
            at = joint if joint > len(part) // 2 else len(part)
            yield part[:at]
            part = part[at:]
        part += character
    yield part


def _padded(text: str, width: int, *, left: bool) -> str:
    fill = " " * (width - columns_of(text))
    return text + fill if left else fill + text
