"""Workflow commands of GitHub Actions: each finding is a remark at its line in a pull request."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kp.findings import Finding, Severity
from corpus_kp.renderers import Outcome
from corpus_kp.renderers.painting import fix_option
from corpus_kp.rendering import printable

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}
#: As in @actions/core: a value ends with its line, a property also at `,` and `:`.
_VALUE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render(outcome: Outcome, *, color: bool, width: int | None) -> Iterator[str]:  # noqa: ARG001
    """A command for each finding, and one for each note."""
    yield from map(_command, outcome.findings)
    for note in outcome.notes:
        yield f"::notice::{printable(note).translate(_VALUE)}"


def _command(finding: Finding) -> str:
    properties = ",".join(f"{name}={printable(value).translate(_PROPERTY)}" for name, value in _properties(finding))
    body = "\n".join(map(printable, _body(finding)))
    return f"::{_COMMANDS[finding.severity]} {properties}::{body.translate(_VALUE)}"


def _properties(finding: Finding) -> Iterator[tuple[str, str]]:
    if finding.path:
        yield "file", finding.path
    if finding.line is not None:
        yield "line", str(finding.line)
        end = finding.end_line or finding.line
        yield "endLine", str(end)
        if finding.column is not None and end == finding.line:  # columns are allowed on one line only
            yield "col", str(finding.column)
            if finding.end_column is not None:
                yield "endColumn", str(finding.end_column)
    yield "title", f"{finding.code} {finding.name}"


def _body(finding: Finding) -> Iterator[str]:
    yield finding.message
    if finding.expected:
        yield f"expected: {finding.expected}"
    if finding.fix:
        yield f"fix: {finding.fix.title} ({fix_option(finding)})"
    if finding.help:
        yield f"help: {finding.help}"
