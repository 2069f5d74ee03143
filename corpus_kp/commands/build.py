"""`corpus-kp build`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from upath import UPath

from corpus_kp.building import Built, build, check, default_out
from corpus_kp.card import counts
from corpus_kp.commands.shard_options import PLACE, engine_of, is_shard_folder, refuse_shard_options, shard_options
from corpus_kp.content import SPLITS
from corpus_kp.corpus import Corpus, find_corpus
from corpus_kp.errors import UsageError
from corpus_kp.package import CONFIGS, Part, chosen_configs
from corpus_kp.renderers.text import render_text
from corpus_kp.rendering import count, tally
from corpus_kp.selection import with_severities
from corpus_kp.validation import Report

if TYPE_CHECKING:
    from corpus_kp.textfree.hydration import Hydration


@click.command()
@click.argument("shards", required=False, type=PLACE, metavar="[SHARDS]")
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="File or folder with copies of the published articles; what is proven in them fills the text-free tier.",
)
@click.option(
    "--out",
    type=PLACE,
    metavar="DIR",
    help="Package folder. Default: build/NAME in the corpus that you stand in, else here; NAME-refilled with articles.",
)
@click.option("--tier", metavar="TIER", help="Package only the documents of this tier.")
@click.option(
    "--config",
    "configs",
    multiple=True,
    type=click.Choice(CONFIGS),
    help="Package only this config, and documents; may be repeated.",
)
@shard_options
@click.pass_obj
def command(folder: Path | None, /, shards: UPath | Path | None, configs: tuple[str, ...], **options: Any) -> None:
    """Checks the corpus and packages it for `load_dataset`.

    Writes Parquet files by config and split, README.md (the dataset card), manifest.json and SHA256SUMS. With SHARDS,
    a folder of a large corpus in Parquet (`corpus-kp shard` makes one), the documents are those there, and name,
    version, schemas and card are those of the corpus; a build that was ended goes on when it is called again. Exit
    status: 0 built, 1 errors in the corpus or on the disk, 2 wrong call, 130 ended by Ctrl-C.

    Example: corpus-kp build --articles ~/articles
    """
    chosen = find_corpus(folder)
    click.echo(f"corpus    {chosen.settings.name} {chosen.settings.version} in {chosen.folder}")
    wanted = chosen_configs(configs)
    if shards is not None:
        sys.exit(_build_shards(chosen, shards, wanted, options))
    refuse_shard_options(options)
    out = options["out"]
    if out is not None and not isinstance(out, Path):
        raise UsageError(f"{out}: a package is built on the disk; only one of shards is built elsewhere")
    report = check(chosen, options["articles"], options["tier"])
    for line in (*_read(report), *_findings(report)):
        click.echo(line)
    if report.failed:
        click.echo("nothing was built; mend the errors above and build again", err=True)
        sys.exit(1)
    built = build(chosen, report, out or default_out(chosen, report), wanted)
    for line in _written(built, chosen):
        click.echo(line)


def _build_shards(corpus: Corpus, shards: UPath | Path, configs: list[str], options: dict[str, Any]) -> int:
    from corpus_kp.commands.shards import reporting
    from corpus_kp.shards.packaging import build_shards

    for name in ("articles", "tier"):
        if options[name]:
            raise UsageError(f"--{name} is for the documents of a corpus folder, not for shards")
    is_shard_folder(shards)
    out = options["out"] or corpus.workplace() / "build" / corpus.settings.name
    with reporting(options) as progress:
        built = build_shards(corpus, shards, out, engine_of(options), configs, progress=progress)
    checked = built.checked
    findings = with_severities(checked.findings(), corpus.validation.severities)
    documents = count(checked.counts["documents"], "document")
    click.echo(f"read      {documents} in {count(checked.shards, 'shard')}")
    for line in render_text(finding for finding in findings if finding.severity == "error"):
        click.echo(line)
    click.echo(f"checked   {tally(findings)}")
    if checked.failed:
        click.echo("nothing was built; mend the errors above and build again: what is done is kept", err=True)
        return 1
    files = f"{count(len(built.parts), 'file')} of rows, {built.size / 1e6:.2f} MB"
    click.echo(f"wrote     {built.out}: {files}")
    for line in _tables(built.parts, built.out):
        click.echo(line)
    return 0


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
    yield from _tables(built.parts, built.out)
    bare = built.report.frames["documents"]["text"].null_count()
    if bare and built.report.hydration is None:
        yield ""
        yield f"{count(bare, 'text-free document')} of {corpus.settings.name} without text; --articles DIR fills it in."


def _tables(parts: Sequence[Part], out: UPath | Path) -> Iterator[str]:
    """Rows by config and split, and how they are loaded."""
    yield ""
    table = counts(parts, SPLITS)
    widest = max(7, 2 + max(len(number) for _, *numbers in table for number in numbers))
    for config, *numbers in table:
        yield f"  {config:<13}" + "".join(f"{number:>{widest}}" for number in numbers)
    yield ""
    absolute = not isinstance(out, Path) or out.is_absolute() or out.parts[:1] == ("..",)
    yield "from datasets import load_dataset"
    configs = [part.config for part in parts]
    chosen = "attributions" if "attributions" in configs else configs[0]
    yield f'dataset = load_dataset("{out if absolute else f"./{out}"}", "{chosen}")'
