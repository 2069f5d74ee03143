"""Lines that repeat another one (KP108)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import msgspec

from corpus_kp.content import SourceDocument
from corpus_kp.findings import Edit, Finding
from corpus_kp.fixing.editing import deletion
from corpus_kp.fixing.sources import Sources, decoded
from corpus_kp.reading import Line
from corpus_kp.records import Annotation, Attribution, ClaimMention, Document, Quantity, Record, Stance


def repeated_line(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """Without the later of two lines that differ in nothing but their id, if nothing refers to it."""
    document, record = sources.document(finding), sources.record(finding)
    if document is None or record is None or isinstance(record, Document):
        return None
    groups = sources.once(("equal lines", finding.path), lambda: _groups(document))
    equal = groups[_anonymous(record)]
    at = max(1, bisect_left(equal, finding.line or 0, key=lambda line: line.number))
    later = equal[at] if at < len(equal) else None
    lines = sources.lines(finding.path)
    references = sources.once(("references", finding.path), lambda: set(_references(document)))
    if later is None or later.record.id in references:
        return None
    if any(decoded(lines[line.number - 1]) != line.record for line in (equal[0], later)):
        return None
    title = f"Delete {later.record.id}, which repeats {equal[0].record.id}"
    return title, [deletion(finding.path, lines, later.number)]


def _groups(document: SourceDocument) -> dict[bytes, list[Line[Annotation]]]:
    """The annotations of a document by what they say."""
    groups: dict[bytes, list[Line[Annotation]]] = {}
    for line in document.annotations:
        groups.setdefault(_anonymous(line.record), []).append(line)
    return groups


def _anonymous(record: Record) -> bytes:
    """What an annotation says without its name."""
    return msgspec.json.encode(msgspec.structs.replace(record, id=""))


def _references(document: SourceDocument) -> Iterator[str | None]:
    """Every id that an annotation of the document refers to."""
    for line in document.annotations:
        match line.record:
            case Quantity(relations=relations):
                yield from (relation.to for relation in relations)
            case Attribution(parent_id=parent):
                yield parent
            case Stance(attribution_id=attribution, target=target):
                yield from (attribution, target.id)
            case ClaimMention(attribution_id=attribution, quantity_ids=quantities, timex_ids=timexes):
                yield from (attribution, *quantities, *timexes)
