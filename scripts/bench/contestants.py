"""Ways to check a corpus in shards, each to be run in a process of its own: `contestants.py NAME FOLDER WARM`.

A contestant runs over a small corpus first, so that imports and caches are not measured; then over the one asked for.
It prints one line of JSON: seconds of the clock and of the processors, and what it found.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

#: What a contestant found: code, document, annotation; where it knows no codes, what it calls the fault.
Finding = tuple[str, str | None, str | None]
Contestant = Callable[[Path], list[Finding]]


def _schemas() -> Any:
    from corpus_kp.schema import load_schemas

    return load_schemas(ROOT / "schemas")


def _tables(folder: Path) -> Iterator[Path]:
    """Every file of the shards; registers are small and left out."""
    yield from sorted(folder.glob("*/*.parquet"))


def rewrite_with_pyarrow(folder: Path) -> list[Finding]:
    """Reads every table and writes it again, with zstd: the least that any work on it costs."""
    import pyarrow.parquet as pq

    target = folder / "rewritten.tmp"
    for path in _tables(folder):
        pq.write_table(pq.ParquetFile(path).read(), target, compression="zstd")
    target.unlink()
    return []


def rewrite_with_polars(folder: Path) -> list[Finding]:
    """The same with Polars."""
    import polars as pl

    target = folder / "rewritten.tmp"
    for path in _tables(folder):
        pl.read_parquet(path).write_parquet(target, compression="zstd")
    target.unlink()
    return []


def check_with_corpus_kp(folder: Path) -> list[Finding]:
    """All rules, shards side by side on all cores."""
    from corpus_kp.shards.run import check_shards

    found = check_shards(folder, _schemas()).findings()
    return [(one.code, one.doc_id, one.annotation_id) for one in found]


def check_with_a_loop(folder: Path) -> list[Finding]:
    """A loop over rows with `datasets`, as a user would write it."""
    from loop import check

    return list(check(folder, _schemas()))


def check_with_pandera_on_pandas(folder: Path) -> list[Finding]:
    """The table contract with pandera on pandas, shard by shard."""
    from contracts import pandas_schema, pandas_table, pandera_faults

    schemas = _schemas()
    compiled = {name: pandas_schema(schemas[name]) for name in schemas.tables}
    found: list[Finding] = []
    for path in _tables(folder):
        name = path.parent.name
        found += pandera_faults(compiled[name], pandas_table(path, schemas[name]))
    return found


def check_with_pandera_on_polars(folder: Path) -> list[Finding]:
    """The table contract with pandera on Polars, shard by shard."""
    from contracts import pandera_faults, polars_schema, polars_table

    schemas = _schemas()
    compiled = {name: polars_schema(schemas[name]) for name in schemas.tables}
    found: list[Finding] = []
    for path in _tables(folder):
        name = path.parent.name
        found += pandera_faults(compiled[name], polars_table(path, schemas[name]))
    return found


CONTESTANTS: dict[str, Contestant] = {
    "pyarrow": rewrite_with_pyarrow,
    "polars": rewrite_with_polars,
    "corpus_kp": check_with_corpus_kp,
    "datasets loop": check_with_a_loop,
    "pandera on pandas": check_with_pandera_on_pandas,
    "pandera on polars": check_with_pandera_on_polars,
}


def seconds_by_rule(folder: Path) -> dict[str, float]:
    """Processor seconds of each rule, of each view that rules share, and of what is not a rule."""
    from timing import by_rule

    return by_rule(folder, _schemas())


def main() -> None:
    """Runs one contestant, first over the small corpus."""
    name, folder, warm = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
    if name == "rules":
        seconds_by_rule(warm)
        print(json.dumps(seconds_by_rule(folder)))
        return
    contestant = CONTESTANTS[name]
    contestant(warm)
    clock, processor = time.perf_counter(), _processor()
    found = contestant(folder)
    measured = {"seconds": time.perf_counter() - clock, "processor": _processor() - processor}
    print(json.dumps({**measured, "findings": found}))


def _processor() -> float:
    """Processor seconds of this process and of those that it started and that have ended."""
    import os

    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


if __name__ == "__main__":
    main()
