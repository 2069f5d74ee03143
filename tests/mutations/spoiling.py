"""A corpus that is spoiled on purpose, one fault at a time, and where each fault was put."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Record = dict[str, Any]
Where = Callable[[Record], Any]


class NotHere(LookupError):  # noqa: N818 - no error, but nothing to do
    """The corpus has nothing that this mutation could spoil."""


@dataclass(frozen=True)
class Injected:
    """Where a fault was put.

    Attributes:
        path: the file that says something wrong.
        line: its line, where there is one.
        doc_id, annotation_id: what is wrong.
        spans: places in the document, one of which a finding should name; none where a fault has no place.
    """

    path: Path
    line: int | None = None
    doc_id: str | None = None
    annotation_id: str | None = None
    spans: tuple[tuple[int, int], ...] = ()


@dataclass
class Lines:
    """A file of JSON lines: records, or strings where a line is written as it is."""

    path: Path
    records: list[Any]

    def save(self) -> None:
        """Writes the file."""
        lines = [one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in self.records]
        self.path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")

    def line(self, record: Record) -> int:
        """Line (1-based) of a record."""
        return next(number for number, one in enumerate(self.records, 1) if one is record)

    def named(self, layer: str, annotation_id: str | None = None) -> Record:
        """The record with an id, or the first of a layer."""
        return next(r for r in self.of(layer) if annotation_id in (None, r.get("id")))

    def of(self, layer: str) -> list[Record]:
        """The records of a layer."""
        return [one for one in self.records if isinstance(one, dict) and one.get("layer") == layer]


@dataclass
class Document(Lines):
    """A document's annotations and its text, where it has one."""

    text: str | None = None

    @property
    def doc_id(self) -> str:
        """The name of its files."""
        return self.path.stem

    @property
    def head(self) -> Record:
        """The line of the document itself."""
        return self.records[0]

    def retell(self, text: str) -> None:
        """Changes the text and what the document's line says of it."""
        self.text = text
        raw = text.encode()
        self.path.with_suffix(".txt").write_bytes(raw)
        self.head.update(text_sha256=hashlib.sha256(raw).hexdigest(), n_codepoints=len(text))

    def fresh_id(self) -> str:
        """An id that no line has."""
        return f"x{len(self.records)}"

    def span(self, start: int, end: int) -> Record:
        """A span with its words, where the document has words."""
        return {"start": start, "end": end, **({} if self.text is None else {"text": self.text[start:end]})}


def spans_of(record: Record) -> Iterator[Record]:
    """The spans of a record: its own, and those of its fields."""
    if isinstance(record.get("start"), int):
        yield record
    for value in record.values():
        for part in value if isinstance(value, list) else [value]:
            if isinstance(part, dict):
                yield from spans_of(part)


def extents(record: Record) -> tuple[tuple[int, int], ...]:
    """The places of the spans of a record."""
    return tuple((one["start"], one["end"]) for one in spans_of(record) if isinstance(one.get("end"), int))


