"""The page of how checks and builds of shards grow: tables in Markdown, a plot, and what follows for a billion."""

from __future__ import annotations

import math
import os
import platform
from argparse import Namespace
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from itertools import pairwise
from typing import TYPE_CHECKING

from benchmark_page import (
    DOCS,
    by_size,
    draw,
    memory,
    middle,
    ratio,
    rules_table,
    runs_of,
    seconds,
    shown,
    slope,
)
from report import table

from corpus_kp.duplicates.near_duplicates import NEIGHBOURS
from corpus_kp.shards.engines import AT_ONCE

if TYPE_CHECKING:
    from scaling_bench import Run

#: The ratio, what is measured against what, and the goal.
RATIOS = (
    ("all checks / reading and writing", "check", "rewrite", "at most 0.6"),
    ("checks and package / reading and writing", "build", "rewrite", "at most 1.3"),
    ("loop over rows / all checks", "datasets loop", "check", "at least 10"),
    ("on Spark / on this machine", "build on Spark", "build", "at most 1.5"),
)
_LIBRARIES = ("polars", "pyarrow", "pandera", "datasets", "pyspark")
_BILLION = 10**9
_HOUR = 3600
#: What comes together by a key; the rest is read by the driver.
_SHUFFLED = ("documents", "pairs", "runs", "KP702", "KP704.view")
#: Rules of which the seconds are shown.
_SHOWN = 25

Runs = Sequence["Run"]


def write_page(runs: Runs, rules: Mapping[str, float], handed_on: Mapping[str, float], options: Namespace) -> str:
    """The page; it is written to `docs/` with its plot where that is asked for.

    Args:
        runs: everything that was measured.
        rules: processor seconds of each rule and part.
        handed_on: bytes for each document that go across shards, by kind.
        options: of the run.
    """
    plain = [run for run in runs if run.varied is None]
    parts = [
        _head(options),
        *by_size(plain, {"Seconds": seconds, "Memory at most, MiB": memory}),
        "![Seconds](scaling.svg)",
        _ratios(plain),
        _growth(plain),
        _varied(runs),
        _across(handed_on),
        _billion(plain, handed_on),
        _profile(rules, min(options.documents)),
    ]
    page = "\n\n".join(parts) + "\n"
    if options.write:
        draw(plain, DOCS / "scaling.svg")
        (DOCS / "scaling.md").write_text(page, encoding="utf-8")
    return page


def _head(options: Namespace) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    sizes = " ".join(map(str, options.documents))
    before = "\n\nPut together of runs of several days and states of the code (`--runs`)." if options.runs else ""
    once = f" --once {' '.join(map(str, options.once))}" if options.once else ""
    return f"""# How it scales

Written by `python scripts/bench/scaling_bench.py --documents {sizes}{once} --rounds {options.rounds} --write`
(`pip install -e '.[bench,spark]'` first); medians of {options.rounds} interleaved rounds (one, where a size is named by
`--once`; {options.loop_rounds} of the loop over rows), {os.cpu_count()} cores, Python {platform.python_version()},
{libraries}.

The corpora are made up (`scripts/bench/synthetic.py`, seed {options.seed}) without faults: news-like English of about
3 kB a document with some 67 annotations and 87 spans, as zstd-compressed Parquet shards of 1,000 documents. Every
contestant runs in a process of its own, first over a small corpus, so that imports and the start of Spark are not
measured. Memory is the most that the process and its children have at a time; what they share counts once.{before}

| contestant | what it does |
| --- | --- |
| rewrite | pyarrow reads every table of every shard and writes it again (zstd), and does nothing else |
| check | `corpus-kp validate SHARDS`: every rule, also across shards; a process for each core |
| build | `corpus-kp build SHARDS`: the same and the package of the flat tables, with pandera, digests and card |
| build, one process | the same with `--jobs 1` |
| build on Spark | the same on a `local-cluster` with as many workers of one core |
| datasets loop | `Dataset.from_parquet` and loops over rows; `scripts/bench/loop.py` lists what is checked |"""


def _sizes(runs: Runs) -> list[int]:
    return sorted({run.documents for run in runs})


def _ratios(runs: Runs) -> str:
    sizes = _sizes(runs)
    rows = [(what, *(shown(ratio(runs, a, b, size)) for size in sizes), goal) for what, a, b, goal in RATIOS]
    peaks = ", ".join(_peak_of_largest(runs, name) for name in ("build", "build, one process"))
    note = f"Memory: {peaks}; the goal is 512 at a million. Reading and writing runs on one core, ours on all."
    head = ("ratio of seconds", *(f"{size:,} documents" for size in sizes), "goal")
    return f"## Ratios and goals\n\n{table(head, rows)}\n\n{note}"


def _peak_of_largest(runs: Runs, name: str) -> str:
    most = max(run.documents for run in runs if run.contestant == name)
    return f"{name} {middle(runs_of(runs, name, most), 'peak') / 2**20:.0f} MiB ({most:,} documents)"


