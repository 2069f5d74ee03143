"""The code quality report of GitLab."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corpus_kp.findings import Finding, Severity
from corpus_kp.renderers import Outcome
from corpus_kp.renderers.fingerprints import fingerprints
from corpus_kp.renderers.json_text import json_line

_SEVERITIES: dict[Severity, str] = {"error": "major", "warning": "minor", "info": "info"}


def render(outcome: Outcome, *, color: bool, width: int | None) -> Iterator[str]:  # noqa: ARG001
    """A list with an object on each line."""
    yield "["
    last = len(outcome.findings) - 1
    for number, (finding, name) in enumerate(zip(outcome.findings, fingerprints(outcome.findings), strict=True)):
        yield json_line(_issue(finding, name)) + ("," if number < last else "")
    yield "]"


def _issue(finding: Finding, name: str) -> dict[str, Any]:
    expected = f" (expected: {finding.expected})" if finding.expected else ""
    return {
        "description": f"{finding.code} {finding.name}: {finding.message}{expected}",
        "check_name": finding.code,
        "fingerprint": name,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": finding.path, "lines": {"begin": finding.line or 1}},
    }
