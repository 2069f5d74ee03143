"""Measures validation of shards against bare rewriting, a loop over rows and pandera.

`python scripts/bench/validate_bench.py`: the corpora are made up and kept in build/bench. Contestants take turns, each
in a process of its own; the figures are medians of the rounds. `--write` puts the page and its plot into docs/.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmark_page import write_page
from contestants import CONTESTANTS
from synthetic import make_corpus

from corpus_kp.schema import load_schemas

#: Documents of the corpus that everybody runs over before the clock starts.
WARM = 60
#: Contestants that take minutes where the others take seconds.
SLOW = ("datasets loop", "pandera on pandas")
#: Seconds between two looks at the memory of a contestant; a look takes some milliseconds for each process.
_LOOK = 0.25
_PSS = re.compile(r"^Pss: +([0-9]+) kB$", re.MULTILINE)


@dataclass(frozen=True)
class Measured:
    """One run of a contestant.

    Attributes:
        contestant: its name.
        documents: of the corpus.
        round: number of the round.
        seconds: of the clock.
        processor: seconds of all processors.
        peak: bytes of memory of the process and those that it started, at most.
        planted: how many faults there are in the corpus.
        found: of how many of them the document and annotation are named.
        others: how many findings name something else.
        exact: whether the findings are the planted faults with their codes, no more and no less.
    """

    contestant: str
    documents: int
    round: int
    seconds: float
    processor: float
    peak: int
    planted: int
    found: int
    others: int
    exact: bool


def measure(contestant: str, folder: Path, warm: Path, documents: int, turn: int) -> Measured:
    """Runs a contestant once.

    Args:
        contestant: its name.
        folder: of the shards.
        warm: of the shards that it runs over first.
        documents: of the corpus.
        turn: number of the round.
    """
    output, peak = run(contestant, folder, warm)
    planted = {tuple(one) for one in json.loads((folder / "planted.json").read_text(encoding="utf-8"))}
    findings = [tuple(one) for one in output.pop("findings")]
    places, named = {one[1:] for one in planted}, {one[1:] for one in findings}
    return Measured(
        contestant,
        documents,
        turn,
        peak=peak,
        planted=len(planted),
        found=len(places & named),
        others=len(named - places),
        exact=sorted(findings, key=str) == sorted(planted, key=str),
        **output,
    )


def run(contestant: str, folder: Path, warm: Path) -> tuple[dict, int]:
    """What a contestant prints, and the most memory that it and its processes had at a time."""
    return watched([str(Path(__file__).with_name("contestants.py")), contestant, str(folder), str(warm)])


def watched(script: list[str]) -> tuple[dict, int]:
    """What a script prints, as JSON in its last line, and the most memory that it and its processes had at a time.

    Args:
        script: its path and arguments.
    """
    process = subprocess.Popen([sys.executable, *script], stdout=subprocess.PIPE, text=True, cwd=ROOT)  # noqa: S603 - our own script
    peak = [0]
    watch = threading.Thread(target=_watch, args=(process, peak))
    watch.start()
    output, _ = process.communicate()
    watch.join()
    if process.returncode:
        sys.exit(f"failed: {' '.join(script)}")
    return json.loads(output.splitlines()[-1]), peak[0]


def _watch(process: subprocess.Popen, peak: list[int]) -> None:
    import psutil

    while process.poll() is None:
        try:
            one = psutil.Process(process.pid)
            peak[0] = max(peak[0], sum(_memory(each) for each in (one, *one.children(recursive=True))))
        except psutil.NoSuchProcess:
            return
        time.sleep(_LOOK)


def _memory(process) -> int:  # noqa: ANN001 - psutil has no types
    """Bytes of a process; what it shares with others counts in parts, where the system tells (Linux)."""
    import psutil

    rollup = Path(f"/proc/{process.pid}/smaps_rollup")
    try:
        if rollup.exists():
            return next((int(kib) * 1024 for kib in _PSS.findall(rollup.read_text(encoding="ascii"))), 0)
        return process.memory_info().rss
    except (psutil.NoSuchProcess, OSError):
        return 0


def main() -> None:
    """Makes the corpora, measures, prints and, if asked, writes the page."""
    options = _options()
    schemas = load_schemas(ROOT / "schemas")
    corpora = {n: make_corpus(options.folder / str(n), n, options.seed, schemas).path for n in options.documents}
    warm = make_corpus(options.folder / "warm", WARM, options.seed, schemas).path
    runs = []
    for turn in range(options.rounds):
        for documents, folder in corpora.items():
            for contestant in options.contestants:
                if contestant in SLOW and documents > options.slow_at:
                    continue
                runs.append(measure(contestant, folder, warm, documents, turn))
                _tell(runs[-1])
    rules, _ = run("rules", corpora[max(n for n in corpora if n <= options.rules_at)], warm)
    page = write_page(runs, rules, options)
    print(page)


def _tell(run: Measured) -> None:
    what = f"round {run.round + 1}, {run.documents} documents, {run.contestant}"
    print(f"{what}: {run.seconds:.2f} s, {run.peak / 2**20:.0f} MiB", file=sys.stderr)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--documents", type=int, nargs="+", default=[1000, 10_000], metavar="N", help="sizes (default: 1000 10000)")
    add("--rounds", type=int, default=3, metavar="N", help="turns of every contestant (default: %(default)s)")
    add("--contestants", nargs="+", default=list(CONTESTANTS), choices=list(CONTESTANTS), help="default: all")
    add("--rules-at", type=int, default=10_000, metavar="N", help="largest corpus for the seconds of each rule")
    add("--slow-at", type=int, default=10_000, metavar="N", help=f"largest corpus for {', '.join(SLOW)}")
    add("--seed", type=int, default=1, help="of the corpora")
    add("--folder", type=Path, default=ROOT / "build" / "bench", metavar="DIR", help="where the corpora are kept")
    add("--write", action="store_true", help="write docs/benchmarks.md and docs/benchmarks.svg")
    return parser.parse_args()


if __name__ == "__main__":
    main()
