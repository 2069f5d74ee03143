"""What was read from a corpus folder: documents, registers, splits, and what is wrong with them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from corpus_kp.findings import Finding
from corpus_kp.reading import Line
from corpus_kp.records import Annotation, Claim, ClaimPair, Document, Issue, RegisterEntry, places_of
from corpus_kp.settings import Tier
from corpus_kp.textfree.envelope import Bounds, Fingerprint

#: Splits in order: training, evaluation, evaluation on published articles.
SPLITS = ("train", "eval", "news")
#: Words of a name; what is longer is a sentence that calls itself one.
LONGEST_NAME = 8


@dataclass(slots=True)
class SourceDocument:
    """A document as it was read.

    Attributes:
        header: its first line.
        annotations: the other lines, in order of the file.
        tier: where it belongs.
        path: the file, as findings name it.
        text: the text, where it is at hand.
        sha256: SHA-256 of the bytes of the text, where it is at hand.
        fingerprint: of the text, where none is at hand and the fingerprint fits the annotations.
    """

    header: Line[Document]
    annotations: list[Line[Annotation]]
    tier: Tier
    path: str
    text: str | None = field(default=None, repr=False)
    sha256: str | None = None
    fingerprint: Fingerprint | None = None

    @property
    def doc_id(self) -> str:
        """Of its first line."""
        return self.header.record.doc_id


@dataclass(frozen=True, slots=True)
class Assignment:
    """A line of `splits.csv`, and its number."""

    doc_id: str
    group_id: str
    split: str
    line: int = 0


@dataclass(slots=True)
class Content:
    """Everything that was read from a corpus folder, with what is wrong with it.

    Attributes:
        documents: those that could be read without fault, by doc_id in order.
        partial: those without the lines that have a fault; for further checks, and for nothing else.
        register, issues, claims, pairs: the lines of the registers.
        assignments: by doc_id.
        findings: faults of files and records.
        paths: document files that were looked at, as findings name them.
        registers_read: whether every line of the registers could be read.
        whole: whether every document was to be read.
        files: how findings name the files of the registers.
    """

    documents: list[SourceDocument] = field(default_factory=list)
    partial: list[SourceDocument] = field(default_factory=list)
    register: list[Line[RegisterEntry]] = field(default_factory=list)
    issues: list[Line[Issue]] = field(default_factory=list)
    claims: list[Line[Claim]] = field(default_factory=list)
    pairs: list[Line[ClaimPair]] = field(default_factory=list)
    assignments: dict[str, Assignment] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    registers_read: bool = True
    whole: bool = True
    files: dict[str, str] = field(default_factory=dict)

    def names(self) -> set[str]:
        """Names of the register: what may be said of an article whose text may not."""
        names = (name for line in self.register for name in (line.record.canonical_name, *line.record.aliases))
        return {name for name in names if len(name.split()) <= LONGEST_NAME}

    def text_free(self) -> list[SourceDocument]:
        """Documents of tiers without text."""
        return [document for document in self.documents if not document.tier.text]

    def text_free_with_text(self) -> list[SourceDocument]:
        """Documents of tiers without text whose text is at hand all the same."""
        return [document for document in self.text_free() if document.text is not None]


def bounds_of(annotations: Iterable[Line[Annotation]]) -> list[Bounds]:
    """All places of some annotations in the text, code points, half-open; repeated as often as they occur."""
    return [place for line in annotations for _, place in places_of(line.record)]


def sha256_of(text: str) -> str:
    """What identifies a text: SHA-256 of its UTF-8."""
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
