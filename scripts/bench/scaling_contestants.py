"""What is measured of large corpora, each in a process of its own: `... NAME FOLDER WARM OUT JOBS`.

As in `contestants.py`, a small corpus comes first, so that imports, and the start of processes or of a cluster, are not
measured.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path

from contestants import ROOT, check_with_a_loop, rewrite_with_pyarrow

from corpus_kp.corpus import Corpus
from corpus_kp.package import CONFIGS
from corpus_kp.shards.engines import Engine
from corpus_kp.shards.engines.local import LocalEngine
from corpus_kp.shards.packaging import build_shards
from corpus_kp.shards.run import check_shards

#: The flat tables: what bare reading and writing reads and writes.
FLAT = [config for config in CONFIGS if config not in {"full", "tokens"}]
#: Where a cluster is that has as many cores as this machine.
_MASTER = "local-cluster[{jobs},1,2048]"


def rewrite(folder: Path, _: Path, __: int) -> None:
    """Reads and writes every table, and does nothing else."""
    rewrite_with_pyarrow(folder)


def check(folder: Path, _: Path, jobs: int) -> None:
    """Every rule."""
    checked = check_shards(folder, Corpus(ROOT).schemas, _local(jobs))
    if checked.failed:
        sys.exit(f"{folder}: the corpus has errors")


def build(folder: Path, out: Path, jobs: int) -> None:
    """Every rule, and the package of the flat tables: read once, written once."""
    _build(folder, out, _local(jobs))


def build_alone(folder: Path, out: Path, _: int) -> None:
    """The same in one process."""
    _build(folder, out, _local(1))


def build_with_spark(folder: Path, out: Path, jobs: int) -> None:
    """The same on a cluster of this machine."""
    from corpus_kp.shards.engines.spark import SparkEngine

    if "spark" not in _started:
        _started["spark"] = SparkEngine(_MASTER.format(jobs=jobs))
    _build(folder, out, _started["spark"])


_started: dict[str, Engine] = {}


def _local(jobs: int) -> Engine:
    """The same processes for the small corpus and for the one that is measured."""
    return _started.setdefault("local", LocalEngine(jobs))


def _build(folder: Path, out: Path, engine: Engine) -> None:
    if build_shards(Corpus(ROOT), folder, out, engine, FLAT).checked.failed:
        sys.exit(f"{folder}: the corpus has errors")


def loop(folder: Path, _: Path, __: int) -> None:
    """A loop over rows with `datasets`, as a user would write it."""
    check_with_a_loop(folder)


CONTESTANTS: dict[str, Callable[[Path, Path, int], None]] = {
    "rewrite": rewrite,
    "check": check,
    "build": build,
    "build, one process": build_alone,
    "build on Spark": build_with_spark,
    "datasets loop": loop,
}


def main() -> None:
    """Runs one contestant, first over the small corpus."""
    name, folder, warm, out = sys.argv[1], *map(Path, sys.argv[2:5])
    jobs = int(sys.argv[5])
    CONTESTANTS[name](warm, out, jobs)
    shutil.rmtree(out, ignore_errors=True)
    clock = time.perf_counter()
    CONTESTANTS[name](folder, out, jobs)
    seconds = time.perf_counter() - clock
    shutil.rmtree(out, ignore_errors=True)
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
