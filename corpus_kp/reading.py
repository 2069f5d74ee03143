"""Reads native files strictly: every fault becomes a finding with file, line and column, none an exception.

A faulty line is left out and the next one is read, so that one broken line does not hide the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

import msgspec

from corpus_kp.faults import fault
from corpus_kp.findings import Finding, Place
from corpus_kp.json_position import JsonPath, locate, repeated_key
from corpus_kp.raw_lines import RawLine
from corpus_kp.record_faults import decode_fault, illegal_value
from corpus_kp.records import (
    TABLE_OF,
    Claim,
    ClaimMention,
    ClaimPair,
    Document,
    Entity,
    Issue,
    Record,
    RegisterEntry,
    Timex,
    layer_of,
)
from corpus_kp.regular_files import LARGEST, read_regular
from corpus_kp.schema import Column, Schemas

R = TypeVar("R", bound=Record)

#: Records without objects inside, whose legal values are looked up by the name of the field.
_FLAT = (Document, Entity, Timex, ClaimMention, RegisterEntry, Issue, Claim, ClaimPair)

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Line(Generic[R]):
    """A record and the line (1-based) that it stands on."""

    record: R
    number: int


@dataclass(slots=True)
class Reading(Generic[R]):
    """What a file holds and what is wrong with it."""

    path: str
    doc_id: str | None = None
    lines: list[Line[R]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    source: list[str] = field(default_factory=list, repr=False)

    def raw(self, number: int) -> RawLine:
        """A line (1-based) as it stands in the file."""
        return RawLine(self.path, number, self.source[number - 1], self.doc_id)


class Reader(Generic[R]):
    """Reads JSONL files of one kind of record."""

    def __init__(self, kind: Any, schemas: Schemas, identity: Callable[[R], str | None]) -> None:
        """Prepares the decoder.

        Args:
            kind: union of record types that a line may hold.
            schemas: where the legal values stand.
            identity: what must be unique in a file (None: nothing).
        """
        self._kinds = {layer_of(record): record for record in get_args(kind) or (kind,)}
        self._decoder: msgspec.json.Decoder[R] = msgspec.json.Decoder(kind)
        self._schemas = schemas
        self._identity = identity

    def read(self, path: Path, shown: str, doc_id: str | None = None) -> Reading[R]:
        """Reads one file.

        Args:
            path: the file.
            shown: how findings name it.
            doc_id: of the document that it belongs to.
        """
        reading: Reading[R] = Reading(shown, doc_id)
        content = read_text(path, shown, reading.findings, doc_id)
        if content is None:
            return reading
        lines = content.split("\n")
        if lines[-1] == "":
            lines.pop()
        reading.source = lines
        for number in range(1, len(lines) + 1):
            for record in self._line(reading.raw(number), reading):
                reading.lines.append(Line(record, number))
        _report_duplicates(reading, self._identity)
        return reading

    def _line(self, line: RawLine, reading: Reading[R]) -> Iterator[R]:
        try:
            record = self._decoder.decode(line.text)
            repeated = repeated_key(line.text)
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            reading.findings.append(decode_fault(error, line, self._kinds))
            return
        if repeated:
            key, span = repeated
            message = f"the field `{key}` stands twice in one object"
            reading.findings.append(line.fault("KP015", span, message=message, expected="every field once"))
            return
        faults = [illegal_value(column, value, path, line) for column, value, path in self._illegal(record)]
        reading.findings.extend(faults)
        if not faults:
            yield record

    def _illegal(self, record: R) -> Iterator[tuple[Column, Any, JsonPath]]:
        columns = self._schemas[TABLE_OF[type(record)]].columns
        if isinstance(record, _FLAT):
            for name in record.__struct_fields__:
                if name in columns and (listed := columns[name].values):
                    value = getattr(record, name)
                    if value is not None and value not in listed:
                        yield columns[name], value, (name,)
            return
        for path, value in _leaves(msgspec.to_builtins(record), ()):
            column = column_of(path, columns)
            if column and column.values and value is not None and value not in column.values:
                yield column, value, path


def read_text(
    path: Path, shown: str, findings: list[Finding], doc_id: str | None = None, most: int = LARGEST
) -> str | None:
    """Reads a UTF-8 file with line feeds and without a byte order mark.

    Args:
        path: the file.
        shown: how findings name it.
        findings: takes what is wrong.
        doc_id: of the document that it belongs to.
        most: bytes that it may have.

    Returns:
        The content, or None where it cannot be used.
    """
    try:
        raw = read_regular(path, most)
    except OSError as error:
        findings.append(
            fault(
                "KP001",
                path=shown,
                doc_id=doc_id,
                message=f"the file cannot be read: {error.strerror}",
            )
        )
        return None
    found = _encoding_fault(raw, shown)
    if found:
        findings.append(replace(found, doc_id=doc_id))
        return None
    return raw.decode()


def _encoding_fault(raw: bytes, shown: str) -> Finding | None:
    if raw.startswith(_BOM):
        return fault(
            "KP003",
            path=shown,
            line=1,
            column=1,
            message="the file starts with a byte order mark",
            expected="UTF-8 without a byte order mark",
        )
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        line, column = _line_and_column(raw[: error.start].decode())
        return fault(
            "KP002",
            path=shown,
            line=line,
            column=column,
            message=f"byte 0x{raw[error.start]:02x} is not UTF-8",
            expected="UTF-8",
        )
    at = raw.find(b"\r")
    if at >= 0:
        line, column = _line_and_column(raw[:at].decode())
        return fault(
            "KP004",
            path=shown,
            line=line,
            column=column,
            message="the line ends with a carriage return",
            expected="line feeds only",
        )
    return None


def _line_and_column(before: str) -> tuple[int, int]:
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _leaves(value: Any, path: JsonPath) -> Iterator[tuple[JsonPath, Any]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _leaves(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _leaves(child, (*path, index))
    else:
        yield path, value


def column_of(path: JsonPath, columns: Any) -> Column | None:
    """The column, or part of a nested one, that a value of a native record ends up in."""
    names = [str(step) for step in path if isinstance(step, str)]
    flat: Column | None = columns.get("_".join(names))
    if flat is None and names[0] in columns:
        flat = columns[names[0]].fields.get(names[-1])
    return flat


def _report_duplicates(reading: Reading[R], identity: Callable[[R], str | None]) -> None:
    seen: dict[str, int] = {}
    for line in reading.lines:
        key = identity(line.record)
        if key is None:
            continue
        if key in seen:
            reading.findings.append(_duplicate(reading.raw(line.number), key, line, seen[key]))
        seen.setdefault(key, line.number)


def _duplicate(raw: RawLine, key: str, line: Line[Any], first: int) -> Finding:
    return raw.fault(
        "KP107",
        locate(raw.text, ("id",)),
        message=f"the id {key!r} of this {layer_of(line.record)} line stands already on line {first}",
        expected="an id that is unique in its file",
        related=(Place(path=raw.path, line=first, message="first use"),),
    )
