"""All spans of all layers in one long frame: what the rules about offsets work on."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from corpus_kp.frames import Frames
from corpus_kp.schema import LAYERS

#: What a span may be in its annotation.
ROLES = ("span", "measured", "target", "cue", "source", "content", "addressee")
#: Layer and role are numbers behind their names: rules filter by them, again and again.
_LAYER, _ROLE = pl.Enum(LAYERS), pl.Enum(ROLES)
#: Columns of the frame: where the span comes from, its offsets and the words stored with it.
COLUMNS = ("doc_id", "layer", "id", "role", "index", "field", "start", "end", "text", "_file", "_line")

#: Pairs of overlapping spans that are looked at, where spans lie over each other by the ten thousands.
MOST_PAIRS = 5_000_000


def all_spans(frames: Frames) -> pl.DataFrame:
    """Every fragment of every span.

    Returns:
        One row per fragment, with layer, role (span, measured, source, cue, content, addressee, target), index of
        the fragment in its role, the field of the native line, offsets in code points and the words stored with it.
    """
    return frames.view(_all_spans)


def _all_spans(frames: Frames) -> pl.DataFrame:
    return pl.concat([part.select(COLUMNS) for part in _parts(frames)])


def own_spans(spans: pl.DataFrame) -> pl.DataFrame:
    """The span that stands for each annotation: the first that is no measured thing and has both ends.

    Args:
        spans: rows of `all_spans`, in its order.

    Returns:
        `doc_id`, `id`, `start` and `end`, one row per annotation.
    """
    whole = pl.col("start").is_not_null() & pl.col("end").is_not_null()
    first = spans.filter(pl.col("role") != "measured", whole).unique(
        ["doc_id", "id"], keep="first", maintain_order=True
    )
    return first.select("doc_id", "id", "start", "end")


def covered_spans(frames: Frames) -> pl.DataFrame:
    """Every fragment of every span whose text is at hand, with what stands there; offsets have to be in bounds.

    Returns:
        The columns of `all_spans`, `_words` (what stands at the offsets), `_left` and `_right` (the characters beside
        them, empty at the edges of the text).
    """
    return frames.view(_covered_spans)


def _covered_spans(frames: Frames) -> pl.DataFrame:
    return surroundings(all_spans(frames), frames, 1, 1)


def surroundings(spans: pl.DataFrame, frames: Frames, before: int, after: int) -> pl.DataFrame:
    """Adds what stands at spans and beside them, where the text is at hand; offsets have to be in bounds.

    Args:
        spans: rows with `doc_id`, `start` and `end`.
        frames: for the texts.
        before: how many code points at most on the left.
        after: how many on the right.

    Returns:
        The rows with a text, with `_words`, `_left` and `_right`.
    """
    texts = document_column(spans, frames, "text").alias("_text")
    at_hand = spans.with_columns(texts)
    first = (pl.col("start") - before).clip(0)
    window = pl.col("_text").str.slice(first, pl.col("end") - first + after)  # counting code points is the cost
    length, lead = pl.col("end") - pl.col("start"), pl.col("start") - first
    return (
        (at_hand.filter(pl.col("_text").is_not_null()) if texts.null_count() else at_hand)
        .with_columns(_window=window)
        .with_columns(
            _left=pl.col("_window").str.slice(0, lead),
            _words=pl.col("_window").str.slice(lead, length),
            _right=pl.col("_window").str.slice(lead + length),
        )
        .drop("_text", "_window")
    )


def document_column(rows: pl.DataFrame, frames: Frames, column: str) -> pl.Series:
    """A value of the document of each row; null where there is none.

    Rows of a document mostly follow one another, and so one look at each run of them takes the place of a join.

    Args:
        rows: with `doc_id`.
        frames: for the documents.
        column: of the documents.
    """
    begins = (pl.col("doc_id") != pl.col("doc_id").shift(1)).fill_null(value=True)
    runs = rows.select(begins.alias("_begins"), _run=begins.cum_sum() - 1)
    values = frames["documents"].select("doc_id", column).unique("doc_id", keep="first")
    found = rows.select("doc_id").filter(runs["_begins"]).join(values, on="doc_id", how="left", maintain_order="left")
    return found[column].gather(runs["_run"])


def overlapping(
    spans: pl.DataFrame, others: pl.DataFrame, on: list[str], only_first: pl.Expr | None = None
) -> pl.DataFrame:
    """Pairs of spans that share a character.

    Of two that do, one begins inside the other, so that the partners of a span stand together where spans are sorted
    by their starts: time and memory grow with the number of spans and of pairs, however long the spans are. Where
    there are more than `MOST_PAIRS` pairs, which no annotator makes, each span has its first partners only.

    Args:
        spans: rows with `start` and `end`, inside their texts.
        others: rows with `start` and `end`; the pairs have these as `first` and `last`.
        on: columns in which both are equal.
        only_first: over `start`, `end`, `first` and `last`: of the pairs of a span, only the first one that is so.

    Returns:
        The columns of `spans`, those of `others` that it lacks, and `first`, `last`; each pair once, in the order of
        `spans`.
    """
    groups = pl.concat([spans.select(on), others.select(on)]).unique().with_row_index("_group")
    left, right = (_keyed(frame, groups, on) for frame in (spans, others))
    inside = _partners(left, right, strict=False)
    around = _partners(right, left, strict=True).select(_row="_partner", _partner="_row")
    pairs = pl.concat([inside, around])
    ends = others.select(pl.col("start").alias("first"), pl.col("end").alias("last"))
    pairs = pl.concat([pairs, ends[pairs["_partner"]]], how="horizontal").sort("_row", "first", maintain_order=True)
    if only_first is not None:
        bounds = spans.select("start", "end")[pairs["_row"]]
        so = pl.concat([pairs, bounds], how="horizontal").filter(only_first)
        pairs = so.unique("_row", keep="first", maintain_order=True).drop("start", "end")
    partners = others[pairs["_partner"]].drop(spans.columns, strict=False)
    return pl.concat([spans[pairs["_row"]], partners, pairs.select("first", "last")], how="horizontal")


def _keyed(spans: pl.DataFrame, groups: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Numbers of the rows with their starts and ends on one line on which the groups lie one behind the other."""
    numbered = spans.select(*on, "start", "end").with_row_index("_row").join(groups, on=on, maintain_order="left")
    origin = pl.col("_group").cast(pl.Int64) * 2**32
    return numbered.select("_row", _start=origin + pl.col("start"), _end=origin + pl.col("end")).sort("_start")


