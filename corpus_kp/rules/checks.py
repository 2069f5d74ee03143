"""Rules over tables: a rule of the catalogue with one function from tables to the rows that offend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from corpus_kp.catalogue import Level, Rule, register
from corpus_kp.frames import Frames

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

#: The function of each rule over tables, by code. It gives one row for each fault, with columns of `ROW_COLUMNS`.
CHECKS: dict[str, Check] = {}


def rule(code: str, scheme: str, name: str, level: Level, **text: Any) -> Callable[[Check], Check]:
    """Registers a check under its code; its docstring is the explanation.

    Args:
        code: of the rule.
        scheme: its name in the scheme.
        name: two or three words.
        level: when it is judged.
        text: the other attributes of `Rule`.

    Raises:
        ValueError: the code is taken, or the check has no docstring.
    """

    def add(check: Check) -> Check:
        if not check.__doc__:
            raise ValueError(f"{code}: a rule needs a docstring")
        explanation = " ".join(check.__doc__.split())
        register(Rule(code=code, scheme=scheme, name=name, level=level, explanation=explanation, **text))
        CHECKS[code] = check
        return check

    return add
