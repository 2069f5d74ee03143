"""`corpus-kp publish`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus_kp.corpus import find_corpus
from corpus_kp.errors import UsageError
from corpus_kp.package import MANIFEST
from corpus_kp.rendering import count

if TYPE_CHECKING:
    from corpus_kp.publishing.plan import Plan

#: Names of files that a line of the plan shows.
_SHOWN = 8


@click.command()
@click.argument("package", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("repository", metavar="ORG/NAME")
@click.option("--execute", is_flag=True, help="Do what the plan says; without it nothing is sent.")
@click.option("--create", is_flag=True, help="Make the repository if there is none.")
@click.option("--private", is_flag=True, help="With --create: only its members see it.")
@click.pass_obj
def command(corpus: Path | None, package: Path, repository: str, *, execute: bool, create: bool, private: bool) -> None:  # noqa: PLR0913 - options
    """Publishes a package as a tagged revision of a dataset repository.

    The package is verified; its version has to fit what is different from the last release. Files are sent in one
    commit on top of the head that the plan was made for, the commit is compared with the package, the tag vVERSION is
    set on it, and all of it is loaded by the tag from an empty cache. If a step fails or the client is ended, the same
    command goes on from there. The token comes from HF_TOKEN or the login of `hf`. Exit status: 0 published, or the
    plan shown; 1 refused; 2 wrong call.

    Example: corpus-kp publish build/corpus_kp my-org/corpus_kp --execute
    """
    from corpus_kp.publishing.hub import Hub
    from corpus_kp.publishing.reading_back import read_back
    from corpus_kp.publishing.release import prepared, publish, refuse_wrong_package

    if private and not create:
        raise UsageError("--private is for a repository that is made now; give --create as well")
    hub = Hub(repository)
    refuse_wrong_package(package, find_corpus(corpus).schemas)
    missing = not hub.exists()
    if missing and not create:
        raise UsageError(
            f"{repository}: no such dataset repository, or no right to see it; --create makes one, HF_TOKEN or the "
            "hub's own login gives the right"
        )
    made = prepared(hub, package)
    for line in _lines(made, repository, missing=missing, private=private):
        click.echo(line)
    if not execute:
        click.echo("nothing was sent; --execute does it")
        return
    if missing:
        hub.create(private=private)
        click.echo(f"made {repository}")
    done = publish(hub, package, made, click.echo)
    manifest = json.loads((package / MANIFEST).read_text(encoding="utf-8"))
    read_back(hub, done.tag, done.commit, manifest)
    rows = sum(part["rows"] for entry in manifest["configs"].values() for part in entry["splits"].values())
    click.echo(f"read back by {done.tag}: {count(len(manifest['configs']), 'config')}, {count(rows, 'row')}")
    click.echo("")
    click.echo("from datasets import load_dataset")
    click.echo(f'dataset = load_dataset("{repository}", "attributions", revision="{done.tag}")')


def _lines(made: Plan, repository: str, *, missing: bool, private: bool) -> Iterator[str]:
    yield f"{repository}: {made.tag}" + (" (to be made" + (", private)" if private else ")") if missing else "")
    if made.tagged:
        yield f"same    all {len(made.files)} files; {made.tag} is set on {made.tagged}"
        return
    for name, files in (("add", made.add), ("change", made.change), ("delete", made.delete)):
        if files:
            more = f" and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
            yield f"{name:<7} {len(files):>3}: {', '.join(files[:_SHOWN])}{more}"
    yield f"same    {len(made.same):>3}"
    yield f"tag     {made.tag} on " + ("a new commit" if not made.empty else str(made.head))
