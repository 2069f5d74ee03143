"""`corpus-kp stats`: the corpus in figures, the same ones as in the dataset card."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from native_file import NativeFile

from corpus_kp.corpus import Corpus
from corpus_kp.renderers.painting import painter
from corpus_kp.stats.counting import listed
from corpus_kp.stats.figures import Figures, figures, record
from corpus_kp.stats.text_report import figure_lines
from corpus_kp.validation import validate

Run = Callable[..., subprocess.CompletedProcess[str]]

GOLDEN = Path(__file__).parent / "golden" / "stats"


@pytest.mark.parametrize(("name", "arguments"), [("harbour.txt", ()), ("harbour.json", ("--json",))])
def test_the_report_is_the_golden_one(harbour: Path, run: Run, name: str, arguments: tuple[str, ...]) -> None:
    """All of it."""
    ended = run("--corpus", harbour, "stats", *arguments)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == (GOLDEN / name).read_text(encoding="utf-8")


def _figures(folder: Path) -> Figures:
    corpus = Corpus(folder)
    return figures(corpus, validate(corpus).frames)


@pytest.fixture(scope="module")
def shipped() -> Figures:
    """Figures of the corpus of this project."""
    return _figures(Path(__file__).resolve().parent.parent)


def test_parts_add_up_to_the_whole(shipped: Figures) -> None:
    """Documents and code points over groups and splits; rows over splits and labels; mentions over links."""
    assert sum(size.documents for size in shipped.composition) == sum(shipped.splits.values()) == shipped.documents
    assert sum(size.codepoints for size in shipped.composition) == shipped.codepoints
    for layer, sizes in shipped.annotations.items():
        assert sum(number for name, number in sizes.items() if name in shipped.splits) == sizes["all"]
        counted = [sum(values.values()) for name, values in shipped.labels.items() if name.startswith(f"{layer}.")]
        assert set(counted) <= {sizes["all"]}
    assert sum(map(sum, (row.values() for row in shipped.stances.values()))) == shipped.annotations["stances"]["all"]
    assert sum(shipped.linking["mentions"].values()) == shipped.annotations["entities"]["all"]
    assert shipped.mentions == shipped.annotations["claims"]["all"]


def test_the_card_says_the_same(root: Path, shipped: Figures) -> None:
    """One truth: the numbers of labels and of annotations by split are those of DATASET_CARD.md."""
    card = (root / "DATASET_CARD.md").read_text(encoding="utf-8")
    for name, values in shipped.labels.items():
        if name != "attributions.depth":
            assert f"| {name} | {listed(list(values.items()))} |" in card
    for layer, sizes in shipped.annotations.items():
        assert f"| {layer} | {' | '.join(str(sizes[split]) for split in shipped.splits)} |" in card


@pytest.mark.parametrize("width", [80, 100])
def test_the_figures_of_the_corpus_fit_a_terminal(shipped: Figures, width: int) -> None:
    """No line is wider, and the object is JSON."""
    lines = list(figure_lines(shipped, width, painter(color=False)))
    assert all(len(line) <= width and line.isprintable() for line in lines)
    assert json.dumps(record(shipped))


def _rounds(harbour: Path) -> Path:
    """Two annotators with the same two documents."""
    rounds = harbour / "annotations" / "rounds"
    for name in ("a", "b"):
        (rounds / name).mkdir(parents=True)
        for document in (harbour / "annotations" / "open").glob("*.jsonl"):
            shutil.copy(document, rounds / name)
    return rounds


def test_agreement_is_the_table_of_the_card(harbour: Path, run: Run) -> None:
    """One line for each layer; annotators who are one agree in all."""
    _rounds(harbour)
    shown = run("--corpus", harbour, "stats").stdout
    lines = [line for line in shown.splitlines() if line.startswith("a - b ")]
    assert [line.split()[4] for line in lines] == [
        "entities",
        "quantities",
        "timexes",
        "attributions",
        "stances",
        "claims",
    ]
    assert all(re.search(r"1\.000 ", line) for line in lines)
    rows = json.loads(run("--corpus", harbour, "stats", "--json").stdout)["agreement"]
    assert rows[0]["pair"] == "a - b"
    assert rows[0]["rows"] == ["11", "11"]


def test_rounds_that_cannot_be_compared_do_not_stop_the_rest(harbour: Path, run: Run) -> None:
    """What is wrong with them is said; the corpus is counted."""
    rounds = _rounds(harbour)
    (rounds / "b" / "hx-a001.jsonl").write_text("{", encoding="utf-8")
    ended = run("--corpus", harbour, "stats")
    assert ended.returncode == 0
    shown = "".join(ended.stdout.split())  # the message is folded
    assert re.search(r"agreementcannotbecomputed:\S*annotations/rounds/b/hx-a001\.jsonl:cannotberead", shown)
    assert ended.stdout.startswith("harbour 1.2.0: 3 documents")
    assert json.loads(run("--corpus", harbour, "stats", "--json").stdout)["agreement"] is None


def test_a_corpus_with_errors_is_counted_as_far_as_it_can_be_read(harbour: Path, first: NativeFile, run: Run) -> None:
    """Standard error says how many errors there are, and how many documents are missing."""
    first.write([*first.lines, "{"])
    ended = run("--corpus", harbour, "stats", "--json")
    assert ended.returncode == 0
    assert json.loads(ended.stdout)["documents"] == 2
    assert re.fullmatch(
        r"corpus-kp: the corpus has 1 error, see corpus-kp validate; without 1 document that cannot be read\n",
        ended.stderr,
    )


def test_documents_without_a_split_are_counted_apart(harbour: Path) -> None:
    """A document that is not assigned yet is seen."""
    assignments = harbour / "annotations" / "splits.csv"
    lines = assignments.read_text(encoding="utf-8").splitlines(keepends=True)
    assignments.write_text("".join(line for line in lines if not line.startswith("hx-a002")), encoding="utf-8")
    counted = _figures(harbour)
    assert counted.splits == {"train": 1, "news": 1, "no split": 1}
    assert counted.annotations["entities"] == {"train": 7, "news": 3, "no split": 4, "all": 14, "spans": 14}


def test_an_empty_corpus_has_figures_too(harbour: Path, run: Run) -> None:
    """Zeros, and no fault."""
    for folder in ("open", "closed"):
        for path in (harbour / "annotations" / folder).iterdir():
            path.unlink()
    for name in ("claims.jsonl", "entities.jsonl"):
        (harbour / "annotations" / name).write_text("", encoding="utf-8")
    (harbour / "annotations" / "splits.csv").write_text("doc_id,group_id,split\n", encoding="utf-8")
    ended = run("--corpus", harbour, "stats")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("harbour 1.2.0: 0 documents, 0 code points; 0 words in the 0 with text\n")


@pytest.mark.parametrize("arguments", [["--csv"], ["extra"]])
def test_a_wrong_call_exits_with_2(harbour: Path, run: Run, arguments: list[str]) -> None:
    """As everywhere."""
    ended = run("--corpus", harbour, "stats", *arguments)
    assert (ended.returncode, ended.stdout) == (2, "")
