"""The text as a continuum: what each annotator has marked at every code point."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from corpus_kp.agreement.extents import Extent

#: What is marked at a place: labels of the spans that cover it; none where nothing is.
Marks = tuple[str, ...]
Marked = tuple[Extent, str]


def coincidences(a: Iterable[Marked], b: Iterable[Marked], length: int) -> Counter[tuple[Marks, Marks]]:
    """How many code points have which marks of A and of B.

    Args:
        a: what A has marked, with its label.
        b: what B has marked.
        length: of the text.
    """
    events = sorted([*_events(a, 0, length), *_events(b, 1, length)])
    here: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    counted: Counter[tuple[Marks, Marks]] = Counter()
    last = 0
    for place, side, step, label in [*events, (length, 0, 0, "")]:
        if place > last:
            counted[_marks(here[0]), _marks(here[1])] += place - last
            last = place
        here[side][label] += step
    return counted


def _events(marked: Iterable[Marked], side: int, length: int) -> Iterator[tuple[int, int, int, str]]:
    """Where labels begin and end; what lies outside of the text is not there."""
    for extent, label in marked:
        for start, end in extent:
            first, last = max(0, start), min(end, length)
            if first < last:
                yield first, side, 1, label
                yield last, side, -1, label


def _marks(here: Counter[str]) -> Marks:
    return tuple(sorted(label for label, number in here.items() if number > 0))
