"""Refilling: what is proven stays, what is not is left out with all that depends on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_kp.content import SourceDocument, bounds_of
from corpus_kp.corpus import Corpus
from corpus_kp.records import Attribution, Stance
from corpus_kp.textfree.anchoring import Anchor
from corpus_kp.textfree.refilling import refill, unmoved


@pytest.fixture
def document(harbour: Path) -> SourceDocument:
    """The text-free document of the made-up corpus."""
    return Corpus(harbour).read().text_free()[0]


@pytest.fixture
def text(harbour: Path) -> str:
    """Its article."""
    return (harbour / "articles" / "hx-n001.txt").read_text(encoding="utf-8")


def _left_out(document: SourceDocument, text: str, span: tuple[int, int], status: str) -> dict[str, str]:
    anchors = {**unmoved(document), span: Anchor(*span, status)}
    return {out.annotation_id: out.reason for out in refill(document, text, anchors).left_out}


def test_with_every_span_proven_nothing_is_left_out(document: SourceDocument, text: str) -> None:
    """Repaired counts as proven."""
    anchors = {bounds: Anchor(*bounds, "repaired") for bounds in bounds_of(document.annotations)}
    filled = refill(document, text, anchors)
    assert filled.left_out == []
    assert [line.record.id for line in filled.document.annotations] == [line.record.id for line in document.annotations]


@pytest.mark.parametrize("status", ["altered", "lost"])
def test_what_depends_on_something_left_out_is_left_out(document: SourceDocument, text: str, status: str) -> None:
    """A cue takes its attribution, the attribution its stances and claim mentions, each with its reason."""
    assert _left_out(document, text, (82, 90), status) == {"a2": f"cue is {status}", "s1": f"cue is {status}"}
    assert _left_out(document, text, (10, 14), status) == {
        "a1": f"cue is {status}",
        "c1": "attributions a1, which it depends on, is left out",
    }


def test_links_to_what_is_left_out_are_cut(document: SourceDocument, text: str) -> None:
    """The claim mention stays without its quantity."""
    anchors = {**unmoved(document), (41, 46): Anchor(41, 46, "altered")}
    filled = refill(document, text, anchors).document
    mention = next(line.record for line in filled.annotations if line.record.id == "c1")
    assert mention.quantity_ids == []
    assert "q1" not in {line.record.id for line in filled.annotations}


def test_every_span_moves_and_fragments_stay_in_order(document: SourceDocument) -> None:
    """Also that of an event that a stance is about; in a copy with other paragraphs first, fragments change places."""
    attribution = next(line.record for line in document.annotations if isinstance(line.record, Attribution))
    stance = next(line.record for line in document.annotations if isinstance(line.record, Stance))
    attribution.content = [*attribution.content, type(attribution.cue)(start=91, end=101)]
    stance.target.kind, stance.target.id, stance.target.start, stance.target.end = "event", None, 36, 65
    anchors = {bounds: Anchor(200 - bounds[1], 200 - bounds[0], "exact") for bounds in bounds_of(document.annotations)}
    filled = refill(document, "x" * 200, anchors)
    moved = {line.record.id: line.record for line in filled.document.annotations}
    assert [(span.start, span.end) for span in moved["a1"].content] == [(99, 109), (135, 164)]
    assert (moved["s1"].target.start, moved["s1"].target.end) == (135, 164)
    assert (stance.target.start, stance.target.end) == (36, 65)


def test_a_document_with_its_own_text_keeps_its_line(document: SourceDocument, text: str) -> None:
    """Hash and length are what the corpus says, so that validation can judge them."""
    assert refill(document, text, unmoved(document)).document.header is document.header
