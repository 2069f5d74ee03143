"""`build` of shards: a package whose tables are made shard by shard, and what stands beside them once.

What is done lies beside the package until all of it is, so that a build that was ended goes on from there.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from upath import UPath

from corpus_kp.building import Whole, filled_card, refuse_other_content, write_about
from corpus_kp.card import Figures
from corpus_kp.content import SPLITS
from corpus_kp.corpus import Corpus
from corpus_kp.errors import BuildError, UsageError
from corpus_kp.features import to_arrow
from corpus_kp.package import (
    CONFIGS,
    MANIFEST,
    PAIRS,
    Part,
    chosen_configs,
    config_features,
    pair_rows,
)
from corpus_kp.replacing import replaced
from corpus_kp.shards.engines import Engine
from corpus_kp.shards.files import ShardFolder
from corpus_kp.shards.run import Checked, Progress, job_of, run
from corpus_kp.shards.state import File, MadePart, State
from corpus_kp.shards.task import Job, Packaging, make_part

#: Where a package that is not on a disk keeps what is done.
_STATE = ".state"


@dataclass(frozen=True)
class BuiltShards:
    """What a build of shards did.

    Attributes:
        checked: what was found; with an error nothing was built.
        out: the package folder.
        parts: the files with rows; empty where nothing was built.
        size: of the package in bytes.
    """

    checked: Checked
    out: UPath | Path
    parts: Sequence[Part] = ()
    size: int = 0


def build_shards(  # noqa: PLR0913 - what is built, of what, how
    corpus: Corpus,
    folder: UPath | Path,
    out: UPath | Path,
    engine: Engine,
    configs: Sequence[str] = (),
    *,
    progress: Progress | None = None,
) -> BuiltShards:
    """Checks shards and packages them, reading each once.

    The package is a function of the shards, of the schemas and of the card: the same bytes whatever the engine, and
    however often it was ended and called again.

    Args:
        corpus: for its name, version, schemas and card.
        folder: of the shards.
        out: package folder; an earlier package is replaced, anything else is left alone.
        engine: runs it.
        configs: which are packaged; none means all, and `documents` always is.
        progress: is told of each shard that is done.

    Raises:
        UsageError: there are no shards, `out` holds something that is no package, or another build makes it now.
        BuildError: the package cannot be written.
        CorpusKpError: a process ended before its shard was done.
    """
    place = place_of(out, corpus.settings.name)
    with place.state.alone():
        shards = ShardFolder(folder)
        job = job_of(shards, corpus.schemas, place.state)
        chosen = chosen_configs(configs)
        features = {config: config_features(config, corpus.schemas) for config in chosen}
        types = {config: made.arrow_schema for config, made in features.items() if config != PAIRS}
        job = replace(job, packaging=Packaging(place.package, types, _numbers(shards, job.names)))
        try:
            checked = run(job, engine, progress)
        except OSError as error:
            raise BuildError(
                f"{out}: cannot be written ({error}); what is done is kept, the same command goes on"
            ) from error
        if checked.failed:
            return BuiltShards(checked, out)
        pairs = _pairs(job, place.package, features[PAIRS]) if PAIRS in features else ()
        parts, files = _files([*(part for summary in checked.summaries for part in summary.parts), *pairs], features)
        whole = Whole(
            documents=checked.counts["documents"],
            refilled={},
            configs=chosen,
            parts=parts,
            sums={file.path: file.sha256 for file in files},
            sizes={file.path: file.bytes for file in files},
        )
        card = filled_card(corpus, _figures(job.state, job.names), parts)
        with place.made([part.file for part in parts]) as package:
            write_about(package, corpus, whole, card)
        return BuiltShards(checked, out, parts, sum(whole.sizes.values()))


@dataclass(frozen=True)
class Place:
    """Where a package comes to be.

    Attributes:
        out: where it stands when it is whole.
        package: where its files are until then.
        state: what is known of shards.
    """

    out: UPath | Path
    package: UPath | Path
    state: State

    @contextmanager
    def made(self, files: Sequence[str]) -> Iterator[UPath | Path]:
        """Puts the package in its place when the block is left; what was known of shards is of no use any more.

        On a disk it takes the place of an earlier one as a whole; elsewhere its manifest is written last.

        Args:
            files: of the package, below its folder.
        """
        known = self.state.folder
        if not isinstance(self.out, Path) or not isinstance(known, Path):
            yield self.package
            known.fs.rm(known.path, recursive=True)  # type: ignore[union-attr]
            return
        with replaced(self.out) as folder:
            for name in files:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (self.package / name).rename(folder / name)
            yield folder
        shutil.rmtree(known.parent)


def place_of(out: UPath | Path, name: str) -> Place:
    """Where a package comes to be.

    Args:
        out: where it is to stand.
        name: of the corpus.

    Raises:
        UsageError: something stands there that is no package of this corpus.
        BuildError: nothing can be written beside it.
    """
    if not isinstance(out, Path):
        others = [path.name for path in out.iterdir()] if out.exists() else []
        if others and (MANIFEST in others or _STATE not in others):
            what = "a package, which can be replaced as a whole on a disk only" if MANIFEST in others else "other files"
            raise UsageError(f"{out}: holds {what}; name another folder with --out")
        return Place(out, out, State(out / _STATE))
    target = Path(out).resolve()
    refuse_other_content(target, name)
    work = target.parent / f".{target.name}.shards"
    try:
        (work / "state").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BuildError(f"{work}: cannot be made ({error.strerror})") from error
    return Place(target, work / "package", State(work / "state"))


def _numbers(shards: ShardFolder, names: Sequence[str]) -> dict[str, dict[str, tuple[int, int]]]:
    """Which file of how many of each split a shard makes; a shard that cannot be read makes none."""
    found = {name: _splits(shards, name) for name in names}
    of = {split: sum(split in splits for splits in found.values()) for split in SPLITS}
    numbers: dict[str, dict[str, tuple[int, int]]] = {name: {} for name in names}
    for split in SPLITS:
        for number, name in enumerate(name for name in names if split in found[name]):
            numbers[name][split] = (number, of[split])
    return numbers


def _splits(shards: ShardFolder, name: str) -> set[str]:
    """The splits of a shard's documents; of their file, texts are not read."""
    path = shards.file("documents", name)
    if not path.is_file():
        return set()
    try:
        with path.open("rb") as file:
            splits = pl.DataFrame(pq.ParquetFile(file).read(columns=["split"]))["split"]
        return set(splits.cast(pl.String).drop_nulls())
    except (OSError, ValueError, pa.ArrowException, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        return set()


def _files(made: Iterable[MadePart], features: Mapping[str, Any]) -> tuple[list[Part], list[File]]:
    """The files with rows, in order of configs, splits and shards.

    A shard without a row in a config makes no file there, because `datasets` cannot load an empty one.
    """
    ordered = sorted(made, key=lambda p: (CONFIGS.index(p.config), SPLITS.index(p.split), p.number))
    parts = [Part(p.config, p.split, features[p.config], p.rows, p.size, p.digest, p.number, p.of) for p in ordered]
    return parts, [part.file for part in ordered]


def _pairs(job: Job, package: UPath | Path, features: Any) -> Iterator[MadePart]:
    """The pairs of claims, which stand once for all shards."""
    mentioned = pl.concat(job.state.read("mentions", job.names)).group_by("claim_id").agg(pl.col("rank").max())
    for config, split, rows in pair_rows(job.registers.frames, job.schemas, mentioned):
        yield make_part(package, (config, split), to_arrow(rows, features.arrow_schema))


def _figures(state: State, names: Sequence[str]) -> Figures:
    parts = zip(state.read("composition", names), state.read("labels", names), strict=True)
    return Figures.summed([Figures(*part) for part in parts])
