"""Made-up articles: pronounceable words in sentences and paragraphs, as long as a test wants them."""

from __future__ import annotations

import random
import re

_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


def words(number: int, seed: int = 1) -> list[str]:
    """Random words of two to four syllables, some with a capital, some numbers."""
    chance = random.Random(seed)
    made = []
    for _ in range(number):
        word = "".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))
        kind = chance.random()
        made.append(
            word.title()
            if kind < 0.1
            else f"{chance.randint(1, 99)},{chance.randint(0, 999):03}"
            if kind < 0.15
            else word
        )
    return made


def article(number: int = 300, seed: int = 1) -> str:
    """An article of about so many words."""
    chance = random.Random(seed)
    made, paragraphs = words(number, seed), []
    while made:
        sentences = []
        for _ in range(chance.randint(2, 4)):
            sentence, made = made[: (length := chance.randint(8, 20))], made[length:]
            if sentence:
                text = " ".join(sentence)
                text = f"“{text},” {text.split()[0]} said" if chance.random() < 0.2 else text
                sentences.append(text[0].upper() + text[1:] + ".")
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs)


def spans(text: str, number: int = 40, seed: int = 1) -> list[tuple[int, int]]:
    """Spans of one to eight words, some with the punctuation at their edges."""
    chance = random.Random(seed)
    places = [match.span() for match in re.finditer(r"\S+", text)]
    bare = [match.span() for match in re.finditer(r"\w+", text)]
    found = set()
    for _ in range(number):
        some = chance.choice([places, bare])
        first = chance.randrange(len(some))
        last = min(first + chance.randint(0, 7), len(some) - 1)
        found.add((some[first][0], some[last][1]))
    return sorted(found)
