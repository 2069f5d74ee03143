"""The table of agreement in the dataset card."""

from __future__ import annotations

from collections.abc import Iterator

from corpus_kp.agreement.annotators import GOLD, Annotator, annotators, gold
from corpus_kp.agreement.bootstrap import Bootstrap, Estimate
from corpus_kp.agreement.comparison import Comparison, compare
from corpus_kp.agreement.figures import EXACT, OVERLAP, SPAN, VALUES, Figure, LayerFigures
from corpus_kp.agreement.layers import LAYERS, Layer
from corpus_kp.corpus import Corpus

HEADER = (
    *("pair", "documents", "layer", "rows", "rows"),
    *("F1 span", "F1 overlap", "F1 span and values", "values", "kappa", "of"),
)


def agreement_table(corpus: Corpus) -> list[tuple[str, ...]]:
    """Rows of the table, the header first.

    The first two annotators are compared with each other; each further one, who took no part in the adjudication's
    first draft, with the gold. Layers that no annotator has anything in are left out.

    Raises:
        UnreadableError: a file cannot be read.
        ComparisonError: two versions belong to different texts.
    """
    compared = [compare(corpus, a, b) for a, b in _pairs(corpus) if a.files.keys() & b.files.keys()]
    annotated = [layer for layer in LAYERS.values() if any(_has(comparison, layer) for comparison in compared)]
    return [HEADER, *(row for comparison in compared for row in _rows(comparison, annotated))]


def _pairs(corpus: Corpus) -> list[tuple[Annotator, Annotator]]:
    known = list(annotators(corpus).values())
    first = [(known[0], known[1])] if len(known) > 1 else []
    return first + [(further, gold(corpus)) for further in known[2:]]


def _has(comparison: Comparison, layer: Layer) -> bool:
    """Whether an annotator has something in a layer; what is in the gold alone was not annotated twice."""
    a, b = comparison.rows(layer)
    return a > 0 or (b > 0 and comparison.b.name != GOLD)


def _rows(comparison: Comparison, layers: list[Layer]) -> Iterator[tuple[str, ...]]:
    bootstrap = Bootstrap(len(comparison.documents))
    for layer in layers:
        making = LayerFigures(comparison, layer, bootstrap)
        values = layer.groups["values"]
        scores = (
            *_measured("f1", making.scores(SPAN, EXACT)),
            *_measured("f1", making.scores(SPAN, OVERLAP)),
            *_measured("f1", making.scores(VALUES, EXACT, values)),
        )
        kappa = _measured("kappa", making.coefficients(layer.field(layer.label)))
        pair = f"{comparison.a.name} - {comparison.b.name}"
        rows = map(str, comparison.rows(layer))
        count = str(len(comparison.documents))
        yield (pair, count, layer.name, *rows, *scores, ", ".join(values), *kappa, layer.label)


def _measured(measure: str, figures: Iterator[Figure]) -> list[str]:
    return [_cell(figure.estimate) for figure in figures if figure.measure == measure]


def _cell(estimate: Estimate) -> str:
    if estimate.value is None:
        return "n/a"
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.3f}"
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"
