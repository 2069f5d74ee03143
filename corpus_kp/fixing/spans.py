"""Edges of spans and order of fragments (KP106, KP104)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from corpus_kp.findings import Edit, Finding
from corpus_kp.fixing.editing import LineEdits
from corpus_kp.fixing.sources import Sources
from corpus_kp.json_position import locate, parse_path
from corpus_kp.records import Attribution, Record, Span, places_of, spans_of


def edge_space(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """The span without the white space at its edges; words stored with it likewise.

    A span of nothing but white space, and one whose stored words are others, are left.
    """
    document, record, line = sources.document(finding), sources.record(finding), sources.line(finding)
    if document is None or document.text is None or not document.tier.text or record is None or line is None:
        return None
    edits = list(_trims(record, document.text, LineEdits(finding.path, finding.line or 1, line), finding))
    return ("Leave out the white space at the edges", edits) if edits else None


def _trims(record: Record, text: str, line: LineEdits, finding: Finding) -> Iterator[Edit]:
    quoted = {path: span.text for path, span in spans_of(record)}
    for path, (start, end) in places_of(record):
        words, steps = text[max(start, 0) : end], parse_path(path)
        left, right = len(words) - len(words.lstrip()), len(words.rstrip())
        if (start, end) != (finding.start, finding.end) or left >= right or quoted.get(path) not in (None, words):
            continue
        yield from line.number((*steps, "start"), start, start + left)
        yield from line.number((*steps, "end"), end, start + right)
        if quoted.get(path):
            yield from line.kept((*steps, "text"), left, right)


def fragments_in_order(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """The same fragments in the order of the text, if they are disjoint; each stays as it is written."""
    record, line = sources.record(finding), sources.line(finding)
    if not isinstance(record, Attribution) or line is None:
        return None
    content = record.content
    order = sorted(range(len(content)), key=lambda index: (content[index].start, content[index].end))
    if order == list(range(len(content))) or not _disjoint([content[index] for index in order]):
        return None
    edits = LineEdits(finding.path, finding.line or 1, line)
    places = [locate(line, ("content", index)) for index in range(len(content))]
    moves = [edits.columns(*places[at], line[slice(*places[index])]) for at, index in enumerate(order) if at != index]
    return "Put the fragments into the order of the text", moves


def _disjoint(fragments: list[Span]) -> bool:
    return all(one.end <= two.start for one, two in pairwise(fragments))
