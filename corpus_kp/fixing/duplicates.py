"""Lines that repeat another one (KP108)."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from corpus_kp.content import SourceDocument
from corpus_kp.findings import Edit, Finding
from corpus_kp.fixing.editing import deletion
from corpus_kp.fixing.sources import Sources, decoded
from corpus_kp.reading import Line
from corpus_kp.records import Annotation, Attribution, ClaimMention, Quantity, Stance


def repeated_line(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """Without the later of two lines that differ in nothing but their id, if nothing refers to it."""
    document = sources.document(finding)
    if document is None or sources.record(finding) is None:
        return None
    equal = [line for line in document.annotations if _anonymous(line) == _anonymous(_at(document, finding))]
    later = next((line for line in equal[1:] if line.number >= (finding.line or 0)), None)
    lines = sources.lines(finding.path)
    if later is None or later.record.id in set(_references(document)):
        return None
    if any(decoded(lines[line.number - 1]) != line.record for line in (equal[0], later)):
        return None
    title = f"Delete {later.record.id}, which repeats {equal[0].record.id}"
    return title, [deletion(finding.path, lines, later.number)]


def _at(document: SourceDocument, finding: Finding) -> Line[Annotation]:
    return next(line for line in document.annotations if line.number == finding.line)


def _anonymous(line: Line[Annotation]) -> Annotation:
    """The annotation without its name."""
    return msgspec.structs.replace(line.record, id="")


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
