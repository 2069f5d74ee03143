"""Replaces files in one step each, and never one that somebody else has written meanwhile."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from corpus_kp.errors import FixError
from corpus_kp.fixing.applying import Change

#: What tells that a file is still the same: when and how long it was written, and which file it is.
_State = tuple[int, int, int]


def states(folders: Iterable[Path]) -> dict[Path, _State]:
    """The state of every file below some folders, behind all links.

    Args:
        folders: to look into; links to folders below them are not followed.
    """
    walked = (found for folder in folders for found in os.walk(folder))
    files = {Path(place, name).resolve() for place, _, names in walked for name in names}
    return {path: state for path in files if (state := _state(path))}


def write_changes(changes: Sequence[Change], known: Mapping[Path, _State]) -> None:
    """Replaces files, each in one step; mode and links stay.

    All new files are written beside the old ones before the first is replaced, so that a full disk changes nothing.

    Args:
        changes: what to write.
        known: states of the files before they were read.

    Raises:
        FixError: a file was changed by somebody else since, or cannot be written.
    """
    scratch: dict[Path, Path] = {}
    try:
        with _told("nothing was mended"):
            for change in changes:
                scratch[change.path] = _written_beside(change)
        _refuse_changed(changes, known)
        with _told("not all files were mended; try again"):
            for path, written in scratch.items():
                written.replace(path)
    finally:
        for written in scratch.values():
            written.unlink(missing_ok=True)


@contextmanager
def _told(outcome: str) -> Iterator[None]:
    """Turns what the system says into a message for people."""
    try:
        yield
    except OSError as error:
        raise FixError(f"{error.filename or 'a file'}: cannot be written ({error.strerror}); {outcome}") from error


def _refuse_changed(changes: Sequence[Change], known: Mapping[Path, _State]) -> None:
    for change in changes:
        if known.get(change.path, ()) != _state(change.path) or change.path.read_bytes() != change.before:
            raise FixError(f"{change.shown}: was written by another program meanwhile; nothing was mended; try again")


def _written_beside(change: Change) -> Path:
    """A new file in the same folder, with the mode of the old one."""
    path = change.path
    if not os.access(path, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", suffix=".fixing", dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(change.after)
            stream.flush()
            os.fsync(stream.fileno())
        shutil.copymode(path, written)
    except OSError as error:
        written.unlink(missing_ok=True)
        raise OSError(error.errno, error.strerror, str(path)) from error
    return written


def _state(path: Path) -> _State | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
