"""KP3: attributions (A rules of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.neighbours import touching
from corpus_kp.rules.checks import rule
from corpus_kp.spans import all_spans
from corpus_kp.tables import MAX_DEPTH

#: Ways to stand in the text that need no source span.
SOURCELESS = ["implicit", "author"]
#: The 99.9th percentiles of PolNeAR, in code points: from the cue to content and source, between fragments of content.
FARTHEST = {"content": 100, "source": 205}
WIDEST_GAP = 230


@rule(
    "KP301",
    "A1",
    "content-missing",
    Level.LAYERS,
    help="Mark what is attributed, or delete the attribution.",
    why="A source and a cue alone tell that somebody spoke and not what was said; nothing can be compared.",
    bad='"cue": {"text": "said"}, "content": []',
    good='"cue": {"text": "said"}, "content": [{"text": "the strike goes on"}]',
)
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
    why="Claims without a speaker are counted by this field; one that has a speaker must not be among them.",
    bad='"sources": [], "source_realization": "explicit"',
    good='"sources": [], "source_realization": "implicit"',
)
def source_and_realization(frames: Frames) -> pl.DataFrame:
    """There is no source if and only if source_realization is implicit or author."""
    sourceless = pl.col("source_realization").is_in(SOURCELESS)
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


@rule(
    "KP303",
    "A3",
    "source-without-entity",
    Level.LAYERS,
    help="Give the source span the entity_id of its speaker.",
    why="The chain of a claim is made of entity_ids; a source without one cannot be found in another document.",
    bad='"sources": [{"text": "the Harbour Union", "entity_ids": []}]',
    good='"sources": [{"text": "the Harbour Union", "entity_ids": ["harbour-union"]}]',
)
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
    "KP305",
    "A5",
    "roles-overlap",
    Level.LAYERS,
    help="Split the content into fragments around the cue and the source.",
    why="A word has one role: in BIO tags only one of the two spans would be left.",
    bad='"cue": {"start": 14, "end": 18}, "content": [{"start": 0, "end": 40}]',
    good='"cue": {"start": 14, "end": 18}, "content": [{"start": 0, "end": 10}, {"start": 19, "end": 40}]',
)
def roles_overlap(frames: Frames) -> pl.DataFrame:
    """Source, cue and content of one attribution are disjoint."""
    roles = all_spans(frames).filter(pl.col("layer") == "attributions", pl.col("role") != "addressee")
    roles = touching(roles, ["doc_id"])
    other = roles.select("doc_id", "id", other="role", other_field="field", first="start", last="end")
    pairs = roles.join(other, on=["doc_id", "id"], maintain_order="left").filter(
        pl.col("field") < pl.col("other_field")
    )
    overlap = (pl.col("first") < pl.col("end")) & (pl.col("start") < pl.col("last"))
    fragments = (pl.col("role") == "content") & (pl.col("other") == "content")
    first = pairs.filter(overlap & ~fragments).unique(["doc_id", "id", "field"], keep="first", maintain_order=True)
    return first.with_columns(
        message=pl.format("{} [{}, {}) overlaps {} [{}, {})", "role", "start", "end", "other", "first", "last"),
        expected=pl.lit("source, cue and content apart"),
    )


@rule(
    "KP306",
    "A6",
    "cue-far",
    Level.LAYERS,
    severity="warning",
    help="Look whether this is the source or content of another cue; a pronoun nearer to the cue is its source.",
    why="Spans that far apart are nearly always those of two attributions.",
    bad='"sources": [{"start": 25, "end": 42, "text": "The Harbour Board"}], "cue": {"start": 622, "end": 626}',
    good='"sources": [{"start": 619, "end": 621, "text": "it"}], "cue": {"start": 622, "end": 626}',
)
def cue_far(frames: Frames) -> pl.DataFrame:
    """The cue is at most 100 characters from the nearest content and 205 from the nearest source.

    A span that is shared may be further away, if the attribution that it is shared with is that near: two verbs with
    one subject, a citation of what was reported before.
    """
    far = _far_from_cue(frames)
    if far.is_empty():
        return far
    return far.join(_shared_nearby(far, frames), on=["doc_id", "id", "role"], how="anti").with_columns(
        message=pl.format(
            "the nearest {} [{}, {}) is {} characters from the cue [{}, {})",
            *("role", "start", "end", "_gap", "_cue_start", "_cue_end"),
        ),
        expected=pl.format("{} characters at most", "_limit"),
    )


def _far_from_cue(frames: Frames) -> pl.DataFrame:
    """The nearest source and content of each attribution, where it is beyond its limit."""
    cue = pl.col("cue").struct
    cues = frames["attributions"].filter(_may_be_far("content") | _may_be_far("sources"))
    if cues.is_empty():
        return cues
    cues = cues.select("doc_id", "id", _cue_start=cue.field("start"), _cue_end=cue.field("end"))
    spans = all_spans(frames).filter(pl.col("role").is_in(list(FARTHEST))).join(cues, on=["doc_id", "id"])
    limit = pl.col("role").replace_strict(FARTHEST, return_dtype=pl.Int32)
    gaps = spans.with_columns(_gap=_gap("start", "end", "_cue_start", "_cue_end"), _limit=limit)
    nearest = gaps.filter(pl.col("_gap").min().over("doc_id", "id", "role") > pl.col("_limit"))
    return nearest.sort("doc_id", "_line", "role", "_gap").unique(
        ["doc_id", "id", "role"], keep="first", maintain_order=True
    )


def _may_be_far(column: str) -> pl.Expr:
    """Whether some fragment is so far from the cue that it has to be looked at which is nearest."""
    first, last = pl.col(column).list.first().struct, pl.col(column).list.last().struct
    before, after = pl.col("cue").struct.field("start"), pl.col("cue").struct.field("end")
    farthest = pl.max_horizontal(before - first.field("end"), last.field("start") - after)
    return farthest > FARTHEST["source" if column == "sources" else "content"]


def _gap(start: str, end: str, first: str, last: str) -> pl.Expr:
    """Characters between two spans; 0 where they touch or overlap."""
    return pl.max_horizontal(pl.col(start) - pl.col(last), pl.col(first) - pl.col(end), 0)


def _shared_nearby(far: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Of far spans, those that another attribution has too whose first or last word is near the cue."""
    spans = all_spans(frames).filter(pl.col("layer") == "attributions")
    extents = spans.group_by("doc_id", other="id").agg(_first=pl.col("start").min(), _last=pl.col("end").max())
    owners = spans.select("doc_id", "role", "start", "end", other="id").join(extents, on=["doc_id", "other"])
    shared = far.join(owners, on=["doc_id", "role", "start", "end"]).filter(pl.col("other") != pl.col("id"))
    return shared.filter(_gap("_first", "_last", "_cue_start", "_cue_end") <= pl.col("_limit"))


