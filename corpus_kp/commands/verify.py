"""`corpus-kp verify`."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from corpus_kp.corpus import find_corpus
from corpus_kp.rendering import count, printable


@click.command()
@click.argument("package", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(corpus: Path | None, package: Path, *, as_json: bool) -> None:
    """Checks a package before it is published, or after it was fetched.

    Files against manifest.json and SHA256SUMS; rows against their digests, which do not depend on the Parquet writer;
    the contract; `full` and `tokens` against the other tables; the card's front matter and numbers; croissant.json,
    which is loaded where mlcroissant is installed; that no word of a text-free document stands anywhere, and that the
    rights of every document allow what is there. Exit status: 0 nothing is wrong, 1 something is, 2 no package.

    Example: corpus-kp verify build/corpus_kp
    """
    from corpus_kp.renderers.json_text import json_line
    from corpus_kp.verifying import verify

    problems = verify(package, find_corpus(corpus).schemas)
    if as_json:
        click.echo(json_line({"package": str(package), "problems": [asdict(problem) for problem in problems]}))
    else:
        for problem in problems:
            expected = f"; expected {printable(problem.expected)}" if problem.expected else ""
            click.echo(f"{printable(problem.file)}: {problem.check}: {printable(problem.message)}{expected}")
        click.echo(f"{package}: {count(len(problems), 'problem')}" if problems else f"{package}: nothing is wrong")
    sys.exit(1 if problems else 0)
