"""One record for everything that a check has to say: `Finding`, with its `Fix` as data."""

from __future__ import annotations

from collections.abc import Iterable
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
class Edit:
    """Characters of a file that are replaced.

    Places are those of SARIF: 1-based, half-open, in code points of the file as it stands. Lines are ended by a line
    feed alone, so that a carriage return and a byte order mark are characters of their lines; the end `line + 1`,
    column 1 takes the line feed along.

    Attributes:
        path: the file, as findings name it.
        line, column: the first character that is replaced.
        end_line, end_column: the place after the last one.
        replacement: what stands there afterwards.
    """

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    replacement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """Edits that remove a finding, all of them or none.

    Attributes:
        title: what it does, as an order: `Move the end to 28`.
        safe: whether nothing but the fault can be lost by it.
        edits: apart from each other, in order of file and place.
    """

    title: str
    safe: bool
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A stretch of a file in which the words that are concerned are marked.

    Attributes:
        path: the file: the text of the document where it is at hand, else the annotations.
        line, column: where the marked words begin in it, 1-based, in code points.
        text: the stretch, on one line, with `…` where it was cut.
        start, end: the marked words in it, half-open, in code points.
    """

    path: str
    line: int
    column: int
    text: str
    start: int
    end: int


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
        excerpt: the words that are concerned among those around them.
        expected: what would have been right.
        help: what to do next.
        related: other places that matter.
        fix: edits that mend it, where one way to do so is certain.
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
    excerpt: Excerpt | None = None
    expected: str | None = None
    help: str | None = None
    related: tuple[Place, ...] = field(default=())
    fix: Fix | None = None

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Order of a report: by file, line, column, code."""
        return (self.path, self.line or 0, self.column or 0, self.code)


def has_error(findings: Iterable[Finding]) -> bool:
    """Whether one of some findings is an error."""
    return any(finding.severity == "error" for finding in findings)
