"""`build`: from a corpus folder to a package that `load_dataset` reads."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from corpus_kp.card import blocks, fill_blocks, readme
from corpus_kp.corpus import Corpus
from corpus_kp.errors import CorpusConfigError, UsageError, ValidationFailedError
from corpus_kp.package import RecordSet, record_sets
from corpus_kp.replacing import replaced
from corpus_kp.rounds import agreement
from corpus_kp.tables import Frames
from corpus_kp.validation import Report, validate
from corpus_kp.version import __version__

MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Built:
    """What a build did.

    Attributes:
        report: of the validation that came first.
        sets: the record sets that were written.
        out: the package folder.
        size: of the package in bytes.
        files: number of files.
    """

    report: Report
    sets: list[RecordSet]
    out: Path
    size: int
    files: int


def check(corpus: Corpus, articles: Path | None = None, tier: str | None = None) -> Report:
    """Validates what is to be built.

    Args:
        corpus: the corpus.
        articles: folder with the texts of text-free documents.
        tier: only the documents of this tier.

    Raises:
        UsageError: there is no such tier.
    """
    names = [known.name for known in corpus.tiers]
    if tier is not None and tier not in names:
        raise UsageError(f"no tier {tier!r} in corpus.toml; there are: {', '.join(names)}")
    report = validate(corpus, articles=articles)
    if tier is None:
        return report
    chosen = report.frames["documents"].filter(pl.col("tier") == tier).select("doc_id")
    frames = {
        name: frame.join(chosen, on="doc_id", how="semi", maintain_order="left") if "doc_id" in frame.columns else frame
        for name, frame in report.frames.items()
    }
    return replace(report, frames=frames)


def build(corpus: Corpus, report: Report, out: Path) -> Built:
    """Packages a corpus that was checked.

    The package is a function of the corpus folder and the given texts: the same input gives the same bytes. It is
    written beside `out` and put in its place as a whole.

    Args:
        corpus: the corpus.
        report: of `check`.
        out: package folder; an earlier package is replaced, anything else is left alone.

    Raises:
        ValidationFailedError: the report has errors.
        UsageError: `out` holds something that is no package.
        BuildError: the package cannot be written.
    """
    if report.failed:
        raise ValidationFailedError("the corpus has errors; nothing was built")
    if not len(report.frames["documents"]):
        raise UsageError(f"{corpus.folder}: there is no document to build from")
    target = out.resolve()
    _refuse_other_content(target, corpus.settings.name)
    sets = list(record_sets(report.frames, corpus.schemas))
    card = filled_card(corpus, report.frames, sets)
    with replaced(target) as folder:
        _write(folder, corpus, report, sets, card)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        size = sum(path.stat().st_size for path in files)
    return Built(report, sets, out, size, len(files))


def filled_card(corpus: Corpus, frames: Frames, sets: list[RecordSet]) -> str:
    """DATASET_CARD.md with its generated parts made anew.

    Raises:
        CorpusConfigError: the card is missing or its markers are wrong.
    """
    path = corpus.folder / "DATASET_CARD.md"
    try:
        card = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusConfigError(f"{path}: cannot be read ({error}); a corpus folder needs its card") from error
    return fill_blocks(card, blocks(frames, sets, corpus.schemas, agreement(corpus)))


def _refuse_other_content(out: Path, name: str) -> None:
    """Only an untouched package of the same corpus, or an empty folder, is ever replaced."""
    if out == Path.cwd() or out in Path.cwd().parents:
        raise UsageError(f"{out}: is the folder that you stand in, or above it; name another one with --out")
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out}: is a file; name a folder with --out")
    if not out.is_dir() or not any(out.iterdir()):
        return
    known = _files_of_package(out / MANIFEST, name)
    if known is None:
        raise UsageError(f"{out}: holds files that are no package of {name}; name another folder with --out")
    more = sorted({path.relative_to(out).as_posix() for path in _files(out)} - known)
    if more:
        raise UsageError(
            f"{out}: holds {more[0]}, which no build wrote; move it away or name another folder with --out"
        )


def _files_of_package(manifest: Path, name: str) -> set[str] | None:
    """The files that a package of this corpus should hold; None where the manifest is not of one."""
    try:
        content = json.loads(manifest.read_text(encoding="utf-8"))
        return {*content["files"], MANIFEST, SUMS} if content["name"] == name and "engine" in content else None
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _write(folder: Path, corpus: Corpus, report: Report, sets: list[RecordSet], card: str) -> None:
    for record_set in sets:
        record_set.write(folder)
    version = corpus.settings.version
    digests = {name: _config_digest(folder, name, sets) for name in dict.fromkeys(s.config for s in sets)}
    refilled = _refilled(report.frames)
    page = readme(card, version, sets, digests, refilled=bool(refilled))
    (folder / "README.md").write_text(page, encoding="utf-8", newline="\n")
    manifest = _manifest(folder, corpus, report, sets, digests)
    text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
    sums = "".join(f"{_sha256(path)}  {path.relative_to(folder).as_posix()}\n" for path in _files(folder))
    (folder / SUMS).write_text(sums, encoding="utf-8", newline="\n")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _config_digest(folder: Path, config: str, sets: list[RecordSet]) -> str:
    """Digest of a config's files, by split and name."""
    lines = [f"{_sha256(folder / s.file)}  {s.file}\n" for s in sets if s.config == config]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _manifest(
    folder: Path, corpus: Corpus, report: Report, sets: list[RecordSet], digests: dict[str, str]
) -> dict[str, Any]:
    return {
        "name": corpus.settings.name,
        "version": corpus.settings.version,
        "engine": __version__,
        "documents": len(report.frames["documents"]),
        "refilled": _refilled(report.frames),
        "configs": {
            name: {
                "files_sha256": digest,
                "splits": {
                    s.split: {"rows": s.table.num_rows, "records_sha256": s.digest, "file": s.file}
                    for s in sets
                    if s.config == name
                },
            }
            for name, digest in digests.items()
        },
        "files": {
            path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": _sha256(path)}
            for path in _files(folder)
        },
    }


def _refilled(frames: Frames) -> list[str]:
    """Text-free documents whose text was put back."""
    documents = frames["documents"].filter(pl.col("tier") == "text_free", pl.col("text").is_not_null())
    return documents["doc_id"].sort().to_list()


def default_out(corpus: Corpus, report: Report) -> Path:
    """Where a package goes unless the user says otherwise.

    Returns:
        `build/NAME` in the corpus folder for whoever stands in it, else in the working directory; a package with the
        text of articles that may not be given on goes to `build/NAME-refilled`.
    """
    inside = Path.cwd().is_relative_to(corpus.folder)
    name = f"{corpus.settings.name}-refilled" if _refilled(report.frames) else corpus.settings.name
    base = Path(os.path.relpath(corpus.folder)) if inside else Path()
    return base / "build" / name
