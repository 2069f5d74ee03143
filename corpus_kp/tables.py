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
            "register": _frame(content.register, content.files["register"], schemas["register"].polars),
            "issues": _frame(
                content.issues, content.files["claims"], _pick(schemas, "issue_id", "question", "answer_type")
            ),
            "claim_register": _frame(content.claims, content.files["claims"], _claim_columns(schemas)),
            "claim_pairs": _frame(content.pairs, content.files["claims"], schemas["claim_pairs"].polars),
            "documents": _documents(content, schemas),
        }
    )
    for layer in LAYERS:
        raw = _layer(layer, content.documents, schemas)
        frames[layer] = _DERIVE[layer](raw, frames)
    frames["claims"] = _chains_of(frames["claims"], frames["attributions"])
    frames["claim_pairs"] = _same_scope(frames["claim_pairs"], frames["claim_register"])
    return Frames({name: _ordered(frame, schemas, name) for name, frame in frames.items()})


def _pick(schemas: Schemas, *names: str) -> dict[str, pl.DataType]:
    return {name: schemas["claims"].columns[name].dtype for name in names}


def _claim_columns(schemas: Schemas) -> dict[str, pl.DataType]:
    names = ("claim_id", "issue_id", "proposition", "value", "value_min", "value_max", "time")
    return _pick(schemas, *names, "event_status", "scope_key")


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


def _derive_entities(raw: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    register = frames["register"].select("entity_id", "canonical_name", "wikidata_qid").unique("entity_id")
    named = raw.drop("canonical_name", "wikidata_qid").join(register, on="entity_id", how="left", maintain_order="left")
    return named.with_columns(pl.col("canonical_name").fill_null(pl.col("entity_id")))


def _flat(column: str, *parts: str) -> dict[str, pl.Expr]:
    """Parts of a struct as columns of their own, with its name before theirs."""
    return {f"{column}_{part}": pl.col(column).struct.field(part) for part in parts}


def _derive_quantities(raw: pl.DataFrame, _: Frames) -> pl.DataFrame:
    return raw.with_columns(
        **_flat("measured", "start", "end", "text"), relations=pl.col("relations").fill_null([])
    ).drop("measured")


def _derive_timexes(raw: pl.DataFrame, _: Frames) -> pl.DataFrame:
    return raw


def _derive_attributions(raw: pl.DataFrame, _: Frames) -> pl.DataFrame:
    ids = pl.col("sources").list.eval(pl.element().struct.field("entity_ids").list.join("+")).list.join("+")
    link = raw.select("doc_id", "id", "parent_id", source=pl.when(ids == "").then(pl.lit("?")).otherwise(ids))
    chains = link.select("doc_id", "id", up="parent_id", chain=pl.concat_list("source"), depth=pl.lit(1, pl.Int32))
    parents = link.rename({"id": "up", "parent_id": "next", "source": "outer"})
    for _step in range(MAX_DEPTH + 1):
        chains = chains.join(parents, on=["doc_id", "up"], how="left", maintain_order="left").select(
            "doc_id",
            "id",
            up="next",
            chain=pl.when(pl.col("outer").is_null()).then("chain").otherwise(pl.concat_list("outer", "chain")),
            depth=pl.col("depth") + pl.col("outer").is_not_null().cast(pl.Int32),
        )
    derived = chains.select("doc_id", "id", "depth", chain=pl.concat_list(pl.lit("AUTHOR"), "chain"))
    return raw.drop("depth", "chain").join(derived, on=["doc_id", "id"], how="left", maintain_order="left")


def _derive_stances(raw: pl.DataFrame, _: Frames) -> pl.DataFrame:
    target, cue = _flat("target", "kind", "id", "start", "end"), _flat("cue", "start", "end", "text")
    return raw.with_columns(**target, **cue, label=stance_label().cast(raw.schema["label"])).drop("target", "cue")


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


def _derive_claims(raw: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    claims = frames["claim_register"].drop(LOCATION).unique("claim_id")
    issues = frames["issues"].drop(LOCATION).unique("issue_id")
    about = claims.join(issues, on="issue_id", how="left")
    kept = raw.drop([name for name in about.columns if name != "claim_id"])
    return kept.join(about, on="claim_id", how="left", maintain_order="left")


def _chains_of(claims: pl.DataFrame, attributions: pl.DataFrame) -> pl.DataFrame:
    chains = attributions.select("doc_id", "chain", attribution_id="id")
    joined = claims.drop("chain").join(chains, on=["doc_id", "attribution_id"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("chain").fill_null(["AUTHOR"]))


def _same_scope(pairs: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    scopes = claims.select("claim_id", "scope_key").unique("claim_id")
    for side in ("claim_a", "claim_b"):
        renamed = scopes.rename({"claim_id": side, "scope_key": f"scope_{side}"})
        pairs = pairs.join(renamed, on=side, how="left", maintain_order="left")
    return pairs.with_columns(same_scope=pl.col("scope_claim_a") == pl.col("scope_claim_b"))


def _ordered(frame: pl.DataFrame, schemas: Schemas, name: str) -> pl.DataFrame:
    """Columns in the contract's order, rows by document and file order."""
    if name not in schemas.tables:
        return frame
    extra = [column for column in ("_sha256", "_split", *LOCATION) if column in frame.columns]
    frame = frame.select(*schemas[name].columns, *extra)
    return frame.sort("doc_id", "_line") if "doc_id" in frame.columns else frame


_DERIVE: Mapping[str, Callable[[pl.DataFrame, Frames], pl.DataFrame]] = {
    "entities": _derive_entities,
    "quantities": _derive_quantities,
    "timexes": _derive_timexes,
    "attributions": _derive_attributions,
    "stances": _derive_stances,
    "claims": _derive_claims,
}
