"""KP8: rights."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule

#: Value of `rights` for texts that may not be redistributed.
RESERVED = "all-rights-reserved"


@rule(
    "KP803",
    "R4",
    "reserved-text",
    Level.BOUNDS,
    why="The text would be in every package and every copy of the repository, against the will of who owns it.",
    bad='annotations/open/hx-a001.jsonl:1: {"layer": "documents", ..., "rights": "all-rights-reserved", ...}',
    good='annotations/closed/hx-a001.jsonl:1: {"layer": "documents", ..., "rights": "all-rights-reserved", ...}',
    help="Move the document to a text-free tier with `corpus-kp strip`.",
)
def reserved_text(frames: Frames) -> pl.DataFrame:
    """A document whose rights are reserved stands in no tier with text: a release would give its text away."""
    documents = frames["documents"].filter(pl.col("tier") == "open", pl.col("rights") == RESERVED)
    return documents.with_columns(
        message=pl.format("the rights of {} are reserved, and tier open has its text", "doc_id"),
        field=pl.lit("rights"),
        expected=pl.lit("a licence that allows redistribution"),
    )
