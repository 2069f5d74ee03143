"""Measures the search for near-duplicates on documents with planted copies, against libraries of MinHash.

`python scripts/bench/duplicates_bench.py --documents 10000 100000`: every tenth document is a copy of another one, with
some of its words or paragraphs changed. What has half of its runs of five words in common with its original, counted
one by one, is to be found, and nothing else. Contestants take turns, each in a process of its own. Documents are of
made-up words; with `--prose FOLDER`, also of the texts in a folder, which `prose_texts.py` makes.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import polars as pl
from duplicates_page import MADE_UP, PROSE, Measured, judged, page, write_page
from near_copies import NEARNESS, Material, Pair, from_prose, made_up, nearness, runs_of

from corpus_kp.duplicates.near_duplicates import near_pairs, sketches
from corpus_kp.frames import Frames

#: MinHash: number of permutations; bands and rows come from the threshold.
_PERMUTATIONS = 128

Pairs = set[Pair]


def with_corpus_kp(texts: list[str]) -> Pairs:
    """Sketches, candidates and comparison of this project."""
    documents = pl.DataFrame({"doc_id": [f"d{n:07}" for n in range(len(texts))], "text": texts})
    frames = Frames({"documents": documents})
    near = near_pairs(documents, frames.view(sketches), frames.texts)
    return set(near.select("_row", "_other").iter_rows())


def with_rensa(texts: list[str]) -> Pairs:
    """RMinHash and its index; candidates are compared one by one."""
    import rensa

    hashes = rensa.RMinHash.from_token_sets((list(runs_of(text)) for text in texts), _PERMUTATIONS, 1)
    index = rensa.RMinHashLSH(NEARNESS, _PERMUTATIONS, 32)
    index.insert_many(hashes)
    return _verified(texts, ((number, other) for number, one in enumerate(hashes) for other in index.query(one)))


def with_datasketch(texts: list[str]) -> Pairs:
    """MinHash and MinHashLSH; candidates are compared one by one."""
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=NEARNESS, num_perm=_PERMUTATIONS)
    candidates = []
    for number, text in enumerate(texts):
        one = MinHash(num_perm=_PERMUTATIONS)
        one.update_batch([run.encode() for run in runs_of(text)])
        candidates += [(number, other) for other in index.query(one)]
        index.insert(number, one)
    return _verified(texts, candidates)


def _verified(texts: list[str], candidates: Any) -> Pairs:
    return {(a, b) for a, b in candidates if b < a and nearness(texts[a], texts[b]) >= NEARNESS}


CONTESTANTS: dict[str, Callable[[list[str]], Pairs]] = {
    "corpus_kp": with_corpus_kp,
    "rensa": with_rensa,
    "datasketch": with_datasketch,
}


def material(documents: int, folder: Path | None, seed: int) -> Material:
    """Prose of the folder, or made-up words if there is none."""
    return from_prose(folder, documents, seed) if folder else made_up(documents, seed)


def run_one(name: str, documents: int, folder: Path | None, seed: int) -> dict[str, Any]:
    """One turn of a contestant: seconds, memory, and what it found."""
    CONTESTANTS[name](made_up(200, seed + 1).texts)
    texts = material(documents, folder, seed).texts
    before = _peak(anew=True)
    clock, cpu = time.perf_counter(), time.process_time()
    found = CONTESTANTS[name](texts)
    seconds, cpu = time.perf_counter() - clock, time.process_time() - cpu
    memory = _peak() - before
    return {"seconds": seconds, "cpu": cpu, "memory": memory, "found": sorted(found)}


def _peak(*, anew: bool = False) -> float:
    """Most memory of this process so far, in MiB; anew: from now on, as reading the texts needs much that is freed."""
    process = Path("/proc/self")
    if not (process / "clear_refs").exists():  # not Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    if anew:
        gc.collect()
        (process / "clear_refs").write_text("5", encoding="ascii")
    # getrusage would tell the peak of the process that started this one, if that was higher
    lines = (process / "status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def measured(documents: int, rounds: int, folder: Path | None, options: argparse.Namespace) -> Measured:
    """Turns of all contestants, in alternation, and what was to be found."""
    turns: dict[str, list[dict[str, Any]]] = {name: [] for name in options.contestants}
    where = ["--prose", str(folder)] if folder else []
    for _ in range(rounds):
        for name, results in turns.items():
            call = [sys.executable, __file__, "--run", name, str(documents), "--seed", str(options.seed), *where]
            done = subprocess.run(call, capture_output=True, text=True, check=True)  # noqa: S603 - this very script
            results.append(json.loads(done.stdout))
    return judged(material(documents, folder, options.seed), turns)


def main() -> None:
    """Runs the bench."""
    options = _options()
    if options.run:
        print(json.dumps(run_one(options.run[0], int(options.run[1]), options.prose, options.seed)))
        return
    rounds = [*options.rounds, *options.rounds[-1:] * len(options.documents)]
    sizes = list(zip(options.documents, rounds, strict=False))
    parts = {} if options.only_prose else {MADE_UP: [measured(*size, None, options) for size in sizes]}
    if options.prose:
        parts[PROSE] = [measured(*size, options.prose, options) for size in sizes]
    if options.write:
        write_page(ROOT / "docs" / "duplicates.md", parts, options.prose)
    else:
        print(page(parts, options.prose), end="")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[2000], metavar="N", help="sizes (default: 2000)")
    parser.add_argument("--rounds", type=int, nargs="+", default=[1], metavar="N", help="turns, for each size")
    parser.add_argument("--contestants", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS))
    parser.add_argument("--prose", type=Path, metavar="FOLDER", help="measure on the texts of this folder too")
    parser.add_argument("--only-prose", action="store_true", help="not on made-up words")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write docs/duplicates.md")
    parser.add_argument("--run", nargs=2, metavar=("NAME", "N"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only_prose and not options.prose:
        parser.error("--only-prose: say where the texts are with --prose FOLDER")
    return options


if __name__ == "__main__":
    main()
