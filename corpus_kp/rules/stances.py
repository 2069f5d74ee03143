"""KP5: stances (F rules of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.frames import Frames
from corpus_kp.rules.attributions import SOURCELESS
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
#: Columns in which stances of one holder about one thing are equal.
_ABOUT = ("doc_id", "holder", "target_kind", "target_id", "target_start", "target_end")
_ALL = ("certainty", "polarity", "response", "evaluation", "attitude")


@rule(
    "KP501",
    "F1",
    "holder-and-attribution",
    Level.LAYERS,
    help="Name the attribution that the stance is expressed in; for AUTHOR leave it null.",
    why="What a source holds is known from an attribution only; what stands outside of all is the author's.",
    bad='"holder": "harbour-union", "attribution_id": null',
    good='"holder": "harbour-union", "attribution_id": "a2"',
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
    why="A row that mixes dimensions, or has a pair that FactBank does not know, falls out of every count.",
    bad='"dimension": "commitment", "certainty": "U", "polarity": "+", "response": "query"',
    good='"dimension": "commitment", "certainty": "U", "polarity": "u", "response": null',
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
    "KP503",
    "F3",
    "holder-not-a-source",
    Level.LAYERS,
    severity="warning",
    help="Name the source as holder, or the attribution in which this holder speaks.",
    why="A stance would be put down to somebody who does not speak here.",
    bad='"holder": "harbour-board", "attribution_id": "a4" (the source of a4 is port-ansel)',
    good='"holder": "port-ansel", "attribution_id": "a4"',
)
def holder_not_a_source(frames: Frames) -> pl.DataFrame:
    """The holder of a stance is a source of the attribution that it is expressed in.

    An attribution without source ("is believed to") is the voice of the source around it; without one, of AUTHOR.
    """
    named = pl.col("chain").list.filter(pl.element() != "?").list.last()
    sources = frames["attributions"].select(
        "doc_id", "source_realization", attribution_id="id", _source=named, _own=pl.col("chain").list.last()
    )
    unsourced = (pl.col("_own") == "?") & ~pl.col("source_realization").is_in(SOURCELESS)  # faults of their own
    stances = frames["stances"].filter(pl.col("holder") != "AUTHOR")
    held = stances.join(sources.filter(~unsourced), on=["doc_id", "attribution_id"], maintain_order="left")
    return held.filter(~pl.col("_source").str.split("+").list.contains(pl.col("holder"))).with_columns(
        message=pl.format("the holder {} is no source of {}, in which it is expressed", "holder", "attribution_id"),
        field=pl.lit("holder"),
        expected=pl.when(pl.col("_source") == "AUTHOR")
        .then(pl.lit("AUTHOR, with attribution_id null"))
        .otherwise(pl.col("_source").str.replace_all("+", " or ", literal=True)),
    )


@rule(
    "KP504",
    "F4",
    "response-and-polarity",
    Level.LAYERS,
    help="A denial goes with CT-, a support with CT+; mend one of the two rows.",
    why="Who denies a thing does not hold it true; with both rows the holder would be counted on both sides.",
    bad='"certainty": "CT", "polarity": "+" beside "response": "deny", same holder and target',
    good='"certainty": "CT", "polarity": "-" beside "response": "deny", same holder and target',
)
def response_and_polarity(frames: Frames) -> pl.DataFrame:
    """A holder who denies a target is not committed to it, and one who supports it not against it."""
    stances = frames["stances"]
    about = [*_ABOUT, "attribution_id"]
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


@rule(
    "KP505",
    "F5",
    "one-target",
    Level.BOUNDS,
    help="Give an event its span, and every other target its id.",
    why="A stance on nothing, or on two things at once, cannot be scored.",
    bad='"target": {"kind": "event", "id": "a4"}',
    good='"target": {"kind": "event", "start": 197, "end": 220}',
)
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
    why="A claim is compared over documents by its id; a misspelt one is compared with nothing.",
    bad='"claim_id": "striker/n1200" (claims.jsonl has strikers/n1200)',
    good='"claim_id": "strikers/n1200"',
)
def unknown_claim_target(frames: Frames) -> pl.DataFrame:
    """A claim that is the target of a stance, or is mentioned, is in `claims.jsonl`."""
    targets = frames["stances"].filter(pl.col("target_kind") == "claim")
    mentions = frames["claims"].with_columns(to="claim_id")
    references = [(targets.with_columns(to="target_id"), "target.id"), (mentions, "claim_id")]
    known = frames["claim_register"].select(to="claim_id")
    message, expected = "the claim {} is not in claims.jsonl", "a claim_id of annotations/claims.jsonl"
    return pl.concat([unresolved(rows, known, field, message, expected) for rows, field in references])


@rule(
    "KP507",
    "F6",
    "contradictory-commitments",
    Level.LAYERS,
    severity="warning",
    help="Read both places again: one may be another's words, another claim, or less than certain.",
    why="A holder who is counted for and against a claim decides nothing; most often one of the two is somebody else.",
    bad='"holder": "port-ansel", "certainty": "CT", "polarity": "+" and "-" on the claim delays/yes',
    good='"holder": "port-ansel", "certainty": "CT", "polarity": "-" on the claim delays/yes, both times',
)
def contradictory_commitments(frames: Frames) -> pl.DataFrame:
    """No one is certain of a thing (CT+) and of its contrary (CT-) in one document, in stances or claim mentions."""
    if not (_denies(frames["stances"]["polarity"], "-") or _denies(frames["claims"]["origin_commitment"], "CT-")):
        return frames["stances"].clear()
    certain = pl.concat([_certain_stances(frames), _certain_mentions(frames)])
    affirmed = certain.filter(pl.col("_commitment") == "CT+").unique(_ABOUT, keep="first", maintain_order=True)
    denied = certain.filter(pl.col("_commitment") == "CT-")
    contrary = denied.join(affirmed.select(*_ABOUT, _other="id"), on=_ABOUT, nulls_equal=True, maintain_order="left")
    if contrary.is_empty():
        return contrary
    known = response_and_polarity(frames)
    return contrary.join(known, on=_ABOUT, how="anti", nulls_equal=True, maintain_order="left").with_columns(
        message=pl.format("{} is CT- here and CT+ in {} about the same {}", "holder", "_other", "target_kind"),
        expected=pl.lit("one commitment of a holder to a thing"),
    )


def _denies(commitments: pl.Series, negative: str) -> bool:
    return bool((commitments == negative).any())


def _certain_stances(frames: Frames) -> pl.DataFrame:
    """Certain commitments of stances."""
    certain = frames["stances"].filter(pl.col("certainty") == "CT")
    commitment = pl.concat_str("certainty", "polarity")
    return certain.select(*_ABOUT, "id", "_file", "_line", _commitment=commitment, field=pl.lit("polarity"))


def _certain_mentions(frames: Frames) -> pl.DataFrame:
    """Certain commitments of the origins of claims to them."""
    origin = pl.col("chain").list.last()
    certain = pl.col("origin_commitment").is_in(["CT+", "CT-"]) & (origin != "?")
    return (
        frames["claims"]
        .filter(certain)
        .select(
            "doc_id",
            holder=origin,
            target_kind=pl.lit("claim"),
            target_id="claim_id",
            target_start=pl.lit(None, pl.Int32),
            target_end=pl.lit(None, pl.Int32),
            id="id",
            _file="_file",
            _line="_line",
            _commitment="origin_commitment",
            field=pl.lit("origin_commitment"),
        )
    )


@rule(
    "KP508",
    "F7",
    "deny-or-decline-without-stance",
    Level.LAYERS,
    severity="warning",
    help="Add a commitment CT- and a response deny; for a refusal a response decline.",
    why="Who denies what is read from the stances; a denial that is only a cue_class is not found.",
    bad='{"layer": "attributions", "id": "a4", "cue_class": "deny"} and no stance',
    good='{"layer": "stances", "attribution_id": "a4", "dimension": "response", "response": "deny"}',
)
def deny_or_decline_without_stance(frames: Frames) -> pl.DataFrame:
    """An attribution whose cue denies or declines has a stance that is expressed in it or is about it."""
    denials = frames["attributions"].filter(pl.col("cue_class").is_in(["deny", "decline"]))
    if denials.is_empty():
        return denials
    stances = frames["stances"]
    about = stances.filter(pl.col("target_kind") == "attribution").select("doc_id", id="target_id")
    known = pl.concat([stances.select("doc_id", id="attribution_id"), about])
    return denials.join(known, on=["doc_id", "id"], how="anti", maintain_order="left").with_columns(
        message=pl.format("cue_class is {} and no stance says so", "cue_class"),
        field=pl.lit("cue_class"),
        expected=pl.format("a stance with attribution_id {}", "id"),
    )
