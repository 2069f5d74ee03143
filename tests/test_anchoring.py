"""Anchoring: every span of an article is found in a copy, or said not to be."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import article, spans, words

from corpus_kp.textfree.alignment import word_map
from corpus_kp.textfree.anchoring import Anchor, anchor
from corpus_kp.textfree.envelope import distinct
from corpus_kp.textfree.fingerprint import seal, unseal
from corpus_kp.textfree.folding import fold
from corpus_kp.textfree.repairs import one_edit


def _anchors(text: str, marked: list[tuple[int, int]], copy: str) -> list[Anchor]:
    folded = fold(copy)
    opened = unseal(seal(text, marked), folded)
    assert opened is not None
    return anchor(opened, folded)


def _letters(text: str) -> str:
    return "".join(fold(text).words)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), number=st.integers(160, 500))
def test_in_the_text_itself_every_span_is_exact(seed: int, number: int) -> None:
    """At its own offsets."""
    text = article(number, seed)
    marked = spans(text, 40, seed)
    found = _anchors(text, marked, text)
    assert [(a.start, a.end, a.status) for a in found] == [(*span, "exact") for span in distinct(marked)]


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("“", '"').replace("”", '"'),
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: re.sub(r"\s+", " ", t),
        lambda t: t.replace(" ", "\n"),
        lambda t: t.encode().decode("cp1252", "replace"),
        lambda t: t.replace("“", "&ldquo;").replace("”", "&rdquo;"),
        str.upper,
        lambda t: "\n\n".join(f"{p}\n\nAdvertisement" for p in t.split("\n\n")),
    ],
    ids=["quotes", "nfd", "one line", "word a line", "mojibake", "entities", "upper case", "advertisements"],
)
def test_formatting_and_encoding_leave_every_span_exact(change) -> None:
    """And each covers the same letters."""
    text = article(400)
    marked = [span for span in spans(text, 80) if "\n\n" not in text[slice(*span)]]
    copy = change(text)
    for span, found in zip(distinct(marked), _anchors(text, marked, copy), strict=True):
        assert found.status == "exact"
        assert _letters(copy[found.start : found.end]) == _letters(text[slice(*span)])


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), noise=st.sampled_from([0.01, 0.05, 0.1]))
def test_what_is_claimed_has_the_annotated_words(seed: int, noise: float) -> None:
    """Under noise a span is claimed only where its very words stand; most that are intact are claimed."""
    chance = random.Random(seed)
    text = article(400, seed)
    marked = distinct(spans(text, 60, seed))
    edges = {at for span in marked for at in span}
    pieces, places, at = [], {}, 0
    for match in re.finditer(r"\w+|\W+", text):
        piece = match.group()
        if piece.isalpha() and not edges & set(range(match.start() + 1, match.end())) and chance.random() < noise:
            piece = "quux"
        places.update({match.start() + i: at + i for i in range(min(len(piece), len(match.group())))})
        places[match.end()] = at + len(piece)
        pieces.append(piece)
        at += len(piece)
    copy = "".join(pieces)
    intact = claimed = 0
    for (start, end), found in zip(marked, _anchors(text, list(marked), copy), strict=True):
        truth = (places[start], places[end])
        same = copy[slice(*truth)] == text[start:end]
        intact += same
        if found.status == "exact":
            assert (found.start, found.end) == truth
            claimed += same
    assert claimed >= 0.7 * intact


def test_shuffled_and_missing_paragraphs() -> None:
    """Spans inside a paragraph are found where it went; those of a missing one are not claimed."""
    text = article(500)
    paragraphs = text.split("\n\n")
    marked, starts, at = [], [], 0
    for paragraph in paragraphs:
        begin = at + len(" ".join(paragraph.split()[:9])) + 1
        marked.append((begin, begin + len(text[begin:].split()[0])))
        starts.append(at)
        at += len(paragraph) + 2
    order = list(range(len(paragraphs)))
    random.Random(4).shuffle(order)
    missing, kept = order[0], order[1:]
    copy = "\n\n".join(paragraphs[index] for index in kept)
    found = dict(zip(distinct(marked), _anchors(text, marked, copy), strict=True))
    for index, (start, end) in enumerate(marked):
        result = found[start, end]
        if index == missing:
            assert result.status in {"altered", "lost"}
        elif result.status == "exact":
            moved = copy.index(paragraphs[index]) + start - starts[index]
            assert (result.start, result.end) == (moved, moved + end - start)
    assert sum(a.status == "exact" for a in found.values()) >= len(kept) - 2


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("harbourmaster", "harbormaster", "repaired"),
        ("harbourmaster", "harbour master", "repaired"),
        ("harbourmaster", "harbour-master", "repaired"),
        ("harbourmaster", "harbuormaster", "repaired"),
        ("harbourmaster", "lighthouse keeper", "altered"),
        ("12,000", "12,500", "altered"),
        ("12,000", "12,00", "altered"),
        ("12,000", "12 000", "altered"),
        ("12,000", "12000", "altered"),
        ("12,000", "120,00", "altered"),
        ("1.5 billion", "15 billion", "altered"),
        ("1.5 billion", "1.5\u00a0billion", "exact"),
        ("2022-2023", "2022\u20132023", "exact"),
        ("now", "not", "altered"),
    ],
)
def test_a_changed_span_is_repaired_or_altered_never_exact(old: str, new: str, status: str) -> None:
    """A letter or a cut more or less is repaired; other words, other numbers and short words are altered."""
    before, after = article(120, 5), article(120, 6)
    text = f"{before} The word in question is {old} and no other one. {after}"
    start = text.index(f"is {old} and") + 3
    copy = text.replace(f"is {old} and", f"is {new} and")
    (found,) = _anchors(text, [(start, start + len(old))], copy)
    assert found.status == status
    assert copy[found.start : found.end] == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1,200", "1,200,000"), ("200", "1,200"), ("3", "3.7"), ("5", "0.5"), ("40", "30-40"), ("3", "13/3"),
        ("5", "-5"), ("5", "(-5"), ("10", "10²"), ("5", "5½"), ("$12.50", "$1,250"), ("40", "40%"), ("30", "$30"),
        ("000", "1,10,000"), ("200", "1 200"), ("7,", "7,000,"), ("$5 and $6", "$5 and £6"), ("5 to -3", "5 to 3"),
    ],
)  # fmt: skip
def test_a_number_that_became_another_one_is_never_claimed(old: str, new: str) -> None:
    """Also where the span's own characters stand unchanged, and what changed is beside them."""
    before, after = article(120, 5), article(120, 6)
    text = f"{before} They said that {old} of them were counted there. {after}"
    start = text.index(f"that {old} of") + 5
    copy = text.replace(f"that {old} of", f"that {new} of")
    (found,) = _anchors(text, [(start, start + len(old))], copy)
    assert found.status in {"altered", "lost"}


