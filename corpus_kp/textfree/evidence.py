"""How many bits the surroundings of two places share beyond chance.

The codes of up to sixteen words on a side are compared: as an unbroken run, or as a longest common subsequence, whose
chance is bounded by counting the ways to pick it, P(LCS >= m) <= C(x, m) C(y, m) 2^(-b m), with b the collision
entropy of the article's codes.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb, log2

import numpy as np
from rapidfuzz.distance import LCSseq, Prefix

from corpus_kp.textfree.payload import Breaks, Codes

#: Words of a side that are looked at.
CONTEXT = 16
#: Words of a side that decide between places whose nearer surroundings agree alike.
WIDE = 64
_WIDTHS = (4, 8, CONTEXT)
_CHOICES = [[log2(comb(n, k)) if k <= n else 0.0 for k in range(WIDE + 1)] for n in range(WIDE + 1)]


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of two places shares.

    Attributes:
        bits: beyond chance.
        near: of these the bits up to the article's nearest sentence edge.
        room: words up to there.
        edge: whether the copy has a sentence edge where the article has its nearest, with the same codes up to there.
    """

    bits: float
    near: float
    room: int
    edge: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """What two places share to their left and right."""

    left: Side
    right: Side

    @property
    def bits(self) -> float:
        """Of both sides."""
        return self.left.bits + self.right.bits

    @property
    def near(self) -> float:
        """Of both sides, inside the sentence."""
        return self.left.near + self.right.near


class Text:
    """Codes and sentence breaks of a text, ready to be compared at any place."""

    def __init__(self, codes: Codes, breaks: Breaks) -> None:
        """Keeps the codes forwards and backwards.

        Args:
            codes: of each word.
            breaks: for the gap before each word and the one after the last.
        """
        self.codes = codes
        self._forward = codes.tobytes()
        self._backward = self._forward[::-1]
        self._breaks = breaks
        places = np.flatnonzero(breaks)
        gaps = np.arange(len(codes) + 1)
        self._since = gaps - places[np.searchsorted(places, gaps, "right") - 1]
        self._until = places[np.searchsorted(places, gaps, "left")] - gaps

    def __len__(self) -> int:
        """Number of words."""
        return len(self.codes)

    def left_of(self, word: int, width: int = CONTEXT) -> bytes:
        """Codes before a word, nearest first."""
        at = len(self.codes) - word
        return self._backward[at : at + width]

    def right_of(self, word: int, width: int = CONTEXT) -> bytes:
        """Codes from a word on."""
        return self._forward[word : word + width]

    def edge_left_of(self, word: int) -> int:
        """How many words lie between a word and the sentence edge before it."""
        return int(self._since[word])

    def edge_right_of(self, word: int) -> int:
        """How many words, from this one on, lie before the next sentence edge."""
        return int(self._until[word])

    def crosses_edge(self, first: int, last: int) -> bool:
        """Whether a sentence ends inside a stretch of words, half-open."""
        return bool(self._breaks[first + 1 : last].any())

    def is_edge(self, gap: int) -> bool:
        """Whether a sentence ends in the gap before a word."""
        return 0 <= gap < len(self._breaks) and bool(self._breaks[gap])


class Comparison:
    """Compares places of an article with places of a copy."""

    def __init__(self, article: Text, copy: Text) -> None:
        """Measures how much a code tells.

        Args:
            article: its codes and breaks.
            copy: its codes and breaks.
        """
        self.article = article
        self.copy = copy
        shares = np.bincount(article.codes, minlength=16) / max(len(article), 1)
        self.bits_per_word = -log2(max(float((shares**2).sum()), 2**-4)) if len(article) else 4.0

    def at(self, article: tuple[int, int], copy: tuple[int, int]) -> Evidence:
        """What surrounds two stretches of words, each half-open."""
        to_left, to_right = self.article.edge_left_of(article[0]), self.article.edge_right_of(article[1])
        return Evidence(
            self._side(
                self.article.left_of(article[0]),
                self.copy.left_of(copy[0]),
                to_left,
                edge=self.copy.is_edge(copy[0] - to_left),
            ),
            self._side(
                self.article.right_of(article[1]),
                self.copy.right_of(copy[1]),
                to_right,
                edge=self.copy.is_edge(copy[1] + to_right),
            ),
        )

    def widely(self, article: tuple[int, int], copy: tuple[int, int]) -> float:
        """Bits that the wide surroundings of two stretches of words share."""
        left, right = self.article.left_of(article[0], WIDE), self.article.right_of(article[1], WIDE)
        there_left, there_right = self.copy.left_of(copy[0], WIDE), self.copy.right_of(copy[1], WIDE)
        return self._common(left, there_left[: len(left)]) + self._common(right, there_right[: len(right)])

    def _side(self, one: bytes, two: bytes, room: int, *, edge: bool) -> Side:
        """Two sides, nearest code first.

        Args:
            one: of the article.
            two: of the copy.
            room: words up to the article's nearest sentence edge.
            edge: whether the copy has one at the same distance.
        """
        run = Prefix.similarity(one, two)
        bits = near = run * self.bits_per_word
        if run < min(len(one), len(two)):
            bits = max(bits, *(self._common(one[:width], two[:width]) for width in _WIDTHS))
        if run > room:
            near = room * self.bits_per_word
        elif run < room:
            near = max(near, self._common(one[:room], two[:room]))
        return Side(bits, near, min(room, CONTEXT), edge and room <= run)

    def bits_of(self, common: int, words: int) -> float:
        """Bits beyond chance of so many common words in two stretches of so many."""
        return common * self.bits_per_word - 2 * _CHOICES[words][common]

    def _common(self, one: bytes, two: bytes) -> float:
        common = LCSseq.similarity(one, two)
        return common * self.bits_per_word - _CHOICES[len(one)][common] - _CHOICES[len(two)][common]
