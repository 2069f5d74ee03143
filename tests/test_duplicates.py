"""Copies, near-duplicates and passages: what a plain comparison finds, and what the command says."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import article, words

from corpus_kp.duplicates.near_duplicates import NEARNESS, RUN, near_pairs, sketches
from corpus_kp.duplicates.passages import common_passages
from corpus_kp.frames import Frames

Run = Callable[..., subprocess.CompletedProcess[str]]


def _documents(texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"doc_id": [f"d{n:04}" for n in range(len(texts))], "text": texts},
        schema={"doc_id": pl.String, "text": pl.String},
    )


def _stretches(one: list[str], other: list[str], least: int) -> set[tuple[int, int, int]]:
    """Longest common stretches by a plain loop: first word here, first word there, length."""
    found = set()
    for a in range(len(one)):
        for b in range(len(other)):
            if a and b and one[a - 1] == other[b - 1]:
                continue
            length = 0
            while a + length < len(one) and b + length < len(other) and one[a + length] == other[b + length]:
                length += 1
            if length >= least:
                found.add((a, b, length))
    return found


_WORDS = st.lists(st.sampled_from(["ship", "crane", "dock", "é", "한국", "12"]), max_size=14)


@given(one=_WORDS, other=_WORDS, mark=st.sampled_from([" ", ", ", "\n", " “", "! "]))
def test_passages_are_the_longest_common_stretches(one: list[str], other: list[str], mark: str) -> None:
    """Whatever stands between the words, in offsets of each text; each stretch that begins here and there once."""
    texts = [mark.join(one), " ".join(other).title()]
    found = common_passages(_documents(texts), least=3)
    starts = [[match.start() for match in re.finditer(r"\w+", text)] for text in texts]
    expected = {(starts[0][a], starts[1][b], length) for a, b, length in _stretches(one, other, 3)}
    shown = set(found.select("other_start", "start", "words").iter_rows())
    repeats = any(len(set(zip(*(side[k:] for k in range(3)), strict=False))) < len(side) - 2 for side in (one, other))
    assert shown == expected if not repeats else shown <= expected
    for row in found.iter_rows(named=True):
        mine, theirs = texts[1][row["start"] : row["end"]], texts[0][row["other_start"] : row["other_end"]]
        assert re.findall(r"\w+", mine.lower()) == re.findall(r"\w+", theirs.lower())


def _edited(text: list[str], share: float, seed: int) -> list[str]:
    other = words(len(text), seed + 1000)
    return [other[n] if (n * 2654435761 + seed) % 1000 < share * 1000 else word for n, word in enumerate(text)]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.05, 0.1, 0.2])
def test_planted_near_duplicates_are_found_at_every_level_of_edits(share: float) -> None:
    """Recall and precision are 1 against a comparison one by one."""
    texts = [words(length, seed) for seed, length in enumerate((60, 150, 300, 900) * 10)]
    every = [" ".join(text) for text in [*texts, *(_edited(text, share, n) for n, text in enumerate(texts))]]
    runs = [
        {tuple(w[at : at + RUN]) for at in range(len(w) - RUN + 1)}
        for w in (re.findall(r"\w+", t.lower()) for t in every)
    ]
    near = {
        (later, earlier)
        for earlier, later in combinations(range(len(every)), 2)
        if len(runs[earlier] & runs[later]) >= NEARNESS * len(runs[earlier] | runs[later])
    }
    documents = _documents(every)
    frames = Frames({"documents": documents})
    found = set(near_pairs(documents, frames.view(sketches), frames.texts).select("_row", "_other").iter_rows())
    assert found == near
    assert len(near) >= 40 if share <= 0.01 else True


def _add(harbour: Path, doc_id: str, text: str, split: str) -> None:
    """One more document without annotations."""
    folder = harbour / "annotations" / "open"
    header = json.loads((folder / "hx-a001.jsonl").read_text(encoding="utf-8").splitlines()[0])
    header |= {
        "doc_id": doc_id,
        "title": text.split("\n", maxsplit=1)[0],
        "text_sha256": hashlib.sha256(text.encode()).hexdigest(),
        "n_codepoints": len(text),
    }
    (folder / f"{doc_id}.jsonl").write_text(json.dumps(header, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / f"{doc_id}.txt").write_text(text, encoding="utf-8", newline="")
    if split:
        with (harbour / "annotations" / "splits.csv").open("a", encoding="utf-8") as file:
            file.write(f"{doc_id},{doc_id},{split}\n")


def test_what_repeats_itself_is_shown_and_a_leak_exits_with_1(harbour: Path, run: Run) -> None:
    """Copies, near-duplicates with their splits, passages with their places and words."""
    text = article(120)
    _add(harbour, "hx-a003", text, "train")
    _add(harbour, "hx-a004", text, "eval")
    _add(harbour, "hx-a005", "Reprint. " + text[: len(text) * 4 // 5], "train")
    ended = run("--corpus", harbour, "duplicates")
    assert ended.returncode == 1
    assert "copies: 1\n  hx-a003, hx-a004 (train, eval)  <- two splits" in ended.stdout
    assert re.search(r"hx-a003, hx-a005: \d\d% \(train, train\)\n", ended.stdout)
    assert re.search(r"hx-a004, hx-a005: \d\d% \(eval, train\)  <- two splits", ended.stdout)
    assert re.search(r"\d+ words: hx-a003 \[0, \d+\), hx-a005 \[9, \d+\): \"", ended.stdout)
    found = json.loads(run("--corpus", harbour, "duplicates", "--json").stdout)
    assert [sorted(one["doc_id"] for one in copies["documents"]) for copies in found["copies"]] == [
        ["hx-a003", "hx-a004"]
    ]
    assert {tuple(one["doc_id"] for one in pair["documents"]): pair["leak"] for pair in found["near"]} == {
        ("hx-a003", "hx-a005"): False,
        ("hx-a004", "hx-a005"): True,
    }


def test_words_of_a_text_free_article_are_not_shown(harbour: Path, run: Run) -> None:
    """Its places are."""
    article_text = next((harbour / "articles").glob("*.txt")).read_text(encoding="utf-8")
    _add(harbour, "hx-a003", article_text, "")
    ended = run("--corpus", harbour, "duplicates", "--articles", harbour / "articles", "--words", 5, "--json")
    found = json.loads(ended.stdout)
    concerned = [p for p in found["passages"] if "hx-n001" in {place["doc_id"] for place in p["places"]}]
    assert concerned or found["copies"]
    assert all(passage["text"] is None for passage in concerned)


def test_a_document_that_cannot_be_read_is_said(harbour: Path, run: Run) -> None:
    """Nothing is compared in part."""
    (harbour / "annotations" / "open" / "hx-a002.jsonl").write_text("{", encoding="utf-8")
    ended = run("--corpus", harbour, "duplicates")
    assert ended.returncode == 1
    assert "1 document could not be read; see corpus-kp validate" in ended.stderr


@pytest.mark.parametrize("least", [8, 63, 64, 65, 100, 129, 399, 400])
def test_long_passages_are_found_as_short_ones_are(least: int) -> None:
    """From whatever length on they count; the longest one is said as a whole."""
    text, other = words(1000, 1), words(300, 2)
    found = common_passages(_documents([" ".join(text), " ".join([*other, *text[200:600], *other[:50]])]), least)
    shown = common_passages(_documents([" ".join(text), " ".join([*other, *text[200:600], *other[:50]])])).head(1)
    assert found.equals(shown)
    assert len(found) == 1


@pytest.mark.parametrize("least", [10**5, 10**10, 10**30])
def test_more_words_than_there_are_are_not_looked_for(harbour: Path, run: Run, least: int) -> None:
    """However many."""
    ended = run("--corpus", harbour, "duplicates", "--words", least, timeout=30)
    assert f"passages of {least} words or more: none" in ended.stdout, ended.stderr


def test_a_character_that_one_reader_takes_for_a_letter_shifts_no_passage() -> None:
    """Letters of a version of Unicode that not every library knows yet."""
    texts = ["\u0558 one \U0003347f two three four", "one two \u088f three four"]
    row = common_passages(_documents(texts), 4).row(0, named=True)
    assert texts[0][row["other_start"] : row["other_end"]] == "one \U0003347f two three four"
    assert texts[1][row["start"] : row["end"]] == "one two \u088f three four"