@rule(
    "KP307",
    "A7",
    "fragments-far",
    Level.LAYERS,
    severity="warning",
    help="Look whether the later fragment has a cue of its own; then it is another attribution.",
    why="Content goes on after a cue or over a paragraph; after more than that somebody else speaks.",
    bad='"content": [{"start": 0, "end": 33}, {"start": 610, "end": 634}]',
    good='"content": [{"start": 0, "end": 33}, {"start": 60, "end": 84}]',
)
def fragments_far(frames: Frames) -> pl.DataFrame:
    """Fragments of one content are at most 230 characters apart."""
    fragments = all_spans(frames).filter(pl.col("role") == "content")
    before = pl.col("end").shift(1)  # fragments of one content follow each other
    far = fragments.with_columns(_before=before, _gap=pl.col("start") - before)
    return far.filter((pl.col("index") > 0) & (pl.col("_gap") > WIDEST_GAP)).with_columns(
        message=pl.format(
            "the content fragment [{}, {}) begins {} characters after the one before it", "start", "end", "_gap"
        ),
        expected=pl.lit(f"{WIDEST_GAP} characters at most"),
    )


@rule(
    "KP308",
    "A8",
    "parents-cyclic-or-deep",
    Level.REFERENCES,
    help="Follow parent_id outwards; it has to end at an attribution without parent.",
    why="A chain leads from AUTHOR inwards; one that runs in a circle has no beginning.",
    bad='{"id": "a1", "parent_id": "a2"} and {"id": "a2", "parent_id": "a1"}',
    good='{"id": "a1", "parent_id": null} and {"id": "a2", "parent_id": "a1"}',
)
def parents_cyclic_or_deep(frames: Frames) -> pl.DataFrame:
    """Parents lead outwards without a cycle, to the greatest legal depth at most."""
    return (
        frames["attributions"]
        .filter(pl.col("depth") > MAX_DEPTH)
        .with_columns(
            message=pl.lit(f"parent_id leads in a circle or through more than {MAX_DEPTH} attributions"),
            field=pl.lit("parent_id"),
            expected=pl.lit(f"a depth of {MAX_DEPTH} at most"),
        )
    )


@rule(
    "KP309",
    "A9",
    "cites-other-content",
    Level.LAYERS,
    help="Give both the same content, or link them as embedded.",
    why="cites says that one claim was handed on; with two contents it is not known which of them was.",
    bad='{"id": "a2", "content": [{"start": 0, "end": 30}], "parent_id": "a1", "link_type": "cites"} (a1 has [0, 47))',
    good='{"id": "a2", "content": [{"start": 0, "end": 47}], "parent_id": "a1", "link_type": "cites"} (a1 has [0, 47))',
)
def cites_other_content(frames: Frames) -> pl.DataFrame:
    """An attribution that is linked by `cites` has the content of its parent, to the character."""
    fragments = (
        pl.col("content")
        .list.eval(pl.concat_str(pl.element().struct.field("start", "end"), separator="-"))
        .list.join(" ")
    )
    attributions = frames["attributions"]
    linked = attributions.filter(pl.col("link_type") == "cites").with_columns(_content=fragments)
    if linked.is_empty():
        return linked
    parents = attributions.select("doc_id", parent_id="id", _parent_content=fragments)
    linked = linked.join(parents, on=["doc_id", "parent_id"], maintain_order="left")
    return linked.filter(pl.col("_content") != pl.col("_parent_content")).with_columns(
        message=pl.format("content {} is cited as {} by {}", "_content", "_parent_content", "parent_id"),
        field=pl.lit("content"),
        expected=pl.format("content {}", "_parent_content"),
    )


