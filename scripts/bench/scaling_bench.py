"""Measures how checks and builds of shards grow, and what a billion documents would cost.

`python scripts/bench/scaling_bench.py --write`: corpora without faults are made up and kept in build/bench. Contestants
take turns, each in a process of its own; the figures are medians of the rounds. With `--write` the page and its plot
go into docs/.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from scaling_page import write_page
from synthetic import Shape, make_corpus
from timing import by_rule
from validate_bench import watched

from corpus_kp.corpus import Corpus
from corpus_kp.schema import Schemas
from corpus_kp.shards.engines.local import LocalEngine
from corpus_kp.shards.files import ShardFolder
from corpus_kp.shards.run import job_of, run
from corpus_kp.shards.state import State

#: Documents of a shard, as `corpus-kp shard` makes them.
SIZE = 1000
#: The corpus that everybody runs over before the clock starts; with a shard for each process.
WARM = "warm"
#: Those that are measured at every size.
_BUILDS = ("build", "build, one process")
#: Of the corpora that differ in one thing from the usual ones.
_VARIED = 10_000
#: Shapes by what grows in them, with a figure for it.
SHAPES = {
    "passages with annotations": [(slots, Shape(slots=slots)) for slots in (4, 8, 16)],
    "sentences without annotations": [(8 * fillers, Shape(fillers=fillers)) for fillers in (1, 4, 16)],
}


@dataclass(frozen=True)
class Run:
    """One run.

    Attributes:
        contestant: its name.
        documents: of the corpus.
        jobs: processes.
        varied: what grows in the corpus, if not documents, and how large it is.
        round: number of the round.
        seconds: of the clock.
        peak: bytes of memory of the process and those that it started, at most.
    """

    contestant: str
    documents: int
    jobs: int
    varied: tuple[str, int] | None
    round: int
    seconds: float
    peak: int


def measure(contestant: str, folder: Path, options: argparse.Namespace, turn: int, **about: object) -> Run:
    """Runs a contestant once.

    Args:
        contestant: its name.
        folder: of the shards.
        options: of the bench.
        turn: number of the round.
        about: `documents`, and `jobs` and `varied` where they are not as usual.
    """
    jobs = about.get("jobs", os.cpu_count() or 1)
    script = Path(__file__).with_name("scaling_contestants.py")
    out = options.folder / "package"
    output, peak = watched([str(script), contestant, str(folder), str(options.folder / WARM), str(out), str(jobs)])
    found = Run(contestant, about["documents"], jobs, about.get("varied"), turn, output["seconds"], peak)
    what = f"round {turn + 1}, {found.documents} documents, {found.jobs} jobs, {found.varied or ''}, {contestant}"
    print(f"{what}: {found.seconds:.2f} s, {found.peak / 2**20:.0f} MiB", file=sys.stderr, flush=True)
    return found


def main() -> None:
    """Makes the corpora, measures, prints and, if asked, writes the page."""
    options = _options()
    schemas = Corpus(ROOT).schemas
    make_corpus(options.folder / WARM, 60, options.seed, schemas, size=15, faults=False)
    corpora = {n: _made(options, schemas, n) for n in (*options.documents, *options.once)}
    runs = _measured(options, schemas, corpora) if options.runs is None else _read(options.runs)
    rules = by_rule(corpora[min(options.documents)], schemas)
    print(write_page(runs, rules, bytes_handed_on(corpora[min(options.documents)], schemas), options))


def _measured(options: argparse.Namespace, schemas: Schemas, corpora: dict[int, Path]) -> list[Run]:
    runs = [*_growth_of_documents(options, corpora), *_other_growth(options, schemas, corpora)]
    kept = [asdict(run) for run in runs]
    (options.folder / "runs.json").write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return runs


def _read(path: Path) -> list[Run]:
    """What was measured before."""
    known = json.loads(path.read_text(encoding="utf-8"))
    return [Run(**{**run, "varied": tuple(run["varied"]) if run["varied"] else None}) for run in known]


def _growth_of_documents(options: argparse.Namespace, corpora: dict[int, Path]) -> list[Run]:
    runs = []
    for turn in range(options.rounds):
        for documents in options.documents:
            names = ["rewrite", "check", *_BUILDS]
            names += ["build on Spark"] if documents <= options.spark_at else []
            names += ["datasets loop"] if documents <= options.slow_at and turn < options.loop_rounds else []
            runs += [measure(name, corpora[documents], options, turn, documents=documents) for name in names]
    for documents in options.once:
        runs += [measure(name, corpora[documents], options, 0, documents=documents) for name in ("rewrite", *_BUILDS)]
    return runs


def _other_growth(options: argparse.Namespace, schemas: Schemas, corpora: dict[int, Path]) -> list[Run]:
    varied = {
        (what, amount): _made(options, schemas, _VARIED, shape, f"{what.split()[0]}-{amount}")
        for what, shapes in SHAPES.items()
        for amount, shape in shapes
    }
    runs = []
    for turn in range(options.rounds):
        for what, folder in varied.items():
            runs += [
                measure(name, folder, options, turn, documents=_VARIED, varied=what) for name in ("rewrite", "check")
            ]
        smallest = min(options.documents)
        for jobs in range(1, (os.cpu_count() or 1) + 1):
            runs += [
                measure(name, corpora[smallest], options, turn, documents=smallest, jobs=jobs, varied=("cores", jobs))
                for name in ("check", "build")
            ]
    return runs


def bytes_handed_on(folder: Path, schemas: Schemas) -> dict[str, float]:
    """Bytes for each document that shards hand on to what goes across them, as they lie in files.

    Args:
        folder: of the shards.
        schemas: the table contract.
    """
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        state = State(Path(scratch))
        checked = run(job_of(ShardFolder(folder), schemas, state), LocalEngine())
        kinds = sorted((Path(scratch) / "gathered").iterdir())
        sizes = {kind.name: sum(path.stat().st_size for path in kind.iterdir()) for kind in kinds}
    return {name: size / checked.counts["documents"] for name, size in sizes.items()}


def _made(
    options: argparse.Namespace, schemas: Schemas, documents: int, shape: Shape | None = None, name: str = ""
) -> Path:
    folder = options.folder / (name or str(documents))
    return make_corpus(folder, documents, options.seed, schemas, size=SIZE, shape=shape or Shape(), faults=False).path


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--documents", type=int, nargs="+", default=[10_000, 100_000], metavar="N", help="sizes (default: %(default)s)")
    add("--once", type=int, nargs="*", default=[], metavar="N", help="sizes that are run in one round only")
    add("--rounds", type=int, default=3, metavar="N", help="turns of every contestant (default: %(default)s)")
    add("--loop-rounds", type=int, default=1, metavar="N", help="turns of the loop over rows (default: %(default)s)")
    add("--slow-at", type=int, default=10_000, metavar="N", help="largest corpus for the loop over rows")
    add("--spark-at", type=int, default=100_000, metavar="N", help="largest corpus for Spark (default: %(default)s)")
    add("--seed", type=int, default=1, help="of the corpora")
    add("--folder", type=Path, default=ROOT / "build" / "bench" / "scaling", metavar="DIR", help="for the corpora")
    add("--runs", type=Path, metavar="FILE", help="measure nothing, but take it from the runs.json of an earlier run")
    add("--write", action="store_true", help="write docs/scaling.md and docs/scaling.svg")
    return parser.parse_args()


if __name__ == "__main__":
    main()
