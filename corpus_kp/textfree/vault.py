"""The vault: a secret that opens only for whoever holds about a third of a text.

The text is cut into bins of equal length; one shingle of four folded words in each bin locks one share of the secret
(Shamir's threshold scheme in the form of an MDS code, McEliece and Sarwate 1981; computed by `zfec`). A share cannot
be checked alone: only when enough are right together does the secret come out.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import zfec

from corpus_kp.textfree.envelope import LEAST_SHARES, MOST_SHARES, SHARE, Vault, threshold_of

#: Words of a shingle.
SHINGLE = 4
#: Texts with fewer words are not sealed: the vault would have too few shares.
LEAST_WORDS = 144
_WORDS_PER_BIN = 12
#: Matches that are kept for one tag: chance gives about forty in the largest file that is read.
_MOST_MATCHES = 64
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)
_ATTEMPTS = 256
_UNPROVEN = 4

Tags = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Match:
    """A shingle of a copy that has the tag of a bin."""

    bin: int
    position: int


def number_of_shares(words: int) -> int:
    """How many bins a text of so many words has: one for every twelve words, from 24 to 48."""
    return min(max(words // _WORDS_PER_BIN, LEAST_SHARES), MOST_SHARES)


def chosen_shingles(words: Sequence[str]) -> list[int]:
    """The shingle of each bin: one that stands once in the text, and of these the one with the most letters.

    Long words are rare words, so the longest shingle is the hardest to guess.

    Args:
        words: folded words, `LEAST_WORDS` or more.

    Returns:
        Index of each shingle's first word.
    """
    last = len(words) - SHINGLE
    shares = number_of_shares(len(words))
    often = Counter(_shingle(words, at) for at in range(last + 1))
    bounds = [len(words) * index // shares for index in range(shares + 1)]
    return [
        max(
            range(min(start, last), min(end, last + 1)) or [last],
            key=lambda at: (often[_shingle(words, at)] == 1, len(_shingle(words, at)), -at),
        )
        for start, end in pairwise(bounds)
    ]


def tags_of(words: Sequence[str]) -> Tags:
    """The 16-bit tag of every shingle of a text (no entry for the last three words)."""
    if len(words) < SHINGLE:
        return np.empty(0, np.uint16)
    hashes = np.fromiter(map(_word_hash, words), np.uint64, len(words))
    count = len(words) - SHINGLE + 1
    mixed = sum((hashes[i : i + count] * _MIX[i] for i in range(1, SHINGLE)), hashes[:count] * _MIX[0])
    mixed ^= mixed >> np.uint64(29)
    tags: Tags = ((mixed * _MIX[0]) >> np.uint64(48)).astype(np.uint16)
    return tags


def lock(words: Sequence[str]) -> tuple[Vault, bytes]:
    """Makes the vault of a text; the same words give the same bytes.

    Args:
        words: folded words, `LEAST_WORDS` or more.

    Returns:
        The vault and its secret of `SHARE` bytes.
    """
    places = chosen_shingles(words)
    threshold = threshold_of(len(places))
    stream = hashlib.shake_256(b"corpus_kp fingerprint 1\0" + " ".join(words).encode()).digest(threshold * SHARE)
    blocks = [stream[at : at + SHARE] for at in range(0, len(stream), SHARE)]
    tags = tuple(tags_of(words)[places].tolist())
    bare = Vault(threshold, tags, ())
    salt = _salt(bare)
    plain = _encode(blocks, len(places))
    shares = tuple(
        _locked(share, _shingle(words, at), salt, index)
        for index, (share, at) in enumerate(zip(plain, places, strict=True))
    )
    return replace(bare, shares=shares), blocks[0]


def matches(vault: Vault, words: int, copy: Tags) -> list[Match]:
    """Shingles of a copy with tags of a vault, in the stretch of the copy that has most of them.

    Args:
        vault: of the text that is looked for.
        words: number of words of that text; a copy that is longer by far is searched by stretches of four times as
            many, so that chance hits do not add up.
        copy: tags of the copy.
    """
    bins: dict[int, list[int]] = {}
    for index, tag in enumerate(vault.tags):
        bins.setdefault(tag, []).append(index)
    found = [
        Match(index, at)
        for tag, indices in bins.items()
        for at in np.flatnonzero(copy == tag)[:_MOST_MATCHES].tolist()
        for index in indices
    ]
    return _densest(sorted(found, key=lambda match: (match.position, match.bin)), 4 * words)


def _densest(found: list[Match], width: int) -> list[Match]:
    """The stretch of so many words with matches for the most bins; the first of equals."""
    inside: Counter[int] = Counter()
    best, most, bins, first = (0, 0), 0, 0, 0
    for end, match in enumerate(found):
        bins += not inside[match.bin]
        inside[match.bin] += 1
        while match.position - found[first].position >= width:
            inside[found[first].bin] -= 1
            bins -= not inside[found[first].bin]
            first += 1
        if bins > most or (bins == most and first == best[0]):
            best, most = (first, end + 1), bins
    return found[slice(*best)]


@dataclass(frozen=True, slots=True)
class Secret:
    """What may be the secret of a vault.

    Attributes:
        value: `SHARE` bytes.
        proven: whether more shares than needed agree on it.
    """

    value: bytes
    proven: bool


def secrets(vault: Vault, words: Sequence[str], found: Sequence[Match]) -> Iterator[Secret]:
    """Secrets that the matches of a copy give, the best founded first.

    Some matches are chance, so subsets are tried; a secret is proven when more shares than needed agree on it, and
    only then is it the last one. A few that nothing but the seal itself can judge are given too.

    Args:
        vault: to be opened.
        words: folded words of the copy.
        found: of `matches`.
    """
    options = _unlocked(vault, words, found)
    if len(options) < vault.threshold:
        return
    unproven = 0
    for subset in _subsets(options, vault.threshold):
        blocks = _decode(subset, len(vault.shares))
        agreeing = sum(
            share in options.get(index, ()) for index, share in enumerate(_encode(blocks, len(vault.shares)))
        )
        if agreeing > vault.threshold:
            yield Secret(blocks[0], proven=True)
            return
        if unproven < _UNPROVEN and len(options) == vault.threshold:
            unproven += 1
            yield Secret(blocks[0], proven=False)


def _unlocked(vault: Vault, words: Sequence[str], found: Sequence[Match]) -> dict[int, list[bytes]]:
    """For each bin with a match the shares that the copy's shingles give."""
    salt = _salt(vault)
    options: dict[int, list[bytes]] = {}
    for match in found:
        share = _locked(vault.shares[match.bin], _shingle(words, match.position), salt, match.bin)
        known = options.setdefault(match.bin, [])
        if share not in known:
            known.append(share)
    return options


