"""The files in which a user keeps copies of articles: found, told apart and read as text, one at a time."""

from __future__ import annotations

import hashlib
import os
import stat
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from corpus_kp.errors import UsageError
from corpus_kp.rendering import count
from corpus_kp.textfree.encodings import Undecodable, declared_encoding, decode
from corpus_kp.textfree.html_text import UnreadablePageError, html_text

Kind = Literal["text", "markdown", "html"]

#: What a name ends in, and how the file is read.
KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}

#: The largest file that is read, in bytes: about a thousand times an article.
LIMIT = 16 * 1024 * 1024

_SAVE = "save the article as text"
_UNPACK = "not unpacked: unpack it and name the folder"

#: First bytes of files that are no text: what such a file is, and what to do with it.
_SIGNATURES = (
    (b"%PDF-", f"a PDF; {_SAVE}"),
    (b"{\\rtf", f"an RTF document; {_SAVE}"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", f"an old Word or Excel document; {_SAVE}"),
    (b"bplist00", f"a web archive of Safari or another property list; {_SAVE} or as a page"),
    (b"\x89PNG\r\n\x1a\n", f"a PNG image; {_SAVE}"),
    (b"\xff\xd8\xff", f"a JPEG image; {_SAVE}"),
    (b"GIF87a", f"a GIF image; {_SAVE}"),
    (b"GIF89a", f"a GIF image; {_SAVE}"),
    (b"II*\0", f"a TIFF image; {_SAVE}"),
    (b"MM\0*", f"a TIFF image; {_SAVE}"),
    (b"RIFF", f"an image, a sound or a video; {_SAVE}"),
    (b"SQLite format 3\0", f"a database; {_SAVE}"),
    (b"\x7fELF", f"a program; {_SAVE}"),
    (b"\x1f\x8b", f"a gzip archive, {_UNPACK}"),
    (b"BZh9", f"a bzip2 archive, {_UNPACK}"),
    (b"\xfd7zXZ\0", f"an xz archive, {_UNPACK}"),
    (b"\x28\xb5\x2f\xfd", f"a Zstandard archive, {_UNPACK}"),
    (b"7z\xbc\xaf\x27\x1c", f"a 7z archive, {_UNPACK}"),
    (b"Rar!\x1a\x07", f"a RAR archive, {_UNPACK}"),
)

#: Documents that are zip archives, by a word in their first bytes.
_ZIPPED = (
    (b"application/epub+zip", f"an EPUB book; {_SAVE}"),
    (b"application/vnd.oasis.opendocument", f"an OpenDocument file; {_SAVE}"),
    (b"[Content_Types].xml", f"a Word, Excel or PowerPoint document; {_SAVE}"),
    (b"_rels/.rels", f"a Word, Excel or PowerPoint document; {_SAVE}"),
)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_TAR_AT = 257
_HEAD = 2048

_SPECIAL = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFBLK: "a device",
    stat.S_IFCHR: "a device",
    stat.S_IFDIR: "a folder",
}
_CHUNK = 1024 * 1024


@dataclass(frozen=True)
class ArticleText:
    """A file that was read.

    Attributes:
        path: where it stands; of several equal files, the first.
        text: what it says; offsets into it are code points. Of a page, the words that a reader sees.
        encoding: of the bytes, as Python names it.
        sha256: of the bytes, in hexadecimal.
        kind: how it was read.
        copies: how many files with these bytes there are, this one included.
    """

    path: Path
    text: str
    encoding: str
    sha256: str
    kind: Kind
    copies: int = 1


@dataclass(frozen=True)
class Skipped:
    """A file or folder that was not read.

    Attributes:
        path: where it stands.
        reason: one sentence: what it is, and what to do.
    """

    path: Path
    reason: str


