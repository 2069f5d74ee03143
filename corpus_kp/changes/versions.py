"""Which version a change asks for: a contract or split that is another one, data that is added, corrections."""

from __future__ import annotations

import re
from enum import IntEnum

from corpus_kp.changes.difference import Difference
from corpus_kp.errors import UsageError

#: No longer numbers than anybody counts to: Python refuses to read those of thousands of digits.
_NUMBER = r"(0|[1-9][0-9]{0,17})"
_VERSION = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}")

Version = tuple[int, int, int]


class Bump(IntEnum):
    """How far a version goes on."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


def bump(found: Difference) -> tuple[Bump, list[str]]:
    """What a difference asks for.

    Args:
        found: what is different.

    Returns:
        The bump, and why, in words.
    """
    breaking = [
        (len(found.of("column")), "columns of the contract changed"),
        (len(found.of("split", "moved")), "documents moved to another split"),
        (len(found.of("document", "removed")), "documents removed"),
    ]
    adding = [
        (len(found.of("document", "added")), "documents added"),
        (sum(change.kind == "added" for change in found.changes), "annotations added"),
        (sum(len(found.of(what, "added")) for what in ("entity", "claim", "pair")), "lines of registers added"),
    ]
    for level, reasons in ((Bump.MAJOR, breaking), (Bump.MINOR, adding)):
        if any(number for number, _ in reasons):
            return level, [f"{number} {reason}" for number, reason in reasons if number]
    return (Bump.NONE, []) if found.empty else (Bump.PATCH, ["corrections only"])


def suggested(version: str, level: Bump) -> str:
    """The next version; before 1.0.0 what breaks raises the second number, as Semantic Versioning has it.

    Args:
        version: the older one.
        level: of the change.

    Raises:
        UsageError: it is no version of three numbers.
    """
    major, minor, patch = parsed(version)
    if level is Bump.NONE:
        return version
    if level is Bump.PATCH:
        return f"{major}.{minor}.{patch + 1}"
    if level is Bump.MINOR or major == 0:
        return f"{major}.{minor + 1}.0"
    return f"{major + 1}.0.0"


def fits(old: str, new: str, level: Bump) -> bool:
    """Whether a newer version goes on at least as far as a change asks for.

    Args:
        old: version before the change.
        new: version after it.
        level: of the change.
    """
    return parsed(new) >= parsed(suggested(old, level)) if level else parsed(new) >= parsed(old)


def parsed(version: str) -> Version:
    """The three numbers of a version.

    Raises:
        UsageError: it has others.
    """
    match = _VERSION.fullmatch(version)
    if not match:
        raise UsageError(f"{version[:60]!r} is no version; expected three numbers such as 1.2.0")
    return int(match[1]), int(match[2]), int(match[3])
