"""KP6: issues, claims and their relations (C rules of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule


@rule(
    "KP601",
    "C1",
    "claim-without-issue-or-mention",
    Level.REFERENCES,
    scope=Scope.CORPUS,
    help="Add the issue to claims.jsonl, or a mention to a document; or delete the claim.",
)
def claim_without_issue_or_mention(frames: Frames) -> pl.DataFrame:
    """Every claim answers an issue of `claims.jsonl` and is mentioned in a document."""
    claims = frames["claim_register"]
    no_issue = claims.join(frames["issues"], on="issue_id", how="anti").with_columns(_lacks=pl.lit("issue"))
    no_mention = claims.join(frames["claims"], on="claim_id", how="anti").with_columns(_lacks=pl.lit("mention"))
    return pl.concat([no_issue, no_mention]).with_columns(
        message=pl.format("the claim {} has no {}", "claim_id", "_lacks"),
        field=pl.lit("claim_id"),
        expected=pl.lit("an issue and at least one mention"),
    )


@rule(
    "KP611",
    "C7",
    "unknown-claim-in-pair",
    Level.REFERENCES,
    scope=Scope.REGISTERS,
    help="Mend the id, or add the claim to claims.jsonl.",
)
def unknown_claim_in_pair(frames: Frames) -> pl.DataFrame:
    """Both claims of a relation are in `claims.jsonl`."""
    sides = [frames["claim_pairs"].with_columns(claim_id=side, field=pl.lit(side)) for side in ("claim_a", "claim_b")]
    return (
        pl.concat(sides)
        .join(frames["claim_register"], on="claim_id", how="anti")
        .with_columns(
            message=pl.format("the claim {} is not in claims.jsonl", "claim_id"),
            expected=pl.lit("the claim_id of a line of claims.jsonl"),
        )
    )
