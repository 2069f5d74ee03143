"""Colours of what people read."""

from __future__ import annotations

from collections.abc import Callable

import click

from corpus_kp.findings import Finding, Severity
from corpus_kp.rendering import place, printable

#: Gives a text the colours that are asked for.
Paint = Callable[..., str]

HUES: dict[Severity, str] = {"error": "red", "warning": "yellow", "info": "cyan"}


def painter(*, color: bool) -> Paint:
    """`click.style`, or what leaves a text as it is."""
    return click.style if color else _plain


def _plain(text: str, **_: object) -> str:
    return text


def headline(finding: Finding, paint: Paint) -> str:
    """`path:line:column: error KP103 span-text-mismatch: message`."""
    severity = paint(finding.severity, fg=HUES[finding.severity], bold=True)
    where, message = paint(place(finding), bold=True), printable(finding.message)
    return f"{where} {severity} {paint(printable(finding.code), bold=True)} {printable(finding.name)}: {message}"


def fix_option(finding: Finding) -> str | None:
    """The option that mends a finding, if one does."""
    if finding.fix is None:
        return None
    return "--fix" if finding.fix.safe else "--unsafe-fixes"
