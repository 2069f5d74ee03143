"""Shards on the disk: a folder for each table, with Parquet files whose names say which belong together.

    documents/00000.parquet    entities/00000.parquet    ...    all rows of the same documents
    register.parquet  issues.parquet  claim_register.parquet  claim_pairs.parquet    once for all shards

Columns are those of the table contract; `documents` has `split` beside them.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from upath import UPath

from corpus_kp.errors import UsageError
from corpus_kp.faults import fault
from corpus_kp.findings import Finding
from corpus_kp.frames import REGISTERS, Frames
from corpus_kp.regular_files import read_regular
from corpus_kp.schema import LAYERS, Schemas
from corpus_kp.tables import LOCATION, types_of

#: Tables of which every shard has a file.
TABLES = ("documents", *LAYERS)
_HELP = "`corpus-kp shard` makes shards of tables in any order; its help shows the folder."

#: Bytes of the largest file that is read: more than a memory has.
_LARGEST = 2**40

#: A file as it was read, or why it was not.
Fetched = Mapping[str, bytes | OSError]


@dataclass(frozen=True)
class ShardFolder:
    """A folder of shards.

    Attributes:
        path: the folder, on the disk or wherever fsspec reads; absolute, so that all processes mean the same.
        name: how findings call it: relative to the working directory where it lies below it.
    """

    path: UPath | Path
    name: str = ""

    def __post_init__(self) -> None:
        """Makes the path absolute, and a name of it, in the process where the user is."""
        path = Path(self.path).absolute() if isinstance(self.path, Path) else self.path
        here = isinstance(path, Path) and path.is_relative_to(Path.cwd())
        name = Path(str(path)).relative_to(Path.cwd()).as_posix() if here else str(path)
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "name", self.name or name)

    def file(self, table: str, shard: str) -> UPath | Path:
        """The file of a table of a shard, or of a register."""
        return self.path / f"{table}.parquet" if table in REGISTERS else self.path / table / f"{shard}.parquet"

    def shown(self, table: str, shard: str) -> str:
        """How findings name a file."""
        return f"{self.name}/{table}.parquet" if table in REGISTERS else f"{self.name}/{table}/{shard}.parquet"

    def shards(self) -> list[str]:
        """The names of the shards, in order; one that any table has counts, so that none is left out in silence.

        Raises:
            UsageError: there is none.
        """
        names = sorted({path.stem for table in TABLES for path in (self.path / table).glob("*.parquet")})
        if not names:
            raise UsageError(f"{self.path}: no shards here; expected files such as {self.file('documents', '00000')}")
        return names

    def fetch(self, tables: Iterable[str], shard: str) -> Fetched:
        """The bytes of the files of some tables.

        Args:
            tables: those of a shard, or registers.
            shard: its name.
        """
        fetched: dict[str, bytes | OSError] = {}
        for table in tables:
            try:
                path = self.file(table, shard)
                fetched[table] = read_regular(path, _LARGEST) if isinstance(path, Path) else path.read_bytes()
            except OSError as error:
                fetched[table] = error
        return fetched

    def parse(self, fetched: Fetched, shard: str, schemas: Schemas, findings: list[Finding]) -> Frames | None:
        """Tables as they stand in files, labels as strings.

        Args:
            fetched: of `fetch`.
            shard: its name.
            schemas: the table contract.
            findings: takes what is wrong with the files.

        Returns:
            The tables with `_file` and `_line`, the number of the row, 1-based; None where one cannot be used.
        """
        frames = Frames()
        for table, data in fetched.items():
            types = shard_types(table, schemas)
            frame = _parsed(data, self.shown(table, shard), types, findings)
            if frame is not None:
                frames[table] = frame
        return frames if len(frames) == len(fetched) else None

    def read(self, tables: Iterable[str], shard: str, schemas: Schemas, findings: list[Finding]) -> Frames | None:
        """Fetches and parses tables; the arguments are theirs."""
        return self.parse(self.fetch(tables, shard), shard, schemas, findings)


def shard_types(table: str, schemas: Schemas) -> dict[str, pl.DataType]:
    """Columns of a table of a shard, or of a register, with the types that the contract gives them.

    Args:
        table: of `TABLES`, or a register.
        schemas: the table contract.
    """
    return types_of(table, schemas) | ({"split": pl.String()} if table == "documents" else {})


def with_plain_labels(types: Mapping[str, pl.DataType]) -> dict[str, pl.DataType]:
    """The types as files have them: labels are strings there, which every tool reads.

    Args:
        types: of columns, by name.
    """
    return {name: pl.String() if isinstance(dtype, pl.Enum) else dtype for name, dtype in types.items()}


def sum_of(fetched: Fetched) -> str:
    """SHA-256 over the files of a shard.

    Args:
        fetched: of `ShardFolder.fetch`.
    """
    sums = [data if isinstance(data, OSError) else hashlib.sha256(data).hexdigest() for data in fetched.values()]
    lines = (f"{table} {digest}\n" for table, digest in zip(fetched, sums, strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def empty(table: str, schemas: Schemas) -> pl.DataFrame:
    """A table or register without rows, with the columns that rules expect."""
    more = {"_sha256": pl.String(), "_split": pl.String()} if table == "documents" else {}
    return pl.DataFrame(schema={**types_of(table, schemas), **more, **LOCATION})


def _parsed(
    data: bytes | OSError, shown: str, types: Mapping[str, pl.DataType], findings: list[Finding]
) -> pl.DataFrame | None:
    if isinstance(data, FileNotFoundError):
        findings.append(_fault("KP001", shown, "the file is missing", "a file of every table for each shard"))
        return None
    try:
        if isinstance(data, OSError):
            raise data
        frame = pl.read_parquet(io.BytesIO(data))
    except (OSError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        findings.append(_fault("KP001", shown, f"the file cannot be read: {reason}", "a Parquet file"))
        return None
    wrong = list(wrong_columns(frame.schema, types))
    findings += [_fault("KP014", shown, message, expected) for message, expected in wrong]
    return None if wrong else _located(frame, shown, types)


def wrong_columns(found: Mapping[str, pl.DataType], types: Mapping[str, pl.DataType]) -> Iterable[tuple[str, str]]:
    """What is wrong with the columns of a file, and what would be right.

    Args:
        found: the columns of the file.
        types: those of the contract.
    """
    columns = f"the columns {', '.join(types)}"
    for name in types.keys() - found.keys():
        yield f"the column {name} is missing", columns
    for name in found.keys() - types.keys():
        yield f"the column {name} is not in the contract", columns
    for name in types.keys() & found.keys():
        if not _fits(found[name], types[name]):
            yield f"the column {name} is of type {found[name]}", f"{name} of type {types[name]}"


def _fits(found: pl.DataType, wanted: pl.DataType) -> bool:
    """Whether a column may be of a type: labels may be strings, and a column of nulls may be of none."""
    if isinstance(wanted, pl.Enum):
        return isinstance(found, pl.String | pl.Categorical | pl.Enum | pl.Null)
    return found == wanted or isinstance(found, pl.Null)


def _located(frame: pl.DataFrame, shown: str, types: Mapping[str, pl.DataType]) -> pl.DataFrame:
    number = pl.int_range(1, pl.len() + 1, dtype=pl.Int32)
    return frame.select(*types).cast(with_plain_labels(types)).with_columns(_file=pl.lit(shown), _line=number)  # type: ignore[arg-type]


def _fault(code: str, path: str, message: str, expected: str) -> Finding:
    return fault(code, path=path, message=message, expected=expected, help=_HELP)


def write_shards(frames: Frames, folder: Path, schemas: Schemas, documents: int) -> ShardFolder:
    """Writes tables as shards.

    Args:
        frames: tables that were made by `tabulate`.
        folder: is made.
        schemas: the table contract.
        documents: of a shard, at most.
    """
    shards = ShardFolder(folder)
    ids = frames["documents"]["doc_id"]
    for table in REGISTERS:
        write_register(frames[table], shards, table, schemas)
    for number, first in enumerate(range(0, len(ids), documents)):
        part = frames.of_documents(pl.col("doc_id").is_in(ids[first : first + documents].to_list()))
        write_shard(part, shards, f"{number:05}", schemas)
    return shards


def write_shard(frames: Frames, shards: ShardFolder, shard: str, schemas: Schemas) -> None:
    """Writes one shard.

    Args:
        frames: documents with `_split`, and their layers.
        shards: the folder.
        shard: name of the shard.
        schemas: the table contract.
    """
    for table in TABLES:
        split = [pl.col("_split").alias("split")] if table == "documents" else []
        write_table(frames[table].select(*types_of(table, schemas), *split), shards.file(table, shard))


def write_register(frame: pl.DataFrame, shards: ShardFolder, register: str, schemas: Schemas) -> None:
    """Writes a register.

    Args:
        frame: its rows.
        shards: the folder.
        register: which.
        schemas: the table contract.
    """
    write_table(frame.select(*types_of(register, schemas)), shards.file(register, ""))


def write_table(frame: pl.DataFrame, path: UPath | Path) -> None:
    """Writes a table of a shard.

    Args:
        frame: its rows.
        path: the file; folders are made where they are missing.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    labels = pl.selectors.enum().cast(pl.String)  # strings are read by every tool
    sink = io.BytesIO()
    frame.with_columns(labels).write_parquet(sink, compression="zstd")
    path.write_bytes(sink.getvalue())
