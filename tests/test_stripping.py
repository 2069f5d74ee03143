"""`strip` and `hydrate` as users call them, on a corpus that is not ours."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from native_file import NativeFile

from corpus_kp.corpus import Corpus
from corpus_kp.validation import validate

Run = Callable[..., subprocess.CompletedProcess[str]]

GOLDEN = Path(__file__).parent / "golden" / "hydrate.txt"


@pytest.fixture
def closed(harbour: Path) -> Path:
    """The folder of the text-free tier."""
    return harbour / "annotations" / "closed"


@pytest.fixture
def long_document(harbour: Path) -> NativeFile:
    """An open document with enough words to be sealed."""
    import hashlib

    file = NativeFile(harbour / "annotations" / "open" / "hx-a001.jsonl")
    path = file.path.with_suffix(".txt")
    text = path.read_text(encoding="utf-8") + (harbour / "articles" / "hx-n001.txt").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    file.edit(1, lambda record: record.update(text_sha256=sha256, n_codepoints=len(text), title="A title"))
    return file


def test_a_document_with_text_is_stripped_and_refilled_byte_for_byte(
    harbour: Path, long_document: NativeFile, run: Run, tmp_path: Path
) -> None:
    """From a document to text-free files, into a text-free tier, and back."""
    original, text = long_document.path.read_bytes(), long_document.path.with_suffix(".txt").read_bytes()
    ended = run("--corpus", harbour, "strip", "hx-a001", "--out", tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    assert [path.name for path in sorted((tmp_path / "out").iterdir())] == ["hx-a001.jsonl", "hx-a001.print"]
    record = (tmp_path / "out" / "hx-a001.jsonl").read_text(encoding="utf-8")
    assert '"text"' not in record
    assert json.loads(record.splitlines()[0])["title"] is None
    articles = tmp_path / "articles"
    articles.mkdir()
    long_document.path.with_suffix(".txt").rename(articles / "copy.txt")
    long_document.path.unlink()
    for path in (tmp_path / "out").iterdir():
        path.rename(harbour / "annotations" / "closed" / path.name)
    ended = run("--corpus", harbour, "hydrate", articles, harbour / "articles", "--out", tmp_path / "full")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (tmp_path / "full" / "hx-a001.txt").read_bytes() == text
    before = [json.loads(line) for line in original.decode().splitlines()]
    after = [
        json.loads(line) for line in (tmp_path / "full" / "hx-a001.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert after == [{**before[0], "title": None}, *before[1:]]


def test_the_same_document_gives_the_same_bytes(harbour: Path, run: Run, tmp_path: Path) -> None:
    """Those of the made-up corpus are what `strip` makes of it; a second time nothing is to be forced."""
    for _ in range(2):
        ended = run(
            "--corpus", harbour, "strip", "hx-n001", "--articles", harbour / "articles", "--out", tmp_path / "o"
        )
        assert ended.returncode == 0, ended.stderr
    for path in (tmp_path / "o").iterdir():
        assert path.read_bytes() == (harbour / "annotations" / "closed" / path.name).read_bytes()


def test_the_fingerprints_of_the_shipped_corpus_are_those_of_the_articles(root: Path, articles: Path, run: Run) -> None:
    """Made anew from the articles they are the same bytes; nothing is to be forced."""
    names = [f"kp-n00{number}" for number in range(1, 6)]
    ended = run("--corpus", root, "strip", *names, "--articles", articles)
    assert ended.returncode == 0, ended.stderr


def test_what_hydrate_prints(harbour: Path, run: Run, tmp_path: Path) -> None:
    """Table, choices, files left aside; the exit status says that something is altered."""
    folder = harbour / "articles"
    text = (folder / "hx-n001.txt").read_text(encoding="utf-8")
    (folder / "hx-n001.txt").unlink()
    (folder / "page.html").write_text(f"<html><body><p>{text.replace('had joined', 'walked out')}</p></body></html>")
    (folder / "older.txt").write_text(text[:330].replace("Kim", "Mr"), encoding="utf-8")
    (folder / "scan.txt").write_bytes(b"%PDF-1.7" + bytes(20))
    ended = run("--corpus", harbour, "hydrate", folder, "--out", tmp_path / "out", "--report", tmp_path / "r.json")
    assert ended.returncode == 1
    assert ended.stdout.replace(str(tmp_path), "TMP") == GOLDEN.read_text(encoding="utf-8")
    report = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert report["documents"][0]["counts"]["altered"] > 0
    assert {out["annotation_id"] for out in report["documents"][0]["left_out"]} == {"a1", "c1"}


def test_hydrated_files_are_kept_out_of_git(harbour: Path, run: Run) -> None:
    """Wherever the folder is: it has its own .gitignore."""
    subprocess.run(["git", "init", "-q"], cwd=harbour, check=True)
    assert run("hydrate", "articles", "--out", "anywhere", cwd=harbour).returncode == 0
    assert (harbour / "anywhere" / "hx-n001.txt").is_file()
    listed = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=harbour, capture_output=True, text=True, check=True
    )
    assert "anywhere" not in listed.stdout
    assert "articles" in listed.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["hydrate", "{harbour}/articles", "--out", "{harbour}/annotations/closed"], "lies in the annotations of a corpus"),
        (["hydrate", "{harbour}/articles", "--out", "{harbour}/annotations/new"], "lies in the annotations of a corpus"),
        (["hydrate", "{harbour}/articles", "--out", "{harbour}/corpus.toml"], "is a file; name a folder with --out"),
        (["hydrate", "{harbour}/articles", "--report", "{harbour}/r.xls"], "a report ends in .json or .csv"),
        (["hydrate", "{harbour}/articles", "--report", "{harbour}/annotations/r.csv"], "lies in the annotations of a corpus"),
        (["hydrate", "nowhere"], "nowhere"),
        (["hydrate"], "Missing argument"),
        (["strip", "hx-n001"], "hx-n001: text-free already; name the folder of the articles with --articles"),
        (["strip", "hx-a099"], "hx-a099: no document of this corpus"),
        (["strip", "nowhere/hx-a001.jsonl"], "nowhere/hx-a001.jsonl: no document of this corpus"),
        (["strip", "hx-n001", "--articles", "{harbour}/schemas"], "hx-n001: the very text that was annotated is not in"),
        (["strip", "hx-a001", "--out", "{harbour}/annotations/open"], "there already, with other content"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_one_message_and_nothing_is_lost(
    harbour: Path, long_document: NativeFile, run: Run, arguments: list[str], message: str
) -> None:
    """Nothing is written."""
    assert long_document.path.is_file()
    before = {path: path.read_bytes() for path in harbour.rglob("*") if path.is_file()}
    ended = run("--corpus", harbour, *(argument.format(harbour=harbour) for argument in arguments))
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr
    assert {path: path.read_bytes() for path in harbour.rglob("*") if path.is_file()} == before


def test_nothing_is_written_where_one_file_may_not_be(harbour: Path, run: Run, tmp_path: Path) -> None:
    """A report is not written when a document stands in the way; the table is shown all the same."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "hx-n001.txt").write_text("mine", encoding="utf-8")
    call = ("--corpus", harbour, "hydrate", harbour / "articles", "--out", out, "--report", tmp_path / "new.csv")
    ended = run(*call)
    assert (ended.returncode, "hx-n001   hx-n001.txt   100%" in ended.stdout) == (2, True)
    assert not (tmp_path / "new.csv").exists()
    assert [path.name for path in out.iterdir()] == ["hx-n001.txt"]


