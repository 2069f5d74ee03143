"""One run of a validation as a user asks for it: which documents, which rules, what is accepted, how much is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from corpus_kp.baseline import Accepted, sift, write_baseline
from corpus_kp.catalogue import Scope, catalogue
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding, has_error
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
        idle = [entry for entry in sifted.idle if self._judged(entry, report)]
        shown = first_errors(sifted.new, self.max_errors)
        notes = [*_articles_note(report, self.articles), *_idle_note(idle)]
        outcome = Outcome(
            findings=shown,
            files=report.content.paths,
            documents=len(report.content.paths),
            notes=notes,
            baseline=sifted.accepted,
            hidden=len(sifted.new) - len(shown),
            fixed=fixed,
        )
        return outcome, has_error(sifted.new)

    def new(self, corpus: Corpus, report: Report) -> list[Finding]:
        """The findings of a report that are not accepted."""
        return sift(report.findings, self.accepted, corpus).new

    def accept(self, corpus: Corpus, baseline: Path) -> int:
        """Accepts what is found; entries about what was not looked at stay.

        Args:
            corpus: that is validated.
            baseline: the file that is written.

        Returns:
            Number of entries.
        """
        report = self.report(corpus)
        idle = sift(report.findings, self.accepted, corpus).idle
        kept = [entry for entry in idle if not self._judged(entry, report)]
        return write_baseline(baseline, report.findings, corpus, self.accepted, kept)

    def _judged(self, entry: Accepted, report: Report) -> bool:
        """Whether what an entry accepts would have been found: its rule and its document were looked at."""
        if entry.code not in self.chosen.codes:
            return False
        content = report.content
        read = {document.doc_id for document in content.documents if document.text is not None}
        if content.whole:  # a file with a fault, and a text-free document without its article, were not looked at whole
            return entry.doc_id in read or entry.doc_id not in {PurePath(path).stem for path in content.paths}
        rule = catalogue().get(entry.code)
        return rule is not None and rule.scope is not Scope.CORPUS and entry.doc_id in read


def _idle_note(idle: Sequence[Accepted]) -> list[str]:
    """What the baseline holds in vain."""
    number = count(len(idle), "finding")
    return [f"{number} of the baseline found no more; --update-baseline takes them out"] if idle else []


def first_errors(findings: Iterable[Finding], most: int | None) -> list[Finding]:
    """Findings up to the last error that is shown.

    Args:
        findings: in order.
        most: errors that are shown; None means all.
    """
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
