"""`corpus-kp agree` as users call it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from annotators import change, disagreeing, drop, give
from native_file import NativeFile

Run = Callable[..., subprocess.CompletedProcess[str]]

GOLDEN = Path(__file__).parent / "golden" / "agree"


@pytest.fixture
def two(harbour: Path) -> Path:
    """The made-up corpus with two annotators who differ in each way that there is."""
    disagreeing(harbour)
    return harbour


@pytest.mark.parametrize("kind", ["figures", "disagreements"])
@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_the_whole_output_is_as_it_was(two: Path, run: Run, kind: str, form: str) -> None:
    """Figures and disagreements, in each form."""
    option = ["--disagreements"] if kind == "disagreements" else []
    ended = run("agree", "--format", form, *option, cwd=two)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == (GOLDEN / f"{kind}.{form}").read_text(encoding="utf-8")


def test_every_disagreement_points_at_its_value(two: Path, run: Run) -> None:
    """Line and column of both files are those of the value that differs, or of the span."""
    found = json.loads(run("agree", "--format", "json", "--disagreements", cwd=two).stdout)["disagreements"]
    (label,) = [d for d in found if d["layer"] == "entities" and d["field"] == "label" and d["kind"] == "value"]
    for side, value in (("a", '"GPE"'), ("b", '"ORG"')):
        where = label[side]
        line = (two / where["path"]).read_text(encoding="utf-8").splitlines()[where["line"] - 1]
        assert line[where["column"] - 1 :].startswith(value)


def test_nothing_of_a_text_free_document_is_shown(two: Path, run: Run, tmp_path: Path) -> None:
    """Not even where a version outside of the corpus has its words."""
    outside = tmp_path / "outside"
    outside.mkdir()
    native = (two / "annotations" / "closed" / "hx-n001.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in native]
    text = (two / "articles" / "hx-n001.txt").read_text(encoding="utf-8")
    for record in records[1:]:
        if "start" in record:
            record["text"] = text[record["start"] : record["end"]]
    (outside / "hx-n001.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    change(outside, "hx-n001", "e1", label="ORG")
    drop(outside, "hx-n001", lambda record: record.get("id") == "e3")
    for form in ("text", "csv", "json"):
        shown = run("--corpus", two, "agree", outside, "gold", "--disagreements", "--format", form).stdout
        assert "PERSON" in shown
        assert text[:9] not in shown
        assert text[67:81] not in shown


def test_figures_can_be_read_by_machines(two: Path, run: Run) -> None:
    """CSV and JSON hold the same figures, and the text has as many decimals as people read."""
    rows = list(csv.DictReader(io.StringIO(run("agree", "--format", "csv", cwd=two).stdout)))
    objects = json.loads(run("agree", "--format", "json", cwd=two).stdout)["figures"]
    assert [row["value"] for row in rows] == ["" if o["value"] is None else str(o["value"]) for o in objects]
    assert {row["a"] for row in rows} == {"a"}


def test_one_layer_and_some_documents(two: Path, run: Run) -> None:
    """Only what is asked for is compared."""
    content = json.loads(
        run("agree", "--layer", "timexes", "--documents", "hx-n001", "--format", "json", cwd=two).stdout
    )
    assert {figure["layer"] for figure in content["figures"]} == {"timexes"}
    assert content["documents"]["both"] == ["hx-n001"]


def test_files_and_folders_are_annotators_too(two: Path, run: Run) -> None:
    """A folder and the gold; a file of any name and an annotator's folder."""
    rounds = two / "annotations" / "rounds"
    one = run("--corpus", two, "agree", rounds / "a", "gold", "--format", "json")
    assert len(json.loads(one.stdout)["documents"]["both"]) == 3
    mine = two / "mine.jsonl"
    mine.write_bytes((rounds / "b" / "hx-a001.jsonl").read_bytes())
    other = run("agree", "mine.jsonl", "a", "--format", "json", cwd=two)
    assert json.loads(other.stdout)["documents"]["both"] == ["hx-a001"]


