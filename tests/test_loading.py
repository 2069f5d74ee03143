"""`load`: a table of a corpus without a package."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from native_file import NativeFile

import corpus_kp
from corpus_kp import as_arrow, as_polars, build, check, load
from corpus_kp.corpus import Corpus
from corpus_kp.errors import UsageError, ValidationFailedError


def test_a_table_is_loaded_with_its_features(harbour: Path) -> None:
    """Labels are ClassLabels; the split says its name."""
    from datasets import ClassLabel

    entities = corpus_kp.load("entities", corpus=harbour)
    assert entities.num_rows == 7
    assert isinstance(entities.features["label"], ClassLabel)
    assert str(entities.split) == "train"


def test_articles_refill_the_text_free_split(harbour: Path) -> None:
    """Without them covered words are null; with them they are there, also from another version."""
    assert set(corpus_kp.load("entities", "news", corpus=harbour)["text"]) == {None}
    path = harbour / "articles" / "hx-n001.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("\n\n", "\n\nAdvertisement\n\n"), encoding="utf-8")
    filled = corpus_kp.load("entities", "news", corpus=harbour, articles=str(harbour / "articles"))
    assert filled["text"][:] == ["Kim Minsu", "dockers", "City officials"]
    assert corpus_kp.load("tokens", "news", corpus=harbour, articles=path).num_rows > 2


def test_what_was_not_found_is_said(harbour: Path) -> None:
    """No copy at all is a wrong call; annotations that are left out are a warning."""
    path = harbour / "articles" / "hx-n001.txt"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[:60], encoding="utf-8")
    with pytest.raises(UsageError, match="no copy of any article is there"):
        corpus_kp.load("entities", "news", corpus=harbour, articles=path)
    path.write_text(text.replace("had joined", "walked out"), encoding="utf-8")
    with pytest.warns(UserWarning, match="2 annotations left out"):
        corpus_kp.load("entities", "news", corpus=harbour, articles=path)


@pytest.mark.parametrize(
    ("config", "split", "message"),
    [
        ("claim", "train", "no config 'claim'; there are: full, documents, "),
        ("claims", "test", "no split 'test'; there are: train, eval, news"),
        ("tokens", "news", "tokens has no row in news"),
    ],
)
def test_what_is_not_there_is_a_wrong_call(harbour: Path, config: str, split: str, message: str) -> None:
    """The message lists what is."""
    with pytest.raises(UsageError, match=message):
        corpus_kp.load(config, split, corpus=harbour)


def test_a_corpus_with_errors_is_not_loaded(harbour: Path, first: NativeFile) -> None:
    """As it is not built."""
    first.edit(2, lambda record: record.update(start=10_000))
    with pytest.raises(ValidationFailedError, match="see corpus-kp validate"):
        corpus_kp.load(corpus=harbour)


def test_a_package_is_loaded_as_it_lies_there(harbour: Path, tmp_path: Path) -> None:
    """The same rows as of the corpus that it was made of; views of them share their memory."""
    corpus = Corpus(harbour)
    build(corpus, check(corpus), tmp_path / "package")
    rows = load("quantities", "train", corpus=tmp_path / "package")
    assert rows.to_list() == load("quantities", "train", corpus=harbour).to_list()
    table = as_arrow(rows)
    assert table.num_rows == len(as_polars(rows)) == rows.num_rows
    stored = [chunk.buffers()[1].address for chunk in rows.data.table.column("value").chunks]
    assert [chunk.buffers()[1].address for chunk in table.column("value").chunks] == stored
    with pytest.raises(UsageError, match="tokens has no row in news of"):
        load("tokens", "news", corpus=tmp_path / "package")


def test_a_package_with_other_rows_is_refused(harbour: Path, tmp_path: Path) -> None:
    """Not the ones of its manifest."""
    corpus = Corpus(harbour)
    build(corpus, check(corpus), tmp_path / "package")
    for name in ("train", "eval"):
        file = tmp_path / "package" / "entities" / f"{name}-00000-of-00001.parquet"
        pq.write_table(pq.read_table(file).slice(1), file)
    with pytest.raises(ValidationFailedError, match=r"not the rows that manifest\.json names"):
        load("entities", "train", corpus=tmp_path / "package")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"repository": "a/b"}, "a release is named by its revision"),
        ({"revision": "v1", "corpus": "x"}, "a release is named by its revision"),
        ({"revision": "v1"}, "no repository is named"),
    ],
)
def test_a_release_has_to_be_named_whole(
    harbour: Path, monkeypatch: pytest.MonkeyPatch, arguments: dict[str, str], message: str
) -> None:
    """By repository and revision; the repository may stand in corpus.toml."""
    monkeypatch.chdir(harbour)
    with pytest.raises(UsageError, match=message):
        load("entities", **arguments)


@pytest.mark.parametrize("broken", ["manifest", "not a manifest", "way out", "table", "bytes"])
def test_a_package_that_is_broken_is_said(harbour: Path, tmp_path: Path, broken: str) -> None:
    """Whatever is wrong with it, and nothing outside of it is read."""
    package = tmp_path / "package"
    corpus = Corpus(harbour)
    build(corpus, check(corpus), package)
    assert corpus_kp.load("entities", corpus=package).num_rows == 7
    manifest, table = package / "manifest.json", package / "entities" / "train-00000-of-00001.parquet"
    if broken == "manifest":
        manifest.write_text("[" * 200_000)
    elif broken == "not a manifest":
        manifest.write_text("[]")
    elif broken == "way out":
        (tmp_path / "secret.parquet").write_bytes(table.read_bytes())
        manifest.write_text(manifest.read_text().replace('"file": "entities/train-00000-of', '"file": "../secret'))
    elif broken == "table":
        table.write_bytes(b"")
    else:
        rows = pq.read_table(table)
        pq.write_table(rows.set_column(4, "text", rows["text"].cast("binary")), table)
    with pytest.raises(ValidationFailedError, match=r"corpus-kp (verify|build)"):
        corpus_kp.load("entities", corpus=package)


def test_a_package_is_not_refilled(harbour: Path, tmp_path: Path) -> None:
    """Articles beside it are not passed over in silence."""
    corpus = Corpus(harbour)
    build(corpus, check(corpus), tmp_path / "package")
    with pytest.raises(UsageError, match="a package is not refilled"):
        corpus_kp.load("entities", "news", corpus=tmp_path / "package", articles=harbour / "articles")
