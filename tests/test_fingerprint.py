"""The fingerprint: its bytes, its seal, and that they stay what they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up import article, spans

from corpus_kp.errors import FingerprintError
from corpus_kp.textfree.envelope import SHARE, Fingerprint, distinct
from corpus_kp.textfree.extents import Extent
from corpus_kp.textfree.fingerprint import seal, unseal
from corpus_kp.textfree.folding import fold
from corpus_kp.textfree.payload import CHECK, Payload

GOLDEN = Path(__file__).parent / "golden" / "fingerprint"


def test_a_fingerprint_made_earlier_is_made_again() -> None:
    """Same text, same bytes, on every system: fold, tags, bins, locks, codes and checks are frozen."""
    text = (GOLDEN / "text.txt").read_text(encoding="utf-8")
    assert seal(text, spans(text)).encode() == (GOLDEN / "text.print").read_bytes()


@settings(max_examples=25, deadline=None)
@given(number=st.integers(150, 400), seed=st.integers(0, 10_000))
def test_what_is_sealed_comes_out_again(number: int, seed: int) -> None:
    """From the bytes, with the text: every span has its place and check."""
    text = article(number, seed)
    marked = spans(text, 20, seed)
    made = seal(text, marked)
    read = Fingerprint.decode(made.encode())
    assert read == made
    opened = unseal(read, fold(text))
    assert opened is not None
    assert len(opened.payload.extents) == len(opened.payload.checks) == len(distinct(marked))
    assert len(opened.payload.codes) == read.words == len(fold(text))


@pytest.mark.parametrize("at", [5, 6, 8, 13, 21, 200, 500, -1])
def test_one_flipped_bit_is_noticed(at: int) -> None:
    """In the head, the tags, the shares or behind the seal."""
    text = article(300)
    data = bytearray(seal(text, spans(text)).encode())
    data[at] ^= 1
    try:
        assert unseal(Fingerprint.decode(bytes(data)), fold(text)) is None
    except FingerprintError as error:
        assert "damaged" in str(error) or "version" in str(error)  # noqa: PT017 - either way it is noticed


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "is no fingerprint"),
        (b"PK\x03\x04" + bytes(100), "is no fingerprint"),
        (b"KPFP\x02" + bytes(100), "has version 2"),
        (b"KPFP\x01\x18\x08\x04" + bytes(20), "is cut off or damaged"),
        (b"KPFP\x01\xff\x55\x04" + bytes(9000), "no fingerprint has 255 shares of which 85 are needed"),
        (b"KPFP\x01\x18\x00\x04" + bytes(900), "no fingerprint has 24 shares of which 0 are needed"),
    ],
)
def test_other_bytes_are_refused(data: bytes, message: str) -> None:
    """Each with its reason."""
    with pytest.raises(FingerprintError, match=message):
        Fingerprint.decode(data)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    """Whatever follows the first bytes."""
    for start in (b"", b"KPFP\x01\x18\x08\x04"):
        try:
            Fingerprint.decode(start + data)
        except FingerprintError as error:
            assert str(error)  # noqa: PT017 - either way is right


def test_other_annotations_of_a_text_tell_nothing_new_of_its_words() -> None:
    """Tags, shares and codes are those of the text, whatever its spans: versions are not to be laid side by side."""
    text = article(300)
    one, two = seal(text, spans(text, 20, 1)), seal(text, spans(text, 20, 2))
    opened, other = unseal(one, fold(text)), unseal(two, fold(text))
    assert one.vault == two.vault
    assert one.sealed != two.sealed
    assert opened.keys == other.keys
    assert opened.payload.codes.tolist() == other.payload.codes.tolist()


def test_a_fingerprint_with_a_damaged_seal_says_so() -> None:
    """Rather than that the article was not found."""
    text = article(300)
    data = bytearray(seal(text, spans(text)).encode())
    data[-1] ^= 1
    with pytest.raises(FingerprintError, match="enough of the article is there, but the seal does not open"):
        unseal(Fingerprint.decode(bytes(data)), fold(text))


def test_a_short_text_is_not_sealed() -> None:
    """It could be guessed."""
    with pytest.raises(FingerprintError, match="has 143 words; a text of fewer than 144"):
        seal(" ".join(["word"] * 143), [])


def test_no_word_of_the_text_stands_in_the_bytes() -> None:
    """Nor a hash of one: what is not sealed are tags and locked shares."""
    text = article(300)
    data = seal(text, spans(text)).encode()
    assert not [word for word in fold(text).words if len(word) > 3 and word.encode() in data]
    other = seal(article(300, 2), spans(text)).encode()
    same = sum(a == b for a, b in zip(data[20:], other[20:], strict=False)) / min(len(data), len(other))
    assert same < 0.02


def test_a_third_of_the_size_is_for_opening() -> None:
    """At most four bytes a word for a densely annotated text."""
    text = article(600)
    made = seal(text, spans(text, 200))
    assert len(made.encode()) <= 4 * made.words
    assert len(made.head()) == 20 + len(made.tags) * (2 + SHARE)


_EXTENTS = st.lists(
    st.builds(
        Extent,
        st.integers(0, 500),
        st.integers(0, 40),
        st.integers(0, 9),
        st.integers(0, 9),
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    max_size=20,
)


@given(extents=_EXTENTS, words=st.integers(541, 700), seed=st.integers(0, 99))
def test_a_payload_is_read_as_it_was_written(extents: list[Extent], words: int, seed: int) -> None:
    """Codes, breaks, checks, and places with any edges."""
    chance = np.random.default_rng(seed)
    ordered = sorted(
        (Extent(e.first, e.first + e.last, e.lead, e.trail, e.cut_start, e.cut_end) for e in extents),
        key=lambda e: e.first,
    )
    made = Payload(
        chance.integers(0, 16, words, np.uint8),
        chance.integers(0, 2, words + 1).astype(bool),
        tuple(ordered),
        tuple(chance.bytes(CHECK) for _ in ordered),
    )
    read = Payload.decode(made.encode(), words)
    assert (read.extents, read.checks) == (made.extents, made.checks)
    assert read.codes.tolist() == made.codes.tolist()
    assert read.breaks.tolist() == made.breaks.tolist()


@pytest.mark.parametrize("cut", [0, 3, 10, 40])
def test_a_payload_that_is_cut_off_is_refused(cut: int) -> None:
    """Rather than read as something else."""
    made = Payload(np.zeros(40, np.uint8), np.zeros(41, bool), (Extent(3, 5), Extent(30, 31)), (b"abcd", b"efgh"))
    with pytest.raises(FingerprintError, match="is damaged"):
        Payload.decode(made.encode()[:cut], 40)
