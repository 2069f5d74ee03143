"""What goes across shards: documents that stand in two of them, and rules about all documents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from corpus_kp.catalogue import Rule, catalogue
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import CHECKS
from corpus_kp.shards.engines import Engine
from corpus_kp.shards.engines.keys import KEY
from corpus_kp.shards.files import TABLES
from corpus_kp.shards.findings import ROWS, rows_of
from corpus_kp.shards.gathering import gathered_table, gathered_view, kinds_of
from corpus_kp.shards.near_duplicates import near_duplicates_across_splits
from corpus_kp.shards.state import State
from corpus_kp.shards.task import DOCUMENTS, Job


@dataclass(frozen=True)
class Gathered:
    """What was gathered, and of which shards and batches.

    Attributes:
        names: by what it was gathered as.
    """

    names: dict[str, list[str]]

    def frames(self, rule: Rule, job: Job) -> Frames:
        """All that a rule reads of documents, and the registers."""
        tables = {table: self._whole(gathered_table(rule, table), job.state) for table in rule.reads}
        views = {view: self._whole(gathered_view(rule, view), job.state) for view in rule.views}
        return Frames(job.registers.frames | tables).with_views(views)

    def _whole(self, kind: str, state: State) -> pl.DataFrame:
        return pl.concat(state.read(kind, self.names[kind]))


@dataclass(frozen=True)
class _Apart:
    """Judges the rows of some keys."""

    rule: Rule
    registers: Frames

    def __call__(self, rows: pl.DataFrame) -> pl.DataFrame:
        (table,) = self.rule.reads
        frames = Frames(self.registers | {table: rows.drop(KEY).sort("_file", "_line")})
        return rows_of([(self.rule, CHECKS[self.rule.code](frames))]).drop("excerpt")


@dataclass(frozen=True)
class _Repeated:
    """Documents that stand in two shards, of some keys."""

    def __call__(self, rows: pl.DataFrame) -> pl.DataFrame:
        again = rows.sort("_file", "_line").filter(~pl.col("doc_id").is_first_distinct())
        described = again.with_columns(
            message=pl.format("the document {} stands in two shards", "doc_id"),
            field=pl.lit("doc_id"),
            expected=pl.lit("all rows of a document in files of one name"),
        )
        return rows_of([(catalogue()["KP014"], described)]).drop("excerpt")


_FOUND = {name: dtype for name, dtype in ROWS.items() if name != "excerpt"}


def repeated_documents(engine: Engine, state: State, gathered: Gathered) -> pl.DataFrame:
    """Documents that stand in two shards.

    Args:
        engine: runs it.
        state: where ids were gathered.
        gathered: of which shards.
    """
    files = [state.path(DOCUMENTS, name) for name in gathered.names.get(DOCUMENTS, [])]
    found = engine.by_key(files, _Repeated(), _FOUND)
    return rows_of([(catalogue()["KP014"], found.drop("code"))])


def across(engine: Engine, job: Job, gathered: Gathered) -> Iterator[pl.DataFrame]:
    """What breaks the rules across documents, over all that they read.

    Args:
        engine: runs it.
        job: what every shard needs.
        gathered: what was gathered of which shards.
    """
    for rule in catalogue().values():
        if any(kind in gathered.names for kind in kinds_of(rule)):
            yield from _placed(rule, _judged(rule, engine, job, gathered), job)


def _judged(rule: Rule, engine: Engine, job: Job, gathered: Gathered) -> pl.DataFrame:
    if rule.code == "KP704":  # sketches of all documents would fill a memory
        return near_duplicates_across_splits(engine, job.shards, job.names, job.state)
    if rule.by:
        (table,) = rule.reads
        kind = gathered_table(rule, table)
        files = [job.state.path(kind, name) for name in gathered.names[kind]]
        return engine.by_key(files, _Apart(rule, job.registers.frames), _FOUND).drop("code")
    return CHECKS[rule.code](gathered.frames(rule, job))


def _placed(rule: Rule, rows: pl.DataFrame, job: Job) -> Iterator[pl.DataFrame]:
    """Rows with spans and words, for which the shards that have a finding are looked into once more."""
    if "doc_id" not in rows.columns:
        yield rows_of([(rule, rows)])
        return
    rows = rows.with_columns(_shard=pl.col("_file").str.extract(r"([^/]*)\.parquet$"))
    for name, part in rows.partition_by("_shard", as_dict=True).items():
        yield rows_of([(rule, part)], job.shards.read(TABLES, str(name[0]), job.schemas, []))


def gathered_of(parts: Sequence[tuple[str, Sequence[str]]]) -> Gathered:
    """What was gathered.

    Args:
        parts: names of shards and batches, each with what was gathered of it.
    """
    names: dict[str, list[str]] = {}
    for name, kinds in parts:
        for kind in kinds:
            names.setdefault(kind, []).append(name)
    return Gathered(names)
