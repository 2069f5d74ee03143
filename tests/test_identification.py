"""Identification: the articles that a file may be a copy of, by their public tags."""

from __future__ import annotations

from made_up import article, words

from corpus_kp.textfree.fingerprint import seal, unseal
from corpus_kp.textfree.folding import fold
from corpus_kp.textfree.identification import Index

TEXTS = {f"mu-n{seed:03}": article(300, seed) for seed in range(12)}
PRINTS = {doc_id: seal(text, []) for doc_id, text in TEXTS.items()}


def test_every_article_is_its_own_first_candidate() -> None:
    """With all its shingles."""
    index = Index(PRINTS)
    for doc_id, text in TEXTS.items():
        found = index.candidates(fold(text))
        assert (found[0].doc_id, found[0].share) == (doc_id, 1.0)
        assert len(found) == 1


def test_a_text_of_its_own_is_no_candidate() -> None:
    """Neither a short one nor an empty one."""
    index = Index(PRINTS)
    assert index.candidates(fold(article(300, 99))) == []
    assert index.candidates(fold("")) == []


def test_without_fingerprints_there_are_no_candidates() -> None:
    """And no trouble."""
    assert Index({}).candidates(fold(article(300))) == []


def test_a_long_file_is_no_candidate_for_everything() -> None:
    """Two hundred thousand words have nearly every tag somewhere; only the article that is in them is found."""
    index = Index(PRINTS)
    long = words(200_000, 77)
    assert len(index.candidates(fold(" ".join(long)))) < len(PRINTS) / 2
    with_one = fold(" ".join([*long[:100_000], TEXTS["mu-n003"], *long[100_000:]]))
    found = index.candidates(with_one)
    assert (found[0].doc_id, found[0].share) == ("mu-n003", 1.0)
    assert [c.doc_id for c in found if unseal(PRINTS[c.doc_id], with_one)] == ["mu-n003"]


def test_a_long_article_is_found_in_a_long_file() -> None:
    """Although no stretch of the file has enough of its shingles."""
    book = " ".join(words(30_000, 55))
    prints = {"mu-n900": seal(book, []), **PRINTS}
    copy = fold(f"{book} {TEXTS['mu-n001']}")
    found = Index(prints).candidates(copy)
    assert {c.doc_id for c in found if unseal(prints[c.doc_id], copy)} == {"mu-n900", "mu-n001"}
