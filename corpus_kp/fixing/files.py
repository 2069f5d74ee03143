"""Which files may be mended: those of the corpus folder, in UTF-8."""

from __future__ import annotations

from pathlib import Path

from corpus_kp.corpus import Corpus
from corpus_kp.regular_files import read_regular

BYTE_ORDER_MARK = "\ufeff"


def target_of(corpus: Corpus, shown: str) -> Path | None:
    """The file itself, behind all links, where it lies in the corpus folder.

    Args:
        corpus: that was checked.
        shown: how findings name the file.
    """
    try:
        path = corpus.file(shown).resolve()
    except (KeyError, OSError):
        return None
    return path if path.is_relative_to(corpus.folder.resolve()) and path.is_file() else None


def read_target(corpus: Corpus, shown: str) -> tuple[Path, bytes, str] | None:
    """A file that may be mended.

    Args:
        corpus: that was checked.
        shown: how findings name the file.

    Returns:
        The file, its bytes and its characters, among them carriage returns and a byte order mark.
    """
    path = target_of(corpus, shown)
    if path is None:
        return None
    try:
        data = read_regular(path)
        return path, data, data.decode()
    except (OSError, UnicodeDecodeError):
        return None
