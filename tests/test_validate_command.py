"""`corpus-kp validate` as annotators call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from cases import quantities, timexes
from native_file import NativeFile

Run = Callable[..., subprocess.CompletedProcess[str]]


def _codes(ended: subprocess.CompletedProcess[str]) -> list[str]:
    return [json.loads(line)["code"] for line in ended.stdout.splitlines() if '"code"' in line]


def test_warnings_fail_only_with_strict(harbour: Path, run: Run) -> None:
    """A fingerprint that is missing is a warning."""
    (harbour / "annotations" / "closed" / "hx-n001.print").unlink()
    assert run("--corpus", harbour, "validate").returncode == 0
    assert run("--corpus", harbour, "validate", "--strict").returncode == 1


def test_ignored_errors_do_not_fail(harbour: Path, first: NativeFile, run: Run) -> None:
    """What is not selected is as if it were not there."""
    quantities.FAULTS["KP401"][0](first)
    timexes.FAULTS["KP421"][0](first)
    jsonl = ("--corpus", harbour, "validate", "--format", "jsonl")
    assert _codes(run(*jsonl)) == ["KP421", "KP401"]
    assert _codes(run(*jsonl, "--select", "Q")) == ["KP401"]
    assert _codes(run(*jsonl, "--ignore", "Q1", "--ignore", "timex-value")) == []
    assert run(*jsonl, "--ignore", "KP4").returncode == 0


def test_no_more_errors_are_shown_than_wanted(harbour: Path, first: NativeFile, run: Run) -> None:
    """The rest is counted, and the status is that of all."""
    quantities.FAULTS["KP401"][0](first)
    timexes.FAULTS["KP421"][0](first)
    ended = run("--corpus", harbour, "validate", "--max-errors", "1", "--format", "json")
    report = json.loads(ended.stdout)
    assert (ended.returncode, len(report["findings"]), report["summary"]["hidden"]) == (1, 1, 1)


def test_a_baseline_accepts_todays_findings(harbour: Path, first: NativeFile, run: Run, tmp_path: Path) -> None:
    """Named in the call or in the configuration; new ones fail."""
    quantities.FAULTS["KP401"][0](first)
    file = tmp_path / "accepted.jsonl"
    validate = ("--corpus", harbour, "validate")
    assert run(*validate, "--baseline", file).returncode == 2
    assert run(*validate, "--update-baseline").returncode == 2
    assert run(*validate, "--baseline", file, "--update-baseline").returncode == 0
    assert run(*validate, "--baseline", file).returncode == 0
    with (harbour / "corpus.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('\n[validation]\nbaseline = "accepted.jsonl"\n')
    (harbour / "accepted.jsonl").write_bytes(file.read_bytes())
    assert run(*validate).returncode == 0
    timexes.FAULTS["KP421"][0](first)
    assert _codes(run(*validate, "--format", "jsonl")) == ["KP421"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--watch", "--fix"], "--watch does not go with"),
        (["--watch", "--format", "sarif"], "--watch has --format"),
        (["--diff", "--format", "json"], "--diff does not go with"),
        (["--update-baseline", "--fix", "--baseline", "x"], "--update-baseline does not go with"),
        (["--select", "span-text"], "no rule is called 'span-text'; did you mean span-text-"),
        (["--baseline", "nothing.jsonl"], "the baseline cannot be read"),
        (["--format", "xml"], "'xml' is not one of"),
        (["--max-errors", "0"], "0 is not in the range"),
    ],
)
def test_a_wrong_call_is_said_once(harbour: Path, run: Run, arguments: list[str], message: str) -> None:
    """With status 2 and no traceback."""
    ended = run("--corpus", harbour, "validate", *arguments)
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_wrong_settings_name_the_legal_ones(harbour: Path, run: Run) -> None:
    """Of severities as of tiers."""
    with (harbour / "corpus.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('\n[validation.severities]\nKP401 = "fatal"\n')
    ended = run("--corpus", harbour, "validate")
    assert ended.returncode == 2
    assert "(one of error, info, off, warning)" in ended.stderr


def test_a_fault_of_our_own_has_a_status_of_its_own(harbour: Path, tmp_path: Path) -> None:
    """It is told apart from what is wrong with the files; the traceback is shown on demand."""
    program = (
        "import sys, corpus_kp.validation as v\n"
        "v.check_corpus = lambda *_: 1 / 0\n"
        "from corpus_kp.cli import main\n"
        f"main(['--corpus', {str(harbour)!r}, 'validate'])"
    )
    for environment, traceback in (({}, False), ({"CORPUS_KP_TRACEBACK": "1"}, True)):
        ended = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path,
            env={**os.environ, **environment},
        )  # fmt: skip
        assert ("Traceback" in ended.stderr) is traceback
        if not traceback:
            assert ended.returncode == 3
            assert "a fault of corpus-kp itself" in ended.stderr


def test_a_register_has_every_document_checked(harbour: Path, first: NativeFile, run: Run) -> None:
    """As a hook calls it with the files of a commit."""
    quantities.FAULTS["KP401"][0](first)
    annotations = harbour / "annotations"
    one = run("--corpus", harbour, "validate", annotations / "open" / "hx-a002.jsonl", "--format", "json")
    assert json.loads(one.stdout)["summary"]["documents"] == 1
    every = run("--corpus", harbour, "validate", annotations / "entities.jsonl", "--format", "json")
    assert (json.loads(every.stdout)["summary"]["documents"], every.returncode) == (3, 1)


def test_one_file_is_checked_without_heavy_libraries(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """An annotator waits for every import."""
    timexes.FAULTS["KP421"][0](first)
    program = (
        "import sys\nfrom corpus_kp.cli import main\n"
        f"try: main(['--corpus', {str(harbour)!r}, 'validate', {str(first.path)!r}])\n"
        "except SystemExit: pass\n"
        "print(sorted({'pandas', 'pandera', 'datasets', 'pyarrow', 'lxml', 'rich'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert "KP421" in ended.stdout
    assert ended.stdout.splitlines()[-1] == "[]"


def test_the_script_takes_the_same_arguments(root: Path, harbour: Path) -> None:
    """Whoever has a clone need not learn the command."""
    program = [sys.executable, root / "scripts" / "validate.py", "--format", "json"]
    ended = subprocess.run(program, capture_output=True, text=True, check=False, cwd=harbour)
    assert json.loads(ended.stdout)["summary"]["documents"] == 3


def _with_baseline(harbour: Path) -> tuple[object, ...]:
    """The command, in a corpus whose configuration names a baseline."""
    with (harbour / "corpus.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('\n[validation]\nbaseline = "annotations/baseline.jsonl"\n')
    return ("--corpus", harbour, "validate")


@pytest.mark.parametrize(
    "part", [["annotations/open/hx-a002.jsonl"], ["--select", "T"], ["annotations/open/hx-a001.txt"]]
)
def test_what_was_not_looked_at_stays_accepted(harbour: Path, first: NativeFile, run: Run, part: list[str]) -> None:
    """Whoever accepts a part of the findings loses no reason of another part."""
    validate = _with_baseline(harbour)
    quantities.FAULTS["KP401"][0](first)
    second = NativeFile(harbour / "annotations" / "open" / "hx-a002.jsonl")
    second.edit(second.number("timexes"), lambda record: record.update(value="soon"))
    run(*validate, "--update-baseline")
    file = harbour / "annotations" / "baseline.jsonl"
    before = file.read_text(encoding="utf-8").replace("null", '"as agreed"')
    file.write_text(before, encoding="utf-8")
    assert before.count("as agreed") == 2
    assert run(*validate, *part, "--update-baseline", cwd=harbour).returncode == 0
    assert file.read_text(encoding="utf-8") == before


def test_an_article_that_is_not_given_takes_nothing_out(harbour: Path, run: Run) -> None:
    """What was found in it is accepted still, and nobody is told to take it out."""
    validate = _with_baseline(harbour)
    closed = NativeFile(harbour / "annotations" / "closed" / "hx-n001.jsonl")
    closed.edit(closed.number("attributions"), lambda record: record.update(quote_type="direct"))
    articles = ("--articles", harbour / "articles")
    run(*validate, *articles, "--update-baseline")
    file = harbour / "annotations" / "baseline.jsonl"
    before = file.read_text(encoding="utf-8")
    assert before
    assert "found no more" not in run(*validate).stdout
    run(*validate, "--update-baseline")
    assert set(before.splitlines()) <= set(file.read_text(encoding="utf-8").splitlines())


def test_what_is_accepted_is_not_mended(harbour: Path, first: NativeFile, run: Run) -> None:
    """Somebody gave a reason for it; and a file of accepted findings that is committed has all documents checked."""
    validate = _with_baseline(harbour)
    first.edit(first.number("entities"), lambda record: record.update(start=22, text=" union"))
    before = first.path.read_bytes()
    assert run(*validate, "--fix", "--update-baseline").returncode == 2
    run(*validate, "--update-baseline", "--strict")
    assert run(*validate, "--diff").returncode == 0
    assert run(*validate, "--fix").returncode == 0
    assert first.path.read_bytes() == before
    named = run(*validate, "annotations/baseline.jsonl", cwd=harbour)
    assert (named.returncode, "3 documents" in named.stdout) == (0, True)


def test_a_folder_of_annotations_may_be_a_link(harbour: Path, first: NativeFile, run: Run) -> None:
    """Its registers are those of the corpus; what lies outside the corpus is shown and not mended."""
    first.edit(first.number("entities"), lambda record: record.update(start=22, text=" union"))
    (harbour / "annotations").rename(harbour.parent / "elsewhere")
    (harbour / "annotations").symlink_to(harbour.parent / "elsewhere")
    validate = ("--corpus", harbour, "validate")
    assert "3 documents" in run(*validate, harbour / "annotations" / "claims.jsonl").stdout
    shown = run(*validate, "--diff")
    assert (shown.returncode, shown.stdout) == (0, "")
    assert "0 findings would be mended" in shown.stderr


def test_a_configuration_may_have_a_byte_order_mark(harbour: Path, run: Run) -> None:
    """Editors of Windows put it there, with line ends of their own."""
    configuration = harbour / "corpus.toml"
    lines = configuration.read_bytes().replace(b"\n", b"\r\n")
    configuration.write_bytes(b"\xef\xbb\xbf" + lines)
    assert run("--corpus", harbour, "validate").returncode == 0


def test_annotators_check_their_own_version(harbour: Path, first: NativeFile, run: Run) -> None:
    """By all rules, against the text of the document."""
    own = harbour / "annotations" / "rounds" / "anna" / "hx-a001.jsonl"
    own.parent.mkdir(parents=True)
    own.write_bytes(first.path.read_bytes())
    quantities.FAULTS["KP401"][0](NativeFile(own))
    own.with_name("hx-n001.jsonl").write_bytes((harbour / "annotations" / "closed" / "hx-n001.jsonl").read_bytes())
    jsonl = ("--corpus", harbour, "validate", "--format", "jsonl")
    assert _codes(run(*jsonl)) == []
    assert _codes(run(*jsonl, own)) == ["KP401"]
    assert _codes(run(*jsonl, own.parent)) == ["KP401"]


def test_a_stray_among_the_files_of_a_hook_hides_nothing(harbour: Path, first: NativeFile, run: Run) -> None:
    """It is a finding, and the other files are checked."""
    quantities.FAULTS["KP401"][0](first)
    stray = first.path.with_name("notes.txt")
    stray.write_text("to do\n", encoding="utf-8")
    ended = run("--corpus", harbour, "validate", "--format", "jsonl", stray, first.path)
    assert (ended.returncode, _codes(ended)) == (1, ["KP401", "KP012"])
