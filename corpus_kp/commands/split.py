"""`corpus-kp split`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import click

from corpus_kp.content import SPLITS
from corpus_kp.corpus import Corpus, find_corpus
from corpus_kp.errors import ValidationFailedError
from corpus_kp.rendering import count
from corpus_kp.splitting.assignment import Plan, plan
from corpus_kp.validation import Report, validate
from corpus_kp.writing import write_files

#: A line of splits.csv for a document that is not there: `split` takes it out.
_IDLE = "KP013"


@click.command()
@click.option(
    "--eval-share",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    default=0.25,
    show_default=True,
    metavar="SHARE",
    help="Share of the documents with text that goes into eval.",
)
@click.option("--reassign", is_flag=True, help="Assign documents anew that are assigned already.")
@click.option("--dry-run", is_flag=True, help="Show what would be done and write nothing.")
@click.pass_obj
def command(corpus: Path | None, eval_share: float, *, reassign: bool, dry_run: bool) -> None:
    """Assigns new documents to groups and splits, in annotations/splits.csv.

    Documents that repeat each other, or tell the same claims from the same sources, form a group, and a group stands
    in one split. What is assigned stays where it is, unless --reassign is given. The splits are made alike in genres
    and labels; the same corpus always gives the same assignment. Text-free documents go into news.

    Example: corpus-kp split --dry-run
    """
    chosen = find_corpus(corpus)
    report = _readable(chosen)
    made = plan(report.frames, report.content.assignments, eval_share, reassign=reassign)
    for line in _lines(made, report):
        click.echo(line)
    path = chosen.annotations / "splits.csv"
    if not (made.new or made.moved or made.dropped):
        click.echo(f"{chosen.shown(path)} stays as it is")
        return
    if dry_run:
        click.echo(f"{chosen.shown(path)} would be written; nothing was")
        return
    write_files({path: made.csv().encode()}, force=True)
    click.echo(f"wrote {chosen.shown(path)}; corpus-kp validate checks it")


def _readable(corpus: Corpus) -> Report:
    """A corpus of which everything could be read.

    Raises:
        ValidationFailedError: something could not.
    """
    report = validate(corpus)
    faults = [finding for finding in report.content.findings if finding.severity == "error"]
    faults = [finding for finding in faults if finding.code != _IDLE or "there is no document" not in finding.message]
    if faults:
        raise ValidationFailedError(
            f"{corpus.folder}: {count(len(faults), 'fault')} in its files, the first in {faults[0].path}; nothing was "
            "written; see corpus-kp validate"
        )
    return report


def _lines(made: Plan, report: Report) -> Iterator[str]:
    group = {one.doc_id: one.group_id for one in made.assignments}
    for relation in made.relations:
        same = group[relation.first] == group[relation.second]
        if same and {relation.first, relation.second} & set(made.new):
            yield f"{relation.first}, {relation.second}: {relation.reason}, {relation.strength:.0%}"
    split = {one.doc_id: one for one in made.assignments}
    for doc_id in made.new:
        yield f"{doc_id}: new, {split[doc_id].split} (group {split[doc_id].group_id})"
    for old, new in made.moved:
        yield f"{new.doc_id}: {old.split} (group {old.group_id}) -> {new.split} (group {new.group_id})"
    for doc_id in made.dropped:
        yield f"{doc_id}: not there any more, taken out"
    yield from _table(made, report)


def _table(made: Plan, report: Report) -> Iterator[str]:
    """Documents of each genre in each split."""
    genres = dict(report.frames["documents"].select("doc_id", "genre").iter_rows())
    rows: defaultdict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(SPLITS, 0))
    for one in made.assignments:
        rows[genres[one.doc_id]][one.split] += 1
        rows["all"][one.split] += 1
    width = max(map(len, rows), default=0)
    yield f"{'genre':{width}}  " + "  ".join(f"{split:>5}" for split in SPLITS)
    for genre in [*sorted(rows.keys() - {"all"}), "all"]:
        yield f"{genre:{width}}  " + "  ".join(f"{rows[genre][split]:>5}" for split in SPLITS)
