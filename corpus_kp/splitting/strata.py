"""Puts groups of documents into two splits, so that genres and labels are shared out evenly."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import polars as pl

from corpus_kp.frames import Frames

#: What is shared out: the columns of tables whose values are counted for each document.
_COUNTED = {
    "documents": ("genre",),
    "entities": ("label",),
    "quantities": ("kind", "modifier"),
    "timexes": ("timex_type",),
    "attributions": ("cue_class", "source_type"),
    "stances": ("label",),
}
#: How much the number of documents, and that of characters, weighs beside one label.
_WEIGHTS = {"documents": 50.0, "characters": 5.0}
#: Occurrences of a value below which it counts less.
_RARE = 20
#: Passes over all groups in which one is moved, or two exchanged; each pass ends the search if it brings nothing.
_PASSES = 50
#: Groups up to which two are exchanged; with more of them, moving one at a time comes as near.
_MOST_EXCHANGED = 400


def features_of(frames: Frames) -> pl.DataFrame:
    """Counts of genres and labels for each document.

    Args:
        frames: tables of a corpus.

    Returns:
        `doc_id`, `documents` (1), `characters`, and a column for each value that is counted.
    """
    counts = [
        frames[table].select("doc_id", name=pl.format("{}.{}={}", pl.lit(table), pl.lit(column), pl.col(column)))
        for table, columns in _COUNTED.items()
        for column in columns
    ]
    wide = pl.concat(counts).drop_nulls().group_by("doc_id", "name").len().sort("name", "doc_id")
    pivoted = wide.pivot("name", index="doc_id", values="len")
    documents = frames["documents"].select("doc_id", documents=pl.lit(1), characters="n_codepoints").sort("doc_id")
    return documents.join(pivoted, on="doc_id", how="left").fill_null(0)


def shared_out(
    features: pl.DataFrame, groups: Mapping[str, str], fixed: Mapping[str, bool], share: float
) -> dict[str, bool]:
    """Decides for each group whether it goes into the second split.

    Greedy, largest group first; then groups are moved and exchanged as long as that brings the splits nearer to the
    share of everything that is counted. The same input always gives the same answer.

    Args:
        features: of `features_of`.
        groups: the group of each document.
        fixed: groups that are assigned already; True for the second split.
        share: of everything that the second split should have, between 0 and 1.
    """
    if features.is_empty():
        return {}
    names, totals = _totals(features, groups)
    weights = _weights(features.columns[1:], totals.sum(axis=0))
    order = sorted((n for n, name in enumerate(names) if name not in fixed), key=lambda n: (-totals[n][0], names[n]))
    chosen = np.array([fixed.get(name, False) for name in names])
    goal = share * totals.sum(axis=0)
    placed = totals[[n for n, name in enumerate(names) if name in fixed]].sum(axis=0)
    second = totals[chosen].sum(axis=0)
    for number in order:
        placed = placed + totals[number]
        with_it, without = second + totals[number], second
        chosen[number] = _cost(with_it, share * placed, weights) < _cost(without, share * placed, weights)
        second = with_it if chosen[number] else without
    _improve(chosen, order, totals, goal, weights)
    return {name: bool(chosen[n]) for n, name in enumerate(names)}


def _totals(features: pl.DataFrame, groups: Mapping[str, str]) -> tuple[list[str], np.ndarray]:
    keyed = features.with_columns(_group=pl.col("doc_id").replace_strict(dict(groups), return_dtype=pl.String))
    summed = keyed.drop("doc_id").group_by("_group").sum().sort("_group")
    return summed["_group"].to_list(), summed.drop("_group").to_numpy().astype(float)


def _weights(names: Iterable[str], totals: np.ndarray) -> np.ndarray:
    """A deviation counts in shares of what there is; rare values count less, as they cannot be divided."""
    weights = np.array([_WEIGHTS.get(name, 1.0) for name in names])
    rarity = np.where(weights > 1, 1.0, np.minimum(1.0, totals / _RARE))
    return weights * rarity / np.maximum(totals, 1.0) ** 2  # type: ignore[no-any-return]


def _cost(second: np.ndarray, goal: np.ndarray, weights: np.ndarray) -> float:
    return float((weights * (second - goal) ** 2).sum())


def _improve(chosen: np.ndarray, free: list[int], totals: np.ndarray, goal: np.ndarray, weights: np.ndarray) -> None:
    """Moves one group, or exchanges two, wherever that brings the second split nearer to its goal."""
    second = totals[chosen].sum(axis=0)
    best = _cost(second, goal, weights)
    for _ in range(_PASSES):
        before = best
        for place, one in enumerate(free):
            for other in (None, *(free[place + 1 :] if len(free) <= _MOST_EXCHANGED else ())):
                if other is not None and chosen[one] == chosen[other]:
                    continue
                after = second + _change(one, chosen, totals) + (0 if other is None else _change(other, chosen, totals))
                cost = _cost(after, goal, weights)
                if cost < best - 1e-12:
                    for number in (one, other):
                        if number is not None:
                            chosen[number] = not chosen[number]
                    second, best = after, cost
        if best == before:
            return


def _change(number: int, chosen: np.ndarray, totals: np.ndarray) -> np.ndarray:
    changed: np.ndarray = -totals[number] if chosen[number] else totals[number]
    return changed
