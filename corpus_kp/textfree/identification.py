"""Which file may be a copy of which article: all public tags in one table, looked up once for each file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from corpus_kp.textfree.envelope import Fingerprint
from corpus_kp.textfree.folding import Folded
from corpus_kp.textfree.vault import Tags, tags_of

#: Shingles of a long file that are looked up together, and where the next stretch begins.
_STRETCH, _STEP = 8192, 6144


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that a file may be a copy of.

    Attributes:
        doc_id: of the article.
        matched: how many of its shingles' tags the file has.
        share: of all its shingles, 0 to 1.
    """

    doc_id: str
    matched: int
    share: float


class Index:
    """The tags of many fingerprints."""

    def __init__(self, prints: Mapping[str, Fingerprint]) -> None:
        """Sorts the tags.

        Args:
            prints: by doc_id.
        """
        self._ids = list(prints)
        sizes = [len(known.tags) for known in prints.values()]
        self._long = np.array([known.words > _STRETCH - _STEP for known in prints.values()], bool)
        self._shares = np.array(sizes, np.int64)
        self._needed = np.array([known.threshold for known in prints.values()], np.int64)
        tags = np.array([tag for known in prints.values() for tag in known.tags], np.int64)
        order = np.argsort(tags, kind="stable")
        self._entries = order
        self._document = np.repeat(np.arange(len(sizes)), sizes)
        self._first = np.searchsorted(tags[order], np.arange(2**16 + 1))

    def candidates(self, copy: Folded) -> list[Candidate]:
        """The articles of which a file has enough tags, the likeliest first.

        A long file is looked through by overlapping stretches, since a file of a million words has every tag by chance;
        only articles that are long themselves are looked for in the whole of it.

        Args:
            copy: the folded text of the file.
        """
        tags = tags_of(copy.words)
        matched = self._matched(tags[:_STRETCH])
        if len(tags) > _STRETCH:
            for start in range(_STEP, len(tags), _STEP):
                np.maximum(matched, self._matched(tags[start : start + _STRETCH]), out=matched)
            matched = np.where(self._long, self._matched(tags), matched)
        enough = np.flatnonzero(matched >= self._needed)
        ordered = enough[np.argsort(-matched[enough] / self._shares[enough], kind="stable")]
        return [
            Candidate(self._ids[index], int(matched[index]), float(matched[index] / self._shares[index]))
            for index in ordered.tolist()
        ]

    def _matched(self, tags: Tags) -> npt.NDArray[np.int64]:
        """For each article the number of its shingles whose tags are among these."""
        known = np.unique(tags).astype(np.int64)
        first, counts = self._first[known], np.diff(self._first)[known]
        within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        entries = self._entries[np.repeat(first, counts) + within]
        return np.bincount(self._document[entries], minlength=len(self._ids))
