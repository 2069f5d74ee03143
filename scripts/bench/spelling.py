"""Other spellings of the same words, and typing errors."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from origins import SPELLING, Copy, Edit

#: Share of words with a typing error, and what gets one: four letters and more.
TYPOS = 0.015
_LETTERS = re.compile(r"[^\W\d_]{4,}")

_OUR = "behavi|col|fav|hon|hum|lab|neighb|rum|vap|harb"
_TO_BRITISH = [
    (r"\b((?:[A-Za-z]{4,}|real|org[a]n|recogn|init[i]al|minim|maxim|final))iz(e[ds]?|ing|ations?|ers?)\b", r"\1is\2"),
    (rf"\b({_OUR})or(s|ed|ing|able|ite|ites)?\b", r"\1our\2"),
    (r"\b([Cc]ent|[Tt]heat|[Mm]et|[Ff]ib)er(s)?\b", r"\1re\2"),
    (r"\b([Cc]ancel|[Ll]abel|[Mm]odel|[Tt]ravel|[Ss]ignal)(ed|ing)\b", r"\1l\2"),
    (r"\b([Dd]efen|[Oo]ffen|[Ll]icen)se\b", r"\1ce"),
    (r"\b([Cc]atal|[Dd]ial|[Aa]nal)og(s)?\b", r"\1ogue\2"),
    (r"\b([Gg])ray\b", r"\1rey"),
    (r"\b([Pp])ercent\b", r"\1er cent"),
    (r"\b([Tt])oward\b", r"\1owards"),
    (r"\b([Jj])udgment", r"\1udgement"),
]
_TO_AMERICAN = [
    (r"\b([Rr]ecogn|[Oo]rgan|[Rr]eal|[Mm]obil|[Cc]ritic|[Ee]mphas)is(e[ds]?|ing|ations?)\b", r"\1iz\2"),
    (rf"\b({_OUR})our(s|ed|ing|able|ite|ites)?\b", r"\1or\2"),
    (r"\b([Cc]ent|[Tt]heat|[Mm]et)re(s)?\b", r"\1er\2"),
    (r"\b([Dd]efen|[Oo]ffen)ce\b", r"\1se"),
    (r"\b([Pp])er cent\b", r"\1ercent"),
    (r"\b([Tt])owards\b", r"\1oward"),
    (r"\b([Pp])rogramme", r"\1rogram"),
]
_EITHER_WAY = [
    (r"\bZelenskyy?\b", lambda match: "Zelensky" if match.group().endswith("yy") else "Zelenskyy"),
    (r"\b(?:Kyiv|Kiev)\b", lambda match: "Kiev" if match.group() == "Kyiv" else "Kyiv"),
    (r"\b([A-Z][a-z]+)-([a-z]+)\b(?=\s[a-z])", lambda match: f"{match.group(1)}-{match.group(2).capitalize()}"),
    (r"\bU\.S\.(?=\s[a-z])", lambda _: "US"),
    (r"\bU\.N\.(?=\s[a-z])", lambda _: "UN"),
    (r"\b([Ee])-mail", lambda match: match.group(1) + "mail"),
    (r"\b([Cc]o)-(op|ord)", lambda match: match.group(1) + match.group(2)),
    (r"\b([a-z]{3,})-([a-z]{3,})\b", lambda match: f"{match.group(1)} {match.group(2)}"),
    (r"\bcannot\b", lambda _: "can not"),
]

_Rule = tuple[str, str | Callable[[re.Match[str]], str]]


def respelled(copy: Copy, draw: random.Random) -> Copy:
    """The whole copy in British or American spelling, names in their other transliteration."""
    british = draw.random() < 1 / 2
    rules: list[_Rule] = [*(_TO_BRITISH if british else _TO_AMERICAN), *_EITHER_WAY]
    for pattern, new in rules:
        matches = re.finditer(pattern, copy.text)
        copy = copy.edited(
            Edit(*_changed(match, match.expand(new) if isinstance(new, str) else new(match))) for match in matches
        )
    return copy


def mistyped(copy: Copy, draw: random.Random, share: float = TYPOS) -> Copy:
    """Some words with a letter doubled, left out, replaced, or exchanged with its neighbour."""
    words = list(_LETTERS.finditer(copy.text))
    chosen = draw.sample(words, min(len(words), round(share * len(words))))
    edits = ((match.start(), match.end(), _typo(match.group(), draw)) for match in chosen)
    return copy.edited(Edit(start, end, new, SPELLING) for start, end, new in edits)


def _changed(match: re.Match[str], new: str) -> tuple[int, int, str, int]:
    return match.start(), match.end(), new, SPELLING


def _typo(word: str, draw: random.Random) -> str:
    place = draw.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    kinds = [
        before + 2 * letter + after,
        before + after,
        before + after[0] + letter + after[1:],
        before + draw.choice("aeinorst") + after,
    ]
    return draw.choice(kinds)
