"""`corpus-kp shard`."""

from __future__ import annotations

from pathlib import Path

import click

from corpus_kp.corpus import Corpus, find_corpus
from corpus_kp.errors import ValidationFailedError
from corpus_kp.rendering import count

#: Documents of a shard, unless the user says otherwise.
_DOCUMENTS = 1000


@click.command()
@click.argument("rows", required=False, type=click.Path(path_type=Path), metavar="[ROWS]")
@click.option("--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="Folder of the shards.")
@click.option(
    "--documents",
    type=click.IntRange(min=1),
    default=_DOCUMENTS,
    show_default=True,
    metavar="N",
    help="Documents of a shard, at most.",
)
@click.option(
    "--share",
    type=click.FloatRange(0, 1),
    default=0.2,
    show_default=True,
    help="Of the groups without a split, how many go into eval.",
)
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Shards that are written side by side.")
@click.pass_obj
def command(  # noqa: PLR0913, PLR0917 - options
    folder: Path | None, /, rows: Path | None, out: Path, documents: int, share: float, jobs: int | None
) -> None:
    """Makes shards, which `validate` and `build` take, of tables in any order; without ROWS, of the corpus itself.

    ROWS is a folder with the tables of the contract: documents, entities, quantities, timexes, attributions, stances
    and claims, each as NAME.parquet or as Parquet files in NAME/, labels as strings; and the registers register,
    issues, claim_register and claim_pairs as NAME.parquet, where there are any. Shards have all rows of their
    documents, in order of doc_id. Documents without `group_id` or `split` get them: near-duplicates share a group.
    Exit status: 0 made, 1 rows that do not fit, 2 wrong call.

    Example: corpus-kp shard tables --out shards && corpus-kp build shards --out package
    """
    corpus = find_corpus(folder)
    if rows is None:
        number = _of_corpus(corpus, out, documents)
        click.echo(f"wrote     {out}: {count(number, 'shard')}")
        return
    from corpus_kp.shards.engines.local import LocalEngine
    from corpus_kp.shards.spreading import spread

    made = spread(rows, out, corpus.schemas, LocalEngine(jobs), documents, share=share)
    sizes = ", ".join(f"{number} {table}" for table, number in made.counts.items())
    click.echo(f"read      {sizes}")
    if made.assigned:
        click.echo(f"split     {count(made.assigned, 'document')} assigned; {count(made.pairs, 'pair')} nearly alike")
    if made.absent:
        click.echo(f"          empty, as there was none: {', '.join(made.absent)}")
    click.echo(f"wrote     {made.folder}: {count(made.shards, 'shard')}")


def _of_corpus(corpus: Corpus, out: Path, documents: int) -> int:
    from corpus_kp.shards.files import write_shards
    from corpus_kp.validation import validate
    from corpus_kp.writing import refuse_standing

    refuse_standing(out)
    report = validate(corpus)
    if report.failed:
        raise ValidationFailedError("the corpus has errors; see corpus-kp validate")
    return len(write_shards(report.frames, out, corpus.schemas, documents).shards())
