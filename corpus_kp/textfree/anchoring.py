"""Finds every span of an article in a copy, checks it there, and says how sure that is.

A place counts where the span's words stand (their codes and the keyed check agree) and where what surrounds it is
what surrounded it in the article. Everything else is a pointer, or lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

import numpy as np

from corpus_kp.textfree.alignment import WordMap, inverse, word_map
from corpus_kp.textfree.evidence import CONTEXT, Comparison, Evidence, Text
from corpus_kp.textfree.extents import Extent, cover_of
from corpus_kp.textfree.fingerprint import Skeleton, codes_of
from corpus_kp.textfree.folding import Folded
from corpus_kp.textfree.occurrences import Occurrences, Words

Status = Literal["exact", "repaired", "altered", "lost"]
STATUSES: tuple[Status, ...] = get_args(Status)

#: Bits of surroundings, beyond chance, that a claim needs in all and on each side.
ENOUGH = 32.0
ENOUGH_ON_A_SIDE = 10.0
#: A pointer needs less: it claims nothing.
ENOUGH_FOR_A_POINTER = 16.0
#: Two places that differ by less cannot be told apart.
_CLEARLY = 8.0
_MOST_PLACES = 48


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a span of an article stands in a copy.

    Attributes:
        start, end: code points of the copy, half-open; None when lost.
        status: `exact`: the annotated words in their annotated surroundings; `repaired`: the same, but one letter or
            the cut between words differs; `altered`: what stands in the span's place, not checked; `lost`.
        bits: what the surroundings share beyond chance.
    """

    start: int | None
    end: int | None
    status: Status
    bits: float = 0.0

    def moved(self, by: int) -> Anchor:
        """The same place in a text that begins so many code points earlier."""
        return (
            self if self.start is None or self.end is None else replace(self, start=self.start + by, end=self.end + by)
        )


LOST = Anchor(None, None, "lost")


def anchor(skeleton: Skeleton, copy: Folded) -> list[Anchor]:
    """Finds the spans of a fingerprint in a copy.

    Args:
        skeleton: of the opened fingerprint.
        copy: the folded copy.

    Returns:
        One anchor for each span, in the fingerprint's order.
    """
    return Search(skeleton, copy).anchors()


