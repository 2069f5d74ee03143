"""Faults that no shard has by itself."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from corpus_kp.schema import LAYERS
from corpus_kp.shards.files import ShardFolder

#: Codes of the rules that are broken.
ACROSS = {"KP014", "KP702", "KP704"}


def plant_across(folder: Path) -> None:
    """Adds a copy of a document in another split, a document that is there already, and a group in two splits.

    Args:
        folder: of shards without a fault.
    """
    shards = ShardFolder(folder)
    first, last = shards.shards()[0], shards.shards()[-1]
    documents = pl.read_parquet(shards.file("documents", first))
    doc_id, other = documents["doc_id"][0], documents["doc_id"][7]
    flipped = pl.when(split="train").then(pl.lit("eval")).otherwise(pl.lit("train"))
    for table in ("documents", *LAYERS):
        rows = pl.read_parquet(shards.file(table, first))
        copy = rows.filter(doc_id=doc_id).with_columns(doc_id=pl.lit("zz-copy"))
        if table == "documents":
            copy = copy.with_columns(flipped.alias("split"), group_id=pl.lit("zz-copy"))
        copy.write_parquet(shards.file(table, "90000"))
        rows.filter(doc_id=other).write_parquet(shards.file(table, "90001"))
    path = shards.file("documents", last)
    rows = pl.read_parquet(path)
    divided = pl.int_range(pl.len()) == len(rows) - 1
    group = pl.lit(documents.filter(split="eval")["group_id"][0])
    other_split = pl.when(divided).then(pl.lit("train")).otherwise("split")
    rows.with_columns(
        other_split.alias("split"), group_id=pl.when(divided).then(group).otherwise("group_id")
    ).write_parquet(path)
