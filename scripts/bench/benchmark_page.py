"""The page of the benchmark of validation: tables in Markdown and a plot."""

from __future__ import annotations

import math
import os
import platform
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from report import table

if TYPE_CHECKING:
    from validate_bench import Measured

DOCS = Path(__file__).resolve().parents[2] / "docs"
#: What is measured against what: the ratio, and what it should be.
RATIOS = (
    ("corpus_kp", "pyarrow", "all rules / rewriting with pyarrow", "at most 1.2"),
    ("corpus_kp", "polars", "all rules / rewriting with Polars", ""),
    ("datasets loop", "corpus_kp", "loop over rows / all rules", "at least 8"),
    ("pandera on pandas", "corpus_kp", "pandera on pandas / all rules", ""),
    ("pandera on polars", "corpus_kp", "pandera on Polars / all rules", ""),
)
_LIBRARIES = ("polars", "pyarrow", "pandera", "pandas", "datasets", "numpy")
_MOST_MEMORY = 1024
#: Rules of which the seconds are shown.
_SHOWN = 40

Runs = Sequence["Measured"]
#: Said of a contestant that takes too long for a size.
NOT_RUN = "not run"


def write_page(runs: Runs, rules: Mapping[str, float], options: Namespace) -> str:
    """The page; it is written to `docs/` with its plot where that is asked for.

    Args:
        runs: everything that was measured.
        rules: processor seconds of each rule and part.
        options: of the run.
    """
    page = f"{_head(options)}\n\n{_tables(runs)}\n\n{_exactness(runs)}\n\n{_rules(rules, options)}\n"
    if options.write:
        draw(runs, DOCS / "benchmarks.svg")
        (DOCS / "benchmarks.md").write_text(page, encoding="utf-8")
    return page


def _head(options: Namespace) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    sizes = " ".join(map(str, options.documents))
    return f"""# Benchmarks of validation

Written by `python scripts/bench/validate_bench.py --documents {sizes} --rounds {options.rounds} --write`
(`pip install -e '.[bench]'` first); medians of {options.rounds} interleaved rounds, {os.cpu_count()} cores, Python
{platform.python_version()}, {libraries}.

The corpora are made up (`scripts/bench/synthetic.py`, seed {options.seed}): news-like English of about 3 kB a document,
seven in ten beyond ASCII, some 64 annotations with 87 spans each over all layers, as zstd-compressed Parquet shards of
1,500 documents, with faults planted at known places. Every contestant runs in a process of its own, first over a small
corpus, so that imports are not measured. Memory is the most that the process and its children have at a time; what
they share counts once.

| contestant | what it does |
| --- | --- |
| pyarrow, polars | read every table of every shard and write it again (zstd): the least that work on them costs |
| corpus_kp | `check_shards`: every rule, the table contract, records, derived columns; a process for each core |
| datasets loop | `Dataset.from_parquet` and loops over rows; `scripts/bench/loop.py` lists what is checked |
| pandera on pandas, polars | the table contract alone: types, null, listed values, bounds, patterns, keys |"""


#: What a cell shows of the runs of a contestant.
Cell = Callable[[Runs], str]


def seconds(chosen: Runs) -> str:
    """Their median, with the least and the most."""
    return f"{middle(chosen, 'seconds'):.2f} ({spread(chosen)})"


def _processor(chosen: Runs) -> str:
    return f"{middle(chosen, 'processor'):.2f}"


def memory(chosen: Runs) -> str:
    """Its median, in MiB."""
    return f"{middle(chosen, 'peak') / 2**20:.0f}"


def by_size(runs: Runs, cells: Mapping[str, Cell]) -> Iterator[str]:
    """A table for each figure, with a row for each contestant and a column for each size.

    Args:
        runs: everything that was measured.
        cells: what is shown, by title.
    """
    sizes = sorted({run.documents for run in runs})
    names = list(dict.fromkeys(run.contestant for run in runs))
    head = ("contestant", *(f"{size:,} documents" for size in sizes))
    for title, cell in cells.items():
        rows = [
            (name, *(cell(chosen) if (chosen := runs_of(runs, name, n)) else NOT_RUN for n in sizes)) for name in names
        ]
        yield f"## {title}\n\n{table(head, rows)}"


def _tables(runs: Runs) -> str:
    sizes = sorted({run.documents for run in runs})
    names = list(dict.fromkeys(run.contestant for run in runs))
    parts = list(by_size(runs, {"Seconds": seconds, "Processor seconds": _processor, "Memory at most, MiB": memory}))
    parts += [_ratios(runs, sizes, set(names)), _growth(runs, sizes, names), "![Seconds](benchmarks.svg)"]
    return "\n\n".join(parts)


