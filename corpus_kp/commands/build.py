"""`corpus-kp build`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus_kp.building import Built, build, check, default_out
from corpus_kp.card import counts
from corpus_kp.content import SPLITS
from corpus_kp.corpus import Corpus, find_corpus
from corpus_kp.renderers.text import render_text
from corpus_kp.rendering import count, tally
from corpus_kp.validation import Report

if TYPE_CHECKING:
    from corpus_kp.textfree.hydration import Hydration


@click.command()
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="File or folder with copies of the published articles; what is proven in them fills the text-free tier.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Package folder. Default: build/NAME in the corpus that you stand in, else here; NAME-refilled with articles.",
)
@click.option("--tier", metavar="TIER", help="Package only the documents of this tier.")
@click.pass_obj
def command(corpus: Path | None, articles: Path | None, out: Path | None, tier: str | None) -> None:
    """Checks the corpus and packages it for `load_dataset`.

    Writes Parquet files by config and split, README.md (the dataset card), manifest.json and SHA256SUMS. Exit
    status: 0 built, 1 errors in the corpus or on the disk, 2 wrong call.

    Example: corpus-kp build --articles ~/articles
    """
    chosen = find_corpus(corpus)
    click.echo(f"corpus    {chosen.settings.name} {chosen.settings.version} in {chosen.folder}")
    report = check(chosen, articles, tier)
    for line in (*_read(report), *_findings(report)):
        click.echo(line)
    if report.failed:
        click.echo("nothing was built; mend the errors above and build again", err=True)
        sys.exit(1)
    built = build(chosen, report, out or default_out(chosen, report))
    for line in _written(built, chosen):
        click.echo(line)


def _read(report: Report) -> Iterator[str]:
    tiers = report.frames["documents"].group_by("tier").len().sort("tier").iter_rows()
    yield f"read      {report.documents} documents: {', '.join(f'{number} {tier}' for tier, number in tiers)}"
    if report.hydration:
        yield from _articles(report.hydration)


def _articles(hydration: Hydration) -> Iterator[str]:
    found = [document for document in hydration.documents if document.refilled]
    same = sum(document.identical for document in found)
    yield f"articles  {count(len(found), 'document')} refilled, {same} with the very text that was annotated"
    for document in found:
        if document.refilled and document.refilled.left_out:
            left = count(len(document.refilled.left_out), "annotation")
            lost = document.counts["altered"] + document.counts["lost"]
            yield f"          {document.doc_id}: {count(lost, 'span')} altered or lost, {left} left out"
    missing = [document.doc_id for document in hydration.documents if not document.refilled]
    if missing:
        yield f"          not found, packaged without text: {', '.join(missing)}; corpus-kp hydrate says more"
    if hydration.skipped:
        yield f"          {count(len(hydration.skipped), 'file')} passed over; corpus-kp hydrate names them"


def _findings(report: Report) -> Iterator[str]:
    yield from render_text(finding for finding in report.findings if finding.severity == "error")
    yield f"checked   {tally(report.findings)}"


def _written(built: Built, corpus: Corpus) -> Iterator[str]:
    yield f"wrote     {built.out}: {built.files} files, {built.size / 1e6:.2f} MB"
    yield ""
    table = counts(built.parts, SPLITS)
    for config, *numbers in table:
        yield f"  {config:<13}" + "".join(f"{number:>7}" for number in numbers)
    yield ""
    path = built.out if built.out.is_absolute() or built.out.parts[:1] == ("..",) else f"./{built.out}"
    yield "from datasets import load_dataset"
    configs = [part.config for part in built.parts]
    yield f'dataset = load_dataset("{path}", "{"attributions" if "attributions" in configs else configs[0]}")'
    bare = built.report.frames["documents"]["text"].null_count()
    if bare and built.report.hydration is None:
        yield ""
        yield f"{count(bare, 'text-free document')} of {corpus.settings.name} without text; --articles DIR fills it in."
