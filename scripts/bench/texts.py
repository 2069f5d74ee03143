"""Texts to measure on: the published articles, the corpus's own, what Python packages ship, and folders of the user."""

from __future__ import annotations

import ast
import gzip
import hashlib
import os
import random
import re
import sysconfig
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from itertools import islice
from pathlib import Path

from prose import is_prose, paragraphs, unwrapped

from corpus_kp.corpus import find_corpus
from corpus_kp.records import Document as Header
from corpus_kp.records import Stance, spans_of

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = Path(os.environ.get("CORPUS_KP_ARTICLES", ROOT.parent / "shared" / "seeds"))

#: Length of a document in words, and fewest paragraphs of one.
SHORTEST, LONGEST, FEWEST_PARAGRAPHS = 150, 1200, 3
#: Share of runs of eight words that a document may have in common with others, and of runs of four words that a
#: paragraph may have in common with those before it.
SEEN, SEEN_BEFORE = 0.1, 0.2
_SHINGLE, _SHORT_SHINGLE = 8, 4
_READ = {".txt", ".md", ".rst", ".html", ".htm"}
_LEGAL = re.compile(r"licen[cs]e|copying|copyright|notice|authors", re.IGNORECASE)


@dataclass(frozen=True)
class Text:
    """A text to be fingerprinted.

    Attributes:
        name: unique.
        origin: where it was found: articles, briefs, topics, descriptions, docstrings, or a folder of the user.
        text: the whole of it.
        spans: those of the corpus's annotations, in code points; empty where it is not annotated.
    """

    name: str
    origin: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()

    @property
    def words(self) -> int:
        """Number of words between white space."""
        return len(self.text.split())


def drawing(*parts: object) -> random.Random:
    """A generator of its own for everything that is drawn, the same in every run and every process."""
    return random.Random("/".join(map(str, parts)))  # noqa: S311


def collect(folders: Iterable[Path], count: int, seed: int) -> list[Text]:
    """Texts without near-duplicates: articles and briefs first, then of every other origin in turn.

    Args:
        folders: of the user; read with their subfolders.
        count: how many at most.
        seed: decides lengths and layout.
    """
    corpus = _annotated()
    folders = list(folders)
    sources = {f"folder {folder.name}": _of_folder(folder) for folder in folders} | {
        "topics": _topics(),
        "descriptions": _descriptions(),
        "docstrings": _docstrings(seed),
    }
    streams = [_documents(name, parts, seed) for name, parts in sources.items()]
    return list(islice(_distinct(corpus, streams), count))


def origins(texts: Iterable[Text]) -> dict[str, tuple[int, int]]:
    """How many documents and words there are of each origin."""
    documents: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for text in texts:
        documents[text.origin] += 1
        words[text.origin] += text.words
    return {origin: (number, words[origin]) for origin, number in documents.items()}


def _annotated() -> list[Text]:
    """The corpus's documents with its real spans; those of the text-free tier only where the articles are at hand."""
    files = sorted(ARTICLES.glob("*.txt")) if ARTICLES.is_dir() else []
    articles = {hashlib.sha256(path.read_bytes()).hexdigest(): path.read_bytes().decode() for path in files}
    texts = []
    for document in find_corpus(ROOT).read().documents:
        header = document.header.record
        text = document.text or articles.pop(header.text_sha256, None)
        if text and isinstance(header, Header):
            origin = "briefs" if document.text else "articles"
            texts.append(Text(header.doc_id, origin, text, _real_spans(document.annotations)))
    return [*texts, *(Text(f"article-{digest[:8]}", "articles", text) for digest, text in articles.items())]


def _real_spans(lines: Iterable) -> tuple[tuple[int, int], ...]:
    spans = {(span.start, span.end) for line in lines for _, span in spans_of(line.record)}
    targets = (line.record.target for line in lines if isinstance(line.record, Stance))
    spans |= {(target.start, target.end) for target in targets if target.start is not None}
    return tuple(sorted(spans))


def _distinct(first: list[Text], streams: list[Iterator[Text]]) -> Iterator[Text]:
    """One text of each stream in turn; one that repeats what came before is left out."""
    seen: set[int] = set()
    for text in first:
        seen |= _shingles(text.text)
        yield text
    while streams:
        for stream in list(streams):
            text = next((text for text in stream if _is_new(text, seen)), None)
            if text is None:
                streams.remove(stream)
            else:
                seen |= _shingles(text.text)
                yield text


def _is_new(text: Text, seen: set[int]) -> bool:
    own = _shingles(text.text)
    return len(own & seen) <= SEEN * len(own)


def _shingles(text: str, size: int = _SHINGLE) -> set[int]:
    words = re.findall(r"\w+", text.lower())
    return {hash(tuple(words[i : i + size])) for i in range(len(words) - size + 1)}


