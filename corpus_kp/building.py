"""`build`: from a corpus folder to a package that `load_dataset` reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from corpus_kp.agreement.card_table import agreement_table
from corpus_kp.card import blocks, fill_blocks, readme
from corpus_kp.catalogue import Scope
from corpus_kp.checking import check_tables
from corpus_kp.corpus import Corpus
from corpus_kp.croissant import CROISSANT, croissant
from corpus_kp.errors import CorpusConfigError, UsageError, ValidationFailedError
from corpus_kp.frames import Frames
from corpus_kp.package import MANIFEST, README, SUMS, RecordSet, record_sets
from corpus_kp.pandera_gate import assert_contract
from corpus_kp.replacing import replaced
from corpus_kp.tables import tabulate
from corpus_kp.validation import Report, validate
from corpus_kp.version import __version__
from corpus_kp.writing import GITIGNORE, refuse_annotations, refuse_here


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
        articles: file or folder with copies of the text-free articles; what is proven in them is packaged with text.
        tier: only the documents of this tier.

    Raises:
        UsageError: there is no such tier.
    """
    names = [known.name for known in corpus.tiers]
    if tier is not None and tier not in names:
        raise UsageError(f"no tier {tier!r} in corpus.toml; there are: {', '.join(names)}")
    report = _refilled_report(corpus, validate(corpus, articles=articles))
    if tier is None:
        return report
    chosen = report.frames["documents"].filter(pl.col("tier") == tier)["doc_id"]
    return replace(report, frames=report.frames.of_documents(pl.col("doc_id").is_in(chosen.to_list())))


def _refilled_report(corpus: Corpus, report: Report) -> Report:
    """The report with the tables of all refilled documents, also of those whose copy is another version."""
    if report.failed or report.hydration is None or all(d.identical for d in report.hydration.documents if d.refilled):
        return report
    from corpus_kp.textfree.hydration import with_refilled

    content = with_refilled(report.content, report.hydration.documents)
    frames = tabulate(content, corpus.schemas)
    faults = [f for f in check_tables(frames, corpus, {Scope.DOCUMENT}) if f.severity == "error"]
    return replace(report, content=content, frames=frames, findings=[*report.findings, *faults])


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
    assert_contract(report.frames, corpus.schemas)
    sets = list(record_sets(report.frames, corpus.schemas))
    card = filled_card(corpus, report.frames, sets)
    with replaced(target) as folder:
        _write(folder, corpus, report, sets, card)
        files = _files(folder)
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
    return fill_blocks(card, blocks(frames, sets, corpus.schemas, agreement_table(corpus)))


def _refuse_other_content(out: Path, name: str) -> None:
    """Only an untouched package of the same corpus, or an empty folder, is ever replaced."""
    refuse_here(out)
    refuse_annotations(out)
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
    """Writes the package; `sums` has the SHA-256 of every file, each read back once."""
    sums: dict[str, str] = {}
    for record_set in sets:
        record_set.write(folder)
        sums[record_set.file] = _sha256(folder / record_set.file)
    digests = {name: _config_digest(name, sets, sums) for name in dict.fromkeys(s.config for s in sets)}
    refilled = _refilled(report)
    metadata = croissant(corpus.settings, card, sets, sums)
    sums[CROISSANT] = _write_text(folder / CROISSANT, json.dumps(metadata, indent=2, ensure_ascii=False) + "\n")
    page = readme(card, corpus.settings.version, sets, digests, refilled=bool(refilled))
    sums[README] = _write_text(folder / README, page)
    if refilled:
        sums[".gitignore"] = _write_text(folder / ".gitignore", GITIGNORE)
    manifest = {
        "name": corpus.settings.name,
        "version": corpus.settings.version,
        "engine": __version__,
        "documents": len(report.frames["documents"]),
        "refilled": refilled,
        "configs": {name: _config_entry(name, sets, digest) for name, digest in digests.items()},
        "files": {name: {"bytes": (folder / name).stat().st_size, "sha256": sums[name]} for name in _in_order(sums)},
    }
    sums[MANIFEST] = _write_text(folder / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    _write_text(folder / SUMS, "".join(f"{sums[name]}  {name}\n" for name in _in_order(sums)))


def _write_text(path: Path, text: str) -> str:
    """Writes a text file with line feeds; gives its SHA-256."""
    path.write_text(text, encoding="utf-8", newline="\n")
    return _sha256(path)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _in_order(names: Iterable[str]) -> list[str]:
    """Names of files in the order of their paths."""
    return sorted(names, key=lambda name: Path(name).parts)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _config_digest(config: str, sets: list[RecordSet], sums: Mapping[str, str]) -> str:
    """Digest of a config's files, by split and name."""
    lines = [f"{sums[s.file]}  {s.file}\n" for s in sets if s.config == config]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _config_entry(config: str, sets: list[RecordSet], digest: str) -> dict[str, Any]:
    splits = {
        s.split: {"rows": s.table.num_rows, "records_sha256": s.digest, "file": s.file}
        for s in sets
        if s.config == config
    }
    return {"files_sha256": digest, "splits": splits}


def _refilled(report: Report) -> dict[str, dict[str, int]]:
    """Text-free documents whose text was put back, with the spans of each status and the annotations left out."""
    if report.hydration is None:
        return {}
    from corpus_kp.textfree.anchoring import STATUSES

    packaged = set(report.frames["documents"]["doc_id"])
    return {
        document.doc_id: {
            **{status: document.counts[status] for status in STATUSES},
            "left_out": len(document.refilled.left_out),
        }
        for document in sorted(report.hydration.documents, key=lambda document: document.doc_id)
        if document.refilled and document.doc_id in packaged
    }


def default_out(corpus: Corpus, report: Report) -> Path:
    """Where a package goes unless the user says otherwise.

    Returns:
        `build/NAME` in the corpus folder for whoever stands in it, else in the working directory; a package with the
        text of articles that may not be given on goes to `build/NAME-refilled`.
    """
    name = f"{corpus.settings.name}-refilled" if _refilled(report) else corpus.settings.name
    return corpus.workplace() / "build" / name
