"""A native file that a test changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Edit = Callable[[dict[str, Any]], None]


class NativeFile:
    """A native file whose lines a test changes."""

    def __init__(self, path: Path) -> None:
        """Opens the file."""
        self.path = path

    @property
    def lines(self) -> list[str]:
        """The lines."""
        return self.path.read_text(encoding="utf-8").splitlines()

    def write(self, lines: list[str]) -> None:
        """Replaces all lines."""
        self.path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def number(self, layer: str, annotation_id: str | None = None) -> int:
        """Line (1-based) of an annotation, or of the first of a layer."""
        for number, line in enumerate(self.lines, 1):
            record = json.loads(line)
            if record["layer"] == layer and annotation_id in (None, record.get("id")):
                return number
        raise LookupError(layer, annotation_id)

    def edit(self, number: int, change: Edit) -> None:
        """Changes the record of a line."""
        lines = self.lines
        record = json.loads(lines[number - 1])
        change(record)
        lines[number - 1] = json.dumps(record, ensure_ascii=False)
        self.write(lines)
