"""What is counted of a corpus, for the dataset card and for `corpus-kp stats`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from corpus_kp.content import SPLITS
from corpus_kp.frames import Frames
from corpus_kp.schema import LAYERS
from corpus_kp.shingles import WORD
from corpus_kp.spans import all_spans

#: Values and how often they occur, the most frequent first.
Frequencies = Sequence[tuple[str, int]]

#: Columns whose values are counted, with their tables.
LABELS = (
    ("entities", "label"),
    ("quantities", "kind"),
    ("quantities", "modifier"),
    ("timexes", "timex_type"),
    ("attributions", "cue_class"),
    ("attributions", "source_type"),
    ("attributions", "link_type"),
    ("stances", "label"),
)
#: What stands for the split of a document that has none.
NO_SPLIT = "no split"


def frequencies(values: pl.Series) -> Frequencies:
    """Values of a column, the most frequent first; null is counted as `null`."""
    names = values.cast(pl.String).fill_null("null").alias("value")
    counted = names.to_frame().group_by("value").len().sort("len", "value", descending=[True, False])
    return list(counted.iter_rows())


def listed(counted: Frequencies) -> str:
    """`ORG 12, GPE 7`."""
    return ", ".join(f"{value} {number}" for value, number in counted)


def labels(frames: Frames) -> Mapping[str, Frequencies]:
    """Frequencies of the labels, by `table.column`."""
    return {f"{table}.{column}": frequencies(frames[table][column]) for table, column in LABELS}


def composition(frames: Frames, *by: str, words: bool = True) -> pl.DataFrame:
    """Sizes of the documents.

    Args:
        frames: tables of the corpus.
        by: columns of the documents by which they are grouped.
        words: whether these are counted, which takes longer than all else.

    Returns:
        Rows sorted by these columns, with them and `documents`, if asked for `words` (runs of letters and digits; null
        where no text is at hand), and `codepoints`.
    """
    text = pl.col("text")
    counted = pl.when(text.is_not_null().any()).then(text.str.count_matches(WORD).sum().cast(pl.Int64))
    sizes = {"words": counted} if words else {}
    grouped = (
        frames["documents"].group_by(*by).agg(documents=pl.len(), **sizes, codepoints=pl.col("n_codepoints").sum())
    )
    return grouped.sort(*by, nulls_last=True)


def splits(frames: Frames) -> list[str]:
    """The splits that have documents, in order; `NO_SPLIT` last."""
    found = set(frames["documents"]["_split"].fill_null(NO_SPLIT))
    return [*(split for split in SPLITS if split in found), *([NO_SPLIT] if NO_SPLIT in found else [])]


def layer_sizes(frames: Frames) -> Mapping[str, Mapping[str, int]]:
    """Annotations of each layer by split, with `all` of them and their `spans`: every fragment of every part."""
    where = frames["documents"].select("doc_id", _of=pl.col("_split").fill_null(NO_SPLIT))
    spans = dict(all_spans(frames)["layer"].value_counts().iter_rows())
    rows = {}
    for layer in LAYERS:
        by_split = dict(frames[layer].select("doc_id").join(where, on="doc_id")["_of"].value_counts().iter_rows())
        counted = {split: by_split.get(split, 0) for split in splits(frames)}
        rows[layer] = counted | {"all": len(frames[layer]), "spans": spans.get(layer, 0)}
    return rows


def crossed(frame: pl.DataFrame, rows: str, columns: str) -> Mapping[str, Mapping[str, int]]:
    """How often each value of one column stands with each of another; the most frequent first."""
    found: dict[str, dict[str, int]] = {}
    columns_found = [value for value, _ in frequencies(frame[columns])]
    counted = {(row, column): number for row, column, number in frame.group_by(rows, columns).len().iter_rows()}
    for row, _ in frequencies(frame[rows]):
        found[row] = {column: counted.get((row, column), 0) for column in columns_found}
    return found


def linking(frames: Frames) -> Mapping[str, Mapping[str, int]]:
    """Entities and their mentions by what is known of them in Wikidata: linked, nil, unverified."""
    register = frames["register"].unique("entity_id", keep="first")
    status = register.select("entity_id", "kb_status")
    mentions = frames["entities"].select("entity_id").join(status, on="entity_id", how="left")
    counted = {"entities": register["kb_status"], "mentions": mentions["kb_status"]}
    return {name: dict(frequencies(values)) for name, values in counted.items()}
