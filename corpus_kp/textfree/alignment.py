"""Aligns the word codes of an article with those of a copy.

Stretches of eight codes (32 bits) that stand once in both texts are anchors; what lies between neighbouring anchors is
aligned by Levenshtein's edit path. Where a copy has other paragraphs, or another order of them, nothing is forced.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from corpus_kp.textfree.payload import Codes

#: Codes of an anchor.
ANCHOR = 8
#: A gap of the copy is aligned up to this many words more than the article's, and three times as many.
_SLACK = 24

#: For each word of the article the word of the copy, or -1.
WordMap = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Run:
    """Words of article and copy with equal codes, one after the other: `article` + i stands at `copy` + i."""

    article: int
    copy: int
    length: int


def word_map(article: Codes, copy: Codes) -> WordMap:
    """Where each word of an article stands in a copy, as far as the codes tell.

    Args:
        article: codes of its words.
        copy: codes of its words.

    Returns:
        An index of the copy's words for each word of the article; -1 where nothing is known. A word that was
        replaced is mapped to what stands in its place only if their codes agree by chance.
    """
    mapped = np.full(len(article), -1, np.int64)
    runs = _runs(article, copy)
    for run in runs:
        mapped[run.article : run.article + run.length] = np.arange(run.copy, run.copy + run.length)
    for before, after in pairwise(runs):
        _fill(mapped, article, copy, before, after)
    return mapped


def inverse(mapped: WordMap, length: int) -> WordMap:
    """For each word of the copy the word of the article that is mapped to it, or -1.

    Args:
        mapped: of `word_map`.
        length: number of the copy's words.
    """
    owners = np.full(length, -1, np.int64)
    known = np.flatnonzero(mapped >= 0)
    owners[mapped[known]] = known
    return owners


def _runs(article: Codes, copy: Codes) -> list[Run]:
    """Anchors that follow one another, joined; in order of the article."""
    at_one, at_two = _anchors(_grams(article), _grams(copy))
    if not len(at_one):
        return []
    order = np.argsort(at_one)
    at_one, at_two = at_one[order], at_two[order]
    cuts = np.flatnonzero((np.diff(at_one) > ANCHOR) | (np.diff(at_one) != np.diff(at_two))) + 1
    return _apart(
        [
            Run(int(a[0]), int(b[0]), int(a[-1] - a[0]) + ANCHOR)
            for a, b in zip(np.split(at_one, cuts), np.split(at_two, cuts), strict=True)
        ]
    )


def _apart(runs: list[Run]) -> list[Run]:
    """The runs, shortened where one reaches into the next."""
    kept: list[Run] = []
    for run in runs:
        if kept and (over := kept[-1].article + kept[-1].length - run.article) > 0:
            last = kept.pop()
            kept.append(Run(last.article, last.copy, last.length - over))
        kept.append(run)
    return kept


def _grams(codes: Codes) -> npt.NDArray[np.uint64]:
    """Every stretch of `ANCHOR` codes as one number."""
    count = max(len(codes) - ANCHOR + 1, 0)
    grams = np.zeros(count, np.uint64)
    for step in range(ANCHOR):
        grams = (grams << np.uint64(4)) | codes[step : step + count].astype(np.uint64)
    return grams


def _anchors(
    article: npt.NDArray[np.uint64], copy: npt.NDArray[np.uint64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Places of the stretches that stand once in both texts.

    Where most of them stand more often in the copy, as in a page with a version for the printer, the first counts.
    """
    values, first, often = np.unique(article, return_index=True, return_counts=True)
    values, first = values[often == 1], first[often == 1]
    there, first_there, often_there = np.unique(copy, return_index=True, return_counts=True)
    _, one, two = np.intersect1d(values, there, assume_unique=True, return_indices=True)
    once = often_there[two] == 1
    if 2 * once.sum() >= len(once):
        one, two = one[once], two[once]
    return first[one], first_there[two]


def _fill(mapped: WordMap, article: Codes, copy: Codes, before: Run, after: Run) -> None:
    """Aligns what lies between two runs, where the copy has about as much there as the article."""
    a, b = before.article + before.length, before.copy + before.length
    rest, there = after.article - a, after.copy - b
    if rest <= 0 or there <= 0 or there > 3 * rest + _SLACK:
        return
    path = Levenshtein.opcodes(article[a : a + rest].tobytes(), copy[b : b + there].tobytes())
    for step in path:
        if step.tag == "equal":
            mapped[a + step.src_start : a + step.src_end] = np.arange(b + step.dest_start, b + step.dest_end)
