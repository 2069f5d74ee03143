"""What fixers look at: files as they stand, and documents as they were read."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

import msgspec

from corpus_kp.content import Content, SourceDocument
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.fixing.files import read_target
from corpus_kp.records import ClaimsLine, DocumentLine, Record, RegisterEntry

T = TypeVar("T")

#: Layers have other names in every file, so that one decoder reads them all.
_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(DocumentLine | RegisterEntry | ClaimsLine)


class Sources:
    """Files and documents that findings are about; a file is read once."""

    def __init__(self, corpus: Corpus, content: Content) -> None:
        """Prepares the look-up.

        Args:
            corpus: that was checked.
            content: what was read.
        """
        self.corpus = corpus
        self._documents = {document.path: document for document in content.documents}
        self._made: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` makes; it is called once for a key."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]  # type: ignore[no-any-return]

    def text(self, shown: str) -> str | None:
        """The characters of a file that may be mended, line ends as they stand."""
        found = self.once(("file", shown), lambda: read_target(self.corpus, shown))
        return found[2] if found else None

    def lines(self, shown: str) -> list[str]:
        """The lines of a file that may be mended, without their line feeds; after the last one, an empty one."""
        return self.once(("lines", shown), lambda: (self.text(shown) or "").split("\n"))

    def line(self, finding: Finding) -> str | None:
        """The line that a finding is about."""
        lines = self.lines(finding.path)
        return lines[finding.line - 1] if finding.line and finding.line <= len(lines) else None

    def document(self, finding: Finding) -> SourceDocument | None:
        """The document that a finding is about, where it could be read."""
        return self._documents.get(finding.path)

    def record(self, finding: Finding) -> Record | None:
        """The annotation that a finding is about, where its line still holds it."""
        record = self.once(("records", finding.path), lambda: self._records(finding)).get(finding.line)
        return record if record is not None and decoded(self.line(finding)) == record else None

    def _records(self, finding: Finding) -> dict[int | None, Record]:
        """The annotations of the document of a finding, by line."""
        document = self.document(finding)
        return {line.number: line.record for line in document.annotations} if document else {}


def decode(line: str) -> Record:
    """The record on a line.

    Raises:
        msgspec.MsgspecError: it is none.
    """
    return _DECODER.decode(line)  # type: ignore[no-any-return]


def decoded(line: str | None) -> Record | None:
    """The record on a line, where it is one."""
    try:
        return decode(line or "")
    except (msgspec.MsgspecError, RecursionError):
        return None
