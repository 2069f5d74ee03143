"""KP3: attributions (A rules of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.spans import all_spans
from corpus_kp.tables import MAX_DEPTH

_SOURCELESS = ["implicit", "author"]


@rule("KP301", "A1", "content-missing", Level.LAYERS, help="Mark what is attributed, or delete the attribution.")
def content_missing(frames: Frames) -> pl.DataFrame:
    """An attribution has content."""
    return (
        frames["attributions"]
        .filter(pl.col("content").list.len() == 0)
        .with_columns(
            message=pl.lit("the attribution has no content"),
            field=pl.lit("content"),
            expected=pl.lit("one fragment or more"),
        )
    )


@rule(
    "KP302",
    "A2",
    "source-and-realization",
    Level.LAYERS,
    help="Mark the source, or set source_realization to implicit.",
)
def source_and_realization(frames: Frames) -> pl.DataFrame:
    """There is no source if and only if source_realization is implicit or author."""
    sourceless = pl.col("source_realization").is_in(_SOURCELESS)
    has_source = pl.col("sources").list.len() > 0
    return (
        frames["attributions"]
        .filter(has_source == sourceless)
        .with_columns(
            message=pl.format(
                "source_realization is {} with {} sources", "source_realization", pl.col("sources").list.len()
            ),
            field=pl.lit("source_realization"),
            expected=pl.when(sourceless).then(pl.lit("no source")).otherwise(pl.lit("one source or more")),
        )
    )


@rule("KP303", "A3", "source-without-entity", Level.LAYERS, help="Give the source span the entity_id of its speaker.")
def source_without_entity(frames: Frames) -> pl.DataFrame:
    """Every source span names at least one entity."""
    counts = pl.col("sources").list.eval(pl.element().struct.field("entity_ids").list.len())
    return (
        frames["attributions"]
        .filter(counts.list.contains(0))
        .with_columns(
            message=pl.lit("a source span has no entity_ids"),
            field=pl.lit("sources"),
            expected=pl.lit("one entity_id or more"),
        )
    )


@rule(
    "KP305", "A5", "roles-overlap", Level.LAYERS, help="Split the content into fragments around the cue and the source."
)
def roles_overlap(frames: Frames) -> pl.DataFrame:
    """Source, cue and content of one attribution are disjoint."""
    roles = all_spans(frames).filter(pl.col("role").is_in(["source", "cue", "content"]))
    other = roles.select("doc_id", "id", other="role", other_field="field", first="start", last="end")
    pairs = roles.join(other, on=["doc_id", "id"], maintain_order="left").filter(
        pl.col("field") < pl.col("other_field")
    )
    overlap = (pl.col("first") < pl.col("end")) & (pl.col("start") < pl.col("last"))
    fragments = (pl.col("role") == "content") & (pl.col("other") == "content")
    return pairs.filter(overlap & ~fragments).with_columns(
        message=pl.format("{} [{}, {}) overlaps {} [{}, {})", "role", "start", "end", "other", "first", "last"),
        expected=pl.lit("source, cue and content apart"),
    )


@rule(
    "KP308",
    "A8",
    "parents-cyclic-or-deep",
    Level.REFERENCES,
    help="Follow parent_id outwards; it has to end at an attribution without parent.",
)
def parents_cyclic_or_deep(frames: Frames) -> pl.DataFrame:
    """Parents lead outwards without a cycle, in five steps at most."""
    return (
        frames["attributions"]
        .filter(pl.col("depth") > MAX_DEPTH)
        .with_columns(
            message=pl.lit("parent_id leads in a circle or through more than five attributions"),
            field=pl.lit("parent_id"),
            expected=pl.lit(f"a depth of {MAX_DEPTH} at most"),
        )
    )


@rule("KP309", "A9", "cites-other-content", Level.LAYERS, help="Give both the same content, or link them as embedded.")
def cites_other_content(frames: Frames) -> pl.DataFrame:
    """An attribution that is linked by `cites` has the content of its parent, to the character."""
    fragments = (
        pl.col("content")
        .list.eval(pl.concat_str(pl.element().struct.field("start", "end"), separator="-"))
        .list.join(" ")
    )
    attributions = frames["attributions"].with_columns(_content=fragments)
    parents = attributions.select("doc_id", parent_id="id", _parent_content="_content")
    linked = attributions.filter(pl.col("link_type") == "cites").join(
        parents, on=["doc_id", "parent_id"], maintain_order="left"
    )
    return linked.filter(pl.col("_content") != pl.col("_parent_content")).with_columns(
        message=pl.format("content {} is cited as {} by {}", "_content", "_parent_content", "parent_id"),
        field=pl.lit("content"),
        expected=pl.format("content {}", "_parent_content"),
    )


@rule("KP311", "A11", "parent-without-link", Level.LAYERS, help="Set both parent_id and link_type, or neither.")
def parent_without_link(frames: Frames) -> pl.DataFrame:
    """parent_id and link_type are both given or both null."""
    lopsided = pl.col("parent_id").is_null() != pl.col("link_type").is_null()
    return (
        frames["attributions"]
        .filter(lopsided)
        .with_columns(
            message=pl.format(
                "parent_id is {}, link_type is {}", *(pl.col(c).fill_null("null") for c in ("parent_id", "link_type"))
            ),
            field=pl.lit("link_type"),
            expected=pl.lit("both or neither"),
        )
    )
