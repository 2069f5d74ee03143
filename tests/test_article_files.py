"""Files of a user: found, told apart, read as text, and never the end of a run."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import socket
import tarfile
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus_kp.errors import UsageError
from corpus_kp.textfree.article_files import (
    KINDS,
    LIMIT,
    ArticleText,
    Skipped,
    article_paths,
    read_article,
    read_articles,
)

_TEXT = "The harbour of Nordvik will open again in spring.\r\nNobody knows more.\n"
_IN_A_FILE = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _file(path: Path, content: str | bytes = _TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def _names(paths: list[Path], folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in paths]


def _reason(read: ArticleText | Skipped) -> str:
    assert isinstance(read, Skipped), read
    assert "\n" not in read.reason
    return read.reason


def test_folders_are_gone_through_in_order(tmp_path: Path) -> None:
    """Subfolders too, by their paths; other files are counted in one note for the folder."""
    for name in ("b.txt", "a/z.md", "a/b/c.HTML", "a.markdown", "c.htm", "d.xhtml", "e.text", "x.jpg", "y.jpg", "a/q"):
        _file(tmp_path / name)
    paths, skipped = article_paths([tmp_path])
    assert _names(paths, tmp_path) == ["a/b/c.HTML", "a/z.md", "a.markdown", "b.txt", "c.htm", "d.xhtml", "e.text"]
    assert [note.path for note in skipped] == [tmp_path]
    assert skipped[0].reason.startswith("3 files of other kinds passed over (2 .jpg, 1 no suffix); read are .txt")
    assert article_paths([tmp_path]) == (paths, skipped)


def test_places_come_in_the_order_named_and_each_file_once(tmp_path: Path) -> None:
    """Overlapping places, links and hard links do not double a file."""
    first, second = _file(tmp_path / "a" / "one.txt"), _file(tmp_path / "b" / "two.txt")
    (tmp_path / "b" / "link.txt").symlink_to(first)
    os.link(second, tmp_path / "b" / "twin.txt")
    assert article_paths([second, tmp_path, first, tmp_path / "a"]) == ([second, first], [])


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    """Also out of the folder that was named."""
    target = _file(tmp_path / "elsewhere" / "one.txt")
    link = tmp_path / "here" / "link.txt"
    link.parent.mkdir()
    link.symlink_to(target)
    assert article_paths([link.parent]) == ([link], [])
    assert isinstance(read_article(link), ArticleText)


def test_links_to_folders_are_not_followed_inside_a_folder(tmp_path: Path) -> None:
    """A loop ends; a link that is named itself is followed."""
    _file(tmp_path / "a" / "one.txt")
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "named").symlink_to(tmp_path / "a")
    assert _names(article_paths([tmp_path])[0], tmp_path) == ["a/one.txt"]
    assert _names(article_paths([tmp_path / "named"])[0], tmp_path) == ["named/one.txt"]


def test_broken_links_are_said(tmp_path: Path) -> None:
    """A link to nothing or to itself, in a folder or named."""
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nothing")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    for places in ([tmp_path], sorted(tmp_path.iterdir())):
        paths, skipped = article_paths(places)
        assert paths == []
        assert [(note.path.name, note.reason) for note in skipped] == [
            ("gone.txt", "a link that leads nowhere; remove it or mend it"),
            ("self.txt", "a link that leads nowhere; remove it or mend it"),
        ]


@pytest.mark.parametrize("place", ["nothing", "one.txt/inside", "a\0b"])
def test_a_place_that_is_not_there_is_the_callers_mistake(tmp_path: Path, place: str) -> None:
    """The message says what to name instead."""
    _file(tmp_path / "one.txt")
    with pytest.raises(UsageError, match="no such file or folder; name files or folders"):
        article_paths([tmp_path / place])


def test_a_file_of_another_kind_is_said_when_named(tmp_path: Path) -> None:
    """With the suffixes that are read."""
    paths, skipped = article_paths([_file(tmp_path / "one.doc")])
    assert paths == []
    assert skipped[0].reason == f"a file of another kind; rename or save it as {' '.join(KINDS)}"


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("one.txt"))
    return buffer.getvalue()


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "application/epub+zip" if name == "mimetype" else _TEXT)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (_zip("one.txt"), "a zip archive"),
        (gzip.compress(_TEXT.encode()), "a gzip archive"),
        (_tar(), "a tar archive"),
        (b"7z\xbc\xaf\x27\x1c\0\4", "a 7z archive"),
        (b"\xfd7zXZ\0\0\4", "an xz archive"),
        (b"BZh91AY&SY", "a bzip2 archive"),
        (b"\x28\xb5\x2f\xfd\4", "a Zstandard archive"),
        (b"Rar!\x1a\x07\1", "a RAR archive"),
    ],
)
def test_archives_are_not_unpacked(tmp_path: Path, content: bytes, what: str) -> None:
    """In a folder or named, whatever their name, also when it is that of a text."""
    expected = f"{what}, not unpacked: unpack it and name the folder"
    for name in ("articles.bin", "articles.txt"):
        archive = _file(tmp_path / name / name, content)
        for place in (archive, archive.parent):
            paths, skipped = article_paths([place])
            reads = [*skipped, *map(read_article, paths)]
            assert [(read.path, _reason(read)) for read in reads] == [(archive, expected)]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF; save"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a PNG image; save"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG image; save"),
        (b"GIF89a\1\0", "a GIF image; save"),
        (b"{\\rtf1\\ansi One harbour}", "an RTF document; save"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "an old Word or Excel document; save"),
        (_zip("[Content_Types].xml", "word/document.xml"), "a Word, Excel or PowerPoint document; save"),
        (_zip("mimetype", "one.xhtml"), "an EPUB book; save"),
        (bytes(range(256)) * 4, "a binary file; save"),
        (b"", "an empty file; save"),
    ],
)
@pytest.mark.parametrize("suffix", [".txt", ".html"])
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes, what: str, suffix: str) -> None:
    """Whatever its name: what it is, and what to do."""
    assert _reason(read_article(_file(tmp_path / f"one{suffix}", content))).startswith(what)


def test_special_files_are_not_opened(tmp_path: Path) -> None:
    """A pipe would block, a device would never end: found in a folder, named, or read."""
    os.mkfifo(tmp_path / "pipe.txt")
    server = socket.socket(socket.AF_UNIX)
    try:
        here = Path.cwd()
        os.chdir(tmp_path)
        server.bind("socket.txt")
    finally:
        os.chdir(here)
        server.close()
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    paths, skipped = article_paths([tmp_path])
    assert paths == []
    assert [note.reason.partition(",")[0] for note in skipped] == ["a pipe", "a socket", "a device"]
    assert article_paths([note.path for note in skipped]) == ([], skipped)
    assert [read_article(note.path) for note in skipped] == skipped
    assert "a folder, not a file" in _reason(read_article(tmp_path))


def test_a_pipe_without_suffix_is_not_opened(tmp_path: Path) -> None:
    """Looking for archives opens files only."""
    os.mkfifo(tmp_path / "pipe")
    _, skipped = article_paths([tmp_path, tmp_path / "pipe"])
    assert [note.reason.partition(",")[0].partition(" (")[0] for note in skipped] == [
        "1 file of other kinds passed over",
        "a pipe",
    ]


def test_what_may_not_be_read_is_said(tmp_path: Path) -> None:
    """A file, a folder and a place in it without permission."""
    locked = _file(tmp_path / "a" / "one.txt")
    inside = _file(tmp_path / "closed" / "two.txt")
    locked.chmod(0)
    inside.parent.chmod(0)
    try:
        if os.access(locked, os.R_OK):
            pytest.skip("this user may read everything")
        assert _reason(read_article(locked)).startswith("cannot be read (Permission denied); see to its permissions")
        assert article_paths([tmp_path])[0] == [locked]
        assert [note.path for note in article_paths([tmp_path])[1]] == [inside.parent]
        assert [note.path for note in article_paths([inside])[1]] == [inside]
        assert [_reason(read)[:14] for read in read_articles([locked, locked, inside])] == ["cannot be read"] * 3
    finally:
        inside.parent.chmod(0o700)


def test_a_name_that_no_system_takes_is_said(tmp_path: Path) -> None:
    """A place whose name is too long was perhaps meant otherwise; the others are read."""
    place = tmp_path / ("x" * 5000 + ".txt")
    assert [note.path for note in article_paths([place])[1]] == [place]


def test_a_file_that_went_is_said(tmp_path: Path) -> None:
    """Between being found and being read; a name that no system takes is no better."""
    assert _reason(read_article(tmp_path / "gone.txt")).startswith("cannot be read (No such file or directory)")
    assert _reason(read_article(Path("a\0b.txt"))).startswith("cannot be read (")
    assert _reason(read_article(tmp_path / ("x" * 5000 + ".txt"))).startswith("cannot be read (File name too long)")


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """A gigabyte of nothing costs neither time nor memory."""
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(2**30)
    tracemalloc.start()
    reason = _reason(read_article(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reason == "too large for an article (1,024.0 MiB, at most 16); save the article alone as text"
    assert peak < 2**20


def test_the_limit_itself_is_read(tmp_path: Path) -> None:
    """One byte more is not."""
    assert isinstance(read_article(_file(tmp_path / "one.txt", b"a" * LIMIT)), ArticleText)
    assert _reason(read_article(_file(tmp_path / "two.txt", b"a" * (LIMIT + 1)))).startswith("too large")


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no such file here")
def test_a_file_that_says_it_is_empty_is_read(tmp_path: Path) -> None:
    """Size is looked at first, but what counts is what comes."""
    link = tmp_path / "environment.txt"
    link.symlink_to("/proc/self/comm")
    assert isinstance(read_article(link), ArticleText)


@pytest.mark.parametrize(("suffix", "kind"), KINDS.items())
def test_kinds_follow_from_suffixes(tmp_path: Path, suffix: str, kind: str) -> None:
    """Text and Markdown are taken as they are, newlines too; of a page come its words."""
    path = _file(tmp_path / f"one{suffix.upper()}", f"# *{_TEXT}<b>x</b>")
    page = "# *The harbour of Nordvik will open again in spring. Nobody knows more. x"
    expected = page if kind == "html" else f"# *{_TEXT}<b>x</b>"
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert read_article(path) == ArticleText(path, expected, "utf-8", sha256, KINDS[suffix], 1)


def test_a_page_says_its_encoding_and_a_text_does_not(tmp_path: Path) -> None:
    """A declaration in a text is only words."""
    content = "<meta charset=iso-8859-2><p>Wiosną port będzie otwarty.</p>".encode("iso8859-2")
    page = read_article(_file(tmp_path / "one.html", content))
    assert isinstance(page, ArticleText)
    assert (page.text, page.encoding) == ("Wiosną port będzie otwarty.", "iso8859-2")


def test_bad_pages_are_said(tmp_path: Path) -> None:
    """A bomb, and a page that scripts would fill."""
    assert "nests more than" in _reason(read_article(_file(tmp_path / "bomb.html", "<div>" * 200_000)))
    empty = _file(tmp_path / "app.html", "<body><div id=root></div><script>load()</script>")
    assert _reason(read_article(empty)).startswith("a page without words; open it in a browser")


def test_equal_files_come_once_with_their_number(tmp_path: Path) -> None:
    """In order of their first path; the same size or the same words alone do not make them equal."""
    paths = [
        _file(tmp_path / "a.txt"),
        _file(tmp_path / "b.txt", _TEXT.upper()),
        _file(tmp_path / "c.txt"),
        _file(tmp_path / "d.txt", _TEXT.encode("utf-16")),
        _file(tmp_path / "e.md"),
        _file(tmp_path / "f.txt", b"%PDF-1"),
        _file(tmp_path / "g.txt", b"%PDF-1"),
        tmp_path / "gone.txt",
        _file(tmp_path / "h.txt"),
    ]
    reads = list(read_articles(paths))
    assert [read.path.name for read in reads] == ["a.txt", "b.txt", "d.txt", "e.md", "f.txt", "gone.txt"]
    assert [read.copies for read in reads if isinstance(read, ArticleText)] == [3, 1, 1, 1]


def test_ten_thousand_copies_are_read_once(tmp_path: Path) -> None:
    """In the memory of a few, and in seconds."""
    content = _TEXT * 100
    for number in range(10_000):
        (tmp_path / f"{number:05}.txt").write_text(content, encoding="utf-8", newline="")
    start = time.perf_counter()
    paths, skipped = article_paths([tmp_path])
    tracemalloc.start()
    reads = list(read_articles(paths))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (len(paths), skipped, len(reads)) == (10_000, [], 1)
    assert isinstance(reads[0], ArticleText)
    assert reads[0].copies == 10_000
    assert peak < 20 * 2**20
    assert time.perf_counter() - start < 60


def test_one_file_is_in_memory_at_a_time(tmp_path: Path) -> None:
    """Forty megabytes in forty files do not add up."""
    paths = [_file(tmp_path / f"{number}.txt", f"{number:02} harbour " * 2**17) for number in range(40)]
    tracemalloc.start()
    for read in read_articles(paths):
        assert isinstance(read, ArticleText)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * 2**20


@_IN_A_FILE
@given(content=st.binary(), suffix=st.sampled_from([*KINDS, ".doc"]))
def test_no_bytes_raise(tmp_path: Path, content: bytes, suffix: str) -> None:
    """Whatever a file holds and whatever it is called."""
    path = _file(tmp_path / f"any{suffix}", content)
    assert isinstance(read_article(path), ArticleText | Skipped)


@_IN_A_FILE
@given(
    text=st.text(min_size=1),
    encoding=st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]),
    suffix=st.sampled_from([".txt", ".md"]),
)
def test_any_text_with_a_mark_comes_back(tmp_path: Path, text: str, encoding: str, suffix: str) -> None:
    """Character for character; only a NUL that follows the mark of UTF-16 makes it that of UTF-32."""
    text = text.lstrip("\0") or "x"
    read = read_article(_file(tmp_path / f"any{suffix}", text.encode(encoding)))
    assert isinstance(read, ArticleText)
    assert (read.text, read.encoding) == (text, encoding)


def test_the_published_articles_are_read_as_they_are(articles: Path) -> None:
    """Every code point of them."""
    paths, _ = article_paths([articles])
    assert paths
    for read in read_articles(paths):
        assert isinstance(read, ArticleText)
        assert read.text == read.path.read_bytes().decode("utf-8")
