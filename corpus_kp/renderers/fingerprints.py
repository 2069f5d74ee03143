"""A name for each finding that stays the same when lines move, for services that compare two runs."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator

from corpus_kp.findings import Finding
from corpus_kp.renderers.json_text import json_line


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """A hash for each finding, unique in the run.

    It is made of the code, the file, the document, the annotation and the span; of the message too where no document
    is concerned, since nothing else tells such findings apart; and of a number where all these are the same.
    """
    seen: Counter[str] = Counter()
    for finding in findings:
        concerned = (finding.doc_id, finding.annotation_id, finding.start, finding.end)
        message = finding.message if finding.doc_id is None else None
        key = json_line([finding.code, finding.path, *concerned, message])
        seen[key] += 1
        yield hashlib.sha256(f"{key}{seen[key]}".encode()).hexdigest()
