"""A corpus at a glance: everything that `corpus-kp stats` shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from corpus_kp.agreement.card_table import agreement_table
from corpus_kp.corpus import Corpus
from corpus_kp.errors import CorpusKpError
from corpus_kp.frames import Frames
from corpus_kp.stats.counting import NO_SPLIT, composition, crossed, frequencies, labels, layer_sizes, linking, splits

_GROUPS = ("tier", "_split", "genre")


@dataclass(frozen=True)
class Size:
    """Documents of one tier, split and genre; null split where they are in none, null words where no text is there."""

    tier: str
    split: str | None
    genre: str
    documents: int
    words: int | None
    codepoints: int


@dataclass(frozen=True)
class Figures:
    """A corpus in figures.

    Attributes:
        name, version: of the corpus.
        documents, with_text, groups, words, codepoints: of all documents; words are those of the texts at hand.
        splits: documents by split.
        composition: sizes by tier, split and genre.
        annotations: by layer, then by split, `all`, and `spans`.
        labels: by column of a table, then by value; depths of attributions among them.
        stances: by dimension, then by label.
        issues, claims, mentions: numbers of them.
        pairs: of claims, by relation, then by status.
        linking: of `entities` of the register and of their `mentions`, by what is known of them in Wikidata.
        agreement: rows of the table of the dataset card, the header first; None where it cannot be made.
        no_agreement: why not.
    """

    name: str
    version: str
    documents: int
    with_text: int
    groups: int
    words: int
    codepoints: int
    splits: Mapping[str, int]
    composition: Sequence[Size]
    annotations: Mapping[str, Mapping[str, int]]
    labels: Mapping[str, Mapping[str, int]]
    stances: Mapping[str, Mapping[str, int]]
    issues: int
    claims: int
    mentions: int
    pairs: Mapping[str, Mapping[str, int]]
    linking: Mapping[str, Mapping[str, int]]
    agreement: Sequence[Sequence[str]] | None
    no_agreement: str | None


def figures(corpus: Corpus, frames: Frames) -> Figures:
    """Counts a corpus.

    Args:
        corpus: for its name and its annotators.
        frames: its tables.
    """
    sizes = [Size(*row) for row in composition(frames, *_GROUPS).iter_rows()]
    documents = frames["documents"]
    agreement, why = _agreement(corpus)
    return Figures(
        name=corpus.settings.name,
        version=corpus.settings.version,
        documents=len(documents),
        with_text=len(documents) - documents["text"].null_count(),
        groups=documents["group_id"].drop_nulls().n_unique(),
        words=sum(size.words or 0 for size in sizes),
        codepoints=sum(size.codepoints for size in sizes),
        splits=_splits(sizes, splits(frames)),
        composition=sizes,
        annotations=layer_sizes(frames),
        labels=_labels(frames),
        stances=crossed(frames["stances"], "dimension", "label"),
        issues=frames["issues"]["issue_id"].n_unique(),
        claims=frames["claim_register"]["claim_id"].n_unique(),
        mentions=len(frames["claims"]),
        pairs=crossed(frames["claim_pairs"], "relation", "status"),
        linking=linking(frames),
        agreement=agreement,
        no_agreement=why,
    )


def record(counted: Figures) -> dict[str, Any]:
    """The figures as plain values, for JSON; rows of agreement are objects."""
    head, *rows = counted.agreement or [()]
    agreement = [_named(head, row) for row in rows] if counted.agreement else None
    return asdict(counted) | {"agreement": agreement}


def _named(head: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    """Cells by the names of their columns; columns of one name, one for each annotator, as a list."""
    named: dict[str, Any] = {}
    for name, cell in zip(head, row, strict=True):
        given = [cell for other, cell in zip(head, row, strict=True) if other == name]
        named[name] = given if len(given) > 1 else cell
    return named


def _splits(sizes: Sequence[Size], names: Sequence[str]) -> Mapping[str, int]:
    return {name: sum(size.documents for size in sizes if (size.split or NO_SPLIT) == name) for name in names}


def _labels(frames: Frames) -> Mapping[str, Mapping[str, int]]:
    counted = {name: dict(found) for name, found in labels(frames).items()}
    return {**counted, "attributions.depth": dict(sorted(frequencies(frames["attributions"]["depth"])))}


def _agreement(corpus: Corpus) -> tuple[Sequence[Sequence[str]] | None, str | None]:
    """The table of the dataset card; why there is none where annotators' files cannot be compared."""
    try:
        return agreement_table(corpus), None
    except CorpusKpError as error:
        return None, str(error)
