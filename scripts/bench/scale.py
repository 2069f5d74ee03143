"""Many fingerprints looked up in many files: how long it takes, and who is bound to what."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from time import process_time

from drawn_spans import draw_spans
from origins import Copy
from perturbations import PERTURBATIONS
from prose import sentences
from runs import Bench, progressing, surroundings
from texts import LONGEST, SHORTEST, Text, drawing

from corpus_kp.textfree.anchoring import anchor
from corpus_kp.textfree.fingerprint import Fingerprint, Skeleton, seal, unseal
from corpus_kp.textfree.folding import Folded, fold
from corpus_kp.textfree.identification import Index

#: The seven ways in which hidden copies differ, one after another.
WAYS = (
    "none",
    "curly quotes, nbsp, ellipsis",
    "white-space reflow",
    "mojibake",
    "30% of paragraphs deleted",
    "other paragraphs inserted",
    "word noise 5%",
)
_LINES_OF_PARAGRAPH = (2, 5)
#: In characters; a longer one is a list, and may be a third of its text.
_LONGEST_SENTENCE = 250


@dataclass
class Scale:
    """One measurement.

    Attributes:
        documents, files: fingerprints, and files in which their copies are hidden.
        distinct: files that are texts as found; the others are sentences of many texts, put together at random.
        megabytes: of all files, in UTF-8.
        candidates: pairs of file and fingerprint with enough tags.
        own, other, none: documents bound to their own copy, to another file, to none.
        spans, claimed: of the bound documents, and those of them reported exact or repaired.
        seconds: of the processor for each step, in one process.
    """

    documents: int
    files: int
    distinct: int
    megabytes: float = 0.0
    candidates: int = 0
    own: int = 0
    other: int = 0
    none: int = 0
    spans: int = 0
    claimed: int = 0
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """Seconds of all steps but sealing, which is done once by whoever publishes."""
        return sum(seconds for step, seconds in self.seconds.items() if step != "seal")


def measure(bench: Bench, documents: int, files: int) -> dict[str, object]:
    """A quarter, a half and all of a scale, and how time grows with it.

    Args:
        bench: texts and seed.
        documents: fingerprints of the full scale.
        files: of the full scale.
    """
    distinct = min(files, len(bench.texts))
    runs = [_measured(bench, Scale(documents // part, files // part, distinct // part)) for part in (4, 2, 1)]
    slopes = [math.log(two.total / one.total) / math.log(two.files / one.files) for one, two in pairwise(runs)]
    return {"runs": [asdict(run) | {"total": run.total} for run in runs], "slopes": slopes}


def _measured(bench: Bench, scale: Scale) -> Scale:
    texts = [*bench.texts[: scale.distinct], *_recombinations(bench, scale.files - scale.distinct)]
    sealed = texts[: scale.documents]
    with _timed(scale, "seal"):
        prints = {str(i): seal(text.text, draw_spans(text, bench.seed)) for i, text in enumerate(sealed)}
    copies = _hidden(bench, texts, scale.documents)
    scale.megabytes = sum(len(copy.encode()) for _, copy in copies) / 1e6
    with _timed(scale, "index"):
        index = Index(prints)
    bound = _identified(scale, index, prints, copies)
    _anchored(scale, bound)
    _bind(scale, bound)
    return scale


@contextmanager
def _timed(scale: Scale, step: str) -> Iterator[None]:
    started = process_time()
    yield
    scale.seconds[step] = scale.seconds.get(step, 0.0) + process_time() - started


@dataclass
class _Bound:
    """The file that shares most with a document among those that open it."""

    source: int
    share: float
    skeleton: Skeleton
    folded: Folded


def _identified(
    scale: Scale, index: Index, prints: dict[str, Fingerprint], copies: Sequence[tuple[int, str]]
) -> dict[str, _Bound]:
    """Folds every file, looks it up and opens the fingerprints for which it may be a copy."""
    bound: dict[str, _Bound] = {}
    for source, copy in progressing(copies, len(copies), "files"):
        with _timed(scale, "fold, tags, look-up"):
            folded = fold(copy)
            candidates = index.candidates(folded)
        scale.candidates += len(candidates)
        for candidate in candidates:
            with _timed(scale, "open"):
                skeleton = unseal(prints[candidate.doc_id], folded)
            best = bound.get(candidate.doc_id)
            if skeleton is not None and (best is None or candidate.share > best.share):
                bound[candidate.doc_id] = _Bound(source, candidate.share, skeleton, folded)
    return bound


def _anchored(scale: Scale, bound: dict[str, _Bound]) -> None:
    with _timed(scale, "anchor"):
        for one in bound.values():
            anchors = anchor(one.skeleton, one.folded)
            scale.spans += len(anchors)
            scale.claimed += sum(found.status in {"exact", "repaired"} for found in anchors)


def _bind(scale: Scale, bound: dict[str, _Bound]) -> None:
    scale.own = sum(one.source == int(doc_id) for doc_id, one in bound.items())
    scale.other = len(bound) - scale.own
    scale.none = scale.documents - len(bound)


def _hidden(bench: Bench, texts: Sequence[Text], documents: int) -> list[tuple[int, str]]:
    """All files in random order, each with the number of its text; the first texts are there as perturbed copies."""
    words = bench.words()
    others = texts[documents:] or texts
    copies = []
    for number, text in enumerate(texts):
        copy = text.text
        if number < documents:
            around = surroundings(words, others[number % len(others)])
            perturb = PERTURBATIONS[WAYS[number % len(WAYS)]]
            copy = perturb(Copy.of(copy), drawing(bench.seed, "scale", number), around).text
        copies.append((number, copy))
    drawing(bench.seed, "order of files").shuffle(copies)
    return copies


def _recombinations(bench: Bench, count: int) -> Iterator[Text]:
    """Texts made of sentences of many texts."""
    draw = drawing(bench.seed, "recombined", count)
    places = ((text.text, *place) for text in bench.texts for place in sentences(text.text))
    pool = [sentence for text, start, end in places if len(sentence := text[start:end]) <= _LONGEST_SENTENCE]
    for number in range(count):
        yield Text(f"recombined {number}", "recombined", _recombined(pool, draw))


def _recombined(pool: Sequence[str], draw: random.Random) -> str:
    wanted, words, parts = int(SHORTEST * (LONGEST / SHORTEST) ** draw.random()), 0, []
    while words < wanted:
        parts.append(" ".join(draw.choice(pool) for _ in range(draw.randint(*_LINES_OF_PARAGRAPH))))
        words += len(parts[-1].split())
    return "\n".join(parts)
