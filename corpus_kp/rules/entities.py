"""KP2: entity mentions and the register (E rules of the scheme). KP201 (E1) is found while reading."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.rules.references import unresolved


@rule(
    "KP202",
    "E2",
    "entity-label-conflict",
    Level.LAYERS,
    scope=Scope.REGISTERS,
    help="Use the label of the register, or another entity_id.",
)
def label_conflict(frames: Frames) -> pl.DataFrame:
    """Every mention bears the one label that its entity has in the register."""
    register = frames["register"].select("entity_id", _label="label").unique("entity_id")
    mentions = frames["entities"].join(register, on="entity_id", maintain_order="left")
    return mentions.filter(pl.col("label").cast(pl.String) != pl.col("_label")).with_columns(
        message=pl.format("{} is {} here, but {} in the register", "entity_id", "label", "_label"),
        field=pl.lit("label"),
        expected=pl.col("_label"),
    )


@rule(
    "KP204",
    "E1",
    "gpe-role",
    Level.LAYERS,
    help="Delete the role, or give the mention the label GPE.",
)
def gpe_role(frames: Frames) -> pl.DataFrame:
    """Only a GPE has a role."""
    is_gpe = pl.col("label").cast(pl.String) == "GPE"
    return (
        frames["entities"]
        .filter(~is_gpe & pl.col("gpe_role").is_not_null())
        .with_columns(
            message=pl.format("gpe_role is {} on {}", "gpe_role", "label"),
            field=pl.lit("gpe_role"),
            expected=pl.lit("null"),
        )
    )


@rule(
    "KP208",
    "O7",
    "unknown-entity",
    Level.REFERENCES,
    scope=Scope.REGISTERS,
    help="Add the entity to annotations/entities.jsonl, or mend the id.",
)
def unknown_entity(frames: Frames) -> pl.DataFrame:
    """Every entity_id of mentions, sources, holders and targets is in the register."""
    entities, attributions, stances = (frames[layer] for layer in ("entities", "attributions", "stances"))
    sources = attributions.explode("sources").with_columns(to=pl.col("sources").struct.field("entity_ids"))
    held = stances.filter(pl.col("holder") != "AUTHOR").with_columns(to="holder")
    about = stances.filter(pl.col("target_kind") == "entity").with_columns(to="target_id")
    references = [
        (entities.with_columns(to="entity_id"), "entity_id"),
        (sources.explode("to"), "sources"),
        (held, "holder"),
        (about, "target.id"),
    ]
    known = frames["register"].select(to="entity_id")
    message, expected = "the entity {} is not in the register", "an entity_id of annotations/entities.jsonl"
    return pl.concat([unresolved(rows, known, field, message, expected) for rows, field in references])