def test_documents_of_another_run_are_named(harbour: Path, run: Run, tmp_path: Path) -> None:
    """They stay, and it is said."""
    (tmp_path / "o").mkdir()
    (tmp_path / "o" / "hx-n099.jsonl").write_text("{}\n", encoding="utf-8")
    shown = run("--corpus", harbour, "hydrate", harbour / "articles", "--out", tmp_path / "o").stdout
    assert f"{tmp_path / 'o'} also has, from another run: hx-n099" in shown
    assert (tmp_path / "o" / "hx-n099.jsonl").is_file()


def test_a_short_document_cannot_be_stripped(harbour: Path, run: Run) -> None:
    """It could be guessed."""
    ended = run("--corpus", harbour, "strip", harbour / "annotations" / "open" / "hx-a002.jsonl")
    assert ended.returncode == 1
    assert "hx-a002: has " in ended.stderr
    assert "words; a text of fewer than 144 cannot be sealed" in ended.stderr


def test_files_with_other_content_are_replaced_only_by_force(harbour: Path, run: Run, tmp_path: Path) -> None:
    """Without, nothing at all is written; a link is replaced and not followed."""
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere.txt"
    out.mkdir()
    elsewhere.write_text("mine", encoding="utf-8")
    (out / "hx-n001.txt").symlink_to(elsewhere)
    call = ("--corpus", harbour, "hydrate", harbour / "articles", "--out", out)
    refused = run(*call)
    assert refused.returncode == 2
    assert "nothing was written; see --force" in refused.stderr
    assert [path.name for path in out.iterdir()] == ["hx-n001.txt"]
    assert run(*call, "--force").returncode == 0
    assert elsewhere.read_text(encoding="utf-8") == "mine"
    assert not (out / "hx-n001.txt").is_symlink()
    assert run(*call).returncode == 0


