"""Documents that nearly repeat each other: candidates by sketches of their runs of words, then compared run by run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import polars as pl

from corpus_kp.frames import Frames
from corpus_kp.shingles import PAIR, document_words, runs_at, shingles, with_text

#: Words of a run: five running words that two texts share by chance are rare, save in set phrases.
RUN = 5
#: Share of common runs among all runs of two documents (Jaccard's index) from which on they are near-duplicates: that
#: of Broder et al., Syntactic clustering of the web (1997). Two thirds of the runs of two texts of one length are
#: then common: a report that is reprinted with some sentences changed. Two reports of one event in words of their own
#: share about a hundredth.
NEARNESS = 0.5

#: Runs of a document that are looked up to find candidates, about. Of two near-duplicates at least 32 of them are
#: expected to be common; that fewer than an eighth are is less likely than one in a million.
_SKETCH = 64
_LEAST_COMMON = 1 / 8
#: Documents with a run that are compared with each other one by one. Of a run that many have, each is compared with
#: so many that follow: pairs grow with documents, not with their square, and a set of copies is found all the same.
NEIGHBOURS = 16

#: Rows of runs that are paired at a time: each makes up to `NEIGHBOURS` pairs.
_PAIRED = 50_000

#: Documents whose words are in memory at a time.
_AT_ONCE = 5000

#: Gives `doc_id` and `text` of some documents.
Texts = Callable[[pl.Series], pl.DataFrame]


def sketches(frames: Frames) -> pl.DataFrame:
    """Runs of each document that are looked up in the others, once each; of those whose text is at hand.

    A document keeps the runs whose first two words have a number below a bound that falls with its length, so that of
    two documents the same runs are kept (as in FracMinHash), and short ones are kept whole.

    Returns:
        `doc_id` and `_runs`.
    """
    texts = with_text(frames)
    if len(texts) <= _AT_ONCE:
        return _sketched(document_words(frames))
    parts = (texts.slice(first, _AT_ONCE) for first in range(0, len(texts), _AT_ONCE))
    return pl.concat(_sketched(document_words(Frames({"documents": part}))) for part in parts)


def _sketched(words: pl.DataFrame) -> pl.DataFrame:
    length = words["_row"].rle().struct.field("len").gather(words["_row"].rle_id()) - (RUN - 1)
    share = PAIR.cast(pl.Float64) / 2**64  # of two words each, so that few runs have to be made
    kept = runs_at(words, words.select(share * length < _SKETCH).to_series().arg_true(), RUN)
    owned = kept.select("_run", doc_id=words["doc_id"].gather(kept["_word"]).cast(pl.String))
    return owned.group_by("doc_id", maintain_order=True).agg(_runs=pl.col("_run").unique())


def near_pairs(
    documents: pl.DataFrame, sketched: pl.DataFrame, texts: Texts, *, apart_in: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Pairs of documents with at least `NEARNESS` of their runs in common.

    Args:
        documents: rows with `doc_id`, in order; with the columns of `apart_in`, if any.
        sketched: of `sketches`.
        texts: looks up the texts of candidates.
        apart_in: columns in which the two of a pair differ.

    Returns:
        `_row` and `_other`, numbers of the later and of the earlier document, and `_nearness`, up to 1.
    """
    about = documents.select("doc_id", *apart_in, _row=pl.int_range(pl.len(), dtype=pl.UInt32))
    candidates = candidates_of(pl.concat(paired(_listed(sketched, about, apart_in), apart_in)))
    if candidates.is_empty():
        return candidates.with_columns(_nearness=pl.lit(None, pl.Float64))
    return near_of(candidates, _runs(candidates, about, texts))


def neighbours(rows: pl.DataFrame, step: int, key: str, apart_in: tuple[str, ...] = ()) -> pl.DataFrame:
    """Pairs of rows with one key that stand so many rows apart.

    Args:
        rows: sorted by the key.
        step: how many rows.
        key: column in which both are equal.
        apart_in: columns in which they differ.

    Returns:
        The later rows, with the columns of the earlier ones under names that end in `_other`.
    """
    same = pl.col(key) == pl.col(key).shift(step)
    differ = [pl.col(column) != pl.col(column).shift(step) for column in apart_in]
    later = rows.select(pl.all_horizontal(same, *differ)).to_series().arg_true()  # few of all rows are copied
    earlier = rows[later - step].rename(lambda name: f"{name}_other")
    return pl.concat([rows[later], earlier], how="horizontal")


