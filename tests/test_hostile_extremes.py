"""Huge input, in processes of its own: reports come in less than a minute and in less than a gibibyte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile import LIVE, run_measured
from native_file import NativeFile

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of a process is read in /proc"),
]
_MANY = 30_000
_GIBIBYTE = 1024


def _entity(first: NativeFile, number: int, **values: Any) -> str:
    """A line like the first entity of the document."""
    record = json.loads(first.lines[first.number("entities") - 1])
    return json.dumps(record | {"id": f"x{number}"} | values)


def _repeated(first: NativeFile, **values: Any) -> Iterator[str]:
    """Many lines that are alike but for their ids."""
    line = _entity(first, 0, **values)
    return (line.replace('"x0"', f'"x{number}"') for number in range(_MANY))


def _another_text(first: NativeFile, text: str) -> None:
    """A document with nothing but its text."""
    first.path.with_suffix(".txt").write_text(text, encoding="utf-8")
    header = json.loads(first.lines[0])
    digest = hashlib.sha256(text.encode()).hexdigest()
    first.write([json.dumps(header | {"title": None, "text_sha256": digest, "n_codepoints": len(text)})])


def _wrong_words(first: NativeFile) -> None:
    first.write([*first.lines, *_repeated(first, text="onion")])


def _out_of_bounds(first: NativeFile) -> None:
    first.write([*first.lines, *_repeated(first, start=230, end=280)])


def _broken_lines(first: NativeFile) -> None:
    first.write([*first.lines, *(line[:40] for line in _repeated(first))])


def _no_words(first: NativeFile) -> None:
    line = json.loads(_entity(first, 0))
    del line["text"]
    first.write([*first.lines, *(json.dumps(line | {"id": f"x{number}"}) for number in range(_MANY))])


def _equal_lines(first: NativeFile) -> None:
    first.write([*first.lines, *_repeated(first)])


def _unknown_fields(first: NativeFile) -> None:
    first.write([*first.lines, *(line.replace('"label"', '"lable"') for line in _repeated(first))])


def _crossing(first: NativeFile) -> None:
    text = "abcdefghij" * 30
    _another_text(first, text)
    record = json.loads(_entity_of(first))
    ends = [(start, end) for start in range(len(text)) for end in range(start + 1, len(text) + 1)]
    spans = ({"id": f"x{start}-{end}", "start": start, "end": end, "text": text[start:end]} for start, end in ends)
    first.write([*first.lines, *(json.dumps(record | span) for span in spans)])


def _entity_of(first: NativeFile) -> str:
    return NativeFile(first.path.with_name("hx-a002.jsonl")).lines[1]


#: Changes that give ten thousands of findings, and a code among them.
_FINDINGS: dict[str, tuple[Callable[[NativeFile], None], str]] = {
    "wrong words": (_wrong_words, "KP103"),
    "out of bounds": (_out_of_bounds, "KP102"),
    "broken lines": (_broken_lines, "KP005"),
    "no words": (_no_words, "KP113"),
    "equal lines": (_equal_lines, "KP108"),
    "unknown fields": (_unknown_fields, "KP006"),
    "crossing spans": (_crossing, "KP109"),
}


@pytest.mark.parametrize("kind", _FINDINGS)
def test_ten_thousands_of_findings_are_reported(harbour: Path, first: NativeFile, kind: str) -> None:
    """Folded for people; time and memory grow with their number, not with its square."""
    change, code = _FINDINGS[kind]
    change(first)
    ended = run_measured(harbour)
    assert ended.status in (0, 1)
    assert code in ended.output
    assert (ended.seconds < 40, ended.peak < _GIBIBYTE) == (True, True), ended
    assert len(ended.output) < 100_000


def _long_line(first: NativeFile) -> None:
    first.write([*first.lines, _entity(first, 0, text="x" * 60_000_000)])


def _long_broken_line(first: NativeFile) -> None:
    first.write([*first.lines, '{"layer": "' + "x" * 60_000_000])


def _many_keys(first: NativeFile) -> None:
    first.write([*first.lines, '{"layer": "entities", ' + ", ".join(f'"k{n}": 1' for n in range(300_000)) + "}"])


def _many_digits(first: NativeFile) -> None:
    first.write([*first.lines, '{"layer": "quantities", "value": ' + "1" * 60_000_000 + "}"])


def _many_repeated_keys(first: NativeFile) -> None:
    first.write([*first.lines, _entity(first, 0)[:-1] + ', "id": "x"' * 300_000 + "}"])


#: Lines of up to sixty million characters, and the code of what is wrong with them.
_LINES: dict[str, tuple[Callable[[NativeFile], None], str]] = {
    "long words": (_long_line, "KP103"),
    "long and broken": (_long_broken_line, "KP005"),
    "many keys": (_many_keys, "KP006"),
    "digits": (_many_digits, "KP005"),
    "one key many times": (_many_repeated_keys, "KP015"),
}


@pytest.mark.parametrize("kind", _LINES)
def test_a_huge_line_is_one_finding(harbour: Path, first: NativeFile, kind: str) -> None:
    """It does not fill the memory, nor the screen."""
    change, code = _LINES[kind]
    change(first)
    ended = run_measured(harbour, "--format", "concise")
    assert f"hx-a001.jsonl:{len(first.lines)}:" in ended.output
    assert code in ended.output
    assert (ended.status, ended.seconds < 60, ended.peak < _GIBIBYTE) == (1, True, True), ended
    assert len(ended.output) < 100_000


def test_spans_as_long_as_offsets_can_be_take_no_memory(harbour: Path) -> None:
    """A text-free document says itself how long its text is."""
    native = NativeFile(harbour / "annotations" / "closed" / "hx-n001.jsonl")
    native.path.with_suffix(".print").unlink()
    header, entity = (json.loads(line) for line in native.lines[:2])
    most = 2**31 - 1
    spans = [{"start": n, "end": most - 3000 + (3000 - n if n % 2 else n)} for n in range(2000)]
    lines = [header | {"n_codepoints": most}, *(entity | {"id": f"x{n}"} | span for n, span in enumerate(spans))]
    native.write([json.dumps(line) for line in lines])
    ended = run_measured(harbour)
    assert "KP109" in ended.output
    assert (ended.status, ended.peak < _GIBIBYTE) == (1, True), ended


@pytest.mark.parametrize("text", ["word " * 2_000_000, "\n" * 5_000_000, "a" * 5_000_000], ids=["words", "lines", "a"])
def test_a_long_text_is_checked(harbour: Path, first: NativeFile, text: str) -> None:
    """Also one in which everything stands everywhere."""
    _another_text(first, text)
    entity = json.loads(_entity_of(first))
    spans = [{"id": f"x{n}", "start": n, "end": n + 50_000, "text": text[:50_001]} for n in range(10)]
    first.write([*first.lines, *(json.dumps(entity | span) for span in spans)])
    ended = run_measured(harbour)
    assert "KP103" in ended.output
    assert (ended.status, ended.seconds < 60, ended.peak < _GIBIBYTE) == (1, True, True), ended


def test_a_file_that_is_too_large_is_one_finding(harbour: Path, first: NativeFile) -> None:
    """Files without content have any size."""
    with first.path.open("r+b") as file:
        file.truncate(10**12)
    ended = run_measured(harbour)
    assert "KP001 file-not-readable: the file cannot be read: it has 1,000,000,000,000 bytes" in ended.output
    assert ended.status == 1
    assert not LIVE.search(ended.output)


def test_what_is_measured_is_the_process_itself(harbour: Path) -> None:
    """A clean corpus takes less than half of what is allowed."""
    ended = run_measured(harbour)
    assert (ended.status, ended.peak < _GIBIBYTE / 2) == (0, True), ended
