"""Which annotation is held against which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from annotators import made_up
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kp.agreement.extents import Extent, length, likeness, merged, shared
from corpus_kp.agreement.pairing import Pair, paired
from corpus_kp.agreement.units import Unit, units_of
from corpus_kp.reading import Line
from corpus_kp.records import Entity, Span, Stance, Target

_PLACES = st.lists(st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda p: (p[0], p[0] + p[1])), max_size=4)


def _mention(number: int, start: int, end: int, label: str = "ORG") -> Entity:
    return Entity(id=f"e{number}", start=start, end=end, label=label, mention_type="NAM", entity_id="port-ansel")


def _units(*places: tuple[int, int] | tuple[int, int, str]) -> list[Unit]:
    lines = [Line(_mention(number, *place), number) for number, place in enumerate(places)]
    return units_of(lines)["entities"]


def _spans(pairs: Sequence[Pair]) -> list[tuple[Extent, Extent]]:
    return [(pair.a.extent, pair.b.extent) for pair in pairs]


def _points(extent: Extent) -> set[int]:
    return {point for start, end in extent for point in range(start, end)}


@given(_PLACES, _PLACES)
def test_extents_are_sets_of_code_points(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    """Length, shared part and share are those of the sets, whatever fragments they were made of."""
    left, right = merged(one), merged(other)
    a, b = _points(left), _points(right)
    assert a == {point for start, end in one for point in range(start, end)}
    assert (length(left), shared(left, right)) == (len(a), len(a & b))
    assert likeness(left, right) == pytest.approx(len(a & b) / len(a | b) if a | b else 1)
    assert (left == right) == (a == b)


def _choices(a: Sequence[Unit], b: Sequence[Unit]) -> Iterator[float]:
    """The sum of shares of every way to pair some of A with some of B."""
    if not a:
        yield 0
        return
    yield from _choices(a[1:], b)
    for number, unit in enumerate(b):
        common = likeness(a[0].extent, unit.extent)
        if common > 0:
            yield from (common + rest for rest in _choices(a[1:], [*b[:number], *b[number + 1 :]]))


@given(
    st.lists(st.tuples(st.integers(0, 8), st.integers(1, 6)), max_size=5),
    st.lists(st.tuples(st.integers(0, 8), st.integers(1, 6)), max_size=5),
)
@settings(max_examples=300)
def test_no_other_choice_shares_more(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    """Equal spans first and an assignment of the rest is as good as any way to pair all of them."""
    a, b = (_units(*((start, start + size) for start, size in places)) for places in (one, other))
    total = sum(likeness(pair.a.extent, pair.b.extent) for pair in paired(a, b))
    assert total == pytest.approx(max(_choices(a, b)))


def test_equal_spans_are_never_given_up_for_more_pairs() -> None:
    """Two halves of A could take both of B's, but A's whole span is B's."""
    a, b = _units((0, 10), (10, 12)), _units((0, 10), (8, 12))
    assert _spans(paired(a, b)) == [(((0, 10),), ((0, 10),)), (((10, 12),), ((8, 12),))]


def test_one_to_one_not_one_to_many() -> None:
    """A long span of A takes the one of B that it shares most with; the other stays alone."""
    pairs = paired(_units((0, 10)), _units((0, 3), (4, 10)))
    assert _spans(pairs) == [(((0, 10),), ((4, 10),))]
    assert [pair.exact for pair in pairs] == [False]


def test_a_chain_of_overlaps_is_solved_as_a_whole() -> None:
    """The greatest share alone is not taken where it would leave two without a partner."""
    pairs = paired(_units((0, 6), (6, 10)), _units((4, 10), (0, 2)))
    assert _spans(pairs) == [(((0, 6),), ((0, 2),)), (((6, 10),), ((4, 10),))]


def test_of_one_span_twice_the_same_labels_meet() -> None:
    """Order of the lines does not decide."""
    pairs = paired(_units((0, 4, "ORG"), (0, 4, "GPE")), _units((0, 4, "GPE"), (0, 4, "ORG")))
    assert [(pair.a.label, pair.b.label) for pair in pairs] == [("GPE", "GPE"), ("ORG", "ORG")]


def test_neighbours_do_not_overlap() -> None:
    """Spans are half-open."""
    assert paired(_units((0, 4)), _units((4, 8))) == []


def _stance(number: int, dimension: str, cue: Span | None) -> Stance:
    target = Target(kind="event", start=20, end=30)
    values = {"certainty": "CT", "polarity": "-"} if dimension == "commitment" else {"response": "deny"}
    return Stance(id=f"s{number}", holder="AUTHOR", target=target, dimension=dimension, cue=cue, **values)


def test_stances_meet_within_their_dimension() -> None:
    """A denial has two rows on one cue; each is held against that of its kind."""
    cue = Span(start=0, end=6)
    a = units_of([Line(_stance(1, "commitment", cue), 1), Line(_stance(2, "response", cue), 2)])["stances"]
    b = units_of([Line(_stance(3, "response", cue), 1)])["stances"]
    assert [(pair.a.id, pair.b.id) for pair in paired(a, b)] == [("s2", "s3")]


def test_a_stance_without_a_cue_stands_at_its_event() -> None:
    """The basis is inferred, so that its target says where it is."""
    (unit,) = units_of([Line(_stance(1, "commitment", None), 1)])["stances"]
    assert unit.extent == ((20, 30),)


@given(st.integers(0, 10_000), st.randoms(use_true_random=False))
def test_units_do_not_depend_on_the_order_of_lines(seed: int, chance: object) -> None:
    """They are sorted by place and values."""
    lines = [Line(record, number) for number, record in enumerate(made_up(seed, 8))]
    mixed = [*lines]
    chance.shuffle(mixed)
    for layer, units in units_of(lines).items():
        assert [u.record for u in units_of(mixed)[layer]] == [u.record for u in units]
