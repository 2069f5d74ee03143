"""`corpus-kp diff`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus_kp.corpus import Corpus, find_corpus
from corpus_kp.errors import UsageError


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="Form; markdown is a section of a changelog.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=50,
    show_default=True,
    metavar="N",
    help="Differences that the text lists at most; 0 lists all.",
)
@click.option("--check", is_flag=True, help="Exit with 1 if the version of NEW does not fit the difference.")
@click.pass_obj
def command(corpus: Path | None, old: str, new: str | None, form: str, limit: int, *, check: bool) -> None:  # noqa: PLR0913 - options
    """Shows what is different between two states of a corpus, and the version that this asks for.

    OLD and NEW are corpus folders, packages (or their manifest.json), or revisions of the corpus in git; NEW is the
    corpus itself by default. Annotations are matched by what they say and where, not by their ids. A new version is
    major where the contract or a split changes, minor where data is added, a patch where it is corrected.

    Example: corpus-kp diff v0.1.0
    """
    from corpus_kp.changes.difference import difference
    from corpus_kp.changes.reports import markdown_report, record, text_report
    from corpus_kp.changes.snapshot import of_corpus, snapshot
    from corpus_kp.changes.versions import bump, fits
    from corpus_kp.renderers.json_text import json_line

    chosen = _corpus(corpus)
    if new is None and chosen is None:
        raise UsageError("there is no corpus here to compare with; name NEW")
    with snapshot(old, chosen) as before:
        if new is None and chosen is not None:
            found = difference(before, of_corpus(chosen, str(chosen.folder.name)))
        else:
            with snapshot(str(new), chosen) as after:
                found = difference(before, after)
    if form == "json":
        click.echo(json_line(record(found)))
    else:
        for line in text_report(found, limit) if form == "text" else markdown_report(found):
            click.echo(line)
    fitting = fits(found.old.version, found.new.version, bump(found)[0])
    sys.exit(1 if check and not fitting else 0)


def _corpus(folder: Path | None) -> Corpus | None:
    try:
        return find_corpus(folder)
    except UsageError:
        if folder is not None:
            raise
        return None
