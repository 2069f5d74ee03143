"""What opens a fingerprint that should not, and what its public tags give away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations
from statistics import mean

import numpy as np
from drawn_spans import draw_spans
from numpy.typing import NDArray
from prose import sentences
from texts import Text, drawing

from corpus_kp.textfree.fingerprint import Fingerprint, seal, unseal
from corpus_kp.textfree.folding import Folded, fold
from corpus_kp.textfree.identification import Index
from corpus_kp.textfree.vault import chosen_shingles, tags_of

#: Shares of a text that a partial holder has.
SHARES = tuple(step / 100 for step in range(5, 45, 5))
_SHINGLE = 4
#: An odd number that mixes the words of a shingle (the golden ratio, after Knuth).
_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True)
class Sealed:
    """A text with what is made from it once.

    Attributes:
        text: itself.
        folded: its words.
        fingerprint: with drawn spans.
    """

    text: Text
    folded: Folded
    fingerprint: Fingerprint


def measure(texts: Sequence[Text], count: int, seed: int) -> dict[str, object]:
    """All attacks on the first texts of many.

    Args:
        texts: all; what an attacker may have read.
        count: how many of them are attacked.
        seed: of the bench.
    """
    sealed = [Sealed(text, fold(text.text), seal(text.text, draw_spans(text, seed))) for text in texts[:count]]
    others = [fold(text.text) for text in texts]
    return {
        "first_part": {share: _opened_by_start(sealed, share) for share in SHARES},
        "random_sentences": {share: _opened_by_sentences(sealed, share, seed) for share in SHARES},
        "same_event": _same_event([one for one in sealed if one.text.origin == "articles"]),
        "other_texts": _other_texts(sealed, others),
        "guessing": _guessing(sealed, others, _subjects(texts)),
        "informed_guessing": _guessing(sealed, others, np.arange(len(texts))),
    }


def _opened_by_start(sealed: Sequence[Sealed], share: float) -> float:
    """Share of fingerprints that the beginning of the text opens."""
    return mean(_opens(one, one.folded.text[: _end_of(one.folded, share)]) for one in sealed)


def _end_of(folded: Folded, share: float) -> int:
    return folded.ends[max(0, round(share * len(folded)) - 1)]


def _opened_by_sentences(sealed: Sequence[Sealed], share: float, seed: int) -> float:
    """Share of fingerprints that random sentences of the text open, with at most that share of its words."""
    return mean(_opens(one, _some_sentences(one, share, seed)) for one in sealed)


def _some_sentences(one: Sealed, share: float, seed: int) -> str:
    places = sentences(one.text.text)
    drawing(seed, "sentences", one.text.name).shuffle(places)
    left, kept = share * len(one.folded), []
    for start, end in places:
        first, last = one.folded.words_in(start, end)
        if last - first <= left:
            left -= last - first
            kept.append((start, end))
    return "\n".join(one.text.text[start:end] for start, end in sorted(kept))


def _opens(one: Sealed, copy: str) -> bool:
    return unseal(one.fingerprint, fold(copy)) is not None


def _same_event(articles: Sequence[Sealed]) -> dict[str, int]:
    """Articles about one event against each other."""
    pairs = list(permutations(articles, 2))
    return {"pairs": len(pairs), "opened": sum(_opens(one, other.text.text) for one, other in pairs)}


def _other_texts(sealed: Sequence[Sealed], others: Sequence[Folded]) -> dict[str, int]:
    """Every text against every fingerprint but its own; candidates are those with enough tags."""
    index = Index({str(number): one.fingerprint for number, one in enumerate(sealed)})
    candidates = opened = 0
    for number, other in enumerate(others):
        for candidate in index.candidates(other):
            if int(candidate.doc_id) != number:
                candidates += 1
                opened += unseal(sealed[int(candidate.doc_id)].fingerprint, other) is not None
    pairs = len(sealed) * (len(others) - 1)
    return {"pairs": pairs, "candidates": candidates, "opened": opened}


def _subjects(texts: Sequence[Text]) -> NDArray[np.int64]:
    """A number for each text's subject: its origin; briefs and articles are on the same events."""
    origins = ["articles" if text.origin == "briefs" else text.origin for text in texts]
    known = sorted(set(origins))
    return np.array([known.index(origin) for origin in origins])


