"""Where a value stands in a line of JSON: from a path such as `$.content[1].start` to a column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

JsonPath = tuple[str | int, ...]

_DECODER = json.JSONDecoder()
_WHITE = re.compile(r"[ \t\n\r]*")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")


def parse_path(path: str) -> JsonPath:
    """Splits a JSON path.

    Args:
        path: `$.content[1].start`, or without the leading `$.`.

    Returns:
        `("content", 1, "start")`; an index that is not known (`[...]`) ends the path.
    """
    path = path.removeprefix("$")
    if path and path[0] not in ".[":
        path = "." + path
    steps: list[str | int] = []
    for key, index in _STEP.findall(path):
        if index == "...":
            break
        steps.append(key or int(index))
    return tuple(steps)


def locate(line: str, path: JsonPath, *, key: bool = False) -> tuple[int, int]:
    """Finds a value in a line of JSON.

    Args:
        line: one JSON value.
        path: keys and indexes from the outermost value inwards.
        key: give the place of the key instead of its value.

    Returns:
        Half-open span of columns, 0-based, in code points. Where the path leads nowhere, the span of the
        innermost value that is there.

    Raises:
        ValueError: the line is not JSON.
    """
    start = _skip(line, 0)
    _, end = _DECODER.raw_decode(line, start)
    span = key_span = (start, end)
    for step in path:
        for name, child_key, child in _children(line, span[0]):
            if name == step:
                key_span, span = child_key, child
                break
        else:
            return span
    return key_span if key else span


def repeated_key(line: str) -> tuple[str, tuple[int, int]] | None:
    """The first key that stands twice in one object of a line of JSON, and the span of its second place.

    Raises:
        ValueError: the line is not JSON, or has a number that is too long to be read.
    """
    if not _may_repeat_key(line) or not _has_repeated_key(line):
        return None
    waiting = [_skip(line, 0)]
    while waiting:
        seen = set()
        for name, key, child in _children(line, waiting.pop(0)):
            if isinstance(name, str) and name in seen:
                return name, key
            seen.add(name)
            waiting.append(child[0])
    return None


_KEY = re.compile(r'"([^"]*)"\s*:')


def _may_repeat_key(line: str) -> bool:
    """Whether a name stands twice before a colon, in whichever object; a backslash may hide one."""
    names = _KEY.findall(line)
    return "\\" in line or len(set(names)) < len(names)


def _has_repeated_key(line: str) -> bool:
    """Whether there is one; the walk that finds its place is for the few lines that have."""
    found = False

    def look(pairs: list[tuple[str, object]]) -> None:
        nonlocal found
        found = found or len({key for key, _ in pairs}) < len(pairs)

    json.JSONDecoder(object_pairs_hook=look).decode(line)
    return found


def _skip(line: str, position: int) -> int:
    match = _WHITE.match(line, position)
    return match.end() if match else position


def _children(line: str, start: int) -> Iterator[tuple[str | int, tuple[int, int], tuple[int, int]]]:
    """Yields name, span of the name and span of the value of each member of an object or array."""
    opener = line[start]
    if opener not in "{[":
        return
    position = _skip(line, start + 1)
    index = 0
    while line[position] not in "}]":
        name: str | int = index
        key_span = (position, position)
        if opener == "{":
            name, key_end = _DECODER.raw_decode(line, position)
            key_span = (position, key_end)
            position = _skip(line, _skip(line, key_end) + 1)
        _, end = _DECODER.raw_decode(line, position)
        yield name, key_span, (position, end)
        position = _skip(line, end)
        if line[position] == ",":
            position = _skip(line, position + 1)
        index += 1
