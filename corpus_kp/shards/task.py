"""The one function over a shard: checks it, makes the tables of a package of it, and says what came of it.

Every engine runs it, on the cores of one machine or on those of many. What it is given are names of files, and what it
gives back is small; rows stay in files.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import polars as pl
import pyarrow as pa
from upath import UPath

from corpus_kp.card import Figures
from corpus_kp.catalogue import Scope, catalogue
from corpus_kp.features import to_arrow
from corpus_kp.findings import Finding, Severity
from corpus_kp.frames import Frames, stacked
from corpus_kp.judging import Found, registers_alone
from corpus_kp.package import document_rows, file_name, mentions, parquet_bytes
from corpus_kp.pandera_gate import assert_contract
from corpus_kp.record_digests import records_digest
from corpus_kp.schema import Schemas
from corpus_kp.shards.engines.keys import KEY
from corpus_kp.shards.files import TABLES, Fetched, ShardFolder, sum_of
from corpus_kp.shards.findings import no_rows, rows_of
from corpus_kp.shards.gathering import gather, key_of
from corpus_kp.shards.judging import judge_concerned, judge_shard
from corpus_kp.shards.records import hashed, labelled, record_faults
from corpus_kp.shards.state import File, MadePart, State, Summary, put
from corpus_kp.tables import LOCATION
from corpus_kp.version import __version__

#: Documents with an error of a shard that are left to be judged with those of others: rules take longer to be run
#: than to look at few documents.
FEW = 200


@dataclass(frozen=True)
class Registers:
    """What stands once for all shards.

    Attributes:
        frames: the registers; without rows where one could not be read.
        readable: whether all of them could be read.
        findings: what is wrong with their files.
        rows: what is wrong in them: one row for each finding.
        digest: of their files.
    """

    frames: Frames
    readable: bool = True
    findings: Sequence[Finding] = ()
    rows: pl.DataFrame = field(default_factory=no_rows)
    digest: str = ""


@dataclass(frozen=True)
class Packaging:
    """What is to be made of the shards.

    Attributes:
        folder: of the package.
        types: Arrow schema of each config that is made.
        numbers: for each shard, by split, which file of how many of a split it makes.
    """

    folder: UPath | Path
    types: Mapping[str, pa.Schema]
    numbers: Mapping[str, Mapping[str, tuple[int, int]]]


@dataclass(frozen=True)
class Job:
    """What every shard needs.

    Attributes:
        shards: the folder.
        names: of the shards, in order.
        schemas: the table contract.
        registers: of all shards.
        state: folder of the state.
        packaging: what is to be made; None where it is only checked.
    """

    shards: ShardFolder
    names: Sequence[str]
    schemas: Schemas
    registers: Registers
    state: State
    packaging: Packaging | None = None

    def identity(self, shard: str, fetched: Fetched) -> str:
        """Digest of all that the answer for a shard depends on: its files, the rest of the input, and the engine.

        Args:
            shard: its name.
            fetched: its files.
        """
        packaging = self.packaging
        made = [*packaging.types, sorted(packaging.numbers.get(shard, {}).items())] if packaging else []
        parts = (
            *(__version__, pl.__version__, pa.__version__, self.shards.shown("documents", shard)),
            *(self.names.index(shard), self.registers.digest, self.schemas.digest, made, sum_of(fetched)),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True)
class RunShard:
    """Does one shard; to be called with its name.

    Attributes:
        job: what every shard needs.
    """

    job: Job

    def __call__(self, shard: str) -> Summary:
        """What is known already, if it holds, else what comes of the shard now."""
        job = self.job
        fetched = job.shards.fetch(TABLES, shard)
        identity = job.identity(shard, fetched)
        known = job.state.proven(shard, identity, job.packaging.folder if job.packaging else None)
        if known:
            return known
        summary = run_shard(job, shard, fetched, identity)
        job.state.note(summary)
        return summary


def run_shard(job: Job, shard: str, fetched: Fetched, identity: str) -> Summary:
    """Checks one shard, and packages it if it has no error.

    Args:
        job: what every shard needs.
        shard: its name.
        fetched: its files.
        identity: digest of all that the answer depends on.
    """
    faults: list[Finding] = []
    read = job.shards.parse(fetched, shard, job.schemas, faults)
    if read is None:
        return Summary(shard, identity, [asdict(fault) for fault in faults])
    counts = {table: len(frame) for table, frame in read.items()}
    frames, illegal = labelled(Frames(job.registers.frames | read), job.schemas)
    frames["documents"] = hashed(frames["documents"])
    rules, index = catalogue(), job.names.index(shard)
    kept = dict(_gathered(job.state, frames, shard, index))  # before rules about words, which share its views
    broken = [(rules[code], rows) for code, rows in (*illegal, *record_faults(frames, job.schemas)) if len(rows)]
    judged = judge_shard(_without(frames, broken), job.schemas, readable=job.registers.readable)
    found, concerned = [*broken, *judged.found], _own(judged.concerned)
    gathered = [judged.gathered]
    if concerned and len(concerned["documents"]) > FEW:
        more = judge_concerned(Frames(job.registers.frames | concerned), job.schemas, readable=job.registers.readable)
        found, concerned = [*found, *more.found], None
        gathered.append(more.gathered)
    kept |= gather_judged(job.state, gathered, shard, index)
    rows = rows_of(found, frames)
    files = [job.state.write("findings", shard, rows), *kept.values(), *_concerned(job.state, concerned, shard)]
    summary = Summary(
        shard,
        identity,
        counts=counts,
        findings=severities(rows),
        concerned=len(concerned["documents"]) if concerned else 0,
        gathered=list(kept),
        files=files,
    )
    return _packaged(job, job.packaging, frames, summary) if job.packaging and not summary.failed else summary


def severities(rows: pl.DataFrame) -> dict[Severity, int]:
    """Findings by severity.

    Args:
        rows: of `rows_of`.
    """
    rules = catalogue()
    return dict(Counter(rules[code].severity for code in rows["code"]))


def _own(frames: Frames | None) -> Frames | None:
    """The tables of a shard alone."""
    return Frames({table: frames[table] for table in TABLES}) if frames else None


def _without(frames: Frames, broken: Iterable[Found]) -> Frames:
    """The documents whose records are right."""
    faulty = {doc_id for _, rows in broken for doc_id in rows["doc_id"]}
    named = frames.of_documents(pl.col("doc_id").is_not_null()) if None in faulty else frames
    return named.without_documents(faulty - {None})


def _gathered(state: State, frames: Frames, shard: str, index: int) -> Iterator[tuple[str, File]]:
    """What goes across shards of all documents: their ids, and what rules about the whole corpus read."""
    documents = frames["documents"].select("doc_id", *LOCATION).unique("doc_id", keep="first", maintain_order=True)
    yield DOCUMENTS, state.write(DOCUMENTS, shard, documents.with_columns(key_of("doc_id")).sort(KEY))
    for rule in catalogue().values():
        if rule.scope is Scope.CORPUS and not registers_alone(rule):
            # what a rule about the whole corpus reads is there, even in a document that is not checked further
            yield from gather(state, rule, frames.only(rule.reads, rule.views), shard, index)


#: What the ids of documents are gathered as.
DOCUMENTS = "gathered/documents"


def gather_judged(
    state: State, judged: Sequence[Mapping[str, Frames]], name: str, index: int
) -> Iterator[tuple[str, File]]:
    """Writes what rules across documents read of those that were judged.

    Args:
        state: where to.
        judged: by code, of one or more runs.
        name: of the shard or batch.
        index: its number.
    """
    for code in judged[0]:
        tables = stacked([part[code] for part in judged if code in part])
        yield from gather(state, catalogue()[code], tables, name, index)


def _concerned(state: State, frames: Frames | None, shard: str) -> Iterator[File]:
    for table, rows in (frames or {}).items():
        yield state.write(f"concerned/{table}", shard, rows)


def _packaged(job: Job, packaging: Packaging, frames: Frames, summary: Summary) -> Summary:
    """The same with the tables of the package, and what the card and other configs need of the shard."""
    assert_contract(Frames({table: frames[table] for table in TABLES}), job.schemas)
    parts = list(_parts(packaging, frames, summary.shard, job.schemas))
    figures = Figures.of(frames)
    files = [
        job.state.write("composition", summary.shard, figures.composition),
        job.state.write("labels", summary.shard, figures.labels),
        job.state.write("mentions", summary.shard, mentions(frames)),
    ]
    return replace(summary, files=[*summary.files, *files], parts=parts)


def _parts(packaging: Packaging, frames: Frames, shard: str, schemas: Schemas) -> Iterator[MadePart]:
    numbers = packaging.numbers[shard]
    for config, split, rows in document_rows(frames, schemas, list(packaging.types)):
        yield make_part(packaging.folder, (config, split), to_arrow(rows, packaging.types[config]), *numbers[split])


def make_part(folder: UPath | Path, of: tuple[str, str], table: pa.Table, number: int = 0, files: int = 1) -> MadePart:
    """Writes a file of a package.

    Args:
        folder: of the package.
        of: config and split of the rows.
        table: the rows, in the types of the config's features.
        number: which file of its split it is, from 0 on.
        files: how many there are.
    """
    file = put(folder, file_name(*of, number, files), parquet_bytes(table))
    return MadePart(*of, table.num_rows, table.nbytes, records_digest(table), number, files, file)
