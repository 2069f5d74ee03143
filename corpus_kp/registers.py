"""Reads what stands beside the documents: the register of entities, the claims and the splits."""

from __future__ import annotations

import csv
import io
from collections.abc import Container, Iterator

from corpus_kp.content import SPLITS, Assignment, Content
from corpus_kp.corpus_folder import CorpusFolder
from corpus_kp.faults import fault
from corpus_kp.findings import Finding
from corpus_kp.reading import Line, R, Reader, Reading, read_text
from corpus_kp.records import Claim, ClaimPair, ClaimsLine, Issue, RegisterEntry

#: Files of the registers, below `annotations/`.
REGISTER_FILES = ("entities.jsonl", "claims.jsonl", "splits.csv")
_ASSIGNMENT = ["doc_id", "group_id", "split"]


def read_registers(folder: CorpusFolder, content: Content) -> None:
    """Reads the register of entities and the claims.

    Args:
        folder: the corpus folder.
        content: takes the lines and what is wrong.
    """
    paths = {"register": folder.annotations / "entities.jsonl", "claims": folder.annotations / "claims.jsonl"}
    content.files = {name: folder.shown(path) for name, path in paths.items()}
    entries: Reader[RegisterEntry] = Reader(RegisterEntry, folder.schemas, lambda r: r.entity_id)
    register = entries.read(paths["register"], content.files["register"])
    content.register = _faultless(register)
    claims: Reader[ClaimsLine] = Reader(ClaimsLine, folder.schemas, _claims_identity)
    lines = claims.read(paths["claims"], content.files["claims"])
    for line in _faultless(lines):
        match line.record:
            case Issue():
                content.issues.append(Line(line.record, line.number))
            case Claim():
                content.claims.append(Line(line.record, line.number))
            case ClaimPair():
                content.pairs.append(Line(line.record, line.number))
    content.findings.extend(register.findings + lines.findings)


def _faultless(reading: Reading[R]) -> list[Line[R]]:
    """Lines of a register that nothing is wrong with: the second of two with one id would break its table, too."""
    faulty = {finding.line for finding in reading.findings}
    return [line for line in reading.lines if line.number not in faulty]


def read_assignments(folder: CorpusFolder, content: Content) -> None:
    """Reads `splits.csv`.

    Args:
        folder: the corpus folder.
        content: takes the assignments and what is wrong.
    """
    path = folder.annotations / "splits.csv"
    shown = folder.shown(path)
    text = read_text(path, shown, content.findings)
    if text is None:
        return
    rows, line = csv.reader(io.StringIO(text)), 1
    try:
        if next(rows, None) != _ASSIGNMENT:
            content.findings.append(_split_fault(shown, 1, "the header is wrong", ",".join(_ASSIGNMENT)))
            return
        line = 2
        for row in rows:
            wrong = _assignment_fault(row, content.assignments)
            if wrong:
                content.findings.append(_split_fault(shown, line, *wrong))
            else:
                content.assignments[row[0]] = Assignment(row[0], row[1], row[2], line)
            line = rows.line_num + 1  # where the next row begins; one in quotes can have several lines
    except csv.Error as error:
        content.findings.append(_split_fault(shown, line, f"not CSV: {error}", ",".join(_ASSIGNMENT)))


def idle_assignments(folder: CorpusFolder, content: Content, known: Container[str]) -> Iterator[Finding]:
    """Lines of splits.csv for documents that are not there."""
    path = folder.shown(folder.annotations / "splits.csv")
    for doc_id, assignment in content.assignments.items():
        if doc_id not in known:
            yield _split_fault(path, assignment.line, f"there is no document {doc_id}", "the name of a document's file")


def _claims_identity(record: ClaimsLine) -> str | None:
    match record:
        case Issue():
            return f"issue {record.issue_id}"
        case Claim():
            return record.claim_id
        case ClaimPair():
            return f"{record.claim_a} {record.claim_b} {record.dimension}"


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