def test_the_report_goes_to_a_file_in_the_form_of_its_name(two: Path, run: Run, tmp_path: Path) -> None:
    """It is not written over another one by accident, nor into the annotations."""
    out = tmp_path / "report.csv"
    assert run("--corpus", two, "agree", "--out", out).stdout == f"wrote {out}\n"
    assert out.read_text(encoding="utf-8") == (GOLDEN / "figures.csv").read_text(encoding="utf-8")
    assert run("--corpus", two, "agree", "--out", out, "--bootstrap", "9").returncode == 2
    assert run("--corpus", two, "agree", "--out", out, "--bootstrap", "9", "--force").returncode == 0
    refused = run("--corpus", two, "agree", "--out", two / "annotations" / "report.txt")
    assert refused.returncode == 2
    assert "lies in the annotations" in refused.stderr


def test_the_same_seed_gives_the_same_bytes(two: Path, run: Run) -> None:
    """And another one other intervals, with the same figures."""
    few = ("--format", "csv", "--bootstrap", "9")  # of two documents, many resamples have the same percentiles
    first, again, other = (run("agree", *few, "--seed", seed, cwd=two).stdout for seed in (3, 3, 4))
    assert first == again != other

    def figures(text: str) -> list[str]:
        return [row["value"] for row in csv.DictReader(io.StringIO(text))]

    assert figures(first) == figures(other)


def test_words_of_a_corpus_cannot_steer_a_terminal(two: Path, run: Run) -> None:
    """Escape sequences in ids, values and words are shown, not sent."""
    change(two / "annotations" / "rounds" / "b", "hx-a001", "e4", text="\x1b[31mred\u202e", entity_id="\x1b]0;x\x07")
    for form in ("text", "csv", "json"):
        shown = run("agree", "--disagreements", "--format", form, cwd=two).stdout
        assert "red" in shown
        assert not set(shown) & {"\x1b", "\u202e", "\x07"}


@pytest.mark.parametrize("fault", ["{broken", '{"layer": "entities", "id": "e99", "start": 1}'])
def test_a_file_that_cannot_be_read_is_a_finding(two: Path, run: Run, fault: str) -> None:
    """The reader says where; nothing is compared; exit status 1."""
    file = NativeFile(two / "annotations" / "rounds" / "b" / "hx-a001.jsonl")
    file.write([*file.lines, fault])
    ended = run("agree", cwd=two)
    assert (ended.returncode, ended.stdout) == (1, "")
    assert f"annotations/rounds/b/hx-a001.jsonl:{len(file.lines)}:" in ended.stderr
    assert "error KP0" in ended.stderr
    assert "nothing was compared" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_an_empty_file_is_a_finding_too(two: Path, run: Run) -> None:
    """It has no line that says which document it is."""
    (two / "annotations" / "rounds" / "b" / "hx-a001.jsonl").write_text("")
    ended = run("agree", cwd=two)
    assert ended.returncode == 1
    assert "KP010" in ended.stderr