def test_a_report_may_name_files_that_are_not_utf8(harbour: Path, run: Run, tmp_path: Path) -> None:
    """Their bytes are shown."""
    article = harbour / "articles" / "hx-n001.txt"
    odd = os.fsencode(harbour / "articles") + b"/\xff\x1b[31m.txt"
    with open(odd, "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write(article.read_bytes() + b" ")
    article.unlink()
    ended = run(
        "--corpus", harbour, "hydrate", harbour / "articles", "--out", tmp_path / "o", "--report", tmp_path / "r.csv"
    )
    assert ended.returncode == 0, ended.stderr
    assert "\x1b" not in ended.stdout + ended.stderr + (tmp_path / "r.csv").read_text(encoding="utf-8")
    assert "\\xdcff\\x1b[31m.txt" in (tmp_path / "r.csv").read_text(encoding="utf-8")


def test_a_fingerprint_whose_seal_is_damaged_is_named(harbour: Path, closed: Path, run: Run, tmp_path: Path) -> None:
    """By `validate` with the article, and by `hydrate`, which goes on."""
    path = closed / "hx-n001.print"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    findings = validate(Corpus(harbour), articles=harbour / "articles").findings
    assert [finding.code for finding in findings] == ["KP016"]
    article = harbour / "articles" / "hx-n001.txt"
    article.write_text(article.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    ended = run("--corpus", harbour, "hydrate", harbour / "articles", "--out", tmp_path / "o")
    assert ended.returncode == 1
    assert "no copy found (its fingerprint is damaged: enough of the article is there" in ended.stdout


@pytest.mark.parametrize(
    "values", [{"url": "https://x.example/no-crane-on-the-northern-quay"}, {"publisher": "families of the night shift"}]
)
def test_a_record_that_would_give_text_away_is_refused(
    harbour: Path, long_document: NativeFile, run: Run, tmp_path: Path, values: dict[str, str]
) -> None:
    """An address or a publisher may hold words of the text."""
    long_document.edit(1, lambda record: record.update(values))
    ended = run("--corpus", harbour, "strip", "hx-a001", "--out", tmp_path / "o")
    assert ended.returncode == 1
    assert (
        "hx-a001: nothing was written, the record would still give text away in 1 place; the first is line 1"
        in ended.stderr
    )
    assert not (tmp_path / "o").exists()


def test_nothing_that_is_made_goes_into_annotations_or_over_the_folder_that_one_stands_in(
    harbour: Path, run: Run
) -> None:
    """Neither a refilled package nor refilled documents, nor a .gitignore that hides everything."""
    for out in ("annotations/refilled", "annotations/closed/x"):
        ended = run("build", "--articles", "articles", "--out", out, cwd=harbour)
        assert (ended.returncode, (harbour / out).exists()) == (2, False)
        assert "lies in the annotations of a corpus" in ended.stderr
    for out in (".", ".."):
        ended = run("hydrate", "articles", "--out", out, cwd=harbour)
        assert ended.returncode == 2
        assert "is the folder that you stand in, or above it" in ended.stderr
    assert not (harbour / ".gitignore").exists()


@pytest.mark.parametrize(
    ("damage", "code", "message"),
    [
        (lambda path: path.write_bytes(b"?"), "KP016", "is no fingerprint"),
        (lambda path: path.write_bytes(path.read_bytes()[:60]), "KP016", "is cut off or damaged"),
        (lambda path: (path.unlink(), path.mkdir()), "KP016", "cannot be read"),
        (lambda path: path.unlink(), "KP017", "hx-n001 has no fingerprint"),
        (
            lambda path: path.with_suffix(".txt").write_text("The article."),
            "KP802",
            "text stands in the folder of tier",
        ),
    ],
)
def test_faults_of_a_fingerprint_are_findings(
    harbour: Path, closed: Path, damage: Callable[[Path], object], code: str, message: str
) -> None:
    """One each, with what to do."""
    damage(closed / "hx-n001.print")
    (finding,) = validate(Corpus(harbour)).findings
    assert finding.code == code
    assert message in finding.message
    assert finding.severity == ("warning" if code == "KP017" else "error")


def test_annotations_that_changed_need_a_new_fingerprint(harbour: Path, closed: Path, run: Run) -> None:
    """Other spans have no checks; `strip --force` mends it."""
    file = NativeFile(closed / "hx-n001.jsonl")
    file.edit(file.number("timexes"), lambda record: record.update(start=25))
    (finding,) = validate(Corpus(harbour)).findings
    assert (finding.code, finding.message) == ("KP018", "was made for other spans")
    call = ("--corpus", harbour, "strip", "hx-n001", "--articles", harbour / "articles")
    assert run(*call).returncode == 2
    assert run(*call, "--force").returncode == 0
    assert validate(Corpus(harbour)).findings == []


@pytest.mark.skipif(
    shutil.which("script") is None, reason="util-linux's `script`, which makes a terminal, is not there"
)
def test_a_progress_bar_on_a_terminal_only(harbour: Path, run: Run, tmp_path: Path) -> None:
    """Not in a pipe."""
    ended = run("--corpus", harbour, "hydrate", harbour / "articles", "--out", tmp_path / "o")
    assert "reading files" not in ended.stdout + ended.stderr
    command = f"{sys.executable} -m corpus_kp --corpus {harbour} hydrate {harbour}/articles --out {tmp_path}/o"
    shown = subprocess.run(["script", "-qec", command, "/dev/null"], capture_output=True, text=True, check=False)
    assert "reading files" in shown.stdout
