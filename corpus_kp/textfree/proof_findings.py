"""Whether the fingerprints of a corpus still open with the very texts that were annotated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus_kp.content import SourceDocument
from corpus_kp.errors import FingerprintError
from corpus_kp.faults import fault
from corpus_kp.findings import Finding
from corpus_kp.textfree.envelope import distinct
from corpus_kp.textfree.refilling import bounds_of
from corpus_kp.textfree.stripping import unproven


def proof_findings(filled: Iterable[SourceDocument]) -> Iterator[Finding]:
    """Opens each fingerprint with the text that it was made of.

    Args:
        filled: text-free documents whose very text is at hand.
    """
    for document in filled:
        if document.fingerprint is None or document.text is None:
            continue
        try:
            unproven(document.fingerprint, document.text, distinct(bounds_of(document.annotations)))
        except FingerprintError as error:
            yield fault(
                "KP016",
                path=document.path,
                doc_id=document.header.record.doc_id,
                message=f"the fingerprint {error}",
                expected="a fingerprint that opens with the article",
            )
