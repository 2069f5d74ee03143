"""`corpus-kp card`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from corpus_kp.building import filled_card
from corpus_kp.card import Figures
from corpus_kp.corpus import find_corpus
from corpus_kp.errors import ValidationFailedError
from corpus_kp.package import record_sets
from corpus_kp.validation import validate


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 if the card is out of date.")
@click.pass_obj
def command(corpus: Path | None, *, check: bool) -> None:
    """Makes the numbers and tables of DATASET_CARD.md anew from the data.

    Example: corpus-kp card --check
    """
    chosen = find_corpus(corpus)
    report = validate(chosen)
    if report.failed:
        raise ValidationFailedError("the corpus has errors; see corpus-kp validate")
    card = filled_card(
        chosen, Figures.of(report.frames), [one.part for one in record_sets(report.frames, chosen.schemas)]
    )
    path = chosen.folder / "DATASET_CARD.md"
    if card == path.read_text(encoding="utf-8"):
        click.echo(f"{path.name} is up to date")
    elif check:
        click.echo(f"{path.name} is out of date; run corpus-kp card", err=True)
        sys.exit(1)
    else:
        path.write_text(card, encoding="utf-8", newline="\n")
        click.echo(f"{path.name} was made anew")
