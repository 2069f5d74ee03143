"""What `agree` has to say, and its forms for machines."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus_kp.agreement.bootstrap import LEVEL, Bootstrap
from corpus_kp.agreement.comparison import Comparison
from corpus_kp.agreement.disagreements import Disagreement, Side, shown_spans
from corpus_kp.agreement.figures import Figure
from corpus_kp.renderers.json_text import json_line
from corpus_kp.rendering import printable

#: Columns of a report of figures in CSV; docs/agreement.md describes them.
FIGURE_COLUMNS = (
    *(_PAIR := ("a", "b")),
    *("layer", "part", "label", "matching", "measure"),
    *("rows_a", "rows_b", "pairs", "agreed"),
    *("value", "low", "high", "note"),
)
_SIDE_COLUMNS = ("id", "spans", "value", "words", "path", "line", "column")
#: Columns of a report of disagreements in CSV.
DISAGREEMENT_COLUMNS = (
    *("doc_id", "layer", "kind", "field", "start", "end"),
    *(f"{side}_{name}" for side in "ab" for name in _SIDE_COLUMNS),
)
#: Digits of a figure; a corpus would have to be larger than any for the next one to say something.
_DIGITS = 4


@dataclass(frozen=True)
class Report:
    """What is reported of a comparison.

    Attributes:
        comparison: of two annotators.
        bootstrap: of the intervals.
        figures: of their agreement; empty where disagreements are asked for.
        disagreements: what they have differently; None where figures are asked for.
    """

    comparison: Comparison
    bootstrap: Bootstrap
    figures: Sequence[Figure] = ()
    disagreements: Sequence[Disagreement] | None = None


def json_report(report: Report) -> Iterator[str]:
    """Lines of a JSON object: who, which documents, how intervals were made, and figures or disagreements."""
    yield "{"
    for name, value in _head(report).items():
        yield f'"{name}": {json_line(value)},'
    if report.disagreements is None:
        yield from _listed("figures", map(_figure, report.figures))
    else:
        yield from _listed("disagreements", map(asdict, report.disagreements))
    yield "}"


def _head(report: Report) -> dict[str, Any]:
    comparison, bootstrap = report.comparison, report.bootstrap
    head: dict[str, Any] = {
        "a": comparison.a.name,
        "b": comparison.b.name,
        "reference": comparison.a.name,
        "documents": {
            "both": [document.doc_id for document in comparison.documents],
            "only_a": comparison.only_a,
            "only_b": comparison.only_b,
        },
        "codepoints": comparison.codepoints,
        "units": {layer.name: layer.unit for layer in comparison.layers},
        "values": {layer.name: layer.groups["values"] for layer in comparison.layers},
    }
    if report.disagreements is None:
        head["bootstrap"] = {"level": LEVEL, "resamples": bootstrap.samples, "seed": bootstrap.seed}
    return head


def _listed(name: str, items: Iterable[dict[str, Any]]) -> Iterator[str]:
    """A member that is a list, one item a line."""
    lines = [json_line(item) for item in items]
    yield f'"{name}": ['
    yield from (f"{line}," for line in lines[:-1])
    yield from lines[-1:]
    yield "]"


def csv_report(report: Report) -> Iterator[str]:
    """Lines of CSV: one for each figure, or for each disagreement; an empty cell is null."""
    if report.disagreements is not None:
        return _csv(DISAGREEMENT_COLUMNS, map(_flat, report.disagreements))
    names = {"a": report.comparison.a.name, "b": report.comparison.b.name}
    return _csv(FIGURE_COLUMNS, (names | _figure(figure) for figure in report.figures))


def _figure(figure: Figure) -> dict[str, Any]:
    estimate = figure.estimate
    numbers = {"value": estimate.value, "low": estimate.low, "high": estimate.high}
    rounded = {name: None if value is None else round(value, _DIGITS) for name, value in numbers.items()}
    names = FIGURE_COLUMNS[len(_PAIR) :]
    return {name: rounded[name] if name in rounded else getattr(figure, name) for name in names}


def _flat(disagreement: Disagreement) -> dict[str, Any]:
    sides = (("a", disagreement.a), ("b", disagreement.b))
    flat = {f"{side}_{name}": _cell(have, name) for side, have in sides for name in _SIDE_COLUMNS}
    return {name: getattr(disagreement, name, None) for name in DISAGREEMENT_COLUMNS} | flat


def _cell(side: Side | None, name: str) -> Any:
    if side is None:
        return None
    return shown_spans(side.spans) if name == "spans" else getattr(side, name)


def _csv(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: printable(cell) if isinstance(cell, str) else cell for name, cell in row.items()})
    return iter(out.getvalue().splitlines())