class Search:
    """One article and one copy of it."""

    def __init__(self, skeleton: Skeleton, copy: Folded) -> None:
        """Aligns the article with the copy.

        Args:
            skeleton: of the opened fingerprint.
            copy: the folded copy.
        """
        payload = skeleton.payload
        self.extents, self.checks, self.copy = payload.extents, payload.checks, copy
        codes = codes_of(copy, skeleton.keys)
        self.codes = payload.codes.tobytes()
        self.compare = Comparison(Text(payload.codes, payload.breaks), Text(codes, np.array(copy.breaks())))
        self.map: WordMap = word_map(payload.codes, codes)
        self.owners = inverse(self.map, len(copy))
        self.occurrences = Occurrences(skeleton, copy, codes)

    def anchors(self) -> list[Anchor]:
        """One anchor for each span, in the fingerprint's order."""
        return [self.span(extent, check) for extent, check in zip(self.extents, self.checks, strict=True)]

    def stretch(self, anchors: Sequence[Anchor]) -> tuple[int, int]:
        """The lines of the copy that hold the article: from its first word that is aligned or proven to its last.

        Args:
            anchors: of the spans.

        Returns:
            Code points, half-open. What stands before and after, menus, teasers, another article, is left out; what
            stands between its paragraphs is not.
        """
        known = self.map[self.map >= 0]
        starts = [found.start for found in anchors if found.start is not None]
        ends = [found.end for found in anchors if found.end is not None]
        if len(known):
            starts.append(self.copy.starts[int(known.min())])
            ends.append(self.copy.ends[int(known.max())])
        text = self.copy.text
        if not starts:
            return 0, len(text)
        last = text.find("\n", max(ends))
        return text.rfind("\n", 0, min(starts)) + 1, last if last >= 0 else len(text)

    def span(self, extent: Extent, check: bytes) -> Anchor:
        """The anchor of one span."""
        mapped = int(self.map[extent.first - 1]) if extent.first else -1
        places = list(self.occurrences.places(extent, check, mapped if mapped >= 0 else None))
        found = self._exact(extent, places)
        if found is not None:
            return found
        region = self._region(extent)
        if region is None:
            return LOST
        return self._repaired(extent, check, region, places) or self._pointer(extent, region)

    def _exact(self, extent: Extent, places: list[Words]) -> Anchor | None:
        """The place where words and surroundings agree; None where there is none, or none that is clear."""
        here = (extent.first, extent.last)
        judged = [(self.compare.at(here, place), place) for place in self._likeliest(here, places)]
        weighty = [pair for pair in judged if pair[0].bits >= ENOUGH_FOR_A_POINTER or len(judged) == 1]
        chosen = weighty[0] if len(weighty) == 1 else self._clearest(here, weighty)
        if chosen is None or not self._enough(chosen[0], here, self._own(chosen[0], here, places)):
            return None
        evidence, place = chosen
        if not self._is_mapped(here, place) and (
            self._belongs_to_others(here, place) or self._doubtful(here, place, evidence)
        ):
            return None
        return self._anchor(extent, place, "exact", evidence)

    def _clearest(self, here: Words, judged: list[tuple[Evidence, Words]]) -> tuple[Evidence, Words] | None:
        """Of several places the one whose wide surroundings agree best; of equals the one of the alignment.

        None where the span's sentence stands better in another place: a list repeats a sentence with other names.
        """
        wide = {place: self.compare.widely(here, place) for _, place in judged}
        most = max(wide.values(), default=0.0)
        best = [pair for pair in judged if most - wide[pair[1]] < _CLEARLY]
        if len(best) > 1:
            best = [pair for pair in best if self._is_mapped(here, pair[1])]
        near = max((evidence.near for evidence, _ in judged), default=0.0)
        return best[0] if best and near - best[0][0].near < _CLEARLY else None

    def _is_mapped(self, here: Words, place: Words) -> bool:
        """Whether the alignment has a span at a place."""
        mapped: list[int] = self.map[here[0] : here[1]].tolist()
        return mapped == list(range(*place))

    def _likeliest(self, here: Words, places: list[Words]) -> list[Words]:
        """The places whose neighbours agree best word for word, where there are too many to weigh them all."""
        if len(places) <= _MOST_PLACES:
            return places
        mapped = self.map[here[0]]
        return sorted(places, key=lambda place: (place[0] != mapped, -self._agreement(here, place)))[:_MOST_PLACES]

    def _agreement(self, here: Words, place: Words) -> int:
        """How many of the eight words on each side have the same codes, word for word."""
        article, copy = self.compare.article, self.compare.copy
        back = zip(article.left_of(here[0], 8), copy.left_of(place[0], 8), strict=False)
        on = zip(article.right_of(here[1], 8), copy.right_of(place[1], 8), strict=False)
        return sum(a == b for pairs in (back, on) for a, b in pairs)

    def _enough(self, evidence: Evidence, here: Words, own: float = 0.0) -> bool:
        """Whether the surroundings, with what a span's own words tell, show that a place is the annotated one."""
        sides = (evidence.left, evidence.right)
        return (
            evidence.bits + own >= ENOUGH
            and all(side.bits >= ENOUGH_ON_A_SIDE or side.edge for side in sides)
            and self._in_its_sentence(evidence, here)
        )

    def _in_its_sentence(self, evidence: Evidence, here: Words) -> bool:
        """Whether the span's own sentence is there, not only its neighbours; of several sentences each end of them.

        Where a paragraph is missing, the next one may begin with the same words.
        """
        left, right = evidence.left, evidence.right
        if self.compare.article.crosses_edge(*here):
            return all(side.near >= self._demanded(side.room) for side in (left, right))
        return evidence.near >= self._demanded(left.room + right.room)

    def _demanded(self, room: int) -> float:
        """Bits that so many words of a sentence have to share: what seven in ten of them would."""
        return self.compare.bits_of(int(0.7 * room), room)

    def _own(self, evidence: Evidence, here: Words, places: list[Words]) -> float:
        """Bits of a span's own words but one, where they stand once in the article and once in the copy.

        They count only beside real surroundings: a sentence that stands alone in a foreign place is not there.
        """
        codes = self.codes[here[0] : here[1]]
        real = max(evidence.left.bits, evidence.right.bits) >= ENOUGH_ON_A_SIDE
        if not real or len(places) != 1 or not codes or any(self._siblings(here)):
            return 0.0
        return (len(codes) - 1) * self.compare.bits_per_word

    def _doubtful(self, here: Words, place: Words, evidence: Evidence) -> bool:
        """Whether a place off the alignment lies outside its neighbours, or fits another part of the article better."""
        return self._outside_neighbours(here, place) or self._fits_elsewhere(here, place, evidence)

    def _belongs_to_others(self, here: Words, place: Words) -> bool:
        """Whether the alignment has other words of the article where a span is looked for."""
        owners = self.owners[place[0] : place[1]]
        return bool(((owners >= 0) & ((owners < here[0]) | (owners >= here[1]))).any())

    def _outside_neighbours(self, here: Words, place: Words) -> bool:
        before, after = self._neighbours(here)
        if before is None or after is None:
            return False
        left, right = int(self.map[before]), int(self.map[after])
        whole = left < right and right - left <= 3 * (after - before) + CONTEXT
        return whole and not (left < place[0] and place[1] <= right)

    def _fits_elsewhere(self, here: Words, place: Words, evidence: Evidence) -> bool:
        return any(self.compare.at(other, place).bits > evidence.bits for other in self._siblings(here))

    def _siblings(self, here: Words) -> Iterator[Words]:
        """Other places of the article with the codes of a span."""
        codes = self.codes[here[0] : here[1]]
        at = self.codes.find(codes) if codes else -1
        while at >= 0:
            if at != here[0]:
                yield at, at + len(codes)
            at = self.codes.find(codes, at + 1)

    def _neighbours(self, here: Words) -> tuple[int | None, int | None]:
        """The nearest mapped words before and after a span, within the context."""
        before = np.flatnonzero(self.map[max(here[0] - CONTEXT, 0) : here[0]] >= 0)
        after = np.flatnonzero(self.map[here[1] : here[1] + CONTEXT] >= 0)
        first = max(here[0] - CONTEXT, 0) + int(before[-1]) if len(before) else None
        return first, here[1] + int(after[0]) if len(after) else None

    def _region(self, extent: Extent) -> Words | None:
        """Words of the copy between the mapped neighbours of a span, as if only the span had changed."""
        before, after = self._neighbours((extent.first, extent.last))
        if before is None or after is None:
            return None
        left, right = int(self.map[before]) + 1, int(self.map[after])
        start, end = left + extent.first - before - 1, right - (after - extent.last)
        inside = [int(at) for at in self.map[extent.first : extent.last] if at >= 0]
        start, end = min([start, *inside]), max([end, *(at + 1 for at in inside)])
        if left <= start < end <= right:
            return start, end
        return (left, right) if left < right else None

    def _repaired(self, extent: Extent, check: bytes, region: Words, refused: list[Words]) -> Anchor | None:
        """A span whose letters stand in the region, cut into words in another way or with one letter changed."""
        here = (extent.first, extent.last)
        for place in self._near(region, extent.last - extent.first):
            evidence = self.compare.at(here, place)
            if (
                place not in refused
                and not self._belongs_to_others(here, place)
                and self._enough(evidence, here)
                and (self.occurrences.has(extent, place, check) or self.occurrences.has_misspelt(extent, place, check))
            ):
                return self._anchor(extent, place, "repaired", evidence)
        return None

    def _near(self, region: Words, length: int) -> Iterator[Words]:
        """The region itself, then with edges moved by a word."""
        for start, end in ((0, 0), (0, -1), (1, 0), (-1, 0), (0, 1), (1, 1), (-1, -1)):
            place = (region[0] + start, region[1] + end)
            if 0 <= place[0] < place[1] <= len(self.copy) and abs(place[1] - place[0] - length) <= 2:  # noqa: PLR2004
                yield place

    def _pointer(self, extent: Extent, region: Words) -> Anchor:
        evidence = self.compare.at((extent.first, extent.last), region)
        if evidence.bits < ENOUGH_FOR_A_POINTER:
            return LOST
        return self._anchor(Extent(extent.first, extent.last), region, "altered", evidence) or LOST

    def _anchor(self, extent: Extent, place: Words, status: Status, evidence: Evidence) -> Anchor | None:
        cover = cover_of(self.copy, replace(extent, first=place[0], last=place[1]))
        return None if cover is None else Anchor(cover.start, cover.end, status, round(evidence.bits, 1))
