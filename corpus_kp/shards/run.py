"""Checks a corpus that lies in shards: each by itself, side by side, and what goes across them once.

Rules are those of a native run, and so are their functions. Memory is that of the shards that are checked at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from upath import UPath

from corpus_kp.catalogue import catalogue
from corpus_kp.findings import Finding
from corpus_kp.frames import REGISTERS, Frames, stacked
from corpus_kp.judging import offending
from corpus_kp.schema import Schemas
from corpus_kp.shards.across import across, gathered_of, repeated_documents
from corpus_kp.shards.engines import Engine
from corpus_kp.shards.engines.local import LocalEngine
from corpus_kp.shards.files import TABLES, ShardFolder, empty, sum_of
from corpus_kp.shards.findings import findings_of, rows_of
from corpus_kp.shards.judging import judge_concerned
from corpus_kp.shards.records import labelled
from corpus_kp.shards.state import State, Summary
from corpus_kp.shards.task import Job, Registers, RunShard, gather_judged

#: Documents with an error of different shards that are judged at a time.
_BATCH = 1000

#: Is told of each shard that is done: its summary, how many are done, and of how many.
Progress = Callable[[Summary, int, int], None]


@dataclass(frozen=True)
class Checked:
    """What was found in all shards.

    Attributes:
        rows: one row for each finding of a rule, in order of file and row.
        unusable: findings about files that could not be read.
        counts: rows of each table.
        summaries: of the shards, in order.
    """

    rows: pl.DataFrame
    unusable: Sequence[Finding]
    counts: Mapping[str, int]
    summaries: Sequence[Summary]

    @property
    def shards(self) -> int:
        """Number of shards."""
        return len(self.summaries)

    @property
    def failed(self) -> bool:
        """Whether there is an error."""
        errors = [code for code, rule in catalogue().items() if rule.severity == "error"]
        return bool(self.unusable) or bool(self.rows["code"].is_in(errors).any())

    def findings(self) -> Iterator[Finding]:
        """Every finding, those about whole files first."""
        yield from self.unusable
        yield from findings_of(self.rows)


def check_shards(
    folder: UPath | Path, schemas: Schemas, engine: Engine | None = None, progress: Progress | None = None
) -> Checked:
    """Checks every shard of a folder, and what goes across shards.

    Args:
        folder: of the shards.
        schemas: the table contract.
        engine: runs it; by default a process for each core.
        progress: is told of each shard that is done.

    Raises:
        UsageError: there are no shards in the folder.
        CorpusKpError: a process ended before its shard was checked.
    """
    with temporary_state() as state:
        return run(job_of(ShardFolder(folder), schemas, state), engine or LocalEngine(), progress)


@contextmanager
def temporary_state() -> Iterator[State]:
    """A state for as long as a run takes."""
    with TemporaryDirectory(prefix="corpus-kp-") as folder:
        yield State(Path(folder))


def job_of(shards: ShardFolder, schemas: Schemas, state: State) -> Job:
    """What every shard needs, where nothing is packaged.

    Args:
        shards: the folder.
        schemas: the table contract.
        state: what is known of shards.

    Raises:
        UsageError: there are no shards in the folder.
    """
    return Job(shards, shards.shards(), schemas, read_registers(shards, schemas), state)


def run(job: Job, engine: Engine, progress: Progress | None = None) -> Checked:
    """Does every shard, and what goes across them.

    Args:
        job: what every shard needs.
        engine: runs it.
        progress: is told of each shard that is done.

    Raises:
        CorpusKpError: a process ended before its shard was done.
    """
    done: dict[str, Summary] = {}
    for summary in engine.each(RunShard(job), job.names):
        done[summary.shard] = summary
        if progress:
            progress(summary, len(done), len(job.names))
    summaries = [done[name] for name in job.names]
    batches = list(_batches(summaries))
    judged = sorted(engine.each(_Concerned(job), batches)) if batches else []
    unusable = [*job.registers.findings, *(finding for summary in summaries for finding in summary.unusable)]
    readable = [summary for summary in summaries if not summary.faults]
    gathered = gathered_of([*((one.shard, one.gathered) for one in readable), *judged])
    found = [*(one.shard for one in readable if one.findings), *(name for name, _ in judged)]
    rows = [
        job.registers.rows,
        *job.state.read("findings", found),
        repeated_documents(engine, job.state, gathered),
        *([] if unusable else across(engine, job, gathered)),
    ]
    order = ("_file", "_line", "code", "id", "field", "start", "message")
    return Checked(
        rows=_once(pl.concat(rows)).sort(order, maintain_order=True),
        unusable=unusable,
        counts=dict(sum((Counter(one.counts) for one in readable), Counter(dict.fromkeys(TABLES, 0)))),
        summaries=summaries,
    )


def read_registers(shards: ShardFolder, schemas: Schemas) -> Registers:
    """Reads the registers and checks them by themselves.

    Args:
        shards: the folder.
        schemas: the table contract.
    """
    findings: list[Finding] = []
    fetched = shards.fetch(REGISTERS, "")
    frames = shards.parse(fetched, "", schemas, findings)
    if frames is None:
        none = Frames({name: empty(name, schemas) for name in REGISTERS})
        return Registers(none, readable=False, findings=findings, digest=sum_of(fetched))
    frames, illegal = labelled(frames, schemas)
    tables = Frames(frames | {name: empty(name, schemas) for name in TABLES})
    broken = [(catalogue()[code], rows) for code, rows in illegal]
    rows = rows_of([*broken, *offending(tables, schemas, gathered={})], tables)
    return Registers(frames, rows=rows, digest=sum_of(fetched))


#: Shards whose documents with an error are judged at a time.
_Batch = tuple[str, ...]


def _batches(summaries: Sequence[Summary]) -> Iterator[_Batch]:
    """Shards with documents that were left to be judged, so that the number of rules counts, not that of documents."""
    batch: list[str] = []
    documents = 0
    for summary in summaries:
        if summary.concerned:
            batch.append(summary.shard)
            documents += summary.concerned
        if documents >= _BATCH:
            yield tuple(batch)
            batch, documents = [], 0
    if batch:
        yield tuple(batch)


def _name(batch: _Batch) -> str:
    return f"{batch[0]}-{batch[-1]}.concerned"


@dataclass(frozen=True)
class _Concerned:
    """Judges the documents with an error of some shards level by level; gives the batch's name and what it gathered."""

    job: Job

    def __call__(self, batch: _Batch) -> tuple[str, list[str]]:
        job, name = self.job, _name(batch)
        parts = [Frames({table: job.state.read(f"concerned/{table}", [s])[0] for table in TABLES}) for s in batch]
        tables = stacked(parts)
        frames = Frames(job.registers.frames | tables)
        judged = judge_concerned(frames, job.schemas, readable=job.registers.readable)
        job.state.write("findings", name, rows_of(judged.found, tables))
        kept = gather_judged(job.state, [judged.gathered], name, 0) if judged.gathered else ()
        return name, [kind for kind, _ in kept]


def _once(rows: pl.DataFrame) -> pl.DataFrame:
    """Findings about registers once, though each shard may have them."""
    about = rows["doc_id"].is_null()
    of_registers = rows.filter(about).unique(
        ["code", "id", "_file", "_line", "field"], keep="first", maintain_order=True
    )
    return pl.concat([rows.filter(~about), of_registers])
