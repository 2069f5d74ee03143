"""Findings as output: for people, for machines, for code hosts and their checks."""

from __future__ import annotations

import importlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus_kp.findings import Finding

#: Formats of a report, and the module of each.
_MODULES = {
    "text": "text",
    "concise": "concise",
    "json": "json_document",
    "jsonl": "json_lines",
    "sarif": "sarif",
    "github": "github",
    "gitlab": "gitlab",
    "junit": "junit",
}
FORMATS: tuple[str, ...] = tuple(_MODULES)


@dataclass(frozen=True)
class Outcome:
    """What a check has to say.

    Attributes:
        findings: what is shown, in order of file and line.
        files: paths of the documents that were checked, as findings name them.
        documents: their number.
        notes: lines for people.
        baseline: number of findings that are left out because a baseline accepts them.
        hidden: number of findings that are left out because there are too many.
        fixed: number of findings that were mended and so are gone.
    """

    findings: Sequence[Finding]
    files: Sequence[str]
    documents: int
    notes: Sequence[str] = ()
    baseline: int = 0
    hidden: int = 0
    fixed: int = 0


def render(outcome: Outcome, format: str, *, color: bool = False, width: int | None = None) -> Iterator[str]:  # noqa: A002 - the option's name
    """Lines of a report, without line feeds and without control characters (but the colours that are asked for).

    Args:
        outcome: what is reported.
        format: one of `FORMATS`.
        color: whether formats for people may use colours.
        width: columns of the terminal; None means that lines are not cut.

    Raises:
        KeyError: there is no such format.
    """
    module = importlib.import_module(f"corpus_kp.renderers.{_MODULES[format]}")
    lines: Iterator[str] = module.render(outcome, color=color, width=width)
    return lines
