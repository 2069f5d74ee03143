"""Hashes of few words: a word list finds what they were made of, so they give the words away."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus_kp.textfree.folding import Folded

#: A hash of up to so many words can be found by trying.
MOST_WORDS = 4
#: Bytes of a hash that are looked at. What is cut shorter than `_LEAST` (CRC-32, 16-bit tags) cannot be judged: with
#: the hashes of a few thousand words, some of four bytes stand by chance in any file of a few hundred kilobytes, and
#: all of two bytes do. Neither can a hash with a salt or a key that is not known.
_LEAST, _MOST = 5, 8
#: Bytes at any offset are compared in the length at which a file has chance hits with less than this probability.
_CHANCE = 0.01
_FIXED = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512")
_SIZED: dict[Callable[..., Any], tuple[int, ...]] = {
    hashlib.blake2b: (*range(_LEAST, 17), 20, 24, 32, 48, 64),
    hashlib.blake2s: (*range(_LEAST, 9), 16, 20, 32),
}
#: Bytes up to so many are looked up once.
_SHORT = 256

Values = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Who owns the words of a hash.

    Attributes:
        doc_id: whose text; None where the words stand in several.
        words: how many.
    """

    doc_id: str | None
    words: int


class Digests:
    """The first bytes of every common hash of every short stretch of some texts."""

    def __init__(self, texts: Iterable[tuple[str, Folded]]) -> None:
        """Hashes each stretch of up to `MOST_WORDS` words.

        Args:
            texts: folded, with the doc_id of each.
        """
        self._stretches: list[Stretch] = []
        starts: dict[bytes, int] = {}
        for form, stretch in _forms(texts).items():
            for digest in _hashes(form.encode(errors="replace")):
                starts.setdefault(digest, len(self._stretches))
            self._stretches.append(stretch)
        values = np.array([int.from_bytes(digest, "big") for digest in starts], np.uint64)
        order = np.argsort(values)
        self._values: Values = values[order]
        self._known: dict[tuple[bytes, int], list[tuple[int, Stretch]]] = {}
        self._owners = np.array(list(starts.values()), np.uint32)[order]

    def inside(self, data: bytes, size: int) -> list[tuple[int, Stretch]]:
        """Hashes in bytes, with their offsets.

        Args:
            data: a few bytes are compared as a whole, more of them at every offset.
            size: of the whole file; the larger it is, the more bytes have to be equal.
        """
        length = len(data) if len(data) <= _MOST else self._length(max(size, len(data)))
        if length < _LEAST:
            return []
        key = (data, length)
        if key in self._known:
            return self._known[key]
        found = self._found(_windows(data, length), length)
        if len(data) < _SHORT:
            self._known[key] = found
        return found

    def _length(self, size: int) -> int:
        """Bytes that have to be equal."""
        lengths = range(_LEAST, _MOST)
        return next((n for n in lengths if size * len(self._values) < _CHANCE * 256**n), _MOST)

    def _found(self, windows: Values, length: int) -> list[tuple[int, Stretch]]:
        known = self._cut[length]
        if not len(known):
            return []
        at = np.minimum(np.searchsorted(known, windows), len(known) - 1)
        hits = np.flatnonzero(known[at] == windows)
        return [(int(hit), self._stretches[self._owners[at[hit]]]) for hit in hits]

    @cached_property
    def _cut(self) -> dict[int, Values]:
        """The values cut to each number of bytes; cutting keeps their order."""
        return {n: self._values >> np.uint64(8 * (_MOST - n)) for n in range(_LEAST, _MOST + 1)}


def _forms(texts: Iterable[tuple[str, Folded]]) -> dict[str, Stretch]:
    """Every short stretch as it stands, in lower case, and folded."""
    forms: dict[str, Stretch] = {}
    for doc_id, folded in texts:
        for count in range(1, MOST_WORDS + 1):
            for first in range(len(folded) - count + 1):
                for form in _spellings(folded, first, count):
                    known = forms.setdefault(form, Stretch(doc_id, count))
                    if known.doc_id != doc_id:
                        forms[form] = Stretch(None, known.words)
    return forms


def _spellings(folded: Folded, first: int, count: int) -> set[str]:
    raw = folded.text[folded.starts[first] : folded.ends[first + count - 1]]
    spaced = " ".join(raw.split())
    words = list(islice(folded.words, first, first + count))
    return {raw, raw.lower(), spaced, spaced.lower(), " ".join(words)}


def _hashes(data: bytes) -> Iterator[bytes]:
    """The first bytes of each hash; a shorter one is filled up."""
    for name in _FIXED:
        yield hashlib.new(name, data, usedforsecurity=False).digest()[:_MOST]
    for function, sizes in _SIZED.items():
        yield from (function(data, digest_size=size).digest()[:_MOST].ljust(_MOST, b"\0") for size in sizes)


def _windows(data: bytes, length: int) -> Values:
    """The bytes at every offset as numbers, the highest byte first."""
    octets = np.frombuffer(data, np.uint8).astype(np.uint64)
    windows: Values = np.zeros(max(len(octets) - length + 1, 0), np.uint64)
    for index in range(length):
        windows = (windows << np.uint64(8)) | octets[index : len(windows) + index]
    return windows
