"""A Spark cluster: tasks carry names of shards, and only what has to come together goes through a shuffle.

Rows of shards do not pass through the JVM: each task reads and writes its own files, wherever fsspec reaches them.
"""

from __future__ import annotations

import atexit
import os
import re
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa
from upath import UPath

from corpus_kp.errors import CorpusKpError, UsageError
from corpus_kp.shards.engines import Types
from corpus_kp.shards.engines.polars_thread import OnPolarsThread
from corpus_kp.shards.state import read_rows

T = TypeVar("T")
R = TypeVar("R")

#: Spark jobs into which items are divided, so that some are known to be done before all are.
_JOBS = 20
#: Parts into which keys are divided, as powers of two: one for each core, and for as many rows as fit a memory.
_LEAST_BITS, _MOST_BITS = 3, 20
#: Rows of a part, about.
_AT_ONCE = 1_000_000
#: The last line of a traceback of Python's.
_EXCEPTION = re.compile(r"^[\w.]+(Error|Exception): (?!An exception was thrown)")
#: What a local master is called, whose workers are processes of this machine.
_HERE = "local"


@dataclass
class SparkEngine:
    """Runs on a Spark cluster whose Python has corpus_kp, and whose machines see the same files.

    Attributes:
        master: address of the cluster, such as `spark://host:7077`; None leaves it to `spark-submit` or Spark's own
            configuration.
    """

    master: str | None = None

    @cached_property
    def _session(self) -> Any:
        try:
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise UsageError("--engine spark needs PySpark: pip install 'corpus_kp[spark]'") from error
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
        warnings.filterwarnings("ignore", "PySpark does not yet", FutureWarning)  # no frame of pandas is used here
        builder = SparkSession.builder.appName("corpus-kp").config("spark.ui.showConsoleProgress", "false")
        # a task has a core, and so has Polars in it
        builder = (
            builder.config("spark.log.level", "ERROR")
            .config("spark.executorEnv.POLARS_MAX_THREADS", "1")
            .config("spark.ui.enabled", "false")
        )
        if self.master:
            builder = builder.master(self.master)
        if (self.master or "").startswith(_HERE):
            os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        try:
            session = builder.getOrCreate()
        except Exception as error:
            reason = next(iter(str(error).splitlines()), type(error).__name__)
            raise UsageError(
                f"Spark does not start ({reason}); it needs Java 17 or later and a master that can be reached"
            ) from error
        atexit.register(session.stop)
        return session

    def each(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """As in `Engine`; a task that is lost with its machine is done again on another."""
        context = self._session.sparkContext
        rows = context.parallelize(list(items), len(items)).map(OnPolarsThread(function))
        size = -(-len(items) // _JOBS)
        parts = [list(range(first, min(first + size, len(items)))) for first in range(0, len(items), size)]
        at_once = 2 * context.defaultParallelism // size + 1
        with ThreadPoolExecutor(at_once) as pool:
            try:
                for done in as_completed([pool.submit(context.runJob, rows, list, part) for part in parts]):
                    yield from done.result()
            except BaseException as error:
                pool.shutdown(wait=False, cancel_futures=True)
                context.cancelAllJobs()
                if isinstance(error, Exception) and not isinstance(error, CorpusKpError):
                    raise _failed(error) from error
                raise

    def by_key(
        self,
        files: Sequence[UPath | Path],
        function: Callable[[pl.DataFrame], pl.DataFrame],
        types: Types,
    ) -> pl.DataFrame:
        """As in `Engine`: a shuffle by the first bits of the key."""
        if not files:
            return pl.DataFrame(schema=types)
        rows = self._rows(files)
        try:
            found = rows.groupBy("_part").applyInArrow(_over_part(function), _sql_schema(types)).toArrow()
        except Exception as error:
            raise _failed(error) from error
        return pl.DataFrame(found, schema=list(types)).cast(dict(types))  # type: ignore[arg-type]

    def _rows(self, files: Sequence[UPath | Path]) -> Any:
        """The rows of files, read by tasks, with the part that each belongs to."""
        from pyspark.sql import functions

        first = read_rows(files[0])
        schema = _sql_schema(first.schema)
        context = self._session.sparkContext
        paths = context.parallelize([(str(file),) for file in files], min(len(files), 8 * context.defaultParallelism))
        rows = self._session.createDataFrame(paths, "path string").mapInArrow(
            _reading(on_disk=isinstance(files[0], Path)), schema
        )
        bits = _bits(len(first) * len(files))
        return rows.withColumn("_part", functions.shiftrightunsigned("_key", 64 - bits))


def _bits(rows: int) -> int:
    """Bits of the key that number the parts, for about so many rows."""
    return min(max((rows // _AT_ONCE).bit_length(), _LEAST_BITS), _MOST_BITS)


def _reading(*, on_disk: bool) -> Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]]:
    """Reads the files that rows name; Spark counts the arguments of a function, so that it has to be a plain one."""

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            for name in batch.column("path").to_pylist():
                yield from _arrow(read_rows(Path(name) if on_disk else UPath(name))).to_batches()

    return read


def _over_part(function: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[[pa.Table], pa.Table]:
    """A function over the rows of a part of the keys."""

    def call(rows: pa.Table) -> pa.Table:
        return _arrow(function(pl.DataFrame(rows).drop("_part")))

    return call


def _arrow(frame: pl.DataFrame) -> pa.Table:
    """In types that Spark knows: it has no unsigned numbers and no enumerations."""
    plain = frame.with_columns(pl.selectors.unsigned_integer().cast(pl.Int64), pl.selectors.enum().cast(pl.String))
    table = plain.to_arrow(compat_level=pl.CompatLevel.oldest())
    return table.cast(pa.schema([field.with_type(_short(field.type)) for field in table.schema]))


def _short(dtype: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_large_string(dtype) else dtype


def _sql_schema(types: Types) -> str:
    """Columns in Spark's own words."""
    names = {pl.String: "string", pl.Int32: "int", pl.Float64: "double", pl.Float32: "float", pl.Boolean: "boolean"}
    columns = []
    for name, dtype in types.items():
        base = dtype.base_type()
        kind = "string" if base == pl.Enum else names.get(base, "bigint")
        columns.append(f"`{name}` {kind}")
    return ", ".join(columns)


def _failed(error: Exception) -> CorpusKpError:
    """What a cluster says of a task that failed: the exception in Python, if it was one."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    raised = [line for line in lines if _EXCEPTION.match(line)]
    reason = (raised or lines or [type(error).__name__])[0]
    return CorpusKpError(f"Spark could not do all shards: {reason}; the same command goes on from there")
