"""The cores of this machine: a process for each, and reductions a part of the keys at a time."""

from __future__ import annotations

import os
import pickle
import signal
import weakref
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

import polars as pl
import pyarrow as pa
from upath import UPath

from corpus_kp.errors import CorpusKpError, UsageError
from corpus_kp.shards.engines import AT_ONCE, Types
from corpus_kp.shards.engines.pieces import Divide, Over, Piece, length
from corpus_kp.shards.engines.polars_thread import OnPolarsThread
from corpus_kp.shards.state import read_rows

T = TypeVar("T")
R = TypeVar("R")

#: Items for each process into which files are grouped that are divided by key.
_GROUPS = 4


@dataclass
class LocalEngine:
    """Runs on this machine.

    Processes are started when they are first needed and kept for what comes next. With several jobs the calling script
    is imported anew in each (`spawn`), so it needs its `if __name__ == "__main__"`.

    Attributes:
        jobs: items that are done side by side; None means as many as there are cores.
        at_once: rows that are brought together at a time, about.
    """

    jobs: int | None = None
    at_once: int = AT_ONCE
    _pool: ProcessPoolExecutor | None = field(default=None, init=False, repr=False)

    def __post_init__(self) -> None:
        """Refuses a number that is none.

        Raises:
            UsageError: `jobs` is less than 1.
        """
        if self.jobs is not None and self.jobs < 1:
            raise UsageError(f"jobs is {self.jobs}; expected 1 or more")

    def each(self, function: Callable[[T], R], items: Sequence[T]) -> Iterator[R]:
        """As in `Engine`."""
        jobs = self.jobs or os.cpu_count() or 1
        function = OnPolarsThread(function)
        if jobs == 1 or (len(items) <= 1 and self._pool is None):
            yield from map(function, items)
            return
        with _on_disk(function) as path, _threads((os.cpu_count() or 1) // jobs):
            self._pool = self._pool or self._started(jobs)
            try:
                for done in as_completed([self._pool.submit(_call, path, item) for item in items]):
                    yield done.result()
            except BrokenProcessPool as error:
                self._pool = None
                raise CorpusKpError(
                    "a process ended before its shard was done; the same command goes on from there, with fewer jobs "
                    "or smaller shards if memory was short"
                ) from error
            except BaseException:  # Ctrl-C among them: nobody waits for what still runs
                _end(self._pool)
                self._pool = None
                raise

    def _started(self, jobs: int) -> ProcessPoolExecutor:
        pool = ProcessPoolExecutor(jobs, get_context("spawn"), initializer=_start)
        weakref.finalize(self, pool.shutdown)  # also before the interpreter takes itself apart
        return pool

    def by_key(
        self,
        files: Sequence[UPath | Path],
        function: Callable[[pl.DataFrame], pl.DataFrame],
        types: Types,
    ) -> pl.DataFrame:
        """As in `Engine`; more rows than are wanted at a time go by way of files beside those that they are from."""
        parts = -(-sum(map(length, files)) // self.at_once)
        if parts <= 1:
            found = list(self.each(Over(function, read_rows), [files] * parts))
        else:
            with TemporaryDirectory(prefix=".parts-", dir=_disk(files[0])) as spool:
                found = list(self.each(Over(function, Piece.rows), self._pieces(files, parts, Path(spool))))
        return pl.concat([pl.DataFrame(schema=types), *found])

    def _pieces(self, files: Sequence[UPath | Path], parts: int, spool: Path) -> list[list[Piece]]:
        """Divides the rows of files by key: each file is read once, however many parts there are."""
        number = _GROUPS * (self.jobs or os.cpu_count() or 1)
        groups = [(spool / f"{first}", files[first::number]) for first in range(min(number, len(files)))]
        of_part: dict[int, list[Piece]] = {}
        for written in self.each(Divide(parts), groups):
            for part, piece in written:
                of_part.setdefault(part, []).append(piece)
        return list(of_part.values())


def _disk(path: UPath | Path) -> Path | None:
    """The folder of a file, if it is on a disk."""
    return path.parent if isinstance(path, Path) else None


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


@contextmanager
def _on_disk(function: Callable[[Any], Any]) -> Iterator[str]:
    """A file with a function, so that each process reads once what every item needs."""
    with TemporaryDirectory(prefix="corpus-kp-") as folder:
        path = Path(folder) / "function"
        path.write_bytes(pickle.dumps(function))
        yield str(path)


def _start() -> None:
    """Leaves Ctrl-C to the process that was called, and memory that is free to the system.

    Arrow's own pool keeps a fifth more for later, in each process.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pa.set_memory_pool(pa.system_memory_pool())


def _call(path: str, item: Any) -> Any:
    return _read(path)(item)


@lru_cache(maxsize=1)
def _read(path: str) -> Callable[[Any], Any]:
    function: Callable[[Any], Any] = pickle.loads(Path(path).read_bytes())  # noqa: S301 - of our own process
    return function
