"""`corpus-kp hydrate`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from corpus_kp.corpus import find_corpus
from corpus_kp.errors import UsageError
from corpus_kp.renderers.text import render_text
from corpus_kp.rendering import count
from corpus_kp.textfree.hydration import Hydration, Progress, hydrate
from corpus_kp.textfree.reports import csv_report, json_report, notes, table
from corpus_kp.writing import GITIGNORE, native_file, records_of, refuse_annotations, refuse_here, write_files

_REPORTS = {".json": json_report, ".csv": csv_report}


@click.command()
@click.argument("articles", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ARTICLES...")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder for the refilled documents. Default: build/hydrated in the corpus that you stand in, else here.",
)
@click.option(
    "--report", type=click.Path(path_type=Path), metavar="FILE", help="Status of every span, as .json or .csv."
)
@click.option("--force", is_flag=True, help="Replace files that are there with other content.")
@click.pass_obj
def command(
    corpus: Path | None, articles: tuple[Path, ...], out: Path | None, report: Path | None, *, force: bool
) -> None:
    """Puts text back into text-free documents, from copies of the articles that you have.

    ARTICLES are files and folders (.txt, .md, .html, in any encoding that can be told). Which file is which article
    is found out, if a copy has about a third of it; it may differ from the text that was annotated. The table says
    how much of the article a copy has (share) and how many spans have which status:

    \b
    exact     the annotated words in their annotated surroundings
    repaired  the same, with one letter or the cut between words different
    altered   other words stand there; a pointer, left out of the refilled document
    lost      not found; left out

    Writes NAME.txt and NAME.jsonl to the folder, which git ignores. Exit status: 0 all spans exact or repaired,
    1 some altered or lost, 2 wrong call.

    Example: corpus-kp hydrate ~/articles --report spans.csv
    """  # noqa: D301 - click reads the backspace
    chosen = find_corpus(corpus)
    target = out or chosen.workplace() / "build" / "hydrated"
    _refuse_wrong_places(target, report)
    content = chosen.read()
    for line in render_text(finding for finding in content.findings if finding.code != "KP017"):
        click.echo(line, err=True)
    documents = content.text_free()
    if not documents:
        raise UsageError(f"{chosen.folder}: has no text-free document that could be read; there is nothing to refill")
    with _bar() as progress:
        hydration = hydrate(documents, articles, progress)
    for line in (f"looked through {count(hydration.files, 'file')}", "", *table(hydration), "", *notes(hydration)):
        click.echo(line)
    _write(hydration, target, report, force=force)
    for line in _written(hydration, target, report):
        click.echo(line)
    sys.exit(0 if hydration.complete else 1)


def _refuse_wrong_places(target: Path, report: Path | None) -> None:
    """Nothing is written into annotations, nor over the folder that the user stands in."""
    refuse_here(target)
    for path in filter(None, (target, report)):
        refuse_annotations(path)
    if target.exists() and not target.is_dir():
        raise UsageError(f"{target}: is a file; name a folder with --out")
    if report is not None and report.suffix not in _REPORTS:
        raise UsageError(f"{report}: a report ends in .json or .csv")


def _write(hydration: Hydration, target: Path, report: Path | None, *, force: bool) -> None:
    files: dict[Path, bytes] = {}
    for document in hydration.documents:
        if document.refilled:
            filled = document.refilled.document
            files[target / ".gitignore"] = GITIGNORE.encode()
            files[target / f"{document.doc_id}.txt"] = (filled.text or "").encode()
            files[target / f"{document.doc_id}.jsonl"] = native_file(records_of(filled), text=True).encode()
    if report is not None:
        files[report] = _REPORTS[report.suffix](hydration).encode()
    write_files(files, force=force)


def _written(hydration: Hydration, target: Path, report: Path | None) -> Iterator[str]:
    found = sum(document.refilled is not None for document in hydration.documents)
    if found:
        yield f"wrote {count(found, 'document')} with text to {target}; not to be given on"
    else:
        yield "no document was refilled"
    written = {document.doc_id for document in hydration.documents if document.refilled}
    stale = sorted({path.stem for path in target.glob("*.jsonl")} - written)
    if stale:
        yield f"{target} also has, from another run: {', '.join(stale)}"
    if report is not None:
        yield f"wrote the status of every span to {report}"


@contextmanager
def _bar() -> Iterator[Progress]:
    """A progress bar over files, on a terminal only."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(
        length=1, label="reading files", show_pos=True, show_eta=False, file=sys.stderr, hidden=hidden
    ) as bar:

        def progress(done: int, of: int) -> None:
            bar.length = max(of, 1)
            bar.update(done - bar.pos)

        yield progress