def _subsets(options: dict[int, list[bytes]], size: int) -> Iterator[dict[int, bytes]]:
    """Choices of so many bins and one share of each: first those with one share only, then at random (seeded)."""
    chance = random.Random(0)  # noqa: S311 - an order of trials, no secret
    bins = sorted(options, key=lambda index: len(options[index]))
    yield {index: options[index][0] for index in bins[:size]}
    for _ in range(_ATTEMPTS):
        yield {index: chance.choice(options[index]) for index in chance.sample(bins, size)}


def _encode(blocks: Sequence[bytes], shares: int) -> list[bytes]:
    encoder = zfec.Encoder(len(blocks), len(blocks) + shares)
    encoded: list[bytes] = encoder.encode(list(blocks), list(range(len(blocks), len(blocks) + shares)))
    return encoded


def _decode(shares: dict[int, bytes], number: int) -> list[bytes]:
    """The blocks behind as many shares as there are blocks."""
    threshold = len(shares)
    decoder = zfec.Decoder(threshold, threshold + number)
    blocks: list[bytes] = decoder.decode(list(shares.values()), [threshold + index for index in shares])
    return blocks


def _shingle(words: Sequence[str], at: int) -> str:
    return " ".join(words[at : at + SHINGLE])


def _salt(vault: Vault) -> bytes:
    return hashlib.blake2b(vault.packed_tags, digest_size=16, person=b"corpus_kp salt").digest()


def _locked(share: bytes, shingle: str, salt: bytes, index: int) -> bytes:
    """A share locked by a shingle, or unlocked: both are the same step."""
    person = b"corpus_kp " + index.to_bytes(2, "little")
    pad = hashlib.blake2b(shingle.encode(), digest_size=SHARE, salt=salt, person=person).digest()
    return bytes(a ^ b for a, b in zip(share, pad, strict=True))


@lru_cache(maxsize=1 << 18)
def _word_hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")
