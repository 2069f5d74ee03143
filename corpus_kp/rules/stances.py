"""KP5: stances (F rules of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.rules.fields import filled, wanted
from corpus_kp.rules.references import unresolved

#: Fields that a stance of each dimension fills.
FIELDS = {
    "commitment": ("certainty", "polarity"),
    "response": ("response",),
    "evaluation": ("evaluation", "attitude"),
}
#: FactBank's legal pairs of certainty and polarity.
COMMITMENTS = ("CT+", "CT-", "CTu", "PR+", "PR-", "PS+", "PS-", "Uu")
_ALL = ("certainty", "polarity", "response", "evaluation", "attitude")


@rule(
    "KP501",
    "F1",
    "holder-and-attribution",
    Level.LAYERS,
    help="Name the attribution that the stance is expressed in; for AUTHOR leave it null.",
)
def holder_and_attribution(frames: Frames) -> pl.DataFrame:
    """attribution_id is null if and only if the holder is AUTHOR."""
    lopsided = (pl.col("holder") == "AUTHOR") != pl.col("attribution_id").is_null()
    return (
        frames["stances"]
        .filter(lopsided)
        .with_columns(
            message=pl.format("holder {} with attribution_id {}", "holder", pl.col("attribution_id").fill_null("null")),
            field=pl.lit("attribution_id"),
            expected=pl.when(pl.col("holder") == "AUTHOR")
            .then(pl.lit("null"))
            .otherwise(pl.lit("the id of an attribution")),
        )
    )


@rule(
    "KP502",
    "F2",
    "dimension-fields",
    Level.SPANS,
    help="Fill the fields of the dimension and no other; use two rows for two dimensions.",
)
def dimension_fields(frames: Frames) -> pl.DataFrame:
    """A stance fills the fields of its one dimension, and a commitment is one of FactBank's pairs."""
    pair = pl.concat_str("certainty", "polarity")
    bad_pair = (pl.col("dimension") == "commitment") & ~pair.is_in(COMMITMENTS)
    rows = frames["stances"].with_columns(_filled=filled(_ALL), _wanted=wanted("dimension", FIELDS), _pair=pair)
    bad = (pl.col("_filled") != pl.col("_wanted")) | bad_pair.fill_null(value=False)
    return rows.filter(bad).with_columns(
        message=pl.when(pl.col("_filled") == pl.col("_wanted"))
        .then(pl.format("{} is no commitment", "_pair"))
        .otherwise(pl.format("{} with {}", "dimension", "_filled")),
        field=pl.lit("dimension"),
        expected=pl.when(pl.col("_filled") == pl.col("_wanted"))
        .then(pl.lit(", ".join(COMMITMENTS)))
        .otherwise("_wanted"),
    )


@rule(
    "KP504",
    "F4",
    "response-and-polarity",
    Level.LAYERS,
    help="A denial goes with CT-, a support with CT+; mend one of the two rows.",
)
def response_and_polarity(frames: Frames) -> pl.DataFrame:
    """A holder who denies a target is not committed to it, and one who supports it not against it."""
    stances = frames["stances"]
    about = ["doc_id", "holder", "attribution_id", "target_kind", "target_id", "target_start", "target_end"]
    held = stances.filter(pl.col("dimension") == "commitment").select(*about, _polarity="polarity")
    pairs = stances.filter(pl.col("dimension") == "response").join(
        held, on=about, nulls_equal=True, maintain_order="left"
    )
    wrong = ((pl.col("response") == "deny") & (pl.col("_polarity") == "+")) | (
        (pl.col("response") == "support") & (pl.col("_polarity") == "-")
    )
    return pairs.filter(wrong).with_columns(
        message=pl.format("response {} beside a commitment of polarity {}", "response", "_polarity"),
        field=pl.lit("response"),
        expected=pl.lit("deny with -, support with +"),
    )


@rule("KP505", "F5", "one-target", Level.LAYERS, help="Give an event its span, and every other target its id.")
def one_target(frames: Frames) -> pl.DataFrame:
    """A stance has exactly one target: the id of a claim, attribution or entity, or the span of an event."""
    has_id = pl.col("target_id").is_not_null()
    both = pl.col("target_start").is_not_null() & pl.col("target_end").is_not_null()
    neither = pl.col("target_start").is_null() & pl.col("target_end").is_null()
    is_event = pl.col("target_kind") == "event"
    right = (is_event & ~has_id & both) | (~is_event & has_id & neither)
    return (
        frames["stances"]
        .filter(~right)
        .with_columns(
            message=pl.format("a target of kind {} with the wrong fields", "target_kind"),
            field=pl.lit("target"),
            expected=pl.when(is_event).then(pl.lit("start and end, no id")).otherwise(pl.lit("id, no start and end")),
        )
    )


@rule(
    "KP506",
    "F5",
    "unknown-claim-target",
    Level.REFERENCES,
    scope=Scope.REGISTERS,
    help="Add the claim to annotations/claims.jsonl, or mend the id.",
)
def unknown_claim_target(frames: Frames) -> pl.DataFrame:
    """A claim that is the target of a stance, or is mentioned, is in `claims.jsonl`."""
    targets = frames["stances"].filter(pl.col("target_kind") == "claim")
    mentions = frames["claims"].with_columns(to="claim_id")
    references = [(targets.with_columns(to="target_id"), "target.id"), (mentions, "claim_id")]
    known = frames["claim_register"].select(to="claim_id")
    message, expected = "the claim {} is not in claims.jsonl", "a claim_id of annotations/claims.jsonl"
    return pl.concat([unresolved(rows, known, field, message, expected) for rows, field in references])
