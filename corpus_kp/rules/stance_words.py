"""KP5: stances against the words that show them (F rules of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.spans import covered_spans

#: Words, in lower case, that leave a thing open: nothing was found, nobody will say.
_OPEN = (
    r"(?:\bno (?:[a-z]+ )?(?:evidence|proof|confirmation|indication|information)"
    r"|(?:\b(?:cannot|can not|could not|(?:un|not )able to|did not|ha(?:s|ve|d) not)|n[’']t) (?:[a-z]+ ){0,2}?"  # noqa: RUF001
    r"(?:confirm|verify|corroborate|confirmed|verified|corroborated)"
    r"|(?:declin|refus)(?:e|es|ed|ing) to (?:[a-z]+ )?(?:confirm|comment|say)"
    r"|(?:neither|not) confirm(?:ed|s)? n?or den(?:y|ied|ies))\b"
)


@rule(
    "KP509",
    "F8",
    "no-evidence-as-denial",
    Level.LAYERS,
    severity="warning",
    help="Set certainty U and polarity u; keep CT- for who says that it is not so.",
    why="Who has no evidence, or will not say, does not deny; counted as a denial, it sets at odds who is not.",
    bad='"certainty": "CT", "polarity": "-", "cue": {"text": "found no evidence"}',
    good='"certainty": "U", "polarity": "u", "cue": {"text": "found no evidence"}',
)
def no_evidence_as_denial(frames: Frames) -> pl.DataFrame:
    """A cue that leaves a thing open ("no evidence", "cannot confirm", "declined to say") is Uu and never CT-.

    The words are looked for in the cue of the stance, and in that of the attribution that it is about; a claim
    mention follows the cue of its attribution.
    """
    denied = pl.concat([_denying_stances(frames), _denying_mentions(frames)])
    if denied.is_empty():
        return denied
    cues = covered_spans(frames).filter(pl.col("role") == "cue")
    cues = cues.filter(pl.col("_words").str.to_lowercase().str.contains(_OPEN))
    shown = cues.select("doc_id", "_words", "start", "end", _cue="id")
    found = denied.explode("_cue").join(shown, on=["doc_id", "_cue"], maintain_order="left")
    return found.unique(["doc_id", "id"], keep="first", maintain_order=True).with_columns(
        message=pl.format('"{}" is taken as CT-', "_words"), expected=pl.lit("Uu")
    )


def _denying_stances(frames: Frames) -> pl.DataFrame:
    """Commitments CT-, with the ids of those whose cues show them."""
    about = pl.when(pl.col("target_kind") == "attribution").then("target_id")
    denied = frames["stances"].filter((pl.col("certainty") == "CT") & (pl.col("polarity") == "-"))
    return denied.select(
        *("doc_id", "id", "_file", "_line"), field=pl.lit("certainty"), _cue=pl.concat_list("id", about)
    )


def _denying_mentions(frames: Frames) -> pl.DataFrame:
    denied = frames["claims"].filter(pl.col("origin_commitment") == "CT-")
    return denied.select(
        *("doc_id", "id", "_file", "_line"),
        field=pl.lit("origin_commitment"),
        _cue=pl.concat_list("attribution_id"),
    )
