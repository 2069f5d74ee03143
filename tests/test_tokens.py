"""The tokens table."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.corpus import Corpus
from corpus_kp.tokens import _bio, _outermost, _sentences, _tokens, tokens_table
from corpus_kp.validation import validate

_TEXT = st.text(st.sampled_from("ab1,. \n“é한💉-’"), max_size=60)


@st.composite
def _text_and_spans(draw: st.DrawFn) -> tuple[str, list[tuple[int, int, str]]]:
    text = draw(_TEXT)
    edges = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    pairs = draw(st.lists(edges, max_size=5))
    return text, [(min(p), max(p), "X") for p in pairs if p[0] != p[1] and text[min(p) : max(p)].strip()]


@given(_text_and_spans())
def test_tokens_hold_every_character_but_white_space_and_no_edge(drawn: tuple[str, list[tuple[int, int, str]]]) -> None:
    """Nothing is lost, and no span begins or ends inside a token."""
    text, spans = drawn
    edges = {edge for start, end, _ in spans for edge in (start, end)}
    tokens = list(_tokens(text, 0, len(text), edges))
    assert "".join(text[a:b] for a, b in tokens) == "".join(text.split())
    assert not any(a < edge < b for a, b in tokens for edge in edges)


@given(_text_and_spans())
def test_sentences_follow_each_other_and_cut_no_span_of_a_paragraph(
    drawn: tuple[str, list[tuple[int, int, str]]],
) -> None:
    """Sentences cover all words in order; only line feeds may cut a span."""
    text, spans = drawn
    sentences = list(_sentences(text, spans))
    assert all(a[1] <= b[0] for a, b in pairwise(sentences))
    assert "".join("".join(text[a:b].split()) for a, b in sentences) == "".join(text.split())
    for start, end, _ in spans:
        if "\n" not in text[start:end]:
            assert not any(start < cut < end for sentence in sentences for cut in sentence)


@given(_text_and_spans())
def test_tags_decode_to_the_outermost_spans(drawn: tuple[str, list[tuple[int, int, str]]]) -> None:
    """B opens a span and I goes on with it, so the spans come back, but for white space at their edges."""
    text, spans = drawn
    outer = _outermost(spans)
    edges = {edge for start, end, _ in spans for edge in (start, end)}
    tokens = list(_tokens(text, 0, len(text), edges))
    decoded: list[list[int]] = []
    for (start, end), tag in zip(tokens, _bio(tokens, outer), strict=True):
        if tag.startswith("B"):
            decoded.append([start, end])
        elif tag.startswith("I"):
            decoded[-1][1] = end
    trimmed = [(s + len(text[s:e]) - len(text[s:e].lstrip()), s + len(text[s:e].rstrip())) for s, e, _ in outer]
    assert [tuple(span) for span in decoded] == trimmed


def _rows(folder: Path) -> list[dict[str, Any]]:
    corpus = Corpus(folder)
    return tokens_table(validate(corpus).frames, corpus.schemas["tokens"]).to_dicts()


def test_a_sentence_of_the_made_up_corpus(harbour: Path) -> None:
    """Words, offsets and tags of the last sentence."""
    row = _rows(harbour)[3]
    assert row["tokens"] == ["The", "city", "denied", "that", "ships", "were", "delayed", "."]
    assert row["entity_tags"] == ["O", "B-GPE", "O", "O", "O", "O", "O", "O"]
    assert row["cue_tags"][2] == "B-CUE"
    assert row["source_tags"][:3] == ["B-SOURCE", "I-SOURCE", "O"]
    assert row["content_tags"] == ["O", "O", "O", "B-CONTENT", "I-CONTENT", "I-CONTENT", "I-CONTENT", "O"]


def test_a_text_free_document_has_no_tokens(harbour: Path) -> None:
    """There is nothing to split."""
    assert {row["doc_id"] for row in _rows(harbour)} == {"hx-a001", "hx-a002"}


@pytest.mark.parametrize("doc_id", ["kp-b001", "kp-b008"])
def test_tokens_of_the_shipped_corpus_point_into_its_texts(root: Path, doc_id: str) -> None:
    """Every token is the text at its offsets."""
    text = (root / "annotations" / "briefs" / f"{doc_id}.txt").read_text(encoding="utf-8")
    rows = [row for row in _rows(root) if row["doc_id"] == doc_id]
    assert rows
    for row in rows:
        assert [text[a:b] for a, b in zip(row["starts"], row["ends"], strict=True)] == row["tokens"]
