"""A corpus folder: its configuration, its documents and its registers."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from corpus_kp.content import SPLITS, Assignment, Content, SourceDocument, bounds_of, sha256_of
from corpus_kp.errors import CorpusConfigError, FingerprintError, UsageError
from corpus_kp.faults import fault
from corpus_kp.findings import Finding, Place
from corpus_kp.reading import Line, Reader, Reading, read_text
from corpus_kp.records import (
    Annotation,
    Claim,
    ClaimPair,
    ClaimsLine,
    Document,
    DocumentLine,
    Issue,
    RegisterEntry,
    spans_of,
)
from corpus_kp.schema import Schemas, load_schemas
from corpus_kp.settings import Tier, read_configuration
from corpus_kp.textfree.envelope import SUFFIX, Fingerprint, distinct, spans_digest

_ASSIGNMENT = ["doc_id", "group_id", "split"]


class Corpus:
    """A folder with `corpus.toml`, `annotations/`, `schemas/` and `DATASET_CARD.md`."""

    def __init__(self, folder: Path) -> None:
        """Reads the configuration.

        Args:
            folder: the corpus folder.

        Raises:
            CorpusConfigError: `corpus.toml` is missing or wrong.
        """
        self.folder = folder
        self._files: dict[str, Path] = {}
        configuration = read_configuration(folder / "corpus.toml")
        self.settings = configuration.corpus
        self.tiers = configuration.tiers

    @property
    def annotations(self) -> Path:
        """The folder of the annotations."""
        return self.folder / "annotations"

    @cached_property
    def schemas(self) -> Schemas:
        """The table contract, read once for each corpus."""
        return load_schemas(self.folder / "schemas")

    def workplace(self) -> Path:
        """Where output goes by default: the corpus folder for whoever stands in it, else the working directory."""
        return Path(os.path.relpath(self.folder)) if Path.cwd().is_relative_to(self.folder) else Path()

    def shown(self, path: Path) -> str:
        """How findings name a file: relative to the working directory where it lies below it, else in full."""
        shown = (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()
        self._files[shown] = path
        return shown

    def file(self, shown: str) -> Path:
        """The file that `shown` names."""
        return self._files[shown]

    def document_files(self) -> list[tuple[Tier, Path]]:
        """The native files of every tier, in order of tier and name."""
        return [
            (tier, path) for tier in self.tiers for path in sorted((self.annotations / tier.folder).glob("*.jsonl"))
        ]

    def read(self, only: Sequence[Path] = ()) -> Content:
        """Reads the corpus.

        Args:
            only: files or folders to which documents are limited; registers and splits are read anyway.

        Raises:
            UsageError: a path of `only` is not there or holds no document.
        """
        content = Content(whole=not only)
        self._read_registers(content)
        self._read_assignments(content)
        content.registers_read = not content.findings
        files = self.document_files()
        first: dict[str, Path] = {}
        for tier, path in _chosen(files, only):
            content.read += 1
            if first.setdefault(path.stem, path) is not path:
                content.findings.append(_second_file(self.shown(path), path.stem, self.shown(first[path.stem])))
                continue
            document = self._read_document(tier, path, content.findings)
            if document:
                content.documents.append(document)
        if not only:
            content.findings.extend(self._stray_files())
            tiers = {path.stem: tier for tier, path in files}
            content.findings.extend(self._faults_of_rounds(tiers))
            if content.registers_read:
                content.findings.extend(self._idle_assignments(content, tiers))
        return content

    def _read_document(self, tier: Tier, path: Path, findings: list[Finding]) -> SourceDocument | None:
        reading = self.document_reader.read(path, self.shown(path))
        header = _header(reading, path.stem)
        text = sha256 = fingerprint = None
        if tier.text:
            text, sha256 = self._read_text(path.with_suffix(".txt"), reading)
        reading.findings.extend(_text_faults(reading, tier))
        findings.extend(reading.findings)
        if reading.findings or header is None:
            return None
        annotations = [
            Line(line.record, line.number) for line in reading.lines if not isinstance(line.record, Document)
        ]
        if not tier.text:
            fingerprint = self._read_fingerprint(path.with_suffix(SUFFIX), annotations, findings)
        return SourceDocument(header, annotations, tier, reading.path, text, sha256, fingerprint)

    def _read_fingerprint(
        self, path: Path, annotations: list[Line[Annotation]], findings: list[Finding]
    ) -> Fingerprint | None:
        """The fingerprint of a text-free document, where it is there and was made for these annotations."""
        shown = self.shown(path)
        try:
            fingerprint = Fingerprint.decode(path.read_bytes())
        except FileNotFoundError:
            findings.append(_fingerprint_fault("KP017", shown, path.stem, f"{path.stem} has no fingerprint"))
        except OSError as error:
            findings.append(_fingerprint_fault("KP016", shown, path.stem, f"cannot be read: {error.strerror}"))
        except FingerprintError as error:
            findings.append(_fingerprint_fault("KP016", shown, path.stem, str(error)))
        else:
            if fingerprint.spans_digest == spans_digest(distinct(bounds_of(annotations))):
                return fingerprint
            findings.append(_fingerprint_fault("KP018", shown, path.stem, "was made for other spans"))
        return None

    def _read_text(self, path: Path, reading: Reading[Any]) -> tuple[str | None, str | None]:
        if not path.exists():
            reading.findings.append(
                fault(
                    "KP011",
                    path=self.shown(path),
                    message=f"the text of {path.stem} is missing",
                    expected=f"the file {path.name} beside {path.stem}.jsonl",
                )
            )
            return None, None
        text = read_text(path, self.shown(path), reading.findings)
        return text, None if text is None else sha256_of(text)

    def _read_registers(self, content: Content) -> None:
        paths = {"register": self.annotations / "entities.jsonl", "claims": self.annotations / "claims.jsonl"}
        content.files = {name: self.shown(path) for name, path in paths.items()}
        entries: Reader[RegisterEntry] = Reader(RegisterEntry, self.schemas, lambda r: r.entity_id)
        register = entries.read(paths["register"], content.files["register"])
        content.register = register.lines
        claims: Reader[ClaimsLine] = Reader(ClaimsLine, self.schemas, _claims_identity)
        lines = claims.read(paths["claims"], content.files["claims"])
        for line in lines.lines:
            match line.record:
                case Issue():
                    content.issues.append(Line(line.record, line.number))
                case Claim():
                    content.claims.append(Line(line.record, line.number))
                case ClaimPair():
                    content.pairs.append(Line(line.record, line.number))
        content.findings.extend(register.findings + lines.findings)

    def _read_assignments(self, content: Content) -> None:
        path = self.annotations / "splits.csv"
        shown = self.shown(path)
        text = read_text(path, shown, content.findings)
        if text is None:
            return
        rows = csv.reader(io.StringIO(text))
        try:
            if next(rows, None) != _ASSIGNMENT:
                content.findings.append(_split_fault(shown, 1, "the header is wrong", ",".join(_ASSIGNMENT)))
                return
            for row in rows:
                wrong = _assignment_fault(row, content.assignments)
                if wrong:
                    content.findings.append(_split_fault(shown, rows.line_num, *wrong))
                else:
                    content.assignments[row[0]] = Assignment(*row)
        except csv.Error as error:
            content.findings.append(_split_fault(shown, rows.line_num, f"not CSV: {error}", ",".join(_ASSIGNMENT)))

    def _idle_assignments(self, content: Content, known: Container[str]) -> Iterator[Finding]:
        """Lines of splits.csv for documents that are not there."""
        path = self.shown(self.annotations / "splits.csv")
        for line, doc_id in enumerate(content.assignments, 2):
            if doc_id not in known:
                yield _split_fault(path, line, f"there is no document {doc_id}", "the name of a document's file")

    def _faults_of_rounds(self, tiers: Mapping[str, Tier]) -> Iterator[Finding]:
        """Faults of the annotators' own versions; a version of a text-free document has no text either."""
        for path in sorted((self.annotations / "rounds").glob("*/*.jsonl")):
            reading = self.document_reader.read(path, self.shown(path))
            _header(reading, path.stem)
            yield from reading.findings
            if path.stem in tiers and not tiers[path.stem].text:
                yield from _text_faults(reading, tiers[path.stem])

    @cached_property
    def document_reader(self) -> Reader[DocumentLine]:
        """The reader of documents' files."""
        return Reader(DocumentLine, self.schemas, lambda record: getattr(record, "id", None))

    def _stray_files(self) -> Iterator[Finding]:
        for tier in self.tiers:
            folder = self.annotations / tier.folder
            if not folder.is_dir():
                raise CorpusConfigError(f"{self.shown(folder)}: the folder of tier {tier.name!r} is missing")
            for path in sorted(folder.iterdir()):
                if not tier.text and path.suffix == ".txt":
                    yield fault(
                        "KP802",
                        path=self.shown(path),
                        message=f"text stands in the folder of tier {tier.name}",
                        expected="annotations and fingerprints only",
                    )
                elif not _belongs(path, tier):
                    yield fault(
                        "KP012",
                        path=self.shown(path),
                        message="the file belongs to no document of this tier",
                        expected="NAME.jsonl with NAME.txt beside it"
                        if tier.text
                        else f"NAME.jsonl with NAME{SUFFIX} beside it",
                    )


