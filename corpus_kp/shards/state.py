"""What is known of shards that are done: kept in files, so that memory does not grow and a run can go on.

shards/00000.json              what was found and made, with the digests that prove it
findings/00000.parquet         findings of rules, a row each
gathered/KP702.documents/...   what rules across documents read
concerned/entities/...         documents with an error, left to be judged with those of other shards
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
from filelock import FileLock, Timeout
from upath import UPath

from corpus_kp.errors import UsageError
from corpus_kp.findings import Finding, Severity


@dataclass(frozen=True)
class File:
    """A file that a shard made.

    Attributes:
        path: below the folder of the state or of the package.
        sha256: of its bytes.
        bytes: how many.
    """

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class MadePart:
    """Rows of a config and split that a shard put into a package; `Part` without its features.

    Attributes:
        config, split, rows, size, digest, number, of: as in `Part`.
        file: where they are.
    """

    config: str
    split: str
    rows: int
    size: int
    digest: str
    number: int
    of: int
    file: File


@dataclass(frozen=True)
class Summary:
    """What became of one shard.

    Attributes:
        shard: its name.
        identity: digest of all that the answer depends on.
        faults: of its files; then nothing else was checked.
        counts: rows of each table.
        findings: of rules, by severity.
        concerned: documents that are left to be judged with those of other shards.
        gathered: names of what rules across documents read of it.
        files: of the state.
        parts: of the package.
    """

    shard: str
    identity: str
    faults: Sequence[Mapping[str, Any]] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    findings: Mapping[Severity, int] = field(default_factory=dict)
    concerned: int = 0
    gathered: Sequence[str] = ()
    files: Sequence[File] = ()
    parts: Sequence[MadePart] = ()

    @property
    def failed(self) -> bool:
        """Whether there is an error in the shard itself."""
        return bool(self.faults or self.findings.get("error") or self.concerned)

    @property
    def unusable(self) -> list[Finding]:
        """Findings about files that could not be read."""
        return [Finding(**fault) for fault in self.faults]


class State:
    """The folder of what is known.

    Attributes:
        folder: on the disk or wherever fsspec writes; all processes see the same.
    """

    def __init__(self, folder: UPath | Path) -> None:
        self.folder = Path(folder).absolute() if isinstance(folder, Path) else folder

    @contextmanager
    def alone(self) -> Iterator[State]:
        """Keeps other runs on this disk away from the folder; elsewhere nobody can be kept away.

        Raises:
            UsageError: another run is at work there.
            OSError: the folder cannot be made.
        """
        if not isinstance(self.folder, Path):
            yield self
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.folder / "lock", timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise UsageError(
                f"{self.folder}: another run is at work there; wait until it ends, or name another folder"
            ) from error
        try:
            yield self
        finally:
            lock.release()

    def path(self, kind: str, name: str) -> UPath | Path:
        """Where rows of a kind are.

        Args:
            kind: such as `findings`.
            name: of the shard or batch.
        """
        return self.folder / kind / f"{name}.parquet"

    def write(self, kind: str, name: str, rows: pl.DataFrame) -> File:
        """Writes rows.

        Args:
            kind: such as `findings`.
            name: of the shard or batch.
            rows: of it; row groups are small, so that some of them can be left out in reading.
        """
        sink = io.BytesIO()
        rows.write_parquet(sink, compression="lz4", row_group_size=_GROUP, statistics=True)
        return put(self.folder, f"{kind}/{name}.parquet", sink.getbuffer())

    def read(self, kind: str, names: Iterable[str]) -> list[pl.DataFrame]:
        """Rows of a kind, by shard or batch.

        Args:
            kind: such as `findings`.
            names: of shards or batches.
        """
        return [read_rows(self.path(kind, name)) for name in names]

    def note(self, summary: Summary) -> None:
        """Notes that a shard is done; this is written last, and as a whole."""
        text = json.dumps(asdict(summary), ensure_ascii=False, sort_keys=True)
        put(self.folder, f"shards/{summary.shard}.json", text.encode())

    def proven(self, shard: str, identity: str, package: UPath | Path | None) -> Summary | None:
        """What is known of a shard, if it still holds: the same input, and every file as it was written.

        Args:
            shard: its name.
            identity: digest of all that the answer depends on.
            package: folder of the package that is being made.
        """
        try:
            known = json.loads((self.folder / "shards" / f"{shard}.json").read_bytes())
            summary = _summary(known)
        except (OSError, ValueError, TypeError, KeyError):
            return None
        if summary.identity != identity or any(not _is_there(self.folder, file) for file in summary.files):
            return None
        if package is not None and any(not _is_there(package, part.file) for part in summary.parts):
            return None
        return summary


#: Rows of a row group.
_GROUP = 8192


def read_rows(path: UPath | Path, columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Rows of a Parquet file, wherever it is.

    Args:
        path: of the file.
        columns: which; None means all.
    """
    return pl.read_parquet(io.BytesIO(path.read_bytes()), columns=columns)  # type: ignore[arg-type]


def put(folder: UPath | Path, path: str, data: bytes | memoryview) -> File:
    """Writes a file as a whole: on a disk it takes its name when it is complete.

    Args:
        folder: that it is written below.
        path: below the folder.
        data: its bytes.
    """
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(target, Path):
        scratch = target.with_name(f"{target.name}.{os.getpid()}.tmp")
        scratch.write_bytes(data)
        scratch.replace(target)
    else:
        target.write_bytes(bytes(data))
    return File(path, hashlib.sha256(data).hexdigest(), len(data))


def _is_there(folder: UPath | Path, file: File) -> bool:
    try:
        return hashlib.sha256((folder / file.path).read_bytes()).hexdigest() == file.sha256
    except OSError:
        return False


def _summary(known: Mapping[str, Any]) -> Summary:
    files = [File(**file) for file in known["files"]]
    parts = [MadePart(**{**part, "file": File(**part["file"])}) for part in known["parts"]]
    return Summary(**{**known, "files": files, "parts": parts})
