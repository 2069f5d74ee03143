"""`load`: a table of a corpus without a package."""

from __future__ import annotations

from pathlib import Path

import pytest
from native_file import NativeFile

import corpus_kp
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
