"""Near-duplicates across splits: what is found is what a plain comparison of all documents finds."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import words

from corpus_kp.duplicates.near_duplicates import NEARNESS, RUN
from corpus_kp.frames import Frames
from corpus_kp.rules.near_duplicates import near_duplicates_across_splits


def _frames(documents: Sequence[tuple[str, str, str]]) -> Frames:
    """Documents of text, group and split, as a table."""
    rows = [(f"d{n:04}", *document, f"d{n:04}.jsonl", 1) for n, document in enumerate(documents)]
    columns = ["doc_id", "text", "group_id", "_split", "_file", "_line"]
    return Frames({"documents": pl.DataFrame(rows, schema=columns, orient="row")})


def _found(documents: Sequence[tuple[str, str, str]]) -> set[int]:
    """Numbers of the documents that are reported."""
    return {int(doc_id[1:]) for doc_id in near_duplicates_across_splits(_frames(documents))["doc_id"]}


def _runs(text: str) -> set[tuple[str, ...]]:
    split = text.split()
    return {tuple(split[at : at + RUN]) for at in range(len(split) - RUN + 1)}


def _near(one: str, other: str) -> bool:
    first, second = _runs(one), _runs(other)
    return bool(first | second) and len(first & second) >= NEARNESS * len(first | second)


_TEXT = st.lists(st.sampled_from(["dockers", "ships", "cranes"]), max_size=14).map(" ".join)
_DOCUMENT = st.tuples(_TEXT, st.sampled_from(["g1", "g2", "g3"]), st.sampled_from(["train", "eval"]))


@given(documents=st.lists(_DOCUMENT, max_size=6))
def test_short_documents_are_compared_as_by_a_plain_loop(documents: list[tuple[str, str, str]]) -> None:
    """The later one of two near-duplicates of two groups and splits is reported, and no other."""
    expected = {
        later
        for earlier, later in combinations(range(len(documents)), 2)
        if _near(documents[earlier][0], documents[later][0])
        and documents[earlier][1] != documents[later][1]
        and documents[earlier][2] != documents[later][2]
    }
    assert _found(documents) == expected


def _reprint(text: list[str], seed: int) -> list[str]:
    """The same words, a hundredth of them others."""
    chance = random.Random(seed)
    return [f"x{chance.random()}"[2:] if chance.random() < 0.01 else word for word in text]


@pytest.mark.parametrize("length", [30, 100, 1000, 5000])
def test_a_reprint_is_found_among_others(length: int) -> None:
    """However long: of each document only some runs are looked up, so this is where one could be lost."""
    texts = [words(length, seed) for seed in range(20)]
    first = [(" ".join(text), f"a{n}", "train") for n, text in enumerate(texts)]
    again = [(" ".join(_reprint(text, n)), f"b{n}", "eval") for n, text in enumerate(texts)]
    near = {20 + n for n, (one, other) in enumerate(zip(first, again, strict=True)) if _near(one[0], other[0])}
    assert len(near) >= 15
    assert _found([*first, *again]) == near


def test_what_many_documents_end_with_makes_no_near_duplicates() -> None:
    """A line that stands under every report is compared with some of them, and is too little."""
    imprint = " ".join(words(20, 99))
    documents = [(f"{' '.join(words(200, n))} {imprint}", f"g{n}", "train" if n % 2 else "eval") for n in range(60)]
    assert _found(documents) == set()


def test_many_copies_of_one_document_are_found() -> None:
    """Not every pair of them is compared, but none of them is lost that stands beside one of the other split."""
    text = " ".join(words(100))
    documents = [(text, f"g{n}", "train" if n % 2 else "eval") for n in range(60)]
    assert _found(documents) == set(range(1, 60))
