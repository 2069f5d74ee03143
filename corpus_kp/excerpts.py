"""Words among those around them, as a finding shows them."""

from __future__ import annotations

from itertools import accumulate

from corpus_kp.findings import Excerpt

#: Code points that are shown of marked words, and beside them.
_MARKED, _BESIDE = 100, 40
#: Code points of a stretch whose line feeds are counted together.
_STRETCH = 2**14
#: Stands for a line feed among marked words.
_LINE_FEED = "↵"


class Lines:
    """Line feeds of a text, counted once for stretches of it, so that each place in a long text is found fast."""

    def __init__(self, text: str) -> None:
        """Counts the line feeds.

        Args:
            text: the whole text.
        """
        starts = range(0, len(text) + 1, _STRETCH)
        self._text = text
        self._before = list(accumulate((text.count("\n", at, at + _STRETCH) for at in starts), initial=0))
        self._last = list(accumulate((text.rfind("\n", at, at + _STRETCH) for at in starts), max, initial=-1))

    def place(self, at: int) -> tuple[int, int]:
        """Line (1-based) of a code point, and the code point before the first one of that line."""
        stretch = at // _STRETCH
        first = stretch * _STRETCH
        feed = self._text.rfind("\n", first, at)
        return self._before[stretch] + self._text.count("\n", first, at) + 1, max(feed, self._last[stretch])


def excerpt_of(text: str, path: str, start: int, end: int, lines: Lines | None = None) -> Excerpt:
    """Words of a text among those around them, on one line.

    Args:
        text: the whole text.
        path: of its file.
        start: first marked code point, inside the text.
        end: the one after the last.
        lines: of the text, where several excerpts are made of it.
    """
    line, before = (lines or Lines(text)).place(start)
    left = max(before + 1, start - _BESIDE)
    last = min(end, start + _MARKED)
    after = text.find("\n", last, last + _BESIDE + 1)
    stop = after if after >= 0 else len(text)
    right = min(stop, last + _BESIDE)
    lead, tail = "…" if left > before + 1 else "", "…" if right < stop else ""
    shown = lead + text[left:right].replace("\n", _LINE_FEED) + tail
    first = len(lead) + start - left
    return Excerpt(
        path=path,
        line=line,
        column=start - before,
        text=shown,
        start=first,
        end=first + last - start,
    )


def excerpt_of_line(text: str, path: str, line: int, columns: tuple[int, int]) -> Excerpt:
    """Columns of a line of a file among those around them.

    Args:
        text: the line.
        path: of the file.
        line: its number.
        columns: the first one and the one after the last, 1-based.
    """
    first, last = columns
    part = excerpt_of(text, path, first - 1, last - 1)
    return Excerpt(path=path, line=line, column=first, text=part.text, start=part.start, end=part.end)