def test_annotations_of_other_texts_are_not_compared(two: Path, run: Run) -> None:
    """Offsets say nothing where the text is another one; exit status 1."""
    file = NativeFile(two / "annotations" / "rounds" / "b" / "hx-n001.jsonl")
    file.edit(1, lambda record: record.update(text_sha256="0" * 64))
    ended = run("agree", cwd=two)
    assert ended.returncode == 1
    assert ended.stderr.startswith("corpus-kp: hx-n001: a and b annotated different texts")
    assert run("agree", "--documents", "hx-a001", cwd=two).returncode == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["aa", "b"], "aa: no annotator, folder or file is called so; did you mean a? there are a, b, gold"),
        (["a"], "one annotator cannot agree: name another beside 'a', of b, gold, or a path"),
        (["a", "b", "gold"], "two annotators are compared, not 3: a, b, gold"),
        (["a", "a"], "a and a are the same files, which agree with themselves; name two annotators"),
        (["--documents", "hx-a002"], "hx-a002: only a has this document, so there is nothing to compare"),
        (["--documents", "hx-a01"], "hx-a01: neither a nor b has such a document; did you mean hx-a001?"),
        (["annotations/open", "gold"], "annotations/open and gold are the same files, which agree with themselves"),
        (["", "a"], "'': no annotator, folder or file is called so"),
        (["schemas", "a"], "schemas: has no annotations; they are files DOC.jsonl in the folder itself"),
        (["a", "annotations/entities.jsonl"], "common; a has hx-a001, hx-a002, hx-n001; annotations/entities.jsonl has entities"),
        (["--layer", "tokens"], "'tokens' is not one of"),
        (["--bootstrap", "-1"], "-1 is not in the range"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_one_message(two: Path, run: Run, arguments: list[str], message: str) -> None:
    """It names what is there and what to do; exit status 2."""
    ended = run("agree", *arguments, cwd=two)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_without_annotators_it_says_where_they_would_be(harbour: Path, run: Run) -> None:
    """No folder of rounds, an empty one, a single annotator."""
    assert "annotations/rounds: no annotator has a folder here" in run("agree", cwd=harbour).stderr
    (harbour / "annotations" / "rounds" / "empty").mkdir(parents=True)
    assert "annotations/rounds: no annotator has a folder here" in run("agree", cwd=harbour).stderr
    give(harbour, "a")
    ended = run("agree", cwd=harbour)
    assert ended.returncode == 2
    assert "a is the only annotator; compare with what was decided: corpus-kp agree a gold" in ended.stderr
    assert run("agree", "a", "gold", cwd=harbour).returncode == 0


def test_a_single_document_has_figures_without_intervals(harbour: Path, run: Run) -> None:
    """And the report says why."""
    give(harbour, "a", "hx-a001")
    give(harbour, "b", "hx-a001")
    shown = run("agree", cwd=harbour).stdout
    assert "no interval from a single document" in shown
    assert "[1.000" not in shown


def test_full_agreement_has_no_disagreements(harbour: Path, run: Run) -> None:
    """The list is empty and says so."""
    give(harbour, "a")
    give(harbour, "b")
    assert run("agree", "--disagreements", cwd=harbour).stdout.endswith("\n0 disagreements in 0 documents\n")


def test_a_layer_that_one_left_out_is_summed_up(harbour: Path, run: Run) -> None:
    """A list of all that the other has would hide the rest; --layer lists it."""
    give(harbour, "a")
    b = give(harbour, "b")
    for document in ("hx-a001", "hx-a002", "hx-n001"):
        drop(b, document, lambda record: record["layer"] == "claims")
    shown = run("agree", "--disagreements", cwd=harbour).stdout
    assert "claims: only a has any, 5; perhaps b did not annotate this layer" in shown
    assert "left out, since only one has the layer: 5 disagreements; --layer lists them" in shown
    listed = run("agree", "--disagreements", "--layer", "claims", cwd=harbour).stdout
    assert listed.count("claims: only a has it") == 5


def test_colours_are_for_terminals(two: Path) -> None:
    """Headings are set off where colours are asked for, and nothing else changes."""
    from click import unstyle

    from corpus_kp.agreement import agree
    from corpus_kp.agreement.text_report import text_report
    from corpus_kp.corpus import Corpus

    report = agree(Corpus(two), samples=10)
    plain, painted = (list(text_report(report, color=color)) for color in (False, True))
    assert [unstyle(line) for line in painted] == plain
    assert painted != plain


def test_without_resamples_there_are_no_intervals(two: Path, run: Run) -> None:
    """Figures stand alone, and no reason is needed."""
    shown = run("agree", "--bootstrap", "0", cwd=two).stdout
    assert "without intervals (--bootstrap 0)" in shown
    assert "[" not in shown
    assert "no interval," not in shown


def test_a_layer_that_nobody_annotated_has_no_table(harbour: Path, run: Run) -> None:
    """One line says so, alone and among others."""
    for name in ("a", "b"):
        folder = give(harbour, name, "hx-a001", "hx-n001")
        for document in ("hx-a001", "hx-n001"):
            drop(folder, document, lambda record: record["layer"] == "claims")
    alone, among = (run("agree", *layer, cwd=harbour).stdout for layer in (["--layer", "claims"], []))
    assert alone.endswith("\n\nclaims: neither a nor b has any\n")
    assert "\nclaims: neither a nor b has any\n" in among
    assert "claims  " not in among
