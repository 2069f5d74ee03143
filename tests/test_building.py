"""From a corpus to a package."""

from __future__ import annotations

import hashlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from native_file import NativeFile

from corpus_kp.building import build, check, default_out
from corpus_kp.corpus import Corpus
from corpus_kp.errors import BuildError, UsageError, ValidationFailedError
from corpus_kp.package import CONFIGS

#: Coverage cannot write its file in a process that is killed or may not write.
_UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}

Run = Callable[..., subprocess.CompletedProcess[str]]


def _build(folder: Path, out: Path, articles: Path | None = None) -> None:
    corpus = Corpus(folder)
    build(corpus, check(corpus, articles), out)


def _bytes(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_input_gives_the_same_bytes(harbour: Path, tmp_path: Path) -> None:
    """A package is a function of the corpus folder, wherever that lies and whoever builds it."""
    _build(harbour, tmp_path / "one")
    shutil.copytree(harbour, tmp_path / "elsewhere" / "copy")
    command = [
        sys.executable,
        "-m",
        "corpus_kp",
        "--corpus",
        tmp_path / "elsewhere" / "copy",
        "build",
        "--out",
        tmp_path / "two",
    ]
    subprocess.run(command, check=True, cwd="/", env={"PYTHONHASHSEED": "7"}, capture_output=True)
    assert _bytes(tmp_path / "one") == _bytes(tmp_path / "two")


def test_a_package_holds_what_the_design_says(harbour: Path, tmp_path: Path) -> None:
    """Parquet by config and split, card, metadata, manifest and checksums; nothing else."""
    _build(harbour, tmp_path / "out")
    files = set(_bytes(tmp_path / "out"))
    assert {"README.md", "manifest.json", "SHA256SUMS"} < files
    parquet = {file for file in files if file.endswith(".parquet")}
    assert files - parquet == {"README.md", "croissant.json", "manifest.json", "SHA256SUMS"}
    assert {file.split("/")[0] for file in parquet} == set(CONFIGS)
    assert "entities/eval-00000-of-00001.parquet" in parquet


def test_the_manifest_and_the_checksums_tell_the_truth(harbour: Path, tmp_path: Path) -> None:
    """Every file is in both, with its own hash; the manifest has no date and no path of a machine."""
    out = tmp_path / "out"
    _build(harbour, out)
    content = _bytes(out)
    manifest = json.loads(content["manifest.json"])
    for name, entry in manifest["files"].items():
        assert entry == {"bytes": len(content[name]), "sha256": hashlib.sha256(content[name]).hexdigest()}
    assert set(manifest["files"]) == set(content) - {"manifest.json", "SHA256SUMS"}
    sums = dict(reversed(line.split("  ")) for line in content["SHA256SUMS"].decode().splitlines())
    assert sums == {n: hashlib.sha256(c).hexdigest() for n, c in content.items() if n != "SHA256SUMS"}
    assert manifest["configs"]["entities"]["splits"]["train"]["rows"] == 7
    assert str(tmp_path) not in content["manifest.json"].decode() + content["README.md"].decode()


def test_an_article_is_found_by_its_hash_whatever_its_name(harbour: Path, tmp_path: Path) -> None:
    """Refilling puts in text and covered text, and says which documents were refilled."""
    (harbour / "articles" / "deep").mkdir()
    (harbour / "articles" / "hx-n001.txt").rename(harbour / "articles" / "deep" / "some name.text")
    (harbour / "articles" / "other.txt").write_text("Another article.", encoding="utf-8")
    corpus = Corpus(harbour)
    report = check(corpus, harbour / "articles")
    news = report.frames["entities"].filter(doc_id="hx-n001")
    assert news["text"].to_list() == ["Kim Minsu", "dockers", "City officials"]
    quantity = report.frames["quantities"].filter(doc_id="hx-n001").row(0, named=True)
    assert (quantity["text"], quantity["measured_text"]) == ("1,200", "dockers")
    build(corpus, report, tmp_path / "out")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["refilled"] == {
        "hx-n001": {"exact": 15, "repaired": 0, "altered": 0, "lost": 0, "left_out": 0}
    }


def test_another_version_of_an_article_is_packaged_with_what_is_proven_in_it(harbour: Path, tmp_path: Path) -> None:
    """Offsets are those of the copy; what lost its words is left out, with what depends on it, and counted."""
    path = harbour / "articles" / "hx-n001.txt"
    text = path.read_text(encoding="utf-8").replace("declined to comment", "kept silent")
    path.write_text(f"From our desk.\n\n{text}\n\nRead more", encoding="utf-8")
    corpus = Corpus(harbour)
    report = check(corpus, path)
    assert report.findings == []
    news = {name: frame.filter(doc_id="hx-n001") for name, frame in report.frames.items() if "doc_id" in frame.columns}
    assert news["documents"]["text"].to_list() == [text]
    assert news["documents"]["text_sha256"].to_list() == [hashlib.sha256(text.encode()).hexdigest()]
    for start, end, words in news["entities"].select("start", "end", "text").iter_rows():
        assert text[start:end] == words
    assert news["attributions"]["id"].to_list() == ["a1"]
    assert len(news["stances"]) == 0
    build(corpus, report, tmp_path / "out")
    assert (tmp_path / "out" / ".gitignore").read_text(encoding="utf-8").endswith("\n*\n")
    build(corpus, report, tmp_path / "out")
    counted = json.loads((tmp_path / "out" / "manifest.json").read_text())["refilled"]["hx-n001"]
    assert counted == {"exact": 10, "repaired": 0, "altered": 5, "lost": 0, "left_out": 3}


def test_an_article_that_is_not_there_stays_without_text(harbour: Path) -> None:
    """Another text is not taken for it."""
    (harbour / "articles" / "hx-n001.txt").write_text("Nothing of that kind. " * 30, encoding="utf-8")
    report = check(Corpus(harbour), harbour / "articles")
    assert report.hydration is not None
    assert [document.refilled for document in report.hydration.documents] == [None]
    assert report.frames["documents"].filter(doc_id="hx-n001")["text"].to_list() == [None]
    assert len(report.frames["entities"].filter(doc_id="hx-n001")) == 3


def test_a_text_free_build_has_no_text_of_its_articles(harbour: Path, tmp_path: Path) -> None:
    """Every field named text or title, however deep, is null, and no tokens are there."""
    import polars as pl

    def texts(value: object, name: str = "") -> Iterator[object]:
        if isinstance(value, dict):
            for key, child in value.items():
                yield from texts(child, key)
        elif isinstance(value, list):
            for child in value:
                yield from texts(child, name)
        elif name in {"title", "text"} or name.endswith("_text"):
            yield value

    _build(harbour, tmp_path / "out")
    files = sorted((tmp_path / "out").rglob("news-*.parquet"))
    assert "tokens" not in {path.parent.name for path in files}
    found = [value for path in files for row in pl.read_parquet(path).to_dicts() for value in texts(row)]
    assert len(found) > 20
    assert set(found) == {None}


def test_a_corpus_with_errors_is_not_built(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """The earlier package stands as it was."""
    _build(harbour, tmp_path / "out")
    before = _bytes(tmp_path / "out")
    first.edit(first.number("entities"), lambda record: record.update(start=3))
    corpus = Corpus(harbour)
    with pytest.raises(ValidationFailedError, match="has errors"):
        build(corpus, check(corpus), tmp_path / "out")
    assert _bytes(tmp_path / "out") == before


def test_a_build_that_is_killed_leaves_the_earlier_one_untouched(
    harbour: Path, first: NativeFile, tmp_path: Path
) -> None:
    """The process is killed with the third file half written; the next build clears up and goes through."""
    out = tmp_path / "out"
    _build(harbour, out)
    before = _bytes(out)
    first.edit(first.number("timexes"), lambda record: record.update(value="2031-03-04"))
    program = f"""
import os, signal
from pathlib import Path
import corpus_kp.package as package
from corpus_kp.building import build, check, default_out
from corpus_kp.corpus import Corpus
write, count = package.RecordSet.write, []
def write_and_die(self, folder):
    count.append(1)
    if len(count) == 3:
        (folder / "half.parquet").write_bytes(b"PAR1")
        os.kill(os.getpid(), signal.SIGKILL)
    write(self, folder)
package.RecordSet.write = write_and_die
corpus = Corpus(Path({str(harbour)!r}))
build(corpus, check(corpus), Path({str(out)!r}))
"""
    ended = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, env=_UNMEASURED)
    assert ended.returncode == -signal.SIGKILL
    assert _bytes(out) == before
    assert len([p for p in tmp_path.iterdir() if ".building-" in p.name]) == 1
    _build(harbour, out)
    assert _bytes(out) != before
    assert not [p for p in tmp_path.iterdir() if ".building-" in p.name]


def test_a_full_disk_is_one_clear_error(harbour: Path, tmp_path: Path) -> None:
    """The operating system refuses to write more; the earlier package stands."""
    out = tmp_path / "out"
    _build(harbour, out)
    before = _bytes(out)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000))

    command = [sys.executable, "-m", "corpus_kp", "--corpus", harbour, "build", "--out", out]
    ended = subprocess.run(
        command, check=False, capture_output=True, text=True, preexec_fn=limit, cwd=tmp_path, env=_UNMEASURED
    )
    assert ended.returncode == 1
    assert "cannot be written (File too large); what stood there is untouched" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert _bytes(out) == before
    assert not [p for p in tmp_path.iterdir() if ".building-" in p.name]