def _partners(spans: pl.DataFrame, others: pl.DataFrame, *, strict: bool) -> pl.DataFrame:
    """Pairs of a span and another one that begins in it; with `strict` not at its first character."""
    starts = others["_start"]
    first = starts.search_sorted(spans["_start"], side="right" if strict else "left")
    last = starts.search_sorted(spans["_end"], side="left")
    number = pl.col("last").cast(pl.Int64) - pl.col("first")
    found = spans.select("_row").with_columns(first=first, last=last).filter(pl.col("first") < pl.col("last"))
    if found.select(number.sum()).item() > MOST_PAIRS:
        most = max(1, MOST_PAIRS // len(found))
        found = found.with_columns(last=pl.min_horizontal("last", pl.col("first") + most))
    pairs = found.select("_row", _at=pl.int_ranges("first", "last", dtype=pl.UInt32)).explode("_at")
    return pairs.select("_row", _partner=others["_row"].gather(pairs["_at"]))


def _parts(frames: Frames) -> Iterator[pl.DataFrame]:
    for layer in ("entities", "quantities", "timexes", "claims"):
        yield _own(frames[layer], layer)
    yield _prefixed(frames["quantities"], "quantities", "measured", has_text=True)
    yield _prefixed(frames["stances"], "stances", "target", has_text=False)
    yield _prefixed(frames["stances"], "stances", "cue", has_text=True)
    attributions = frames["attributions"]
    yield _named(attributions.with_columns(**_unpacked("cue")), "attributions", "cue", field=pl.lit("cue"))
    for role, column in (("source", "sources"), ("content", "content"), ("addressee", "addressees")):
        yield _listed(attributions, role, column)


def _unpacked(column: str) -> dict[str, pl.Expr]:
    """Offsets and words of a struct."""
    return {part: pl.col(column).struct.field(part) for part in ("start", "end", "text")}


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
    rows = fragments.explode(column, "index").with_columns(**_unpacked(column))
    return _named(rows, "attributions", role, field=pl.format("{}[{}]", pl.lit(column), "index"))


def _named(frame: pl.DataFrame, layer: str, role: str, *, field: pl.Expr) -> pl.DataFrame:
    index = [] if "index" in frame.columns else [pl.lit(0, pl.Int32).alias("index")]
    of = {"layer": pl.lit(layer, _LAYER), "role": pl.lit(role, _ROLE)}
    return frame.with_columns(*index, **of, field=field)
