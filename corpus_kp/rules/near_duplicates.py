"""KP7: documents that nearly repeat each other (R3 of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.duplicates.near_duplicates import near_pairs, sketches
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule

#: What the two documents of a pair differ in.
APART_IN = ("_split", "group_id")


@rule(
    "KP704",
    "R3",
    "near-duplicates-across-splits",
    Level.LAYERS,
    scope=Scope.CORPUS,
    reads={"documents": ("doc_id", "group_id", "_split", "_file", "_line")},
    views=(sketches,),
    why="A model that was trained on a text has seen the copy of it that it is tested on, and its score says nothing.",
    bad="""\
hx-a001,strike-monday,train    Dock workers in Port Ansel walked out on Monday, the Harbour Union said. ...
hx-a003,strike-reprint,eval    Dock workers in Port Ansel walked out on Monday, the Harbour Union said. ...""",
    good="""\
hx-a001,strike-monday,train    Dock workers in Port Ansel walked out on Monday, the Harbour Union said. ...
hx-a003,strike-monday,train    Dock workers in Port Ansel walked out on Monday, the Harbour Union said. ...""",
    help="Give both one group_id and one split in annotations/splits.csv, or leave one of them out.",
)
def near_duplicates_across_splits(frames: Frames) -> pl.DataFrame:
    """Documents that have half of their runs of five words in common stand in one split.

    Documents whose text is not at hand are not compared.
    """
    documents = frames["documents"].filter(pl.col("_split").is_not_null()).sort("doc_id")
    if documents["_split"].n_unique() <= 1:
        return documents.clear()
    return nearest(documents, near_pairs(documents, frames.view(sketches), frames.texts, apart_in=APART_IN))


def nearest(documents: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    """For each document, the one before it that it is most like, as a finding.

    Args:
        documents: in order of doc_id; all, or at least those of the pairs.
        near: of `near_pairs`, numbers of rows of the documents.
    """
    if near.is_empty():
        return documents.clear()
    ranked = near.sort("_row", "_nearness", "_other", descending=[False, True, False])
    return _described(documents, ranked.unique("_row", keep="first"))


def _described(documents: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    numbered = documents.select(pl.all(), _row=pl.int_range(pl.len()))
    others = numbered.select(_other="_row", _other_id="doc_id", _other_split="_split")
    percent = (pl.col("_nearness") * 100).floor().cast(pl.Int32)
    return (
        numbered.join(near, on="_row", maintain_order="left")
        .join(others, on="_other", maintain_order="left")
        .with_columns(
            message=pl.format(
                "{} of {} and {} of {} have {} % of their runs of five words in common",
                *("doc_id", "_split", "_other_id", "_other_split", percent),
            ),
            field=pl.lit("doc_id"),
            expected=pl.lit("near-duplicates in one split"),
        )
    )
