"""Runs the trials of many texts, in one process or several."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from pages import library_extractor
from perturbations import Surroundings
from prose import WORD, paragraphs
from texts import Text, drawing
from trials import Method, Ours, Outcome, try_text

T = TypeVar("T")

#: So many words may be put in, drawn from all texts.
_WORDS = 4000


@dataclass(frozen=True)
class Bench:
    """What every trial needs.

    Attributes:
        texts: all of them; each lends its words and paragraphs to copies of others.
        seed: of everything that is drawn.
        methods: what is measured.
    """

    texts: Sequence[Text]
    seed: int
    methods: Sequence[type[Method]] = (Ours,)

    def other(self, index: int) -> Text:
        """The text whose paragraphs are put into copies of a text."""
        step = drawing(self.seed, "other text", self.texts[index].name).randrange(1, max(2, len(self.texts)))
        return self.texts[(index + step) % len(self.texts)]

    def words(self) -> list[str]:
        """Words that noise draws from, as frequent as in the texts."""
        words = [word for text in self.texts for word in WORD.findall(text.text)]
        return drawing(self.seed, "words").sample(words, min(_WORDS, len(words)))


def surroundings(words: Sequence[str], other: Text) -> Surroundings:
    """What may be put into copies of one text: words of all, paragraphs of one other text."""
    return Surroundings(words, [other.text[start:end] for start, end in paragraphs(other.text)], library_extractor())


def run(bench: Bench, count: int, jobs: int) -> Outcome:
    """Tries the first texts of a bench.

    Args:
        bench: texts and methods.
        count: how many texts are tried.
        jobs: processes.
    """
    outcome = Outcome()
    with _mapping(jobs, bench) as mapped:
        for part in progressing(mapped(_try, range(count)), count, "documents"):
            outcome += part
    return outcome


def progressing(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Passes items on and shows on stderr how many have come."""
    shown = sys.stderr.isatty()
    step = 1 if shown else max(1, total // 10)
    for number, item in enumerate(items, 1):
        if number % step == 0 or number == total:
            print(f"{number}/{total} {what}", end="\r" if shown else "\n", file=sys.stderr, flush=True)
        yield item


_state: dict[str, object] = {}


def _start(bench: Bench) -> None:
    _state["bench"], _state["words"] = bench, bench.words()


def _try(index: int) -> Outcome:
    bench, words = _state["bench"], _state["words"]
    text = bench.texts[index]
    return try_text(text, bench.seed, surroundings(words, bench.other(index)), bench.methods)


@contextmanager
def _mapping(jobs: int, bench: Bench) -> Iterator[Callable]:
    """The map of one process or of several."""
    if jobs <= 1:
        _start(bench)
        yield map
        return
    with multiprocessing.get_context("spawn").Pool(jobs, _start, (bench,)) as pool:
        yield pool.imap
