"""A report for people: a paragraph for each finding, and a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus_kp.findings import Finding
from corpus_kp.renderers import Outcome
from corpus_kp.rendering import count, place, printable, tally


def render(outcome: Outcome, *, color: bool, width: int | None) -> Iterator[str]:  # noqa: ARG001
    """Paragraphs, notes and the summary."""
    yield from render_text(outcome.findings)
    yield from map(printable, outcome.notes)
    yield f"{count(outcome.documents, 'document')} checked: {tally(list(outcome.findings))}"


def render_text(findings: Iterable[Finding]) -> Iterator[str]:
    """A paragraph for each finding: place and message, then the words, what was expected and what to do."""
    for finding in findings:
        yield f"{place(finding)} {finding.severity} {finding.code} {finding.name}: {printable(finding.message)}"
        if finding.excerpt:
            yield f"    text:     {printable(finding.excerpt.text)}"
        if finding.expected:
            yield f"    expected: {printable(finding.expected)}"
        if finding.help:
            yield f"    help:     {printable(finding.help)}"
