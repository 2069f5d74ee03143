"""A JSON object on a line for each finding, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kp.renderers import Outcome
from corpus_kp.renderers.json_text import json_line


def render(outcome: Outcome, *, color: bool, width: int | None) -> Iterator[str]:  # noqa: ARG001
    """The fields of `Finding`; absent ones are null."""
    yield from map(json_line, outcome.findings)
