"""New documents get a group and a split; what is assigned stays where it is."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from corpus_kp.content import Assignment
from corpus_kp.errors import CorpusKpError
from corpus_kp.frames import Frames
from corpus_kp.splitting.relations import Relation, relations
from corpus_kp.splitting.strata import features_of, shared_out

#: The splits of documents with text, and that of those without.
TRAIN, EVAL, NEWS = "train", "eval", "news"


@dataclass(frozen=True)
class Plan:
    """Where every document goes.

    Attributes:
        assignments: of all documents, by doc_id in order.
        new: documents that had none.
        moved: documents with another split or group than before, with both.
        dropped: documents of the old assignment that are not there any more.
        relations: why documents stand in one group.
    """

    assignments: list[Assignment]
    new: list[str]
    moved: list[tuple[Assignment, Assignment]]
    dropped: list[str]
    relations: list[Relation]

    def csv(self) -> str:
        """The file `splits.csv`."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("doc_id", "group_id", "split"))
        writer.writerows((one.doc_id, one.group_id, one.split) for one in self.assignments)
        return out.getvalue()

    def counts(self) -> Counter[str]:
        """Documents in each split."""
        return Counter(one.split for one in self.assignments)


def plan(frames: Frames, before: Mapping[str, Assignment], share: float, *, reassign: bool = False) -> Plan:
    """Assigns documents that are not assigned yet.

    Documents that repeat each other or tell one story from the same sources are put into one group; a new document
    that belongs to an assigned one joins its group. The other groups are shared out so that the splits are alike in
    genres and labels. The same corpus gives the same plan.

    Args:
        frames: tables of all documents.
        before: what is assigned, by doc_id.
        share: of the documents with text that go into `eval`, between 0 and 1.
        reassign: whether documents that are assigned may get another split; their groups stay together.

    Raises:
        CorpusKpError: documents that belong together are assigned to two splits.
    """
    documents = dict(frames["documents"].sort("doc_id").select("doc_id", "tier").iter_rows())
    kept = {doc_id: one for doc_id, one in before.items() if doc_id in documents}
    with_text = frames.of_documents(pl.col("doc_id").is_in([d for d, tier in documents.items() if tier == "open"]))
    related = relations(with_text)
    groups = _groups(documents, kept, related, join_named=reassign)
    splits = _fixed(kept, groups, related) if not reassign else {}
    open_groups = {doc_id: groups[doc_id] for doc_id, tier in documents.items() if tier == "open"}
    chosen = shared_out(
        features_of(with_text), open_groups, {group: split == EVAL for group, split in splits.items()}, share
    )
    after = [
        Assignment(doc_id, groups[doc_id], (EVAL if chosen[groups[doc_id]] else TRAIN) if tier == "open" else NEWS)
        for doc_id, tier in documents.items()
    ]
    _refuse_leaks({one.doc_id: one for one in after}, related)  # a new one may be like two that are apart
    return Plan(
        assignments=after,
        new=[one.doc_id for one in after if one.doc_id not in kept],
        moved=[(kept[a.doc_id], a) for a in after if a.doc_id in kept and _place(kept[a.doc_id]) != _place(a)],
        dropped=sorted(before.keys() - documents.keys()),
        relations=related,
    )


def _place(assignment: Assignment) -> tuple[str, str]:
    return assignment.group_id, assignment.split


def _groups(
    documents: Iterable[str], kept: Mapping[str, Assignment], related: Iterable[Relation], *, join_named: bool
) -> dict[str, str]:
    """The group of each document: assigned ones keep theirs, new ones join what they belong to, the nearest first."""
    groups = {doc_id: kept[doc_id].group_id if doc_id in kept else doc_id for doc_id in documents}
    names = {one.group_id for one in kept.values()}
    for relation in related:
        first, second = groups[relation.first], groups[relation.second]
        if first == second or (first in names and second in names and not join_named):
            continue
        stays, goes = (second, first) if second in names else (first, second)
        groups = {doc_id: stays if group == goes else group for doc_id, group in groups.items()}
    return groups


def _fixed(kept: Mapping[str, Assignment], groups: Mapping[str, str], related: Iterable[Relation]) -> dict[str, str]:
    """The splits of groups that are assigned."""
    fixed: dict[str, Assignment] = {}
    for one in kept.values():
        if one.split == NEWS:
            continue
        other = fixed.setdefault(groups[one.doc_id], one)
        if other.split != one.split:
            raise CorpusKpError(
                f"the group {one.group_id} stands in two splits ({other.doc_id}: {other.split}, {one.doc_id}: "
                f"{one.split}); mend annotations/splits.csv or use --reassign"
            )
    _refuse_leaks(kept, related)
    return {group: one.split for group, one in fixed.items()}


def _refuse_leaks(assigned: Mapping[str, Assignment], related: Iterable[Relation]) -> None:
    """Documents that repeat each other stand in one split.

    Raises:
        CorpusKpError: they do not.
    """
    for relation in related:
        first, second = assigned.get(relation.first), assigned.get(relation.second)
        if first and second and relation.reason != "story" and first.split != second.split:
            raise CorpusKpError(
                f"{first.doc_id} ({first.split}) and {second.doc_id} ({second.split}) are alike ({relation.reason}, "
                f"{relation.strength:.0%}) and stand in two splits; mend annotations/splits.csv or use --reassign"
            )
