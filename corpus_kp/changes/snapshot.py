"""A state of a corpus as tables: from a corpus folder, a package, or a revision in git."""

from __future__ import annotations

import io
import json
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from corpus_kp.content import SPLITS
from corpus_kp.corpus import Corpus
from corpus_kp.errors import UsageError, ValidationFailedError
from corpus_kp.features import features_of
from corpus_kp.findings import has_error
from corpus_kp.package import MANIFEST
from corpus_kp.regular_files import read_regular
from corpus_kp.schema import TABLES, Schemas, load_schemas
from corpus_kp.tables import tabulate

#: Tables that are compared; `tokens` and `full` say nothing that these do not.
COMPARED = tuple(table for table in TABLES if table != "tokens")


@dataclass(frozen=True)
class Snapshot:
    """A state of a corpus.

    Attributes:
        name: how it is called in reports.
        version: of the corpus.
        tables: by name, with the columns of the contract and labels as strings; `_split` in `documents`.
        columns: the type of each column, in words, by table.
    """

    name: str
    version: str
    tables: Mapping[str, pl.DataFrame]
    columns: Mapping[str, Mapping[str, str]]


@contextmanager
def snapshot(place: str, corpus: Corpus | None) -> Iterator[Snapshot]:
    """The state that a user names.

    Args:
        place: a corpus folder, a package, its manifest, or a revision of the corpus in git.
        corpus: of which a revision is taken, where there is one.

    Raises:
        UsageError: it is none of these.
        ValidationFailedError: files of the corpus cannot be read.
    """
    path = Path(place)
    folder = path.parent if path.name == MANIFEST else path
    if (folder / "corpus.toml").is_file():
        yield of_corpus(Corpus(folder.resolve()), place)
    elif (folder / MANIFEST).is_file():
        yield of_package(folder, place)
    elif path.exists() or corpus is None:
        raise UsageError(f"{place}: neither a corpus folder (corpus.toml) nor a package (manifest.json)")
    else:
        with _checked_out(place, corpus) as old:
            declared = load_schemas(old.folder / "schemas")
            old.schemas = corpus.schemas  # an older contract cannot be filled any more; its records can be read
            yield of_corpus(old, place, declared)


def of_corpus(corpus: Corpus, name: str, declared: Schemas | None = None) -> Snapshot:
    """The state of a corpus folder.

    Args:
        corpus: the folder.
        name: how it is called.
        declared: the schemas that it has, where it is read by others.

    Raises:
        ValidationFailedError: files cannot be read.
    """
    content = corpus.read()
    if has_error(content.findings):
        first = next(finding for finding in content.findings if finding.severity == "error")
        raise ValidationFailedError(f"{name}: {first.path}: {first.message}; see corpus-kp validate")
    frames = tabulate(content, corpus.schemas)
    tables = {}
    for table in COMPARED:
        kept = [*corpus.schemas[table].columns, *(["_split"] if table == "documents" else [])]
        tables[table] = frames[table].select(kept).with_columns(pl.col(pl.Enum).cast(pl.String))
    contract = declared or corpus.schemas
    columns = {table: _columns(features_of(contract[table])) for table in TABLES}
    return Snapshot(name, corpus.settings.version, tables, columns)


def of_package(folder: Path, name: str) -> Snapshot:
    """The state of a package.

    Args:
        folder: of the package.
        name: how it is called.

    Raises:
        UsageError: its manifest or a table cannot be read.
    """
    try:
        manifest = json.loads(read_regular(folder / MANIFEST))
        version = str(manifest["version"])
        read = {table: _packaged(folder, table) for table in TABLES}
    except Exception as error:
        reason = f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"
        raise UsageError(f"{folder}: the package cannot be read ({reason}); see corpus-kp verify") from error
    columns = {table: _columns(features) for table, (_, features) in read.items()}
    return Snapshot(name, version, {table: read[table][0] for table in COMPARED}, columns)


def _packaged(folder: Path, table: str) -> tuple[pl.DataFrame, Any]:
    """The rows of a table in all splits, and its features."""
    import pyarrow.parquet as pq
    from datasets import ClassLabel, Features

    parts: list[pl.DataFrame] = []
    features = Features({})
    for split in SPLITS:
        for path in sorted((folder / table).glob(f"{split}-*.parquet")):
            arrow = pq.read_table(path)
            features = Features.from_arrow_schema(arrow.schema)
            part = pl.DataFrame(arrow)
            parts.append(part.with_columns(_split=pl.lit(split)) if table == "documents" else part)
    frame = pl.concat(parts) if parts else pl.DataFrame()
    if parts and table in COMPARED:
        _refuse_unplaced(table, frame)
    named = {
        name: pl.col(name).replace_strict(dict(enumerate(feature.names)), return_dtype=pl.String)
        for name, feature in features.items()
        if isinstance(feature, ClassLabel)
    }
    return frame.with_columns(**named), features


def _refuse_unplaced(table: str, frame: pl.DataFrame) -> None:
    """Rows are found by their ids and places.

    Raises:
        ValueError: a row has none.
    """
    own = {
        "documents": ["doc_id"],
        "claim_pairs": ["claim_a", "claim_b", "dimension"],
        "attributions": ["doc_id", "id", "cue"],
        "stances": ["doc_id", "id"],  # one that is implied has no place
    }
    places = frame.select(own.get(table, ["doc_id", "id", "start", "end"]))
    if table == "attributions":
        places = places.unnest("cue").select("doc_id", "id", "start", "end")
    for name, dtype in places.schema.items():
        right = dtype.is_integer() if name in {"start", "end"} else dtype == pl.String
        if places[name].null_count() or not right:
            raise ValueError(f"{table}: a row has no {name}, or one of another type")


def _columns(features: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(feature) for name, feature in features.items()}


@contextmanager
def _checked_out(revision: str, corpus: Corpus) -> Iterator[Corpus]:
    """The corpus folder as it was in a revision, in a folder that is gone afterwards."""
    top = _git(corpus, revision, "rev-parse", "--show-toplevel").decode().strip()
    _git(corpus, revision, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    inside = corpus.folder.resolve().relative_to(Path(top).resolve()).as_posix()
    if not _git(corpus, revision, "-C", top, "ls-tree", "--name-only", revision, "--", inside) and inside != ".":
        raise UsageError(f"{revision}: this revision has no folder {inside}; had it another name, name OLD as a folder")
    # as they were committed: a setting of the user's would make other line ends of theirs, which are a fault
    archive = _git(
        corpus, revision, "-c", "core.autocrlf=false", "-C", top, "archive", "--format=zip", revision, "--", inside
    )
    with tempfile.TemporaryDirectory(prefix="corpus-kp-") as scratch:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            packed.extractall(scratch)
        folder = Path(scratch) / inside
        if not (folder / "corpus.toml").is_file():
            raise UsageError(f"{revision}: this revision has no corpus there (corpus.toml is missing)")
        yield Corpus(folder.resolve())


def _git(corpus: Corpus, revision: str, *arguments: str) -> bytes:
    """What git says; `revision` is what the user asked for."""
    call = ["git", *arguments]
    try:
        done = subprocess.run(call, cwd=corpus.folder, capture_output=True, check=False)  # noqa: S603 - of the user's path
    except FileNotFoundError as error:
        raise UsageError("git is not installed; name folders instead of revisions") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        why = f" ({said[0]})" if said else ""
        raise UsageError(f"{revision}: neither a folder nor a revision of {corpus.folder} in git{why}")
    return done.stdout