def test_a_place_that_cannot_be_written_is_one_clear_error(harbour: Path) -> None:
    """Below a file there is no folder to make."""
    with pytest.raises(BuildError, match="cannot be written"):
        _build(harbour, harbour / "corpus.toml" / "out")


def test_a_link_to_a_package_stays_a_link(harbour: Path, tmp_path: Path) -> None:
    """What it points at is replaced."""
    _build(harbour, tmp_path / "v1")
    (tmp_path / "current").symlink_to(tmp_path / "v1")
    _build(harbour, tmp_path / "current")
    assert (tmp_path / "current").is_symlink()
    assert (tmp_path / "v1" / "manifest.json").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"harbour", "v1", "current"}


def test_a_package_with_files_of_the_users_is_not_replaced(harbour: Path, tmp_path: Path) -> None:
    """Nor is one of another corpus, or anything else with a manifest."""
    out = tmp_path / "out"
    _build(harbour, out)
    (out / "notes.md").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=r"notes\.md"):
        _build(harbour, out)
    (out / "notes.md").unlink()
    settings = harbour / "corpus.toml"
    settings.write_text(settings.read_text().replace('"harbour"', '"haven"'), encoding="utf-8")
    with pytest.raises(UsageError, match="no package of haven"):
        _build(harbour, out)
    (out / "manifest.json").write_text('{"manifest_version": 3}', encoding="utf-8")
    with pytest.raises(UsageError, match="no package of haven"):
        _build(harbour, out)
    assert (out / "README.md").is_file()


