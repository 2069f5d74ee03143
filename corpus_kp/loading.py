"""`load`: a table of a corpus folder as a `datasets.Dataset`, without a package on the disk."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from corpus_kp.building import check
from corpus_kp.content import SPLITS
from corpus_kp.corpus import find_corpus
from corpus_kp.errors import UsageError, ValidationFailedError
from corpus_kp.package import CONFIGS, record_sets

if TYPE_CHECKING:
    from datasets import Dataset

    from corpus_kp.textfree.hydration import Hydration


def load(
    config: str = "full", split: str = "train", *, corpus: Path | str | None = None, articles: Path | str | None = None
) -> Dataset:
    """The rows of a config and split, made from the corpus as `build` makes them.

        >>> corpus_kp.load("attributions", "news", articles="articles")  # doctest: +SKIP

    Args:
        config: `attributions`, `quantities`, ...
        split: `train`, `eval` or `news`.
        corpus: corpus folder; None means the one around the working directory, else the one of the package.
        articles: file or folder with copies of the text-free articles, which are refilled as by `build --articles`;
            annotations whose words are not proven there are left out.

    Raises:
        UsageError: there is no such config, split, corpus or folder, no row in that split, or no copy of any article.
        ValidationFailedError: the corpus has errors.

    Warns:
        UserWarning: an article was not found, or annotations are left out.
    """
    from datasets import Dataset, NamedSplit

    for name, value, known in (("config", config, CONFIGS), ("split", split, SPLITS)):
        if value not in known:
            raise UsageError(f"no {name} {value!r}; there are: {', '.join(known)}")
    chosen = find_corpus(Path(corpus) if corpus is not None else None)
    report = check(chosen, Path(articles) if articles is not None else None)
    if report.failed:
        raise ValidationFailedError(f"{chosen.folder}: the corpus has errors; see corpus-kp validate")
    if report.hydration:
        _say_what_is_not_there(report.hydration, articles)
    for found in record_sets(report.frames, chosen.schemas):
        if (found.config, found.split) == (config, split):
            return Dataset(found.table, split=NamedSplit(split))
    raise UsageError(f"{config} has no row in {split}; the text-free tier has tokens only where it is refilled")


def _say_what_is_not_there(hydration: Hydration, articles: Path | str | None) -> None:
    missing = [document.doc_id for document in hydration.documents if not document.refilled]
    if len(missing) == len(hydration.documents):
        raise UsageError(f"{articles}: no copy of any article is there; corpus-kp hydrate says what was looked at")
    left_out = sum(len(document.refilled.left_out) for document in hydration.documents if document.refilled)
    parts = [f"without text: {', '.join(missing)}"] if missing else []
    parts += [f"{left_out} annotations left out, their words are not proven in the copies"] if left_out else []
    if parts:
        warnings.warn(f"{articles}: {'; '.join(parts)}; corpus-kp hydrate says more", stacklevel=3)
