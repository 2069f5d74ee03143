"""Near-duplicates among the documents of all shards, without their texts or sketches in memory at once.

Sketches are brought together by their runs, pairs that share enough are compared run by run, a connected set of
documents at a time. What comes of it is the same as of `corpus_kp.duplicates.near_duplicates`, whose functions it uses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from corpus_kp.catalogue import catalogue
from corpus_kp.duplicates.near_duplicates import RUN, candidates_of, near_of, paired, sketches
from corpus_kp.rules.near_duplicates import APART_IN, nearest
from corpus_kp.shards.engines import Engine
from corpus_kp.shards.engines.keys import KEY
from corpus_kp.shards.files import ShardFolder
from corpus_kp.shards.gathering import gathered_table, gathered_view, key_of, place_of
from corpus_kp.shards.state import State, read_rows
from corpus_kp.shingles import shingles

#: What every run of the documents that are compared is kept as.
_RUNS = "gathered/runs"
#: What pairs of documents with common runs are kept as.
_PAIRS_OF = "gathered/pairs"
_PAIRS = {"_row": pl.Int64, "_other": pl.Int64}
_PAIRED = {**_PAIRS, "_common": pl.UInt32, "_kept": pl.UInt32}
_NEAR = {**_PAIRS, "_nearness": pl.Float64}


@dataclass(frozen=True)
class _Pair:
    """Writes pairs of documents with common runs, of some runs: there are many of them, and few are candidates."""

    apart_in: tuple[str, ...]
    state: State

    def __call__(self, rows: pl.DataFrame) -> pl.DataFrame:
        of = rows.select(pl.col(KEY).min()).item()
        names = []
        for number, found in enumerate(paired(rows.rename({KEY: "_run"}), self.apart_in)):
            names.append(f"{of}-{number}")
            keyed = found.cast(_PAIRED).with_columns(key_of(*_PAIRS))  # type: ignore[arg-type]
            self.state.write(_PAIRS_OF, names[-1], keyed.sort(KEY, *_PAIRS))
        return pl.DataFrame({"name": names})


@dataclass(frozen=True)
class _Choose:
    """The pairs that have enough in common, of some pairs."""

    def __call__(self, rows: pl.DataFrame) -> pl.DataFrame:
        return candidates_of(rows).cast(_PAIRS).select(*_PAIRS)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Compare:
    """Compares the candidates of some connected sets."""

    candidates: pl.DataFrame

    def __call__(self, rows: pl.DataFrame) -> pl.DataFrame:
        here = self.candidates.filter(pl.col(KEY).is_in(rows[KEY].unique().implode())).drop(KEY)
        return near_of(here, rows.drop(KEY)).cast(_NEAR).select(*_NEAR)  # type: ignore[arg-type]


@dataclass(frozen=True)
class _Runs:
    """Writes every run of some documents of a shard."""

    shards: ShardFolder
    names: Sequence[str]
    state: State
    concerned: pl.DataFrame

    def __call__(self, index: int) -> str:
        name = self.names[index]
        wanted = self.concerned.filter(pl.col("_index") == index).sort("_line")
        texts = read_rows(self.shards.file("documents", name), ["text"])[wanted["_line"] - 1]
        runs = shingles(texts, RUN).select("_row", pl.col("_run").reinterpret(signed=True)).unique()
        rows = wanted.select("_row", KEY)[runs["_row"]].with_columns(runs["_run"])
        self.state.write(_RUNS, name, rows.sort(KEY, "_row", "_run"))
        return name


def near_pairs_of_shards(  # noqa: PLR0913, PLR0917 - what is compared, of what, by what
    engine: Engine, shards: ShardFolder, names: Sequence[str], state: State, kind: str, apart_in: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Pairs of documents of all shards that nearly repeat each other.

    Args:
        engine: runs it.
        shards: the folder.
        names: of the shards, in order.
        state: where sketches were gathered.
        kind: what they were gathered as.
        apart_in: what the two of a pair differ in.

    Returns:
        `_row` and `_other`, numbers of documents (`document_number`), and `_nearness`.
    """
    files = [state.path(kind, name) for name in names]
    parts = engine.by_key(files, _Pair(apart_in, state), {"name": pl.String})["name"].sort()
    candidates = engine.by_key([state.path(_PAIRS_OF, name) for name in parts], _Choose(), _PAIRS)
    if candidates.is_empty():
        return pl.DataFrame(schema=_NEAR)
    sets = connected_sets(candidates)
    keyed = candidates.join(sets, on="_row")
    concerned = pl.concat([sets, place_of(sets["_row"])], how="horizontal")
    indices = concerned["_index"].unique().sort().to_list()
    done = sorted(engine.each(_Runs(shards, names, state, concerned), indices))
    found = engine.by_key([state.path(_RUNS, name) for name in done], _Compare(keyed), _NEAR)
    return found.sort("_row", "_other")


