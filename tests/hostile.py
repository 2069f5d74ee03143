"""Input that wants to break the validator: a corpus that is mutated, and what has to hold whatever stands in it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from hypothesis import strategies as st

from corpus_kp.cli import main

ROOT = Path(__file__).resolve().parent.parent
#: What would steer a terminal, or turn the direction of what it shows; reports have line feeds alone.
LIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
#: Words that are all of them, and more.
STEERING = "\x1b[31m\x9b\x07\x7f\x85\u061c\u2028\u2029\u202e\u2066\u200f\ufeff"

_NUMBERS = [0, -1, 1, 5, 28, 222, 2**31 - 1, 2**31, -(2**31) - 1, 2**63, 2**64, 10**400, 1.5, -0.0, 1e308]
_WORDS = [
    "",
    "x",
    "\0",
    STEERING,
    "\ud800",
    "a`b",
    "` - at `$.id",
    "AUTHOR",
    "harbour-union",
    "e1",
    "CT+",
    "2031-03-04",
]
_ODD = ["9999-12-31", "XXXX-WXX-5", "P999999999999Y", "9" * 400, "http://[::1", "\n", "1,200", "strikers/about_1200"]
_VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(_NUMBERS),
    st.sampled_from([*_WORDS, *_ODD]),
    st.sampled_from([[], {}, [[]], [{}], {"start": 23, "end": 28, "text": "union"}, {"start": 5, "end": 0}, ["e1"]]),
    st.recursive(st.text(max_size=3), lambda inner: st.lists(inner, max_size=3), max_leaves=4),
)
_LAYERS = st.sampled_from(
    [
        *("documents", "entities", "quantities", "timexes", "attributions", "stances", "claims"),
        *("register", "issues", "claim_register", "claim_pairs"),
    ]
)
_PIECES = st.sampled_from(
    ['"', "{", "}", "[", "]", ",", ":", "\\", "\\ud800", "\0", "9" * 50, "e", "NaN", " ", "\x1b", "\u2028", "null"]
)
_BYTES = st.sampled_from(
    [
        b"\xff",
        b"\0",
        b"\r",
        b"\n",
        b'"',
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xae",
        b"\x1b[31m",
        b": ",
        b"&a *a ",
    ]
)


@dataclass(frozen=True)
class HostileCorpus:
    """A copy of the made-up corpus whose files are spoilt, and made good again for the next try.

    Attributes:
        folder: where it is.
        originals: bytes of its files, by path relative to the folder.
    """

    folder: Path
    originals: dict[Path, bytes]

    @classmethod
    def copied_to(cls, folder: Path) -> HostileCorpus:
        """A new copy."""
        shutil.copytree(ROOT / "tests" / "corpora" / "harbour", folder)
        shutil.copytree(ROOT / "schemas", folder / "schemas")
        files = (path for path in sorted(folder.rglob("*")) if path.is_file() and "articles" not in path.parts)
        return cls(folder, {path.relative_to(folder): path.read_bytes() for path in files})

    def native(self) -> list[Path]:
        """Files of JSON lines."""
        return [path for path in self.originals if path.suffix == ".jsonl"]

    def validate(self, spoilt: dict[Path, bytes], *options: str) -> Result:
        """Validates with other bytes in some files."""
        for path, content in spoilt.items():
            (self.folder / path).write_bytes(content)
        try:
            return CliRunner().invoke(main, ["--corpus", str(self.folder), "validate", *options])
        finally:
            for path in self.originals if {"--fix", "--unsafe-fixes"} & set(options) else spoilt:
                (self.folder / path).write_bytes(self.originals[path])

    def places(self, result: Result, spoilt: dict[Path, bytes]) -> None:
        """Every finding of a report in JSON lines is at a place of a file of the corpus."""
        for finding in map(json.loads, result.stdout.splitlines()):
            path = Path(finding["path"]).resolve()
            assert path.is_relative_to(self.folder), finding
            content = {**self.originals, **spoilt}.get(path.relative_to(self.folder), b"")
            lines = content.decode(errors="replace").split("\n")
            line, column = finding["line"] or 1, finding["column"] or 1
            assert 1 <= line <= len(lines), finding
            assert 1 <= column <= len(lines[line - 1]) + 1, finding


def is_sound(result: Result) -> None:
    """It ended as it may: a report or one message, no traceback, nothing that steers a terminal."""
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert result.exit_code in (0, 1, 2), result.output
    assert not (found := LIVE.search(result.output)), result.output[max(0, found.start() - 80) : found.end()]


@st.composite
def spoilt_lines(draw: st.DrawFn, content: bytes) -> bytes:
    """JSON lines with some of them changed: values, keys, layers, characters, their number and order."""
    lines = content.decode().split("\n")[:-1]
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        change = draw(
            st.sampled_from(["value", "value", "value", "key", "layer", "character", "again", "order", "gone"])
        )
        match change:
            case "character":
                place = draw(st.integers(0, len(lines[at])))
                lines[at] = lines[at][:place] + draw(_PIECES) + lines[at][place + draw(st.integers(0, 2)) :]
            case "again":
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case "order":
                lines.append(lines.pop(at))
            case "gone" if len(lines) > 1:
                lines.pop(at)
            case _:
                lines[at] = draw(_changed(lines[at], change))
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogatepass")


@st.composite
def _changed(draw: st.DrawFn, line: str, change: str) -> str:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if not isinstance(record, dict) or not record:
        return line
    key = draw(st.sampled_from(sorted(record)))
    if change == "layer":
        record["layer"] = draw(_LAYERS)
    elif change == "key":
        record[draw(st.sampled_from([*_WORDS, "la.bel[0]", "text", "start"]))] = record.pop(key)
    else:
        record[key] = draw(_part(record[key]))
    return json.dumps(record, ensure_ascii=draw(st.booleans()))


@st.composite
def _part(draw: st.DrawFn, value: Any) -> Any:
    """Another value, or the same with a part changed."""
    if draw(st.booleans()):
        return draw(_VALUES)
    if isinstance(value, dict) and value:
        return {**value, draw(st.sampled_from(sorted(value))): draw(_VALUES)}
    if isinstance(value, list) and value:
        return [*value, draw(st.sampled_from(value)), draw(_VALUES)]
    return value + draw(st.integers(-5, 5)) if type(value) is int else draw(_VALUES)


@st.composite
def spoilt_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """Some bytes replaced, taken out, or put in."""
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(content)))
        content = content[:at] + draw(_BYTES) + content[at + draw(st.integers(0, 20)) :]
    return content


@dataclass(frozen=True)
class Ended:
    """How a process ended: its status and output, seconds, and the memory that it had at most, in MiB."""

    status: int
    output: str
    seconds: float
    peak: float


#: Peak of the process itself: what `getrusage` says is at least that of the process that started it.
_MEASURED = """\
import atexit, re, sys
from pathlib import Path
def peak():
    status = Path("/proc/self/status").read_text()
    Path(sys.argv[1]).write_text(re.search(r"VmHWM:\\s+(\\d+)", status)[1])
atexit.register(peak)
from corpus_kp.cli import main
main(sys.argv[2:])
"""


def run_measured(folder: Path, *options: str, seconds: int = 60) -> Ended:
    """Validates a corpus in a process of its own, which is ended after some seconds."""
    peak = folder.parent / "peak"
    command = [sys.executable, "-c", _MEASURED, str(peak), "--corpus", str(folder), "validate", *options]
    before = time.monotonic()
    done = subprocess.run(command, capture_output=True, check=False, timeout=seconds, cwd=folder.parent)
    output = (done.stdout + done.stderr).decode()
    return Ended(done.returncode, output, time.monotonic() - before, int(peak.read_text()) / 1024)
