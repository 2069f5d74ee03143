"""The sealed part of a fingerprint as bytes: codes, sentence breaks, checks and places of the spans."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from corpus_kp.errors import FingerprintError
from corpus_kp.textfree.extents import Extent

#: Bytes of a span's check.
CHECK = 4
_COUNT = struct.Struct("<I")
_DAMAGED = "is damaged: what lies inside does not fit its number of words"

Codes = npt.NDArray[np.uint8]
Breaks = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Payload:
    """What is sealed.

    Attributes:
        codes: of each word, 0 to 15.
        breaks: for the gap before each word and the one after the last: whether a sentence ends there.
        extents: of the spans, in words, by first word in order.
        checks: `CHECK` bytes of each span.
    """

    codes: Codes
    breaks: Breaks
    extents: tuple[Extent, ...]
    checks: tuple[bytes, ...]

    def encode(self) -> bytes:
        """Its bytes: count, codes, breaks, checks, places."""
        parts = [_COUNT.pack(len(self.extents)), _halves(self.codes)]
        parts += [np.packbits(self.breaks, bitorder="little").tobytes(), *self.checks]
        parts.append(_halves(np.fromiter(_places(self.extents), np.uint8)))
        return b"".join(parts)

    @classmethod
    def decode(cls, data: bytes, words: int) -> Payload:
        """Reads what `encode` wrote.

        Args:
            data: the bytes.
            words: number of words of the text.

        Raises:
            FingerprintError: the bytes do not fit the number of words.
        """
        if len(data) < _COUNT.size:
            raise FingerprintError(_DAMAGED)
        count = _COUNT.unpack_from(data)[0]
        sizes = ((words + 1) // 2, (words + 8) // 8, CHECK * count)
        bounds = [_COUNT.size + sum(sizes[:index]) for index in range(len(sizes) + 1)]
        if len(data) < bounds[-1]:
            raise FingerprintError(_DAMAGED)
        codes, breaks, checks = (data[start:end] for start, end in pairwise(bounds))
        try:
            extents = tuple(_extents(iter(_from_halves(data[bounds[-1] :]).tolist()), count))
        except StopIteration as error:
            raise FingerprintError(_DAMAGED) from error
        if any(extent.last > words for extent in extents):
            raise FingerprintError(_DAMAGED)
        bits = np.unpackbits(np.frombuffer(breaks, np.uint8), count=words + 1, bitorder="little")
        split = tuple(checks[at : at + CHECK] for at in range(0, len(checks), CHECK))
        return cls(_from_halves(codes)[:words], bits.astype(bool), extents, split)


def _places(extents: Iterable[Extent]) -> Iterator[int]:
    """Half-bytes of the extents: words since the last one's first, length with a flag for edges, the edges."""
    before = 0
    for extent in extents:
        yield from _number(extent.first - before)
        yield from _number(2 * (extent.last - extent.first) + (not extent.plain))
        if not extent.plain:
            for edge in (extent.lead, extent.trail, extent.cut_start, extent.cut_end):
                yield from _number(edge)
        before = extent.first


def _extents(halves: Iterator[int], count: int) -> list[Extent]:
    """What `_places` wrote.

    Raises:
        StopIteration: the half-bytes end too early.
    """
    extents: list[Extent] = []
    first = 0
    for _ in range(count):
        first += _read(halves)
        length, edged = divmod(_read(halves), 2)
        edges = [_read(halves) for _ in range(4)] if edged else []
        extents.append(Extent(first, first + length, *edges))
    return extents


def _number(number: int) -> Iterator[int]:
    """A number in half-bytes of three bits, the lowest first; the fourth bit says that more follow."""
    while number > 7:  # noqa: PLR2004 - three bits
        yield number & 7 | 8
        number >>= 3
    yield number


def _read(halves: Iterator[int]) -> int:
    number = shift = 0
    while True:
        half = next(halves)
        number |= (half & 7) << shift
        if half < 8:  # noqa: PLR2004 - the fourth bit
            return number
        shift += 3


def _halves(values: npt.NDArray[np.uint8]) -> bytes:
    """Two values of four bits in each byte, the first in the lower half."""
    even = np.append(values, np.zeros(len(values) % 2, np.uint8)).astype(np.uint8)
    return bytes((even[::2] | (even[1::2] << 4)).tobytes())


def _from_halves(data: Sequence[int] | bytes) -> Codes:
    packed = np.frombuffer(bytes(data), np.uint8)
    values = np.empty(2 * len(packed), np.uint8)
    values[::2], values[1::2] = packed & 15, packed >> 4
    return values
