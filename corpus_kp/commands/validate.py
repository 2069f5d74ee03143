"""`corpus-kp validate`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus_kp.corpus import find_corpus
from corpus_kp.rendering import count, render_text, tally
from corpus_kp.validation import validate


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="File or folder with the published articles, so that their annotations are checked against the text.",
)
@click.pass_obj
def command(corpus: Path | None, paths: tuple[Path, ...], articles: Path | None) -> None:
    """Checks the corpus, or only the documents of PATH.

    Prints each finding as path:line:column with what was expected and what to do. Exit status: 0 clean,
    1 errors, 2 wrong call.

    Example: corpus-kp validate annotations/briefs/kp-b001.jsonl
    """
    report = validate(find_corpus(corpus), paths, articles)
    for line in render_text(report.findings):
        click.echo(line)
    if report.hydration:
        other = [document.doc_id for document in report.hydration.documents if not document.identical]
        if other:
            click.echo(f"the very text is not in {articles}, checked without it: {', '.join(other)}")
    click.echo(f"{count(report.documents, 'document')} checked: {tally(report.findings)}")
    sys.exit(1 if report.failed else 0)
