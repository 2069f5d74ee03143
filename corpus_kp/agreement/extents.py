"""What a span of one or more fragments covers, and how much of it two spans share. Code points, half-open."""

from __future__ import annotations

from collections.abc import Iterable

from corpus_kp.records import SpanLike

#: Fragments in order, apart from each other; none where nothing is covered.
Extent = tuple[tuple[int, int], ...]


def extent_of(spans: Iterable[SpanLike | None]) -> Extent:
    """What some spans cover together."""
    return merged((span.start, span.end) for span in spans if span is not None)


def merged(places: Iterable[tuple[int, int]]) -> Extent:
    """Places as an extent: those that overlap or touch become one; what ends where it starts keeps its place."""
    fragments: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if fragments and start <= fragments[-1][1]:
            fragments[-1] = (fragments[-1][0], max(end, fragments[-1][1]))
        else:
            fragments.append((start, end))
    return tuple(fragments)


def length(extent: Extent) -> int:
    """Code points that an extent covers."""
    return sum(max(0, end - start) for start, end in extent)


def shared(one: Extent, other: Extent) -> int:
    """Code points that two extents both cover."""
    return length(one) + length(other) - length(merged((*one, *other)))


def likeness(one: Extent, other: Extent) -> float:
    """Shared code points of all that either covers (Jaccard); 1 for equal extents, even empty ones."""
    if one == other:
        return 1.0
    common = shared(one, other)
    covered = length(one) + length(other) - common
    return common / covered if covered > 0 else 0.0


def hull(extent: Extent) -> tuple[int, int]:
    """From the first to the last code point of an extent."""
    return (extent[0][0], extent[-1][1]) if extent else (0, 0)