@pytest.mark.parametrize(("old", "new"), [("かぎ", "かき"), ("मेल", "मूल"), ("ปี", "ปู"), ("5½", "512")])
def test_signs_of_other_scripts_are_letters(old: str, new: str) -> None:
    """Voicing marks and vowel signs are no accents, and a fraction is no number."""
    assert fold(old).words != fold(new).words
    assert fold(unicodedata.normalize("NFD", old)).words == fold(old).words


@pytest.mark.parametrize("number", [5, 9, 12, 20])
def test_a_sentence_in_a_foreign_place_is_not_claimed(number: int) -> None:
    """A span that is the whole sentence, however many words it has: what surrounded it is not there."""
    before, after = article(200, 5), article(200, 6)
    sentence = " ".join(words(number, 9)).capitalize() + "."
    text = f"{before}\n\n{sentence}\n\n{after}"
    copy = f"{before}\n\n{after}\n\n{article(60, 8)}\n\nThe following claim is false.\n\n{sentence}\n\n{article(60, 7)}"
    start = text.index(sentence)
    (found,) = _anchors(text, [(start, start + len(sentence))], copy)
    assert found.status in {"altered", "lost"}


def test_a_list_that_repeats_a_sentence_with_other_names() -> None:
    """With the right one gone, none of the others is taken for it."""
    rows = [
        f"In {name}, {count} people were hurt in the attack."
        for name, count in zip(words(30, 2), range(11, 41), strict=True)
    ]
    text = f"{article(150, 5)}\n\n" + "\n".join(rows) + f"\n\n{article(150, 6)}"
    at = text.index(rows[12]) + rows[12].index("attack")
    (found,) = _anchors(text, [(at, at + 6)], text)
    assert (found.start, found.status) == (at, "exact")
    (found,) = _anchors(text, [(at, at + 6)], text.replace(rows[12], "Nothing happened anywhere else that day."))
    assert found.status in {"altered", "lost"}


