"""The tables of a shard: documents with all their rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import polars as pl

#: Tables that stand once for all documents.
REGISTERS = ("register", "issues", "claim_register", "claim_pairs")


View = Callable[[Any], pl.DataFrame]


class Frames(dict[str, pl.DataFrame]):
    """Tables by name, and views that are made of them once: several rules look at the same spans."""

    def view(self, make: View) -> pl.DataFrame:
        """A table that is made of these.

        Args:
            make: makes it; called once for these tables.
        """
        views: dict[View, pl.DataFrame] = self.__dict__.setdefault("views", {})
        if make not in views:
            views[make] = make(self)
        return views[make]

    def of_documents(self, condition: pl.Expr) -> Frames:
        """The tables with only the rows of some documents; a table without doc_id stays whole.

        Args:
            condition: over `doc_id`.
        """
        kept = Frames({name: _rows(frame, condition) for name, frame in self.items()})
        views = self.__dict__.get("views", {}).items()  # those that number documents are made anew
        kept.__dict__["views"] = {make: frame.filter(condition) for make, frame in views if "doc_id" in frame.columns}
        return kept

    def without_documents(self, doc_ids: Iterable[str]) -> Frames:
        """The tables without some documents; these very tables where none is named.

        Args:
            doc_ids: of the documents.
        """
        named = list(doc_ids)
        return self.of_documents(~pl.col("doc_id").is_in(named)) if named else self

    def with_views_of(self, other: Frames) -> Frames:
        """These tables with the views of others that differ from them only in columns that are in no view.

        Args:
            other: the tables that the views were made of.
        """
        return self.with_views(other.__dict__.get("views", {}))

    def with_views(self, views: Mapping[View, pl.DataFrame]) -> Frames:
        """These tables with views that were made before.

        Args:
            views: by what makes them.
        """
        self.__dict__["views"] = dict(views)
        return self

    def without(self, annotations: pl.DataFrame) -> Frames:
        """The tables without some annotations.

        Args:
            annotations: their `doc_id` and `id`.
        """
        kept = Frames({name: _others(frame, annotations) for name, frame in self.items()})
        kept.__dict__["views"] = {
            make: _others(frame, annotations) for make, frame in self.__dict__.get("views", {}).items()
        }
        return kept

    def only(self, reads: Mapping[str, Iterable[str]], views: Iterable[View] = ()) -> Frames:
        """The distinct rows of some columns of tables, and some views.

        Args:
            reads: the columns, by table.
            views: what makes the views.
        """
        kept = Frames({name: _distinct(self[name].select(columns)) for name, columns in reads.items()})
        kept.__dict__["views"] = {make: self.view(make) for make in views}
        return kept

    def texts(self, doc_ids: pl.Series) -> pl.DataFrame:
        """Texts of some documents, where they are at hand.

        Args:
            doc_ids: of the documents.

        Returns:
            `doc_id` and `text`, in the order of the documents.
        """
        documents = self["documents"].select("doc_id", "text")
        return documents.filter(pl.col("doc_id").is_in(doc_ids.implode()), pl.col("text").is_not_null())


def stacked(parts: Sequence[Frames]) -> Frames:
    """Tables and views of several shards, one below the other.

    Args:
        parts: with the same tables and views; at least one.
    """
    made = Frames({name: pl.concat([part[name] for part in parts]) for name in parts[0]})
    views = parts[0].__dict__.get("views", {})
    made.__dict__["views"] = {make: pl.concat([part.view(make) for part in parts]) for make in views}
    return made


def _distinct(frame: pl.DataFrame) -> pl.DataFrame:
    return frame if "_line" in frame.columns else frame.unique()  # no line stands twice


def _rows(frame: pl.DataFrame, condition: pl.Expr) -> pl.DataFrame:
    return frame.filter(condition) if "doc_id" in frame.columns else frame


def _others(frame: pl.DataFrame, annotations: pl.DataFrame) -> pl.DataFrame:
    keys = annotations.columns
    apart = set(keys) <= set(frame.columns)
    return frame.join(annotations, on=keys, how="anti", maintain_order="left") if apart else frame
