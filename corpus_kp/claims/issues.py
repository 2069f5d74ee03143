"""The issues of a corpus: questions that documents answer, and how far the answers conflict."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass

import polars as pl

from corpus_kp.errors import UsageError
from corpus_kp.frames import Frames

#: The relation of claims that cannot both be true.
CONFLICT = "conflicts"
#: Names that a message lists at most.
_LISTED = 8


@dataclass(frozen=True)
class Issue:
    """A question that documents answer.

    Attributes:
        issue_id: of the register.
        question: as the annotators word it.
        answer_type: what an answer is: count, date, boolean, entity, ordinal, text.
        claims: answers that are mentioned.
        mentions: places where a document gives one of them.
        documents: documents with such a place.
        conflicts: pairs of claims that conflict, one of them an answer to this issue; spurious ones do not count.
    """

    issue_id: str
    question: str
    answer_type: str
    claims: int
    mentions: int
    documents: int
    conflicts: int


def issues(frames: Frames, documents: Collection[str] = ()) -> list[Issue]:
    """The issues, those with most conflicts first, then those with most mentions.

    Args:
        frames: tables of the corpus.
        documents: ids; only what these documents mention is counted, and an issue that they do not mention is left
            out. None means all documents and all issues.
    """
    mentions = mentioned(frames, documents)
    said = mentions.group_by("issue_id").agg(
        claims=pl.col("claim_id").n_unique(), mentions=pl.len(), documents=pl.col("doc_id").n_unique()
    )
    known = frames["issues"].select("issue_id", "question", "answer_type").unique("issue_id", keep="first")
    counted = known.join(said, on="issue_id", how="inner" if documents else "left")
    counted = counted.join(_conflicts(frames, mentions, documents), on="issue_id", how="left")
    order = ["conflicts", "mentions", "issue_id"]
    filled = counted.with_columns(pl.col("claims", "mentions", "documents", "conflicts").fill_null(0))
    rows = filled.sort(order, descending=[True, True, False])
    return [Issue(**row) for row in rows.iter_rows(named=True)]


def mentioned(frames: Frames, documents: Collection[str] = ()) -> pl.DataFrame:
    """The claim mentions of some documents; of all if none is named.

    Raises:
        UsageError: there is no such document.
    """
    known = frames["documents"]["doc_id"].to_list()
    for doc_id in documents:
        if doc_id not in known:
            raise UsageError(f"{doc_id}: no document that can be read is called so; {_hint(doc_id, known)}")
    mentions = frames["claims"].filter(pl.col("issue_id").is_not_null())
    return mentions.filter(pl.col("doc_id").is_in(list(documents))) if documents else mentions


def issue_named(frames: Frames, name: str, documents: Collection[str] = ()) -> Issue:
    """The issue of an id.

    Args:
        frames: tables of the corpus.
        name: of the issue.
        documents: as in `issues`.

    Raises:
        UsageError: there is no such issue, or none of these documents mentions it.
    """
    found = {issue.issue_id: issue for issue in issues(frames, documents)}
    if name in found:
        return found[name]
    known = frames["issues"]["issue_id"].to_list()
    if name in known:
        raise UsageError(f"{name}: {', '.join(documents)} does not mention this issue; name others with --documents")
    if not known:
        raise UsageError(f"{name}: there is no such issue; this corpus has none")
    raise UsageError(f"{name}: there is no such issue; {_hint(name, known)} (`corpus-kp claims` lists them)")


def related(frames: Frames, mentions: pl.DataFrame, documents: Collection[str]) -> pl.DataFrame:
    """Pairs of claims; where documents are named, those of which both sides are mentioned there."""
    pairs = frames["claim_pairs"]
    if not documents:
        return pairs
    said = mentions["claim_id"].unique().implode()
    return pairs.filter(pl.col("claim_a").is_in(said), pl.col("claim_b").is_in(said))


def _conflicts(frames: Frames, mentions: pl.DataFrame, documents: Collection[str]) -> pl.DataFrame:
    """Number of conflicts of each issue."""
    clashing = (pl.col("relation") == CONFLICT) & (pl.col("status") != "spurious")
    pairs = related(frames, mentions, documents).filter(clashing).with_row_index("_pair")
    of = frames["claim_register"].select("claim_id", "issue_id").unique("claim_id", keep="first")
    sides = [pairs.select("_pair", claim_id=side).join(of, on="claim_id") for side in ("claim_a", "claim_b")]
    return pl.concat(sides).group_by("issue_id").agg(conflicts=pl.col("_pair").n_unique())


def _hint(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=3)
    if near:
        return f"did you mean {' or '.join(near)}?"
    listed = sorted(known)
    return f"there are {', '.join(listed[:_LISTED])}{', ...' if len(listed) > _LISTED else ''}"