def test_an_article_that_stands_twice_in_a_file_is_found_once() -> None:
    """As in a page with a version for the printer."""
    text = article(300)
    marked = [span for span in spans(text, 60) if "\n\n" not in text[slice(*span)]]
    found = _anchors(text, marked, f"{text}\n\n{text}")
    assert sum(a.status == "exact" for a in found) >= 0.95 * len(found)


def test_a_sentence_that_was_taken_out_is_not_found_in_another_one() -> None:
    """The same words elsewhere are not the annotated ones."""
    first, second, third = article(150, 1), article(150, 2), article(150, 3)
    text = f"{first}\n\nLate on Monday the ministry spoke.\n\n{second}\n\nThe ministry said nothing at all.\n\n{third}"
    start = text.index("ministry spoke")
    copy = text.replace("Late on Monday the ministry spoke.\n\n", "")
    (found,) = _anchors(text, [(start, start + 8)], copy)
    assert found.status == "lost"


def test_a_passage_that_stands_twice_in_the_copy_is_found_in_its_place() -> None:
    """A teaser that repeats a sentence is not taken for it."""
    text = article(400)
    sentence = text.split("\n\n")[3].split(". ")[0]
    start = text.index(sentence)
    copy = f"{sentence}.\n\nRead more\n\n{text}"
    (found,) = _anchors(text, [(start, start + len(sentence))], copy)
    assert (found.start, found.status) == (start + len(copy) - len(text), "exact")


def test_the_alignment_maps_words_around_a_change() -> None:
    """Words before and after one that is put in, and none in its place."""
    import numpy as np

    codes = np.array([int(c, 16) for c in "0123456789abcdef0f1e2d3c4b5a6978"], np.uint8)
    copy = np.concatenate([codes[:16], np.array([9, 9], np.uint8), codes[16:]])
    assert word_map(codes, copy).tolist() == [*range(16), *range(18, 34)]


@settings(deadline=None)
@given(st.text("abcdefg", min_size=5, max_size=9))
def test_one_edit_is_one_edit(word: str) -> None:
    """Lengths differ by one at most, the first letter stays, and the way back is one edit too."""
    others = set(one_edit(word))
    assert {len(word) - 1, len(word), len(word) + 1} >= {len(other) for other in others}
    assert {other[0] for other in others} == {word[0]}
    assert all(word in set(one_edit(other)) for other in sorted(others)[:5] if len(other) >= 5)


@pytest.mark.parametrize("word", ["troop", "1,200", "12000", "not"])
def test_numbers_and_short_words_have_no_other_spelling(word: str) -> None:
    """They would be other numbers and words."""
    assert bool(list(one_edit(word))) == (word == "troop")


def test_spans_that_cover_nothing_are_lost() -> None:
    """White space, an empty span, and signs at either end of the text are no trouble."""
    text = f"“ {article(200)} ”"
    inside = text.index(" ", 500)
    found = _anchors(text, [(0, 1), (1, 2), (inside, inside + 1), (inside, inside), (len(text) - 1, len(text))], text)
    assert [a.status for a in found[1:4]] == ["lost", "lost", "lost"]
    assert {a.status for a in (found[0], found[4])} <= {"exact", "lost"}


def test_a_long_text_is_anchored() -> None:
    """Thirty thousand words, spans all over."""
    text = " ".join(words(30_000, 11))
    marked = spans(text, 300)
    found = _anchors(text, marked, text)
    assert {a.status for a in found} == {"exact"}