def _listed(sketched: pl.DataFrame, about: pl.DataFrame, apart_in: tuple[str, ...]) -> pl.DataFrame:
    """A row for each run of each sketch, with the length of the sketch; other columns as numbers."""
    numbered = about.with_columns(pl.col(column).rank("dense") for column in apart_in)
    rows = sketched.join(numbered, on="doc_id").select("_row", "_runs", *apart_in, _kept=pl.col("_runs").list.len())
    return rows.explode("_runs").rename({"_runs": "_run"})


def _runs(candidates: pl.DataFrame, about: pl.DataFrame, texts: Texts) -> pl.DataFrame:
    """Every run of the documents that are compared."""
    compared = pl.concat([candidates["_row"], candidates["_other"]]).unique()
    found = texts(about["doc_id"].gather(compared)).join(about.select("doc_id", _number="_row"), on="doc_id")
    every = shingles(found, RUN)
    return every.select(_row=found["_number"].gather(every["_row"]), _run="_run")


def paired(listed: pl.DataFrame, apart_in: tuple[str, ...] = ()) -> Iterator[pl.DataFrame]:
    """Pairs of documents with common runs in their sketches, some runs at a time: there are many of them.

    Runs of one document may be looked at apart from each other, if all rows of a run are together.

    Args:
        listed: rows with `_run`, `_row` (number of the document), `_kept` (runs of its sketch) and `apart_in`.
        apart_in: columns in which the two of a pair differ.

    Yields:
        `_row`, `_other`, the number of common runs among these, `_common`, and `_kept` of the shorter sketch; at least
        once.
    """
    kept = listed.filter(pl.col("_run").is_duplicated()).sort("_run", "_row")
    if kept.is_empty():
        yield kept.select("_row", _other="_row", _common=pl.lit(0, pl.UInt32), _kept="_kept")
        return
    most = min(kept.select(pl.len().over("_run").max() - 1).item(), NEIGHBOURS)
    least = pl.min_horizontal("_kept", "_kept_other")
    for first in range(0, len(kept), _PAIRED):
        # of so many rows, and as many before them as they are compared with
        parts = (kept.slice(max(first - step, 0), _PAIRED + min(first, step)) for step in range(1, most + 1))
        found = (neighbours(part, step, "_run", apart_in) for step, part in enumerate(parts, 1))
        pairs = pl.concat(part.select("_row", _other="_row_other", _kept=least) for part in found)
        yield pairs.group_by("_row", "_other").agg(pl.len().alias("_common"), pl.col("_kept").first())


def candidates_of(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs with so many common runs in their sketches that they may be near-duplicates.

    Args:
        pairs: all of `paired`, of one or more calls.

    Returns:
        `_row` and `_other`.
    """
    common = pairs.group_by("_row", "_other").agg(pl.col("_common").sum(), pl.col("_kept").first())
    return common.filter(pl.col("_common") >= pl.col("_kept") * _LEAST_COMMON).select("_row", "_other")


def near_of(candidates: pl.DataFrame, every_run: pl.DataFrame) -> pl.DataFrame:
    """The candidates that are near-duplicates.

    Args:
        candidates: `_row` and `_other`.
        every_run: `_row` and `_run`, every run of these documents.

    Returns:
        `_row`, `_other` and `_nearness`, sorted by the first two.
    """
    every_run = every_run.unique().with_columns(_size=pl.len().over("_row"))
    other = every_run.rename({"_row": "_other", "_size": "_other_size"})
    common = candidates.join(every_run, on="_row").join(other, on=["_other", "_run"])
    counted = common.group_by("_row", "_other", "_size", "_other_size").len()
    joint = pl.col("_size") + pl.col("_other_size") - pl.col("len")
    near = counted.select("_row", "_other", _nearness=pl.col("len") / joint)
    return near.filter(pl.col("_nearness") >= NEARNESS).sort("_row", "_other")
