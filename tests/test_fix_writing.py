"""What fixes make of files: all edits or none, in one step, nothing else."""

from __future__ import annotations

import os
import resource
from pathlib import Path

import pytest
from cases import fixes
from cases.edits import at
from mending import check, files, fix
from native_file import NativeFile

from corpus_kp.content import Content
from corpus_kp.corpus import Corpus
from corpus_kp.errors import CorpusKpError
from corpus_kp.findings import Edit, Finding, Fix
from corpus_kp.fixing import Change, changes, fix_files, preview


def _finding(corpus: Corpus, path: Path, *edits: tuple[int, int, str], safe: bool = True) -> Finding:
    """A finding whose fix replaces columns (1-based, half-open) of the first line."""
    shown = corpus.shown(path)
    made = tuple(
        Edit(path=shown, line=1, column=first, end_line=1, end_column=last, replacement=text)
        for first, last, text in edits
    )
    return Finding(code="KP106", name="x", message="x", path=shown, fix=Fix(title=f"{edits}", safe=safe, edits=made))


@pytest.mark.parametrize(
    ("one", "other", "after"),
    [
        ([(1, 2, "A")], [(2, 3, "B")], b"ABcdef\n"),
        ([(1, 3, "A")], [(2, 4, "B")], b"Acdef\n"),
        ([(1, 3, "A")], [(6, 7, "F"), (2, 4, "B")], b"Acdef\n"),
        ([(3, 3, "1")], [(3, 3, "2")], b"ab1cdef\n"),
        ([(3, 3, "1")], [(3, 4, "2")], b"ab1cdef\n"),
        ([(1, 2, "A")], [(1, 2, "A")], b"Abcdef\n"),
        ([(1, 2, "A")], [(9, 12, "A")], b"Abcdef\n"),
    ],
)
def test_fixes_that_touch_wait(
    harbour: Path, one: list[tuple[int, int, str]], other: list[tuple[int, int, str]], after: bytes
) -> None:
    """All edits of a fix are made or none; the second of two that touch is left, and one that has no place."""
    corpus, path = Corpus(harbour), harbour / "annotations" / "notes.jsonl"
    path.write_bytes(b"abcdef\n")
    findings = [_finding(corpus, path, *one), _finding(corpus, path, *other)]
    assert [(c.before, c.after) for c in changes(findings, corpus, unsafe=False)] == [(b"abcdef\n", after)]


def test_safe_fixes_come_before_unsafe_ones(harbour: Path) -> None:
    """Whatever the order of the findings."""
    corpus, path = Corpus(harbour), harbour / "annotations" / "notes.jsonl"
    path.write_bytes(b"abc\n")
    findings = [_finding(corpus, path, (1, 2, "U"), safe=False), _finding(corpus, path, (1, 2, "S"))]
    assert [change.after for change in changes(findings, corpus, unsafe=True)] == [b"Sbc\n"]
    assert changes(findings[:1], corpus, unsafe=False) == []


def test_links_and_modes_stay(harbour: Path, first: NativeFile) -> None:
    """A link is written through; the file behind it keeps its mode; nothing is left beside it."""
    target = harbour / "store" / "real.jsonl"
    target.parent.mkdir()
    first.path.rename(target)
    target.chmod(0o640)
    first.path.symlink_to(Path("..", "..", "store", "real.jsonl"))
    before = target.read_bytes()
    fixes.SAFE["length"](first)
    shown = preview(Corpus(harbour), [], check, unsafe=False)
    fixed = fix(harbour)
    assert (fixed.changes, fixed.findings) == (
        (Change(target, fixed.changes[0].shown, shown.changes[0].before, before),),
        [],
    )
    assert shown.changes == fixed.changes
    assert first.path.is_symlink()
    assert (target.read_bytes(), target.stat().st_mode & 0o777) == (before, 0o640)
    assert list(target.parent.iterdir()) == [target]


