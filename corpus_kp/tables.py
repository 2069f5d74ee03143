"""Tabulates documents: from records to one Polars frame per table of the contract.

Frames carry two columns beside the contract, `_file` and `_line`, so that findings can point at the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import msgspec
import polars as pl

from corpus_kp.content import Content, SourceDocument
from corpus_kp.frames import Frames
from corpus_kp.reading import Line
from corpus_kp.records import Record, Stance, layer_of
from corpus_kp.schema import LAYERS, Schemas

#: Columns that say where a row was read; never part of a package.
LOCATION = {"_file": pl.String(), "_line": pl.Int32()}
#: Attributions deeper than this are faults; chains are followed one step further so that they can be seen.
MAX_DEPTH = 5
#: Columns of the registers that stand in `claims.jsonl` and have the schema of the claim mentions.
_OF_CLAIMS = {
    "issues": ("issue_id", "question", "answer_type"),
    "claim_register": (
        *("claim_id", "issue_id", "proposition", "value", "value_min", "value_max", "time"),
        *("event_status", "scope_key"),
    ),
}

_SPAN = pl.Struct({"start": pl.Int32, "end": pl.Int32, "text": pl.String})
_RAW: Mapping[str, Mapping[str, Any]] = {
    "quantities": {"measured": _SPAN},
    "stances": {
        "target": pl.Struct({"kind": pl.String, "id": pl.String, "start": pl.Int32, "end": pl.Int32}),
        "cue": _SPAN,
    },
}


def tabulate(content: Content, schemas: Schemas) -> Frames:
    """Makes the tables of a corpus or shard.

    Args:
        content: documents and registers.
        schemas: the table contract.

    Returns:
        Frames by table, in the contract's column order plus `_file` and `_line`: documents, the layers, claim_pairs
        and the registers `register`, `issues`, `claim_register`.
    """
    frames = Frames(
        {
            "register": _frame(content.register, content.files["register"], types_of("register", schemas)),
            "issues": _frame(content.issues, content.files["claims"], types_of("issues", schemas)),
            "claim_register": _frame(content.claims, content.files["claims"], types_of("claim_register", schemas)),
            "claim_pairs": _frame(content.pairs, content.files["claims"], types_of("claim_pairs", schemas)),
            "documents": _documents(content, schemas),
        }
    )
    for layer in LAYERS:
        frames[layer] = _FLATTEN.get(layer, _unchanged)(_layer(layer, content.documents, schemas))
    frames = derive(frames)
    return Frames({name: _ordered(frame, schemas, name) for name, frame in frames.items()})


def derive(frames: Frames) -> Frames:
    """Makes the columns anew that follow from others, so that what stands in them need not be trusted.

    Args:
        frames: tables of the contract and registers; `claims` and `claim_pairs` may lack what the registers say.
    """
    derived = Frames(frames)
    derived["entities"] = _canonical(frames["entities"], frames["register"])
    derived["attributions"] = _chained(frames["attributions"])
    derived["stances"] = _labelled(frames["stances"])
    derived["claims"] = _chains_of(_answers(frames), derived["attributions"])
    derived["claim_pairs"] = _same_scope(frames["claim_pairs"], frames["claim_register"])
    return derived


def types_of(table: str, schemas: Schemas) -> dict[str, pl.DataType]:
    """Columns of a table or register of the contract, with their types."""
    types = schemas[table if table in schemas.tables else "claims"].polars
    return {name: types[name] for name in _OF_CLAIMS.get(table, types)}


def _frame(lines: Iterable[Line[Any]], file: str, columns: Mapping[str, pl.DataType]) -> pl.DataFrame:
    rows = [{**msgspec.structs.asdict(line.record), "_file": file, "_line": line.number} for line in lines]
    return pl.DataFrame(rows, schema={**columns, **LOCATION})


def _documents(content: Content, schemas: Schemas) -> pl.DataFrame:
    rows = []
    for document in content.documents:
        header = document.header.record
        assignment = content.assignments.get(header.doc_id)
        rows.append(
            msgspec.structs.asdict(header)
            | {
                "tier": document.tier.name,
                "dct": _midnight(header.dct),
                "text": document.text,
                "group_id": assignment.group_id if assignment else None,
                "_sha256": document.sha256,
                "_split": assignment.split if assignment else None,
                "_file": document.path,
                "_line": document.header.number,
            }
        )
    extra = {"_sha256": pl.String(), "_split": pl.String(), **LOCATION}
    return pl.DataFrame(rows, schema={**schemas["documents"].polars, **extra})


def _midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time(), UTC) if day else None


def _layer(layer: str, documents: Iterable[SourceDocument], schemas: Schemas) -> pl.DataFrame:
    columns = {**schemas[layer].polars, **_RAW.get(layer, {}), **LOCATION}
    rows = [
        {**_row(line.record), "doc_id": document.doc_id, "_file": document.path, "_line": line.number}
        for document in documents
        for line in document.annotations
        if layer_of(line.record) == layer
    ]
    return pl.DataFrame(rows, schema=columns, strict=False)


def _row(record: Record) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(record)
    del row["layer"]
    if isinstance(record, Stance):
        row["label"] = None
    return row


def _canonical(entities: pl.DataFrame, register: pl.DataFrame) -> pl.DataFrame:
    """Name and Wikidata item of each mention's entity."""
    names = register.select("entity_id", "canonical_name", "wikidata_qid").unique("entity_id")
    named = entities.drop("canonical_name", "wikidata_qid").join(
        names, on="entity_id", how="left", maintain_order="left"
    )
    return named.with_columns(pl.col("canonical_name").fill_null(pl.col("entity_id")))


