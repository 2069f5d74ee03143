"""What `build` and `validate` of shards have in common: where shards are, and what runs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from corpus_kp.errors import UsageError

if TYPE_CHECKING:
    from upath import UPath

    from corpus_kp.shards.engines import Engine

F = TypeVar("F", bound=Callable[..., Any])


class _Place(click.ParamType):  # type: ignore[type-arg]
    """A path on the disk, or an address that fsspec reads."""

    name = "path"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> UPath | Path:
        """The path; of an address, with the file system that it names."""
        if not isinstance(value, str) or "://" not in value:
            return Path(value)
        from upath import UPath

        try:
            place = UPath(value)
            place.fs  # noqa: B018 - here it shows whether there is such a file system
        except (ImportError, ValueError) as error:
            self.fail(f"{value}: {error}", param, ctx)
        return place


#: Of an argument or option.
PLACE = _Place()
#: The options of `shard_options` that say how shards are run.
_RUNNING = ("engine", "master", "jobs", "events")


def shard_options(command: F) -> F:
    """Adds the options that say how shards are run."""
    options = (
        click.option("--engine", type=click.Choice(["local", "spark"]), help="What runs shards. Default: local."),
        click.option("--master", metavar="URL", help="The Spark cluster. Default: that of the environment."),
        click.option(
            "--jobs", type=click.IntRange(min=1), metavar="N", help="Shards that are done side by side. Default: cores."
        ),
        click.option("--json", "events", is_flag=True, help="Say on stderr, a JSON line each, which shards are done."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def engine_of(options: Mapping[str, Any]) -> Engine:
    """The engine that is asked for.

    Args:
        options: of the call.

    Raises:
        UsageError: options contradict each other, or PySpark is not installed.
    """
    if options["engine"] == "spark":
        from corpus_kp.shards.engines.spark import SparkEngine

        if options["jobs"]:
            raise UsageError("--jobs is for --engine local; a cluster has its own settings")
        return SparkEngine(options["master"])
    from corpus_kp.shards.engines.local import LocalEngine

    if options["master"]:
        raise UsageError("--master is for --engine spark")
    return LocalEngine(options["jobs"])


def is_shard_folder(path: UPath | Path) -> bool:
    """Whether tables of shards are in a folder.

    Args:
        path: on the disk, or an address.

    Raises:
        UsageError: an address leads to no shards, or a package is there.
    """
    from corpus_kp.schema import LAYERS

    found = any(next(iter((path / table).glob("*.parquet")), None) for table in ("documents", *LAYERS))
    if not found and not isinstance(path, Path):
        raise UsageError(f"{path}: no shards there; expected files such as {path / 'documents' / '00000.parquet'}")
    if found:
        from corpus_kp.package import MANIFEST

        if (path / MANIFEST).is_file():
            raise UsageError(f"{path}: is a package and no shards; corpus-kp verify checks it")
    return found


def refuse_shard_options(options: Mapping[str, Any], *more: str) -> None:
    """Refuses options that are for shards only.

    Args:
        options: of the call.
        more: names of others beside those of `shard_options`.

    Raises:
        UsageError: one of them is given.
    """
    for name in (*_RUNNING, *more):
        if options[name]:
            raise UsageError(f"--{'json' if name == 'events' else name} is for a folder of shards; none is named")