def article_paths(places: Sequence[Path]) -> tuple[list[Path], list[Skipped]]:
    """The files to read in the files and folders that a user names.

    Folders are gone through with their subfolders; links to files are followed, links to folders inside a folder are
    not. A file that is reached twice (through links or overlapping places) is there once, under its first path.

    Returns:
        The files in order of the places and, in a folder, of their paths; and what was passed over: each file that was
        named itself, each archive, pipe and broken link, and one summary for each folder named.

    Raises:
        UsageError: a place is not there.
    """
    paths: list[Path] = []
    skipped: list[Skipped] = []
    seen: set[tuple[int, int]] = set()
    for place in places:
        for found in _in_place(place):
            if isinstance(found, Skipped):
                skipped.append(found)
            elif (identity := _identity(found)) not in seen:
                seen.add(identity)
                paths.append(found)
    return paths, skipped


def read_article(path: Path) -> ArticleText | Skipped:
    """The text of one file, or why there is none. Never raises for what a file holds or is."""
    try:
        status = path.stat()
        wrong = _unfit(status)
        data = b"" if wrong else _read(path)
    except (OSError, ValueError) as error:
        return Skipped(path, _unreadable(error))
    if wrong or len(data) > LIMIT:
        return Skipped(path, wrong or _too_large(len(data)))
    return _article(path, data)


def read_articles(paths: Iterable[Path]) -> Iterator[ArticleText | Skipped]:
    """The texts of files, in order, one in memory at a time; files with the same bytes come once, with their number.

    Sizes are looked at first; only files that share their size with another are hashed before they are read.
    """
    paths = list(paths)
    copies, later = _copies(paths)
    for index, path in enumerate(paths):
        if index in later:
            continue
        article = read_article(path)
        if isinstance(article, ArticleText) and index in copies:
            article = replace(article, copies=copies[index])
        yield article


def _in_place(place: Path) -> Iterator[Path | Skipped]:
    try:
        place.lstat()
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise UsageError(
            f"{place}: no such file or folder; name files or folders with copies of the articles"
        ) from error
    except OSError as error:
        yield Skipped(place, _unreadable(error))
        return
    if place.is_dir():
        yield from _in_folder(place)
    elif (wrong := _unfit_file(place)) or place.suffix.lower() in KINDS:
        yield Skipped(place, wrong) if wrong else place
    else:
        yield Skipped(place, _archive(place) or f"a file of another kind; rename or save it as {_kinds()}")


def _in_folder(folder: Path) -> Iterator[Path | Skipped]:
    passed: Counter[str] = Counter()
    for path in _files_below(folder):
        if isinstance(path, Skipped):
            yield path
        elif path.suffix.lower() in KINDS:
            wrong = _unfit_file(path)
            yield Skipped(path, wrong) if wrong else path
        elif archive := _archive(path):
            yield Skipped(path, archive)
        else:
            passed[path.suffix.lower() or "no suffix"] += 1
    if passed:
        most = ", ".join(f"{number} {suffix}" for suffix, number in sorted(passed.items(), key=_most_first)[:5])
        yield Skipped(
            folder, f"{count(passed.total(), 'file')} of other kinds passed over ({most}); read are {_kinds()}"
        )


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _files_below(folder: Path) -> Iterator[Path | Skipped]:
    """Everything in a folder and its subfolders that is no folder, in order; a link to a folder is left alone."""
    pending = [folder]
    while pending:
        path = pending.pop()
        if path != folder and (path.is_symlink() or not path.is_dir()):
            if not path.is_dir():
                yield path
            continue
        try:
            pending.extend(sorted(path.iterdir(), reverse=True))
        except OSError as error:
            yield Skipped(path, _unreadable(error))


def _identity(path: Path) -> tuple[int, int]:
    """Device and number of a file; of one that went meanwhile, numbers of its own."""
    try:
        status = path.stat()
    except OSError:
        return -1, hash(path)
    return status.st_dev, status.st_ino


def _unfit_file(path: Path) -> str | None:
    """Why a path leads to nothing that can be opened, without opening it."""
    try:
        return _unfit(path.stat(), limit=False)
    except (OSError, ValueError) as error:
        return "a link that leads nowhere; remove it or mend it" if path.is_symlink() else _unreadable(error)