def find_corpus(folder: Path | None) -> Corpus:
    """The corpus that a command works on.

    Args:
        folder: given by the user, or None: the corpus around the working directory, else the one that comes
            with the package.

    Raises:
        UsageError: there is none.
    """
    if folder is not None:
        if not (folder / "corpus.toml").is_file():
            raise UsageError(f"{folder}: no corpus here (corpus.toml is missing); name a corpus folder with --corpus")
        return Corpus(folder.resolve())
    here = Path.cwd()
    package = Path(__file__).resolve().parent
    for candidate in (here, *here.parents, package / "_corpus", package.parent):
        if (candidate / "corpus.toml").is_file():
            return Corpus(candidate)
    raise UsageError("no corpus found: neither here, nor above, nor in the package; name one with --corpus DIR")


def _chosen(files: list[tuple[Tier, Path]], only: Sequence[Path]) -> list[tuple[Tier, Path]]:
    if not only:
        return files
    chosen: list[tuple[Tier, Path]] = []
    for path in map(Path.resolve, only):
        if not path.exists():
            raise UsageError(f"{path}: no such file or folder")
        wanted = path.with_suffix(".jsonl") if path.suffix == ".txt" else path
        found = [(tier, file) for tier, file in files if file.resolve() == wanted or path in file.resolve().parents]
        if not found:
            raise UsageError(f"{path}: no document of this corpus; documents are NAME.jsonl in the folder of a tier")
        chosen += [pair for pair in found if pair not in chosen]
    return chosen


