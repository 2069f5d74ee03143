"""Where the marks of a plot of an issue stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, product

from corpus_kp.claims.issues import CONFLICT
from corpus_kp.claims.plot_axes import ABOVE, BESIDE, NUMERIC, STEP, Level, Upright, days_of, level, upright
from corpus_kp.claims.statements import LEFT_OUT, Claim, Mention, Pair, Statements, is_in_words


@dataclass(frozen=True)
class Mark:
    """A mention in a plot; all places in points.

    Attributes:
        mention: what it stands for.
        source, name: the innermost source that the text names, with one that it leaves out behind it; ids and names.
        x, y: from the left and from below.
        spread: from the left to where a date of several days reaches.
        low, high: from below to where a range reaches, where the answer is one.
        more, less: whether more, or less, than the number is meant.
    """

    mention: Mention
    source: str
    name: str
    x: float
    y: float
    spread: tuple[float, float] | None
    low: float | None = None
    high: float | None = None
    more: bool = False
    less: bool = False


@dataclass(frozen=True)
class Layout:
    """A plot of an issue.

    Attributes:
        marks: in order of the mentions.
        level, upright: the axes.
        conflicts: two marks for each conflict of two claims, and whether it is confirmed.
        left_out: number of mentions without a number, which an axis of numbers cannot show.
    """

    marks: Sequence[Mark]
    level: Level
    upright: Upright
    conflicts: Sequence[tuple[Mark, Mark, bool]]
    left_out: int


def laid_out(said: Statements) -> Layout:
    """Places the mentions of an issue.

    Marks that would cover each other are moved apart: beside each other on an axis of numbers, above each other in a
    row.

    Args:
        said: on the issue.
    """
    numeric = said.issue.answer_type in NUMERIC
    claims = {claim.claim_id: claim for claim in said.claims}
    shown = [mention for mention in said.mentions if not (numeric and is_in_words(claims[mention.claim_id]))]
    across, up = level(shown, numeric=numeric), upright(said)
    wanted = [_mark(mention, claims[mention.claim_id], across, up, numeric=numeric) for mention in shown]
    marks = list(_apart(wanted, numeric=numeric))
    return Layout(marks, across, up, list(_conflicts(said.pairs, marks)), len(said.mentions) - len(shown))


def _mark(mention: Mention, claim: Claim, across: Level, up: Upright, *, numeric: bool) -> Mark:
    named = [at for at, source in enumerate(mention.chain) if at and source != LEFT_OUT]
    at = named[-1] if named else -1
    source, name = (" > ".join(chain[at:]) for chain in (mention.chain, mention.names))
    stretch = days_of(mention)
    spread = (across.at(stretch[0]), across.at(stretch[1])) if stretch and stretch[0] < stretch[1] else None
    mark = Mark(mention, source, name, across.of(mention), up.row(claim.claim_id), spread)
    return _numbered(mark, claim, up) if numeric else mark


def _numbered(mark: Mark, claim: Claim, up: Upright) -> Mark:
    """A mark at its number; that of a range is in the middle."""
    ends = [up.number(given) for given in (claim.value_min, claim.value_max) if given is not None]
    middle = up.number(claim.value) if claim.value is not None else sum(ends) / len(ends)
    if len(ends) > 1:
        return replace(mark, y=middle, low=ends[0], high=ends[1])
    return replace(mark, y=middle, more=claim.value_min is not None, less=claim.value_max is not None)


def _apart(wanted: Sequence[Mark], *, numeric: bool) -> Iterator[Mark]:
    """Each mark at the free place that is nearest to the one it wants."""
    taken: dict[tuple[int, int], list[Mark]] = {}
    tried: dict[tuple[float, float], Iterator[tuple[float, float]]] = {}
    for mark in wanted:
        # marks of one place go on where the one before ended, so that many of them take no time of their own
        shifts = tried.setdefault((mark.x, mark.y), _shifts(numeric=numeric))
        for across, up in shifts:
            moved = replace(mark, x=mark.x + STEP * across, y=mark.y + STEP * up)
            if not _covers(moved, taken):
                taken.setdefault(_cell(moved), []).append(moved)
                yield moved
                break


def _shifts(*, numeric: bool) -> Iterator[tuple[float, float]]:
    """Steps from a place, to the sides and upwards, the nearest first; without end.

    On an axis of numbers half steps to the sides come first: upwards, a mark would stand at another number.
    """
    inner = [_zigzag(at) / 2 for at in range(2 * BESIDE)] if numeric else [_zigzag(at) for at in range(ABOVE)]
    for outer in map(_zigzag, count()):
        yield from ((at, outer) if numeric else (outer, at) for at in inner)


def _zigzag(number: int) -> int:
    """0, 1, -1, 2, -2 ..."""
    return (number + 1) // 2 * (1 if number % 2 else -1)


def _cell(mark: Mark) -> tuple[int, int]:
    return int(mark.x // STEP), int(mark.y // STEP)


def _covers(mark: Mark, taken: dict[tuple[int, int], list[Mark]]) -> bool:
    column, row = _cell(mark)
    near = (
        other for cell in product((-1, 0, 1), repeat=2) for other in taken.get((column + cell[0], row + cell[1]), ())
    )
    least = STEP * 0.99  # what was moved by whole steps is not in each other's way for a rounded digit
    return any(abs(other.x - mark.x) < least and abs(other.y - mark.y) < least for other in near)


def _conflicts(pairs: Sequence[Pair], marks: Sequence[Mark]) -> Iterator[tuple[Mark, Mark, bool]]:
    """Of claims that conflict, the two marks that are nearest to each other in time."""
    by_claim: dict[str, list[Mark]] = {}
    for mark in marks:
        by_claim.setdefault(mark.mention.claim_id, []).append(mark)
    for pair in pairs:
        both = by_claim.get(pair.claim_a), by_claim.get(pair.claim_b)
        if pair.relation == CONFLICT and pair.status != "spurious" and both[0] and both[1]:
            one, other = min(product(*both), key=lambda two: abs(two[0].x - two[1].x))  # type: ignore[arg-type]
            yield one, other, pair.status == "confirmed"
