"""Independent annotations under `annotations/rounds/`, held against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from corpus_kp.corpus import Corpus
from corpus_kp.records import Attribution, Entity, Quantity, Stance, Timex

#: What has to be equal for two annotators to agree on an annotation, and on its values too.
_Keys = tuple[Callable[[Any], Any], Callable[[Any], Any]]
KEYS: dict[type, _Keys] = {
    Entity: (lambda r: (r.start, r.end), lambda r: (r.label, r.mention_type)),
    Quantity: (lambda r: (r.start, r.end), lambda r: (r.value, r.value_min, r.value_max, r.modifier)),
    Timex: (lambda r: (r.start, r.end), lambda r: (r.timex_type, r.value)),
    Attribution: (lambda r: (r.cue.start, r.cue.end), lambda r: tuple((c.start, c.end) for c in r.content)),
    Stance: (
        lambda r: (r.dimension, r.cue and (r.cue.start, r.cue.end)),
        lambda r: (r.certainty, r.polarity, r.response, r.evaluation, r.attitude),
    ),
}
_NAMES: dict[type, str] = {
    Entity: "entities",
    Quantity: "quantities",
    Timex: "timexes",
    Attribution: "attributions",
    Stance: "stances",
}
_VALUES: dict[type, str] = {
    Entity: "label, mention_type",
    Quantity: "values, modifier",
    Timex: "type, value",
    Attribution: "content",
    Stance: "values",
}


@dataclass(frozen=True)
class Agreement:
    """How far two annotators agree on one layer.

    Attributes:
        pair: who is compared.
        layer: of the scheme.
        first, second: rows of each.
        matched: rows with the same span (attributions: the same cue; stances: the same cue and dimension).
        equal: matched rows with the same values as well.
        values: what `equal` compares.
    """

    HEADER: ClassVar[tuple[str, ...]] = ("pair", "layer", "rows", "rows", "F1 span", "F1 span and values", "values")

    pair: str
    layer: str
    first: int
    second: int
    matched: int
    equal: int
    values: str

    @property
    def cells(self) -> tuple[str, ...]:
        """A line of a table, in the order of `HEADER`."""
        scores = (f"{self._f1(self.matched):.3f}", f"{self._f1(self.equal):.3f}")
        return (self.pair, self.layer, str(self.first), str(self.second), *scores, self.values)

    def _f1(self, common: int) -> float:
        """F1; 1.0 where neither annotator has a row."""
        total = self.first + self.second
        return 2 * common / total if total else 1.0


def agreement(corpus: Corpus) -> list[Agreement]:
    """Agreement of the annotators, over all documents that both of a pair have.

    Returns:
        One line per layer for the first two annotators, and for each further one, who took no part in the
        adjudication's first draft, against the gold; empty where there are no two annotators.
    """
    folders = sorted(path for path in (corpus.annotations / "rounds").glob("*") if path.is_dir())
    files = {folder.name: {path.stem: path for path in folder.glob("*.jsonl")} for folder in folders}
    gold = {path.stem: path for _, path in corpus.document_files()}
    names = list(files)
    pairs = [(f"{names[0]} - {names[1]}", files[names[0]], files[names[1]])] if len(names) > 1 else []
    pairs += [(f"{name} - gold", files[name], gold) for name in names[2:]]
    return [line for pair in pairs for line in _compare(corpus, *pair)]


def _compare(corpus: Corpus, pair: str, one: dict[str, Path], other: dict[str, Path]) -> Iterator[Agreement]:
    shared = sorted(one.keys() & other.keys())
    records = [(_read(corpus, one[name]), _read(corpus, other[name])) for name in shared]
    for kind in KEYS:
        yield _layer(pair, kind, records)


def _read(corpus: Corpus, path: Path) -> list[Any]:
    return [line.record for line in corpus.document_reader.lines(path).lines]


def _layer(name: str, kind: type, pairs: list[tuple[list[Any], list[Any]]]) -> Agreement:
    span, values = KEYS[kind]
    first, second = (Counter(_keyed(kind, pairs, side, span, values)) for side in (0, 1))
    spans = [Counter(key[:2] for key in counted.elements()) for counted in (first, second)]
    return Agreement(
        pair=name,
        layer=_NAMES[kind],
        first=first.total(),
        second=second.total(),
        matched=(spans[0] & spans[1]).total(),
        equal=(first & second).total(),
        values=_VALUES[kind],
    )


def _keyed(
    kind: type,
    pairs: list[tuple[list[Any], list[Any]]],
    side: int,
    span: Callable[[Any], Any],
    values: Callable[[Any], Any],
) -> Iterator[tuple[int, Any, Any]]:
    for number, pair in enumerate(pairs):
        for record in pair[side]:
            if isinstance(record, kind):
                yield number, span(record), values(record)
