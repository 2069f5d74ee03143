"""The vault: opens with enough of the text, and not with less."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import article, words

from corpus_kp.textfree import vault
from corpus_kp.textfree.folding import fold


def _secret(of: vault.Vault, number: int, copy: list[str]) -> list[bytes]:
    return [found.value for found in vault.secrets(of, copy, vault.matches(of, number, vault.tags_of(copy)))]


@pytest.mark.parametrize(
    ("number", "shares", "threshold"),
    [(144, 24, 8), (287, 24, 8), (300, 25, 9), (576, 48, 16), (9999, 48, 16)],
)
def test_shares_grow_with_the_text(number: int, shares: int, threshold: int) -> None:
    """One for every twelve words, from 24 to 48, a third of them needed."""
    assert (vault.number_of_shares(number), vault.threshold_of(shares)) == (shares, threshold)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), number=st.integers(144, 700))
def test_the_text_itself_opens_it(seed: int, number: int) -> None:
    """With any text that is long enough, and always with the same bytes."""
    text = words(number, seed)
    folded = fold(" ".join(text)).words
    made, secret = vault.lock(folded)
    assert vault.lock(folded) == (made, secret)
    assert _secret(made, len(folded), folded)[-1:] == [secret]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), share=st.sampled_from([0.05, 0.1, 0.15, 0.2, 0.25]), scattered=st.booleans())
def test_a_quarter_of_the_text_does_not_open_it(seed: int, share: float, scattered: bool) -> None:  # noqa: FBT001
    """Neither a beginning nor scattered sentences of a text of 600 words."""
    folded = fold(" ".join(words(600, seed))).words
    made, secret = vault.lock(folded)
    sentences = [folded[at : at + 15] for at in range(0, 600, 15)]
    if scattered:
        random.Random(seed).shuffle(sentences)
    held = [word for sentence in sentences[: int(len(sentences) * share)] for word in sentence]
    assert secret not in _secret(made, 600, held)


@pytest.mark.parametrize("share", [0.4, 0.5, 0.8])
def test_less_than_half_of_the_text_opens_it(share: float) -> None:
    """A beginning, wherever it stands in a longer text."""
    folded = fold(" ".join(words(600))).words
    made, secret = vault.lock(folded)
    held = [*words(3000, 7), *folded[: int(600 * share)], *words(3000, 8)]
    assert _secret(made, 600, fold(" ".join(held)).words)[-1:] == [secret]


def test_wrong_matches_do_not_keep_it_shut() -> None:
    """Shingles of other texts with the same tags are sorted out."""
    folded = fold(" ".join(words(600))).words
    made, secret = vault.lock(folded)
    places = vault.chosen_shingles(folded)
    found = [vault.Match(index, at) for index, at in enumerate(places[:24])]
    wrong = [vault.Match(index, 1) for index in range(24, 28)]
    assert vault.Secret(secret, proven=True) in list(vault.secrets(made, folded, found + wrong))


def test_shares_alone_say_nothing_of_the_text() -> None:
    """One share less than needed gives no secret that is the right one."""
    folded = fold(" ".join(words(600))).words
    made, secret = vault.lock(folded)
    found = [vault.Match(index, at) for index, at in enumerate(vault.chosen_shingles(folded))]
    assert list(vault.secrets(made, folded, found[: made.threshold - 1])) == []
    assert vault.Secret(secret, proven=False) in list(vault.secrets(made, folded, found[: made.threshold]))
    assert vault.Secret(secret, proven=True) in list(vault.secrets(made, folded, found[: made.threshold + 1]))


def test_chosen_shingles_are_one_in_each_bin_and_not_repeated() -> None:
    """A passage that stands twice gives no shingle where there is another one."""
    text = fold(article(400)).words
    repeated = text[:20] + text
    places = vault.chosen_shingles(repeated)
    assert len(places) == vault.number_of_shares(len(repeated))
    assert places == sorted(places)
    shingles = [tuple(repeated[at : at + 4]) for at in range(len(repeated) - 3)]
    assert sum(shingles.count(tuple(repeated[at : at + 4])) == 1 for at in places) >= len(places) - 3


def test_tags_are_those_of_the_format() -> None:
    """The numbers are part of the format: other ones would find no article."""
    assert vault.tags_of(["one", "two", "three", "four", "five"]).tolist() == TAGS
    assert vault.tags_of(["one"]).tolist() == []


TAGS = [11009, 60275]
