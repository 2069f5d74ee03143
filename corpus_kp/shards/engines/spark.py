"""A Spark cluster: tasks carry names of shards, and only what has to come together goes through a shuffle.

Rows of shards do not pass through the JVM: each task reads and writes its own files, wherever fsspec reaches them.
"""

from __future__ import annotations

import atexit
import gc
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import polars as pl
from upath import UPath

from corpus_kp.errors import CorpusKpError, UsageError
from corpus_kp.shards.engines import AT_ONCE, Types
from corpus_kp.shards.engines.keys import packed, packed_parts, unpacked
from corpus_kp.shards.engines.polars_thread import OnPolarsThread
from corpus_kp.shards.state import read_rows

T = TypeVar("T")
R = TypeVar("R")

#: Spark jobs into which items are divided at most, so that some are known to be done before all are.
_JOBS = 20
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
        builder = SparkSession.builder.appName("corpus-kp").config("spark.ui.showConsoleProgress", "false")
        # a task has a core, and so has Polars in it
        builder = (
            builder.config("spark.log.level", "ERROR")
            .config("spark.executorEnv.POLARS_MAX_THREADS", "1")
            .config("spark.ui.enabled", "false")
            # over TCP each task waits for acknowledgements, 30 ms in all
            .config("spark.python.unix.domain.socket.enabled", "true")
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
        rows = context.parallelize(list(items), len(items)).map(_Shared.by(context, function))
        size = max(-(-len(items) // _JOBS), 2 * context.defaultParallelism)
        parts = [list(range(first, min(first + size, len(items)))) for first in range(0, len(items), size)]
        with ThreadPoolExecutor(2) as pool:  # so that no core waits for the last task of a job
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
        """As in `Engine`: a shuffle of packed rows, which neither the JVM nor a sort has to look into."""
        found = self._over_parts(files, function) if files else []
        return pl.concat([pl.DataFrame(schema=types), *map(unpacked, found)])

    def _over_parts(
        self, files: Sequence[UPath | Path], function: Callable[[pl.DataFrame], pl.DataFrame]
    ) -> list[bytes]:
        context = self._session.sparkContext
        cores = context.defaultParallelism
        rows = len(read_rows(files[0])) * len(files)
        parts = max(cores, -(-rows // AT_ONCE))
        over_part = _Shared.by(context, _OverPacked(function))
        read = context.parallelize(list(files), min(len(files), 8 * cores)).mapPartitions(partial(_divided, parts))
        try:
            found: list[bytes] = read.partitionBy(parts, int).values().mapPartitions(over_part).collect()
        except Exception as error:
            raise _failed(error) from error
        return found


@dataclass(frozen=True)
class _Shared(Generic[T, R]):
    """A function that each process of the cluster reads once, however many items it is called with."""

    broadcast: Any

    @classmethod
    def by(cls, context: Any, function: Callable[[T], R]) -> _Shared[T, R]:
        return cls(context.broadcast(OnPolarsThread(function)))

    def __call__(self, item: T) -> R:
        given: R = self.broadcast.value(item)
        _settle()
        return given


@lru_cache(maxsize=1)
def _settle() -> None:
    """Spares what was imported from the search for garbage, which PySpark makes after every task: 30 ms of it."""
    gc.collect()
    gc.freeze()


def _divided(parts: int, paths: Iterable[UPath | Path]) -> Iterator[tuple[int, bytes]]:
    return packed_parts(map(read_rows, paths), parts)


@dataclass(frozen=True)
class _OverPacked:
    """A function over the packed rows of a part, if there are any; it gives packed rows as well."""

    function: Callable[[pl.DataFrame], pl.DataFrame]

    def __call__(self, data: Iterable[bytes]) -> list[bytes]:
        rows = [unpacked(part) for part in data]
        return [packed(self.function(pl.concat(rows)))] if rows else []


def _failed(error: Exception) -> CorpusKpError:
    """What a cluster says of a task that failed: the exception in Python, if it was one."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    raised = [line for line in lines if _EXCEPTION.match(line)]
    reason = (raised or lines or [type(error).__name__])[0]
    return CorpusKpError(f"Spark could not do all shards: {reason}; the same command goes on from there")
