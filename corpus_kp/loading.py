"""`load`: a table as a `datasets.Dataset`, from a corpus folder, a package, or strictly from a release on a hub."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from corpus_kp.building import check
from corpus_kp.content import SPLITS
from corpus_kp.corpus import find_corpus
from corpus_kp.errors import UsageError, ValidationFailedError
from corpus_kp.package import CONFIGS, MANIFEST, record_sets
from corpus_kp.record_digests import records_digest

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Dataset

    from corpus_kp.textfree.hydration import Hydration


def load(  # noqa: PLR0913 - two ways to name what is loaded
    config: str = "full",
    split: str = "train",
    *,
    corpus: Path | str | None = None,
    articles: Path | str | None = None,
    repository: str | None = None,
    revision: str | None = None,
) -> Dataset:
    """The rows of a config and split: of a corpus folder, of a package, or of a release on a hub.

        >>> corpus_kp.load("attributions")  # doctest: +SKIP
        >>> corpus_kp.load("claims", "eval", repository="my-org/corpus_kp", revision="v1.0.0")  # doctest: +SKIP

    A release is loaded strictly: the tag is resolved to a commit, that commit is loaded, and what was loaded is held
    against its manifest; where that cannot be done (the hub is down, there is no such tag) there is an error, and never
    another revision from a cache.

    Args:
        config: `attributions`, `quantities`, ...
        split: `train`, `eval` or `news`.
        corpus: corpus folder or package; None means the corpus around the working directory, else the one that comes
            with this library.
        articles: file or folder with copies of the text-free articles, which are refilled as by `build --articles`;
            annotations whose words are not proven there are left out.
        repository: `ORG/NAME` of a dataset on a hub; with a revision alone it is the one that `corpus.toml` names.
        revision: tag or commit there.

    Raises:
        UsageError: there is no such config, split, corpus or folder, no row in that split, or no copy of any article.
        ValidationFailedError: the corpus has errors, or a package is not what it says.
        HubError: the revision cannot be resolved or loaded.

    Warns:
        UserWarning: an article was not found, or annotations are left out.
    """
    for name, value, known in (("config", config, CONFIGS), ("split", split, SPLITS)):
        if value not in known:
            raise UsageError(f"no {name} {value!r}; there are: {', '.join(known)}")
    if repository is not None or revision is not None:
        return _of_release(config, split, repository, revision, given=(corpus, articles))
    if corpus is not None and (Path(corpus) / MANIFEST).is_file():
        if articles is not None:
            raise UsageError(f"{corpus}: a package is not refilled; name the corpus folder that it was built from")
        return _of_package(Path(corpus), config, split)
    return _of_corpus(config, split, corpus, articles)


def as_polars(rows: Dataset) -> pl.DataFrame:
    """The same rows as a Polars frame, without a copy.

    Args:
        rows: of `load`.
    """
    return pl.DataFrame(as_arrow(rows))


def as_arrow(rows: Dataset) -> pa.Table:
    """The same rows as an Arrow table, without a copy.

    Args:
        rows: of `load`.
    """
    table: pa.Table = rows.data.table
    return table


def _of_release(
    config: str, split: str, repository: str | None, revision: str | None, given: tuple[object, ...]
) -> Dataset:
    from corpus_kp.publishing.strict_loading import load_release

    if revision is None or any(one is not None for one in given):
        raise UsageError("a release is named by its revision, with neither corpus nor articles")
    named = repository or find_corpus(None).settings.repository
    if named is None:
        raise UsageError("no repository is named: give repository='ORG/NAME', or set it in corpus.toml")
    return load_release(config, split, named, revision)


def _of_package(folder: Path, config: str, split: str) -> Dataset:
    """Rows of a package, whose digest has to be that of its manifest."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from datasets import Dataset, NamedSplit

    from corpus_kp.verifying import Problem, read_manifest

    manifest = read_manifest(folder)
    if isinstance(manifest, Problem):
        raise ValidationFailedError(f"{folder / MANIFEST}: {manifest.message}; corpus-kp build makes it anew")
    stated = manifest["configs"].get(config, {}).get("splits", {}).get(split)
    if stated is None:
        raise UsageError(f"{config} has no row in {split} of {folder}")
    tables = []
    for part in stated["parts"]:
        try:
            tables.append(pq.read_table(folder / part["file"]))
            same = records_digest(tables[-1]) == part["records_sha256"]
        except Exception as error:
            raise ValidationFailedError(
                f"{folder / part['file']}: cannot be read ({type(error).__name__}); see corpus-kp verify"
            ) from error
        if not same:
            raise ValidationFailedError(
                f"{folder / part['file']}: not the rows that {MANIFEST} names; see corpus-kp verify"
            )
    return Dataset(pa.concat_tables(tables), split=NamedSplit(split))


def _of_corpus(config: str, split: str, corpus: Path | str | None, articles: Path | str | None) -> Dataset:
    from datasets import Dataset, NamedSplit

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