@dataclass
class Spoiled:
    """A copy of a corpus in which faults are put.

    Attributes:
        folder: the copy.
        chance: where the next fault goes.
        within: the only document that may be touched, if any.
    """

    folder: Path
    chance: random.Random
    within: str | None = None
    _clean: dict[Path, bytes] = field(default_factory=dict)
    _touched: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Remembers how the folder was."""
        self._clean = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        self._read()

    def _read(self) -> None:
        self._touched.clear()
        self.documents = [self._document(path) for path in sorted(self.annotations.glob("*/*.jsonl"))]
        self.register = self._lines(self.annotations / "entities.jsonl")
        self.claims = self._lines(self.annotations / "claims.jsonl")

    @property
    def annotations(self) -> Path:
        """The folder with the annotations."""
        return self.folder / "annotations"

    @staticmethod
    def _lines(path: Path) -> Lines:
        return Lines(path, [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()])

    def _document(self, path: Path) -> Document:
        beside = path.with_suffix(".txt")
        text = beside.read_bytes().decode() if beside.exists() else None
        return Document(path, self._lines(path).records, text)

    def mend(self, seed: object) -> None:
        """Undoes every fault; the next ones go where a seed says."""
        for path in self.folder.rglob("*"):
            if path.is_file() and path not in self._clean:
                path.unlink()
        for path, raw in self._clean.items():
            if not path.exists() or path.read_bytes() != raw:
                path.write_bytes(raw)
        self.chance = random.Random(str(seed))
        self.within = None
        self._read()

    def pick(self, candidates: list[Any]) -> Any:
        """One of the candidates, by chance.

        Raises:
            NotHere: there are none.
        """
        if not candidates:
            raise NotHere
        return self.chance.choice(candidates)

    def document(self, where: Callable[[Document], Any] = bool) -> Document:
        """A document, by chance."""
        return self.pick([one for one in self.documents if self.within in (None, one.doc_id) and where(one)])

    def with_text(self, where: Callable[[Document], Any] = bool) -> Document:
        """A document with its text beside it."""
        return self.document(lambda one: one.text is not None and where(one))

    def text_free(self) -> Document:
        """A document without text."""
        return self.document(lambda one: one.text is None)

    def annotation(
        self, layer: str, where: Callable[[Record, Document], Any] | None = None, *, worded: bool = False
    ) -> tuple[Document, Record]:
        """An annotation that was not touched yet, by chance.

        Args:
            layer: its layer.
            where: what is asked of it and its document.
            worded: whether the document has to have its text beside it.
        """
        found = [
            (document, record)
            for document in self.documents
            if self.within in (None, document.doc_id) and not (worded and document.text is None)
            for record in document.of(layer)
            if id(record) not in self._touched and (where is None or where(record, document))
        ]
        document, record = self.pick(found)
        self._touched.add(id(record))
        return document, record

    def entry(self, lines: Lines, layer: str, where: Where = bool) -> Record:
        """A record of a register, by chance."""
        found = [one for one in lines.of(layer) if id(one) not in self._touched and where(one)]
        record = self.pick(found)
        self._touched.add(id(record))
        return record

    def mentions(self, claim_id: str) -> list[tuple[Document, Record]]:
        """Every mention of a claim."""
        return [(doc, one) for doc in self.documents for one in doc.of("claims") if one["claim_id"] == claim_id]

    def label_of(self, entity_id: str) -> str:
        """The label of an entity in the register."""
        return next(one["label"] for one in self.register.of("register") if one["entity_id"] == entity_id)

    def broken(self, lines: Lines, record: Record, *spans: tuple[int, int]) -> Injected:
        """Saves a file, and says where the fault is: in this record, at its spans unless others are given."""
        lines.save()
        doc_id = lines.doc_id if isinstance(lines, Document) else None
        places = spans or (extents(record) if doc_id else ())
        return Injected(lines.path, lines.line(record), doc_id, record.get("id"), places)


Act = Callable[[Spoiled], Injected]


@dataclass(frozen=True)
class Mutation:
    """A way to break a rule.

    Attributes:
        codes: the rules one of which has to report it.
        act: puts the fault into a corpus.
        name: what an annotator, a tool or an editor did.
        family: what it is a case of, where there are many of one kind.
        alone: whether it is in one annotation and leaves all others as they are.
    """

    codes: tuple[str, ...]
    act: Act
    name: str
    family: str = ""
    alone: bool = False


MUTATIONS: list[Mutation] = []


def mutation(*codes: str) -> Callable[[Act], Act]:
    """Makes a function a mutation that one of these rules has to report."""

    def register(act: Act) -> Act:
        add(codes, act.__name__, act)
        return act

    return register


def add(codes: str | tuple[str, ...], name: str, act: Act, family: str = "", *, alone: bool = False) -> None:
    """Adds a mutation; codes of several rules have spaces between them."""
    codes = tuple(codes.split()) if isinstance(codes, str) else codes
    MUTATIONS.append(Mutation(codes, act, name, family or name, alone))


def changed(  # noqa: PLR0913 - what is changed, where and how
    name: str, code: str, layer: str, where: Where = bool, *, worded: bool = False, family: str = "", **values: object
) -> None:
    """A mutation that sets fields of some annotation; a callable is given the record.

    Args:
        name: what was done.
        code: the rule, or several with spaces between them.
        layer: the layer.
        where: what is asked of the record.
        worded: whether only documents with text will do.
        family: of the mutation.
        values: the new values.
    """

    def act(corpus: Spoiled) -> Injected:
        document, record = corpus.annotation(layer, lambda one, _: where(one), worded=worded)
        before = extents(record)
        record.update({key: value(record) if callable(value) else value for key, value in values.items()})
        return corpus.broken(document, record, *before)

    add(code, name, act, family, alone=layer != "documents")


def entry_changed(name: str, code: str, layer: str, where: Where = bool, *, family: str = "", **values: object) -> None:
    """The same for a record of a register: an entity, an issue, a claim, a pair of claims."""

    def act(corpus: Spoiled) -> Injected:
        lines = corpus.register if layer == "register" else corpus.claims
        record = corpus.entry(lines, layer, where)
        record.update({key: value(record) if callable(value) else value for key, value in values.items()})
        return corpus.broken(lines, record)

    add(code, name, act, family)
