"""`--watch` checks again when a file is saved."""

from __future__ import annotations

import json
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cases import quantities
from native_file import NativeFile

pytestmark = pytest.mark.slow
_PATIENCE = 30


@pytest.fixture
def lines(harbour: Path) -> Iterator[Callable[[str], str]]:
    """Starts the real command, and waits for a line of its output that has a word in it."""
    command = [sys.executable, "-u", "-m", "corpus_kp", "validate", "--watch", "--format", "concise"]
    process = subprocess.Popen(command, cwd=harbour, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seen: queue.Queue[str] = queue.Queue()
    stream: Any = process.stdout
    reading = threading.Thread(target=lambda: [seen.put(line) for line in stream])
    reading.start()

    def wait_for(word: str) -> str:
        while word not in (line := seen.get(timeout=_PATIENCE)):
            pass
        return line

    yield wait_for
    process.send_signal(signal.SIGINT)
    assert process.wait(_PATIENCE) == 0
    reading.join(_PATIENCE)
    stream.close()
    assert "Traceback" not in "".join(list(seen.queue))


def test_a_changed_document_is_checked_alone_and_a_register_checks_all(
    harbour: Path, first: NativeFile, lines: Callable[[str], str]
) -> None:
    """Each time, what is wrong now is said; a configuration that is half written ends nothing."""
    assert "3 documents" in lines("checked")
    right = first.lines
    quantities.FAULTS["KP401"][0](first)
    assert "KP401" in lines("hx-a001.jsonl:")
    assert "1 document " in lines("checked")
    first.write(right)
    assert "0 errors" in lines("checked")
    register = harbour / "annotations" / "entities.jsonl"
    register.write_text(register.read_text(encoding="utf-8"), encoding="utf-8")
    assert "3 documents" in lines("checked")
    configuration = harbour / "corpus.toml"
    before = configuration.read_text(encoding="utf-8")
    configuration.write_text("[corpus", encoding="utf-8")
    assert "corpus.toml" in lines("not TOML")
    for _ in range(3):  # editors put a new file in the place of the old one
        replaced = harbour / "corpus.toml~"
        replaced.write_text(before, encoding="utf-8")
        replaced.replace(configuration)
        assert "3 documents" in lines("checked")


def test_findings_are_json_lines_for_machines(harbour: Path, first: NativeFile) -> None:
    """An editor reads them while they come."""
    quantities.FAULTS["KP401"][0](first)
    command = [sys.executable, "-u", "-m", "corpus_kp", "validate", "--watch", "--format", "jsonl"]
    process = subprocess.Popen(command, cwd=harbour, stdout=subprocess.PIPE, text=True)
    stream: Any = process.stdout
    assert json.loads(stream.readline())["code"] == "KP401"
    process.send_signal(signal.SIGINT)
    assert process.wait(_PATIENCE) == 0
    stream.close()
