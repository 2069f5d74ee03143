"""Texts that cannot be other than NFC are let pass without being normalised."""

from __future__ import annotations

import sys
import unicodedata

import polars as pl

from corpus_kp.rules.spans import MAYBE_NOT_NFC

_CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


def _of_pair(character: str) -> bool:
    """Whether it can become one with the character before it."""
    return any(
        unicodedata.normalize("NFC", base + character) != base + character
        for base in ("a", "e", "o", "\u1100", "\uac00")
    )


def test_every_character_that_nfc_may_write_otherwise_is_suspicious() -> None:
    """Those that are written otherwise by themselves, have an order among marks, or are second in a composition."""
    seconds = {
        chr(int(parts[1], 16))
        for character in _CHARACTERS
        if not (mapping := unicodedata.decomposition(character)).startswith("<") and len(parts := mapping.split()) == 2
    }
    may_change = {
        character
        for character in _CHARACTERS
        if unicodedata.normalize("NFC", character) != character
        or unicodedata.combining(character)
        or character in seconds
        or (character > "\u007f" and _of_pair(character))
    }
    quiet = pl.Series(_CHARACTERS).filter(~pl.Series(_CHARACTERS).str.contains(MAYBE_NOT_NFC))
    assert may_change & set(quiet) == set()
