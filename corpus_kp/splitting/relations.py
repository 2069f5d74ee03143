"""Which documents tell one story from the same sources, or repeat each other, and so belong into one split."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from corpus_kp.duplicates.search import find_duplicates
from corpus_kp.frames import Frames

#: Share of the claims with their sources, of the document that has fewer, from which on two tell one story. Among our
#: briefs, all of them about one course of events, 15 pairs of 1,100 are above a fifth, and those above a quarter are
#: reports of one announcement or one briefing.
SAME_STORY = 0.25
#: Claims with their sources that a document has at least to be compared.
_LEAST_CLAIMS = 3


@dataclass(frozen=True, order=True)
class Relation:
    """Two documents that belong together.

    Attributes:
        strength: above 0 and up to 1.
        first, second: their ids, in order.
        reason: `copy`, `near-duplicate` or `story`.
    """

    strength: float
    first: str
    second: str
    reason: str


def relations(frames: Frames) -> list[Relation]:
    """Every pair of documents that belong together, strongest first.

    Args:
        frames: tables of a corpus.
    """
    found = find_duplicates(frames)
    alike = [
        Relation(1.0, *_ordered(copies.documents[0].doc_id, side.doc_id), "copy")
        for copies in found.copies
        for side in copies.documents[1:]
    ]
    near = [
        Relation(pair.nearness, *_ordered(pair.first.doc_id, pair.second.doc_id), "near-duplicate")
        for pair in found.near
    ]
    return sorted({*alike, *near, *_stories(frames)}, key=lambda one: (-one.strength, one.first, one.second))


def _ordered(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _stories(frames: Frames) -> list[Relation]:
    """Pairs of documents of which the one with fewer claims has most of them, from the same sources, in common."""
    told = _told(frames).with_columns(_all=pl.len().over("doc_id")).filter(pl.col("_all") >= _LEAST_CLAIMS)
    other = told.rename({"doc_id": "_other", "_all": "_other_all"})
    pairs = told.join(other, on=["claim_id", "_source"]).filter(pl.col("doc_id") < pl.col("_other"))
    counted = pairs.group_by("doc_id", "_other", "_all", "_other_all").len()
    shared = counted.with_columns(_share=pl.col("len") / pl.min_horizontal("_all", "_other_all"))
    return [
        Relation(share, first, second, "story")
        for first, second, share in shared.filter(pl.col("_share") >= SAME_STORY)
        .select("doc_id", "_other", "_share")
        .iter_rows()
    ]


def _told(frames: Frames) -> pl.DataFrame:
    """Claims of each document with who said them first, once each."""
    origin = pl.col("chain").list.last().alias("_source")
    sources = frames["attributions"].select("doc_id", origin, attribution_id="id")
    return (
        frames["claims"]
        .select("doc_id", "claim_id", "attribution_id")
        .join(sources, on=["doc_id", "attribution_id"], how="left")
        .select("doc_id", "claim_id", pl.col("_source").fill_null("AUTHOR"))
        .unique()
    )
