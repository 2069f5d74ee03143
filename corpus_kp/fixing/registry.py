"""The fixers by code: functions from a finding to the edits that remove it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from corpus_kp.content import Content
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Edit, Finding, Fix
from corpus_kp.fixing import anchors, duplicates, line_ends, names, offsets, spans, words
from corpus_kp.fixing.sources import Sources

#: Gives the title and the edits that remove a finding, or None where no one way to do so is certain.
Fixer = Callable[[Finding, Sources], tuple[str, Sequence[Edit]] | None]
Kind = Literal["safe", "unsafe"]

#: The function of each code, by kind. Where a code has both, the safe one is tried first.
FIXERS: Mapping[Kind, Mapping[str, Fixer]] = {
    "safe": {
        "KP003": line_ends.line_ends,
        "KP004": line_ends.line_ends,
        "KP101": offsets.stored_text,
        "KP102": offsets.another_unit,
        "KP103": offsets.another_unit,
        "KP104": spans.fragments_in_order,
        "KP106": spans.edge_space,
        "KP108": duplicates.repeated_line,
    },
    "unsafe": {
        "KP006": names.misspelt_field,
        "KP102": anchors.moved_span,
        "KP103": anchors.moved_span,
        "KP113": words.missing_words,
        "KP201": names.misspelt_value,
    },
}


def kinds() -> dict[str, Kind]:
    """Which fixes a code may have at best: what the catalogue calls `fix`."""
    return {**dict.fromkeys(FIXERS["unsafe"], "unsafe"), **dict.fromkeys(FIXERS["safe"], "safe")}


def with_fixes(findings: Sequence[Finding], corpus: Corpus, content: Content) -> list[Finding]:
    """Findings with a `fix` where one way to mend them is certain.

    Args:
        findings: of a check of this content.
        corpus: where it was read.
        content: what was read.
    """
    sources = Sources(corpus, content)
    return [replace(finding, fix=_fix(finding, sources)) if finding.code in _CODES else finding for finding in findings]


_CODES = kinds()


def _fix(finding: Finding, sources: Sources) -> Fix | None:
    for kind, fixers in FIXERS.items():
        found = fixers[finding.code](finding, sources) if finding.code in fixers else None
        if found:
            return _made(found, sources, safe=kind == "safe")
    return None


def _made(found: tuple[str, Sequence[Edit]], sources: Sources, *, safe: bool) -> Fix:
    """The fix that a fixer has found; one that is found for many findings is made once."""
    return sources.once(("fix", id(found)), lambda: (_ordered(*found, safe=safe), found))[0]  # found keeps its id


def _ordered(title: str, edits: Sequence[Edit], *, safe: bool) -> Fix:
    ordered = sorted(set(edits), key=lambda edit: (edit.path, edit.line, edit.column, edit.end_line, edit.end_column))
    return Fix(title=title, safe=safe, edits=tuple(ordered))
