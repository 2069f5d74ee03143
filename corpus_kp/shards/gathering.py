"""What rules across documents read of a shard: written so that it can be brought together without a memory for all.

Rows that are judged apart have `_key`, a number that is equal where they have to come together, and are sorted by it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from corpus_kp.catalogue import Rule
from corpus_kp.duplicates.near_duplicates import sketches
from corpus_kp.frames import Frames, View
from corpus_kp.rules.near_duplicates import APART_IN
from corpus_kp.shards.engines.keys import KEY
from corpus_kp.shards.state import File, State

#: Shards are numbered above, documents of one below.
_DOCUMENTS = 2**32


def key_of(*columns: str) -> pl.Expr:
    """A number for each row, equal where some columns are; Int64, of its whole range."""
    return pl.struct(columns).hash(0).reinterpret(signed=True).alias(KEY)


def gather(state: State, rule: Rule, frames: Frames, name: str, index: int) -> Iterator[tuple[str, File]]:
    """Writes what a rule reads.

    Args:
        state: where to.
        rule: across documents.
        frames: with the tables and views that the rule reads.
        name: of the shard or batch.
        index: its number among all.

    Yields:
        What the files are gathered as, and each of them.
    """
    for kind, rows in _parts(rule, frames, index).items():
        yield kind, state.write(kind, name, rows)


def gathered_table(rule: Rule, table: str) -> str:
    """What a table that a rule reads is gathered as."""
    return f"gathered/{rule.code}.{table}"


def kinds_of(rule: Rule) -> list[str]:
    """What all that a rule needs of documents is gathered as."""
    return [*(gathered_table(rule, table) for table in rule.reads), *(gathered_view(rule, view) for view in rule.views)]


def gathered_view(rule: Rule, view: View) -> str:
    """What a view that a rule needs is gathered as."""
    return f"gathered/{rule.code}.view.{view.__name__}"


def _parts(rule: Rule, frames: Frames, index: int) -> dict[str, pl.DataFrame]:
    parts = {gathered_table(rule, table): _keyed(rule, frames[table]) for table in rule.reads}
    for view in rule.views:
        prepare = _PREPARED.get(view)
        parts[gathered_view(rule, view)] = prepare(frames, index) if prepare else frames.view(view)
    return parts


def _keyed(rule: Rule, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(key_of(rule.by)).sort(KEY, maintain_order=True) if rule.by else rows


def document_number(index: int) -> pl.Expr:
    """A number for each document of all shards, in order of shards and rows.

    Args:
        index: number of the shard.
    """
    return (pl.lit(index * _DOCUMENTS, pl.Int64) + pl.col("_line")).alias("_row")


def place_of(numbers: pl.Series) -> pl.DataFrame:
    """The shards and rows of documents.

    Args:
        numbers: of `document_number`.

    Returns:
        `_index`, the number of the shard, and `_line`.
    """
    return pl.DataFrame({"_index": numbers // _DOCUMENTS, "_line": (numbers % _DOCUMENTS).cast(pl.Int32)})


def sketch_rows(frames: Frames, documents: pl.DataFrame, index: int, apart_in: Sequence[str] = ()) -> pl.DataFrame:
    """Runs of the sketches, each with its document.

    Args:
        frames: tables of a shard.
        documents: those of it that are compared, with `_line`.
        index: number of the shard.
        apart_in: columns in which a document must differ to be compared with another.

    Returns:
        The run as key, `_row` (number of the document), `_kept` and the columns of `apart_in` as numbers; in order.
    """
    apart = (pl.col(name).cast(pl.String).hash(0).reinterpret(signed=True) for name in apart_in)
    about = documents.select("doc_id", document_number(index), *apart)
    listed = frames.view(sketches).join(about, on="doc_id").drop("doc_id")
    runs = listed.with_columns(_kept=pl.col("_runs").list.len()).explode("_runs")
    return runs.rename({"_runs": KEY}).with_columns(pl.col(KEY).reinterpret(signed=True)).sort(KEY, "_row")


def _sketched(frames: Frames, index: int) -> pl.DataFrame:
    documents = frames["documents"].filter(pl.col("_split").is_not_null())
    return sketch_rows(frames, documents, index, APART_IN)


#: Views that are gathered in another form, by which they can be brought together.
_PREPARED: Mapping[View, Callable[[Frames, int], Any]] = {sketches: _sketched}
