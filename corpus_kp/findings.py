"""One record for everything that a check has to say: `Finding`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A second place that a finding refers to (line and column are 1-based, columns in code points)."""

    path: str
    line: int | None = None
    column: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A replacement of characters of a file that removes the finding."""

    path: str
    line: int
    replacement: str
    safe: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong, where, what was expected and what to do.

    Attributes:
        code: code in the catalogue of rules, `KP103`.
        name: name of the rule, `span-text-mismatch`.
        severity: error, warning or info.
        message: one sentence about this very case.
        path: file, relative to the working directory where it lies below it.
        line, column: 1-based; columns count code points.
        end_line, end_column: end of the place in the file (exclusive column), where known.
        doc_id, annotation_id: what is concerned.
        start, end: span in the document, code points, half-open.
        excerpt: the words of the document that are concerned, where there is a text.
        expected: what would have been right.
        help: what to do next.
        related: other places that matter.
        fix: a replacement that mends it, where one is certain.
    """

    code: str
    name: str
    message: str
    severity: Severity = "error"
    path: str = ""
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    doc_id: str | None = None
    annotation_id: str | None = None
    start: int | None = None
    end: int | None = None
    excerpt: str | None = None
    expected: str | None = None
    help: str | None = None
    related: tuple[Place, ...] = field(default=())
    fix: Fix | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Order of a report: by file, line, column, code."""
        return (self.path, self.line or 0, self.column or 0, self.code)
