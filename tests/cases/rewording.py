"""Changes of the made-up corpus that stay right: other words, with all offsets, stored words and the hash moved along."""

from __future__ import annotations

import hashlib
import json
from itertools import takewhile
from typing import Any

from native_file import NativeFile

from cases.edits import Break


def reworded(old: str, new: str) -> Break:
    """Replaces words of the text; spans may begin and end beside what changes, not in it."""

    def act(file: NativeFile) -> None:
        path = file.path.with_suffix(".txt")
        text = path.read_text(encoding="utf-8")
        lead = _shared(old, new)
        tail = _shared(old[lead:][::-1], new[lead:][::-1])
        at = text.index(old) + lead
        place = (at, at + len(old) - lead - tail, len(new) - len(old))
        changed = text.replace(old, new, 1)
        path.write_text(changed, encoding="utf-8")
        records = [_moved(json.loads(line), changed, place) for line in file.lines]
        digest = hashlib.sha256(changed.encode()).hexdigest()
        records[0] |= {"text_sha256": digest, "n_codepoints": len(changed)}
        file.write([json.dumps(record, ensure_ascii=False) for record in records])

    return act


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _moved(value: Any, text: str, place: tuple[int, int, int]) -> Any:
    if isinstance(value, list):
        return [_moved(item, text, place) for item in value]
    if not isinstance(value, dict):
        return value
    moved = {name: _moved(item, text, place) for name, item in value.items()}
    if isinstance(moved.get("start"), int):
        first, last, more = place
        start, end = moved["start"], moved["end"]
        assert all(offset <= first or offset >= last for offset in (start, end)), (moved, text[first:last])
        start, end = start + more * (start >= last), end + more * (end > first)
        moved |= {"start": start, "end": end} | ({"text": text[start:end]} if "text" in moved else {})
    return moved


def span(file: NativeFile, words: str) -> dict[str, object]:
    """The first place of words in the text."""
    start = file.path.with_suffix(".txt").read_text(encoding="utf-8").index(words)
    return {"start": start, "end": start + len(words), "text": words}


def measuring(words: str) -> Break:
    """Gives the last annotation, a quantity, a measured thing."""
    return lambda file: file.edit(len(file.lines), lambda record: record.update(measured=span(file, words)))


def placed(layer: str, words: str, annotation_id: str | None = None, **values: object) -> Break:
    """Gives the first annotation of a layer, or the one with an id, the span of other words."""

    def act(file: NativeFile) -> None:
        number = file.number(layer, annotation_id)
        file.edit(number, lambda record: record.update(span(file, words), **values))

    return act


def added(layer: str, words: str, **values: object) -> Break:
    """Adds an annotation of words."""

    def act(file: NativeFile) -> None:
        file.write([*file.lines, json.dumps({"layer": layer, "id": "x1", **span(file, words), **values})])

    return act


def without(layer: str) -> Break:
    """Deletes the first annotation of a layer."""

    def act(file: NativeFile) -> None:
        number = file.number(layer)
        file.write([line for place, line in enumerate(file.lines, 1) if place != number])

    return act


def all_of(*changes: Break) -> Break:
    """One change after the other."""

    def act(file: NativeFile) -> None:
        for change in changes:
            change(file)

    return act


def second(*changes: Break) -> Break:
    """The same in the second document."""
    return lambda file: all_of(*changes)(NativeFile(file.path.with_name("hx-a002.jsonl")))
