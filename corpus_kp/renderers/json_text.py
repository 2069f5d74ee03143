"""JSON in UTF-8 whose every character can be seen: others are escaped."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import msgspec

from corpus_kp.findings import Finding

#: Edits of a fix that are written at every finding that it mends.
_MANY = 100


def json_line(value: Any) -> str:
    """A value (records too) as JSON on one line.

    Control characters, the ones that turn the direction of a text, and lone surrogates are escaped, so that the line
    is valid UTF-8 and cannot steer a terminal.
    """
    line = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
    return line if line.isprintable() else "".join(map(_escaped, line))


def with_edits_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings of which only the first one with a fix of many edits has these edits.

    One fix can mend all spans of a document: with all of its edits at each of their findings, a report would grow with
    the square of the document. The others keep the title, without edits.
    """
    known: set[int] = set()
    for finding in findings:
        fix = finding.fix
        if fix and len(fix.edits) > _MANY and id(fix) in known:
            yield replace(finding, fix=replace(fix, edits=()))
            continue
        if fix:
            known.add(id(fix))
        yield finding


def _escaped(character: str) -> str:
    """Characters outside of strings are printable, so that this is an escape within one."""
    return character if character.isprintable() else json.dumps(character)[1:-1] if character != "\x7f" else "\\u007f"
