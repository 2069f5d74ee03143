"""English prose in any text: its paragraphs, its sentences, and which paragraphs are prose at all."""

from __future__ import annotations

import re
from itertools import pairwise

#: A word: letters and digits, with an apostrophe inside.
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n\s*")
_SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019)\]]*\s+(?=[\"'\u201c\u2018(\[]?[A-Z0-9])")
_NO_END = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Gen|Lt|Col|Rep|Sen|St|No|vs|etc|e\.g|i\.e|cf|[A-Z])\.)$")
_STOPWORDS = frozenset(
    re.findall(
        r"\w+",
        "the of to and a in is it for that on as are be this with or by an not was at from can if which have has will "
        "when its but their they he she his her you",
    )
)
#: Share of characters that have to be letters or spaces, and of words that have to be stopwords.
_LETTERS, _COMMON = 0.88, 0.22
_FEWEST_WORDS = 12
_MARKUP = re.compile(r"```|>>>|\|\||</|::|==|\{|\}|https?://|^\s*[#*|>.:-]{1,3}\s*\S|\w\(\)|&#?\w+;|\w_\w|--\w")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Places of the paragraphs: parted by empty lines, or by line ends where the text has no empty line.

    Returns:
        Half-open spans in code points, without white space at their edges.
    """
    separator = _BLANK_LINE if _BLANK_LINE.search(text.strip()) else _LINE
    return _between(text, separator)


def sentences(text: str) -> list[tuple[int, int]]:
    """Places of the sentences, in code points; a rough cut, but the same one everywhere in the bench."""
    return [
        (start + left, start + right)
        for start, end in paragraphs(text)
        for left, right in _sentences_of_paragraph(text[start:end])
    ]


def is_prose(paragraph: str) -> bool:
    """Is it running English: letters, common words and the end of a sentence, no code and no mark-up?"""
    words = paragraph.split()
    if len(words) < _FEWEST_WORDS or not re.search(r"[.!?][\"'\u201d\u2019)]*$", paragraph):
        return False
    plain = sum(character.isalpha() or character.isspace() for character in paragraph)
    common = sum(word.lower().strip(".,;:()\"'") in _STOPWORDS for word in words)
    if plain < _LETTERS * len(paragraph) or common < _COMMON * len(words):
        return False
    return not _MARKUP.search(paragraph)


def unwrapped(paragraph: str) -> str:
    """The paragraph on one line."""
    return " ".join(paragraph.split())


def _between(text: str, separator: re.Pattern[str]) -> list[tuple[int, int]]:
    cuts = [(0, 0), *(match.span() for match in separator.finditer(text)), (len(text), len(text))]
    places = []
    for (_, start), (end, _) in pairwise(cuts):
        inner = text[start:end]
        if inner.strip():
            left = start + len(inner) - len(inner.lstrip())
            places.append((left, left + len(inner.strip())))
    return places


def _sentences_of_paragraph(paragraph: str) -> list[tuple[int, int]]:
    places, start = [], 0
    for match in _SENTENCE_END.finditer(paragraph):
        end = match.start() + len(match.group().rstrip())
        if not _NO_END.search(paragraph[start : match.start() + 1]):
            places.append((start, end))
            start = match.end()
    return [*places, (start, len(paragraph))] if start < len(paragraph) else places
