"""Byte order marks and carriage returns (KP003, KP004)."""

from __future__ import annotations

import re

from corpus_kp.findings import Edit, Finding
from corpus_kp.fixing.editing import line_end_edits, line_end_title
from corpus_kp.fixing.offsets import conversion
from corpus_kp.fixing.sources import Sources

_LONE = re.compile(r"\r(?!\r*(?:\n|\Z))")


def line_ends(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """Line feeds alone, no byte order mark; in a text, with the offsets that counted them.

    A carriage return that ends no line may be anything, so a file with one is left to people.
    """
    if finding.path.endswith(".txt"):
        return conversion(finding, sources)
    text = sources.text(finding.path)
    if text is None or _LONE.search(text):
        return None
    edits = list(line_end_edits(finding.path, text))
    return (line_end_title(text), edits) if edits else None
