"""Documents of which every tenth is a copy of another one with an edit, and how near they are, counted one by one.

Two kinds: made-up words, and prose of a folder of the user's. Nothing of the library is called here.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import regex
from prose import sentences
from texts import drawing

#: Words of a run, and share of common runs from which on two documents are near: those of the library, said anew.
RUN, NEARNESS = 5, 0.5
#: Share from which on a copy has to be found, for the goal.
VERY_NEAR = 0.7

#: What is changed in a copy, in shares of its words or sentences.
EDITS = {
    "none": 0.0,
    "1 % of words": 0.01,
    "3 % of words": 0.03,
    "5 % of words": 0.05,
    "10 % of words": 0.1,
    "15 % of words": 0.15,
    "a quarter of the sentences left out": -0.25,
    "half of the sentences left out": -0.5,
}
REORDERED, FRAMED = "paragraphs in another order", "a line added above and one below"
#: The same, and what newspapers do.
PROSE_EDITS = (*EDITS, REORDERED, FRAMED)
_WORDS, _SENTENCE = 300, 15
#: Shortest and longest document of prose, in words; from a length on that is drawn below the second, one ends.
_SHORTEST, _USUAL, _LONGEST = 100, 300, 400
#: Documents of which the last is a copy of another one.
_EVERY = 10
#: Letters with their marks, and digits.
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]+")

Pair = tuple[int, int]


@dataclass(frozen=True)
class Material:
    """Documents to be searched.

    Attributes:
        texts: the documents.
        planted: the kind of edit for each pair of the number of a copy and that of its original.
    """

    texts: list[str]
    planted: dict[Pair, str]


def made_up(documents: int, seed: int) -> Material:
    """Documents of made-up words."""
    chance = random.Random(seed)  # noqa: S311 - made-up texts
    words = [f"{'bcdfghklmnprst'[n % 14]}{'aeiou'[n % 5]}{n}" for n in range(20_000)]
    weights = [1 / (n + 10) for n in range(len(words))]
    texts: list[list[str]] = []
    planted = {}
    kinds = list(EDITS)
    for number in range(documents):
        if number % _EVERY == _EVERY - 1:
            original, kind = number - chance.randint(1, _EVERY - 1), kinds[number // _EVERY % len(kinds)]
            texts.append(_edited(texts[original], EDITS[kind], words, chance))
            planted[number, original] = kind
        else:
            texts.append(chance.choices(words, weights, k=chance.randint(_WORDS // 2, _WORDS * 3 // 2)))
    return Material([" ".join(text) for text in texts], planted)


def _edited(text: list[str], share: float, words: Sequence[str], chance: random.Random) -> list[str]:
    if share >= 0:
        return [chance.choice(words) if chance.random() < share else word for word in text]
    parts = [text[at : at + _SENTENCE] for at in range(0, len(text), _SENTENCE)]
    kept = [part for part in parts if chance.random() >= -share]
    return [word for part in kept or parts[:1] for word in part]


def from_prose(folder: Path, documents: int, seed: int) -> Material:
    """Documents cut from the texts of a folder; as many as there are, if they are fewer than asked for.

    Args:
        folder: has files in `.txt`, paragraphs parted by empty lines.
        documents: how many at most, copies among them.
        seed: decides lengths, which documents are taken, and edits.
    """
    cut = list(_cut(folder, seed))
    draw = drawing(seed, "copies")
    draw.shuffle(cut)
    words = [word for text in cut[:1000] for word in text.split()]
    texts: list[str] = []
    planted = {}
    rest = iter(cut)
    for number in range(min(documents, len(cut) * _EVERY // (_EVERY - 1))):
        if number % _EVERY == _EVERY - 1:
            original, kind = number - draw.randint(1, _EVERY - 1), PROSE_EDITS[number // _EVERY % len(PROSE_EDITS)]
            texts.append(_edited_prose(texts[original], kind, words, draw))
            planted[number, original] = kind
        else:
            texts.append(next(rest))
    return Material(texts, planted)


def _cut(folder: Path, seed: int) -> Iterator[str]:
    """Documents of whole paragraphs that stand after one another, of lengths that are drawn; none overlap."""
    for path in sorted(folder.glob("*.txt")):
        draw = drawing(seed, "lengths", path.name)
        wanted, group, size = _drawn_length(draw), [], 0
        for part in path.read_text(encoding="utf-8").split("\n\n"):
            words = len(part.split())
            if size + words > _LONGEST:
                if size >= _SHORTEST:
                    yield "\n\n".join(group)
                group, size = [], 0
            if words <= _LONGEST:
                group, size = [*group, part.strip()], size + words
            if size >= wanted:
                yield "\n\n".join(group)
                wanted, group, size = _drawn_length(draw), [], 0
        if size >= _SHORTEST:
            yield "\n\n".join(group)


def _drawn_length(draw: random.Random) -> int:
    """Words from which on a document ends; short ones are the more frequent."""
    return int(_SHORTEST * (_USUAL / _SHORTEST) ** draw.random())


def _edited_prose(text: str, kind: str, words: Sequence[str], draw: random.Random) -> str:
    parts = text.split("\n\n")
    if kind == REORDERED:
        return "\n\n".join(draw.sample(parts, len(parts)))
    if kind == FRAMED:
        return "\n\n".join(_framed(parts, draw))
    if EDITS[kind] < 0:
        return _shortened(parts, -EDITS[kind], draw)
    edited = ([draw.choice(words) if draw.random() < EDITS[kind] else word for word in part.split()] for part in parts)
    return "\n\n".join(map(" ".join, edited))


def _shortened(parts: list[str], share: float, draw: random.Random) -> str:
    """The paragraphs without a share of their sentences; never nothing."""
    every = [[part[start:end] for start, end in sentences(part)] for part in parts]
    kept = [[sentence for sentence in part if draw.random() >= share] for part in every]
    return "\n\n".join(" ".join(part) for part in kept if part) or every[0][0]


def _framed(parts: list[str], draw: random.Random) -> list[str]:
    """The paragraphs between the lines that two made-up agencies put around every report."""
    agency = draw.choice(("Harbour Press", "Northern Wire"))
    when = f"{draw.randint(1, 28)} {draw.choice(('March', 'June', 'October'))} 2031, {draw.randint(10, 23)}:15"
    above = f"{agency} - Updated on {when} by the staff of the {draw.choice(('city', 'foreign', 'business'))} desk"
    below = f"Copyright 2031 {agency}. All rights reserved. This report may not be published or sent without consent."
    return [above, *parts, below]


def runs_of(text: str) -> set[str]:
    """Every run of words of a text, in small letters."""
    words = _WORD.findall(text.lower())
    return {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def nearness(one: str, other: str) -> float:
    """Share of common runs, counted one by one."""
    first, second = runs_of(one), runs_of(other)
    return len(first & second) / max(1, len(first | second))


def all_near(texts: Sequence[str]) -> dict[Pair, float]:
    """Every pair of documents that are near, and how near; the number of the later one is first.

    No estimate: two sets of which `NEARNESS` is common share one of their rarest runs, if of each so many are
    taken that fewer than that share are left (the prefix filter). Pairs with such a run are counted one by one.
    """
    candidates = _with_common_rare_run(texts)
    found = {pair: nearness(texts[pair[0]], texts[pair[1]]) for pair in candidates}
    return {pair: share for pair, share in found.items() if share >= NEARNESS}


def _with_common_rare_run(texts: Sequence[str]) -> set[Pair]:
    """Pairs with a common run among the rarest ones of both."""
    hashed = [np.fromiter({hash(run) for run in runs_of(text)}, np.int64) for text in texts]
    lengths = np.array([len(runs) for runs in hashed])
    _, numbers, counts = np.unique(np.concatenate(hashed), return_inverse=True, return_counts=True)
    owners = np.repeat(np.arange(len(texts)), lengths)
    order = np.lexsort((numbers, counts[numbers], owners))
    rank = np.arange(len(order)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    rare = rank < np.repeat(lengths - np.ceil(NEARNESS * lengths).astype(int) + 1, lengths)
    numbers, owners = numbers[order][rare], owners[order][rare]
    order = np.lexsort((owners, numbers))
    numbers, owners = numbers[order], owners[order]
    pairs: set[Pair] = set()
    for step in range(1, Counter(numbers.tolist()).most_common(1)[0][1]):
        same = np.flatnonzero(numbers[step:] == numbers[:-step])
        pairs.update(zip(owners[same + step].tolist(), owners[same].tolist(), strict=True))
    return pairs
