"""KP1: offsets, fragments, ids and references (O rules of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.rules.references import unresolved
from corpus_kp.spans import all_spans, covered_spans, overlapping

_SHOWN = 60


@rule(
    "KP101",
    "O1",
    "text-changed",
    Level.TEXT,
    help="Restore the text that was annotated, or re-anchor the spans and store the new hash.",
)
def text_changed(frames: Frames) -> pl.DataFrame:
    """The stored hash and length are those of the text; offsets mean nothing in another text."""
    documents = frames["documents"].filter(pl.col("text").is_not_null())
    changed = documents.filter(
        (pl.col("_sha256") != pl.col("text_sha256")) | (pl.col("text").str.len_chars() != pl.col("n_codepoints"))
    )
    stored = pl.format("text_sha256 {} and n_codepoints {}", "_sha256", pl.col("text").str.len_chars())
    return changed.with_columns(
        message=pl.lit("the text is not the one that was annotated"),
        field=pl.when(pl.col("_sha256") != pl.col("text_sha256"))
        .then(pl.lit("text_sha256"))
        .otherwise(pl.lit("n_codepoints")),
        expected=stored,
    )


@rule(
    "KP102",
    "O2",
    "span-out-of-bounds",
    Level.BOUNDS,
    help="Offsets are half-open, in code points: 0 <= start < end <= length of the text.",
)
def out_of_bounds(frames: Frames) -> pl.DataFrame:
    """Every fragment lies inside the text and is not empty."""
    lengths = frames["documents"].select("doc_id", _length="n_codepoints")
    spans = all_spans(frames).join(lengths, on="doc_id", maintain_order="left")
    bad = (pl.col("start") < 0) | (pl.col("start") >= pl.col("end")) | (pl.col("end") > pl.col("_length"))
    return spans.filter(bad).with_columns(
        message=pl.format("[{}, {}) is empty or not in the text ({})", "start", "end", "role"),
        expected=pl.format("0 <= start < end <= {}", "_length"),
    )


@rule(
    "KP103",
    "O3",
    "span-text-mismatch",
    Level.SPANS,
    help="Mend the offsets or the quoted words, so that text[start:end] is the stored text.",
)
def text_mismatch(frames: Frames) -> pl.DataFrame:
    """The words stored with a span are the words of the text at its offsets."""
    found = covered_spans(frames).filter(pl.col("text") != pl.col("_words"))
    return found.with_columns(
        message=pl.format("the text at [{}, {}) is {}, not {}", "start", "end", _quoted("_words"), _quoted("text")),
        expected=_quoted("text"),
    )


def _quoted(column: str) -> pl.Expr:
    short = pl.col(column).str.len_chars() <= _SHOWN
    shown = pl.when(short).then(pl.col(column)).otherwise(pl.col(column).str.slice(0, _SHOWN) + "…")
    return pl.format('"{}"', shown)


@rule(
    "KP104",
    "O4",
    "fragments-disordered",
    Level.SPANS,
    help="Sort the fragments by start; merge those that touch or overlap.",
)
def fragments_disordered(frames: Frames) -> pl.DataFrame:
    """The fragments of a span are in the order of the text and do not overlap."""
    spans = all_spans(frames).filter(pl.col("role") == "content").sort("doc_id", "id", "index", maintain_order=True)
    before = pl.col("end").shift(1).over("doc_id", "id")
    return spans.filter(pl.col("start") < before).with_columns(
        message=pl.format("fragment [{}, {}) starts before the end of the one before it", "start", "end"),
        expected=pl.lit("fragments in order, disjoint"),
    )


@rule(
    "KP109",
    "O9",
    "crossing-spans",
    Level.SPANS,
    help="Move an end so that one span holds the other, or they are apart.",
)
def crossing_spans(frames: Frames) -> pl.DataFrame:
    """Entity, quantity and timex spans of one layer nest or are disjoint; they never cross."""
    spans = all_spans(frames).filter(pl.col("role") == "span", pl.col("layer") != "claims")
    pairs = overlapping(spans, spans.select("doc_id", "layer", "start", "end", other="id"), on=["doc_id", "layer"])
    crossing = (pl.col("first") < pl.col("start")) & (pl.col("last") < pl.col("end"))
    return pairs.filter(crossing).with_columns(
        message=pl.format("[{}, {}) crosses [{}, {}) of {}", "start", "end", "first", "last", "other"),
        expected=pl.lit("spans of one layer nest or are apart"),
    )


@rule("KP112", "O7", "dangling-reference", Level.REFERENCES, help="Mend the id, or add the line that it means.")
def dangling_reference(frames: Frames) -> pl.DataFrame:
    """Every reference to another annotation resolves in its own document, in the layer that it means."""
    return pl.concat([_unresolved(frames, *reference) for reference in _references(frames)])


def _references(frames: Frames) -> list[tuple[pl.DataFrame, str, str]]:
    """Rows with the reference `to`, the field it stands in, and the layer it has to be found in."""
    attributions, stances, claims = (frames[layer] for layer in ("attributions", "stances", "claims"))
    relations = frames["quantities"].explode("relations").with_columns(to=pl.col("relations").struct.field("to"))
    about = stances.filter(pl.col("target_kind") == "attribution")
    return [
        (relations, "relations", "quantities"),
        (attributions.with_columns(to="parent_id"), "parent_id", "attributions"),
        (stances.with_columns(to="attribution_id"), "attribution_id", "attributions"),
        (about.with_columns(to="target_id"), "target.id", "attributions"),
        (claims.with_columns(to="attribution_id"), "attribution_id", "attributions"),
        (claims.explode("quantity_ids").with_columns(to="quantity_ids"), "quantity_ids", "quantities"),
        (claims.explode("timex_ids").with_columns(to="timex_ids"), "timex_ids", "timexes"),
    ]


def _unresolved(frames: Frames, rows: pl.DataFrame, field: str, layer: str) -> pl.DataFrame:
    message = f"{field} refers to {{}}, which is not in {layer} of this document"
    known = frames[layer].select("doc_id", to="id")
    return unresolved(rows, known, field, message, f"the id of a line of {layer}")
