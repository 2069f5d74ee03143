"""The tokens table."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.corpus import Corpus
from corpus_kp.spans import all_spans
from corpus_kp.tokens import Span, _sentences, bio, outermost, spans_of, tokenized, tokens_table
from corpus_kp.validation import validate

_TEXT = st.text(st.sampled_from("ab1,. \n“é한💉-’"), max_size=60)


@st.composite
def _text_and_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(_TEXT)
    edges = st.tuples(st.integers(0, len(text)), st.integers(0, len(text)))
    pairs = draw(st.lists(edges, max_size=5))
    return text, [Span(min(p), max(p), "X") for p in pairs if p[0] != p[1] and text[min(p) : max(p)].strip()]


@given(_text_and_spans())
def test_tokens_hold_every_character_but_white_space_and_no_edge(drawn: tuple[str, list[Span]]) -> None:
    """Nothing is lost, and no span begins or ends inside a token."""
    text, spans = drawn
    edges = {edge for start, end, _ in spans for edge in (start, end)}
    tokens = list(tokenized(text, 0, len(text), edges))
    assert "".join(text[a:b] for a, b in tokens) == "".join(text.split())
    assert not any(a < edge < b for a, b in tokens for edge in edges)


@given(_text_and_spans())
def test_sentences_follow_each_other_and_cut_no_span_of_a_paragraph(
    drawn: tuple[str, list[Span]],
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
def test_tags_decode_to_the_outermost_spans(drawn: tuple[str, list[Span]]) -> None:
    """B opens a span and I goes on with it, so the spans come back, but for white space at their edges."""
    text, spans = drawn
    outer = outermost(spans)
    edges = {edge for start, end, _ in spans for edge in (start, end)}
    tokens = list(tokenized(text, 0, len(text), edges))
    starts, ends = ([token[side] for token in tokens] for side in (0, 1))
    row = {"starts": starts, "ends": ends, "tags": bio(tokens, outer), "nested": []}
    trimmed = {(s + len(text[s:e]) - len(text[s:e].lstrip()), s + len(text[s:e].rstrip()), x) for s, e, x in outer}
    assert spans_of([row], "tags") == trimmed


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


#: Columns of tags with the rows of the long table of spans that they show, and the column of the label.
_SHOWN = {
    "entity_tags": ("entities", "span", "label"),
    "quantity_tags": ("quantities", "span", "kind"),
    "timex_tags": ("timexes", "span", "timex_type"),
    "cue_tags": ("attributions", "cue", None),
    "source_tags": ("attributions", "source", None),
    "content_tags": ("attributions", "content", None),
}


@pytest.mark.parametrize("tier", ["briefs", "news"])
def test_every_span_of_the_shipped_corpus_comes_back_from_the_tags(
    root: Path, tier: str, request: pytest.FixtureRequest
) -> None:
    """No span is lost: the tables and what the tags say are the same, nested spans and those across sentences too."""
    corpus = Corpus(root)
    articles = request.getfixturevalue("articles") if tier == "news" else None
    frames = validate(corpus, [root / "annotations" / tier], articles).frames
    rows = tokens_table(frames, corpus.schemas["tokens"]).to_dicts()
    spans = all_spans(frames)
    for column, (layer, role, label) in _SHOWN.items():
        named = frames[layer].select(
            "doc_id", "id", tag=pl.col(label).cast(pl.String) if label else pl.lit(role.upper())
        )
        chosen = spans.filter(pl.col("layer") == layer, pl.col("role") == role).join(named, on=["doc_id", "id"])
        assert len(chosen)
        expected = set(chosen.select("doc_id", "start", "end", "tag").iter_rows())
        found = {
            (doc_id, *span)
            for doc_id in frames["documents"]["doc_id"]
            for span in spans_of([row for row in rows if row["doc_id"] == doc_id], column)
        }
        assert found == expected, column


def test_words_are_those_of_unicode() -> None:
    """Numbers, contractions and emoji are whole; hyphens and quote marks stand alone."""
    text = "He didn’t pay $2,000.50 to 1,200 well-known men 👍🏽, “no”."
    words = [text[a:b] for a, b in tokenized(text, 0, len(text), set())]
    assert words == [
        "He",
        "didn’t",
        "pay",
        "$",
        "2,000.50",
        "to",
        "1,200",
        "well",
        "-",
        "known",
        "men",
        "👍🏽",
        ",",
        "“",
        "no",
        "”",
        ".",
    ]
