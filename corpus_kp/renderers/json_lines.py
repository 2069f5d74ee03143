"""A JSON object on a line for each finding, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kp.renderers import Outcome
from corpus_kp.renderers.json_text import json_line, with_edits_once


def render(outcome: Outcome, *, color: bool, width: int | None) -> Iterator[str]:  # noqa: ARG001
    """The fields of `Finding`; absent ones are null, many edits of a fix stand there once."""
    yield from map(json_line, with_edits_once(outcome.findings))
