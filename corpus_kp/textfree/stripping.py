"""`strip`: a text-free record of a document, and the fingerprint with which its text can be put back."""

from __future__ import annotations

from dataclasses import dataclass

from corpus_kp.content import SourceDocument
from corpus_kp.errors import FingerprintError
from corpus_kp.textfree.anchoring import anchor
from corpus_kp.textfree.envelope import Fingerprint, distinct
from corpus_kp.textfree.fingerprint import seal, unseal
from corpus_kp.textfree.folding import fold
from corpus_kp.textfree.refilling import bounds_of
from corpus_kp.writing import native_file, records_of


@dataclass(frozen=True, slots=True)
class Stripped:
    """A document without its text.

    Attributes:
        doc_id: of the document.
        record: the lines of its native file.
        fingerprint: the bytes of its fingerprint.
    """

    doc_id: str
    record: str
    fingerprint: bytes


def strip(document: SourceDocument) -> Stripped:
    """Makes the text-free record of a document; the same document gives the same bytes.

    Args:
        document: with text.

    Raises:
        FingerprintError: the text is too short to be sealed, or a span cannot be found again in this very text.
    """
    header = document.header.record
    if document.text is None:
        raise FingerprintError(f"{header.doc_id}: its text is not at hand")
    try:
        fingerprint = sealed(document.text, distinct(bounds_of(document.annotations)))
    except FingerprintError as error:
        raise FingerprintError(f"{header.doc_id}: {error}") from error
    return Stripped(header.doc_id, native_file(records_of(document), text=False), fingerprint.encode())


def sealed(text: str, spans: tuple[tuple[int, int], ...]) -> Fingerprint:
    """The fingerprint of a text, proven by opening it and finding every span again.

    Args:
        text: the article.
        spans: in order, each once; code points, half-open.

    Raises:
        FingerprintError: see `strip`.
    """
    fingerprint = seal(text, spans)
    copy = fold(text)
    skeleton = unseal(fingerprint, copy)
    found = anchor(skeleton, copy) if skeleton else []
    missed = [span for span, at in zip(spans, found, strict=False) if (at.start, at.end, at.status) != (*span, "exact")]
    if len(found) < len(spans) or missed:
        named = ", ".join(f"{start}-{end}" for start, end in missed[:5]) or "all"
        raise FingerprintError(
            f"{max(len(missed), len(spans) - len(found))} spans cannot be found again in the text itself "
            f"({named}); a span has to begin and end beside a letter, a digit or a punctuation mark"
        )
    return fingerprint
