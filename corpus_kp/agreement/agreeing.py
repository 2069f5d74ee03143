"""The one call behind `corpus-kp agree`."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from corpus_kp.agreement.annotators import chosen
from corpus_kp.agreement.bootstrap import Bootstrap
from corpus_kp.agreement.comparison import compare
from corpus_kp.agreement.disagreements import disagreements
from corpus_kp.agreement.figures import figures
from corpus_kp.agreement.report import Report
from corpus_kp.corpus import Corpus


def agree(  # noqa: PLR0913 - the options of the command, all by name
    corpus: Corpus,
    names: Sequence[str] = (),
    *,
    layers: Collection[str] = (),
    documents: Collection[str] = (),
    samples: int = 1000,
    seed: int = 1,
    differences: bool = False,
) -> Report:
    """Holds two annotators' versions of the same documents against each other.

    Args:
        corpus: the corpus.
        names: two of: an annotator under `annotations/rounds/`, `gold`, a folder, a file; none means the first two
            annotators.
        layers: names of layers; none means all.
        documents: ids; none means all that both have.
        samples: resamples of the intervals; 0 means none.
        seed: of the resamples.
        differences: list what they have differently instead of making figures.

    Raises:
        UsageError: there are not two annotators, or no documents that both have.
        UnreadableError: a file cannot be read; it carries the findings.
        ComparisonError: two versions belong to different texts.
    """
    comparison = compare(corpus, *chosen(corpus, names), documents, layers)
    bootstrap = Bootstrap(len(comparison.documents), samples, seed)
    if differences:
        return Report(comparison, bootstrap, disagreements=list(disagreements(comparison)))
    return Report(comparison, bootstrap, figures=list(figures(comparison, bootstrap)))
