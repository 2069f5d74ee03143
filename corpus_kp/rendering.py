"""What all output shares: text without control characters, places, numbers with their nouns."""

from __future__ import annotations

from corpus_kp.findings import Finding


def place(finding: Finding) -> str:
    """`path:line:column:`, as far as it is known."""
    parts = [printable(finding.path), *(str(n) for n in (finding.line, finding.column) if n is not None)]
    return ":".join(parts) + ":"


def printable(text: str) -> str:
    """Text of a corpus without control characters, so that it cannot steer a terminal."""
    return "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text)


def tally(findings: list[Finding]) -> str:
    """How many errors and warnings: `1 error, 0 warnings`."""
    errors = sum(finding.severity == "error" for finding in findings)
    warnings = sum(finding.severity == "warning" for finding in findings)
    return f"{count(errors, 'error')}, {count(warnings, 'warning')}"


def count(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