def test_the_folder_that_one_stands_in_is_not_replaced(
    harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor one above it."""
    _build(harbour, tmp_path / "out")
    (tmp_path / "empty").mkdir()
    for here, out in ((tmp_path / "out" / "full", tmp_path / "out"), (tmp_path / "empty", Path())):
        monkeypatch.chdir(here)
        with pytest.raises(UsageError, match="stand in"):
            _build(harbour, out)


def test_a_refilled_package_says_so_and_goes_elsewhere(
    harbour: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not taken for the one that may be given on."""
    corpus = Corpus(harbour)
    free, refilled = check(corpus), check(corpus, harbour / "articles")
    monkeypatch.chdir(tmp_path)
    assert default_out(corpus, free) == Path("build/harbour")
    assert default_out(corpus, refilled) == Path("build/harbour-refilled")
    monkeypatch.chdir(harbour / "annotations" / "open")
    assert default_out(corpus, free) == Path("../../build/harbour")
    pages = []
    for report in (free, refilled):
        build(corpus, report, tmp_path / "out")
        pages.append((tmp_path / "out" / "README.md").read_text(encoding="utf-8"))
    assert ["may not be given on" in page for page in pages] == [False, True]


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_what_is_no_package_is_never_replaced(harbour: Path, tmp_path: Path, kind: str) -> None:
    """A folder of the user's, or a file, is left alone."""
    out = tmp_path / "mine"
    mine = out / "thesis.tex" if kind == "folder" else out
    mine.parent.mkdir(exist_ok=True)
    mine.write_text("years of work", encoding="utf-8")
    with pytest.raises(UsageError, match="--out"):
        _build(harbour, out)
    assert mine.read_text(encoding="utf-8") == "years of work"


def test_a_tier_can_be_packaged_alone(harbour: Path, tmp_path: Path) -> None:
    """Only its documents, and only pairs of claims that they mention."""
    corpus = Corpus(harbour)
    built = build(corpus, check(corpus, tier="open"), tmp_path / "out")
    assert {part.split for part in built.parts} == {"train", "eval"}
    with pytest.raises(UsageError, match="open, text_free"):
        check(corpus, tier="closed")


def test_pairs_of_claims_stand_in_the_split_furthest_from_training(harbour: Path, tmp_path: Path) -> None:
    """A pair that touches an evaluation document is not seen in training."""
    corpus = Corpus(harbour)
    build(corpus, check(corpus), tmp_path / "out")
    files = (tmp_path / "out" / "claim_pairs").iterdir()
    splits = {path.name.partition("-")[0]: pl.read_parquet(path)["claim_a"].to_list() for path in files}
    assert splits == {"eval": ["delays/no"], "news": ["strikers/n1200"]}
