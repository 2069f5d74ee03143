"""`strip`: a text-free record of a document, and the fingerprint with which its text can be put back."""

from __future__ import annotations

import tempfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from corpus_kp.content import SourceDocument, bounds_of
from corpus_kp.errors import FingerprintError
from corpus_kp.rendering import count
from corpus_kp.textfree.anchoring import anchor
from corpus_kp.textfree.envelope import SUFFIX, Bounds, Fingerprint, distinct
from corpus_kp.textfree.fingerprint import seal, unseal
from corpus_kp.textfree.folding import fold
from corpus_kp.textfree.leaks import find_leaks, protected_from
from corpus_kp.writing import native_file, records_of


@dataclass(frozen=True, slots=True)
class Stripped:
    """A document without its text.

    Attributes:
        doc_id: of the document.
        record: the lines of its native file.
        fingerprint: the bytes of its fingerprint.
        unproven: spans that it does not prove even in the text itself; code points.
    """

    doc_id: str
    record: str
    fingerprint: bytes
    unproven: list[Bounds]


def strip(document: SourceDocument, names: Collection[str] = ()) -> Stripped:
    """Makes the text-free record of a document; the same document gives the same bytes.

    Args:
        document: with text.
        names: of the entity register, which may be said.

    Raises:
        FingerprintError: the text is too short to be sealed, or words of it would still stand in the record: in an
            id, an address, the publisher.
    """
    header = document.header.record
    if document.text is None:
        raise FingerprintError(f"{header.doc_id}: its text is not at hand")
    spans = distinct(bounds_of(document.annotations))
    try:
        fingerprint = seal(document.text, spans)
        missed = unproven(fingerprint, document.text, spans)
    except FingerprintError as error:
        raise FingerprintError(f"{header.doc_id}: {error}") from error
    stripped = Stripped(header.doc_id, native_file(records_of(document), text=False), fingerprint.encode(), missed)
    _refuse_leaks(stripped, document, names)
    return stripped


def _refuse_leaks(stripped: Stripped, document: SourceDocument, names: Collection[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        files = {
            f"{stripped.doc_id}.jsonl": stripped.record.encode(),
            f"{stripped.doc_id}{SUFFIX}": stripped.fingerprint,
        }
        for name, data in files.items():
            (Path(folder) / name).write_bytes(data)
        leaks = find_leaks([Path(folder) / name for name in files], protected_from([document]), names)
    if leaks:
        raise FingerprintError(
            f"{stripped.doc_id}: nothing was written, the record would still give text away in "
            f"{count(len(leaks), 'place')}; the first is {leaks[0].where}: {leaks[0].what}; give it other words, "
            "or put a name that may be said into the entity register"
        )


def unproven(fingerprint: Fingerprint, text: str, spans: tuple[Bounds, ...]) -> list[Bounds]:
    """Spans that a fingerprint does not prove in the very text that it was made of.

    There are some where a text repeats itself: nothing tells the places apart.

    Args:
        fingerprint: of the text.
        text: the article.
        spans: in order, each once; code points, half-open.

    Raises:
        FingerprintError: the fingerprint does not open with its text.
    """
    copy = fold(text)
    skeleton = unseal(fingerprint, copy, len(spans))
    if skeleton is None:
        raise FingerprintError("does not open with its own text")
    found = anchor(skeleton, copy)
    return [span for span, at in zip(spans, found, strict=True) if (at.start, at.end, at.status) != (*span, "exact")]
