"""What is wrong with a line that is no record, in words for people."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from typing import Any

import msgspec

from corpus_kp.findings import Finding
from corpus_kp.json_position import JsonPath, locate, parse_path
from corpus_kp.raw_lines import RawLine
from corpus_kp.records import Record
from corpus_kp.schema import Column

#: Records that a line may be, by layer.
Kinds = Mapping[str, type[Record]]

_AT = re.compile(r"(?s)^(?P<what>.*?) - at `(?P<path>[^`]*)`$")
_BYTE = re.compile(r"\(byte (\d+)\)")
_UNKNOWN_FIELD = re.compile(r"unknown field `(.*)`")
_MISSING_FIELD = re.compile(r"missing required field `(.*)`")
_EXPECTED = re.compile(r"Expected `(?P<wanted>[^`]*)`(?P<bound>[^,]*), got `(?P<got>[^`]*)`")
_BOUND = re.compile(r"Expected `(?P<wanted>[^`]*)` (?P<bound>[<>]=? \S+)$")
#: Strings, and numbers with more digits than Python reads.
_STRING_OR_LONG = re.compile(rf'"(?:[^"\\]|\\.)*+"|(?P<digits>\d{{{sys.int_info.default_max_str_digits + 1},}})')
#: Types in the decoder's words and in ours.
_TYPES = {
    "int": "a whole number",
    "float": "a number",
    "str": "a string",
    "bool": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
    "date": "a day as 2024-10-18",
}
#: Spans that are in one piece, as `content` need not be.
_ONE_PIECE = ("cue", "measured", "target", "start", "end")


def decode_fault(error: Exception, line: RawLine, kinds: Kinds) -> Finding:
    """The finding for a line that could not be read.

    Args:
        error: of the decoder.
        line: the line.
        kinds: what the line may be.
    """
    if not line.text.strip():
        advice = {"expected": "one JSON object on every line", "help": "Delete the line."}
        return line.fault("KP005", (0, 0), message="the line is empty", **advice)
    text = str(error)
    if not isinstance(error, msgspec.ValidationError):
        return _not_json(error, line)
    match = _AT.match(text)
    what, json_path = (match["what"], match["path"]) if match else (text, "$")
    try:
        return _record_fault(what, parse_path(json_path), line, kinds)
    except (RecursionError, ValueError) as later:  # the decoder met the fault before it came to the end of the line
        return _not_json(later, line)


def _not_json(error: Exception, line: RawLine) -> Finding:
    """The finding for a line that is refused as JSON, at the place that is named or the number that cannot be read."""
    if isinstance(error, RecursionError):
        return _broken_json("nested too deeply", line, 0)
    if isinstance(error, json.JSONDecodeError):
        return _broken_json(error.msg, line, error.pos)
    long = next((match for match in _STRING_OR_LONG.finditer(line.text) if match["digits"]), None)
    if long and not isinstance(error, msgspec.MsgspecError):
        return _broken_json(f"a number of {len(long['digits']):,} digits", line, long.start())
    return _broken_json(str(error), line)


def _broken_json(text: str, line: RawLine, column: int | None = None) -> Finding:
    byte = _BYTE.search(text)
    if column is None:
        column = len(line.text.encode()[: int(byte[1])].decode(errors="ignore")) if byte else len(line.text)
    what = text.removeprefix("JSON is malformed: ")
    return line.fault("KP005", (column, column), message=f"not JSON: {what}", expected="one JSON object on every line")


def _record_fault(what: str, path: JsonPath, line: RawLine, kinds: Kinds) -> Finding:
    unknown, missing = _UNKNOWN_FIELD.search(what), _MISSING_FIELD.search(what)
    if unknown:
        known = ", ".join(_fields(line, path, kinds)) or "the fields of the scheme"
        message, expected = f"the field `{unknown[1]}` does not exist here", f"only {known}"
        return line.fault("KP006", locate(line.text, (*path, unknown[1]), key=True), message=message, expected=expected)
    place = locate(line.text, path)
    if missing:
        expected = f"`{missing[1]}` (null where there is none)"
        return line.fault("KP007", place, message=f"the field `{missing[1]}` is missing", expected=expected)
    if what.startswith("Invalid value"):
        layers = f"one of {', '.join(kinds)}"
        return line.fault("KP008", place, message="no such layer in this file", expected=layers)
    if path and path[-1] in _ONE_PIECE and what.endswith("got `array`"):
        expected = "a whole number" if path[-1] in ("start", "end") else f"one {path[-1]} with start and end"
        return line.fault("KP105", place, message=f"{path[-1]} is a list of fragments", expected=expected)
    message, expected = _wrong_type(what, path)
    return line.fault("KP009", place, message=message, expected=expected)


def _fields(line: RawLine, path: JsonPath, kinds: Kinds) -> list[str]:
    """Fields of the layer, where the line says which one it is and the fault is not in a nested object."""
    record = json.loads(line.text)
    kind = kinds.get(str(record.get("layer"))) if isinstance(record, dict) and not path else None
    return ["layer", *(field.name for field in msgspec.structs.fields(kind))] if kind else []


def _wrong_type(what: str, path: JsonPath) -> tuple[str, str]:
    """What is wrong with the type of a value, and what was expected."""
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "the line")
    if what.startswith("Invalid RFC3339"):
        return f"{name} is no date", "a day that exists, as 2024-10-18"
    types, bound = _EXPECTED.search(what), _BOUND.search(what)
    if types:
        return f"{name} is {_words(types['got'])}", _words(types["wanted"]) + types["bound"]
    if bound:
        return f"{name} is out of range", f"{_words(bound['wanted'])} {bound['bound']}"
    return f"{name}: {what[:1].lower()}{what[1:].replace('`', '')}", "the type of the field"


def _words(types: str) -> str:
    return " or ".join(_TYPES.get(name.strip(), name.strip()) for name in types.split("|"))


def illegal_value(column: Column, value: Any, steps: JsonPath, line: RawLine) -> Finding:
    """The finding for a value that its schema does not list.

    Args:
        column: that lists the legal values.
        value: that is none of them.
        steps: where it stands.
        line: the line.
    """
    return line.fault(
        "KP201",
        locate(line.text, steps),
        message=f"{steps[-1]} is {value!r}",
        expected=f"one of {', '.join(column.values or ())}",
        help=f"Take the one that fits. The field says: {column.description}" if column.description else None,
    )