def _growth(runs: Runs) -> str:
    steps = list(pairwise(_sizes(runs)))
    names = ("rewrite", "check", "build", "build, one process")
    rows = [(name, *(shown(slope(runs, name, *step)) for step in steps)) for name in names]
    of_memory = [(f"{name}, memory", *(shown(_slope_of_memory(runs, name, *step)) for step in steps)) for name in names]
    head = ("contestant", *(f"{less:,} to {more:,}" for less, more in steps))
    note = "Slope against documents, both as logarithms: 1 is linear, 0 does not grow."
    return f"## Growth with documents\n\n{note}\n\n{table(head, [*rows, *of_memory])}"


def _slope_of_memory(runs: Runs, name: str, less: int, more: int) -> float | None:
    if not runs_of(runs, name, less) or not runs_of(runs, name, more):
        return None
    peaks = [middle(runs_of(runs, name, size), "peak") for size in (less, more)]
    return math.log(peaks[1] / peaks[0]) / math.log(more / less)


def _varied(runs: Runs) -> str:
    rows = []
    for what in dict.fromkeys(run.varied[0] for run in runs if run.varied):
        chosen = [run for run in runs if run.varied and run.varied[0] == what]
        for name in dict.fromkeys(run.contestant for run in chosen):
            amounts = sorted({run.varied[1] for run in chosen})
            of = {n: [run for run in chosen if run.contestant == name and run.varied[1] == n] for n in amounts}
            took = {n: middle(of[n], "seconds") for n in amounts}
            measured = ", ".join(f"{n}: {took[n]:.2f} s, {middle(of[n], 'peak') / 2**20:.0f} MiB" for n in amounts)
            first, last = amounts[0], amounts[-1]
            grown = math.log(took[last] / took[first]) / math.log(last / first) if last > first else None
            rows.append((what, name, measured, shown(grown)))
    head = ("what grows (10,000 documents)", "contestant", "measured", "slope")
    note = (
        "For each document: passages with annotations (8 is usual, with 87 spans), sentences without (32 is usual); "
        "and cores, each with a process."
    )
    return f"## Other growth\n\n{note}\n\n{table(head, rows)}"


def _across(handed_on: Mapping[str, float]) -> str:
    rows = [(name, f"{size:.0f}") for name, size in handed_on.items()]
    rows.append(("all", f"{sum(handed_on.values()):.0f}"))
    note = (
        "What shards hand on to what goes across them, as it lies in files (lz4): on a cluster, what is shuffled, or "
        "read by the driver where it is small. Texts of candidates for near-duplicates are read once more."
    )
    return f"## Bytes across shards\n\n{note}\n\n{table(('kind', 'bytes for each document'), rows)}"


def _billion(runs: Runs, handed_on: Mapping[str, float]) -> str:
    """What follows from constants that were measured, if shards stay apart as they are."""
    most = max(_sizes(runs))
    build = runs_of(runs, "build", most)
    each = middle(build, "seconds") * build[0].jobs / most
    hours = each * _BILLION / _HOUR
    shuffled = sum(size for name, size in handed_on.items() if name.startswith(_SHUFFLED))
    driver = sum(handed_on.values()) - shuffled
    return f"""## A billion documents

Not run: derived from what is above, at {most:,} documents.

- **Cores**: {1000 * each:.2f} ms of a core for each document (seconds times processes) make
  {hours:,.0f} core hours; on 1,000 cores {hours / 1000:.1f} hours, if input and output keep up.
- **Shuffled**: {shuffled:,.0f} bytes of each document, {shuffled * _BILLION / 1e9:,.0f} GB in all; most of them
  sketches, some 64 numbers of each document that do not compress.
- **The first bottleneck** is the driver. It reads what rules about claims and unnamed sources read of all documents
  ({driver:,.0f} bytes of each, {driver * _BILLION / 1e9:,.0f} GB), one summary in JSON for each of {_BILLION // 1000:,}
  shards, and the pairs of near-duplicates with their connected sets. These would have to be shuffles too before a
  cluster of this size is of use; up to some ten million documents they are small.
- **The second** is a run of words that very many documents share: each is compared with the {NEIGHBOURS} that follow
  it, so that work stays linear, but all its rows meet in one task.
- **The third** is how finely rows are divided. Of a million rows at a time, those of each part of the keys are packed
  together, and there is a part for each {AT_ONCE:,} rows of all. Up to some fifty million documents what is packed is
  longer than its own head; beyond, keys have to be divided in two steps."""


def _profile(rules: Mapping[str, float], size: int) -> str:
    return (
        f"## Where the time of a check goes\n\nProcessor time over {size:,} documents in one process, "
        f"{sum(rules.values()):.2f} s in all.\n\n{rules_table(rules, _SHOWN)}"
    )
