"""Looks for text of articles that may not be given on in files that are given on.

What is looked for: words that run as in the text, names and covered words that stand in a cell of their own, and hashes
of so few words that trying finds them. What is found is told by place and number; its words are never repeated, since
reports end in logs.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from corpus_kp.content import SourceDocument
from corpus_kp.records import TABLE_OF, Entity, Relation, Source, Span, Target, spans_of
from corpus_kp.textfree.cells import Cell, cells_of
from corpus_kp.textfree.digests import Digests, Stretch
from corpus_kp.textfree.folding import Folded, fold
from corpus_kp.textfree.readings import Reading, byte_place, decoded_cells, encoded, readings

Kind = Literal["run", "name", "covered", "hash"]
#: Everything that is looked for.
KINDS: tuple[Kind, ...] = ("run", "name", "covered", "hash")
#: Words that running give a text away.
RUN = 5

#: Owner of words that are in no text.
_NOBODY = ""
#: Between the parts of an id.
_BOUND = re.compile(r"[^\w-]+")
#: Names of our own fields, layers and tables.
_FIELDS = (
    frozenset(name for record in TABLE_OF for name in record.__struct_fields__)
    | frozenset(name for part in (Span, Source, Relation, Target) for name in part.__struct_fields__)
    | frozenset(TABLE_OF.values())
    | {"layer", "tokens"}
)


@dataclass(frozen=True, slots=True)
class Leak:
    """A place where a file gives words of a protected text away.

    Attributes:
        path: the file.
        where: the place in it: line, row, cell or byte; keys that may give words away are shown as numbers.
        kind: words that run as in the text; a name, or other covered words, as a cell; a hash of few words.
        doc_id: whose text; None where it is in more than one.
        words: how many.
    """

    path: Path
    where: str
    kind: Kind
    doc_id: str | None
    words: int

    def __str__(self) -> str:
        """One line for a report, without the words."""
        return f"{self.path}: {self.where}: {self.what}"

    @property
    def what(self) -> str:
        """What was found, without the words."""
        return f"{_SAID[self.kind]} of {self.doc_id or 'several documents'} ({self.words} words)"


#: Words of a name; from one word more on, a run is a leak in any cell (R2 of the scheme).
_LONGEST_NAME = 7

_SAID: dict[Kind, str] = {
    "run": "words running as in the text",
    "name": "a name",
    "covered": "the words of a span",
    "hash": "a hash that a word list undoes",
}


@dataclass(frozen=True, slots=True)
class Protected:
    """A text that must not be found in the files; it does not show in its own representation.

    Attributes:
        doc_id: of the document.
        text: the text.
        names: covered words of its named entities.
        covered: covered words of all its spans.
    """

    doc_id: str
    text: str = field(repr=False)
    names: frozenset[str] = field(default=frozenset(), repr=False)
    covered: frozenset[str] = field(default=frozenset(), repr=False)


def protected_from(documents: Iterable[SourceDocument]) -> list[Protected]:
    """What must not leak of documents, as far as their text is at hand.

    Args:
        documents: with text; others are left out.
    """
    return [_protected(document, document.text) for document in documents if document.text is not None]


def find_leaks(
    files: Iterable[Path],
    protected: Sequence[Protected],
    allowed_names: Collection[str],
    *,
    run: int = RUN,
    kinds: Collection[Kind] = KINDS,
) -> list[Leak]:
    """Looks through files for protected texts; time grows with the size of the files and texts.

    Names and covered words are looked for in cells that are nothing else: keys and values of JSON, CSV and Parquet.

    Args:
        files: of any format; archives are opened.
        protected: the texts.
        allowed_names: names that are public, and parts of them; a run inside one of them is no leak. What is longer
            than seven words is a sentence and no name, wherever it stands.
        run: so many words running are a leak.
        kinds: what is looked for.

    Raises:
        OSError: a file cannot be read.
    """
    index = _Index(protected, allowed_names, run)
    found = (leak for path in files for leak in _longest(_File(path, index, path.stat().st_size).leaks()))
    return [leak for leak in found if leak.kind in kinds]


def _protected(document: SourceDocument, text: str) -> Protected:
    annotations = [line.record for line in document.annotations]
    spans = (span.text for record in annotations for _, span in spans_of(record))
    names = (record.text for record in annotations if isinstance(record, Entity) and record.mention_type == "NAM")
    return Protected(document.doc_id, text, frozenset(filter(None, names)), frozenset(filter(None, spans)))


@dataclass(slots=True)
class _Strand:
    """Words that follow each other, in one text or in the cells of a row or column."""

    words: list[str] = field(default_factory=list)
    places: list[tuple[Reading, int]] = field(default_factory=list)

    def add(self, reading: Reading, folded: Folded) -> None:
        """Adds the words of a text."""
        self.words += folded.words
        self.places += [(reading, start) for start in folded.starts]

    def place(self, word: int) -> str:
        """Where a word stands."""
        reading, start = self.places[word]
        return reading.place(start)


class _Index:
    """What is looked for in cells and strands."""

    def __init__(self, protected: Sequence[Protected], allowed_names: Collection[str], run: int) -> None:
        texts = [(known.doc_id, fold(known.text)) for known in protected]
        public = [words for name in allowed_names if len(words := fold(name).words) <= _LONGEST_NAME]
        allowed = {part for name in public for size in range(1, len(name) + 1) for part in _stretches(name, size)}
        self.run = run
        self.digests = Digests(texts)
        self._vocabulary = frozenset(word for _, folded in texts for word in folded.words)
        self._runs = _owners(((doc_id, _stretches(folded.words, run)) for doc_id, folded in texts), allowed)
        self._names = _owners(((known.doc_id, _folded(known.names)) for known in protected), allowed)
        covered = _owners(((known.doc_id, _folded(known.covered)) for known in protected), allowed)
        self._covered = {words: owner for words, owner in covered.items() if " " in words}

    def show(self, key: str, index: int) -> str:
        """A key, or its number where it may give words away: it has words of a text and is no field of ours."""
        harmless = key in _FIELDS or self._vocabulary.isdisjoint(fold(key).words)
        return key if harmless else f"#{index + 1}"

    def running(self, path: Path, strand: _Strand) -> Iterator[Leak]:
        """Words that run as in a text; runs that overlap are one."""
        first, end = 0, -1
        owner: str | None = _NOBODY
        for at, words in enumerate(_stretches(strand.words, self.run)):
            found = self._runs.get(words, _NOBODY)
            if found == owner and at == end:
                end += 1
                continue
            if owner != _NOBODY:
                yield Leak(path, strand.place(first), "run", owner, end - first + self.run - 1)
            first, end, owner = at, at + 1, found
        if owner != _NOBODY:
            yield Leak(path, strand.place(first), "run", owner, end - first + self.run - 1)

    def alone(self, path: Path, reading: Reading, folded: Folded) -> Iterator[Leak]:
        """A name, or the words of a span, that are the whole cell; a name also as a part of an id."""
        words = " ".join(folded.words)
        is_id = not any(character.isspace() for character in reading.text.strip())
        parts = _folded(_BOUND.split(reading.text)) if is_id else []
        where = reading.place(0)
        for part in dict.fromkeys((words, *parts)):
            if part in self._names:
                yield Leak(path, where, "name", self._names[part], _count(part))
        if words in self._covered and words not in self._names:
            yield Leak(path, where, "covered", self._covered[words], _count(words))


@dataclass(slots=True)
class _File:
    """One file, and what follows each other in its cells."""

    path: Path
    index: _Index
    size: int
    strands: dict[tuple[str, str], _Strand] = field(default_factory=dict)

    def leaks(self) -> Iterator[Leak]:
        """All that is found; a run that is found by row and by column, twice."""
        for cell in cells_of(self.path, self.index.show):
            yield from self._in_cell(cell)
            for reading in readings(cell):
                for inner in decoded_cells(reading):
                    yield from self._in_cell(inner)
        for strand in self.strands.values():
            yield from self.index.running(self.path, strand)

    def _in_cell(self, cell: Cell) -> Iterator[Leak]:
        for number, reading in enumerate(readings(cell)):
            folded = fold(reading.text)
            if cell.value:
                yield from self.index.alone(self.path, reading, folded)
            if cell.column and not number:
                for key in (("column", cell.column), ("row", cell.row)):
                    self.strands.setdefault(key, _Strand()).add(reading, folded)
            else:
                strand = _Strand()
                strand.add(reading, folded)
                yield from self.index.running(self.path, strand)
            for piece in encoded(reading.text):
                for _, stretch in self.index.digests.inside(piece.data, self.size):
                    yield self._hash(reading.place(piece.start), stretch)
        if isinstance(cell.content, bytes):
            for byte, stretch in self.index.digests.inside(cell.content, self.size):
                yield self._hash(byte_place(cell, byte), stretch)

    def _hash(self, where: str, stretch: Stretch) -> Leak:
        return Leak(self.path, where, "hash", stretch.doc_id, stretch.words)


def _longest(leaks: Iterable[Leak]) -> Iterator[Leak]:
    """Of leaks of one kind and text at one place the one with most words."""
    found: dict[tuple[str, str, str | None], Leak] = {}
    for leak in leaks:
        key = (leak.where, leak.kind, leak.doc_id)
        found[key] = max(leak, found.get(key, leak), key=lambda known: known.words)
    yield from found.values()


def _stretches(words: Sequence[str], size: int) -> Iterator[str]:
    """Every so many words running."""
    return (" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def _count(words: str) -> int:
    return words.count(" ") + 1


def _folded(texts: Iterable[str]) -> list[str]:
    """Texts as folded words with a space between."""
    return [" ".join(fold(text).words) for text in texts]


def _owners(texts: Iterable[tuple[str, Iterable[str]]], allowed: Container[str]) -> dict[str, str | None]:
    """Words and whose they are: a document's, or None where they are in several."""
    owners: dict[str, str | None] = {}
    for doc_id, stretches in texts:
        for words in stretches:
            if words and words not in allowed:
                owners[words] = doc_id if owners.get(words, doc_id) == doc_id else None
    return owners
