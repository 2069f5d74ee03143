"""KP7: splits and groups (R3 of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule


@rule(
    "KP701",
    "R3",
    "document-without-split",
    Level.REFERENCES,
    scope=Scope.REGISTERS,
    why="A document that nobody assigned would be in no split of a release, or in a different one each time.",
    bad="""\
doc_id,group_id,split
hx-a001,strike-monday,train""",
    good="""\
doc_id,group_id,split
hx-a001,strike-monday,train
hx-a002,board-reply,eval""",
    help="Add the document to annotations/splits.csv; documents of one story share a group and a split.",
)
def document_without_split(frames: Frames) -> pl.DataFrame:
    """Every document is assigned to a group and a split."""
    return (
        frames["documents"]
        .filter(pl.col("_split").is_null())
        .with_columns(
            message=pl.format("{} is not in annotations/splits.csv", "doc_id"),
            field=pl.lit("doc_id"),
            expected=pl.lit("one line doc_id,group_id,split"),
        )
    )


@rule(
    "KP702",
    "R3",
    "group-in-two-splits",
    Level.REFERENCES,
    scope=Scope.REGISTERS,
    reads={"documents": ("doc_id", "group_id", "_split", "_file", "_line")},
    by="group_id",
    why="Reports of one story repeat names, numbers and quotes, so that a model is tested on what it was taught.",
    bad="""\
hx-a001,strike-monday,train
hx-a002,strike-monday,eval""",
    good="""\
hx-a001,strike-monday,train
hx-a002,strike-monday,train""",
    help="Move the documents of the group into one split.",
)
def group_in_two_splits(frames: Frames) -> pl.DataFrame:
    """The documents of a group stand in one split, so that no story leaks from training into evaluation.

    Where more than half of them stand in one split, the others are reported.
    """
    documents = frames["documents"].filter(pl.col("_split").is_not_null())
    splits = pl.col("_split").unique(maintain_order=True).over("group_id", mapping_strategy="join")
    is_most = pl.len().over("group_id", "_split") * 2 > pl.len().over("group_id")
    most = pl.col("_split").filter(pl.col("_is_most")).first().over("group_id")
    divided = documents.with_columns(_splits=splits, _is_most=is_most).filter(pl.col("_splits").list.len() > 1)
    return (
        divided.with_columns(_most=most)
        .filter(~pl.col("_is_most"))
        .with_columns(
            message=pl.format(
                "the group {} stands in {}", "group_id", pl.col("_splits").list.sort().list.join(" and ")
            ),
            field=pl.lit("doc_id"),
            expected=pl.format("{}, as most of its group", "_most").fill_null("one split for each group"),
        )
    )


@rule(
    "KP703",
    "R3",
    "tier-in-wrong-split",
    Level.REFERENCES,
    scope=Scope.REGISTERS,
    why="A training loop that meets a document without text breaks, or learns from an empty string.",
    bad="hx-n001,strike-tuesday,train    (its tier is text_free)",
    good="hx-n001,strike-tuesday,news",
    help="Text-free documents belong to news, all others to train or eval.",
)
def tier_in_wrong_split(frames: Frames) -> pl.DataFrame:
    """Text-free documents stand in news and no others do, so that a training loop never meets a null text."""
    text_free = pl.col("tier") == "text_free"
    return (
        frames["documents"]
        .filter(text_free != (pl.col("_split") == "news"))
        .with_columns(
            message=pl.format("{} is of tier {} and stands in {}", "doc_id", "tier", "_split"),
            field=pl.lit("doc_id"),
            expected=pl.when(text_free).then(pl.lit("news")).otherwise(pl.lit("train or eval")),
        )
    )
