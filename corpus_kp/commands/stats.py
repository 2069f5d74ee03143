"""`corpus-kp stats`."""

from __future__ import annotations

from pathlib import Path

import click

from corpus_kp.corpus import find_corpus
from corpus_kp.renderers.columns import line_form
from corpus_kp.renderers.json_text import json_line
from corpus_kp.reservations import reservation
from corpus_kp.stats.figures import figures, record
from corpus_kp.stats.text_report import figure_lines
from corpus_kp.validation import validate


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(corpus: Path | None, *, as_json: bool) -> None:
    """Shows the corpus in figures: documents, annotations, labels, claims, linking, agreement.

    Words are runs of letters and digits, of the texts at hand. Agreement is the table of the dataset card: F1 of equal
    spans, of spans with equal values, and kappa of one column, with their intervals (docs/agreement.md).

    --json: name, version, documents, with_text, groups, words, codepoints, issues, claims, mentions (numbers), splits
    (documents by split), composition (a list: tier, split, genre, documents, words, codepoints; words are null without
    text), annotations (by layer, then by split, "all", and "spans"), labels (by table.column, then by value), stances
    (by dimension, then by label), pairs (by relation, then by status), linking ("entities" and "mentions", by linked,
    nil, unverified), agreement (a list with the columns of the card) or null, with no_agreement saying why.

    A corpus with errors is counted as far as it can be read, and standard error says how many errors there are. Exit
    status: 0 counted, 2 wrong call.

    Example: corpus-kp stats
    """
    chosen = find_corpus(corpus)
    report = validate(chosen)
    warning = reservation(report)
    if warning:
        click.echo(f"corpus-kp: {warning}", err=True)
    counted = figures(chosen, report.frames)
    for line in [json_line(record(counted))] if as_json else figure_lines(counted, *line_form()):
        click.echo(line)
