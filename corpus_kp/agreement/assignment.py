"""The assignment problem: of all ways to pair rows with columns one to one, the one of the greatest weight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

Weights = NDArray[np.float64]
Edge = tuple[int, int]


def assigned(weights: Mapping[Edge, float]) -> list[Edge]:
    """The one-to-one choice of edges whose weights have the greatest sum, in order.

    Args:
        weights: positive weights of the edges (left, right) that may be chosen; each connected part is solved by
            itself, and most have one edge.
    """
    chosen: list[Edge] = []
    for edges in _parts(weights):
        lefts, rights = (sorted({edge[side] for edge in edges}) for side in (0, 1))
        if len(edges) == 1:
            chosen += edges
            continue
        matrix = np.zeros((len(lefts), len(rights)))
        for left, right in edges:
            matrix[lefts.index(left), rights.index(right)] = weights[left, right]
        chosen += [(lefts[i], rights[j]) for i, j in heaviest(matrix) if matrix[i, j] > 0]
    return sorted(chosen)


def heaviest(weights: Weights) -> list[Edge]:
    """The pairs (row, column), as many as the shorter side has, whose weights have the greatest sum.

    Method: Kuhn 1955, Munkres 1957, with shortest augmenting paths (Jonker and Volgenant 1987).

    Args:
        weights: of every row (first axis) with every column.
    """
    if weights.shape[0] > weights.shape[1]:
        return sorted((row, column) for column, row in heaviest(weights.T))
    rows, columns = weights.shape
    cost = -weights
    of_row, of_column = np.zeros(rows), np.zeros(columns + 1)  # dual prices; the last column is where a row waits
    owner = np.full(columns + 1, -1)
    for row in range(rows):
        owner[columns] = row
        _augment(cost, of_row, of_column, owner)
    return sorted((int(owner[column]), column) for column in range(columns) if owner[column] >= 0)


def _augment(cost: Weights, of_row: Weights, of_column: Weights, owner: NDArray[np.int_]) -> None:
    """Gives the waiting row a column, along the cheapest path of exchanges."""
    columns = cost.shape[1]
    best, back = np.full(columns, np.inf), np.full(columns, columns)
    used = np.zeros(columns + 1, dtype=bool)
    here = columns
    while owner[here] >= 0:
        used[here] = True
        row = owner[here]
        reduced = cost[row] - of_row[row] - of_column[:columns]
        better = ~used[:columns] & (reduced < best)
        best[better], back[better] = reduced[better], here
        here = int(np.argmin(np.where(used[:columns], np.inf, best)))
        step = best[here]
        of_row[owner[used]] += step
        of_column[used] -= step
        best[~used[:columns]] -= step
    while here != columns:
        owner[here], here = owner[back[here]], int(back[here])


def _parts(edges: Mapping[Edge, float]) -> Iterator[list[Edge]]:
    """The edges of each connected part."""
    sides: tuple[dict[int, list[Edge]], dict[int, list[Edge]]] = (defaultdict(list), defaultdict(list))
    for edge in sorted(edges):
        sides[0][edge[0]].append(edge)
        sides[1][edge[1]].append(edge)
    seen: set[Edge] = set()
    for first in sorted(edges):
        if first in seen:
            continue
        waiting, part = [first], []
        seen.add(first)
        while waiting:
            edge = waiting.pop()
            part.append(edge)
            near = [other for side in (0, 1) for other in sides[side].pop(edge[side], ()) if other not in seen]
            seen.update(near)
            waiting += near
        yield part