def near_duplicates_across_splits(
    engine: Engine, shards: ShardFolder, names: Sequence[str], state: State
) -> pl.DataFrame:
    """What breaks the rule about near-duplicates in different splits, over all shards.

    Args:
        engine: runs it.
        shards: the folder.
        names: of the shards, in order.
        state: with what was gathered.
    """
    rule = catalogue()["KP704"]
    pairs = near_pairs_of_shards(engine, shards, names, state, gathered_view(rule, sketches), APART_IN)
    kind = gathered_table(rule, "documents")
    documents = documents_of(pl.concat([pairs["_row"], pairs["_other"]]).unique(), state, kind, names)
    rows = dict(documents.select("_number", pl.int_range(pl.len())).iter_rows())
    numbered = pairs.select(
        *(pl.col(name).replace_strict(rows, return_dtype=pl.Int64) for name in _PAIRS), pl.col("_nearness")
    )
    later, earlier = pl.max_horizontal(*_PAIRS), pl.min_horizontal(*_PAIRS)
    return nearest(documents.drop("_number"), numbered.with_columns(_row=later, _other=earlier))


def documents_of(numbers: pl.Series, state: State, kind: str, names: Sequence[str]) -> pl.DataFrame:
    """What was gathered of some documents.

    Args:
        numbers: of the documents.
        state: where it is.
        kind: what it was gathered as; with `_line`.
        names: of the shards, in order.

    Returns:
        The rows with `_number`, in order of doc_id.
    """
    wanted = place_of(numbers).with_columns(_number=numbers)
    parts = list(_found(wanted, state, kind, names))
    return (
        pl.concat(parts).sort("doc_id")
        if parts
        else state.read(kind, names[:1])[0].clear().with_columns(_number=pl.lit(0, pl.Int64))
    )


def _found(wanted: pl.DataFrame, state: State, kind: str, names: Sequence[str]) -> Iterator[pl.DataFrame]:
    for (index,), part in wanted.partition_by("_index", as_dict=True, include_key=False).items():
        yield state.read(kind, [names[int(index)]])[0].join(part, on="_line")


def connected_sets(pairs: pl.DataFrame) -> pl.DataFrame:
    """The connected set of each document that stands in a pair.

    Returns:
        `_row`, the number of each document, and the key of its set.
    """
    nodes = pl.concat([pairs["_row"], pairs["_other"]]).unique().sort()
    one, other = (nodes.search_sorted(pairs[name]).to_numpy().astype(np.int64) for name in _PAIRS)
    labels = connected(one, other, len(nodes))
    return pl.DataFrame({"_row": nodes, "_set": labels}).select("_row", key_of("_set"))


def connected(one: np.ndarray, other: np.ndarray, nodes: int) -> np.ndarray:
    """The connected sets of a graph.

    Args:
        one: first ends of the edges, from 0 on; int64.
        other: second ends.
        nodes: how many there are.

    Returns:
        For each node the least node of its set.
    """
    labels = np.arange(nodes)
    while True:
        least = np.minimum(labels[one], labels[other])
        after = labels.copy()
        for ends in (labels[one], labels[other]):  # roots hang on the least root that they are joined to
            np.minimum.at(after, ends, least)
        after = after[after]
        while not np.array_equal(after, after[after]):
            after = after[after]
        if np.array_equal(after, labels):
            return labels
        labels = after
