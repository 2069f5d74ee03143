"""`corpus-kp duplicates`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from corpus_kp.corpus import find_corpus
from corpus_kp.duplicates.near_duplicates import NEARNESS, RUN
from corpus_kp.duplicates.passages import LEAST_WORDS
from corpus_kp.duplicates.search import Duplicates, Side, find_duplicates, is_leak, record
from corpus_kp.errors import ValidationFailedError
from corpus_kp.rendering import count, printable
from corpus_kp.validation import validate

#: Characters of a passage that are shown.
_SHOWN = 70


@click.command()
@click.option(
    "--articles",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="File or folder with copies of the text-free articles; without it, these are compared by their hashes only.",
)
@click.option(
    "--words",
    type=click.IntRange(min=5),
    default=LEAST_WORDS,
    show_default=True,
    metavar="N",
    help="Words running from which on a passage counts.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.pass_obj
def command(corpus: Path | None, articles: Path | None, words: int, *, as_json: bool) -> None:
    """Finds copies, near-duplicates and passages that documents have in common.

    Near-duplicates have at least half of their runs of five words in common. Exit status: 0 nothing leaks from one
    split into another, 1 a copy or near-duplicate does (then `validate` and `build` refuse the corpus), 2 wrong call.

    Example: corpus-kp duplicates --words 10
    """
    chosen = find_corpus(corpus)
    report = validate(chosen, articles=articles)
    unreadable = len(report.content.paths) - len(report.frames["documents"])
    if unreadable:
        raise ValidationFailedError(
            f"{chosen.folder}: {count(unreadable, 'document')} could not be read; see corpus-kp validate"
        )
    found = find_duplicates(report.frames, words)
    if as_json:
        from corpus_kp.renderers.json_text import json_line

        click.echo(json_line(record(found)))
    else:
        for line in _lines(found, words):
            click.echo(line)
    sys.exit(1 if found.leaks else 0)


def _lines(found: Duplicates, words: int) -> Iterator[str]:
    yield f"{count(found.documents, 'document')}, {found.compared} with text at hand"
    yield ""
    yield f"copies: {len(found.copies) or 'none'}"
    for copies in found.copies:
        yield f"  {', '.join(side.doc_id for side in copies.documents)}{_where(copies.documents)}"
    yield f"near-duplicates ({NEARNESS:.0%} or more of runs of {RUN} words): {len(found.near) or 'none'}"
    for pair in found.near:
        yield f"  {pair.first.doc_id}, {pair.second.doc_id}: {pair.nearness:.0%}{_where((pair.first, pair.second))}"
    yield f"passages of {words} words or more: {len(found.passages) or 'none'}"
    for passage in found.passages:
        places = ", ".join(f"{side.doc_id} [{start}, {end})" for side, start, end in (passage.first, passage.second))
        yield f"  {passage.words} words: {places}{_said(passage.text)}"
    yield ""
    leaks = len(found.leaks)
    yield f"{leaks} across splits: give them one group_id and one split" if leaks else "nothing stands in two splits"


def _where(sides: tuple[Side, ...]) -> str:
    splits = ", ".join(side.split or "no split" for side in sides)
    return f" ({splits})" + ("  <- two splits" if is_leak(sides) else "")


def _said(text: str | None) -> str:
    if text is None:
        return ""
    shown = printable(" ".join(text.split()))
    return f': "{shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"}"'