def _documents(origin: str, sources: Iterable[tuple[str, str]], seed: int) -> Iterator[Text]:
    """Cuts sources into documents along their paragraphs of prose."""
    for name, source in sources:
        parts = (unwrapped(source[start:end]) for start, end in paragraphs(source))
        draw = drawing(seed, "documents", origin, name)
        for number, group in enumerate(_groups(_unlike([part for part in parts if is_prose(part)]), draw)):
            yield Text(f"{origin}: {name} {number}", origin, _laid_out(group, draw))


def _unlike(parts: Iterable[str]) -> list[str]:
    """Paragraphs without those that repeat much of one before: templates of documentation, which no article has."""
    seen: set[int] = set()
    kept = []
    for part in parts:
        own = _shingles(part, _SHORT_SHINGLE)
        if len(own & seen) <= SEEN_BEFORE * len(own):
            kept.append(part)
        seen |= own
    return kept


def _groups(parts: list[str], draw: random.Random) -> Iterator[list[str]]:
    """Paragraphs up to a length that is drawn anew for each document; short ones are the more frequent."""
    wanted, group, size = _drawn_length(draw), [], 0
    for part in parts:
        words = len(part.split())
        if size >= SHORTEST and len(group) >= FEWEST_PARAGRAPHS and size + words > wanted:
            yield group
            wanted, group, size = _drawn_length(draw), [], 0
        group.append(part)
        size += words
    if SHORTEST <= size <= LONGEST and len(group) >= FEWEST_PARAGRAPHS:
        yield group


def _drawn_length(draw: random.Random) -> int:
    return int(SHORTEST * (LONGEST / SHORTEST) ** draw.random())


def _laid_out(group: list[str], draw: random.Random) -> str:
    """Half of the documents have empty lines between paragraphs, half of them typographic marks."""
    text = ("\n\n" if draw.random() < 1 / 2 else "\n").join(group)
    return typeset(text) if draw.random() < 1 / 2 else text


def typeset(text: str) -> str:
    """Curly quotes, ellipses and dashes, as a newspaper sets them."""
    text = re.sub(r"(?<!\w)\"(?=\w)", "\u201c", text).replace('"', "\u201d")
    text = re.sub(r"(?<!\w)'(?=\w)", "\u2018", text).replace("'", "\u2019")
    return re.sub(r"\s+--?\s+", " \u2014 ", text).replace("...", "\u2026")


def _topics() -> Iterator[tuple[str, str]]:
    from pydoc_data.topics import topics

    yield from sorted(topics.items())


def _descriptions() -> Iterator[tuple[str, str]]:
    """Long descriptions of the installed packages."""
    for package in sorted(metadata.distributions(), key=lambda package: package.name.lower()):
        body = (package.read_text("METADATA") or "").partition("\n\n")[2]
        yield package.name, body


def _docstrings(seed: int) -> Iterator[tuple[str, str]]:
    """Docstrings of the standard library and of installed packages, those of one file together, files shuffled."""
    roots = [Path(sysconfig.get_path(kind)) for kind in ("stdlib", "purelib")]
    files = [(path.relative_to(root).parts, path) for root in roots for path in sorted(root.rglob("*.py"))]
    drawing(seed, "docstrings").shuffle(files)
    for inner, path in files:
        if not {"site-packages", "test", "tests"} & set(inner):
            yield "/".join(inner), _docstrings_of(path)


def _docstrings_of(path: Path) -> str:
    try:
        source = path.read_text(encoding="utf-8")
        nodes = ast.walk(ast.parse(source)) if source.count('"""') > 1 else iter(())
    except (OSError, SyntaxError, ValueError):
        return ""
    kinds = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return "\n\n".join(ast.get_docstring(node) or "" for node in nodes if isinstance(node, kinds))


def _of_folder(folder: Path) -> Iterator[tuple[str, str]]:
    for path in files_of_folder(folder):
        yield str(path.relative_to(folder)), read_text(path)


def files_of_folder(folder: Path) -> Iterator[Path]:
    """Text, Markdown, reStructuredText and HTML files of a folder, also gzipped; licences are left out."""
    for path in sorted(folder.rglob("*")):
        suffixes = [suffix for suffix in path.suffixes if suffix != ".gz"]
        if path.is_file() and not _LEGAL.search(path.name) and (not suffixes or suffixes[-1] in _READ):
            yield path


def read_text(path: Path) -> str:
    """The text of such a file; none if it is not in UTF-8."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        data = gzip.decompress(data)
    text = data.decode("utf-8", "replace")
    if "\ufffd" in text or "\x00" in text:
        return ""
    return _plain(text) if path.suffix in {".html", ".htm"} else text


def _plain(page: str) -> str:
    from pages import library_extractor

    extract: Callable[[str], str] = library_extractor()
    return extract(page)
