"""All spans of all layers in one long frame: what the rules about offsets work on."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from corpus_kp.tables import Frames

#: Columns of the frame: where the span comes from, its offsets and the words stored with it.
COLUMNS = ("doc_id", "layer", "id", "role", "index", "field", "start", "end", "text", "_file", "_line")


def all_spans(frames: Frames) -> pl.DataFrame:
    """Every fragment of every span.

    Returns:
        One row per fragment, with layer, role (span, measured, source, cue, content, addressee, target), index of
        the fragment in its role, the field of the native line, and offsets in code points.
    """
    return pl.concat([part.select(COLUMNS) for part in _parts(frames)])


def with_document(spans: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Adds the document's text and length (`_text`, `_length`) to rows with doc_id."""
    documents = frames["documents"].select("doc_id", _text="text", _length="n_codepoints")
    return spans.join(documents, on="doc_id", how="inner", maintain_order="left")


def covered() -> pl.Expr:
    """The words of a row of `with_document`; null where there is no text. Code points, as in Python."""
    return pl.col("_text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))


def _parts(frames: Frames) -> Iterator[pl.DataFrame]:
    for layer in ("entities", "quantities", "timexes", "claims"):
        yield _own(frames[layer], layer)
    yield _prefixed(frames["quantities"], "quantities", "measured", has_text=True)
    yield _prefixed(frames["stances"], "stances", "target", has_text=False)
    yield _prefixed(frames["stances"], "stances", "cue", has_text=True)
    attributions = frames["attributions"]
    cue = attributions.with_columns(**{part: pl.col("cue").struct.field(part) for part in ("start", "end", "text")})
    yield _named(cue, "attributions", "cue", field=pl.lit("cue"))
    for role, column in (("source", "sources"), ("content", "content"), ("addressee", "addressees")):
        yield _listed(attributions, role, column)


def _own(frame: pl.DataFrame, layer: str) -> pl.DataFrame:
    return _named(frame, layer, "span", field=pl.lit(""))


def _prefixed(frame: pl.DataFrame, layer: str, role: str, *, has_text: bool) -> pl.DataFrame:
    text = pl.col(f"{role}_text") if has_text else pl.lit(None, pl.String)
    renamed = frame.with_columns(start=f"{role}_start", end=f"{role}_end", text=text)
    return _named(renamed.filter(pl.col("start").is_not_null()), layer, role, field=pl.lit(role))


def _listed(attributions: pl.DataFrame, role: str, column: str) -> pl.DataFrame:
    fragments = attributions.filter(pl.col(column).list.len() > 0).with_columns(
        index=pl.int_ranges(pl.col(column).list.len(), dtype=pl.Int32)
    )
    rows = fragments.explode(column, "index").with_columns(
        **{part: pl.col(column).struct.field(part) for part in ("start", "end", "text")}
    )
    return _named(rows, "attributions", role, field=pl.format("{}[{}]", pl.lit(column), "index"))


def _named(frame: pl.DataFrame, layer: str, role: str, *, field: pl.Expr) -> pl.DataFrame:
    index = [] if "index" in frame.columns else [pl.lit(0, pl.Int32).alias("index")]
    return frame.with_columns(*index, layer=pl.lit(layer), role=pl.lit(role), field=field)
