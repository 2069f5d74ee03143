"""The fixers: by code, functions from a finding to the fix that removes it."""

from __future__ import annotations

from collections.abc import Sequence

from corpus_kp.content import Content
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding

FIXERS: dict[str, object] = {}


def with_fixes(findings: Sequence[Finding], corpus: Corpus, content: Content) -> list[Finding]:  # noqa: ARG001
    """Findings with a `fix` where one way to mend them is certain.

    Args:
        findings: of a check of this content.
        corpus: where it was read.
        content: what was read.
    """
    return list(findings)
