"""What a rule is, and the list of all of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import polars as pl

from corpus_kp.faults import FAULTS
from corpus_kp.findings import Severity
from corpus_kp.tables import Frames

Check = Callable[[Frames], pl.DataFrame]

#: Columns that a check may give beside _file and _line; all but `message` may be absent.
ROW_COLUMNS = {
    "doc_id": pl.String,
    "id": pl.String,
    "message": pl.String,
    "field": pl.String,
    "start": pl.Int32,
    "end": pl.Int32,
    "expected": pl.String,
}


class Level(IntEnum):
    """Order of the checks. A document with an error on one level is not checked on the next ones."""

    TEXT = 1
    BOUNDS = 2
    REFERENCES = 3
    CONTRACT = 4
    SPANS = 5
    LAYERS = 6


class Scope(IntEnum):
    """What a rule looks into."""

    DOCUMENT = 1
    REGISTERS = 2
    CORPUS = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the scheme.

    Attributes:
        code: `KP103`, never reused.
        scheme: the rule's name in the scheme, `O3`.
        name: two or three words.
        level: when it runs.
        severity: of its findings.
        explanation: what it demands and why.
        help: what to do about a finding.
        check: gives one row for each fault; the columns are in `ROW_COLUMNS`.
        scope: what has to be read for it to be judged.
    """

    code: str
    scheme: str
    name: str
    level: Level
    explanation: str
    help: str
    check: Check
    severity: Severity = "error"
    scope: Scope = Scope.DOCUMENT


CATALOGUE: dict[str, Rule] = {}


def rule(code: str, scheme: str, name: str, level: Level, **text: Any) -> Callable[[Check], Check]:
    """Registers a check under its code; its docstring is the explanation.

    Raises:
        ValueError: the code is taken, or the check has no docstring.
    """

    def register(check: Check) -> Check:
        if code in CATALOGUE or code in FAULTS or not check.__doc__:
            raise ValueError(f"{code}: a rule needs a code of its own and a docstring")
        explanation = " ".join(check.__doc__.split())
        CATALOGUE[code] = Rule(code, scheme, name, level, explanation, check=check, **text)
        return check

    return register
