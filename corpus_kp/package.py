"""The tables of a release: rows of each config and split, and their bytes as Parquet."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kp.content import SPLITS
from corpus_kp.features import encode, features_of, full_features, to_arrow
from corpus_kp.frames import Frames
from corpus_kp.schema import LAYERS, TABLES, Schemas
from corpus_kp.tokens import tokens_table

#: Files of a package beside its tables: what it says of itself, the sums of all files, and the card.
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
README = "README.md"
#: Configs in the order in which they are listed; the first is the default.
CONFIGS = ("full", *TABLES)
#: How the Hub splits pages, as in `datasets`' own writer; keeps most bytes of a file when some rows change.
_CHUNKING = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}


@dataclass(frozen=True)
class RecordSet:
    """Rows of one config and split.

    Attributes:
        config, split: which.
        features: `datasets.Features` of the config.
        table: the rows, in these features' types.
    """

    config: str
    split: str
    features: Any
    table: pa.Table

    @property
    def file(self) -> str:
        """Path below the package folder."""
        return f"{self.config}/{self.split}-00000-of-00001.parquet"

    @property
    def digest(self) -> str:
        """SHA-256 of the rows as JSON lines; independent of the Parquet writer."""
        return records_digest(self.table)

    def write(self, folder: Path) -> None:
        """Writes the Parquet file; the same rows give the same bytes."""
        path = folder / self.file
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(
            self.table,
            path,
            compression="zstd",
            compression_level=3,
            write_page_index=True,
            write_page_checksum=True,
            use_content_defined_chunking=_CHUNKING,
        )


def records_digest(table: pa.Table) -> str:
    """SHA-256 of rows as JSON lines; independent of how they are stored.

    Args:
        table: the rows, in their order.
    """
    lines = "".join(_line(row) for row in table.to_pylist())
    return hashlib.sha256(lines.encode()).hexdigest()


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True, default=lambda value: value.isoformat()) + "\n"


def record_sets(frames: Frames, schemas: Schemas) -> Iterator[RecordSet]:
    """Every config and split that has rows.

    Args:
        frames: tables that passed the checks.
        schemas: the table contract.
    """
    tables = Frames({name: _contract(frames[name], schemas, name) for name in TABLES if name != "tokens"})
    tables["tokens"] = encode(tokens_table(frames, schemas["tokens"]))
    tables["full"] = full_table(tables)
    documents = frames["documents"].select("doc_id", "_split")
    pairs = _pair_splits(frames, documents)
    for config in CONFIGS:
        features = full_features(schemas) if config == "full" else features_of(schemas[config])
        table = tables[config]
        keyed = (
            table.join(pairs, on=["claim_a", "claim_b"], maintain_order="left")
            if config == "claim_pairs"
            else table.join(documents, on="doc_id", maintain_order="left")
        )
        for split in SPLITS:
            rows = keyed.filter(pl.col("_split") == split)
            if len(rows):
                yield RecordSet(config, split, features, to_arrow(_sorted(rows), features))


def _contract(frame: pl.DataFrame, schemas: Schemas, name: str) -> pl.DataFrame:
    return encode(frame.select(schemas[name].columns.keys()))


def _sorted(rows: pl.DataFrame) -> pl.DataFrame:
    keys = ["doc_id"] if "doc_id" in rows.columns else ["claim_a", "claim_b", "dimension"]
    return rows.sort(keys, maintain_order=True)


def full_table(tables: Frames) -> pl.DataFrame:
    """One row per document with every layer as a list of structs, in the order of the native file.

    Args:
        tables: encoded tables of the contract.
    """
    full = tables["documents"]
    for layer in LAYERS:
        parts = [name for name in tables[layer].columns if name != "doc_id"]
        listed = tables[layer].group_by("doc_id", maintain_order=True).agg(pl.struct(parts).alias(layer))
        full = full.join(listed, on="doc_id", how="left", maintain_order="left")
    return full.with_columns(pl.col(layer).fill_null([]) for layer in LAYERS)


def _pair_splits(frames: Frames, documents: pl.DataFrame) -> pl.DataFrame:
    """The split of each pair of claims: the last of train, eval, news in which either claim is mentioned.

    So no pair that touches a document for evaluation is seen in training.
    """
    rank = pl.col("_split").replace_strict({split: n for n, split in enumerate(SPLITS)}, return_dtype=pl.Int8)
    mentions = frames["claims"].join(documents, on="doc_id").group_by("claim_id").agg(rank.max().alias("rank"))
    pairs = frames["claim_pairs"].select("claim_a", "claim_b").unique()
    for side in ("claim_a", "claim_b"):
        pairs = pairs.join(mentions.rename({"claim_id": side, "rank": f"rank_{side}"}), on=side, how="left")
    names = dict(enumerate(SPLITS))
    last = pl.max_horizontal("rank_claim_a", "rank_claim_b").replace_strict(names, return_dtype=pl.String)
    return pairs.drop_nulls().select("claim_a", "claim_b", _split=last)
