"""New documents are assigned, and nothing else moves."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import article, words
from test_duplicates import _add

from corpus_kp.splitting.strata import shared_out

Run = Callable[..., subprocess.CompletedProcess[str]]
GENRES = ("genre=brief", "genre=news", "genre=data")


def _features(seed: int, number: int) -> pl.DataFrame:
    chance = random.Random(seed)
    rows = []
    for n in range(number):
        genre = chance.choice(GENRES)
        counts = {"doc_id": f"d{n:03}", "documents": 1, "characters": chance.randint(500, 3000)}
        rows.append(counts | {name: int(name == genre) for name in GENRES} | {"label=PERSON": chance.randint(0, 20)})
    return pl.DataFrame(rows)


@given(seed=st.integers(0, 2**32), number=st.integers(20, 60))
def test_the_share_is_met_as_nearly_as_single_documents_allow(seed: int, number: int) -> None:
    """Of documents, and of every genre."""
    features = _features(seed, number)
    chosen = shared_out(features, {doc_id: doc_id for doc_id in features["doc_id"]}, {}, 0.25)
    assert abs(sum(chosen.values()) - number / 4) <= 1
    second = features.filter(pl.col("doc_id").replace_strict(chosen, return_dtype=pl.Boolean))
    for genre in GENRES:
        assert abs(second[genre].sum() - features[genre].sum() / 4) <= 2


@given(seed=st.integers(0, 2**32), data=st.data())
def test_what_is_assigned_stays_and_groups_stay_together(seed: int, data: st.DataObject) -> None:
    """Whatever is fixed; and the same input gives the same answer in any order of rows."""
    features = _features(seed, 24)
    groups = {doc_id: f"g{data.draw(st.integers(0, 9))}" for doc_id in features["doc_id"]}
    names = sorted(set(groups.values()))
    fixed = {name: data.draw(st.booleans()) for name in names if data.draw(st.booleans())}
    chosen = shared_out(features, groups, fixed, 0.25)
    assert set(chosen) == set(names)
    assert fixed.items() <= chosen.items()
    assert shared_out(features.sample(fraction=1, shuffle=True, seed=1), groups, fixed, 0.25) == chosen


def _splits(harbour: Path) -> dict[str, list[str]]:
    lines = (harbour / "annotations" / "splits.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split(",")[0]: line.split(",")[1:] for line in lines}


def test_new_documents_are_assigned_and_the_others_stay(harbour: Path, run: Run) -> None:
    """A copy joins the group of its original; the second run changes nothing."""
    before = _splits(harbour)
    original = (harbour / "annotations" / "open" / "hx-a002.txt").read_text(encoding="utf-8")
    _add(harbour, "hx-a003", original, "")
    for n in range(4, 9):
        _add(harbour, f"hx-a00{n}", article(120, n), "")
    planned = run("--corpus", harbour, "split", "--dry-run")
    assert _splits(harbour) == before
    assert "nothing was" in planned.stdout
    ended = run("--corpus", harbour, "split")
    assert ended.returncode == 0, ended.stderr
    after = _splits(harbour)
    assert before.items() <= after.items()
    assert after["hx-a003"] == ["board-reply", "eval"]
    assert "hx-a002, hx-a003: copy, 100%" in ended.stdout
    assert sum(split == "eval" for _, split in after.values()) == 2  # a quarter of eight
    again = run("--corpus", harbour, "split")
    assert again.stdout.endswith("stays as it is\n")
    assert run("--corpus", harbour, "validate").returncode == 0


def test_alike_documents_in_two_splits_are_refused_unless_reassigned(harbour: Path, run: Run) -> None:
    """What to do is said; then they stand in one split."""
    text = article(120)
    _add(harbour, "hx-a003", text, "train")
    _add(harbour, "hx-a004", text, "eval")
    ended = run("--corpus", harbour, "split")
    assert ended.returncode == 1
    assert "hx-a003 (train) and hx-a004 (eval) are alike (copy, 100%)" in ended.stderr
    assert run("--corpus", harbour, "split", "--reassign").returncode == 0
    after = _splits(harbour)
    assert after["hx-a003"][1] == after["hx-a004"][1]


def test_a_line_of_a_document_that_is_gone_is_taken_out(harbour: Path, run: Run) -> None:
    """And said."""
    with (harbour / "annotations" / "splits.csv").open("a", encoding="utf-8") as file:
        file.write("hx-a099,hx-a099,train\n")
    ended = run("--corpus", harbour, "split")
    assert "hx-a099: not there any more, taken out" in ended.stdout
    assert "hx-a099" not in _splits(harbour)


def test_a_broken_file_stops_it(harbour: Path, run: Run) -> None:
    """Nothing is written."""
    before = _splits(harbour)
    (harbour / "annotations" / "open" / "hx-a002.jsonl").write_text("{", encoding="utf-8")
    ended = run("--corpus", harbour, "split")
    assert ended.returncode == 1
    assert "nothing was written" in ended.stderr
    assert _splits(harbour) == before


@pytest.mark.parametrize("tiers", [("open",), ("open", "closed")])
def test_a_corpus_without_texts_is_assigned_too(harbour: Path, run: Run, tiers: tuple[str, ...]) -> None:
    """Text-free documents alone, or none at all."""
    for tier in tiers:
        for path in (harbour / "annotations" / tier).iterdir():
            path.unlink()
    ended = run("--corpus", harbour, "split")
    assert ended.returncode == 0, ended.stderr
    assert _splits(harbour) == ({"hx-n001": ["strike-tuesday", "news"]} if len(tiers) == 1 else {})


def test_a_new_document_that_is_like_two_that_are_apart_is_not_put_beside_one_of_them(harbour: Path, run: Run) -> None:
    """It would leak into the other's split: nothing is written, and what to do is said."""
    one, other = words(150, 5), words(150, 6)
    _add(harbour, "hx-a003", " ".join(one), "train")
    _add(harbour, "hx-a004", " ".join([*one[75:], *other[:75]]), "eval")
    _add(harbour, "hx-a005", " ".join([*one[20:], *other[:40]]), "")
    before = _splits(harbour)
    ended = run("--corpus", harbour, "split")
    assert ended.returncode == 1
    assert "hx-a004 (eval) and hx-a005 (train) are alike (near-duplicate, " in ended.stderr
    assert "use --reassign" in ended.stderr
    assert _splits(harbour) == before
    assert run("--corpus", harbour, "split", "--reassign").returncode == 0
    after = _splits(harbour)
    assert len({after[name][1] for name in ("hx-a003", "hx-a004", "hx-a005")}) == 1
