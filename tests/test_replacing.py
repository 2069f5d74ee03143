"""A folder is replaced as a whole."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from corpus_kp import replacing
from corpus_kp.errors import BuildError
from corpus_kp.replacing import replaced


def _write(folder: Path, content: str) -> None:
    with replaced(folder) as scratch:
        (scratch / "file").write_text(content, encoding="utf-8")


@pytest.fixture(params=["one step", "two renames"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the system call that exchanges two names, and as on systems that have none."""
    if request.param == "two renames":
        monkeypatch.setattr(replacing, "_exchange", lambda *_: False)
    return request.param


@pytest.mark.usefixtures("way")
def test_the_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """Nothing of the old one and nothing beside it is left."""
    folder = tmp_path / "deep" / "out"
    _write(folder, "old")
    (folder / "more").write_text("x", encoding="utf-8")
    _write(folder, "new")
    assert {path.name: path.read_text() for path in folder.iterdir()} == {"file": "new"}
    assert list(folder.parent.iterdir()) == [folder]


@pytest.mark.usefixtures("way")
def test_an_exception_leaves_the_old_folder(tmp_path: Path) -> None:
    """Whatever goes wrong while writing."""
    _write(tmp_path / "out", "old")
    with pytest.raises(ZeroDivisionError), replaced(tmp_path / "out") as scratch:  # noqa: PT012
        (scratch / "file").write_text("half", encoding="utf-8")
        raise ZeroDivisionError
    assert (tmp_path / "out" / "file").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_a_failed_second_rename_puts_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the system call, the way back is taken."""
    monkeypatch.setattr(replacing, "_exchange", lambda *_: False)
    _write(tmp_path / "out", "old")
    rename, calls = Path.rename, []

    def second_fails(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == 2:
            raise PermissionError(1, "not now")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", second_fails)
    with pytest.raises(BuildError, match="untouched"):
        _write(tmp_path / "out", "new")
    assert (tmp_path / "out" / "file").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_a_kill_between_the_two_renames_is_mended(tmp_path: Path) -> None:
    """The next build puts the old folder back before it does anything else."""
    old = tmp_path / ".out.building-999999999-old"
    old.mkdir()
    (old / "file").write_text("old", encoding="utf-8")
    with pytest.raises(ZeroDivisionError), replaced(tmp_path / "out"):
        raise ZeroDivisionError
    assert (tmp_path / "out" / "file").read_text() == "old"
    _write(tmp_path / "out", "new")
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_the_scratch_folder_of_a_running_build_is_left_alone(tmp_path: Path) -> None:
    """Only what a dead process left behind is removed."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        running = tmp_path / f".out.building-{other.pid}"
        running.mkdir()
        dead = tmp_path / ".out.building-999999999"
        dead.mkdir()
        mine = tmp_path / ".out.building-notes"
        mine.mkdir()
        _write(tmp_path / "out", "new")
        assert running.exists()
        assert not dead.exists()
        assert mine.exists()
        other.communicate(os.linesep.encode())
