"""One JSON document: the findings with all their fields, and the summary."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kp.renderers import Outcome
from corpus_kp.renderers.json_text import json_line, with_edits_once
from corpus_kp.renderers.summary import summarize

#: Changes when a field changes its meaning or goes.
VERSION = 1


def render(outcome: Outcome, *, color: bool, width: int | None) -> Iterator[str]:  # noqa: ARG001
    """A finding on each line, with the fields of `Finding`; absent ones are null, many edits of a fix stand once."""
    yield f'{{"version": {VERSION}, "findings": ['
    last = len(outcome.findings) - 1
    for number, finding in enumerate(with_edits_once(outcome.findings)):
        yield json_line(finding) + ("," if number < last else "")
    yield f'], "summary": {json_line(summarize(outcome))}}}'
