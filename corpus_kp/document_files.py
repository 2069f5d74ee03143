"""Reads the files of a document: its native file, its text or its fingerprint."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus_kp.content import Content, SourceDocument, bounds_of, sha256_of
from corpus_kp.corpus_folder import CorpusFolder
from corpus_kp.errors import FingerprintError
from corpus_kp.faults import fault
from corpus_kp.findings import Finding
from corpus_kp.json_position import locate, parse_path
from corpus_kp.raw_lines import RawLine
from corpus_kp.reading import Line, Reader, Reading, read_text
from corpus_kp.records import Annotation, Document, DocumentLine, spans_of
from corpus_kp.regular_files import LARGEST_TEXT, read_regular
from corpus_kp.settings import Tier
from corpus_kp.textfree.envelope import SUFFIX, Fingerprint, distinct, spans_digest


class DocumentFiles:
    """Reads the documents of a corpus folder."""

    def __init__(self, folder: CorpusFolder) -> None:
        """Prepares the decoder.

        Args:
            folder: the corpus folder.
        """
        self._folder = folder
        self._reader: Reader[DocumentLine] = Reader(DocumentLine, folder.schemas, lambda r: getattr(r, "id", None))

    def lines(self, path: Path) -> Reading[DocumentLine]:
        """Reads a native file by itself, as one of the document that it is named for."""
        return self._reader.read(path, self._folder.shown(path), path.stem)

    def read(self, tier: Tier, path: Path, content: Content) -> None:
        """Reads a document with its text or fingerprint.

        Args:
            tier: where it belongs.
            path: its native file, or an annotator's own version of it.
            content: takes the document, among the partial ones where there is a fault, and what is wrong.
        """
        reading = self.lines(path)
        header = header_of(reading, path.stem)
        text = sha256 = fingerprint = None
        folder = self._folder.annotations / tier.folder
        if tier.text:
            text, sha256 = self._read_text(folder / f"{path.stem}.txt", reading)
        reading.findings.extend(text_faults(reading, tier))
        content.findings.extend(reading.findings)
        lines = _faultless(reading)
        annotations = [Line(line.record, line.number) for line in lines if not isinstance(line.record, Document)]
        own = path.parent == folder  # an annotator's own version has other spans than the fingerprint
        if not tier.text and own and not reading.findings:
            fingerprint = self._read_fingerprint(path.with_suffix(SUFFIX), annotations, content.findings)
        if header in lines:
            document = SourceDocument(header, annotations, tier, reading.path, text, sha256, fingerprint)
            (content.partial if reading.findings else content.documents).append(document)

    def _read_fingerprint(
        self, path: Path, annotations: list[Line[Annotation]], findings: list[Finding]
    ) -> Fingerprint | None:
        """The fingerprint of a text-free document, where it is there and was made for these annotations."""
        shown = self._folder.shown(path)
        try:
            fingerprint = Fingerprint.decode(read_regular(path))
        except FileNotFoundError:
            findings.append(_fingerprint_fault("KP017", shown, path.stem, f"{path.stem} has no fingerprint"))
        except OSError as error:
            findings.append(_fingerprint_fault("KP016", shown, path.stem, f"cannot be read: {error.strerror}"))
        except FingerprintError as error:
            findings.append(_fingerprint_fault("KP016", shown, path.stem, str(error)))
        else:
            spans = distinct(bounds_of(annotations))
            if fingerprint.spans_digest == spans_digest(spans) and not fingerprint.is_cut_off(len(spans)):
                return fingerprint
            if fingerprint.spans_digest == spans_digest(spans):
                findings.append(_fingerprint_fault("KP016", shown, path.stem, "is cut off"))
                return None
            findings.append(_fingerprint_fault("KP018", shown, path.stem, "was made for other spans"))
        return None

    def _read_text(self, path: Path, reading: Reading[Any]) -> tuple[str | None, str | None]:
        if not path.exists():
            reading.findings.append(
                fault(
                    "KP011",
                    path=self._folder.shown(path),
                    doc_id=path.stem,
                    message=f"the text of {path.stem} is missing",
                    expected=f"the file {path.name} beside {path.stem}.jsonl",
                )
            )
            return None, None
        text = read_text(path, self._folder.shown(path), reading.findings, path.stem, LARGEST_TEXT)
        return text, None if text is None else sha256_of(text)


def _faultless(reading: Reading[DocumentLine]) -> list[Line[DocumentLine]]:
    """The lines that nothing is wrong with; none where the whole file is in doubt."""
    faulty = {finding.line for finding in reading.findings if finding.path == reading.path}
    return [] if None in faulty else [line for line in reading.lines if line.number not in faulty]


def header_of(reading: Reading[Any], stem: str) -> Line[Document] | None:
    """The document line; reports one that is missing, not first, doubled or of another document."""
    headers = [line for line in reading.lines if isinstance(line.record, Document)]
    message = None
    if not headers:
        if reading.findings:
            return None
        message = "the file has no `documents` line"
    elif headers[0].number != 1 or len(headers) > 1:
        message = "the one `documents` line has to be the first line of the file"
    elif headers[0].record.doc_id != stem:
        message = f"the doc_id {headers[0].record.doc_id!r} is not the name of the file"
    if message:
        at = headers[-1].number if headers else 1
        reading.findings.append(
            fault(
                "KP010",
                path=reading.path,
                doc_id=stem,
                line=at,
                column=1,
                message=message,
                expected=f'first line {{"layer": "documents", "doc_id": "{stem}", ...}}',
            )
        )
    return headers[0] if headers else None


def text_faults(reading: Reading[Any], tier: Tier) -> Iterator[Finding]:
    """Covered text where none may stand, or none where it has to; one finding for each line.

    Args:
        reading: of a native file.
        tier: where its document belongs.
    """
    for line in reading.lines:
        paths = [path for path, span in spans_of(line.record) if (span.text is None) == tier.text]
        if not tier.text and isinstance(line.record, Document) and line.record.title is not None:
            paths.append("title")
        if paths:
            raw = reading.raw(line.number)
            yield _missing_text(raw, paths[0]) if tier.text else _forbidden_text(raw, paths[0], tier)


def _missing_text(raw: RawLine, path: str) -> Finding:
    place = locate(raw.text, parse_path(path))
    expected = "text beside start and end, the words that they cover"
    return raw.fault("KP113", place, message=f"`text` is missing in {path or 'the line'}", expected=expected)


def _forbidden_text(raw: RawLine, path: str, tier: Tier) -> Finding:
    steps = parse_path(path) if path == "title" else (*parse_path(path), "text")
    message = f"words of the article stand in {path or 'the line'}"
    return raw.fault("KP801", locate(raw.text, steps), message=message, expected=f"no words in tier {tier.name}")


def _fingerprint_fault(code: str, path: str, doc_id: str, message: str) -> Finding:
    return fault(
        code, path=path, doc_id=doc_id, message=message, expected=f"the bytes that `corpus-kp strip {doc_id}` writes"
    )
