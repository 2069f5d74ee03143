"""Finds the articles of the text-free tier in a folder of the user, by their SHA-256."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from corpus_kp.content import Content, with_text
from corpus_kp.errors import UsageError


@dataclass(frozen=True)
class Filling:
    """What became of the text-free documents.

    Attributes:
        found: doc_id to the file that holds its text.
        missing: documents whose text was not there.
    """

    found: dict[str, Path]
    missing: list[str]


def fill(content: Content, folder: Path) -> Filling:
    """Puts text and covered text into the documents whose very text lies in a folder.

    Args:
        content: its documents are changed.
        folder: looked through with its subfolders; every file is compared by its SHA-256.

    Raises:
        UsageError: the folder is not there or cannot be read.
    """
    files = _by_hash(folder)
    found: dict[str, Path] = {}
    missing: list[str] = []
    for index, document in enumerate(content.documents):
        header = document.header.record
        if document.text is not None:
            continue
        path = files.get(header.text_sha256)
        if path is None:
            missing.append(header.doc_id)
            continue
        content.documents[index] = with_text(document, _text(path), header.text_sha256)
        found[header.doc_id] = path
    return Filling(found, missing)


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{path}: is not UTF-8, so its offsets cannot be counted; the annotations are of no use"
        ) from error


def _by_hash(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder; --articles takes the folder that holds the article files")
    try:
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        return {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}
    except OSError as error:
        raise UsageError(f"{error.filename}: {error.strerror}; --articles needs files that can be read") from error
