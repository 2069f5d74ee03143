"""The corpus that this project ships."""

from __future__ import annotations

import csv
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from corpus_kp.baseline import read_baseline, sift
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.frames import Frames
from corpus_kp.records import layer_of
from corpus_kp.textfree.hydration import hydrate
from corpus_kp.validation import Report, validate

_WORD = re.compile(r"\w+")
_SHARED_RUN = 8


@pytest.fixture(scope="module")
def frames() -> Frames:
    """Its tables."""
    return validate(Corpus(Path(__file__).resolve().parent.parent)).frames


def _new(root: Path, report: Report) -> list[Finding]:
    """Findings that are not accepted."""
    corpus = Corpus(root)
    assert corpus.baseline is not None
    accepted = read_baseline(corpus.baseline)
    assert all(entry.reason for entry in accepted)
    return list(sift(report.findings, accepted, corpus).new)


def test_it_is_clean(root: Path) -> None:
    """Without the articles, every check passes."""
    report = validate(Corpus(root))
    assert _new(root, report) == []
    assert report.documents == 53


def test_it_is_clean_against_the_articles(root: Path, articles: Path) -> None:
    """With the articles, also those checks pass that need their text."""
    report = validate(Corpus(root), articles=articles)
    assert _new(root, report) == []
    assert report.hydration is not None
    assert [d.doc_id for d in report.hydration.documents if d.identical] == [f"kp-n00{n}" for n in range(1, 6)]


def test_the_articles_are_in_the_order_of_their_files(root: Path, articles: Path) -> None:
    """kp-n001 is the first file of the folder, and so on."""
    hydration = hydrate(Corpus(root).read().text_free(), [articles])
    assert [document.file.name for document in hydration.documents] == sorted(p.name for p in articles.glob("*.txt"))


def test_every_document_is_annotated_in_every_layer(frames: Frames) -> None:
    """No layer of any document is empty."""
    everyone = set(frames["documents"]["doc_id"])
    for layer in ("entities", "quantities", "timexes", "attributions", "stances", "claims"):
        assert set(frames[layer]["doc_id"]) == everyone, layer


def test_published_articles_are_annotations_only(root: Path) -> None:
    """No text field, no text file, no title in the text-free tier or in its independent annotations."""

    def keys(value: Any) -> set[str]:
        children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return (set(value) if isinstance(value, dict) else set()).union(*map(keys, children))

    files = sorted((root / "annotations").rglob("kp-n*"))
    assert len(files) >= 5
    for path in files:
        assert path.suffix in {".jsonl", ".print"}, path
        if path.suffix == ".print":
            continue
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        assert records[0]["title"] is None
        assert "text" not in set().union(*map(keys, records)), path


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[i : i + _SHARED_RUN]) for i in range(len(words) - _SHARED_RUN + 1)}


def test_no_run_of_words_of_an_article_stands_in_any_file(root: Path, articles: Path) -> None:
    """Eight words running of a published article are nowhere in the project, nor in its history's messages."""
    protected = {run for path in articles.glob("*.txt") for run in _runs(path.read_text(encoding="utf-8"))}
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout: there is no list of the project's files")
    log = subprocess.run(["git", "log", "--format=%B"], cwd=root, capture_output=True, text=True, check=True)
    assert not protected & _runs(log.stdout)
    for name in listed.stdout.splitlines():
        path = root / name
        if path.is_file():
            found = protected & _runs(path.read_text(encoding="utf-8", errors="ignore"))
            assert not found, (name, found)


def test_two_annotators_and_a_decision_on_every_difference(root: Path) -> None:
    """Both versions of every document are kept, and the decisions say which one holds, without words of an article."""
    rounds = root / "annotations" / "rounds"
    documents = {p.stem for tier in ("briefs", "news") for p in (root / "annotations" / tier).glob("*.jsonl")}
    for annotator in ("a", "b"):
        assert {path.stem for path in (rounds / annotator).glob("*.jsonl")} == documents
    rows = list(csv.DictReader((rounds / "decisions.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["doc_id"] for row in rows} <= documents
    assert all(row["decision"] in {"A", "B", "both", "neither", "other"} and row["reason"] for row in rows)


def test_the_annotators_versions_are_well_formed(root: Path) -> None:
    """What agreement is computed from can be read without fault."""
    corpus = Corpus(root)
    tiers = {tier.folder: tier for tier in corpus.tiers}
    for path in sorted((root / "annotations" / "rounds").rglob("*.jsonl")):
        findings: list = []
        tier = tiers["news" if path.stem.startswith("kp-n") else "briefs"]
        reading = corpus.document_reader.lines(path)
        findings += reading.findings
        assert not findings, (tier.name, findings)
        assert layer_of(reading.lines[0].record) == "documents"


@pytest.mark.parametrize(
    ("issue", "values"),
    [
        ("troops_planned", {12000.0, 10000.0}),
        ("brigades", {4.0, 2.0}),
        ("troops_in_russia", {3000.0}),
        ("first_contingent", {1500.0}),
    ],
)
def test_the_numbers_that_sources_give_differently_are_all_there(
    frames: Frames, issue: str, values: set[float]
) -> None:
    """An issue has each of its answers."""
    claims = frames["claims"].filter(issue_id=issue)
    assert values <= set(claims["value"])


def test_conflicting_answers_are_related(frames: Frames) -> None:
    """There are conflicts of composition, date and existence, each within one scope, and of counts that are less sure."""
    conflicts = frames["claim_pairs"].filter(relation="conflicts")
    confirmed = conflicts.filter(status="confirmed")
    assert {"composition", "date", "existence"} <= set(confirmed["dimension"])
    assert confirmed["same_scope"].all()
    assert "count" in set(conflicts.filter(status="uncertain")["dimension"])
