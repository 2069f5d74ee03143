"""Figures of a corpus as blocks of aligned columns, for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from corpus_kp.renderers.columns import Cell, aligned_rows, folded
from corpus_kp.renderers.painting import Paint
from corpus_kp.rendering import count, printable
from corpus_kp.stats.counting import NO_SPLIT, listed
from corpus_kp.stats.figures import Figures

#: Columns of the table of agreement that are shown.
_AGREEMENT = ("pair", "documents", "layer", "F1 span", "F1 span and values", "kappa")

Row = Sequence[Cell]


def figure_lines(counted: Figures, width: int, paint: Paint) -> Iterator[str]:
    """Lines of all blocks.

    Args:
        counted: the figures.
        width: columns of a line.
        paint: sets headings off.
    """
    for line in folded(_summary(counted), width):
        yield paint(line, bold=True)
    for rows, right in _blocks(counted):
        yield ""
        header, *others = aligned_rows(rows, width, right)
        yield from (paint(line, bold=True) for line in header)
        for lines in others:
            yield from lines
    yield ""
    yield from folded(_comparison(counted), width)


def _summary(counted: Figures) -> str:
    with_text = f"{counted.words:,} words in the {counted.with_text} with text"
    name = f"{counted.name} {counted.version}"
    return f"{name}: {count(counted.documents, 'document')}, {counted.codepoints:,} code points; {with_text}"


def _blocks(counted: Figures) -> Iterator[tuple[list[Row], range]]:
    """Tables with the numbers of the columns that are figures."""
    yield _composition(counted), range(3, 6)
    layers = counted.annotations
    for corner, table in (("layer", layers), ("stances", counted.stances), ("pairs of claims", counted.pairs)):
        rows = _table(corner, table)
        yield rows, range(1, len(rows[0]))
    rows = _table("in Wikidata", counted.linking)
    yield rows, range(1, len(rows[0]))
    yield (
        [("column", "values"), *((name, listed(list(values.items()))) for name, values in counted.labels.items())],
        range(0),
    )
    if counted.agreement and len(counted.agreement) > 1:
        places = [counted.agreement[0].index(name) for name in _AGREEMENT]
        yield [[row[place] for place in places] for row in counted.agreement], range(0)


def _composition(counted: Figures) -> list[Row]:
    rows: list[Row] = [("tier", "split", "genre", "documents", "words", "code points")]
    for size in counted.composition:
        words = "-" if size.words is None else f"{size.words:,}"
        sizes = (f"{size.documents:,}", words, f"{size.codepoints:,}")
        rows.append((size.tier, size.split or NO_SPLIT, size.genre, *sizes))
    return rows


def _table(corner: str, table: Mapping[str, Mapping[str, int]]) -> list[Row]:
    """Rows and columns by name; columns that a row lacks are 0."""
    columns = list(dict.fromkeys(name for row in table.values() for name in row))
    rows: list[Row] = [(corner, *columns)]
    return [*rows, *((name, *(f"{row.get(column, 0):,}" for column in columns)) for name, row in table.items())]


def _comparison(counted: Figures) -> str:
    claims = ", ".join(
        count(number, noun)
        for number, noun in ((counted.issues, "issue"), (counted.claims, "claim"), (counted.mentions, "mention"))
    )
    groups = f"{count(counted.groups, 'group')} of documents; claims across documents: {claims}"
    if counted.no_agreement:
        return f"{groups}; agreement cannot be computed: {printable(counted.no_agreement)}"
    compared = counted.agreement and len(counted.agreement) > 1
    return groups if compared else f"{groups}; no two annotators to compare"
