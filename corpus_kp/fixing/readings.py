"""Readings of offsets: in which unit, and from where, the offsets of a document were counted.

A reading gives each offset a place in the text, or none. It is proven by the quoted texts: the words that are stored
with the spans stand at their places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, islice

from corpus_kp.json_position import JsonPath

#: How many units a character has.
UNITS: Mapping[str, Callable[[str], int]] = {
    "code points": lambda _: 1,
    "UTF-16 units": lambda character: 1 + (character > "\uffff"),
    "UTF-8 bytes": lambda character: len(character.encode()),
}
#: Stretches of the text, apart from each other, whose quoted words have to move to their places before another
#: reading than the plain one is believed: fewer may as well be slips of a hand.
_ENOUGH = 3

#: Places of a quoted text beyond which it says nothing about where the others stand.
_MOST_SHIFTS = 1000

#: Code points of the longest text whose offsets are counted in other units, which takes some of the memory for each.
_LONGEST = 2_000_000

#: A line end is one character of the text.
_CHARACTER = re.compile(r"\r\n|.", re.DOTALL)

#: Half-open, in code points.
Bounds = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StoredSpan:
    """A span as a line stores it.

    Attributes:
        line: where it stands, 1-based.
        steps: path of the object that has `start` and `end`.
        start, end: as they are stored.
        quoted: the words stored with it, if any.
    """

    line: int
    steps: JsonPath
    start: int
    end: int
    quoted: str | None


@dataclass(frozen=True, slots=True)
class OffsetReading:
    """How offsets were counted.

    Attributes:
        unit: one of `UNITS`.
        line_ends: one of those of `Versions`.
        shift: how many units an offset is too large.
    """

    unit: str = "code points"
    line_ends: str = "line feeds"
    shift: int = 0

    @property
    def plain(self) -> bool:
        """Whether offsets are what they have to be."""
        return self == PLAIN

    @property
    def title(self) -> str:
        """What to do to the offsets, as an order."""
        if self == OffsetReading(shift=self.shift):
            return f"Move every span of the document by {-self.shift:+d}"
        parts = [f"from {self.unit}"] * (self.unit != PLAIN.unit)
        parts += [f"from a text with {self.line_ends}"] * (self.line_ends != PLAIN.line_ends)
        parts += [f"by {-self.shift:+d}"] * (self.shift != 0)
        return f"Convert the offsets of the document {' and '.join(parts)}"


PLAIN = OffsetReading()


class Versions(dict[str, str]):
    """One text with the line ends that it may have had when it was annotated, by their names."""

    def __init__(self, text: str, file: str = "") -> None:
        """Makes the versions.

        Args:
            text: with line feeds.
            file: the same as it stands in its file; its line ends may be of both kinds.
        """
        super().__init__({"line feeds": text, "carriage returns": text.replace("\n", "\r\n")})
        if file and file not in self.values():
            self["mixed line ends"] = file

    @property
    def text(self) -> str:
        """With line feeds."""
        return self["line feeds"]


def fitting(versions: Versions, spans: Sequence[StoredSpan]) -> dict[tuple[Bounds, ...], OffsetReading]:
    """Readings under which every span has a place and every quoted text stands at its place.

    Offsets that were counted in another unit or with what stood in the file (carriage returns, a byte order mark) are
    looked for first; offsets that are too large or too small by any constant, only where the plain reading fails.

    Args:
        versions: of the text, without a byte order mark.
        spans: all of a document.

    Returns:
        The reading by the places that it gives; readings that give the same places are one.
    """
    if len(versions.text) > _LONGEST:
        return {}
    text, scales = versions.text, list(_scales(versions))
    found = _fitting(text, spans, scales, lambda reading, _: (0, UNITS[reading.unit]("\ufeff")))
    if PLAIN in found.values():
        return found
    return _fitting(text, spans, scales, lambda _, scale: _shifts(text, spans, scale)) | found


def certain(versions: Versions, spans: Sequence[StoredSpan]) -> tuple[OffsetReading, tuple[Bounds, ...]] | None:
    """The one reading that fits, and the places that it gives.

    Args:
        versions: of the text, without a byte order mark.
        spans: all of a document.

    Returns:
        None where no reading fits, more than one, or one that too few quoted texts speak for.
    """
    found = fitting(versions, spans)
    if len(found) != 1:
        return None
    places, reading = next(iter(found.items()))
    return (reading, places) if reading.plain or _moved(spans, places) >= _ENOUGH else None


def _scales(versions: Versions) -> Iterator[tuple[OffsetReading, list[int]]]:
    """For each way to count, how many units stand before each character of the text, and in all."""
    for unit, width in UNITS.items():
        if any(width(character) > 1 for character in set(versions.text)) or unit == PLAIN.unit:
            for line_ends, version in versions.items():
                widths = (sum(map(width, match[0])) for match in _CHARACTER.finditer(version))
                yield OffsetReading(unit, line_ends), list(accumulate(widths, initial=0))


def _shifts(text: str, spans: Sequence[StoredSpan], scale: list[int]) -> Iterator[int]:
    """Shifts that bring the longest quoted text to a place where it stands."""
    quoted = [span for span in spans if span.quoted]
    if not quoted:
        return
    anchor = max(quoted, key=lambda span: len(span.quoted or ""))
    words = with_line_feeds(anchor.quoted or "")
    places = list(islice(_occurrences(text, words), _MOST_SHIFTS + 1))
    if len(places) <= _MOST_SHIFTS:  # of more of them, it is never certain which one is meant
        yield from (anchor.start - scale[place] for place in places)


def _occurrences(text: str, words: str) -> Iterator[int]:
    place = text.find(words)
    while place >= 0:
        yield place
        place = text.find(words, place + 1)


def _fitting(
    text: str,
    spans: Sequence[StoredSpan],
    scales: Iterable[tuple[OffsetReading, list[int]]],
    shifts: Callable[[OffsetReading, list[int]], Iterable[int]],
) -> dict[tuple[Bounds, ...], OffsetReading]:
    """The readings that fit, of some ways to count and the shifts that go with each."""
    found: dict[tuple[Bounds, ...], OffsetReading] = {}
    for reading, scale in scales:
        index = {units: place for place, units in enumerate(scale)}
        for shift in shifts(reading, scale):
            places = _places(text, spans, index, shift)
            if places is not None:
                found.setdefault(places, replace(reading, shift=shift))
    return found


def _places(text: str, spans: Sequence[StoredSpan], index: Mapping[int, int], shift: int) -> tuple[Bounds, ...] | None:
    places = []
    for span in spans:
        start, end = index.get(span.start - shift), index.get(span.end - shift)
        if start is None or end is None or start >= end:
            return None
        if span.quoted is not None and with_line_feeds(span.quoted) != text[start:end]:
            return None
        places.append((start, end))
    return tuple(places)


def with_line_feeds(text: str) -> str:
    """The same with line feeds alone."""
    return text.replace("\r\n", "\n")


def _moved(spans: Sequence[StoredSpan], places: Sequence[Bounds]) -> int:
    """How many stretches, apart from each other, have quoted words that were not at their offsets."""
    moved = sorted(
        (
            (end, start)
            for span, (start, end) in zip(spans, places, strict=True)
            if span.quoted and (span.start, span.end) != (start, end)
        ),
    )
    number = last = 0
    for end, start in moved:
        if start >= last:
            number, last = number + 1, end
    return number
