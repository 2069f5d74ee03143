"""Seals the fingerprint of an article, and opens it with a copy.

Everything that tells of the text lies behind AES-SIV (RFC 5297)
under a key that scrypt (RFC 7914) derives from the vault's secret.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from corpus_kp.errors import FingerprintError
from corpus_kp.textfree import vault
from corpus_kp.textfree.envelope import BITS, Bounds, Fingerprint, distinct, spans_digest
from corpus_kp.textfree.extents import cover_of, extent_of
from corpus_kp.textfree.folding import Folded, fold
from corpus_kp.textfree.payload import CHECK, Codes, Payload

_SCRYPT = {"n": 4096, "r": 8, "p": 1, "dklen": 96}


@dataclass(frozen=True, slots=True)
class Keys:
    """What is derived from a vault's secret; each half knows nothing of the others."""

    seal: bytes
    codes: bytes
    checks: bytes

    def code(self, word: str) -> int:
        """The code of a folded word: 0 to 15."""
        return _code(self.codes, word)

    def check(self, covered: str) -> bytes:
        """The check of what a span covers, as `extents.checked` writes it."""
        return hashlib.blake2b(covered.encode(), digest_size=CHECK, key=self.checks).digest()


@dataclass(frozen=True, slots=True)
class Skeleton:
    """What an opened fingerprint tells of the text.

    Attributes:
        keys: for codes and checks of a copy's words.
        payload: codes, breaks, and the spans in order with their checks.
    """

    keys: Keys
    payload: Payload


def seal(text: str, spans: Iterable[Bounds]) -> Fingerprint:
    """Makes the fingerprint of a text; the same text and spans give the same bytes.

    Args:
        text: the article.
        spans: annotated spans in code points, half-open.

    Raises:
        FingerprintError: the text is too short.
    """
    folded = fold(text)
    if len(folded) < vault.LEAST_WORDS:
        raise FingerprintError(
            f"has {len(folded)} words; a text of fewer than {vault.LEAST_WORDS} cannot be sealed, it could be guessed"
        )
    ordered = distinct(spans)
    opened, secret = vault.lock(folded.words)
    bare = Fingerprint(len(folded), spans_digest(ordered), opened, b"")
    keys = _keys(secret, bare)
    extents = [extent_of(folded, start, end) for start, end in ordered]
    covers = [cover_of(folded, extent) for extent in extents]
    checks = tuple(keys.check(cover.checked) if cover else bytes(CHECK) for cover in covers)
    payload = Payload(codes_of(folded, keys), np.array(folded.breaks()), tuple(extents), checks)
    sealed = AESSIV(keys.seal).encrypt(payload.encode(), [bare.head()])
    return replace(bare, sealed=sealed)


def unseal(fingerprint: Fingerprint, copy: Folded, spans: int | None = None) -> Skeleton | None:
    """Opens a fingerprint with a copy of its article.

    Args:
        fingerprint: of the article.
        copy: a text that may be a copy.
        spans: how many distinct spans there have to be, where that is known.

    Returns:
        What lies inside, or None: the copy has too little of the article.

    Raises:
        FingerprintError: the copy has enough of it, but what is sealed is damaged.
    """
    found = vault.matches(fingerprint.vault, fingerprint.words, vault.tags_of(copy.words))
    for secret in vault.secrets(fingerprint.vault, copy.words, found):
        keys = _keys(secret.value, fingerprint)
        try:
            payload = AESSIV(keys.seal).decrypt(fingerprint.sealed, [fingerprint.head()])
        except InvalidTag as error:
            if secret.proven:
                raise FingerprintError(
                    "is damaged: enough of the article is there, but the seal does not open"
                ) from error
            continue
        opened = Payload.decode(payload, fingerprint.words)
        if spans is not None and len(opened.extents) != spans:
            raise FingerprintError("is damaged: it has not one place for each span")
        return Skeleton(keys, opened)
    return None


def codes_of(folded: Folded, keys: Keys) -> Codes:
    """The code of each word of a text."""
    known = {word: keys.code(word) for word in set(folded.words)}
    return np.fromiter((known[word] for word in folded.words), np.uint8, len(folded))


def _keys(secret: bytes, fingerprint: Fingerprint) -> Keys:
    """The keys of a text: the same whatever its annotations, or each version would tell of its words anew."""
    salt = hashlib.blake2b(fingerprint.vault_bytes(), digest_size=32).digest()
    stretched = hashlib.scrypt(secret, salt=salt, **_SCRYPT)
    return Keys(stretched[:32], stretched[32:64], stretched[64:])


@lru_cache(maxsize=1 << 16)
def _code(key: bytes, word: str) -> int:
    code: int = hashlib.blake2b(word.encode(), digest_size=1, key=key).digest()[0] & (2**BITS - 1)
    return code
