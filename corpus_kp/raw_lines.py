"""A line of a native file as it stands there, for findings about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from corpus_kp.excerpts import excerpt_of_line
from corpus_kp.faults import fault
from corpus_kp.findings import Finding
from corpus_kp.json_position import JsonPath, locate

_OFFSETS = 2**31


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line of a file as it stands there, for findings about it."""

    path: str
    number: int
    text: str
    doc_id: str | None = None

    def fault(self, code: str, span: tuple[int, int], **values: Any) -> Finding:
        """A finding about a span of columns (0-based, half-open) of this line."""
        first, last = span[0] + 1, span[1] + 1
        place = {"line": self.number, "column": first, "end_line": self.number, "end_column": last}
        whole = span[1] - span[0] >= len(self.text.strip())  # marks everything, which says nothing
        excerpt = None if whole else excerpt_of_line(self.text, self.path, self.number, (first, last))
        concerned = self._concerned(span)
        return fault(code, path=self.path, doc_id=self.doc_id, excerpt=excerpt, **place, **concerned, **values)

    def _concerned(self, columns: tuple[int, int]) -> dict[str, Any]:
        """Annotation of the line and the span that columns stand in, as far as they can be read in it."""
        try:
            record = json.loads(self.text)
        except (ValueError, RecursionError):
            return {}
        if not isinstance(record, dict):
            return {}
        around = (part for path, part in _parts(record) if _holds(locate(self.text, path), columns))
        own = (part for name in _OWN_SPANS if isinstance(part := record.get(name), dict))
        start, end = next(filter(None, map(_span, (*around, record, *own))), (None, None))
        name = record.get("id")
        named = isinstance(name, str) and name.isprintable()  # half of a surrogate pair could not be written
        return {"annotation_id": name if named else None, "start": start, "end": end}


#: Parts of a record that say where it stands, if it has no span of its own.
_OWN_SPANS = ("cue", "target")


def _parts(record: dict[str, Any]) -> Iterator[tuple[JsonPath, dict[str, Any]]]:
    """Objects inside a record, with the way to each."""
    for name, value in record.items():
        if isinstance(value, dict):
            yield (name,), value
        elif isinstance(value, list):
            yield from (((name, number), part) for number, part in enumerate(value) if isinstance(part, dict))


def _holds(outer: tuple[int, int], inner: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _span(part: dict[str, Any]) -> tuple[int, int] | None:
    start, end = part.get("start"), part.get("end")
    return (start, end) if type(start) is int and type(end) is int and 0 <= start <= end < _OFFSETS else None
