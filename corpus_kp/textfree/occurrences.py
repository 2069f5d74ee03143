"""Where the very words of a span stand in a copy: places whose codes and keyed check agree with the article's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from corpus_kp.textfree.extents import Extent, checked, cover_of, letters_of_words, outer_bonds
from corpus_kp.textfree.fingerprint import Skeleton
from corpus_kp.textfree.folding import Folded
from corpus_kp.textfree.payload import Codes
from corpus_kp.textfree.repairs import one_edit

#: Words of a place, half-open.
Words = tuple[int, int]
#: A span of more words is not searched for a misspelling whose code agrees by chance.
_FEW = 4


class Occurrences:
    """Looks for the words of spans in one copy."""

    def __init__(self, skeleton: Skeleton, copy: Folded, copy_codes: Codes) -> None:
        """Sorts the copy's words by their codes.

        Args:
            skeleton: of the article.
            copy: the folded copy.
            copy_codes: the codes of its words.
        """
        self._keys = skeleton.keys
        self._copy = copy
        self._codes, self._copy_codes = skeleton.payload.codes.tobytes(), copy_codes.tobytes()
        self._words: dict[str, list[int]] = defaultdict(list)
        self._words_of_code: dict[int, list[str]] = defaultdict(list)
        self._pairs: dict[bytes, list[int]] = defaultdict(list)
        self._checks: dict[str, bytes] = {}
        self._sort()

    def _sort(self) -> None:
        for position, word in enumerate(self._copy.words):
            self._words[word].append(position)
            self._pairs[self._copy_codes[position : position + 2]].append(position)
        for word, positions in self._words.items():
            self._words_of_code[self._copy_codes[positions[0]]].append(word)

    def places(self, extent: Extent, check: bytes, mapped: int | None) -> Iterator[Words]:
        """Places with the very words of a span.

        Args:
            extent: of the span in the article.
            check: of the span.
            mapped: for a span without words, the word that the one before it is mapped to.
        """
        length = extent.last - extent.first
        for position in self._starts(self._codes[extent.first : extent.last], mapped):
            place = (position, position + length)
            if self.has(extent, place, check):
                yield place

    def _starts(self, codes: bytes, mapped: int | None) -> list[int]:
        if not codes:
            return [] if mapped is None else [mapped + 1]
        if len(codes) == 1:
            return [at for word in self._words_of_code[codes[0]] for at in self._words[word]]
        return [at for at in self._pairs[codes[:2]] if self._copy_codes[at : at + len(codes)] == codes]

    def has(self, extent: Extent, place: Words, check: bytes) -> bool:
        """Whether the letters and marks of a place are those of a span, by its check."""
        if extent.plain:
            words = replace(extent, first=place[0], last=place[1])
            covered = checked(letters_of_words(self._copy, *place), bonds=outer_bonds(self._copy, words))
            return self._check(covered) == check
        cover = cover_of(self._copy, replace(extent, first=place[0], last=place[1]))
        return cover is not None and self._check(cover.checked) == check

    def _check(self, covered: str) -> bytes:
        known = self._checks.get(covered)
        if known is None:
            known = self._checks[covered] = self._keys.check(covered)
        return known

    def has_misspelt(self, extent: Extent, place: Words, check: bytes) -> bool:
        """Whether the words of a place are those of a span but for one edit in one word."""
        cover = cover_of(self._copy, replace(extent, first=place[0], last=place[1]))
        length = extent.last - extent.first
        if cover is None or place[1] - place[0] != length or extent.cut_start or extent.cut_end:
            return False
        expected, found = self._codes[extent.first : extent.last], self._copy_codes[slice(*place)]
        wrong = [index for index in range(length) if expected[index] != found[index]]
        suspects = wrong if wrong or length > _FEW else range(length)
        return len(wrong) <= 1 and any(
            self._keys.check(replace(cover, letters=letters).checked) == check
            for index in suspects
            for letters in self._respelt(place, index, expected[index])
        )

    def _respelt(self, place: Words, index: int, code: int) -> Iterator[str]:
        """The letters of a place with one word respelt so that it has the expected code."""
        at = place[0] + index
        head, tail = letters_of_words(self._copy, place[0], at), letters_of_words(self._copy, at + 1, place[1])
        for word in one_edit(self._copy.words[at]):
            if self._keys.code(word) == code:
                yield head + word + tail
