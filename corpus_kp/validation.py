"""Validation of a corpus folder: reads, fills, tabulates, checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus_kp.articles import Filling, fill
from corpus_kp.checking import check_corpus
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.tables import Frames


@dataclass(frozen=True)
class Report:
    """Result of a validation.

    Attributes:
        findings: in order of file and line.
        documents: number of document files that were read.
        frames: the tables, by name.
        filling: what became of text-free documents, where articles were given.
    """

    findings: list[Finding]
    documents: int
    frames: Frames
    filling: Filling | None = None

    @property
    def failed(self) -> bool:
        """Whether there is an error among the findings."""
        return any(finding.severity == "error" for finding in self.findings)


def validate(corpus: Corpus, paths: Sequence[Path] = (), articles: Path | None = None) -> Report:
    """Checks a corpus or some of its documents.

    Args:
        corpus: the corpus.
        paths: files or folders; none means all.
        articles: folder with the texts of text-free documents.

    Raises:
        UsageError: a path is not there.
        CorpusConfigError: the configuration or a schema is wrong.
    """
    content = corpus.read(paths)
    filling = fill(content, articles) if articles else None
    frames, findings = check_corpus(corpus, content)
    return Report(findings, content.read, frames, filling)
