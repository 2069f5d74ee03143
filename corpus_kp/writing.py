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


def write_files(files: Mapping[Path, bytes], *, force: bool) -> None:
    """Writes files, each as a whole and all or none as far as the disk allows; equal ones are left as they are.

    Args:
        files: bytes by path; folders are made where they are missing.
        force: whether files with other bytes are replaced.

    Raises:
        UsageError: a file stands there with other bytes, or what stands there is no file; then nothing is written.
    """
    changed = {path: data for path, data in files.items() if not _has(path, data)}
    standing = [path for path in changed if path.exists() or path.is_symlink()]
    folders = [path for path in standing if path.is_dir()]
    if folders:
        raise UsageError(f"{folders[0]}: is a folder; nothing was written")
    if standing and not force:
        more = f" and {len(standing) - 1} more" if len(standing) > 1 else ""
        raise UsageError(f"{standing[0]}{more}: there already, with other content; nothing was written; see --force")
    scratch = {path: path.with_name(f".{path.name[:100]}.{os.getpid()}") for path in changed}
    try:
        for path, data in changed.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            scratch[path].write_bytes(data)
        for path, written in scratch.items():
            written.replace(path)
    finally:
        for written in scratch.values():
            written.unlink(missing_ok=True)


def refuse_annotations(path: Path) -> None:
    """Nothing that is made from a corpus is written into the annotations of one.

    Raises:
        UsageError: the path lies in the annotations of a corpus folder.
    """
    place = path.resolve()
    for parent in (place, *place.parents):
        if parent.name == "annotations" and (parent.parent / "corpus.toml").is_file():
            raise UsageError(f"{path}: lies in the annotations of a corpus; what is made from it stays out of them")


def refuse_here(path: Path) -> None:
    """A folder of output is not the one that the user stands in, nor above it.

    Raises:
        UsageError: it is.
    """
    if path.resolve() in (Path.cwd(), *Path.cwd().parents):
        raise UsageError(f"{path}: is the folder that you stand in, or above it; name another one with --out")


def refuse_standing(path: Path) -> None:
    """A folder of output is made, or was made empty.

    Raises:
        UsageError: something is there.
    """
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise UsageError(f"{path}: is there already; name another folder with --out")


def _has(path: Path, data: bytes) -> bool:
    return path.is_file() and not path.is_symlink() and path.read_bytes() == data
