"""One run of a validation as a user asks for it: which documents, which rules, what is accepted, how much is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus_kp.baseline import Accepted, sift
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.renderers import Outcome
from corpus_kp.rendering import count
from corpus_kp.selection import Selection, selection
from corpus_kp.validation import Report, validate


@dataclass(frozen=True)
class Checkup:
    """What is asked for.

    Attributes:
        paths: documents or folders; none means all.
        articles: file or folder with the texts of text-free documents.
        chosen: rules that count.
        accepted: entries of a baseline.
        max_errors: errors that are shown at most.
    """

    paths: Sequence[Path] = ()
    articles: Path | None = None
    chosen: Selection = field(default_factory=selection)
    accepted: Sequence[Accepted] = ()
    max_errors: int | None = None

    def report(self, corpus: Corpus) -> Report:
        """Validates; the findings are those of the chosen rules, with their fixes."""
        report = validate(corpus, self.paths, self.articles)
        findings = self.chosen.of(report.findings)
        if findings:
            from corpus_kp.fixing import with_fixes

            findings = with_fixes(findings, corpus, report.content)
        return report.of(findings)

    def outcome(self, corpus: Corpus, report: Report, fixed: int = 0) -> tuple[Outcome, bool]:
        """What is shown of a report.

        Args:
            corpus: that was validated.
            report: of it.
            fixed: number of findings that were mended before.

        Returns:
            The outcome, and whether there is an error that is not accepted.
        """
        sifted = sift(report.findings, self.accepted, corpus)
        shown = _first(sifted.new, self.max_errors)
        notes = [*_articles_note(report, self.articles), *self._idle_note(sifted.idle)]
        outcome = Outcome(
            findings=shown,
            files=report.content.paths,
            documents=len(report.content.paths),
            notes=notes,
            baseline=sifted.accepted,
            hidden=len(sifted.new) - len(shown),
            fixed=fixed,
        )
        return outcome, any(finding.severity == "error" for finding in sifted.new)

    def _idle_note(self, idle: Sequence[Accepted]) -> list[str]:
        """What the baseline holds in vain; a part of the corpus or of the rules says nothing about it."""
        if not idle or self.paths or len(self.chosen.codes) < len(selection().codes):
            return []
        return [f"{count(len(idle), 'finding')} of the baseline found no more; --update-baseline takes them out"]


def _first(findings: Sequence[Finding], most: int | None) -> list[Finding]:
    """Findings up to the last error that is shown."""
    shown: list[Finding] = []
    errors = 0
    for finding in findings:
        errors += finding.severity == "error"
        if most is not None and errors > most:
            break
        shown.append(finding)
    return shown


def _articles_note(report: Report, articles: Path | None) -> list[str]:
    """Text-free documents that were checked without their text, though articles were given."""
    documents = report.hydration.documents if report.hydration else ()
    other = [document.doc_id for document in documents if not document.identical]
    return [f"the very text is not in {articles}, checked without it: {', '.join(other)}"] if other else []
