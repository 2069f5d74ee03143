"""Reads native files strictly: every fault becomes a finding with file, line and column, none an exception.

A faulty line is left out and the next one is read, so that one broken line does not hide the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from corpus_kp.excerpts import excerpt_of_line
from corpus_kp.faults import fault
from corpus_kp.findings import Finding, Place
from corpus_kp.json_position import JsonPath, locate, parse_path, repeated_key
from corpus_kp.records import TABLE_OF, Record, layer_of
from corpus_kp.schema import Column, Schemas

R = TypeVar("R", bound=Record)

#: Spans that are in one piece, as `content` need not be.
_ONE_PIECE = ("cue", "measured", "target", "start", "end")
_OFFSETS = 2**31
_BOM = b"\xef\xbb\xbf"
_AT = re.compile(r"(?s)^(?P<what>.*?) - at `(?P<path>[^`]*)`$")
_BYTE = re.compile(r"\(byte (\d+)\)")
_UNKNOWN_FIELD = re.compile(r"unknown field `(.*)`")
_MISSING_FIELD = re.compile(r"missing required field `(.*)`")


@dataclass(frozen=True, slots=True)
class Line(Generic[R]):
    """A record and the line (1-based) that it stands on."""

    record: R
    number: int


@dataclass(frozen=True, slots=True)
class _RawLine:
    """A line of a file as it stands there, for findings about it."""

    path: str
    number: int
    text: str
    doc_id: str | None = None

    def fault(self, code: str, span: tuple[int, int], **values: Any) -> Finding:
        """A finding about a span of columns (0-based, half-open) of this line."""
        first, last = span[0] + 1, span[1] + 1
        place = {"line": self.number, "column": first, "end_line": self.number, "end_column": last}
        excerpt = excerpt_of_line(self.text, self.path, self.number, (first, last)) if self.text.strip() else None
        return fault(code, path=self.path, doc_id=self.doc_id, excerpt=excerpt, **place, **self._concerned(), **values)

    def _concerned(self) -> dict[str, Any]:
        """Annotation and span of the line, as far as they can be read in it."""
        try:
            record = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        if not isinstance(record, dict):
            return {}
        nested = (part for name in _OWN_SPANS if isinstance(part := record.get(name), dict))
        start, end = next(filter(None, map(_span, (record, *nested))), (None, None))
        name = record.get("id")
        return {"annotation_id": name if isinstance(name, str) else None, "start": start, "end": end}


#: Parts of a record that say where it stands, if it has no span of its own.
_OWN_SPANS = ("cue", "target")


def _span(part: dict[str, Any]) -> tuple[int, int] | None:
    start, end = part.get("start"), part.get("end")
    return (start, end) if type(start) is int and type(end) is int and 0 <= start <= end < _OFFSETS else None


@dataclass(slots=True)
class Reading(Generic[R]):
    """What a file holds and what is wrong with it."""

    path: str
    doc_id: str | None = None
    lines: list[Line[R]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


class Reader(Generic[R]):
    """Reads JSONL files of one kind of record."""

    def __init__(self, kind: Any, schemas: Schemas, identity: Callable[[R], str | None]) -> None:
        """Prepares the decoder.

        Args:
            kind: union of record types that a line may hold.
            schemas: where the legal values stand.
            identity: what must be unique in a file (None: nothing).
        """
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
        for number, line in enumerate(lines, 1):
            for record in self._line(_RawLine(shown, number, line, doc_id), reading):
                reading.lines.append(Line(record, number))
        _report_duplicates(reading, self._identity, lines)
        return reading

    def _line(self, line: _RawLine, reading: Reading[R]) -> Iterator[R]:
        try:
            record = self._decoder.decode(line.text)
            repeated = repeated_key(line.text)
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            reading.findings.append(_decode_fault(error, line))
            return
        if repeated:
            key, span = repeated
            message = f"the field `{key}` stands twice in one object"
            reading.findings.append(line.fault("KP015", span, message=message, expected="every field once"))
            return
        faults = [_illegal_value(column, value, path, line) for column, value, path in self._illegal(record)]
        reading.findings.extend(faults)
        if not faults:
            yield record

    def _illegal(self, record: R) -> Iterator[tuple[Column, Any, JsonPath]]:
        columns = self._schemas[TABLE_OF[type(record)]].columns
        for path, value in _leaves(msgspec.to_builtins(record), ()):
            column = _column_of(path, columns)
            if column and column.values and value is not None and value not in column.values:
                yield column, value, path


def read_text(path: Path, shown: str, findings: list[Finding], doc_id: str | None = None) -> str | None:
    """Reads a UTF-8 file with line feeds and without a byte order mark.

    Args:
        path: the file.
        shown: how findings name it.
        findings: takes what is wrong.
        doc_id: of the document that it belongs to.

    Returns:
        The content, or None where it cannot be used.
    """
    try:
        raw = path.read_bytes()
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


def _decode_fault(error: Exception, line: _RawLine) -> Finding:
    if not line.text.strip():
        return line.fault(
            "KP005",
            (0, 0),
            message="the line is empty",
            expected="one JSON object on every line",
            help="Delete the line.",
        )
    text = str(error) or "nested too deeply"
    if not isinstance(error, msgspec.ValidationError):
        return _broken_json(text, line)
    match = _AT.match(text)
    what, json_path = (match["what"], match["path"]) if match else (text, "$")
    try:
        return _record_fault(what, parse_path(json_path), line)
    except json.JSONDecodeError as later:  # the decoder met the fault before it came to the end of the line
        return _broken_json(later.msg, line, later.pos)
    except (RecursionError, ValueError):
        return _broken_json("nested too deeply, or a number too long", line, 0)


def _broken_json(text: str, line: _RawLine, column: int | None = None) -> Finding:
    byte = _BYTE.search(text)
    if column is None:
        column = len(line.text.encode()[: int(byte[1])].decode(errors="ignore")) if byte else len(line.text)
    return line.fault(
        "KP005",
        (column, column),
        message=f"not JSON: {text.removeprefix('JSON is malformed: ')}",
        expected="one JSON object on every line",
    )


def _record_fault(what: str, json_path: JsonPath, line: _RawLine) -> Finding:
    unknown, missing = _UNKNOWN_FIELD.search(what), _MISSING_FIELD.search(what)
    if unknown:
        code, message = "KP006", f"the field `{unknown[1]}` does not exist here"
        expected, steps = "only the fields of the scheme", (*json_path, unknown[1])
    elif missing:
        code, message = "KP007", f"the field `{missing[1]}` is missing"
        expected, steps = f"`{missing[1]}` (null where there is none)", json_path
    elif json_path and json_path[-1] in _ONE_PIECE and what.endswith("got `array`"):
        code, message = "KP105", f"{json_path[-1]} is a list of fragments"
        expected, steps = f"one {json_path[-1]} with start and end", json_path
    elif what.startswith("Invalid value"):
        code, message = "KP008", "no such layer in this file"
        expected, steps = "a layer of the scheme", json_path
    elif what.startswith("Invalid RFC3339"):
        code, message = "KP009", "this is no date"
        expected, steps = "a day that exists, as 2024-10-18", json_path
    else:
        code, message = "KP009", what[:1].lower() + what[1:].replace("`", "")
        expected, steps = what.split(",", maxsplit=1)[0].replace("`", "").removeprefix("Expected "), json_path
    span = locate(line.text, steps, key=bool(unknown))
    return line.fault(code, span, message=message, expected=expected)


def _illegal_value(column: Column, value: Any, steps: JsonPath, line: _RawLine) -> Finding:
    return line.fault(
        "KP201",
        locate(line.text, steps),
        message=f"{steps[-1]} is {value!r}",
        expected=f"one of {', '.join(column.values or ())}",
        help=column.description or None,
    )


def _leaves(value: Any, path: JsonPath) -> Iterator[tuple[JsonPath, Any]]:
    if isinstance(value, dict):
        for key, child in value.items():
            yield from _leaves(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _leaves(child, (*path, index))
    else:
        yield path, value


def _column_of(path: JsonPath, columns: Any) -> Column | None:
    """The column, or part of a nested one, that a value of a native record ends up in."""
    names = [str(step) for step in path if isinstance(step, str)]
    flat: Column | None = columns.get("_".join(names))
    if flat is None and names[0] in columns:
        flat = columns[names[0]].fields.get(names[-1])
    return flat


def _report_duplicates(reading: Reading[R], identity: Callable[[R], str | None], lines: list[str]) -> None:
    seen: dict[str, int] = {}
    for line in reading.lines:
        key = identity(line.record)
        if key is None:
            continue
        if key in seen:
            raw = _RawLine(reading.path, line.number, lines[line.number - 1], reading.doc_id)
            reading.findings.append(_duplicate(raw, key, line, seen[key]))
        seen.setdefault(key, line.number)


def _duplicate(raw: _RawLine, key: str, line: Line[Any], first: int) -> Finding:
    return raw.fault(
        "KP107",
        locate(raw.text, ("id",)),
        message=f"the id {key!r} of this {layer_of(line.record)} line stands already on line {first}",
        expected="an id that is unique in its file",
        related=(Place(path=raw.path, line=first, message="first use"),),
    )
