"""KP7: documents that nearly repeat each other (R3 of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.shingles import document_words, runs, shingles

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
_NEIGHBOURS = 8


def sketches(frames: Frames) -> pl.DataFrame:
    """Runs of each document that are looked up in the others, once each; of those whose text is at hand.

    A document keeps the runs whose numbers are below a bound that falls with its length, so that of two documents the
    same runs are kept (FracMinHash), and short ones are kept whole.

    Returns:
        `doc_id` and `_runs`.
    """
    words = document_words(frames)
    found = runs(words, RUN)
    length = found["_row"].rle().struct.field("len").gather(found["_row"].rle_id())
    share = pl.col("_run").cast(pl.Float64) / 2**64
    kept = found.select("_word", "_run").filter(share * length < _SKETCH)
    owned = kept.select("_run", doc_id=words["doc_id"].gather(kept["_word"]).cast(pl.String))
    return owned.group_by("doc_id", maintain_order=True).agg(_runs=pl.col("_run").unique())


@rule(
    "KP704",
    "R3",
    "near-duplicates-across-splits",
    Level.LAYERS,
    scope=Scope.CORPUS,
    reads={"documents": ("doc_id", "group_id", "_split", "_file", "_line")},
    views=(sketches,),
    why="A model that was trained on a text has seen the copy of it that it is tested on, and its score says nothing.",
    bad="""\
hx-a001,strike-monday,train    Dock workers in Port Ansel walked out on Monday, the Harbour Union said. ...
hx-a003,strike-reprint,eval    Dock workers in Port Ansel walked out on Monday, the Harbour Union said. ...""",
    good="""\
hx-a001,strike-monday,train    Dock workers in Port Ansel walked out on Monday, the Harbour Union said. ...
hx-a003,strike-monday,train    Dock workers in Port Ansel walked out on Monday, the Harbour Union said. ...""",
    help="Give both one group_id and one split in annotations/splits.csv, or leave one of them out.",
)
def near_duplicates_across_splits(frames: Frames) -> pl.DataFrame:
    """Documents that have half of their runs of five words in common stand in one split.

    Documents whose text is not at hand are not compared.
    """
    documents = frames["documents"].filter(pl.col("_split").is_not_null()).sort("doc_id")
    if documents["_split"].n_unique() <= 1:
        return documents.clear()
    about = documents.select("doc_id", "_split", "group_id", _row=pl.int_range(pl.len(), dtype=pl.UInt32))
    candidates = _candidates(_shared(frames.view(sketches), about))
    if candidates.is_empty():
        return documents.clear()
    return _described(documents, _near(candidates, _runs(candidates, about, frames)))


def _shared(listed: pl.DataFrame, about: pl.DataFrame) -> pl.DataFrame:
    """A row for each run that several sketches have, with the length of the sketch; split and group as numbers."""
    numbered = about.with_columns(pl.col("_split", "group_id").rank("dense"))
    rows = listed.join(about.select("doc_id", "_row"), on="doc_id").select(
        "_row", "_runs", _kept=pl.col("_runs").list.len()
    )
    kept = rows.explode("_runs").rename({"_runs": "_run"})
    return kept.filter(pl.col("_run").is_duplicated()).join(numbered.drop("doc_id"), on="_row").sort("_run", "_row")


def _runs(candidates: pl.DataFrame, about: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Every run of the documents that are compared."""
    compared = pl.concat([candidates["_row"], candidates["_other"]]).unique()
    texts = frames.texts(about["doc_id"].gather(compared)).join(about.select("doc_id", _number="_row"), on="doc_id")
    found = shingles(texts, RUN)
    return found.select(_row=texts["_number"].gather(found["_row"]), _run="_run")


def _candidates(kept: pl.DataFrame) -> pl.DataFrame:
    """Pairs of documents of two splits and groups that share runs of their sketches: `_row`, `_other`."""
    if kept.is_empty():
        return kept.select("_row", _other="_row")
    most = kept.select(pl.len().over("_run").max() - 1).item()
    pairs = pl.concat(_neighbours(kept, step) for step in range(1, min(most, _NEIGHBOURS) + 1))
    common = pairs.group_by("_row", "_other").agg(pl.len(), pl.col("_kept").first())
    return common.filter(pl.col("len") >= pl.col("_kept") * _LEAST_COMMON).select("_row", "_other")


def _neighbours(kept: pl.DataFrame, step: int) -> pl.DataFrame:
    """Rows of one run so many rows apart; a group in two splits has a rule of its own."""
    other = pl.col("_run", "_split", "group_id").shift(step).name.suffix("_other")
    least = pl.min_horizontal("_kept", pl.col("_kept").shift(step))
    same_run = pl.col("_run") == pl.col("_run_other")
    apart = (pl.col("_split") != pl.col("_split_other")) & (pl.col("group_id") != pl.col("group_id_other"))
    beside = kept.with_columns(other, _other=pl.col("_row").shift(step), _kept=least)
    return beside.filter(same_run & apart).select("_row", "_other", "_kept")


def _near(candidates: pl.DataFrame, every_run: pl.DataFrame) -> pl.DataFrame:
    """The candidates that are near-duplicates, with `_nearness`; of each document the nearest."""
    every_run = every_run.unique().with_columns(_size=pl.len().over("_row"))
    other = every_run.rename({"_row": "_other", "_size": "_other_size"})
    common = candidates.join(every_run, on="_row").join(other, on=["_other", "_run"])
    counted = common.group_by("_row", "_other", "_size", "_other_size").len()
    joint = pl.col("_size") + pl.col("_other_size") - pl.col("len")
    near = counted.with_columns(_nearness=pl.col("len") / joint).filter(pl.col("_nearness") >= NEARNESS)
    return near.sort("_row", "_nearness", "_other", descending=[False, True, False]).unique("_row", keep="first")


def _described(documents: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    numbered = documents.select(pl.all(), _row=pl.int_range(pl.len()))
    others = numbered.select(_other="_row", _other_id="doc_id", _other_split="_split")
    percent = (pl.col("_nearness") * 100).floor().cast(pl.Int32)
    return (
        numbered.join(near, on="_row", maintain_order="left")
        .join(others, on="_other", maintain_order="left")
        .with_columns(
            message=pl.format(
                "{} of {} and {} of {} have {} % of their runs of five words in common",
                *("doc_id", "_split", "_other_id", "_other_split", percent),
            ),
            field=pl.lit("doc_id"),
            expected=pl.lit("near-duplicates in one split"),
        )
    )
