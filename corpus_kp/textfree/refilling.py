"""Puts a text back under the annotations of a document, span by span; what cannot be proven is left out."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import msgspec

from corpus_kp.content import SourceDocument, bounds_of, sha256_of
from corpus_kp.reading import Line
from corpus_kp.records import (
    Annotation,
    Attribution,
    ClaimMention,
    Document,
    Quantity,
    Stance,
    layer_of,
    places_of,
    spans_of,
)
from corpus_kp.textfree.anchoring import Anchor, Status
from corpus_kp.textfree.envelope import Bounds

#: What counts as found: the annotated words in their annotated surroundings.
PROVEN: tuple[Status, ...] = ("exact", "repaired")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An annotation that is not in the refilled document.

    Attributes:
        layer, annotation_id: which.
        reason: the first of its spans that is not proven, or what it depends on.
    """

    layer: str
    annotation_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Refilled:
    """A document with its text put back.

    Attributes:
        document: with the text of the copy, offsets in it, covered words, and the copy's hash and length.
        left_out: annotations that are not in it, in order.
    """

    document: SourceDocument
    left_out: list[LeftOut]


def unmoved(document: SourceDocument) -> dict[Bounds, Anchor]:
    """Anchors of a document whose copy is the very text that was annotated."""
    return {bounds: Anchor(*bounds, "exact") for bounds in bounds_of(document.annotations)}


def refill(document: SourceDocument, text: str, anchors: Mapping[Bounds, Anchor]) -> Refilled:
    """Puts the text of a copy into a document.

    An annotation stays if every one of its spans is proven, and if so is what it depends on: the attribution that it
    is embedded in or expressed in, the target of a stance. Links to quantities and timexes that are left out are cut.

    Args:
        document: without text; it is not changed.
        text: of the copy.
        anchors: of every place of the document.
    """
    out: dict[str, LeftOut] = {}
    kept: list[Line[Annotation]] = []
    for line in document.annotations:
        reason = next(_unproven(line.record, anchors), None)
        if reason is None:
            kept.append(Line(_moved(line.record, text, anchors), line.number))
        else:
            out[line.record.id] = LeftOut(layer_of(line.record), line.record.id, reason)
    kept = _without_dependants(kept, out)
    for line in kept:
        _cut_links(line.record, out)
    sha256 = sha256_of(text)
    filled = replace(document, header=_header(document, text, sha256), annotations=kept, text=text, sha256=sha256)
    return Refilled(filled, [out[line.record.id] for line in document.annotations if line.record.id in out])


def _header(document: SourceDocument, text: str, sha256: str) -> Line[Document]:
    """The document's line; with hash and length of the copy where that is another version."""
    header = document.header.record
    if sha256 == header.text_sha256:
        return document.header
    return Line(msgspec.structs.replace(header, text_sha256=sha256, n_codepoints=len(text)), document.header.number)


def _unproven(record: Annotation, anchors: Mapping[Bounds, Anchor]) -> Iterator[str]:
    for path, place in places_of(record):
        if anchors[place].status not in PROVEN:
            yield f"{path or 'its span'} is {anchors[place].status}"


def _moved(record: Annotation, text: str, anchors: Mapping[Bounds, Anchor]) -> Annotation:
    """A copy of a record with offsets in the text and covered words."""
    moved = copy.deepcopy(record)
    for _, span in spans_of(moved):
        span.start, span.end = _found(anchors[span.start, span.end])
        span.text = text[max(span.start, 0) : max(span.end, 0)]
    if isinstance(moved, Stance) and moved.target.start is not None and moved.target.end is not None:
        moved.target.start, moved.target.end = _found(anchors[moved.target.start, moved.target.end])
    if isinstance(moved, Attribution):
        moved.content.sort(key=lambda span: (span.start, span.end))
    return moved


def _found(anchor: Anchor) -> Bounds:
    """Where a proven span stands in the copy."""
    if anchor.start is None or anchor.end is None:
        raise ValueError("a lost span has no place in the copy")
    return anchor.start, anchor.end


def _without_dependants(kept: list[Line[Annotation]], out: dict[str, LeftOut]) -> list[Line[Annotation]]:
    """Leaves out what depends on something that is left out, until nothing more does."""
    while True:
        gone = [(line, up) for line in kept if (up := next(filter(out.__contains__, _needs(line.record)), None))]
        if not gone:
            return kept
        for line, needed in gone:
            reason = f"{out[needed].layer} {needed}, which it depends on, is left out"
            out[line.record.id] = LeftOut(layer_of(line.record), line.record.id, reason)
        kept = [line for line in kept if line.record.id not in out]


def _needs(record: Annotation) -> Iterator[str]:
    """Ids of annotations without which a record would say something else."""
    match record:
        case Attribution():
            needed: list[str | None] = [record.parent_id]
        case Stance():
            needed = [record.attribution_id, record.target.id]
        case ClaimMention():
            needed = [record.attribution_id]
        case _:
            needed = []
    yield from filter(None, needed)


def _cut_links(record: Annotation, out: Mapping[str, LeftOut]) -> None:
    match record:
        case Quantity():
            record.relations = [relation for relation in record.relations if relation.to not in out]
        case ClaimMention():
            record.quantity_ids = [known for known in record.quantity_ids if known not in out]
            record.timex_ids = [known for known in record.timex_ids if known not in out]
