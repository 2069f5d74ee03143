"""The bytes of a fingerprint: what is public, and what is sealed behind it (`docs/fingerprint.md`).

Nothing here needs a library, so that a fingerprint can be looked at without loading any.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

from corpus_kp.errors import FingerprintError

VERSION = 1
#: Bits of a word's code. More would tell a reader of part of the text more about the rest.
BITS = 4
#: Bytes of a share, and of the secret that enough shares give.
SHARE = 12
#: A text has so many shares.
LEAST_SHARES, MOST_SHARES = 24, 48
#: Suffix of a fingerprint's file, which stands beside NAME.jsonl.
SUFFIX = ".print"
_MAGIC = b"KPFP"
#: Magic, version, shares, threshold, bits, words, digest of the spans.
_HEAD = struct.Struct("<4sBBBBI8s")
#: Bytes that AES-SIV adds.
_SEAL = 16

Bounds = tuple[int, int]


def threshold_of(shares: int) -> int:
    """How many shares of a vault are needed: a third, rounded up."""
    return -(-shares // 3)


@dataclass(frozen=True, slots=True)
class Vault:
    """The public part of a vault.

    Attributes:
        threshold: number of shares that are needed.
        tags: of each bin's shingle, 16 bits.
        shares: of each bin, locked by its shingle.
    """

    threshold: int
    tags: tuple[int, ...]
    shares: tuple[bytes, ...]

    @property
    def packed_tags(self) -> bytes:
        """The tags as bytes, two each, the lower first."""
        return struct.pack(f"<{len(self.tags)}H", *self.tags)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is published of an article's text.

    Attributes:
        words: number of folded words.
        spans_digest: of the spans that it has checks for.
        vault: opens with about a third of the text.
        sealed: AES-SIV ciphertext.
    """

    words: int
    spans_digest: bytes
    vault: Vault
    sealed: bytes

    @property
    def tags(self) -> tuple[int, ...]:
        """Public 16-bit tags, one for each bin of the vault."""
        return self.vault.tags

    @property
    def threshold(self) -> int:
        """How many shingles a copy has to share."""
        return self.vault.threshold

    def encode(self) -> bytes:
        """The bytes of the file."""
        return self.head() + self.sealed

    def head(self) -> bytes:
        """The bytes that are not sealed; the seal covers them too."""
        fixed = _HEAD.pack(_MAGIC, VERSION, len(self.vault.shares), self.threshold, BITS, self.words, self.spans_digest)
        return fixed + self.vault_bytes()

    def is_cut_off(self, spans: int) -> bool:
        """Whether it is too short for what is sealed: codes and sentence breaks of its words, and its spans.

        Args:
            spans: number of its distinct spans; a check has four bytes, a place one at least.
        """
        breaks = self.words // 8 + 1
        return len(self.sealed) < _SEAL + 4 + -(-self.words // 2) + breaks + 5 * spans

    def vault_bytes(self) -> bytes:
        """The bytes of the vault: tags, then shares. They are the same for all annotations of a text."""
        return self.vault.packed_tags + b"".join(self.vault.shares)

    @classmethod
    def decode(cls, data: bytes) -> Self:
        """Reads the bytes of a file.

        Raises:
            FingerprintError: they are no fingerprint, one of another version, or cut off.
        """
        if len(data) < _HEAD.size or data[:4] != _MAGIC:
            raise FingerprintError("is no fingerprint: its first four bytes are not KPFP")
        _, version, shares, threshold, bits, words, digest = _HEAD.unpack_from(data)
        if (version, bits) != (VERSION, BITS):
            raise FingerprintError(f"has version {version} with {bits}-bit codes; this program reads version {VERSION}")
        if not LEAST_SHARES <= shares <= MOST_SHARES or threshold != threshold_of(shares):
            raise FingerprintError(f"is damaged: no fingerprint has {shares} shares of which {threshold} are needed")
        places = _HEAD.size + 2 * shares
        end = places + SHARE * shares
        if len(data) < end + _SEAL:
            raise FingerprintError(f"is cut off or damaged: {len(data)} bytes are too few for {shares} shares")
        tags = struct.unpack_from(f"<{shares}H", data, _HEAD.size)
        locked = tuple(data[at : at + SHARE] for at in range(places, end, SHARE))
        return cls(words, digest, Vault(threshold, tags, locked), data[end:])


def distinct(spans: Iterable[Bounds]) -> tuple[Bounds, ...]:
    """Spans in order, each once: the order in which a fingerprint has its checks."""
    return tuple(sorted(set(spans)))


def spans_digest(spans: Sequence[Bounds]) -> bytes:
    """Eight bytes that tell whether a fingerprint was made for these spans (their offsets are public)."""
    text = " ".join(f"{start}-{end}" for start, end in spans)
    return hashlib.blake2b(text.encode(), digest_size=8).digest()
