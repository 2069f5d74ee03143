"""The cores of this machine: a process for each, and reductions a part of the keys at a time."""

from __future__ import annotations

import io
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
from upath import UPath

from corpus_kp.errors import CorpusKpError, UsageError
from corpus_kp.shards.engines import Types

T = TypeVar("T")
R = TypeVar("R")

#: Rows that are brought together at a time, about.
_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class LocalEngine:
    """Runs on this machine.

    With several jobs the calling script is imported anew in each process (`spawn`), so it needs its
    `if __name__ == "__main__"`.

    Attributes:
        jobs: items that are done side by side; None means as many as there are cores.
    """

    jobs: int | None = None

    def __post_init__(self) -> None:
        """Refuses a number that is none.

        Raises:
            UsageError: `jobs` is less than 1.
        """
        if self.jobs is not None and self.jobs < 1:
            raise UsageError(f"jobs is {self.jobs}; expected 1 or more")

    def each(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """As in `Engine`."""
        jobs = min(self.jobs or os.cpu_count() or 1, len(items))
        if jobs <= 1:
            yield from map(function, items)
            return
        with _threads((os.cpu_count() or 1) // jobs):
            pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_start, initargs=(function,))
            try:
                for done in as_completed([pool.submit(_call, item) for item in items]):
                    yield done.result()
                pool.shutdown()
            except BrokenProcessPool as error:
                raise CorpusKpError(
                    "a process ended before its shard was done; the same command goes on from there, with fewer jobs "
                    "or smaller shards if memory was short"
                ) from error
            except BaseException:  # Ctrl-C among them: nobody waits for what still runs
                _end(pool)
                raise

    def by_key(
        self,
        files: Sequence[UPath | Path],
        function: Callable[[pl.DataFrame], pl.DataFrame],
        types: Types,
    ) -> pl.DataFrame:
        """As in `Engine`."""
        rows = sum(pl.scan_parquet(_source(path)).select(pl.len()).collect().item() for path in files)
        parts = max(1, -(-rows // _AT_ONCE))
        found = [function(_between(files, *bounds)) for bounds in _ranges(parts)] if rows else []
        return pl.concat(found) if found else pl.DataFrame(schema=types)


def _ranges(parts: int) -> Iterator[tuple[int, int]]:
    """The range of 64-bit whole numbers in equal parts, both ends included."""
    edges = [-(2**63) + 2**64 * part // parts for part in range(parts + 1)]
    yield from ((first, after - 1) for first, after in pairwise(edges))


def _between(files: Sequence[UPath | Path], first: int, last: int) -> pl.DataFrame:
    """Rows whose key is in a range; row groups without such are not read."""
    wanted = pl.col("_key").is_between(first, last)
    return pl.concat(pl.scan_parquet(_source(path)).filter(wanted).collect() for path in files)


def _source(path: UPath | Path) -> str | io.BytesIO:
    return str(path) if isinstance(path, Path) else io.BytesIO(path.read_bytes())


def _end(pool: ProcessPoolExecutor) -> None:
    """Ends the processes, also in the midst of an item."""
    running = list((pool._processes or {}).values())  # noqa: SLF001 - there is no other way to end what still runs
    pool.shutdown(wait=False, cancel_futures=True)
    for process in running:
        process.terminate()
    for process in running:
        process.join()


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


_function: list[Callable[[Any], Any]] = []


def _start(function: Callable[[Any], Any]) -> None:
    """Sets up a process: what every item needs is sent once; Ctrl-C is left to the process that was called."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _function[:] = [function]


def _call(item: Any) -> Any:
    return _function[0](item)
