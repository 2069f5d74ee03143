"""The report of `agree` for people: tables of figures, or a paragraph for each disagreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from corpus_kp.agreement.bootstrap import LEVEL, Estimate
from corpus_kp.agreement.comparison import Comparison
from corpus_kp.agreement.disagreements import ONLY_A, ONLY_B, SPAN, Disagreement, Side, shown_spans
from corpus_kp.agreement.figures import CODE_POINTS, EXACT, ORDINAL, OVERLAP, Figure
from corpus_kp.agreement.layers import LAYERS
from corpus_kp.agreement.report import Report
from corpus_kp.renderers.painting import Paint, painter
from corpus_kp.rendering import count, printable

Row = tuple[str, ...]
#: Columns of a table that are words; the others are numbers.
_WORDY = 2
#: Columns of an interval with its brackets.
_INTERVAL = len(" [0.000, 0.000]")
#: Characters of covered words that are shown.
_WORDS = 60


def text_report(report: Report, *, color: bool = False) -> Iterator[str]:
    """Lines for people.

    Args:
        report: what is said.
        color: whether headings are set off.
    """
    comparison, paint = report.comparison, painter(color=color)
    yield from _heading(comparison)
    if report.disagreements is not None:
        yield from _disagreements(report.disagreements, comparison)
        return
    yield _intervals(report)
    silent = {layer.name for layer in comparison.layers if not any(comparison.rows(layer))}
    figures = [figure for figure in report.figures if figure.layer not in silent]
    for title, table in _tables(figures, _names(comparison)):
        yield ""
        yield paint(title, bold=True)
        yield from _lines(table, paint)
    yield ""
    yield from _legend(comparison)
    yield from _lonely(comparison)
    yield from _notes(figures)


def _names(comparison: Comparison) -> tuple[str, str]:
    return printable(comparison.a.name), printable(comparison.b.name)


def _heading(comparison: Comparison) -> Iterator[str]:
    a, b = _names(comparison)
    documents = count(len(comparison.documents), "document")
    yield f"{a} and {b}: {documents} that both have, {comparison.codepoints:,} code points; {a} is the reference"
    for name, ids in ((a, comparison.only_a), (b, comparison.only_b)):
        if ids:
            yield f"only {name} has {count(len(ids), 'document')}: {', '.join(map(printable, ids))}"


def _intervals(report: Report) -> str:
    bootstrap = report.bootstrap
    if not bootstrap.samples:
        return "without intervals (--bootstrap 0)"
    return (
        f"in brackets: {LEVEL:.0%} intervals, percentile bootstrap over {count(bootstrap.documents, 'document')}, "
        f"{bootstrap.samples:,} resamples, seed {bootstrap.seed}"
    )


def _tables(figures: Sequence[Figure], names: tuple[str, str]) -> Iterator[tuple[str, list[Row]]]:
    scores = [figure for figure in figures if figure.pairs is None]
    pairs = [figure for figure in figures if figure.pairs is not None and figure.matching]
    marks = [figure for figure in figures if figure.part.startswith(CODE_POINTS)]
    if figures:
        yield "Spans that are equal", _scores((f for f in scores if f.matching == EXACT), names)
        yield "Spans that overlap, one to one", _scores((f for f in scores if f.matching == OVERLAP), names)
        yield "Fields of annotations that are paired (equal or overlapping spans)", _fields(pairs)
        yield "Code points, by the labels that cover them", _continua(marks)


def _scores(figures: Iterable[Figure], names: tuple[str, str]) -> list[Row]:
    table: list[Row] = [("layer", "what", *names, "both", "precision", "recall", "F1")]
    rows: dict[tuple[str, str, str | None], list[Figure]] = defaultdict(list)
    for figure in figures:
        rows[figure.layer, figure.part, figure.label].append(figure)
    for (layer, part, label), found in rows.items():
        what = part if label is None else f"  {printable(label)}"
        numbers = (str(number) for number in (found[0].rows_a, found[0].rows_b, found[0].agreed))
        table.append((layer, what, *numbers, *(_shown(figure.estimate) for figure in found)))
    return table


def _fields(figures: Iterable[Figure]) -> list[Row]:
    table: list[Row] = [("layer", "field", "pairs", "equal", "share", "kappa", "alpha")]
    rows: dict[tuple[str, str], dict[str, Figure]] = defaultdict(dict)
    for figure in figures:
        part, measure = figure.part, figure.measure
        if measure == ORDINAL:
            part, measure = f"{part} (ordinal)", "alpha"
        rows[figure.layer, part][measure] = figure
    for (layer, part), found in rows.items():
        first = next(iter(found.values()))
        cells = (_shown(found[name].estimate) if name in found else "" for name in ("share", "kappa", "alpha"))
        table.append((layer, part, str(first.pairs), str(first.agreed), *cells))
    return table


def _continua(figures: Iterable[Figure]) -> list[Row]:
    table: list[Row] = [("layer", "marked", "code points", "equal", "alpha")]
    for figure in figures:
        marked = figure.part.removeprefix(CODE_POINTS).removeprefix(" of ") or "spans with labels"
        table.append((figure.layer, marked, str(figure.pairs), str(figure.agreed), _shown(figure.estimate)))
    return table


def _shown(estimate: Estimate) -> str:
    """`0.984 [0.973, 0.993]`; a figure without an interval keeps its place."""
    if estimate.value is None:
        return "n/a  " + " " * _INTERVAL
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:.3f}" + " " * _INTERVAL
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


def _lines(table: Sequence[Row], paint: Paint) -> Iterator[str]:
    """Aligned columns, words on the left and numbers on the right, under a header."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for number, row in enumerate(table):
        cells = zip(row, widths, strict=True)
        line = "  ".join(f"{cell:<{w}}" if at < _WORDY else f"{cell:>{w}}" for at, (cell, w) in enumerate(cells))
        yield line.rstrip() if number else paint(line.rstrip(), bold=True)


