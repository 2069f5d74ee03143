"""Writes native lines and files: one canonical form of a record, and never over a file by accident."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from corpus_kp.content import SourceDocument
from corpus_kp.errors import UsageError
from corpus_kp.records import Record

#: Keeps a folder out of git altogether.
GITIGNORE = "# refilled from articles that may not be redistributed\n*\n"


def native_file(records: Iterable[Record], *, text: bool) -> str:
    """The lines of a native file.

    Args:
        records: the document's line first.
        text: whether covered words and the title are written.
    """
    return "".join(
        json.dumps(_plain(msgspec.to_builtins(record), text=text), ensure_ascii=False) + "\n" for record in records
    )


def records_of(document: SourceDocument) -> list[Record]:
    """All records of a document, in order of its file."""
    return [document.header.record, *(line.record for line in document.annotations)]


def _plain(value: Any, *, text: bool) -> Any:
    """Numbers without an empty fraction, and spans without words where there must be none."""
    if isinstance(value, dict):
        kept = {name: _plain(part, text=text) for name, part in value.items() if text or name != "text"}
        return kept if text or "title" not in kept else {**kept, "title": None}
    if isinstance(value, list):
        return [_plain(part, text=text) for part in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def write_files(folder: Path, files: Mapping[str, bytes], *, force: bool) -> list[Path]:
    """Writes files into a folder, each as a whole; one that already has these bytes is left as it is.

    Args:
        folder: is made where it is missing.
        files: bytes by name.
        force: whether files with other bytes are replaced.

    Returns:
        The paths, in the order given.

    Raises:
        UsageError: a file stands there with other bytes; then nothing is written.
    """
    paths = {folder / name: data for name, data in files.items()}
    changed = {path: data for path, data in paths.items() if not _has(path, data)}
    standing = [path for path in changed if path.exists() or path.is_symlink()]
    if standing and not force:
        more = f" and {len(standing) - 1} more" if len(standing) > 1 else ""
        raise UsageError(f"{standing[0]}{more}: there already, with other content; nothing was written; see --force")
    folder.mkdir(parents=True, exist_ok=True)
    for path, data in changed.items():
        scratch = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            scratch.write_bytes(data)
            scratch.replace(path)
        finally:
            scratch.unlink(missing_ok=True)
    return list(paths)


def _has(path: Path, data: bytes) -> bool:
    return path.is_file() and not path.is_symlink() and path.read_bytes() == data
