"""A corpus: a folder and what is read from it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from corpus_kp.content import Content
from corpus_kp.corpus_folder import CorpusFolder
from corpus_kp.document_files import DocumentFiles
from corpus_kp.errors import UsageError
from corpus_kp.faults import fault
from corpus_kp.findings import Finding, Place
from corpus_kp.folder_faults import faults_of_rounds, stray_file, stray_files
from corpus_kp.registers import REGISTER_FILES, idle_assignments, read_assignments, read_registers
from corpus_kp.settings import Tier
from corpus_kp.textfree.envelope import SUFFIX


class Corpus(CorpusFolder):
    """A corpus folder that is read."""

    def read(self, only: Sequence[Path] = ()) -> Content:
        """Reads the corpus.

        Args:
            only: files or folders to which documents are limited; registers and splits are read anyway, and where
                one of them is named, all documents are.

        Raises:
            UsageError: a path of `only` is not there or holds no document.
        """
        whole = not only or any(self.concerns_all(path) for path in only)
        content = Content(whole=whole)
        read_registers(self, content)
        read_assignments(self, content)
        content.registers_read = not content.findings
        files = self.document_files()
        first: dict[str, Path] = {}
        for tier, path in files if whole else self._chosen(files, only, content):
            content.paths.append(self.shown(path))
            if first.setdefault(path.stem, path) is not path:
                content.findings.append(_second_file(self.shown(path), path.stem, self.shown(first[path.stem])))
                continue
            self.document_reader.read(tier, path, content)
        if whole:
            content.findings.extend(stray_files(self))
            tiers = {path.stem: tier for tier, path in files}
            content.findings.extend(faults_of_rounds(self, tiers))
            if content.registers_read:
                content.findings.extend(idle_assignments(self, content, tiers))
        return content

    def _chosen(
        self, files: Sequence[tuple[Tier, Path]], only: Sequence[Path], content: Content
    ) -> list[tuple[Tier, Path]]:
        """Documents, or annotators' own versions of them, that some paths mean; strays among the paths are findings."""
        below = _below(files)
        chosen: dict[Path, tuple[Tier, Path]] = {}
        for path in map(Path.resolve, only):
            if not path.exists():
                raise UsageError(f"{path}: no such file or folder")
            wanted = path.with_suffix(".jsonl") if path.suffix in (".txt", SUFFIX) else path
            tier = next((tier for tier in self.tiers if path.parent == self.folder_of(tier)), None)
            found = below.get(wanted) or self._versions(files, path)
            if not found and tier is None:
                raise UsageError(
                    f"{path}: no document of this corpus; documents are NAME.jsonl in the folder of a tier"
                )
            if tier is not None:
                content.findings.extend(stray_file(self, tier, path))
            chosen.update((file, (tier, file)) for tier, file in found)
        return list(chosen.values())

    def folder_of(self, tier: Tier) -> Path:
        """The folder of a tier, behind all links."""
        return (self.annotations / tier.folder).resolve()

    def _versions(self, files: Sequence[tuple[Tier, Path]], path: Path) -> list[tuple[Tier, Path]]:
        """Annotators' own versions of documents, in a file or folder below `rounds/`."""
        if not path.is_relative_to((self.annotations / "rounds").resolve()):
            return []
        tiers = {file.stem: tier for tier, file in files}
        named = sorted(path.rglob("*.jsonl")) if path.is_dir() else [path]
        return [(tiers[file.stem], file) for file in named if file.stem in tiers]

    def concerns_all(self, path: Path) -> bool:
        """Whether a file or folder is about all documents: registers, schemas, the configuration, the baseline."""
        place = path.resolve()
        schemas = self.folder / "schemas"
        whole = [self.folder, self.annotations, self.folder / "corpus.toml", schemas]
        whole += [self.annotations / name for name in REGISTER_FILES]
        whole += [self.baseline] if self.baseline else []
        return place in {file.resolve() for file in whole} or place.parent == schemas.resolve()

    def is_document(self, path: Path) -> bool:
        """Whether a file is the native file, the text or the fingerprint of a document."""
        native = path.resolve().with_suffix(".jsonl")
        return any(native == file.resolve() for _, file in self.document_files())

    @cached_property
    def document_reader(self) -> DocumentFiles:
        """Reads the files of documents."""
        return DocumentFiles(self)


def find_corpus(folder: Path | None) -> Corpus:
    """The corpus that a command works on.

    Args:
        folder: given by the user, or None: the corpus around the working directory, else the one that comes
            with the package.

    Raises:
        UsageError: there is none.
    """
    if folder is not None:
        if not (folder / "corpus.toml").is_file():
            raise UsageError(f"{folder}: no corpus here (corpus.toml is missing); name a corpus folder with --corpus")
        return Corpus(folder.resolve())
    here = Path.cwd()
    package = Path(__file__).resolve().parent
    for candidate in (here, *here.parents, package / "_corpus", package.parent):
        if (candidate / "corpus.toml").is_file():
            return Corpus(candidate)
    raise UsageError("no corpus found: neither here, nor above, nor in the package; name one with --corpus DIR")


def _below(files: Sequence[tuple[Tier, Path]]) -> dict[Path, list[tuple[Tier, Path]]]:
    """Documents by their files and by every folder that they lie in."""
    below: dict[Path, list[tuple[Tier, Path]]] = {}
    for tier, file in files:
        place = file.resolve()
        for name in (place, *place.parents):
            below.setdefault(name, []).append((tier, file))
    return below


def _second_file(path: str, doc_id: str, first: str) -> Finding:
    return fault(
        "KP010",
        path=path,
        line=1,
        column=1,
        doc_id=doc_id,
        message=f"the document {doc_id} stands already in {first}",
        expected="one file for each document",
        related=(Place(path=first, line=1, message="first file"),),
    )
