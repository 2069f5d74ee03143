"""Ways to break the made-up corpus; each takes the first document's file."""

from __future__ import annotations

import json
from collections.abc import Callable

from native_file import NativeFile

Break = Callable[[NativeFile], None]


def at(layer: str, annotation_id: str | None = None, **values: object) -> Callable[[NativeFile], None]:
    """Sets fields of the first line of a layer, or of the one with an id."""
    return lambda file: file.edit(file.number(layer, annotation_id), lambda record: record.update(values))


def text(change: Callable[[str], str]) -> Callable[[NativeFile], None]:
    """Changes the text of the document."""

    def act(file: NativeFile) -> None:
        path = file.path.with_suffix(".txt")
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    return act


def add(record: dict[str, object]) -> Callable[[NativeFile], None]:
    """Adds a line at the end."""
    return lambda file: file.write([*file.lines, json.dumps(record, ensure_ascii=False)])


def register(name: str, old: str, new: str) -> Callable[[NativeFile], None]:
    """Replaces a string in a file of the registers, or in `splits.csv`."""

    def act(file: NativeFile) -> None:
        path = file.path.parent.parent / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")

    return act
