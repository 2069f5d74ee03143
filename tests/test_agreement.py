"""Figures of agreement: worked examples and what has to hold for any annotations."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from annotators import LENGTH, change, comparison, disagreeing, drop, give, made_up
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kp.agreement import agree
from corpus_kp.agreement.bootstrap import Bootstrap
from corpus_kp.agreement.continuum import coincidences
from corpus_kp.agreement.figures import Figure, figures
from corpus_kp.agreement.layers import COMMITMENTS, LAYERS, Kind
from corpus_kp.corpus import Corpus
from corpus_kp.records import Annotation, Record
from corpus_kp.schema import LAYERS as SCHEMA_LAYERS
from corpus_kp.schema import load_schemas

_SEEDS = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 10_000)), min_size=1, max_size=3)
Key = tuple[str, str, str | None, str | None, str]


def _figures(documents: Sequence[tuple[list[Record], list[Record]]], samples: int = 0) -> dict[Key, Figure]:
    found = figures(comparison(documents), Bootstrap(len(documents), samples))
    return {(f.layer, f.part, f.label, f.matching, f.measure): f for f in found}


def _documents(seeds: Sequence[tuple[int, int]]) -> list[tuple[list[Record], list[Record]]]:
    return [(made_up(a, 8), made_up(b, 6)) for a, b in seeds]


@given(_SEEDS)
@settings(max_examples=30, deadline=None)
def test_equal_annotations_agree_fully(seeds: list[tuple[int, int]]) -> None:
    """Every figure is 1, with an interval of 1, or is not defined and says why."""
    documents = [(made_up(a, 8), made_up(a, 8)) for a, _ in seeds]
    for figure in _figures(documents, samples=20).values():
        assert figure.estimate.value in (None, pytest.approx(1.0))
        assert figure.estimate.low in (None, pytest.approx(1.0))
        assert (figure.estimate.value is not None) or figure.note


_EXCHANGED = {"precision": "recall", "recall": "precision"}


@given(_SEEDS)
@settings(max_examples=60, deadline=None)
def test_exchanged_annotators_exchange_precision_and_recall(seeds: list[tuple[int, int]]) -> None:
    """All else stays: F1, shares, kappa, alpha."""
    documents = _documents(seeds)
    there, back = _figures(documents), _figures([(b, a) for a, b in documents])
    for (*place, measure), figure in there.items():
        other = back[*place, _EXCHANGED.get(measure, measure)]
        assert (figure.rows_a, figure.rows_b, figure.agreed) == (other.rows_b, other.rows_a, other.agreed)
        assert figure.estimate.value == pytest.approx(other.estimate.value, nan_ok=True)


@given(_SEEDS, st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_does_not_matter(seeds: list[tuple[int, int]], chance: int) -> None:
    """Lines of both are mixed; every figure is the same."""
    documents = _documents(seeds)
    mixed = [tuple(random.Random(chance).sample(side, len(side)) for side in document) for document in documents]
    assert _figures(mixed) == _figures(documents)


def _renamed(records: Sequence[Record]) -> list[Record]:
    """The same annotations with other ids, and references that follow."""
    ids = {record.id: f"z{record.id}" for record in records}
    text = msgspec.json.encode(records).decode()
    for old, new in ids.items():
        text = text.replace(f'"{old}"', f'"{new}"')
    return msgspec.json.decode(text, type=list[Annotation])


@given(_SEEDS)
@settings(max_examples=30, deadline=None)
def test_ids_do_not_matter(seeds: list[tuple[int, int]]) -> None:
    """References are followed to what is paired, so that names of annotations are free."""
    documents = _documents(seeds)
    assert _figures([(a, _renamed(b)) for a, b in documents]) == _figures(documents)


@given(_SEEDS)
@settings(max_examples=60, deadline=None)
def test_equal_spans_overlap(seeds: list[tuple[int, int]]) -> None:
    """No exact figure of spans is greater than its overlapping one."""
    found = _figures(_documents(seeds))
    for (layer, part, label, matching, measure), figure in found.items():
        if matching == "exact":
            overlapping = found[layer, part, label, "overlap", measure]
            assert figure.agreed <= overlapping.agreed
            if figure.estimate.value is not None:
                assert figure.estimate.value <= overlapping.estimate.value


@given(_SEEDS)
@settings(max_examples=30, deadline=None)
def test_labels_add_up(seeds: list[tuple[int, int]]) -> None:
    """The rows and the agreed ones of all labels are those of the line over all labels."""
    found = _figures(_documents(seeds))
    for layer in LAYERS:
        for matching in ("exact", "overlap"):
            lines = [
                f for key, f in found.items() if key[:2] == (layer, "span and label") and key[3:] == (matching, "f1")
            ]
            whole, parts = lines[0], lines[1:]
            assert whole.agreed == sum(part.agreed for part in parts)
            assert (whole.rows_a, whole.rows_b) == (sum(p.rows_a for p in parts), sum(p.rows_b for p in parts))


@given(_SEEDS)
@settings(max_examples=30, deadline=None)
def test_no_figure_leaves_its_range(seeds: list[tuple[int, int]]) -> None:
    """Shares and scores lie in 0 to 1, coefficients do not exceed 1, bounds are in order."""
    for figure in _figures(_documents(seeds), samples=30).values():
        estimate = figure.estimate
        if estimate.value is not None:
            assert estimate.value <= 1 + 1e-12
            assert estimate.value >= 0 or figure.measure in ("kappa", "alpha", "alpha_ordinal")
        if estimate.low is not None:
            assert estimate.low <= estimate.high <= 1 + 1e-12


@given(st.lists(st.tuples(st.integers(-5, LENGTH), st.integers(0, 20), st.sampled_from("xy")), max_size=6))
def test_code_points_are_counted_one_by_one(spans: list[tuple[int, int, str]]) -> None:
    """The sweep gives what a look at every code point gives, also for spans that leave the text."""
    marked = [(((start, start + size),), label) for start, size, label in spans]
    a, b = marked[::2], marked[1::2]

    def marks(side: list, point: int) -> tuple[str, ...]:
        return tuple(sorted({label for ((start, end),), label in side if start <= point < end}))

    expected: dict = {}
    for point in range(LENGTH):
        key = (marks(a, point), marks(b, point))
        expected[key] = expected.get(key, 0) + 1
    assert dict(coincidences(a, b, LENGTH)) == expected


@pytest.fixture
def found(harbour: Path) -> dict[Key, Figure]:
    """Figures of the two annotators of the made-up corpus who differ in each way that there is."""
    disagreeing(harbour)
    report = agree(Corpus(harbour), samples=0)
    return {(f.layer, f.part, f.label, f.matching, f.measure): f for f in report.figures}


@pytest.mark.parametrize(
    ("key", "numbers"),
    [
        # of 10 mentions b lacks two, e2 has another span and e7 another label
        (("entities", "span", None, "exact", "f1"), (10, 8, 7, None)),
        (("entities", "span", None, "overlap", "f1"), (10, 8, 8, None)),
        (("entities", "span and label", None, "exact", "f1"), (10, 8, 6, None)),
        (("entities", "span and label", "GPE", "exact", "f1"), (2, 1, 1, None)),
        (("entities", "label", None, "overlap", "kappa"), (10, 8, 7, 8)),
        # q1 of the first document: its span without "About" overlaps; modifier and measured thing differ
        (("quantities", "span", None, "exact", "f1"), (2, 2, 1, None)),
        (("quantities", "span", None, "overlap", "f1"), (2, 2, 2, None)),
        (("quantities", "modifier", None, "overlap", "share"), (2, 2, 1, 2)),
        (("quantities", "numbers", None, "overlap", "share"), (2, 2, 2, 2)),
        (("quantities", "measured", None, "overlap", "share"), (2, 2, 1, 2)),
        (("timexes", "value", None, "overlap", "share"), (2, 2, 1, 2)),
        # a3 cites a2 for b alone; the content of a4 lacks its first word
        (("attributions", "link", None, "overlap", "share"), (6, 6, 5, 6)),
        (("attributions", "content", None, "overlap", "share"), (6, 6, 5, 6)),
        (("attributions", "content (overlap)", None, "overlap", "share"), (6, 6, 6, 6)),
        (("attributions", "source", None, "overlap", "share"), (6, 6, 6, 6)),
        (("attributions", "span and values", None, "exact", "f1"), (6, 6, 4, None)),
        (("attributions", "span and values", None, "overlap", "f1"), (6, 6, 5, None)),
        (("stances", "commitment", None, "overlap", "share"), (3, 3, 0, 1)),
        (("stances", "response", None, "overlap", "share"), (3, 3, 2, 2)),
        (("claims", "span", None, "exact", "recall"), (3, 2, 2, None)),
    ],
)
def test_every_kind_of_difference_counts_where_it_should(
    found: dict[Key, Figure], key: Key, numbers: tuple[int | None, ...]
) -> None:
    """Annotations of A, of B, those that agree, and pairs, counted by hand."""
    figure = found[key]
    assert (figure.rows_a, figure.rows_b, figure.agreed, figure.pairs) == numbers


def test_what_cannot_be_computed_says_why(found: dict[Key, Figure]) -> None:
    """No figure stands where there is nothing to make it of."""
    notes = {key: figure.note for key, figure in found.items() if figure.estimate.value is None}
    assert notes["quantities", "kind", None, "overlap", "kappa"] == "nothing but count in all 2"
    assert notes["stances", "evaluation", None, "overlap", "kappa"] == "no pairs"
    assert all(notes.values())


def test_a_label_that_one_alone_uses_has_no_precision_or_no_recall(harbour: Path) -> None:
    """Nothing is divided by nothing, and F1 is 0."""
    give(harbour, "a")
    change(give(harbour, "b"), "hx-a001", "e3", label="LOC")
    rows = {
        (f.label, f.measure): f for f in agree(Corpus(harbour), layers=["entities"]).figures if f.matching == "exact"
    }
    assert (rows["LOC", "recall"].estimate.value, rows["LOC", "recall"].note) == (None, "a has none")
    assert rows["LOC", "precision"].estimate.value == rows["LOC", "f1"].estimate.value == 0


def test_a_layer_that_one_left_out_has_no_agreement(harbour: Path) -> None:
    """F1 is 0, not 1 and not absent."""
    give(harbour, "a")
    b = give(harbour, "b")
    for document in ("hx-a001", "hx-a002", "hx-n001"):
        drop(b, document, lambda record: record["layer"] == "stances")
    scores = {
        f.measure: f.estimate.value for f in agree(Corpus(harbour), layers=["stances"]).figures if f.part == "span"
    }
    assert scores == {"precision": None, "recall": 0, "f1": 0}


def test_fields_and_scales_are_those_of_the_schemas(root: Path) -> None:
    """Categories are columns with legal values, commitments those of the claims, and no layer is forgotten."""
    schemas = load_schemas(root / "schemas")
    for layer in LAYERS.values():
        columns = schemas[layer.name].columns
        for part in layer.fields:
            plain = part.kind is Kind.CATEGORY and part.name != "commitment"
            assert not plain or columns[part.name].values, (layer.name, part.name)
        assert layer.label in columns
        assert set(layer.groups["values"]) <= {part.name for part in layer.fields}
    assert set(COMMITMENTS) == set(schemas["claims"].columns["origin_commitment"].values)
    assert tuple(LAYERS) == SCHEMA_LAYERS


def test_the_shipped_rounds_are_compared(root: Path) -> None:
    """Every annotator with every other and with the gold, in figures and in disagreements."""
    corpus = Corpus(root)
    for names in (("a", "b"), ("a", "c"), ("a", "gold"), ("c", "gold")):
        report = agree(corpus, names, samples=10)
        assert report.comparison.documents
        assert all(f.note for f in report.figures if f.estimate.value is None)
        assert agree(corpus, names, differences=True).disagreements
