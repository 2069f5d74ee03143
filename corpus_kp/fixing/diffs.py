"""Changes as a unified diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff

from corpus_kp.fixing.applying import Change
from corpus_kp.rendering import printable


def diff(changes: Iterable[Change]) -> Iterator[str]:
    """A unified diff, line by line, without line feeds; control characters are shown by their codes.

    Args:
        changes: one for each file.
    """
    for change in changes:
        name = printable(change.shown)
        lines = unified_diff(_lines(change.before), _lines(change.after), name, name, lineterm="")
        yield from map(printable, lines)


def _lines(data: bytes) -> list[str]:
    """Lines without their line feeds; a last one that has none says so."""
    lines = data.decode().split("\n")
    return lines[:-1] if lines[-1] == "" else [*lines[:-1], f"{lines[-1]} [no line feed at the end]"]