def _ratios(runs: Runs, sizes: Sequence[int], names: set[str]) -> str:
    rows = [
        (f"{title}{of}", *(shown(ratio(runs, above, below, n, field)) for n in sizes), goal if not of else "")
        for field, of in (("seconds", ""), ("processor", " (processor)"))
        for above, below, title, goal in RATIOS
        if {above, below} <= names
    ]
    head = ("ratio", *(f"{size:,} documents" for size in sizes), "goal")
    note = "Of seconds, and of processor seconds, which other work on the machine changes less; medians of the rounds."
    return f"## Ratios\n\n{note}\n\n{table(head, rows)}"


def _growth(runs: Runs, sizes: Sequence[int], names: Iterable[str]) -> str:
    if len(sizes) < 2:  # noqa: PLR2004 - a slope needs two points
        return "Growth needs two sizes."
    steps = list(pairwise(sizes))
    rows = [(name, *(shown(slope(runs, name, *step)) for step in steps)) for name in names]
    head = ("contestant", *(f"{less:,} to {more:,}" for less, more in steps))
    return f"## Growth\n\nSlope of seconds against documents, both as logarithms: 1 is linear.\n\n{table(head, rows)}"


def shown(figure: float | None) -> str:
    """A ratio or slope; what was not run has none."""
    return NOT_RUN if figure is None else f"{figure:.2f}"


def ratio(runs: Runs, above: str, below: str, size: int, field: str = "seconds") -> float | None:
    """Median of the ratio of two contestants, round by round; None where they were not run."""
    seconds = {(run.contestant, run.round): getattr(run, field) for run in runs if run.documents == size}
    rounds = {turn for name, turn in seconds if name == above} & {turn for name, turn in seconds if name == below}
    return median(seconds[above, turn] / seconds[below, turn] for turn in rounds) if rounds else None


def slope(runs: Runs, name: str, less: int, more: int) -> float | None:
    """How seconds grow with documents: the exponent; None where it was not run."""
    if not runs_of(runs, name, more) or not runs_of(runs, name, less):
        return None
    growth = middle(runs_of(runs, name, more), "seconds") / middle(runs_of(runs, name, less), "seconds")
    return math.log(growth) / math.log(more / less)


def runs_of(runs: Runs, name: str, size: int) -> Runs:
    """The runs of one contestant over one size."""
    return [run for run in runs if run.contestant == name and run.documents == size]


def middle(runs: Runs, field: str) -> float:
    """The median of a figure."""
    return median(getattr(run, field) for run in runs)


def spread(runs: Runs) -> str:
    """The least and the most seconds."""
    seconds = [run.seconds for run in runs]
    return f"{min(seconds):.2f} to {max(seconds):.2f}"


def _exactness(runs: Runs) -> str:
    """Whether everything that was planted was found, and nothing else."""
    rows = [
        (run.contestant, f"{run.documents:,}", run.planted, run.found, run.others, "yes" if run.exact else "no")
        for run in runs
        if run.round == 0 and (run.found or run.others)
    ]
    head = ("contestant", "documents", "planted", "found", "other findings", "exact")
    return (
        "## Planted faults\n\nA fault is found where its document and annotation are named. Findings are exact "
        "where they have the codes of the faults too (pandera has none), and no others are beside them."
        f"\n\n{table(head, rows)}"
    )


def _rules(rules: Mapping[str, float], options: Namespace) -> str:
    size = max(size for size in options.documents if size <= options.rules_at)
    return (
        f"## Seconds of each rule\n\nProcessor time over {size:,} documents in one process, {sum(rules.values()):.2f} "
        f"s in all; a view is made once for the rules that share it.\n\n{rules_table(rules, _SHOWN)}"
    )


def rules_table(rules: Mapping[str, float], most: int) -> str:
    """The rules and parts that take longest, and what the others take.

    Args:
        rules: processor seconds of each, the longest first.
        most: rules that are shown.
    """
    whole, listed = sum(rules.values()), list(rules.items())
    rows = [(name, f"{1000 * spent:.0f}", f"{spent / whole:.1%}") for name, spent in listed[:most]]
    left = sum(spent for _, spent in listed[most:])
    rows.append((f"{max(0, len(rules) - most)} others", f"{1000 * left:.0f}", f"{left / whole:.1%}"))
    return table(("rule or part", "ms", "share"), rows)


def draw(runs: Runs, path: Path) -> None:
    """Draws seconds against documents, both as logarithms."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    mpl.rcParams["svg.hashsalt"] = path.stem  # the same figures give the same file
    figure, axes = plt.subplots(figsize=(7, 4.5))
    for name in dict.fromkeys(run.contestant for run in runs):
        sizes = sorted({run.documents for run in runs if run.contestant == name})
        axes.loglog(sizes, [middle(runs_of(runs, name, size), "seconds") for size in sizes], marker="o", label=name)
    axes.set_xlabel("documents")
    axes.set_ylabel("seconds")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)
