"""What is said first where a corpus with errors is looked at all the same."""

from __future__ import annotations

from corpus_kp.rendering import count
from corpus_kp.validation import Report


def reservation(report: Report) -> str | None:
    """A warning that what is shown may be wrong or not whole; None where the corpus has no errors.

    Args:
        report: of the validation of the corpus.
    """
    errors = sum(finding.severity == "error" for finding in report.findings)
    if not errors:
        return None
    unread = report.documents - len(report.frames["documents"])
    left_out = f"; without {count(unread, 'document')} that cannot be read" if unread else ""
    return f"the corpus has {count(errors, 'error')}, see corpus-kp validate{left_out}"
