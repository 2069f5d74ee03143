"""A line for each finding."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kp.renderers import Outcome
from corpus_kp.renderers.painting import fix_option, headline, painter
from corpus_kp.renderers.summary import closing


def render(outcome: Outcome, *, color: bool, width: int | None) -> Iterator[str]:  # noqa: ARG001 - lines are not cut
    """Place, code, message and the option that mends it; the summary."""
    paint = painter(color=color)
    for finding in outcome.findings:
        option = fix_option(finding)
        yield headline(finding, paint) + (f" {paint(f'[{option}]', fg='green')}" if option else "")
    yield from closing(outcome)
