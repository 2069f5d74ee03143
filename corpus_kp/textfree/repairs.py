"""Words that are one edit away: what a misspelt or differently spelt word may have been."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_lowercase

#: Another number is another fact.
_NUMBERS = re.compile(
    "(?:three|four|fif|six|seven|eigh|nine|thir|for|twen)(?:th?|ty|teen|tieth|teenth)?|third|ninth|eleven(?:th)?|twelve|"
    "twelfth|(?:hundred|thousand|million|billion|trillion|dozen)(?:th)?s?"
)
#: Shorter words are other words when a letter changes.
_SHORTEST = 5


def one_edit(word: str) -> Iterator[str]:
    """Words that differ by one letter left out, put in, changed, or exchanged with the next one.

    The first letter stays, and a word with a digit, or for a number, has no other spelling.

    Args:
        word: folded.
    """
    if len(word) < _SHORTEST or not word.isalpha() or _NUMBERS.fullmatch(word):
        return
    for at in range(1, len(word) + 1):
        head, tail = word[:at], word[at:]
        yield from (head + letter + tail for letter in ascii_lowercase)
        if tail:
            yield head + tail[1:]
            yield from (head + letter + tail[1:] for letter in ascii_lowercase if letter != tail[0])
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
