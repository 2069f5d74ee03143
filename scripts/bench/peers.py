"""Other ways to put annotations back on a copy, behind the interface of ours.

Neither has a status: what they give is counted as claimed. STAM is given both texts, which nobody without the article
has; it is the upper bound of what an alignment of characters can do.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from origins import Place
from trials import LOST, Claim, Method

#: What has to be installed, and under which name it is imported.
PACKAGES = {"sisc": "sisc", "stam": "stam"}


def missing() -> list[str]:
    """Packages of peers that are not installed."""
    return [package for package, module in PACKAGES.items() if importlib.util.find_spec(module) is None]


def installed() -> list[type[Method]]:
    """The peers that can be measured here."""
    absent = missing()
    return [peer for package, peer in (("sisc", Sisc), ("stam", Stam)) if package not in absent]


class Sisc:
    """SisC: ships a masked text; the copy is aligned with the mask, character by character."""

    name = "SisC"

    def __init__(self, text: str, spans: Sequence[Place]) -> None:
        """Masks a text with the defaults of the tool."""
        from sisc.mask.UniformMasker import UniformMasker

        self.spans = spans
        self.mask: str = UniformMasker().mask(text, list(spans))

    def claims(self, copy: str) -> list[Claim] | None:
        """Offsets of its JSON aligner, counted back from the aligned text, with its gaps, to the copy."""
        from sisc.alignment.JsonAligner import JsonAligner
        from sisc.core.SisC import align_text

        aligner = _Remembering(JsonAligner())
        records = [{"start": start, "end": end} for start, end in self.spans]
        _, moved = align_text(records, copy, self.mask, aligner)
        gaps = set(aligner.text_gaps)
        before = [0, *accumulate(at not in gaps for at in range(aligner.length))]
        last = len(before) - 1
        return [_claimed(before[min(record["start"], last)], before[min(record["end"], last)]) for record in moved]


class _Remembering:
    """An aligner of SisC that keeps where the aligned text has gaps."""

    def __init__(self, aligner: Any) -> None:
        self.aligner = aligner
        self.text_gaps: list[int] = []
        self.length = 0

    def align(self, content: Any, text: str, mask: str, text_gaps: list[int], mask_gaps: list[int]) -> Any:
        """Called by SisC with what it has aligned."""
        self.text_gaps, self.length = text_gaps, len(text)
        return self.aligner.align(content, text, mask, text_gaps, mask_gaps)


class Stam:
    """STAM: aligns both texts (Smith-Waterman) and transposes what lies in stretches that are alike."""

    name = "STAM"

    def __init__(self, text: str, spans: Sequence[Place]) -> None:
        """Keeps the text: a transposition needs it."""
        self.text, self.spans = text, spans

    def claims(self, copy: str) -> list[Claim] | None:
        """A span is transposed if all its characters are, and to one stretch of the copy."""
        to = self._aligned(copy)
        return [self._claim(to, start, end) for start, end in self.spans]

    def _aligned(self, copy: str) -> list[int]:
        """For each character of the text its place in the copy, or -1."""
        import stam

        store = stam.AnnotationStore(id="bench")
        sides = [store.add_resource(id=name, text=text) for name, text in (("text", self.text), ("copy", copy))]
        one, two = (side.textselection(stam.Offset.whole()) for side in sides)
        to = [-1] * len(self.text)
        for via in one.align_texts(two, algorithm="smithwaterman"):
            for left, right in via.alignments():
                to[left.begin() : left.end()] = range(right.begin(), right.end())
        return to

    @staticmethod
    def _claim(to: list[int], start: int, end: int) -> Claim:
        first = to[start]
        if first < 0 or to[start:end] != list(range(first, first + end - start)):
            return LOST
        return _claimed(first, first + end - start)


def _claimed(start: int, end: int) -> Claim:
    return Claim((start, end), "exact")
