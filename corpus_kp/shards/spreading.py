"""`shard`: from tables in any order to shards in order of doc_id, each with all rows of its documents.

Nothing is held in memory but ids, one batch of rows and the shards that are written at a time. Documents without a
group or split get one: near-duplicates are put into one group, and a group's name alone decides its split, so that
more documents never move others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kp.errors import CorpusKpError, UsageError
from corpus_kp.frames import REGISTERS, Frames
from corpus_kp.replacing import replaced
from corpus_kp.schema import LAYERS, Schemas
from corpus_kp.shards.engines import Engine
from corpus_kp.shards.engines.keys import KEY
from corpus_kp.shards.files import (
    TABLES,
    ShardFolder,
    empty,
    shard_types,
    with_plain_labels,
    write_register,
    write_table,
    wrong_columns,
)
from corpus_kp.shards.gathering import document_number, place_of, sketch_rows
from corpus_kp.shards.near_duplicates import connected_sets, near_pairs_of_shards
from corpus_kp.shards.state import State, read_rows
from corpus_kp.splitting.assignment import EVAL, NEWS, TRAIN
from corpus_kp.writing import refuse_standing

#: Rows that are sorted at a time; of documents, with their texts, fewer.
_ROWS, _TEXTS = 2_000_000, 20_000
#: Columns of the documents that may be missing or null.
_ASSIGNED = ("group_id", "split")
_SHARD = "_shard"
_SKETCHES = "sketches"
_ABOUT = "about"


@dataclass(frozen=True)
class Spread:
    """What came of it.

    Attributes:
        folder: of the shards.
        shards: how many.
        counts: rows of each table.
        assigned: documents that got a split.
        pairs: of near-duplicates that were found for that.
        absent: registers that were not there and are empty now.
    """

    folder: Path
    shards: int
    counts: dict[str, int]
    assigned: int
    pairs: int
    absent: list[str]


def spread(  # noqa: PLR0913 - what is made of what, and how
    rows: Path, out: Path, schemas: Schemas, engine: Engine, documents: int, *, share: float = 0.2
) -> Spread:
    """Makes shards.

    Args:
        rows: folder with the tables: `entities.parquet`, or any number of Parquet files in `entities/`; registers as
            in a folder of shards.
        out: folder of the shards; it must not be there, or be empty.
        schemas: the table contract.
        engine: runs what is done for each shard.
        documents: of a shard, at most.
        share: of the groups without a split that go into `eval`.

    Raises:
        UsageError: a table is not there or has other columns, or `out` holds something.
        CorpusKpError: a document stands twice, or a row is of none.
    """
    refuse_standing(out)
    files = {table: _files(rows, table, schemas) for table in TABLES}
    places = _places(files["documents"], documents)
    with TemporaryDirectory(prefix="corpus-kp-") as scratch, replaced(out.resolve()) as folder:
        spool, shards = Path(scratch) / "spool", ShardFolder(folder)
        counts = {table: _spooled(table, files[table], places, spool / table, schemas) for table in TABLES}
        names = [f"{number:05}" for number in range(places[_SHARD].n_unique())]
        state = State(Path(scratch) / "state")
        list(engine.each(_Write(shards, spool, schemas, state), list(range(len(names)))))
        assigned, pairs = _assign(shards, names, state, engine, share)
        absent = [register for register in REGISTERS if not _register(rows, register, shards, schemas)]
    return Spread(out, len(names), counts, assigned, pairs, absent)


def _files(rows: Path, table: str, schemas: Schemas) -> list[Path]:
    """The files of a table, whose columns are those of the contract."""
    files = [rows / f"{table}.parquet"] if (rows / f"{table}.parquet").is_file() else []
    files += sorted((rows / table).glob("**/*.parquet"))
    if not files:
        raise UsageError(
            f"{rows}: the table {table} is missing; expected {table}.parquet, or Parquet files in {table}/"
        )
    for path in files:
        _refuse_other_columns(path, table, schemas)
    return files


def _refuse_other_columns(path: Path, table: str, schemas: Schemas) -> None:
    try:
        found = pl.read_parquet_schema(path)
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        reason = next(iter(str(error).splitlines()), type(error).__name__)
        raise UsageError(f"{path}: cannot be read as Parquet ({reason})") from error
    types = shard_types(table, schemas)
    may_lack = set(_ASSIGNED) - found.keys() if table == "documents" else set()
    wanted = {name: dtype for name, dtype in types.items() if name not in may_lack}
    for message, expected in wrong_columns(found, wanted):
        raise UsageError(f"{path}: {message}; expected {expected}")


def _places(files: Sequence[Path], documents: int) -> pl.DataFrame:
    """The shard of each document: `doc_id` and `_shard`."""
    ids = pl.concat(pl.read_parquet(path, columns=["doc_id"])["doc_id"].cast(pl.String) for path in files)
    if ids.null_count():
        raise CorpusKpError(f"{files[0].parent}: {ids.null_count()} documents have no doc_id")
    if ids.is_empty():
        raise UsageError(f"{files[0].parent}: there is no document")
    again = ids.filter(ids.is_duplicated())
    if len(again):
        raise CorpusKpError(f"the document {again.sort()[0]} stands in two rows of {files[0].parent}; keep one of them")
    number = pl.int_range(pl.len(), dtype=pl.UInt32) // documents
    return ids.sort().to_frame("doc_id").with_columns(number.alias(_SHARD))


def _spooled(table: str, files: Sequence[Path], places: pl.DataFrame, spool: Path, schemas: Schemas) -> int:
    """Writes batches of rows, each sorted by shards; gives the number of rows."""
    spool.mkdir(parents=True)
    done = 0
    for number, (path, batch) in enumerate(_batches(files, _TEXTS if table == "documents" else _ROWS)):
        frame = _uniform(pl.DataFrame(batch), table, schemas)
        placed = frame.join(places, on="doc_id", how="left", maintain_order="left")
        lost = placed.filter(pl.col(_SHARD).is_null())
        if len(lost):
            raise CorpusKpError(
                f"{path}: {len(lost)} rows are of documents that are not there, such as {lost['doc_id'][0]}; add the "
                "documents, or take the rows out"
            )
        ordered = placed.sort(_SHARD)
        ordered.write_parquet(spool / f"{number:05}.parquet", compression="lz4", row_group_size=_group(ordered))
        done += len(frame)
    return done


def _batches(files: Sequence[Path], size: int) -> Iterator[tuple[Path, pa.Table]]:
    for path in files:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=size):
                yield path, pa.Table.from_batches([batch])
            if not file.metadata.num_rows:
                yield path, file.schema_arrow.empty_table()


def _group(rows: pl.DataFrame) -> int:
    """Rows of a row group: about those of one shard, so that a shard reads what is its own."""
    return max(512, len(rows) // max(rows[_SHARD].n_unique(), 1))


def _uniform(frame: pl.DataFrame, table: str, schemas: Schemas) -> pl.DataFrame:
    """The columns of the contract, labels as strings."""
    plain = with_plain_labels(shard_types(table, schemas))
    absent = [pl.lit(None, dtype).alias(name) for name, dtype in plain.items() if name not in frame.columns]
    return frame.with_columns(absent).select(*plain).cast(plain)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Write:
    """Writes one shard, and notes what its documents are compared and assigned by."""

    shards: ShardFolder
    spool: Path
    schemas: Schemas
    state: State

    def __call__(self, index: int) -> int:
        name = f"{index:05}"
        for table in LAYERS:
            rows = self._rows(table, index).sort("doc_id", *_place(table), "id")
            write_table(rows, self.shards.file(table, name))
        documents = self._rows("documents", index).sort("doc_id")
        write_table(documents, self.shards.file("documents", name))
        numbered = documents.with_columns(_line=pl.int_range(1, pl.len() + 1, dtype=pl.Int32))
        about = numbered.select("doc_id", "tier", "group_id", "split", document_number(index))
        self.state.write(_ABOUT, name, about)
        lacking = documents["split"].null_count() or documents["group_id"].null_count()
        compared = numbered if lacking else numbered.clear()
        self.state.write(_SKETCHES, name, sketch_rows(Frames({"documents": compared}), compared, index))
        return index

    def _rows(self, table: str, index: int) -> pl.DataFrame:
        found = pl.scan_parquet(self.spool / table / "*.parquet").filter(pl.col(_SHARD) == index).collect()
        return found.drop(_SHARD)


def _place(table: str) -> list[pl.Expr]:
    """Where an annotation stands in its text."""
    if table == "attributions":
        cue, content = pl.col("cue").struct, pl.col("content").list.first().struct
        return [pl.coalesce(cue.field(name), content.field(name)) for name in ("start", "end")]
    if table == "stances":
        return [pl.coalesce(f"cue_{name}", f"target_{name}") for name in ("start", "end")]
    return [pl.col("start"), pl.col("end")]


def _assign(shards: ShardFolder, names: Sequence[str], state: State, engine: Engine, share: float) -> tuple[int, int]:
    """Gives groups and splits to documents without; gives how many got a split, and pairs of near-duplicates."""
    about = pl.concat(state.read(_ABOUT, names))
    if not about["split"].null_count() + about["group_id"].null_count():
        return 0, 0
    pairs = near_pairs_of_shards(engine, shards, names, state, _SKETCHES)
    sets = connected_sets(pairs) if len(pairs) else pl.DataFrame(schema={"_row": pl.Int64, KEY: pl.Int64})
    grouped = _grouped(about.join(sets, on="_row", how="left", maintain_order="left"))
    placed = _split(grouped, share).select("group_id", "split", place_of(about["_row"])["_index"])
    parts = placed.partition_by("_index", maintain_order=True, include_key=False)  # each shard has documents
    for name, part in zip(names, parts, strict=True):
        path = shards.file("documents", name)
        write_table(read_rows(path).with_columns(part.get_columns()), path)
    return about["split"].null_count(), len(pairs)


def _grouped(about: pl.DataFrame) -> pl.DataFrame:
    """A document without a group joins the first one among those that it repeats, else it has one of its own."""
    given, own = pl.col("group_id").drop_nulls().min().over(KEY), pl.col("doc_id").min().over(KEY)
    of_set = pl.when(pl.col(KEY).is_not_null()).then(pl.coalesce(given, own))
    return about.with_columns(group_id=pl.coalesce("group_id", of_set, "doc_id"))


def _split(about: pl.DataFrame, share: float) -> pl.DataFrame:
    """A document without a split has that of its group, else the one that the group's name decides."""
    groups = about.filter(pl.col("split").is_null())["group_id"].unique()
    drawn = {group: EVAL if _drawn(group) < share else TRAIN for group in groups}
    known = pl.col("split").drop_nulls().min().over("group_id")
    by_name = pl.col("group_id").replace_strict(drawn, default=None, return_dtype=pl.String)
    news = pl.when(tier="text_free").then(pl.lit(NEWS))
    return about.with_columns(split=pl.coalesce("split", news, known, by_name))


def _drawn(group: str) -> float:
    """A number from 0 up to 1 for each name, always the same."""
    return int.from_bytes(hashlib.sha256(group.encode()).digest()[:8], "big") / 2**64


def _register(rows: Path, register: str, shards: ShardFolder, schemas: Schemas) -> bool:
    """Copies a register; False where there is none, and it is empty."""
    path = rows / f"{register}.parquet"
    if not path.is_file():
        write_register(empty(register, schemas), shards, register, schemas)
        return False
    _refuse_other_columns(path, register, schemas)
    write_register(pl.read_parquet(path), shards, register, schemas)
    return True