def _guessing(sealed: Sequence[Sealed], others: Sequence[Folded], subjects: NDArray[np.int64]) -> dict[str, float]:
    """An attacker who guesses for each tag the most frequent shingle of other texts that has it.

    Args:
        sealed: the first of the texts.
        others: all texts.
        subjects: of each text; the attacker has read no text on the subject of the one that is attacked. With a
            subject of its own for each text the attacker is informed: has read the other ones on the same event.

    Returns:
        Shares of shingles that are listed at all and that are guessed right, the best share for one text, how many
        fingerprints the guesses open together, and how many open with all other texts as one copy.
    """
    attacker = _Attacker(others, subjects)
    listed: list[bool] = []
    right: list[float] = []
    opened = 0
    for number, one in enumerate(sealed):
        true = attacker.shingles[number][chosen_shingles(one.folded.words)]
        guesses = [attacker.candidates(tag, number) for tag in one.fingerprint.tags]
        listed += [shingle in known for shingle, known in zip(true, guesses, strict=True)]
        right.append(mean(float(shingle in known[:1]) for shingle, known in zip(true, guesses, strict=True)))
        words = [attacker.words_of(known[0]) for known in guesses if len(known)]
        opened += _opens(one, "\n".join(words))
    pile = _opened_by_pile(sealed, others)
    return {
        "texts": len(sealed),
        "words_known": sum(map(len, others)),
        "listed": mean(listed),
        "right": mean(right),
        "right_in_the_worst_text": max(right),
        "opened_by_guesses": opened,
        "opened_by_all_other_texts": pile,
    }


def _opened_by_pile(sealed: Sequence[Sealed], others: Sequence[Folded]) -> int:
    """Whoever hands in all other texts as one copy."""
    opened = 0
    for number, one in enumerate(sealed):
        rest = [other for place, other in enumerate(others) if place != number]
        words = [word for other in rest for word in other.words]
        opened += unseal(one.fingerprint, Folded("", words, [0] * len(words), [0] * len(words))) is not None
    return opened


class _Attacker:
    """All shingles of many texts, by tag."""

    def __init__(self, others: Sequence[Folded], subjects: NDArray[np.int64]) -> None:
        numbers: dict[str, int] = {}
        coded = [
            np.array([numbers.setdefault(word, len(numbers)) for word in text.words], np.uint64) for text in others
        ]
        self.shingles = [_shingles(words) for words in coded]
        tags = np.concatenate([tags_of(text.words) for text in others])
        owners = np.repeat(np.arange(len(others)), [len(found) for found in self.shingles])
        order = np.argsort(tags, kind="stable")
        self._found, self._owners = np.concatenate(self.shingles)[order], owners[order]
        self._first = np.searchsorted(tags[order], np.arange(2**16 + 1))
        self._place = {
            int(found): (text, at) for text, all_of in enumerate(self.shingles) for at, found in enumerate(all_of)
        }
        self._others = others
        self._subjects = subjects

    def candidates(self, tag: int, but: int) -> NDArray[np.uint64]:
        """Shingles with a tag in texts on other subjects than that of one, the most frequent first."""
        place = slice(self._first[tag], self._first[tag + 1])
        found = self._found[place][self._subjects[self._owners[place]] != self._subjects[but]]
        values, counts = np.unique(found, return_counts=True)
        return values[np.argsort(-counts, kind="stable")]

    def words_of(self, shingle: np.uint64) -> str:
        """The four words of a shingle."""
        text, at = self._place[int(shingle)]
        return " ".join(self._others[text].words[at : at + _SHINGLE])


def _shingles(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every run of four words as one number."""
    count = max(0, len(words) - _SHINGLE + 1)
    mixed = np.zeros(count, np.uint64)
    for step in range(_SHINGLE):
        mixed = (mixed ^ words[step : step + count]) * _MIX
        mixed ^= mixed >> np.uint64(32)
    return mixed
