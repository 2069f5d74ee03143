"""Spans like those of annotators: names, numbers, quotations, sentences, and any run of a few words."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from prose import WORD, sentences
from texts import Text, drawing

#: Spans for each word of a text, and the longest run of words that is drawn.
DENSITY, LONGEST_RUN = 54 / 500, 12
#: Share of runs that keep the marks before and after them.
_WITH_MARKS = 0.3
#: Share of runs that end inside a word, and the shortest word that is cut.
_CUT, _SHORTEST_CUT = 0.03, 4

Place = tuple[int, int]

_NAME = re.compile(r"\b[A-Z][\w\u2019'-]*\w(?:\s(?:(?:of|the|de|and)\s)?[A-Z][\w\u2019'-]*\w)*")
_NUMBER = re.compile(r"(?<!\w)[$\u20ac\u00a3]?\d[\d,.:]*\d?%?(?:\s(?:million|billion|percent|per cent))?(?!\w)|\b\d\b")
_QUOTATION = re.compile(r"\"[^\"\n]{3,400}\"|\u201c[^\u201c\u201d\n]{3,400}\u201d")


def draw_spans(text: Text, seed: int, density: float = DENSITY) -> list[Place]:
    """Spans of every kind in equal parts, as far as the text has them; the rest are runs of words.

    Args:
        text: the text.
        seed: of the bench.
        density: spans for each word.

    Returns:
        Sorted distinct half-open spans in code points, without white space at their edges.
    """
    draw = drawing(seed, "spans", text.name)
    wanted = max(4, round(density * text.words))
    kinds: list[Callable[[str], list[Place]]] = [_names, _numbers, _quotations, sentences]
    chosen: set[Place] = set()
    for kind in kinds:
        places = kind(text.text)
        chosen.update(draw.sample(places, min(len(places), wanted // (len(kinds) + 1))))
    words = _words(text.text)
    for _ in range(10 * wanted):
        if len(chosen) >= wanted:
            break
        chosen.add(_run(text.text, words, draw))
    return sorted(chosen)


def _names(text: str) -> list[Place]:
    return [match.span() for match in _NAME.finditer(text)]


def _numbers(text: str) -> list[Place]:
    return [match.span() for match in _NUMBER.finditer(text)]


def _quotations(text: str) -> list[Place]:
    return [match.span() for match in _QUOTATION.finditer(text)]


def _words(text: str) -> list[Place]:
    return [match.span() for match in WORD.finditer(text)]


def _run(text: str, words: list[Place], draw: random.Random) -> Place:
    """One to twelve words, sometimes with the marks that touch them, seldom without the last letter."""
    first = draw.randrange(len(words))
    last = min(len(words), first + draw.randint(1, LONGEST_RUN)) - 1
    start, end = words[first][0], words[last][1]
    if draw.random() < _CUT and end - words[last][0] >= _SHORTEST_CUT and text[end - 2 : end].isalpha():
        return start, end - 1
    if draw.random() < _WITH_MARKS:
        while start and not text[start - 1].isspace() and not text[start - 1].isalnum():
            start -= 1
        while end < len(text) and not text[end].isspace() and not text[end].isalnum():
            end += 1
    return start, end
