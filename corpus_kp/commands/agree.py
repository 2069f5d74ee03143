"""`corpus-kp agree`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus_kp.corpus import find_corpus
from corpus_kp.errors import UnreadableError, UsageError
from corpus_kp.renderers.text import render_text
from corpus_kp.rendering import printable
from corpus_kp.schema import LAYERS
from corpus_kp.writing import refuse_annotations, write_files

if TYPE_CHECKING:
    from corpus_kp.agreement.report import Report

_FORMATS = ("text", "json", "csv")
#: Two annotators are compared.
_TWO = 2


@click.command()
@click.argument("annotators", nargs=-1, metavar="[A B]")
@click.option(
    "--layer", "layers", multiple=True, type=click.Choice(LAYERS), metavar="L", help="Only this layer; repeatable."
)
@click.option("--documents", multiple=True, metavar="ID", help="Only these documents; repeatable, or with commas.")
@click.option("--disagreements", is_flag=True, help="List what A and B have differently, and where.")
@click.option(
    "--bootstrap",
    type=click.IntRange(min=0, max=100_000),
    default=1000,
    show_default=True,
    metavar="N",
    help="Resamples that intervals are made from; 0 for none.",
)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, metavar="S", help="Of the resamples.")
@click.option("--format", "form", type=click.Choice(_FORMATS), help="Form. Default: as FILE ends, else text.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to FILE.")
@click.option("--force", is_flag=True, help="Replace FILE if it is there with other content.")
@click.pass_obj
def command(corpus: Path | None, /, annotators: tuple[str, ...], **options: Any) -> None:
    """Says how far two annotators agree, over the documents that both have.

    A and B are annotators (folders under annotations/rounds/), gold (what was decided), folders of DOC.jsonl, or
    files. Default: the first two annotators. A is the reference: precision is about B's annotations, recall about
    A's. docs/agreement.md defines every figure.

    Exit status: 0 compared (however far they agree), 1 files that cannot be read or belong to other texts, 2 wrong
    call.

    Example: corpus-kp agree a gold --layer attributions --disagreements
    """
    from corpus_kp.agreement.agreeing import agree

    if len(annotators) > _TWO:
        raise UsageError(f"two annotators are compared, not {len(annotators)}: {', '.join(annotators)}")
    out: Path | None = options["out"]
    if out is not None:
        refuse_annotations(out)
    try:
        report = agree(
            find_corpus(corpus),
            annotators,
            layers=options["layers"],
            documents=_ids(options["documents"]),
            samples=options["bootstrap"],
            seed=options["seed"],
            differences=options["disagreements"],
        )
    except UnreadableError as error:
        for line in render_text(error.findings):
            click.echo(line, err=True)
        raise
    _give(report, options["form"] or _form_of(out), out, force=options["force"])


def _ids(words: Sequence[str]) -> list[str]:
    ids = [part.strip() for word in words for part in word.split(",")]
    return [name for name in ids if name]


def _form_of(out: Path | None) -> str:
    """The form that the name of a file asks for."""
    ending = out.suffix.removeprefix(".") if out else ""
    return ending if ending in _FORMATS else "text"


def _give(report: Report, form: str, out: Path | None, *, force: bool) -> None:
    """Prints a report, or writes it."""
    if out is None:
        color = form == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        for line in _lines(report, form, color=color):
            click.echo(line, color=color or None)
    else:
        write_files({out: "".join(f"{line}\n" for line in _lines(report, form)).encode()}, force=force)
        click.echo(f"wrote {printable(str(out))}")


def _lines(report: Report, form: str, *, color: bool = False) -> Iterator[str]:
    if form == "text":
        from corpus_kp.agreement.text_report import text_report

        return text_report(report, color=color)
    from corpus_kp.agreement.report import csv_report, json_report

    return json_report(report) if form == "json" else csv_report(report)
