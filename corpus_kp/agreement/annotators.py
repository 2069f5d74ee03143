"""Whose annotations are compared, and where they stand."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus_kp.corpus import Corpus
from corpus_kp.errors import UsageError
from corpus_kp.records import Document

#: The name of the adjudicated documents.
GOLD = "gold"


@dataclass(frozen=True)
class Annotator:
    """Somebody's annotations.

    Attributes:
        name: as it is shown.
        files: native files by doc_id.
    """

    name: str
    files: Mapping[str, Path]


def annotators(corpus: Corpus) -> dict[str, Annotator]:
    """The annotators who have a folder under `annotations/rounds/`, by name."""
    folders = sorted(path for path in (corpus.annotations / "rounds").glob("*") if path.is_dir())
    files = {folder.name: _files(folder) for folder in folders}
    return {name: Annotator(name, found) for name, found in files.items() if found}


def gold(corpus: Corpus) -> Annotator:
    """The adjudicated documents."""
    return Annotator(GOLD, {path.stem: path for _, path in reversed(corpus.document_files())})


def chosen(corpus: Corpus, names: Sequence[str]) -> tuple[Annotator, Annotator]:
    """The two who are compared.

    Args:
        corpus: the corpus.
        names: of annotators, `gold`, folders or files; none means the first two annotators.

    Raises:
        UsageError: there are not two, or nobody is called so.
    """
    known = annotators(corpus)
    if not names:
        names = _first_two(corpus, known)
    if len(names) == 1:
        others = ", ".join(name for name in (*known, GOLD) if name != names[0])
        raise UsageError(f"one annotator cannot agree: name another beside {names[0]!r}, of {others}, or a path")
    a, b = (_named(corpus, name, known) for name in names)
    return a, b


def _first_two(corpus: Corpus, known: Mapping[str, Annotator]) -> list[str]:
    rounds = corpus.shown(corpus.annotations / "rounds")
    if not known:
        raise UsageError(
            f"{rounds}: no annotator has a folder here; put NAME/DOC.jsonl into it, or name two folders or files"
        )
    if len(known) == 1:
        (only,) = known
        raise UsageError(
            f"{rounds}: {only} is the only annotator; compare with what was decided: corpus-kp agree {only} {GOLD}"
        )
    return list(known)[:2]


def _named(corpus: Corpus, name: str, known: Mapping[str, Annotator]) -> Annotator:
    if name in known:
        return known[name]
    if name == GOLD:
        return gold(corpus)
    path = Path(name)
    if name and path.is_dir():
        return _of_folder(path, name)
    if name and path.exists():
        return Annotator(name, {_doc_id(corpus, path.resolve()): path.resolve()})
    near = difflib.get_close_matches(name, [*known, GOLD], n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    raise UsageError(
        f"{name or repr(name)}: no annotator, folder or file is called so; {hint}there are {', '.join((*known, GOLD))}"
    )


def _of_folder(folder: Path, name: str) -> Annotator:
    files = _files(folder)
    if not files:
        raise UsageError(f"{name}: has no annotations; they are files DOC.jsonl in the folder itself")
    return Annotator(name, files)


def _files(folder: Path) -> dict[str, Path]:
    """The native files of a folder, by doc_id."""
    return {path.stem: path for path in sorted(folder.resolve().glob("*.jsonl"))}


def _doc_id(corpus: Corpus, path: Path) -> str:
    """The document of a file, whatever the file is called; its name where the file does not say."""
    lines = corpus.document_reader.lines(path).lines
    return next((line.record.doc_id for line in lines if isinstance(line.record, Document)), path.stem)
