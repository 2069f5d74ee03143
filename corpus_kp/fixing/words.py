"""Spans without the words that they cover (KP113). Not safe: what would show shifted offsets is made from them."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kp.findings import Edit, Finding
from corpus_kp.fixing.editing import LineEdits, written
from corpus_kp.fixing.offsets import native_spans
from corpus_kp.fixing.readings import StoredSpan, Versions, certain
from corpus_kp.fixing.sources import Sources
from corpus_kp.json_position import locate

#: Quoted texts of the same document that have to fit before offsets are believed.
_ENOUGH = 3


def missing_words(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """The words at the offsets, if those of all other spans fit and the text is the one that was annotated."""
    text = sources.text(finding.path.removesuffix(".jsonl") + ".txt")
    spans = sources.once(("spans of lines", finding.path), lambda: _spans_of_lines(finding.path, text, sources))
    if text is None or spans is None:
        return None
    line = LineEdits(finding.path, finding.line or 1, sources.line(finding) or "")
    edits = [edit for span in spans.get(finding.line, ()) for edit in _filled(span, text, line)]
    return ("Add the words at the offsets", edits) if edits else None


def _spans_of_lines(shown: str, text: str | None, sources: Sources) -> dict[int | None, list[StoredSpan]] | None:
    """All spans of a native file by line, where their offsets are believed."""
    spans = native_spans(shown, text, sources) if text else None
    if text is None or spans is None or sum(span.quoted is not None for span in spans) < _ENOUGH:
        return None
    found = certain(Versions(text), spans)
    if found is None or not found[0].plain:
        return None
    by_line: dict[int | None, list[StoredSpan]] = {}
    for span in spans:
        by_line.setdefault(span.line, []).append(span)
    return by_line


def _filled(span: StoredSpan, text: str, line: LineEdits) -> Iterator[Edit]:
    """The words, where `text` is null or else behind `end`, in the spacing of the line."""
    if span.quoted is not None or span.steps == ("target",):
        return
    words = text[span.start : span.end]
    place = locate(line.line, (*span.steps, "text"), key=True)
    if place != locate(line.line, span.steps):
        yield line.value((*span.steps, "text"), words)
        return
    (first, last), (_, colon) = (locate(line.line, (*span.steps, "end"), key=key) for key in (False, True))
    gap = line.line[colon:first]
    comma = "," + gap.partition(":")[2]
    yield line.columns(last, last, f'{comma}"text"{gap}{written(words, line.line)}')