def _flat(column: str, *parts: str) -> dict[str, pl.Expr]:
    """Parts of a struct as columns of their own, with its name before theirs."""
    return {f"{column}_{part}": pl.col(column).struct.field(part) for part in parts}


def _unchanged(raw: pl.DataFrame) -> pl.DataFrame:
    return raw


def _flat_quantities(raw: pl.DataFrame) -> pl.DataFrame:
    return raw.with_columns(
        **_flat("measured", "start", "end", "text"), relations=pl.col("relations").fill_null([])
    ).drop("measured")


def _flat_stances(raw: pl.DataFrame) -> pl.DataFrame:
    target, cue = _flat("target", "kind", "id", "start", "end"), _flat("cue", "start", "end", "text")
    return raw.with_columns(**target, **cue).drop("target", "cue")


def _chained(attributions: pl.DataFrame) -> pl.DataFrame:
    """Depth and chain of each attribution."""
    ids = pl.col("sources").list.eval(pl.element().struct.field("entity_ids").list.join("+")).list.join("+")
    source = pl.when(ids.fill_null("") == "").then(pl.lit("?")).otherwise(ids)
    own = attributions.with_columns(chain=pl.concat_list(pl.lit("AUTHOR"), source), depth=pl.lit(1, pl.Int32))
    inner = own.filter(pl.col("parent_id").is_not_null()).select("doc_id", "id", "parent_id", source="chain")
    if inner.is_empty():
        return own
    keys = ["doc_id", "id"]
    joined = own.join(_followed(inner, own), on=keys, how="left", maintain_order="left")
    return joined.with_columns(pl.coalesce(f"_{name}", name).alias(name) for name in ("chain", "depth")).drop(
        "_chain", "_depth"
    )


def _followed(inner: pl.DataFrame, attributions: pl.DataFrame) -> pl.DataFrame:
    """Depth and chain of attributions with a parent, outwards step by step."""
    inner = inner.with_columns(pl.col("source").list.slice(1))
    outer = inner.select("doc_id", id="parent_id").unique()
    parents = attributions.join(outer, on=["doc_id", "id"], how="semi").select(
        "doc_id", up="id", next="parent_id", outer=pl.col("chain").list.slice(1)
    )
    chains = inner.select("doc_id", "id", up="parent_id", chain="source", depth=pl.lit(1, pl.Int32))
    for _step in range(MAX_DEPTH + 1):
        chains = chains.join(parents, on=["doc_id", "up"], how="left").select(
            "doc_id",
            "id",
            up="next",
            chain=pl.when(pl.col("outer").is_null()).then("chain").otherwise(pl.concat_list("outer", "chain")),
            depth=pl.col("depth") + pl.col("outer").is_not_null().cast(pl.Int32),
        )
        if chains["up"].null_count() == len(chains):
            break
    return chains.select("doc_id", "id", _depth="depth", _chain=pl.concat_list(pl.lit("AUTHOR"), "chain"))


def _labelled(stances: pl.DataFrame) -> pl.DataFrame:
    return stances.with_columns(label=stance_label().cast(stances.schema["label"], strict=False))


def stance_label() -> pl.Expr:
    """The one-word view of a stance, from its dimension and values."""
    commitment = pl.concat_str("certainty", "polarity").replace_strict(
        {"CT+": "affirm", "CT-": "deny"}, default="uncertain", return_dtype=pl.String
    )
    response = pl.col("response").replace_strict(
        {"support": "affirm", "deny": "deny", "decline": "decline", "query": "uncertain"},
        default="other",
        return_dtype=pl.String,
    )
    named = pl.col("attitude").is_in(["concern", "condemn", "praise"])
    return (
        pl.when(dimension="commitment")
        .then(commitment)
        .when(dimension="response")
        .then(response)
        .otherwise(pl.when(named).then("attitude").otherwise(pl.lit("other")))
    )


def _answers(frames: Frames) -> pl.DataFrame:
    """Claim mentions with what the registers say of their claims."""
    claims = frames["claim_register"].drop(LOCATION).unique("claim_id")
    issues = frames["issues"].drop(LOCATION).unique("issue_id")
    about = claims.join(issues, on="issue_id", how="left")
    kept = frames["claims"].drop([name for name in about.columns if name != "claim_id"], strict=False)
    return kept.join(about, on="claim_id", how="left", maintain_order="left")


def _chains_of(claims: pl.DataFrame, attributions: pl.DataFrame) -> pl.DataFrame:
    chains = attributions.select("doc_id", "chain", attribution_id="id")
    joined = claims.drop("chain", strict=False).join(
        chains, on=["doc_id", "attribution_id"], how="left", maintain_order="left"
    )
    return joined.with_columns(pl.col("chain").fill_null(["AUTHOR"]))


def _same_scope(pairs: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    scopes = claims.select("claim_id", "scope_key").unique("claim_id")
    for side in ("claim_a", "claim_b"):
        renamed = scopes.rename({"claim_id": side, "scope_key": f"scope_{side}"})
        pairs = pairs.join(renamed, on=side, how="left", maintain_order="left")
    same = pl.col("scope_claim_a") == pl.col("scope_claim_b")
    return pairs.with_columns(same_scope=same).drop("scope_claim_a", "scope_claim_b")


def _ordered(frame: pl.DataFrame, schemas: Schemas, name: str) -> pl.DataFrame:
    """Columns in the contract's order, rows by document and file order."""
    if name not in schemas.tables:
        return frame
    extra = [column for column in ("_sha256", "_split", *LOCATION) if column in frame.columns]
    frame = frame.select(*schemas[name].columns, *extra)
    return frame.sort("doc_id", "_line") if "doc_id" in frame.columns else frame


_FLATTEN: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "quantities": _flat_quantities,
    "stances": _flat_stances,
}
