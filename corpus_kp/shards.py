"""Checks a corpus that lies in shards: each by itself, side by side, and what goes across them once.

Rules are those of a native run, and so are their functions. Memory is that of the shards that are checked at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path

import polars as pl

from corpus_kp.catalogue import Rule, Scope, catalogue
from corpus_kp.errors import CorpusKpError, UsageError
from corpus_kp.findings import Finding
from corpus_kp.frames import REGISTERS, Frames, stacked
from corpus_kp.judging import Found, offending, registers_alone
from corpus_kp.rules.checks import CHECKS
from corpus_kp.schema import Schemas
from corpus_kp.shard_files import TABLES, ShardFolder, empty
from corpus_kp.shard_findings import findings_of, no_rows, rows_of
from corpus_kp.shard_judging import judge_concerned, judge_shard
from corpus_kp.shard_records import hashed, labelled, record_faults
from corpus_kp.tables import LOCATION

#: Documents with an error of a shard that are left to be judged with those of others, and how many of them are then
#: judged at a time: rules take longer to be run than to look at few documents.
_FEW, _BATCH = 200, 1000


@dataclass(frozen=True)
class Registers:
    """What stands once for all shards.

    Attributes:
        frames: the registers; without rows where one could not be read.
        readable: whether all of them could be read.
        findings: what is wrong with their files.
        rows: what is wrong in them: one row for each finding.
    """

    frames: Frames
    readable: bool = True
    findings: Sequence[Finding] = ()
    rows: pl.DataFrame = field(default_factory=no_rows)


@dataclass(frozen=True)
class ShardResult:
    """What was found in one shard.

    Attributes:
        shard: its name.
        findings: faults of its files; then nothing else was checked.
        rows: one row for each finding of a rule: code, place, message, expected, excerpt.
        counts: rows of each table.
        documents: document ids, with file and row.
        gathered: what rules across documents read of it, by code.
        concerned: documents with an error of a rule, which are judged level by level.
    """

    shard: str
    findings: Sequence[Finding] = ()
    rows: pl.DataFrame = field(default_factory=no_rows)
    counts: Mapping[str, int] = field(default_factory=dict)
    documents: pl.DataFrame | None = None
    gathered: Mapping[str, Frames] = field(default_factory=dict)
    concerned: Frames | None = None


@dataclass(frozen=True)
class Checked:
    """What was found in all shards.

    Attributes:
        rows: one row for each finding of a rule, in order of file and row.
        unusable: findings about files that could not be read.
        counts: rows of each table.
        shards: number of shards.
    """

    rows: pl.DataFrame
    unusable: Sequence[Finding]
    counts: Mapping[str, int]
    shards: int

    @property
    def failed(self) -> bool:
        """Whether there is an error."""
        errors = [code for code, rule in catalogue().items() if rule.severity == "error"]
        return bool(self.unusable) or bool(self.rows["code"].is_in(errors).any())

    def findings(self) -> Iterator[Finding]:
        """Every finding, those about whole files first."""
        yield from self.unusable
        yield from findings_of(self.rows)


def check_shards(folder: Path, schemas: Schemas, jobs: int | None = None) -> Checked:
    """Checks every shard of a folder, and what goes across shards.

    With several jobs the calling script is imported anew in each process (`spawn`), so it needs its
    `if __name__ == "__main__"`.

    Args:
        folder: of the shards.
        schemas: the table contract.
        jobs: shards that are checked side by side; by default as many as there are cores.

    Raises:
        UsageError: there are no shards in the folder, or `jobs` is less than 1.
        CorpusKpError: a process ended before its shard was checked.
    """
    if jobs is not None and jobs < 1:
        raise UsageError(f"jobs is {jobs}; expected 1 or more")
    shards = ShardFolder(folder)
    names = shards.shards()
    registers = read_registers(shards, schemas)
    results = list(_results(shards, names, schemas, registers, min(jobs or os.cpu_count() or 1, len(names))))
    results += _concerned(results, schemas, registers)
    unusable = [*registers.findings, *(finding for result in results for finding in result.findings)]
    across = (
        _repeated(results)
        if unusable
        else pl.concat([_repeated(results), *_across(results, registers, shards, schemas)])
    )
    rows = pl.concat([registers.rows, *(result.rows for result in results), across])
    return Checked(
        rows=_once(rows).sort("_file", "_line", "code", maintain_order=True),
        unusable=unusable,
        counts={table: sum(result.counts.get(table, 0) for result in results) for table in TABLES},
        shards=len(names),
    )


def read_registers(shards: ShardFolder, schemas: Schemas) -> Registers:
    """Reads the registers and checks them by themselves.

    Args:
        shards: the folder.
        schemas: the table contract.
    """
    findings: list[Finding] = []
    frames = shards.read(REGISTERS, "", schemas, findings)
    if frames is None:
        return Registers(Frames({name: empty(name, schemas) for name in REGISTERS}), readable=False, findings=findings)
    frames, illegal = labelled(frames, schemas)
    tables = Frames(frames | {name: empty(name, schemas) for name in TABLES})
    broken = [(catalogue()[code], rows) for code, rows in illegal]
    return Registers(frames, rows=rows_of([*broken, *offending(tables, schemas, gathered={})], tables))


def check_shard(shards: ShardFolder, shard: str, schemas: Schemas, registers: Registers) -> ShardResult:
    """Checks one shard by itself.

    Args:
        shards: the folder.
        shard: name of the shard.
        schemas: the table contract.
        registers: of all shards.
    """
    findings: list[Finding] = []
    read = shards.read(TABLES, shard, schemas, findings)
    if read is None:
        return ShardResult(shard, findings)
    counts = {table: len(frame) for table, frame in read.items()}
    documents = read["documents"].select("doc_id", *LOCATION)
    frames, illegal = labelled(Frames(registers.frames | read), schemas)
    frames["documents"] = hashed(frames["documents"])
    rules = catalogue()
    broken = [(rules[code], rows) for code, rows in (*illegal, *record_faults(frames, schemas)) if len(rows)]
    # what a rule about the whole corpus reads is there, even in a document that is not checked further
    whole = [rule for rule in rules.values() if rule.scope is Scope.CORPUS and not registers_alone(rule)]
    corpus = {rule.code: frames.only(rule.reads, rule.views) for rule in whole}
    judged = judge_shard(_without(frames, broken), schemas, readable=registers.readable)
    gathered = judged.gathered | corpus
    found, concerned = [*broken, *judged.found], _own(judged.concerned)
    if concerned and len(concerned["documents"]) > _FEW:
        more = judge_concerned(Frames(registers.frames | concerned), schemas, readable=registers.readable)
        found, concerned = [*found, *more.found], None
        gathered |= {
            code: stacked([gathered[code], tables]) for code, tables in more.gathered.items() if code in judged.gathered
        }
    return ShardResult(shard, (), rows_of(found, frames), counts, documents, gathered, concerned)


def _own(frames: Frames | None) -> Frames | None:
    """The tables of a shard alone."""
    return Frames({table: frames[table] for table in TABLES}) if frames else None


def _without(frames: Frames, broken: Iterable[Found]) -> Frames:
    """The documents whose records are right."""
    faulty = {doc_id for _, rows in broken for doc_id in rows["doc_id"]}
    named = frames.of_documents(pl.col("doc_id").is_not_null()) if None in faulty else frames
    return named.without_documents(faulty - {None})


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """Findings about registers once, though each shard may have them."""
    about = rows["doc_id"].is_null()
    of_registers = rows.filter(about).unique(
        ["code", "id", "_file", "_line", "field"], keep="first", maintain_order=True
    )
    return pl.concat([rows.filter(~about), of_registers])


def _repeated(results: Iterable[ShardResult]) -> pl.DataFrame:
    """Documents that stand in two shards."""
    parts = [result.documents.unique("doc_id", keep="first") for result in results if result.documents is not None]
    if not parts:
        return no_rows()
    again = pl.concat(parts).filter(~pl.col("doc_id").is_first_distinct())
    described = again.with_columns(
        message=pl.format("the document {} stands in two shards", "doc_id"),
        field=pl.lit("doc_id"),
        expected=pl.lit("all rows of a document in files of one name"),
    )
    return rows_of([(catalogue()["KP014"], described)])


def _concerned(results: Iterable[ShardResult], schemas: Schemas, registers: Registers) -> Iterator[ShardResult]:
    """Judges the documents with an error, many at a time: the number of rules counts, not that of the documents."""
    batch: list[Frames] = []
    for result in [*results, None]:
        if result and result.concerned:
            batch.append(result.concerned)
        if batch and (result is None or sum(len(frames["documents"]) for frames in batch) >= _BATCH):
            tables = stacked(batch)
            judged = judge_concerned(Frames(registers.frames | tables), schemas, readable=registers.readable)
            yield ShardResult("", rows=rows_of(judged.found, tables), gathered=judged.gathered)
            batch = []


class _Gathered(Frames):
    """What rules across documents read of all shards; texts are read anew, of the few documents that are asked for."""

    def __init__(self, tables: Mapping[str, pl.DataFrame], shards: ShardFolder) -> None:
        super().__init__(tables)
        self._shards = shards

    def texts(self, doc_ids: pl.Series) -> pl.DataFrame:
        wanted = pl.col("doc_id").is_in(doc_ids.implode()) & pl.col("text").is_not_null()
        files = (self._shards.file("documents", shard) for shard in self._shards.shards())
        return pl.concat(pl.scan_parquet(file).select("doc_id", "text").filter(wanted).collect() for file in files)


def _across(
    results: Sequence[ShardResult], registers: Registers, shards: ShardFolder, schemas: Schemas
) -> Iterator[pl.DataFrame]:
    """What breaks the rules across documents, over all that they read."""
    rules = catalogue()
    for code in dict.fromkeys(code for result in results for code in result.gathered):
        whole = stacked([result.gathered[code] for result in results if code in result.gathered])
        frames = _Gathered(registers.frames | whole, shards).with_views_of(whole)
        yield from _placed(rules[code], CHECKS[code](frames), shards, schemas)


def _placed(rule: Rule, rows: pl.DataFrame, shards: ShardFolder, schemas: Schemas) -> Iterator[pl.DataFrame]:
    """Rows with spans and words, for which the shards that have a finding are looked into once more."""
    if "doc_id" not in rows.columns:
        yield rows_of([(rule, rows)])
        return
    rows = rows.with_columns(_shard=pl.col("_file").str.extract(r"([^/]*)\.parquet$"))
    for name, part in rows.partition_by("_shard", as_dict=True).items():
        yield rows_of([(rule, part)], shards.read(TABLES, str(name[0]), schemas, []))


def _results(
    shards: ShardFolder, names: Sequence[str], schemas: Schemas, registers: Registers, jobs: int
) -> Iterator[ShardResult]:
    if jobs == 1:
        yield from (check_shard(shards, name, schemas, registers) for name in names)
        return
    start = (shards, schemas, registers)
    try:
        with (
            _threads((os.cpu_count() or 1) // jobs),
            ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_start, initargs=start) as pool,
        ):
            yield from pool.map(_check, names)
    except BrokenProcessPool as error:
        raise CorpusKpError("a process ended before its shard was checked; try fewer jobs or smaller shards") from error


@contextmanager
def _threads(count: int) -> Iterator[None]:
    """How many threads Polars uses in processes that are started meanwhile."""
    name = "POLARS_MAX_THREADS"
    before = os.environ.get(name)
    os.environ[name] = str(max(1, count))
    try:
        yield
    finally:
        os.environ.pop(name)
        if before is not None:
            os.environ[name] = before


_context: list[tuple[ShardFolder, Schemas, Registers]] = []


def _start(shards: ShardFolder, schemas: Schemas, registers: Registers) -> None:
    """Sets up a process: what every shard needs is sent once."""
    _context[:] = [(shards, schemas, registers)]


def _check(name: str) -> ShardResult:
    shards, schemas, registers = _context[0]
    return check_shard(shards, name, schemas, registers)
