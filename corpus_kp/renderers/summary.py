"""What a report counts: findings by severity and by what mends them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus_kp.catalogue import catalogue
from corpus_kp.renderers import Outcome
from corpus_kp.rendering import count, printable, tally


@dataclass(frozen=True)
class Summary:
    """Numbers of a report, as its JSON has them.

    Attributes:
        documents: that were checked.
        errors, warnings, infos: findings of each severity.
        fixable: findings that `--fix` mends.
        unsafely_fixable: those that only `--unsafe-fixes` mends.
        baseline, hidden, fixed: findings that are not among them: accepted, too many, mended.
        notes: lines for people.
    """

    documents: int
    errors: int
    warnings: int
    infos: int
    fixable: int
    unsafely_fixable: int
    baseline: int
    hidden: int
    fixed: int
    notes: Sequence[str]


def summarize(outcome: Outcome) -> Summary:
    """Counts the findings of an outcome."""
    severities = Counter(finding.severity for finding in outcome.findings)
    fixes = Counter(finding.fix.safe for finding in outcome.findings if finding.fix)
    return Summary(
        documents=outcome.documents,
        errors=severities["error"],
        warnings=severities["warning"],
        infos=severities["info"],
        fixable=fixes[True],
        unsafely_fixable=fixes[False],
        baseline=outcome.baseline,
        hidden=outcome.hidden,
        fixed=outcome.fixed,
        notes=outcome.notes,
    )


def closing(outcome: Outcome) -> Iterator[str]:
    """Last lines for people: notes, what to do next, and the count, which comes last."""
    summary = summarize(outcome)
    yield from map(printable, outcome.notes)
    if code := _commonest(outcome):
        yield f"corpus-kp explain {code} says more"
    if fixable := list(_fixable(summary)):
        yield ", ".join(fixable)
    checked = f"{count(outcome.documents, 'document')} checked: {tally(list(outcome.findings))}"
    yield "; ".join([checked, *_rest(summary)])


def _commonest(outcome: Outcome) -> str | None:
    """The code that most findings have; of several the first one that was found."""
    known = catalogue()
    codes = Counter(finding.code for finding in outcome.findings if finding.code in known)
    return codes.most_common(1)[0][0] if codes else None


def _fixable(summary: Summary) -> Iterator[str]:
    if summary.fixable:
        yield f"{summary.fixable} can be mended with --fix"
    if summary.unsafely_fixable:
        words = "more" if summary.fixable else "can be mended"
        yield f"{summary.unsafely_fixable} {words} with --unsafe-fixes"


def _rest(summary: Summary) -> Iterator[str]:
    if summary.infos:
        yield count(summary.infos, "remark")
    if summary.fixed:
        yield f"{summary.fixed} mended"
    if summary.baseline:
        yield f"{summary.baseline} accepted in the baseline"
    if summary.hidden:
        yield f"{summary.hidden} more not shown (--max-errors)"
