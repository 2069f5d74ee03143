"""What repeats itself in a corpus: copies, near-duplicates and passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from corpus_kp.duplicates.near_duplicates import NEARNESS, near_pairs, sketches
from corpus_kp.duplicates.passages import LEAST_WORDS, common_passages
from corpus_kp.frames import Frames


@dataclass(frozen=True)
class Side:
    """One of the documents that are alike.

    Attributes:
        doc_id: of the document.
        split: where it is assigned, if it is.
    """

    doc_id: str
    split: str | None


@dataclass(frozen=True)
class Copies:
    """Documents with one text, byte for byte."""

    documents: tuple[Side, ...]


@dataclass(frozen=True)
class NearPair:
    """Two documents with many runs of words in common.

    Attributes:
        first: the document whose id comes first.
        second: the other one.
        nearness: share of common runs, above 0 and up to 1 (Jaccard's index).
    """

    first: Side
    second: Side
    nearness: float


@dataclass(frozen=True)
class Passage:
    """Words running that two documents have in common.

    Attributes:
        first: the document whose id comes first, with the offsets there, in code points, half-open.
        second: the other one.
        words: how many.
        text: how the first one has them; None where its text may not be shown.
    """

    first: tuple[Side, int, int]
    second: tuple[Side, int, int]
    words: int
    text: str | None


@dataclass(frozen=True)
class Duplicates:
    """What repeats itself.

    Attributes:
        documents: how many there are.
        compared: how many of them have their texts at hand.
        copies, near, passages: what was found.
    """

    documents: int
    compared: int
    copies: list[Copies]
    near: list[NearPair]
    passages: list[Passage]

    @property
    def leaks(self) -> list[tuple[Side, ...]]:
        """Copies and near-duplicates that stand in different splits."""
        alike = [copies.documents for copies in self.copies] + [(pair.first, pair.second) for pair in self.near]
        return [sides for sides in alike if is_leak(sides)]


def is_leak(sides: tuple[Side, ...]) -> bool:
    """Whether documents that are alike are assigned to different splits."""
    return len({side.split for side in sides if side.split is not None}) > 1


def find_duplicates(frames: Frames, least: int = LEAST_WORDS) -> Duplicates:
    """Looks for copies, near-duplicates and common passages.

    Args:
        frames: tables of the corpus; documents whose text is not at hand are compared by its hash only.
        least: words running from which on a passage counts.
    """
    documents = frames["documents"].sort("doc_id").with_columns(_identity=_identity(frames))
    texts = documents.filter(pl.col("text").is_not_null())
    sides = {doc_id: Side(doc_id, split) for doc_id, split in documents.select("doc_id", "_split").iter_rows()}
    return Duplicates(
        documents=len(documents),
        compared=len(texts),
        copies=_copies(documents, sides),
        near=_near(frames, texts, sides),
        passages=_passages(texts, sides, least),
    )


def _identity(frames: Frames) -> pl.Expr:
    """What identifies a text: its own hash where it is at hand, else the stored one; a stored one may be wrong."""
    own = pl.col("_sha256") if "_sha256" in frames["documents"].columns else pl.lit(None, pl.String)
    return pl.coalesce(own, "text_sha256")


def _copies(documents: pl.DataFrame, sides: dict[str, Side]) -> list[Copies]:
    alike = documents.group_by("_identity", maintain_order=True).agg("doc_id").filter(pl.col("doc_id").list.len() > 1)
    return [Copies(tuple(sides[doc_id] for doc_id in ids)) for ids in alike["doc_id"].to_list()]


def _near(frames: Frames, texts: pl.DataFrame, sides: dict[str, Side]) -> list[NearPair]:
    ids = texts["doc_id"]
    found = near_pairs(texts, frames.view(sketches), frames.texts).sort(
        "_nearness", descending=True, maintain_order=True
    )
    pairs = [NearPair(sides[ids[other]], sides[ids[row]], nearness) for row, other, nearness in found.iter_rows()]
    same = dict(texts.select("doc_id", "_identity").iter_rows())
    return [pair for pair in pairs if same[pair.first.doc_id] != same[pair.second.doc_id]]


def _passages(texts: pl.DataFrame, sides: dict[str, Side], least: int) -> list[Passage]:
    distinct = texts.unique("_identity", keep="first", maintain_order=True)
    shown = dict(distinct.filter(pl.col("tier") == "open").select("doc_id", "text").iter_rows())
    passages = []
    for row in common_passages(distinct, least).iter_rows(named=True):
        second = (sides[row["doc_id"]], row["start"], row["end"])
        first = (sides[row["other_id"]], row["other_start"], row["other_end"])
        text = shown.get(first[0].doc_id)
        free = text is not None and second[0].doc_id in shown
        passages.append(Passage(first, second, row["words"], text[first[1] : first[2]] if text and free else None))
    return passages


def record(found: Duplicates) -> dict[str, Any]:
    """What was found as plain values, for JSON."""
    return {
        "documents": found.documents,
        "compared": found.compared,
        "nearness_from": NEARNESS,
        "copies": [
            {"documents": [_side(side) for side in copies.documents], "leak": is_leak(copies.documents)}
            for copies in found.copies
        ],
        "near": [
            {
                "documents": [_side(pair.first), _side(pair.second)],
                "nearness": round(pair.nearness, 4),
                "leak": is_leak((pair.first, pair.second)),
            }
            for pair in found.near
        ],
        "passages": [
            {
                "words": passage.words,
                "places": [
                    {**_side(side), "start": start, "end": end} for side, start, end in (passage.first, passage.second)
                ],
                "text": passage.text,
            }
            for passage in found.passages
        ],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"doc_id": side.doc_id, "split": side.split}
