"""The open tier: texts of our own, each figure with its page, annotated twice, split without leakage."""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from corpus_kp.corpus import Corpus
from corpus_kp.duplicates.passages import common_passages
from corpus_kp.duplicates.search import find_duplicates
from corpus_kp.frames import Frames
from corpus_kp.validation import validate

#: Words running that a brief may share with an article, and with another brief: one less than these.
_OF_ARTICLE, _OF_BRIEF = 6, 8
_WORD = re.compile(r"[^\W_]+")


@pytest.fixture(scope="module")
def frames() -> Frames:
    """The tables of the shipped corpus."""
    return validate(Corpus(Path(__file__).resolve().parents[1])).frames


@pytest.fixture(scope="module")
def briefs(frames: Frames) -> pl.DataFrame:
    """The documents with text."""
    return frames["documents"].filter(pl.col("text").is_not_null()).sort("doc_id")


def _facts(root: Path) -> list[dict[str, str]]:
    with (root / "annotations" / "facts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_there_are_48_of_about_13000_words(briefs: pl.DataFrame) -> None:
    """In all genres of the contract but that of articles."""
    words = sum(len(text.split()) for text in briefs["text"])
    assert len(briefs) == 48
    assert 12_000 <= words <= 15_000
    assert briefs["genre"].n_unique() == 13
    assert set(briefs["rights"]) == {"CC-BY-4.0"}


def test_no_two_share_a_sentence_or_eight_words_running(root: Path, briefs: pl.DataFrame) -> None:
    """They were written one by one; names of people and bodies apart."""
    texts = dict(briefs.select("doc_id", "text").iter_rows())
    shared = common_passages(briefs, _OF_BRIEF).select("doc_id", "start", "end").iter_rows()
    assert [
        texts[doc_id][start:end] for doc_id, start, end in shared if not _is_names(root, texts[doc_id][start:end])
    ] == []
    sentences = Counter(sentence for text in texts.values() for sentence in re.split(r"(?<=[.?!])\s+", text))
    assert [one for one, number in sentences.items() if number > 1 and len(_WORD.findall(one)) > 3] == []


def test_no_six_words_running_stand_in_an_article(root: Path, briefs: pl.DataFrame, articles: Path) -> None:
    """Names of people and bodies apart."""
    seeds = [path.read_text(encoding="utf-8") for path in sorted(articles.glob("*.txt"))]
    rows = [*briefs.select("doc_id", "text").iter_rows(), *((f"x-{n}", text) for n, text in enumerate(seeds))]
    both = pl.DataFrame(rows, schema=["doc_id", "text"], orient="row")
    texts = dict(rows)
    found = common_passages(both, _OF_ARTICLE).select("doc_id", "start", "end", "other_id").iter_rows()
    mixed = [
        texts[one][start:end] for one, start, end, other in found if one.startswith("x-") != other.startswith("x-")
    ]
    assert sum(not _is_names(root, words) for words in mixed) == 0  # words of an article are not shown


def _is_names(root: Path, words: str) -> bool:
    """Whether nothing but names of the register, and what joins them, stands there."""
    names = {word.lower() for name in _names(root) for word in _WORD.findall(name)}
    return {word.lower() for word in _WORD.findall(words)} <= names | {"and", "in", "the", "of", "s"}


def _names(root: Path) -> list[str]:
    lines = (root / "annotations" / "entities.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    return [name for record in records for name in (record["canonical_name"], *record["aliases"])]


def test_every_brief_has_its_facts_and_two_annotators(root: Path, briefs: pl.DataFrame) -> None:
    """A reader can look up every figure, and both versions of every annotation."""
    facts = _facts(root)
    assert {row["doc_id"] for row in facts} == set(briefs["doc_id"])
    assert all(row["url"].startswith("http") and row["source_chain"] and row["claimed_on"] for row in facts)
    for annotator in "ab":
        versions = {path.stem for path in (root / "annotations" / "rounds" / annotator).glob("kp-b*.jsonl")}
        assert versions == set(briefs["doc_id"])


def test_chains_and_pages_are_those_of_the_ledger(root: Path) -> None:
    """Every row of the ledger that a brief is to tell, and as the ledger has it."""
    ledger_folder = Path(os.environ.get("CORPUS_KP_FACTS", root.parent / "shared" / "facts"))
    if not ledger_folder.is_dir():
        pytest.skip(f"the ledger is not in {ledger_folder}; set CORPUS_KP_FACTS to its folder")
    with (ledger_folder / "ledger.csv").open(encoding="utf-8", newline="") as file:
        ledger = {row["fact_id"]: row for row in csv.DictReader(file)}
    with (ledger_folder / "briefs.csv").open(encoding="utf-8", newline="") as file:
        wanted = {
            f"kp-b{int(row['brief_id'][1:]):03}": set(row["ledger_rows"].split(";")) for row in csv.DictReader(file)
        }
    told: dict[str, set[str]] = {}
    for row in _facts(root):
        fact = ledger[row["fact_id"]]
        assert [row[name] for name in ("source_chain", "claimed_on", "stance")] == [
            fact[name] for name in ("source_chain", "claimed_on", "stance")
        ]
        assert row["url"] in (fact["url"], fact["second_url"])
        told.setdefault(row["doc_id"], set()).add(row["fact_id"])
    assert told == wanted


def test_nothing_leaks_from_one_split_into_another(frames: Frames) -> None:
    """About three quarters of the briefs are for training, and no copy or near-duplicate stands in both splits."""
    assert find_duplicates(frames).leaks == []
    splits = Counter(frames["documents"].filter(pl.col("tier") == "open")["_split"].to_list())
    assert 33 <= splits["train"] <= 39
    assert splits["train"] + splits["eval"] == 48


def test_issues_are_answered_across_documents(frames: Frames) -> None:
    """At least sixty questions, and conflicts that were read and decided."""
    assert frames["claims"]["issue_id"].n_unique() >= 60
    pairs = frames["claim_pairs"]
    assert set(pairs["relation"].cast(pl.String)) >= {"conflicts", "supersedes", "compatible", "entails"}
    assert len(pairs.filter(pl.col("relation").cast(pl.String) == "conflicts")) >= 50
