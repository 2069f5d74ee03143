"""The test hub in a process of its own, and packages for it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hub.repository import Repository

REPOSITORY = "my-org/harbour"
_SERVER = Path(__file__).parent / "server.py"
Run = Callable[..., subprocess.CompletedProcess[str]]


class ServedHub:
    """The test hub in a process of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.process = subprocess.Popen([sys.executable, _SERVER, root, "0"], stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def tell(self, path: str, value: Any) -> Any:
        """Posts a value, or gets one where it is None."""
        data = None if value is None else json.dumps(value).encode()
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data)) as answer:  # noqa: S310 - loopback
            return json.load(answer)

    def fail(self, path: str, **fault: Any) -> None:
        """Makes the next request of a path fail."""
        self.tell("/_fault", [{"path": path, "method": "POST", "times": 1, **fault}])

    @property
    def repository(self) -> Repository:
        """What lies on the disk."""
        return Repository(self.root / "datasets" / REPOSITORY)

    def stop(self) -> None:
        """Ends the process."""
        self.process.terminate()
        self.process.wait(10)
        if self.process.stdout:
            self.process.stdout.close()


def build(harbour: Path, run: Run, out: Path, version: str = "1.2.0", *more: object) -> Path:
    """A package of the made-up corpus, of some version."""
    settings = harbour / "corpus.toml"
    settings.write_text(settings.read_text().replace('version = "1.2.0"', f'version = "{version}"'))
    ended = run("--corpus", harbour, "build", "--out", out, *more)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return out
