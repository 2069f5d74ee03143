"""The tables of a release: rows of each config and split, and their bytes as Parquet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpus_kp.content import SPLITS
from corpus_kp.features import encode, features_of, full_features, to_arrow
from corpus_kp.frames import Frames
from corpus_kp.record_digests import records_digest
from corpus_kp.schema import LAYERS, TABLES, Schemas
from corpus_kp.tokens import tokens_table

#: Files of a package beside its tables: what it says of itself, the sums of all files, and the card.
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
README = "README.md"
#: Configs in the order in which they are listed; the first is the default.
CONFIGS = ("full", *TABLES)
#: The one config whose rows are not those of documents.
PAIRS = "claim_pairs"
#: How the Hub splits pages, as in `datasets`' own writer; keeps most bytes of a file when some rows change.
_CHUNKING = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}


@dataclass(frozen=True)
class Part:
    """What one file of a package holds, without its rows.

    Attributes:
        config, split: of the rows.
        features: `datasets.Features` of the config.
        rows: how many.
        size: bytes that they take in memory.
        digest: of the rows, as `records_digest` makes it.
        number, of: which file of how many of its config and split, from 0 on.
    """

    config: str
    split: str
    features: Any
    rows: int
    size: int
    digest: str
    number: int = 0
    of: int = 1

    @property
    def file(self) -> str:
        """Path below the package folder."""
        return file_name(self.config, self.split, self.number, self.of)


@dataclass(frozen=True)
class RecordSet:
    """Rows of one config and split.

    Attributes:
        config, split: which.
        features: `datasets.Features` of the config.
        table: the rows, in these features' types.
        number, of: which file of how many of its config and split, from 0 on.
    """

    config: str
    split: str
    features: Any
    table: pa.Table
    number: int = 0
    of: int = 1

    @cached_property
    def part(self) -> Part:
        """What is said of these rows where they are not needed themselves."""
        return Part(
            self.config,
            self.split,
            self.features,
            rows=self.table.num_rows,
            size=self.table.nbytes,
            digest=records_digest(self.table),
            number=self.number,
            of=self.of,
        )

    def write(self, folder: Path) -> None:
        """Writes the Parquet file; the same rows give the same bytes."""
        path = folder / self.part.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(parquet_bytes(self.table))


def file_name(config: str, split: str, number: int = 0, of: int = 1) -> str:
    """Path of a file below the package folder.

    Args:
        config: of its rows.
        split: of its rows.
        number: of the file among those of the split, from 0 on.
        of: how many files there are.
    """
    return f"{config}/{split}-{number:05}-of-{of:05}.parquet"


def parquet_bytes(table: pa.Table) -> memoryview:
    """Rows as a Parquet file; the same rows give the same bytes.

    Args:
        table: in the types of its features.
    """
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="zstd",
        compression_level=3,
        write_page_index=True,
        write_page_checksum=True,
        use_content_defined_chunking=_CHUNKING,
    )
    return memoryview(sink.getvalue())


def chosen_configs(named: Sequence[str]) -> list[str]:
    """The configs that are packaged where only some are named: `documents` always is, as it says what may be given on.

    Args:
        named: configs; none means all.
    """
    return [config for config in CONFIGS if not named or config in named or config == "documents"]


def record_sets(frames: Frames, schemas: Schemas, configs: Sequence[str] = CONFIGS) -> Iterator[RecordSet]:
    """Every config and split that has rows.

    Args:
        frames: tables that passed the checks.
        schemas: the table contract.
        configs: which are made.
    """
    features = {config: config_features(config, schemas) for config in configs}
    of_documents = document_rows(frames, schemas, [config for config in configs if config != PAIRS])
    of_pairs = pair_rows(frames, schemas, mentions(frames)) if PAIRS in configs else iter(())
    made = sorted((*of_documents, *of_pairs), key=lambda one: configs.index(one[0]))
    for config, split, rows in made:
        yield RecordSet(config, split, features[config], to_arrow(rows, features[config].arrow_schema))


def config_features(config: str, schemas: Schemas) -> Any:
    """`datasets.Features` of a config.

    Args:
        config: of `CONFIGS`.
        schemas: the table contract.
    """
    return full_features(schemas) if config == "full" else features_of(schemas[config])


def document_rows(frames: Frames, schemas: Schemas, configs: Sequence[str]) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Rows of documents, labels as numbers.

    Args:
        frames: tables of all documents, or of a shard of them.
        schemas: the table contract.
        configs: which are made; any but that of pairs of claims.

    Yields:
        Config, split and its rows, sorted by doc_id; never without rows.
    """
    flat = {*configs, *(("documents", *LAYERS) if "full" in configs else ())} - {"full", "tokens"}
    tables = Frames({name: _contract(frames[name], schemas, name) for name in TABLES if name in flat})
    if "tokens" in configs:
        tables["tokens"] = encode(tokens_table(frames, schemas["tokens"]))
    if "full" in configs:
        tables["full"] = full_table(tables)
    documents = frames["documents"].select("doc_id", "_split")
    for config in configs:
        keyed = tables[config].join(documents, on="doc_id", maintain_order="left")
        yield from _by_split(config, keyed, ["doc_id"])


def mentions(frames: Frames) -> pl.DataFrame:
    """For each claim that is mentioned, the number of the last split of `SPLITS` that mentions it.

    Args:
        frames: tables of all documents, or of a shard of them.

    Returns:
        `claim_id` and `rank`.
    """
    documents = frames["documents"].select("doc_id", "_split")
    rank = pl.col("_split").replace_strict({split: n for n, split in enumerate(SPLITS)}, return_dtype=pl.Int8)
    return frames["claims"].join(documents, on="doc_id").group_by("claim_id").agg(rank.max().alias("rank"))


def pair_rows(frames: Frames, schemas: Schemas, mentioned: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """Rows of the pairs of claims.

    A pair is in the last of train, eval, news in which either claim is mentioned, so that no pair that touches a
    document for evaluation is seen in training; one of whose claims is mentioned nowhere is in none.

    Args:
        frames: with the table of pairs.
        schemas: the table contract.
        mentioned: of `mentions`, over all documents.

    Yields:
        Config, split and its rows.
    """
    pairs = _contract(frames[PAIRS], schemas, PAIRS)
    for side in ("claim_a", "claim_b"):
        renamed = mentioned.rename({"claim_id": side, "rank": f"rank_{side}"})
        pairs = pairs.join(renamed, on=side, maintain_order="left")
    ranks = ("rank_claim_a", "rank_claim_b")
    last = pl.max_horizontal(ranks).replace_strict(dict(enumerate(SPLITS)), return_dtype=pl.String)
    keyed = pairs.with_columns(_split=last).drop(ranks)
    yield from _by_split(PAIRS, keyed, ["claim_a", "claim_b", "dimension"])


def _by_split(config: str, keyed: pl.DataFrame, keys: list[str]) -> Iterator[tuple[str, str, pl.DataFrame]]:
    ordered = keyed.sort(keys, maintain_order=True)
    for split in SPLITS:
        rows = ordered.filter(pl.col("_split") == split).drop("_split")
        if len(rows):
            yield config, split, rows


def _contract(frame: pl.DataFrame, schemas: Schemas, name: str) -> pl.DataFrame:
    return encode(frame.select(schemas[name].columns.keys()))


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
