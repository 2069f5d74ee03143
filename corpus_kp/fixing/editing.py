"""Edits of lines and of values in lines of JSON, as small as they can be."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from corpus_kp.findings import Edit
from corpus_kp.json_position import JsonPath, locate

#: What one code point is written as in a string of JSON: a pair of surrogates, an escape, or itself.
_CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)


class LineEdits:
    """Makes the edits of one line of JSON."""

    def __init__(self, path: str, number: int, line: str) -> None:
        """Prepares the edits.

        Args:
            path: the file, as findings name it.
            number: of the line, 1-based.
            line: as it stands, without its line feed.
        """
        self.line = line
        self._path = path
        self._number = number

    def columns(self, first: int, last: int, replacement: str) -> Edit:
        """Replaces columns (0-based, half-open)."""
        return Edit(
            path=self._path,
            line=self._number,
            column=first + 1,
            end_line=self._number,
            end_column=last + 1,
            replacement=replacement,
        )

    def value(self, steps: JsonPath, value: object) -> Edit:
        """Replaces a value that is there."""
        return self.columns(*locate(self.line, steps), written(value, self.line))

    def key(self, steps: JsonPath, name: str) -> Edit:
        """Replaces a key that is there."""
        return self.columns(*locate(self.line, steps, key=True), written(name, self.line))

    def number(self, steps: JsonPath, old: int, new: int) -> list[Edit]:
        """Replaces a number, if it is another one."""
        return [] if old == new else [self.value(steps, new)]

    def kept(self, steps: JsonPath, first: int, last: int) -> list[Edit]:
        """Cuts a string down to some of its code points (0-based, half-open)."""
        places = self._characters(steps)
        edges = [(places[0], places[first]), (places[last], places[-1])]
        return [self.columns(left, right, "") for left, right in edges if left < right]

    def without_carriage_returns(self, steps: JsonPath) -> list[Edit]:
        """Takes carriage returns before line feeds out of a string."""
        places = self._characters(steps)
        first, last = locate(self.line, steps)
        text = json.loads(self.line[first:last])
        return [
            self.columns(places[match.start()], places[match.end()], "") for match in re.finditer(r"\r(?=\n)", text)
        ]

    def _characters(self, steps: JsonPath) -> list[int]:
        """Columns (0-based) of the code points of a string, and that of its closing quote."""
        first, last = locate(self.line, steps)
        places = [match.start() for match in _CHARACTER.finditer(self.line, first + 1, last - 1)]
        return [*places, last - 1]


def written(value: object, line: str) -> str:
    """A value as JSON, in escapes where the line it comes into has nothing but ASCII."""
    return json.dumps(value, ensure_ascii=line.isascii())


def deletion(path: str, lines: list[str], number: int) -> Edit:
    """Takes a line out, with its line feed if it has one.

    Args:
        path: the file, as findings name it.
        lines: of the file, without their line feeds.
        number: of the line, 1-based.
    """
    last = number == len(lines)
    place = (number, len(lines[number - 1]) + 1) if last else (number + 1, 1)
    return Edit(path=path, line=number, column=1, end_line=place[0], end_column=place[1], replacement="")


def line_end_edits(path: str, text: str) -> Iterator[Edit]:
    """Takes out a byte order mark, and carriage returns at the ends of lines.

    Args:
        path: the file, as findings name it.
        text: all of it.
    """
    for number, line in enumerate(text.split("\n"), 1):
        edits = LineEdits(path, number, line)
        if number == 1 and line.startswith("\ufeff"):
            yield edits.columns(0, 1, "")
        kept = line.rstrip("\r")
        if len(kept) < len(line):
            yield edits.columns(len(kept), len(line), "")


def line_end_title(text: str) -> str:
    """What `line_end_edits` do, as an order."""
    parts = ["the byte order mark"] * text.startswith("\ufeff") + ["the carriage returns"] * ("\r" in text)
    return f"Take out {' and '.join(parts)}"
