"""Whether the fingerprints of a corpus still open with the very texts that were annotated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus_kp.content import SourceDocument, bounds_of
from corpus_kp.errors import FingerprintError
from corpus_kp.faults import fault
from corpus_kp.findings import Finding
from corpus_kp.textfree.envelope import distinct
from corpus_kp.textfree.fingerprint import unseal
from corpus_kp.textfree.folding import fold


def proof_findings(filled: Iterable[SourceDocument]) -> Iterator[Finding]:
    """Opens each fingerprint with the text that it was made of.

    Args:
        filled: text-free documents whose very text is at hand.
    """
    for document in filled:
        if document.fingerprint is None or document.text is None:
            continue
        spans = distinct(bounds_of(document.annotations))
        try:
            opened = unseal(document.fingerprint, fold(document.text), len(spans)) is not None
            wrong = None if opened else "does not open with its own text"
        except FingerprintError as error:
            wrong = str(error)
        if wrong:
            yield fault(
                "KP016",
                path=document.path,
                doc_id=document.doc_id,
                message=f"the fingerprint {wrong}",
                expected="a fingerprint that opens with the article",
            )