def test_nothing_outside_the_corpus_is_written(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """A link that leads out of the corpus has no fix, in the preview neither."""
    outside = tmp_path / "outside.jsonl"
    fixes.SAFE["length"](first)
    first.path.rename(outside)
    first.path.symlink_to(outside)
    before = outside.read_bytes()
    for fixed in (preview(Corpus(harbour), [], check, unsafe=True), fix(harbour, unsafe=True)):
        assert (fixed.changes, [finding.code for finding in fixed.findings]) == ((), ["KP101"])
    assert outside.read_bytes() == before


def test_a_file_that_was_changed_meanwhile_is_not_overwritten(harbour: Path, first: NativeFile) -> None:
    """What another program wrote after the check stays, and the other files stay too."""
    fixes.SAFE["text-dos-counted"](first)
    text = first.path.with_suffix(".txt").read_bytes()
    corpus = Corpus(harbour)

    def slow_check() -> tuple[list[Finding], Content]:
        found = check(corpus)
        at("documents", title="Strike ends")(first)
        return found

    with pytest.raises(CorpusKpError, match=r"hx-a001\.jsonl: was written by another program meanwhile"):
        fix_files(corpus, slow_check, unsafe=False)
    assert "Strike ends" in first.lines[0]
    assert first.path.with_suffix(".txt").read_bytes() == text
    assert {path.name for path in first.path.parent.iterdir()} == {
        f"hx-a00{n}{s}" for n in "12" for s in (".txt", ".jsonl")
    }


def test_a_file_that_is_gone_meanwhile_is_not_made_anew(harbour: Path, first: NativeFile) -> None:
    """Without the annotations it is not certain what their offsets counted, so the text is left too."""
    fixes.SAFE["text-dos-counted"](first)
    corpus, damaged = Corpus(harbour), files(harbour)

    def slow_check() -> tuple[list[Finding], Content]:
        found = check(corpus)
        first.path.unlink()
        return found

    fixed = fix_files(corpus, slow_check, unsafe=False)
    assert fixed.changes == ()
    del damaged[first.path]
    assert files(harbour) == damaged


def test_a_disk_that_is_full(harbour: Path, first: NativeFile) -> None:
    """One message, and all files are as they were: the new ones are written before the first is replaced."""
    fixes.SAFE["text-dos-counted"](first)
    damaged = files(harbour)
    corpus = Corpus(harbour)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, limit[1]))
    try:
        with pytest.raises(CorpusKpError, match=r"hx-a001\.jsonl: cannot be written .*; nothing was mended"):
            fix_files(corpus, lambda: check(corpus), unsafe=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert files(harbour) == damaged


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(harbour: Path, first: NativeFile) -> None:
    """One message, and nothing is mended."""
    fixes.SAFE["length"](first)
    first.path.parent.chmod(0o555)
    try:
        with pytest.raises(CorpusKpError, match="cannot be written"):
            fix(harbour)
    finally:
        first.path.parent.chmod(0o755)


@pytest.mark.parametrize("linked", ["annotations", "annotations/open"])
def test_folders_that_are_links_within_the_corpus(harbour: Path, first: NativeFile, linked: str) -> None:
    """What is shown is what is done, also behind a link."""
    first.edit(first.number("entities"), lambda record: record.update(start=22, text=" union"))
    (harbour / "data").mkdir()
    (harbour / linked).rename(harbour / "data" / "moved")
    (harbour / linked).symlink_to(harbour / "data" / "moved")
    corpus = Corpus(harbour)
    shown = preview(corpus, (), check, unsafe=False)
    done = fix_files(corpus, lambda: check(corpus), unsafe=False)
    assert [change.after for change in shown.changes] == [change.after for change in done.changes]
    assert [change.path.read_bytes() for change in done.changes] == [change.after for change in shown.changes]
    assert len(done.changes) == 1


def test_a_pipe_does_not_hide_what_can_be_mended(harbour: Path, first: NativeFile) -> None:
    """It is said to be one, in the copy as in the corpus."""
    first.edit(first.number("entities"), lambda record: record.update(start=22, text=" union"))
    os.mkfifo(harbour / "annotations" / "open" / "hx-a009.jsonl")
    shown = preview(Corpus(harbour), (), check, unsafe=False)
    assert len(shown.changes) == 1
    assert "KP001" in {finding.code for finding in shown.findings}
