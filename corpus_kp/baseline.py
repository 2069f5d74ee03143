"""Findings that were looked at and accepted: a file that keeps them apart from new ones.

An entry says what is concerned, never what the finding says: a message can quote a text that may not be given on.
Only where no document is concerned, in the registers, it carries the message, since there lines have no span.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from corpus_kp.catalogue import catalogue
from corpus_kp.corpus_folder import CorpusFolder
from corpus_kp.errors import UsageError
from corpus_kp.findings import Finding
from corpus_kp.regular_files import read_regular
from corpus_kp.renderers.json_text import json_line
from corpus_kp.selection import protects
from corpus_kp.writing import write_files


class Accepted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line of a baseline.

    Attributes:
        code: of the rule.
        path: file, relative to the corpus folder.
        doc_id, annotation_id, start, end: what is concerned, as in a finding.
        message: of the finding, only where no document is concerned.
        reason: why it is accepted, in a person's words.
    """

    code: str
    path: str
    doc_id: str | None = None
    annotation_id: str | None = None
    start: int | None = None
    end: int | None = None
    message: str | None = None
    reason: str | None = None

    @property
    def key(self) -> tuple[object, ...]:
        """What a finding has to agree in."""
        return (self.code, self.path, self.doc_id, self.annotation_id, self.start, self.end, self.message)


@dataclass(frozen=True, slots=True)
class Sifted:
    """Findings beside a baseline.

    Attributes:
        new: those that are not in it.
        accepted: number of those that are.
        idle: entries that nothing was found for.
    """

    new: list[Finding]
    accepted: int
    idle: list[Accepted]


def entry_of(finding: Finding, corpus: CorpusFolder, reason: str | None = None) -> Accepted:
    """The entry that accepts a finding.

    Args:
        finding: of the corpus.
        corpus: where it was found.
        reason: why it is accepted.
    """
    message = finding.message if finding.doc_id is None else None
    place = (finding.doc_id, finding.annotation_id, finding.start, finding.end)
    return Accepted(finding.code, corpus.relative(finding.path), *place, message, reason)


def read_baseline(path: Path) -> list[Accepted]:
    """Reads a baseline.

    Raises:
        UsageError: the file is not there, or a line is not one of a baseline.
    """
    try:
        lines = read_regular(path).decode().removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not UTF-8"
        raise UsageError(f"{path}: the baseline cannot be read ({reason}); write one with --update-baseline") from error
    entries = []
    for number, line in enumerate(lines if any(lines) else (), 1):
        try:
            entries.append(msgspec.convert(json.loads(line), Accepted))  # names of files may have lone surrogates
        except (RecursionError, ValueError) as error:
            raise UsageError(f"{path}:{number}: no line of a baseline: {error}; mend it or delete it") from error
    return entries


def sift(findings: Sequence[Finding], entries: Sequence[Accepted], corpus: CorpusFolder) -> Sifted:
    """Takes out the findings that are accepted; an entry accepts one finding.

    Args:
        findings: of the corpus.
        entries: of its baseline.
        corpus: where they were found.
    """
    left = Counter(entry.key for entry in entries if not _protected(entry.code))
    new = []
    for finding in findings:
        key = entry_of(finding, corpus).key
        if left[key]:
            left[key] -= 1
        else:
            new.append(finding)
    idle = []
    for entry in entries:
        if left[entry.key]:
            left[entry.key] -= 1
            idle.append(entry)
    return Sifted(new, len(findings) - len(new), idle)


def write_baseline(
    path: Path,
    findings: Iterable[Finding],
    corpus: CorpusFolder,
    earlier: Sequence[Accepted] = (),
    kept: Sequence[Accepted] = (),
) -> int:
    """Accepts findings; the reasons of those that were accepted before are kept.

    Args:
        path: the file.
        findings: all that are to be accepted.
        corpus: where they were found.
        earlier: the entries so far.
        kept: those of them that stay though nothing was found for them.

    Returns:
        Number of entries.

    Raises:
        UsageError: a finding is of a rule whose findings cannot be accepted.
    """
    findings = list(findings)
    _refuse_protected(findings)
    reasons: defaultdict[tuple[object, ...], list[str | None]] = defaultdict(list)
    for entry in earlier:
        reasons[entry.key].append(entry.reason)
    entries = [*(entry_of(finding, corpus) for finding in findings), *kept]
    lines = []
    for entry in sorted(entries, key=lambda entry: json.dumps(_fields(entry))):
        reason = reasons[entry.key].pop(0) if reasons[entry.key] else None
        lines.append(json_line(_fields(msgspec.structs.replace(entry, reason=reason))))
    write_files({path: "".join(f"{line}\n" for line in lines).encode()}, force=True)
    return len(lines)


def _refuse_protected(findings: Sequence[Finding]) -> None:
    for finding in findings:
        if why := _protected(finding.code):
            raise UsageError(f"{finding.path}: {finding.code} cannot be accepted: {why}; mend it first")


def _protected(code: str) -> str:
    rule = catalogue().get(code)
    return protects(rule) if rule else ""


def _fields(entry: Accepted) -> dict[str, object]:
    """The fields that say something; `reason` stands there to be filled in."""
    fields = msgspec.structs.asdict(entry)
    return {name: value for name, value in fields.items() if value is not None or name == "reason"}
