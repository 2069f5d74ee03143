"""Measures the search for near-duplicates on made-up documents with planted copies, against libraries of MinHash.

`python scripts/bench/duplicates_bench.py --documents 10000 100000`: every tenth document is a copy of another one, with
some of its words or paragraphs changed. What has half of its runs of five words in common with its original, counted
one by one, is to be found, and nothing else. Contestants take turns, each in a process of its own.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import polars as pl
from report import table

from corpus_kp.duplicates.near_duplicates import NEARNESS, RUN, near_pairs, sketches
from corpus_kp.frames import Frames

#: What is changed in a copy, in shares of its words or sentences.
EDITS = {
    "none": 0.0,
    "1 % of words": 0.01,
    "3 % of words": 0.03,
    "5 % of words": 0.05,
    "10 % of words": 0.1,
    "15 % of words": 0.15,
    "a quarter of the sentences left out": -0.25,
    "half of the sentences left out": -0.5,
}
_WORDS, _SENTENCE = 300, 15
#: Documents of which the last is a copy of another one.
_EVERY = 10
#: MinHash: number of permutations; bands and rows come from the threshold.
_PERMUTATIONS = 128

Pairs = set[tuple[int, int]]


def made_up(documents: int, seed: int) -> tuple[list[str], list[tuple[int, int, str]]]:
    """Texts, and the pairs of a copy and its original with the kind of edit."""
    chance = random.Random(seed)  # noqa: S311 - made-up texts
    words = [f"{'bcdfghklmnprst'[n % 14]}{'aeiou'[n % 5]}{n}" for n in range(20_000)]
    weights = [1 / (n + 10) for n in range(len(words))]
    texts: list[list[str]] = []
    planted = []
    kinds = list(EDITS)
    for number in range(documents):
        if number % _EVERY == _EVERY - 1:
            original, kind = number - chance.randint(1, _EVERY - 1), kinds[number // _EVERY % len(kinds)]
            texts.append(_edited(texts[original], EDITS[kind], words, chance))
            planted.append((number, original, kind))
        else:
            texts.append(chance.choices(words, weights, k=chance.randint(_WORDS // 2, _WORDS * 3 // 2)))
    return [" ".join(text) for text in texts], planted


def _edited(text: list[str], share: float, words: Sequence[str], chance: random.Random) -> list[str]:
    if share >= 0:
        return [chance.choice(words) if chance.random() < share else word for word in text]
    sentences = [text[at : at + _SENTENCE] for at in range(0, len(text), _SENTENCE)]
    kept = [sentence for sentence in sentences if chance.random() >= -share]
    return [word for sentence in kept or sentences[:1] for word in sentence]


def runs_of(text: str) -> set[str]:
    """Every run of words of a text."""
    words = text.split()
    return {" ".join(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def nearness(one: str, other: str) -> float:
    """Share of common runs, counted one by one."""
    first, second = runs_of(one), runs_of(other)
    return len(first & second) / max(1, len(first | second))


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


def run_one(name: str, documents: int, seed: int) -> dict[str, Any]:
    """One turn of a contestant: seconds, memory, and what it found, by kind of edit."""
    CONTESTANTS[name](made_up(200, seed + 1)[0])
    texts, planted = made_up(documents, seed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock, cpu = time.perf_counter(), time.process_time()
    found = CONTESTANTS[name](texts)
    seconds, cpu = time.perf_counter() - clock, time.process_time() - cpu
    memory = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    true = {(a, b): kind for a, b, kind in planted if nearness(texts[a], texts[b]) >= NEARNESS}
    others = [pair for pair in found - true.keys() if nearness(texts[pair[0]], texts[pair[1]]) < NEARNESS]
    kinds = {kind: [sum(k == kind for _, _, k in planted), 0, 0] for kind in EDITS}
    for pair, kind in true.items():
        kinds[kind][1] += 1
        kinds[kind][2] += pair in found
    return {"seconds": seconds, "cpu": cpu, "memory": memory, "wrong": len(others), "found": len(found), "kinds": kinds}


def measured(documents: int, options: argparse.Namespace) -> dict[str, list[dict[str, Any]]]:
    """Turns of all contestants, in alternation."""
    turns: dict[str, list[dict[str, Any]]] = {name: [] for name in options.contestants}
    for _ in range(options.rounds):
        for name, results in turns.items():
            call = [sys.executable, __file__, "--run", name, str(documents), "--seed", str(options.seed)]
            done = subprocess.run(call, capture_output=True, text=True, check=True)  # noqa: S603 - this very script
            results.append(json.loads(done.stdout))
    return turns


def page(results: dict[int, dict[str, list[dict[str, Any]]]]) -> Iterator[str]:
    """The figures as tables in Markdown."""
    yield "# Near-duplicates, measured\n"
    yield (
        "Made by `python scripts/bench/duplicates_bench.py --documents 10000 100000 --write`; what is measured is said "
        f"there. Near: at least {NEARNESS:.0%} of the runs of {RUN} words in common, counted one by one. Medians of "
        "the rounds; times include making words, sketches and candidates, and comparing candidates.\n"
    )
    rows = []
    for documents, turns in results.items():
        for name, runs in turns.items():
            true = sum(kind[1] for kind in runs[0]["kinds"].values())
            hit = sum(kind[2] for kind in runs[0]["kinds"].values())
            seconds, cpu, memory = (median(run[key] for run in runs) for key in ("seconds", "cpu", "memory"))
            share = f"{hit / true:.4f}" if true else "n/a"
            precision = 1 - runs[0]["wrong"] / max(1, runs[0]["found"])
            cells = (f"{documents:,}", name, f"{seconds:.1f}", f"{cpu:.1f}", f"{memory:.0f}", share, str(true))
            rows.append((*cells, f"{precision:.4f}", str(runs[0]["found"])))
    yield table(
        ("documents", "contestant", "seconds", "processor seconds", "MiB more", "recall", "of", "precision", "of"), rows
    )
    documents = max(results)
    yield f"\nRecall by what was changed in the copy, {documents:,} documents (copies; near ones; found ones):\n"
    names = list(results[documents])
    kinds = {name: runs[0]["kinds"] for name, runs in results[documents].items()}
    cells = [
        (kind, *(str(n) for n in kinds[names[0]][kind][:2]), *(str(kinds[name][kind][2]) for name in names))
        for kind in EDITS
    ]
    yield table(("changed", "copies", "near", *names), cells)


def main() -> None:
    """Runs the bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, nargs="+", default=[2000], metavar="N", help="sizes (default: 2000)")
    parser.add_argument("--rounds", type=int, default=1, metavar="N", help="turns of every contestant")
    parser.add_argument("--contestants", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write docs/duplicates.md")
    parser.add_argument("--run", nargs=2, metavar=("NAME", "N"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        print(json.dumps(run_one(options.run[0], int(options.run[1]), options.seed)))
        return
    results = {documents: measured(documents, options) for documents in options.documents}
    text = "\n".join(page(results)) + "\n"
    print(text, end="")
    if options.write:
        (ROOT / "docs" / "duplicates.md").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
