"""The axes of a plot of an issue: which day, number or answer stands how many points from the left or from below."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus_kp.claims.answers import number
from corpus_kp.claims.statements import Claim, Mention, Statements, is_in_words

#: Answers that stand on an axis of numbers; others stand in rows.
NUMERIC = ("count", "ordinal")
#: All sizes are points: width of the axes, height of an axis of numbers and of a row, distance of two marks.
WIDTH, HEIGHT, ROW, STEP = 540, 290, 54, 9.5
#: Marks of one place that stand beside each other on an axis of numbers, and above each other in a row.
BESIDE, ABOVE = 9, 5
#: Room beside the first and the last day, and of the undated marks at least.
_MARGIN, _UNDATED = 44, 56
#: Ratio of two counts from which on an axis is logarithmic.
_FAR = 100
#: Labels that an axis has about.
_LABELS = 6
#: Days of 1970 since the first of the calendar.
_EPOCH = date(1970, 1, 1).toordinal()
_STEPS_OF_DAYS, _STEPS_OF_MONTHS = (1, 2, 3, 7, 14), (1, 2, 3, 6)
_MONTHS = 12
_DAYS_OF_A_MONTH = 30

Ticks = Sequence[tuple[float, str]]


@dataclass(frozen=True)
class Upright:
    """The axis of the answers.

    Attributes:
        height: of the axes, in points.
        ticks: points from below, and labels.
        number: points from below of a number.
        row: points from below of a claim that stands in a row.
    """

    height: float
    ticks: Ticks
    number: Callable[[float], float]
    row: Callable[[str], float]


@dataclass(frozen=True)
class Level:
    """The axis of the days.

    Attributes:
        days: first and last one, as days since 1970; None where nothing is dated.
        left, right: points from the left of these days.
        undated: points from the left where marks without a date begin; None where there is none.
    """

    days: tuple[int, int] | None
    left: float
    right: float
    undated: float | None

    def at(self, day: float) -> float:
        """Points from the left of a day."""
        first, last = self.days or (0, 0)
        share = (day - first) / (last - first) if last > first else 0.5
        return self.left + share * (self.right - self.left)

    def of(self, mention: Mention) -> float:
        """Points from the left of a mention: the middle of its date."""
        stretch = days_of(mention)
        if stretch is None:
            return ((self.undated or 0) + WIDTH) / 2
        return self.at(sum(stretch) / 2)


def days_of(mention: Mention) -> tuple[int, int] | None:
    """First and last day of the date of a mention, as days since 1970."""
    when = mention.when
    return (when.first, when.after - 1) if when and when.first is not None and when.after is not None else None


def upright(said: Statements) -> Upright:
    """The axis of the answers: numbers, or a row for each claim that is mentioned."""
    mentioned = [claim for claim in said.claims if claim.mentions]
    return _numbers(mentioned) if said.issue.answer_type in NUMERIC else _rows(mentioned, said.mentions)


def _numbers(claims: Sequence[Claim]) -> Upright:
    given = [n for claim in claims for n in (claim.value, claim.value_min, claim.value_max) if n is not None]
    low, high = min(given, default=0.0), max(given, default=1.0)
    of: Callable[[float], float]
    ends: tuple[float, float]
    if low > 0 and high / low >= _FAR:
        ends = math.floor(math.log10(low)), math.ceil(math.log10(high) + 0.1)
        ticks, of = [10.0**power for power in range(int(ends[0]), int(ends[1]) + 1)], math.log10
    else:
        bottom, of = min(low, 0.0), _itself
        ticks = list(_round_numbers(bottom, high if high > bottom else bottom + 1))
        ends = (bottom, max(ticks[-1], high) + (ticks[1] - ticks[0]) / 3)

    def points(value: float) -> float:
        return HEIGHT * (of(value) - ends[0]) / (ends[1] - ends[0])

    return Upright(HEIGHT, [(points(tick), number(tick)) for tick in ticks], points, lambda _: 0.0)


def _itself(value: float) -> float:
    return value


def _round_numbers(low: float, high: float) -> Iterator[float]:
    """Multiples of 1, 2 or 5 tens, hundreds ... over a stretch."""
    size = 10 ** math.floor(math.log10((high - low) / _LABELS))
    step = next(size * times for times in (1, 2, 5, 10) if (high - low) / (size * times) <= _LABELS)
    first = math.ceil(low / step)
    yield from (step * at for at in range(first, math.floor(high / step) + 1))
    if math.floor(high / step) == first:
        yield step * (first + 1)


def _rows(claims: Sequence[Claim], mentions: Sequence[Mention]) -> Upright:
    """Rows from above: dates in order, yes before no, all else as it was first said."""
    first = {mention.claim_id: at for at, mention in reversed(list(enumerate(mentions)))}
    inside = sorted(claims, key=lambda claim: (claim.time or "", -(claim.value or 0), first.get(claim.claim_id, 0)))
    height = ROW * len(inside)
    place = {claim.claim_id: height - ROW * (at + 0.5) for at, claim in enumerate(inside)}
    says = {claim.claim_id: _answer(claim, mentions) for claim in inside}
    twice = {words for words in says.values() if list(says.values()).count(words) > 1}
    labels = {name: f"{words} ({name.rpartition('/')[2]})" if words in twice else words for name, words in says.items()}
    ticks = [(place[claim.claim_id], labels[claim.claim_id]) for claim in inside]
    return Upright(height, ticks, lambda _: 0.0, place.__getitem__)


def _answer(claim: Claim, mentions: Sequence[Mention]) -> str:
    if is_in_words(claim):
        return claim.proposition
    return claim.time or next(mention.says for mention in mentions if mention.claim_id == claim.claim_id)


def level(mentions: Sequence[Mention], *, numeric: bool) -> Level:
    """The axis of the days, with room on the right for mentions without a date.

    Args:
        mentions: what is to be shown.
        numeric: whether the answers stand on an axis of numbers.
    """
    stretches = [stretch for mention in mentions if (stretch := days_of(mention))]
    days = (min(first for first, _ in stretches), max(last for _, last in stretches)) if stretches else None
    open_ones = [mention.claim_id for mention in mentions if days_of(mention) is None]
    if not open_ones:
        return Level(days, _MARGIN, WIDTH - _MARGIN, None)
    if days is None:
        return Level(days, 0, 0, 0)
    most = max(map(open_ones.count, open_ones))
    beside = min(len(open_ones), BESIDE) if numeric else math.ceil(most / ABOVE)
    begin = WIDTH - max(_UNDATED, STEP * (beside + 2))
    return Level(days, _MARGIN, begin - _MARGIN, begin)


def day_ticks(axis: Level) -> Ticks:
    """Labels of the axis of the days: days, months or years."""
    if axis.days is None:
        return []
    first, last = (date.fromordinal(day + _EPOCH) for day in axis.days)
    length = (last - first).days
    for step in _STEPS_OF_DAYS:
        if length <= step * _LABELS:
            marked = range(axis.days[0], axis.days[1] + 1, step)
            return [(axis.at(day), date.fromordinal(day + _EPOCH).isoformat()) for day in marked]
    months = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, _MONTHS + 1)]
    inside = [day for day in months if first <= day <= last]
    for step in _STEPS_OF_MONTHS:
        if length <= step * _LABELS * _DAYS_OF_A_MONTH:
            kept = [day for day in inside if (day.month - 1) % step == 0]
            return [(axis.at(day.toordinal() - _EPOCH), f"{day:%Y-%m}") for day in kept]
    years = [day for day in inside if day.month == 1]
    kept = years[:: math.ceil(len(years) / _LABELS)]
    return [(axis.at(day.toordinal() - _EPOCH), str(day.year)) for day in kept]