def _header(reading: Reading[Any], stem: str) -> Line[Document] | None:
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
                line=at,
                column=1,
                message=message,
                expected=f'first line {{"layer": "documents", "doc_id": "{stem}", ...}}',
            )
        )
    return headers[0] if headers else None


def _text_faults(reading: Reading[Any], tier: Tier) -> Iterator[Finding]:
    """Covered text where none may stand, or none where it has to; one finding for each line."""
    for line in reading.lines:
        paths = [path for path, span in spans_of(line.record) if (span.text is None) == tier.text]
        if not tier.text and isinstance(line.record, Document) and line.record.title is not None:
            paths.append("title")
        if not paths:
            continue
        code, message = ("KP113", "`text` is missing") if tier.text else ("KP801", "words of the article stand")
        yield fault(
            code,
            path=reading.path,
            line=line.number,
            column=1,
            annotation_id=getattr(line.record, "id", None),
            message=f"{message} in {paths[0] or 'the span of the line'}",
            expected=f"{'text' if tier.text else 'no text'} in every span of tier {tier.name}",
        )


def _claims_identity(record: ClaimsLine) -> str | None:
    match record:
        case Issue():
            return f"issue {record.issue_id}"
        case Claim():
            return record.claim_id
        case ClaimPair():
            return f"{record.claim_a} {record.claim_b} {record.dimension}"


def _second_file(path: str, doc_id: str, first: str) -> Finding:
    return fault(
        "KP010",
        path=path,
        line=1,
        column=1,
        doc_id=doc_id,
        message=f"the document {doc_id} stands already in {first}",
        expected="one file for each document",
        related=(Place(path=first, line=1, message="first file"),),
    )


def _fingerprint_fault(code: str, path: str, doc_id: str, message: str) -> Finding:
    return fault(
        code, path=path, doc_id=doc_id, message=message, expected=f"the bytes that `corpus-kp strip {doc_id}` writes"
    )


def _assignment_fault(row: list[str], known: dict[str, Assignment]) -> tuple[str, str] | None:
    if len(row) != len(_ASSIGNMENT) or not all(row):
        return f"the line has {len(row)} fields or an empty one", ",".join(_ASSIGNMENT)
    if row[2] not in SPLITS:
        return f"split is {row[2]!r}", f"one of {', '.join(SPLITS)}"
    if row[0] in known:
        return f"{row[0]} is assigned already", "one line for each document"
    return None


def _split_fault(path: str, line: int, message: str, expected: str) -> Finding:
    return fault(
        "KP013",
        path=path,
        line=line,
        column=1,
        message=message,
        expected=expected,
    )


def _belongs(path: Path, tier: Tier) -> bool:
    if path.suffix == ".jsonl":
        return path.is_file()
    return path.suffix == (".txt" if tier.text else SUFFIX) and path.with_suffix(".jsonl").exists()
