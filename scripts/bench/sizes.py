"""How many bytes a fingerprint takes for each word of its text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, median

from drawn_spans import draw_spans
from origins import Place
from texts import Text

from corpus_kp.textfree.fingerprint import seal

#: Density of a sparsely annotated text: five spans in five hundred words.
SPARSE = 5 / 500


@dataclass(frozen=True)
class Size:
    """Bytes of a fingerprint for each folded word of its text.

    Attributes:
        documents: how many.
        spans_per_word: their mean.
        mean, median, worst: bytes per word.
        worst_document: its name and number of words.
        bytes_per_document: mean.
    """

    documents: int
    spans_per_word: float
    mean: float
    median: float
    worst: float
    worst_document: str
    bytes_per_document: float


def measure(texts: Sequence[Text], seed: int) -> dict[str, dict]:
    """Sizes with drawn spans, dense and sparse, and with the spans of the corpus.

    Args:
        texts: those with annotations give the last row.
        seed: of the bench.
    """
    rows = {
        "54 spans per 500 words": [(text, draw_spans(text, seed)) for text in texts],
        "5 spans per 500 words": [(text, draw_spans(text, seed, SPARSE)) for text in texts],
        "the corpus's spans": [(text, list(text.spans)) for text in texts if text.spans],
    }
    return {name: asdict(_size(row)) for name, row in rows.items() if row}


def _size(row: Iterable[tuple[Text, list[Place]]]) -> Size:
    prints = [(text, spans, seal(text.text, spans)) for text, spans in row]
    sizes = [len(made.encode()) for _, _, made in prints]
    ratios = [size / made.words for size, (_, _, made) in zip(sizes, prints, strict=True)]
    worst = max(range(len(ratios)), key=ratios.__getitem__)
    return Size(
        documents=len(prints),
        spans_per_word=mean(len(spans) / made.words for _, spans, made in prints),
        mean=mean(ratios),
        median=median(ratios),
        worst=ratios[worst],
        worst_document=f"{prints[worst][0].name} ({prints[worst][2].words} words)",
        bytes_per_document=mean(sizes),
    )
