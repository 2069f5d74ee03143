"""Validation of a corpus folder: reads, fills, tabulates, checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_kp.checking import check_corpus
from corpus_kp.content import Content
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding, has_error
from corpus_kp.frames import Frames

if TYPE_CHECKING:
    from corpus_kp.textfree.hydration import Hydration


@dataclass(frozen=True)
class Report:
    """Result of a validation.

    Attributes:
        findings: in order of file and line.
        frames: the tables, by name.
        content: what was read, as it was checked.
        hydration: what became of text-free documents, where articles were given.
    """

    findings: list[Finding]
    frames: Frames
    content: Content
    hydration: Hydration | None = None

    @property
    def documents(self) -> int:
        """Number of document files that were read."""
        return len(self.content.paths)

    def of(self, findings: list[Finding]) -> Report:
        """The same with other findings."""
        return replace(self, findings=findings)

    @property
    def failed(self) -> bool:
        """Whether there is an error among the findings."""
        return has_error(self.findings)


def validate(corpus: Corpus, paths: Sequence[Path] = (), articles: Path | None = None) -> Report:
    """Checks a corpus or some of its documents.

    Args:
        corpus: the corpus.
        paths: files or folders; none means all.
        articles: file or folder with the texts of text-free documents. Only the very text that was annotated is
            checked with its annotations; another version of it says nothing about them.

    Raises:
        UsageError: a path is not there.
        CorpusConfigError: the configuration or a schema is wrong.
    """
    content = corpus.read(paths)
    hydration = None
    if articles:
        from corpus_kp.textfree.hydration import hydrate, with_refilled
        from corpus_kp.textfree.leak_findings import leak_findings
        from corpus_kp.textfree.proof_findings import proof_findings

        hydration = hydrate(content.text_free(), [articles])
        content = with_refilled(content, [document for document in hydration.documents if document.identical])
        filled = content.text_free_with_text()
        content.findings.extend([*leak_findings(corpus, content, filled), *proof_findings(filled)])
    frames, findings = check_corpus(corpus, content)
    return Report(findings, frames, content, hydration)
