"""Reads files that others wrote: a pipe or device is refused, where reading would not end, and so is what is huge."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

#: Bytes of the largest file that is read: annotations are far smaller, and what is larger would fill the memory.
LARGEST = 2**26
#: Bytes of the largest text that is read: more words than any book has.
LARGEST_TEXT = 2**25
#: Files without a size of their own, which a system makes as they are read, are smaller than this.
_LARGEST_WITHOUT_SIZE = 2**20
#: Of kinds of files that are not regular, what people call them; folders have an error of their own.
_KINDS = {stat.S_IFIFO: "a pipe", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device", stat.S_IFSOCK: "a socket"}


def read_regular(path: Path, most: int = LARGEST) -> bytes:
    """Reads a regular file, or what a link to one leads to.

    Args:
        path: the file.
        most: bytes that it may have.

    Raises:
        OSError: it is not there, no regular file, too large, or may not be read; `strerror` says so in words.
    """
    try:
        # before it is opened, since opening a pipe waits and opening a device can do things
        _refuse_others(path.stat(), path)
        with path.open("rb") if os.name == "nt" else open(path, "rb", opener=_without_waiting) as file:
            size = os.fstat(file.fileno()).st_size
            _refuse_others(os.fstat(file.fileno()), path)  # another file may have come in its place
            if size > most:
                raise OSError(errno.EFBIG, f"it has {size:,} bytes, and {most:,} at most are read", str(path))
            room = max(size, _LARGEST_WITHOUT_SIZE)
            content = file.read(room + 1)
    except ValueError as error:  # of a null character in a path that a configuration names
        raise OSError(errno.EINVAL, str(error), str(path)) from error
    if content is None or len(content) > room:
        raise OSError(errno.EFBIG, "it has no end, or grows while it is read", str(path))
    return content


def _refuse_others(status: os.stat_result, path: Path) -> None:
    kind = stat.S_IFMT(status.st_mode)
    if kind == stat.S_IFDIR:
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if kind != stat.S_IFREG:
        raise OSError(errno.EINVAL, f"it is {_KINDS.get(kind, 'something else')}, not a file", str(path))


def _without_waiting(path: str, flags: int) -> int:
    """Opens a file so that reading it does not wait, should it be a pipe by now."""
    return os.open(path, flags | os.O_NONBLOCK)