def _legend(comparison: Comparison) -> Iterator[str]:
    """What the values of each layer are."""
    for layer in comparison.layers:
        if any(comparison.rows(layer)):
            yield f"{layer.name}: paired by {layer.unit}; values are {', '.join(layer.groups['values'])}"


def _lonely(comparison: Comparison) -> Iterator[str]:
    """Layers that one of the two, or neither, has anything in."""
    names = _names(comparison)
    for layer in comparison.layers:
        rows = comparison.rows(layer)
        if not any(rows):
            yield f"{layer.name}: neither {names[0]} nor {names[1]} has any"
        elif not all(rows):
            lacking, having = names[rows.index(0)], names[1 - rows.index(0)]
            yield f"{layer.name}: only {having} has any, {max(rows)}; perhaps {lacking} did not annotate this layer"


def _notes(figures: Sequence[Figure]) -> Iterator[str]:
    """Why there are no figures, each reason once; why there are no intervals."""
    reasons: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for figure in figures:
        if figure.estimate.value is None:
            where = " ".join(filter(None, (figure.layer, figure.part, printable(figure.label or ""))))
            reasons[printable(figure.note)][where].append(figure.measure)
    for reason, places in reasons.items():
        named = ", ".join(f"{where} ({', '.join(dict.fromkeys(found))})" for where, found in places.items())
        yield f"n/a, {reason}: {named}"
    for note in dict.fromkeys(figure.note for figure in figures if figure.note and figure.estimate.value is not None):
        yield f"where a figure stands alone: {note}"


def _disagreements(found: Sequence[Disagreement], comparison: Comparison) -> Iterator[str]:
    names = _names(comparison)
    shown = _listed(found, comparison)
    for disagreement in shown:
        yield ""
        yield _headline(disagreement, names)
        wide = max(map(len, names))
        for name, side in zip(names, (disagreement.a, disagreement.b), strict=True):
            if side is not None:
                yield f"    {name:<{wide}}  {_side(side)}"
    yield ""
    yield from _lonely(comparison)
    if len(shown) < len(found):
        left = count(len(found) - len(shown), "disagreement")
        yield f"left out, since only one has the layer: {left}; --layer lists them"
    documents = len({disagreement.doc_id for disagreement in shown})
    yield f"{count(len(shown), 'disagreement')} in {count(documents, 'document')}"


def _listed(found: Sequence[Disagreement], comparison: Comparison) -> Sequence[Disagreement]:
    """What is listed: a layer that one of the two has nothing in only where layers are asked for."""
    if len(comparison.layers) < len(LAYERS):
        return found
    both = {layer.name for layer in comparison.layers if all(comparison.rows(layer))}
    return [disagreement for disagreement in found if disagreement.layer in both]


def _headline(disagreement: Disagreement, names: tuple[str, str]) -> str:
    what = {ONLY_A: f"only {names[0]} has it", ONLY_B: f"only {names[1]} has it", SPAN: "other span"}
    said = what.get(disagreement.kind, f"other {disagreement.field}")
    return f"{printable(disagreement.doc_id)} [{disagreement.start}, {disagreement.end}) {disagreement.layer}: {said}"


def _side(side: Side) -> str:
    """`path:line:column: e2 [0, 12) ORG "the words"`."""
    words = f' "{_cut(printable(side.words))}"' if side.words is not None else ""
    spans = shown_spans(side.spans) or "no span"
    place = f"{printable(side.path)}:{side.line}:{side.column}"
    return f"{place}: {printable(side.id)} {spans} {printable(side.value)}{words}"


def _cut(words: str) -> str:
    return words if len(words) <= _WORDS else f"{words[: _WORDS - 1]}…"
