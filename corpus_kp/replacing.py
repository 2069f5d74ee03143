"""Replaces a folder as a whole: readers see the old one or the new one, never a mixture."""

from __future__ import annotations

import ctypes
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from corpus_kp.errors import BuildError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """Gives an empty folder to write into; on a clean exit it takes the place of `folder`.

    Whatever ends the block early, also a kill, leaves `folder` as it was; a half-written folder beside it is
    removed at once, or after a kill by the next call.

    Args:
        folder: the place; its parents are made.

    Raises:
        BuildError: nothing can be written there.
    """
    scratch = folder.parent / f".{folder.name}.building-{os.getpid()}"
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _put_back(folder)
        _remove_left_over(folder)
        scratch.mkdir()
        yield scratch
        _swap(scratch, folder)
    except OSError as error:
        if isinstance(error, BuildError):
            raise
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise BuildError(f"{folder}: cannot be written ({reason}); what stood there is untouched") from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _put_back(folder: Path) -> None:
    """Mends a build that was killed between two renames: the old folder takes its place again."""
    for old in sorted(folder.parent.glob(f".{folder.name}.building-*-old")):
        if not folder.exists():
            old.rename(folder)
        else:
            shutil.rmtree(old, ignore_errors=True)


def _remove_left_over(folder: Path) -> None:
    """Removes the scratch folders of builds that were killed."""
    for path in folder.parent.glob(f".{folder.name}.building-*"):
        pid = path.name.rpartition("-")[2]
        if pid.isdecimal() and not _is_running(int(pid)):
            shutil.rmtree(path, ignore_errors=True)


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def _swap(scratch: Path, folder: Path) -> None:
    """Puts scratch in the place of folder; where the system can, in one step."""
    if not folder.exists():
        scratch.rename(folder)
    elif not _exchange(scratch, folder):
        old = scratch.with_name(scratch.name + "-old")
        folder.rename(old)
        try:
            scratch.rename(folder)
        except OSError:
            old.rename(folder)
            raise
        shutil.rmtree(old, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchanges two folders in one step (Linux `renameat2`); False where the system has no such call."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if os.name == "posix" else None
    if rename is None:
        return False
    return bool(rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)
