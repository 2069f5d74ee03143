"""Offsets of a whole document that were counted in another unit or in another version of its file (KP101 to KP103)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus_kp.content import sha256_of
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Edit, Finding
from corpus_kp.fixing.editing import LineEdits, line_end_edits, line_end_title
from corpus_kp.fixing.files import BYTE_ORDER_MARK
from corpus_kp.fixing.readings import PLAIN, Bounds, OffsetReading, StoredSpan, Versions, certain, with_line_feeds
from corpus_kp.fixing.sources import Sources, decoded
from corpus_kp.json_position import parse_path, repeated_key
from corpus_kp.records import Document, Record, places_of, spans_of

_LENGTH = "Store the length of the text"


@dataclass(frozen=True, slots=True)
class _Converted:
    """How the offsets of a native file were counted, and the edits that make them plain."""

    reading: OffsetReading
    edits: list[Edit]


def another_unit(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """All offsets of the document, if exactly one reading of them makes every quoted text fit."""
    return conversion(finding, sources)


def stored_text(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """The offsets and the stored hash, or the stored length where the hash proves the text."""
    return conversion(finding, sources) or _stored_length(finding, sources)


def conversion(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """Line ends of a text and offsets of its annotations, together or not at all.

    Args:
        finding: about the text or the native file of a document.
        sources: for both.

    Returns:
        None where there is nothing to convert, or where it is not certain how the offsets were counted.
    """
    name = finding.path.rpartition(".")[0]
    return sources.once(("conversion", name), lambda: _conversion(name, sources))


def _conversion(name: str, sources: Sources) -> tuple[str, list[Edit]] | None:
    native, text_file = f"{name}.jsonl", f"{name}.txt"
    raw = sources.text(text_file) if _stands_in_a_tier_with_text(sources.corpus, text_file) else None
    if raw is None:
        return None
    versions = Versions(with_line_feeds(raw.removeprefix(BYTE_ORDER_MARK)), raw.removeprefix(BYTE_ORDER_MARK))
    if "\r" in versions.text:  # one that ends no line may be anything
        return None
    edits = list(line_end_edits(text_file, raw))
    others = _versions_of_annotators(sources.corpus, text_file) if edits else []
    parts = [_converted(shown, versions, sources) for shown in (native, *others)]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts):
        return None
    return _titled(raw, edits, found)


def _titled(raw: str, edits: list[Edit], parts: list[_Converted]) -> tuple[str, list[Edit]] | None:
    orders = [line_end_title(raw)] * bool(edits)
    orders += [part.reading.title for part in parts[:1] if not part.reading.plain]
    edits = [*edits, *(edit for part in parts for edit in part.edits)]
    orders = orders or [_order(edits)]
    title = " and ".join([orders[0], *(order[:1].lower() + order[1:] for order in orders[1:])])
    return (title, edits) if edits else None


def _order(edits: list[Edit]) -> str:
    """What edits do that move no span."""
    header = [edit.replacement for edit in edits if edit.line == 1]
    if not header:
        return "Take the carriage returns out of the quoted words"
    return _LENGTH if all(map(str.isdecimal, header)) else "Store the hash and the length of the text"


def _stands_in_a_tier_with_text(corpus: Corpus, shown: str) -> bool:
    """A text beside a text-free document is not that of the document."""
    try:
        folder = corpus.file(shown).parent
    except KeyError:
        return False
    return any(tier.text and folder == corpus.annotations / tier.folder for tier in corpus.tiers)


def _versions_of_annotators(corpus: Corpus, text_file: str) -> list[str]:
    """Their own versions of a document: offsets into the same text."""
    name = corpus.file(text_file).with_suffix(".jsonl").name
    return [corpus.shown(path) for path in sorted((corpus.annotations / "rounds").glob(f"*/{name}"))]


def _converted(shown: str, versions: Versions, sources: Sources) -> _Converted | None:
    """A native file with plain offsets.

    Args:
        shown: the file.
        versions: of the text, without a byte order mark.
        sources: for its lines.

    Returns:
        None where a line cannot be read, or where it is not certain how the offsets were counted. Where the hash
        proves that the text had line feeds when it was annotated, the offsets may be as wrong as they are.
    """
    lines = sources.lines(shown)
    records = _records(lines)
    if not records or not isinstance(records[0], Document):
        return None
    spans = [span for number, record in enumerate(records, 1) for span in _spans(record, number)]
    found = certain(versions, spans)
    if found is None:
        was_annotated = records[0].text_sha256 == sha256_of(versions.text)
        return _Converted(PLAIN, []) if was_annotated else None
    reading, places = found
    edits = _header_edits(LineEdits(shown, 1, lines[0]), records[0], versions, reading)
    if edits is None:
        return None
    for span, place in zip(spans, places, strict=True):
        edits += _span_edits(LineEdits(shown, span.line, lines[span.line - 1]), span, place)
    return _Converted(reading, edits)


def native_spans(shown: str, text: str, sources: Sources) -> list[StoredSpan] | None:
    """All spans of a document.

    Args:
        shown: its native file.
        text: that its hash has to be of.
        sources: for its lines.

    Returns:
        None where a line cannot be read, or where another text was annotated.
    """
    records = _records(sources.lines(shown))
    if not records or not isinstance(records[0], Document) or records[0].text_sha256 != sha256_of(text):
        return None
    return [span for number, record in enumerate(records, 1) for span in _spans(record, number)]


def _records(lines: list[str]) -> list[Record] | None:
    """The records of all lines, or None where one cannot be read."""
    kept = lines[:-1] if lines[-1] == "" else lines
    records = [decoded(line) for line in kept]
    found = [record for record in records if record is not None]
    return found if len(found) == len(kept) and not any(map(repeated_key, kept)) else None


def _spans(record: Record, number: int) -> Iterator[StoredSpan]:
    quoted = {path: span.text for path, span in spans_of(record)}
    for path, (start, end) in places_of(record):
        yield StoredSpan(number, parse_path(path), start, end, quoted.get(path))


def _span_edits(line: LineEdits, span: StoredSpan, place: Bounds) -> Iterator[Edit]:
    yield from line.number((*span.steps, "start"), span.start, place[0])
    yield from line.number((*span.steps, "end"), span.end, place[1])
    if span.quoted and "\r\n" in span.quoted:
        yield from line.without_carriage_returns((*span.steps, "text"))


def _header_edits(line: LineEdits, header: Document, versions: Versions, reading: OffsetReading) -> list[Edit] | None:
    """Hash and length of the text, where the stored hash is that of the text as it was annotated.

    Returns:
        None where the text that was annotated was none of these and the offsets are not plain: what they were
        counted in cannot be known.
    """
    digest = sha256_of(versions.text)
    if header.text_sha256 not in {digest, *map(sha256_of, _annotated(versions, reading))}:
        return [] if reading.plain else None
    edits = [] if header.text_sha256 == digest else [line.value(("text_sha256",), digest)]
    return edits + line.number(("n_codepoints",), header.n_codepoints, len(versions.text))


def _annotated(versions: Versions, reading: OffsetReading) -> Iterator[str]:
    """Texts with the same lines, as they may have stood in the file when it was annotated."""
    for version in versions.values():
        yield version
        yield BYTE_ORDER_MARK + version
    if reading.shift < 0 and reading == OffsetReading(shift=reading.shift):
        yield versions.text[-reading.shift :]  # something was put before it since


def _stored_length(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """The length of a text whose hash is the stored one."""
    document, line = sources.document(finding), sources.line(finding)
    if document is None or document.text is None or not document.tier.text or line is None:
        return None
    header, length = document.header.record, len(document.text)
    if decoded(line) != header or document.sha256 != header.text_sha256 or length == header.n_codepoints:
        return None
    edits = LineEdits(finding.path, document.header.number, line).number(("n_codepoints",), header.n_codepoints, length)
    return _LENGTH, edits