def _unfit(status: os.stat_result, *, limit: bool = True) -> str | None:
    if not stat.S_ISREG(status.st_mode):
        return f"{_SPECIAL.get(stat.S_IFMT(status.st_mode), 'no file')}, not a file; name a file with an article"
    return _too_large(status.st_size) if limit and status.st_size > LIMIT else None


def _too_large(size: int) -> str:
    mebibytes, most = max(size, LIMIT + 1) / 2**20, LIMIT // 2**20
    return f"too large for an article ({mebibytes:,.1f} MiB, at most {most}); save the article alone as text"


def _unreadable(error: OSError | ValueError) -> str:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"cannot be read ({reason}); see to its permissions or copy it elsewhere"


def _kinds() -> str:
    return " ".join(KINDS)


def _archive(path: Path) -> str | None:
    """What archive a file is; None for another file, and for what cannot be opened."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            reason = _signature(file.read(_HEAD))
    except (OSError, ValueError):
        return None
    return reason if reason and reason.endswith(_UNPACK) else None


def _signature(head: bytes) -> str | None:
    """What a file is that its first bytes show to be no text."""
    if head.startswith(_ZIP):
        return next((what for word, what in _ZIPPED if word in head), f"a zip archive, {_UNPACK}")
    if head[_TAR_AT : _TAR_AT + 5] == b"ustar" and b"\0" in head:
        return f"a tar archive, {_UNPACK}"
    return next((what for magic, what in _SIGNATURES if head.startswith(magic)), None)


def _read(path: Path) -> bytes:
    """A file's bytes, little more than the limit at most: it may grow between look and read."""
    data = bytearray()
    with path.open("rb") as file:
        while len(data) <= LIMIT and (chunk := file.read(_CHUNK)):
            data += chunk
    return bytes(data)


def _article(path: Path, data: bytes) -> ArticleText | Skipped:
    kind = KINDS.get(path.suffix.lower(), "text")
    wrong = _signature(data[:_HEAD])
    if wrong or not data:
        return Skipped(path, wrong or "an empty file; save the article again")
    decoded = decode(data, declared_encoding(data) if kind == "html" else None)
    if isinstance(decoded, Undecodable):
        return Skipped(path, decoded.reason)
    text = decoded.text
    if kind == "html":
        try:
            text = html_text(text)
        except UnreadablePageError as error:
            return Skipped(path, str(error))
        if not text:
            return Skipped(path, "a page without words; open it in a browser, wait for the article and save its text")
    return ArticleText(path, text, decoded.encoding, hashlib.sha256(data).hexdigest(), kind)


def _copies(paths: Sequence[Path]) -> tuple[dict[int, int], set[int]]:
    """Files with the same bytes and the same kind.

    Returns:
        The number of copies for the first of them, by its place in `paths`; and the places of the others.
    """
    first: dict[tuple[bytes, Kind], int] = {}
    copies: dict[int, int] = defaultdict(lambda: 1)
    later: set[int] = set()
    for index in _of_shared_size(paths):
        digest = _digest(paths[index])
        if digest is None:
            continue
        same = first.setdefault((digest, KINDS.get(paths[index].suffix.lower(), "text")), index)
        if same != index:
            copies[same] += 1
            later.add(index)
    return copies, later


def _of_shared_size(paths: Sequence[Path]) -> list[int]:
    """Places of the files whose size another file has too, in order; files that will not be read are left out."""
    sizes: dict[int, int] = {}
    for index, path in enumerate(paths):
        try:
            status = path.stat()
        except (OSError, ValueError):
            continue
        if not _unfit(status):
            sizes[index] = status.st_size
    shared = Counter(sizes.values())
    return [index for index, size in sizes.items() if shared[size] > 1]


def _digest(path: Path) -> bytes | None:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except (OSError, ValueError):
        return None
    return digest.digest()
