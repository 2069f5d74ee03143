"""What `hydrate` has to say: a table by document for people, a report by span for machines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from corpus_kp.rendering import count, printable
from corpus_kp.textfree.anchoring import STATUSES
from corpus_kp.textfree.hydration import TRIES, Hydrated, Hydration, SpanOutcome

COLUMNS = (
    "doc_id",
    "file",
    "layer",
    "annotation_id",
    "field",
    "start",
    "end",
    "status",
    "found_start",
    "found_end",
    "bits",
)
_FILE_WIDTH = 36


def table(hydration: Hydration) -> Iterator[str]:
    """One line for each document: the file, how much of it there is, and the number of spans of each status."""
    names = [printable(document.file.name) if document.file else "-" for document in hydration.documents]
    wide = max([4, *(min(len(name), _FILE_WIDTH) for name in names)])
    first = max([8, *(len(document.doc_id) for document in hydration.documents)])
    yield f"{'document':<{first}}  {'file':<{wide}}  {'share':>5}" + "".join(f"{status:>10}" for status in STATUSES)
    for document, name in zip(hydration.documents, names, strict=True):
        share = f"{document.share:.0%}" if document.file else "-"
        shown = name if len(name) <= wide else name[: wide - 3] + "..."
        counts = "".join(f"{document.counts[status]:>10}" for status in STATUSES)
        yield f"{document.doc_id:<{first}}  {shown:<{wide}}  {share:>5}{counts}"


def notes(hydration: Hydration) -> Iterator[str]:
    """What a user should know beside the table: choices that were made, files left aside, articles not found."""
    for document in hydration.documents:
        yield from _notes_of(document)
    for path, ids in hydration.shared.items():
        yield f"{_shown(path)} holds {len(ids)} articles, {', '.join(ids)}; each document has its own lines as text"
    if hydration.copies:
        yield f"{count(hydration.copies, 'file')} left aside: byte for byte the same as another one"
    if any(document.file is None for document in hydration.documents):
        yield "a copy is recognised by about a third of an article; what has less of it opens nothing"
    for skipped in hydration.skipped:
        yield f"{_shown(skipped.path)}: {printable(skipped.reason)}"


def _notes_of(document: Hydrated) -> Iterator[str]:
    if document.file is None:
        bare = " (its fingerprint is missing or cannot be used, so only the very text is recognised)"
        why = "" if document.source.fingerprint else bare
        why = f" (its fingerprint {document.damaged})" if document.damaged else why
        yield f"{document.doc_id}: no copy found{why}; all its spans are lost"
    if document.file and document.others:
        named = ", ".join(_shown(path) for path in document.others[:3])
        rest = len(document.others) - 3
        more = f" and {rest} more" if rest > 0 else ""
        why = "it is the annotated text itself" if document.identical else "most of its spans are proven"
        untried = len(document.others) + 1 - TRIES
        limit = (
            f"; of the likely files the best {TRIES} were compared" if untried > 0 and not document.identical else ""
        )
        yield f"{document.doc_id}: {_shown(document.file)} taken, because {why}; not taken: {named}{more}{limit}"
    left_out = document.refilled.left_out if document.refilled else []
    if left_out:
        yield f"{document.doc_id}: {count(len(left_out), 'annotation')} left out, see --report FILE.json"


def _shown(path: object) -> str:
    return printable(str(path))


def csv_report(hydration: Hydration) -> str:
    """One row for each span, in the columns of `COLUMNS`."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for document in hydration.documents:
        file = _shown(document.file) if document.file else ""
        writer.writerows({"doc_id": document.doc_id, "file": file, **_span(span)} for span in document.spans)
    return out.getvalue()


def json_report(hydration: Hydration) -> str:
    """Documents with their file, counts, annotations left out and spans; files that were left aside."""
    report = {
        "files": hydration.files,
        "copies": hydration.copies,
        "skipped": [{"file": _shown(skipped.path), "reason": skipped.reason} for skipped in hydration.skipped],
        "documents": [_document(document) for document in hydration.documents],
    }
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


def _document(document: Hydrated) -> dict[str, Any]:
    left_out = document.refilled.left_out if document.refilled else []
    return {
        "doc_id": document.doc_id,
        "file": _shown(document.file) if document.file else None,
        "encoding": document.encoding,
        "identical": document.identical,
        "cut": document.cut,
        "share": round(document.share, 3),
        "counts": {status: document.counts[status] for status in STATUSES},
        "not_taken": [_shown(path) for path in document.others],
        "left_out": [
            {"layer": out.layer, "annotation_id": out.annotation_id, "reason": out.reason} for out in left_out
        ],
        "spans": [_span(span) for span in document.spans],
    }


def _span(span: SpanOutcome) -> dict[str, Any]:
    return {
        "layer": span.layer,
        "annotation_id": span.annotation_id,
        "field": span.field,
        "start": span.start,
        "end": span.end,
        "status": span.anchor.status,
        "found_start": span.anchor.start,
        "found_end": span.anchor.end,
        "bits": span.anchor.bits,
    }
