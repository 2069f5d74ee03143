"""`build`: from a corpus folder to a package that `load_dataset` reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
from upath import UPath

from corpus_kp.agreement.card_table import agreement_table
from corpus_kp.card import Figures, blocks, fill_blocks, readme
from corpus_kp.catalogue import Scope
from corpus_kp.checking import check_tables
from corpus_kp.corpus import Corpus
from corpus_kp.croissant import CROISSANT, croissant
from corpus_kp.errors import CorpusConfigError, UsageError, ValidationFailedError
from corpus_kp.package import CONFIGS, MANIFEST, README, SUMS, Part, record_sets
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
        parts: the files with rows.
        out: the package folder.
        size: of the package in bytes.
        files: number of files.
    """

    report: Report
    parts: Sequence[Part]
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


def build(corpus: Corpus, report: Report, out: Path, configs: Sequence[str] = CONFIGS) -> Built:
    """Packages a corpus that was checked.

    The package is a function of the corpus folder and the given texts: the same input gives the same bytes. It is
    written beside `out` and put in its place as a whole.

    Args:
        corpus: the corpus.
        report: of `check`.
        out: package folder; an earlier package is replaced, anything else is left alone.
        configs: which are packaged, of `chosen_configs`.

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
    refuse_other_content(target, corpus.settings.name)
    assert_contract(report.frames, corpus.schemas)
    sets = list(record_sets(report.frames, corpus.schemas, configs))
    parts = [one.part for one in sets]
    card = filled_card(corpus, Figures.of(report.frames), parts)
    with replaced(target) as folder:
        for one in sets:
            one.write(folder)
        sums = {part.file: _sha256(folder / part.file) for part in parts}
        sizes = {name: (folder / name).stat().st_size for name in sums}
        whole = Whole(len(report.frames["documents"]), _refilled(report), configs, parts, sums, sizes)
        write_about(folder, corpus, whole, card)
        files = _files(folder)
        size = sum(path.stat().st_size for path in files)
    return Built(report, parts, out, size, len(files))


def filled_card(corpus: Corpus, figures: Figures, parts: Sequence[Part]) -> str:
    """DATASET_CARD.md with its generated parts made anew.

    Args:
        corpus: whose card it is.
        figures: what is counted there.
        parts: what is in the package.

    Raises:
        CorpusConfigError: the card is missing or its markers are wrong.
    """
    path = corpus.folder / "DATASET_CARD.md"
    try:
        card = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusConfigError(f"{path}: cannot be read ({error}); a corpus folder needs its card") from error
    return fill_blocks(card, blocks(figures, parts, corpus.schemas, agreement_table(corpus)))


def refuse_other_content(out: Path, name: str) -> None:
    """Only an untouched package of the same corpus, or an empty folder, is ever replaced.

    Args:
        out: where a package is to be.
        name: of the corpus.

    Raises:
        UsageError: something else is there.
    """
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


@dataclass(frozen=True)
class Whole:
    """What the files of a package that speak of the others say.

    Attributes:
        documents: how many there are.
        refilled: of the manifest.
        configs: which were to be packaged.
        parts: the files with rows.
        sums: their SHA-256, by path.
        sizes: their bytes, by path.
    """

    documents: int
    refilled: Mapping[str, Mapping[str, int]]
    configs: Sequence[str]
    parts: Sequence[Part]
    sums: Mapping[str, str]
    sizes: Mapping[str, int]


def write_about(folder: UPath | Path, corpus: Corpus, whole: Whole, card: str) -> None:
    """Writes what stands beside the rows: card, metadata, manifest and sums.

    Args:
        folder: of the package, with its tables.
        corpus: for its name, version and schemas.
        whole: what is there.
        card: of `filled_card`.
    """
    parts, sums = whole.parts, dict(whole.sums)
    digests = {name: _config_digest(name, parts, sums) for name in dict.fromkeys(part.config for part in parts)}
    texts = {
        CROISSANT: json.dumps(croissant(corpus.settings, card, parts, sums), indent=2, ensure_ascii=False) + "\n",
        README: readme(card, corpus.settings.version, parts, digests, refilled=bool(whole.refilled)),
        **({".gitignore": GITIGNORE} if whole.refilled else {}),
    }
    sums |= {name: _write_text(folder / name, text) for name, text in texts.items()}
    sizes = {**whole.sizes, **{name: len(text.encode()) for name, text in texts.items()}}
    manifest = {
        "name": corpus.settings.name,
        "version": corpus.settings.version,
        "engine": __version__,
        "documents": whole.documents,
        "refilled": whole.refilled,
        **({} if len(whole.configs) == len(CONFIGS) else {"only": list(whole.configs)}),
        "configs": {name: _config_entry(name, parts, digest) for name, digest in digests.items()},
        "files": {name: {"bytes": sizes[name], "sha256": sums[name]} for name in _in_order(sums)},
    }
    sums[MANIFEST] = _write_text(folder / MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    _write_text(folder / SUMS, "".join(f"{sums[name]}  {name}\n" for name in _in_order(sums)))


def _write_text(path: UPath | Path, text: str) -> str:
    """Writes a text file with line feeds; gives its SHA-256."""
    data = text.encode()
    path.write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _in_order(names: Iterable[str]) -> list[str]:
    """Names of files in the order of their paths."""
    return sorted(names, key=lambda name: Path(name).parts)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _config_digest(config: str, parts: Sequence[Part], sums: Mapping[str, str]) -> str:
    """Digest of a config's files, by split and name."""
    lines = [f"{sums[part.file]}  {part.file}\n" for part in parts if part.config == config]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _config_entry(config: str, parts: Sequence[Part], digest: str) -> dict[str, Any]:
    splits: dict[str, dict[str, Any]] = {}
    for part in parts:
        if part.config == config:
            entry = splits.setdefault(part.split, {"rows": 0, "parts": []})
            entry["rows"] += part.rows
            entry["parts"].append({"file": part.file, "rows": part.rows, "records_sha256": part.digest})
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
