"""A copy of a text that knows, for each of its characters, where in the original it comes from.

Every perturbation is a row of edits on such a copy, so the truth about a span is read off and never searched for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: What an edit did to the words: nothing, another spelling, other words.
FORM, SPELLING, WORDS = 0, 1, 2
_NONE = -1

Place = tuple[int, int]


class Edit(NamedTuple):
    """Puts `new` in the place of the characters from `start` to `end` of a copy."""

    start: int
    end: int
    new: str
    change: int = FORM


@dataclass(frozen=True, slots=True)
class Copy:
    """A text and the origins of its n characters.

    Attributes:
        text: n code points.
        first, last: (n,) the half-open stretch of the original that a character stands for; -1 where it has none.
        change: (n,) FORM, SPELLING or WORDS.
    """

    text: str
    first: NDArray[np.int32]
    last: NDArray[np.int32]
    change: NDArray[np.int8]

    @classmethod
    def of(cls, text: str) -> Copy:
        """The original itself."""
        places = np.arange(len(text), dtype=np.int32)
        return cls(text, places, places + np.int32(1), np.zeros(len(text), np.int8))

    @classmethod
    def foreign(cls, text: str) -> Copy:
        """A text that stands nowhere in the original."""
        nowhere = np.full(len(text), _NONE, np.int32)
        return cls(text, nowhere, nowhere.copy(), np.zeros(len(text), np.int8))

    def part(self, start: int, end: int) -> Copy:
        """A stretch of the copy, in code points."""
        return Copy(self.text[start:end], self.first[start:end], self.last[start:end], self.change[start:end])

    def edited(self, edits: Iterable[Edit]) -> Copy:
        """The copy after edits.

        Args:
            edits: in any order; they may touch but not overlap, and insertions at one place keep their order.

        Raises:
            ValueError: two edits overlap.
        """
        parts, done = [], 0
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
            if edit.start < done:
                raise ValueError(f"the edit {edit} begins before {done}, where the one before it ends")
            parts += [self.part(done, edit.start), self._replaced(edit)]
            done = edit.end
        return joined([*parts, self.part(done, len(self.text))])

    def _replaced(self, edit: Edit) -> Copy:
        """The characters that an edit puts in: one for one where their number stays, else each stands for all."""
        old = self.part(edit.start, edit.end)
        known = old.first >= 0
        if not known.any():
            return Copy.foreign(edit.new)
        if len(edit.new) == len(old.text):
            return Copy(edit.new, old.first, old.last, np.maximum(old.change, np.int8(edit.change)))
        size = len(edit.new)
        change = np.full(size, max(int(old.change.max()), edit.change), np.int8)
        first, last = old.first[known].min(), old.last[known].max()
        return Copy(edit.new, np.full(size, first, np.int32), np.full(size, last, np.int32), change)


def joined(parts: Sequence[Copy]) -> Copy:
    """Copies one after another."""
    if not parts:
        return Copy.foreign("")
    return Copy(
        "".join(part.text for part in parts),
        np.concatenate([part.first for part in parts]),
        np.concatenate([part.last for part in parts]),
        np.concatenate([part.change for part in parts]),
    )


@dataclass(frozen=True, slots=True)
class Truth:
    """Where a span of the original stands in a copy.

    Attributes:
        place: of the whole span with its edge marks, also where words inside were changed; None where an edge is
            gone or merged with what stands beside it, or where its parts were set apart in another order.
        core: from its first to its last letter or digit that is left, whatever became of the edges.
        intact: its letters and digits stand unbroken and unchanged, and so do its edge marks.
        respelled: it would be intact but for another spelling of its words.
    """

    place: Place | None
    core: Place | None
    intact: bool
    respelled: bool


def truths(original: str, copy: Copy, spans: Iterable[Place]) -> list[Truth]:
    """The truth about spans of the original.

    Args:
        original: the text from which the copy was made.
        copy: what became of it.
        spans: half-open, in code points of the original, no white space at the edges.
    """
    found = Lookup(original, copy)
    return [found.truth(start, end) for start, end in spans]


class Lookup:
    """For each character of the original: the first and last place in the copy that stands for it."""

    def __init__(self, original: str, copy: Copy) -> None:
        """Turns the origins of a copy round.

        Args:
            original: the text from which the copy was made.
            copy: what became of it.
        """
        self.copy = copy
        self.low = np.full(len(original), len(copy.text), np.int64)
        self.high = np.full(len(original), _NONE, np.int64)
        known = np.flatnonzero(copy.first >= 0)
        sizes = (copy.last - copy.first)[known]
        places = np.repeat(known, sizes)
        inside = np.arange(len(places)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        origins = np.repeat(copy.first[known], sizes) + inside
        np.minimum.at(self.low, origins, places)
        np.maximum.at(self.high, origins, places)
        self.letter = np.fromiter(map(str.isalnum, original), bool, len(original))
        self.new_letter = np.fromiter(map(str.isalnum, copy.text), bool, len(copy.text))

    def truth(self, start: int, end: int) -> Truth:
        """The truth about one span of the original."""
        place = self._place(start, end)
        core = self._core(start, end)
        if place is None:
            return Truth(None, core, intact=False, respelled=False)
        inside = slice(*place)
        origins = self.copy.first[inside]
        whole = (self.high[start:end][self.letter[start:end]] >= 0).all()
        unbroken = whole and not (self.new_letter[inside] & (origins < 0)).any()
        change = self.copy.change[inside][origins >= 0].max()
        return Truth(place, core, bool(unbroken and change == FORM), bool(unbroken and change == SPELLING))

    def _place(self, start: int, end: int) -> Place | None:
        left, right = int(self.low[start]), int(self.high[end - 1]) + 1
        if self.high[start] < 0 or right <= left:
            return None
        first, last = self.copy.first[left:right], self.copy.last[left:right]
        known = first >= 0
        first, last = first[known], last[known]
        if (first < start).any() or (last > end).any() or (np.diff(first) < 0).any():
            return None
        return left, right

    def _core(self, start: int, end: int) -> Place | None:
        places = np.arange(start, end)
        left = places[self.letter[start:end] & (self.high[start:end] >= 0)]
        if not len(left):
            return None
        return int(self.low[left].min()), int(self.high[left].max()) + 1
