"""Words among those around them, as a finding shows them."""

from __future__ import annotations

from corpus_kp.findings import Excerpt

#: Code points that are shown of marked words, and beside them.
_MARKED, _BESIDE = 100, 40
#: Stands for a line feed among marked words.
_LINE_FEED = "↵"


def excerpt_of(text: str, path: str, start: int, end: int) -> Excerpt:
    """Words of a text among those around them, on one line.

    Args:
        text: the whole text.
        path: of its file.
        start: first marked code point, inside the text.
        end: the one after the last.
    """
    before = text.rfind("\n", 0, start)
    left = max(before + 1, start - _BESIDE)
    last = min(end, start + _MARKED)
    after = text.find("\n", last)
    right = min(len(text) if after < 0 else after, last + _BESIDE)
    lead, tail = "…" if left > before + 1 else "", "…" if right < (len(text) if after < 0 else after) else ""
    shown = lead + text[left:right].replace("\n", _LINE_FEED) + tail
    first = len(lead) + start - left
    return Excerpt(
        path=path,
        line=text.count("\n", 0, start) + 1,
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