@rule(
    "KP310",
    "A10",
    "embedded-outside-parent",
    Level.LAYERS,
    severity="warning",
    help="Mend the content of the parent or the parent_id; for the same content, given twice, use cites.",
    why="embedded means that the parent's source said all of it, who said it as well.",
    bad='{"id": "a2", "cue": {"start": 60, "end": 64}, "parent_id": "a1", "link_type": "embedded"} (a1 has [0, 47))',
    good='{"id": "a2", "cue": {"start": 20, "end": 24}, "parent_id": "a1", "link_type": "embedded"} (a1 has [0, 47))',
)
def embedded_outside_parent(frames: Frames) -> pl.DataFrame:
    """Cue and content of an attribution that is linked by `embedded` lie inside the content of its parent."""
    embedded = _embedded(frames).filter(~(_holds_all("content") & _holds_all("cue")))
    if embedded.is_empty():
        return embedded
    spans = all_spans(frames).filter(pl.col("role").is_in(["cue", "content"]))
    inner = spans.join(embedded.select("doc_id", "id", "parent_id", "_outer"), on=["doc_id", "id"]).explode("_outer")
    first, last = (pl.col("_outer").struct.field(name) for name in ("start", "end"))
    inside = (first <= pl.col("start")) & (pl.col("end") <= last)
    outside = inner.filter(~inside.any().over("doc_id", "id", "field")).sort("doc_id", "_line", "start")
    return outside.unique(["doc_id", "id"], keep="first", maintain_order=True).with_columns(
        message=pl.format("{} [{}, {}) is not in the content of its parent {}", "role", "start", "end", "parent_id"),
        expected=pl.format("a place inside [{}, {})", first, last),
    )


def _embedded(frames: Frames) -> pl.DataFrame:
    """Attributions that are embedded, with the content of their parents."""
    attributions = frames["attributions"]
    embedded = attributions.filter(pl.col("link_type") == "embedded")
    outer = attributions.filter(pl.col("content").list.len() > 0).select("doc_id", parent_id="id", _outer="content")
    return embedded.join(outer, on=["doc_id", "parent_id"], maintain_order="left")


def _holds_all(column: str) -> pl.Expr:
    """Whether the parent's content is one fragment, which holds this column's first and last character."""
    spans = pl.col(column).list if column == "content" else pl.concat_list(column).list
    outer = pl.col("_outer").list.first().struct
    inside = (outer.field("start") <= spans.first().struct.field("start")) & (
        spans.last().struct.field("end") <= outer.field("end")
    )
    return (pl.col("_outer").list.len() == 1) & inside.fill_null(value=True)


@rule(
    "KP311",
    "A11",
    "parent-without-link",
    Level.LAYERS,
    help="Set both parent_id and link_type, or neither.",
    why="Without its kind a link cannot be read: two claims inside each other, or one that was handed on.",
    bad='"parent_id": "a1", "link_type": null',
    good='"parent_id": "a1", "link_type": "embedded"',
)
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


@rule(
    "KP315",
    "A15",
    "addressee-as-source",
    Level.LAYERS,
    severity="warning",
    help="Keep the span in the role that it has: who speaks is a source, who is spoken to an addressee.",
    why="Who was told something did not say it; as a source he would vouch for it.",
    bad='"sources": [{"text": "Kim Minsu"}, {"text": "reporters"}], "addressees": [{"text": "reporters"}]',
    good='"sources": [{"text": "Kim Minsu"}], "addressees": [{"text": "reporters"}]',
)
def addressee_as_source(frames: Frames) -> pl.DataFrame:
    """No one is source and addressee of one attribution."""
    spans = all_spans(frames)
    addressees = spans.filter(pl.col("role") == "addressee")
    if addressees.is_empty():
        return addressees
    sources = spans.filter(pl.col("role") == "source").select("doc_id", "id", _first="start", _last="end")
    overlap = (pl.col("_first") < pl.col("end")) & (pl.col("start") < pl.col("_last"))
    pairs = addressees.join(sources, on=["doc_id", "id"], maintain_order="left").filter(overlap)
    return pairs.with_columns(
        message=pl.format("the addressee [{}, {}) is also the source [{}, {})", "start", "end", "_first", "_last"),
        expected=pl.lit("a source or an addressee"),
    )
