"""`corpus-kp claims`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from corpus_kp.claims.issues import issues
from corpus_kp.claims.statements import Statements, record, statements
from corpus_kp.claims.text_report import issue_lines, statement_lines
from corpus_kp.corpus import find_corpus
from corpus_kp.errors import UsageError
from corpus_kp.frames import Frames
from corpus_kp.renderers.columns import line_form
from corpus_kp.renderers.json_text import json_line
from corpus_kp.rendering import printable
from corpus_kp.reservations import reservation
from corpus_kp.validation import validate
from corpus_kp.writing import refuse_annotations, write_files


@click.command()
@click.argument("issue", required=False)
@click.option("--documents", multiple=True, metavar="ID", help="Only these documents; repeatable, or with commas.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Draw ISSUE over time into FILE, an .svg, .pdf or .png; needs pip install 'corpus_kp[plot]'.",
)
@click.option("--force", is_flag=True, help="Replace FILE if it is there with other content.")
@click.pass_obj
def command(  # noqa: PLR0913 - one for each option
    corpus: Path | None, issue: str | None, documents: tuple[str, ...], plot: Path | None, *, as_json: bool, force: bool
) -> None:
    """Lists the issues, or shows who says what on ISSUE, through whom, when and how surely, and what conflicts.

    A claim is an answer to an issue. One row stands for a mention; mentions of one claim by the same sources in one
    document share a row. A date in brackets is the document's. With --plot: filled marks are certain (CT+), hollow ones
    are not, a crossed one is denied; lines join claims that conflict.

    --json without ISSUE: {"issues": [...]}, each with issue_id, question, answer_type and the numbers of claims,
    mentions, documents and conflicts. With ISSUE: "issue" (the same), "claims" (columns of the register, and the number
    of mentions), "mentions" (doc_id, id, start, end, text, claim_id, says, modifier, chain and names from AUTHOR
    inwards, when {value, mod, of: mention or document}, origin_commitment, author_commitment, drift) by date, and
    "pairs" (claim_a, claim_b, relation, dimension, status, same_scope, note). Text of text-free documents is null.

    A corpus with errors is shown as far as it can be read, and standard error says how many errors there are. Exit
    status: 0 shown, 2 wrong call.

    Example: corpus-kp claims troops_planned --plot troops_planned.svg
    """
    if plot is not None and issue is None:
        raise UsageError("--plot draws one issue: name it, as in corpus-kp claims ISSUE --plot FILE")
    frames = _frames(corpus)
    ids = [name for word in documents for name in (part.strip() for part in word.split(",")) if name]
    if issue is None:
        found = issues(frames, ids)
        _give({"issues": [asdict(one) for one in found]} if as_json else issue_lines(found, *line_form()))
        return
    said = statements(frames, issue, ids)
    if plot is not None:
        _draw(said, plot, force=force)
    _give(record(said) if as_json else statement_lines(said, *line_form()))


def _frames(folder: Path | None) -> Frames:
    """Tables of what can be read; standard error says what is wrong with it."""
    report = validate(find_corpus(folder))
    warning = reservation(report)
    if warning:
        click.echo(f"corpus-kp: {warning}", err=True)
    return report.frames


def _give(shown: dict[str, Any] | Iterable[str]) -> None:
    for line in [json_line(shown)] if isinstance(shown, dict) else shown:
        click.echo(line)


def _draw(said: Statements, path: Path, *, force: bool) -> None:
    from corpus_kp.claims.plot import plotted

    refuse_annotations(path)
    write_files({path: plotted(said, path.suffix.lower())}, force=force)
    click.echo(f"wrote {printable(str(path))}", err=True)
