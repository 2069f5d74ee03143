"""KP6: relations of claims (C6 to C9 of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.dates import days
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.rules.claims import NUMBERS, fitting_claims, said

_ANSWER = (*NUMBERS, "time")
#: A rule about registers alone needs nothing of documents; of a corpus in shards it is judged once.
_REGISTERS_ALONE = {"claim_register": (), "claim_pairs": ()}


def _held(frames: Frames) -> pl.DataFrame:
    """Relations that hold in the eyes of the annotators."""
    return frames["claim_pairs"].filter(pl.col("status") != "spurious")


@rule(
    "KP606",
    "C6",
    "equivalent-but-unequal",
    Level.LAYERS,
    severity="warning",
    scope=Scope.REGISTERS,
    reads=_REGISTERS_ALONE,
    why="Counts of how many sources agree would take two different answers for one.",
    bad="""\
{"layer": "claim_register", "claim_id": "strikers/n1200", ..., "value": 1200, ...}
{"layer": "claim_register", "claim_id": "strikers/n1250", ..., "value": 1250, ...}
{"layer": "claim_pairs", "claim_a": "strikers/n1200", "claim_b": "strikers/n1250", "relation": "equivalent", ...}""",
    good="""\
{"layer": "claim_register", "claim_id": "strikers/n1200", ..., "value": 1200, ...}
{"layer": "claim_register", "claim_id": "strikers/n1250", ..., "value": 1250, ...}
{"layer": "claim_pairs", "claim_a": "strikers/n1200", "claim_b": "strikers/n1250", "relation": "conflicts", ...}""",
    help="Choose another relation (entails, conflicts, compatible), or mend the claim that is wrong.",
)
def equivalent_but_unequal(frames: Frames) -> pl.DataFrame:
    """Equivalent claims have one value or time and one scope."""
    pairs = _held(frames).filter(pl.col("relation") == "equivalent")
    if pairs.is_empty():
        return pairs
    claims = fitting_claims(frames).select("claim_id", *_ANSWER, "scope_key")
    both = pairs.join(claims, left_on="claim_a", right_on="claim_id", maintain_order="left")
    both = both.join(claims, left_on="claim_b", right_on="claim_id", suffix="_b", maintain_order="left")
    same_answer = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_b")) for name in _ANSWER)
    differing = [
        pl.when(~same_answer).then(pl.format("{} and {}", said(*_ANSWER), said(*_ANSWER, suffix="_b"))),
        pl.when(pl.col("scope_key") != pl.col("scope_key_b")).then(
            pl.format("scope {} and scope {}", "scope_key", "scope_key_b")
        ),
    ]
    unequal = both.with_columns(_differing=pl.concat_str(differing, separator=", ", ignore_nulls=True))
    return unequal.filter(pl.col("_differing") != "").with_columns(
        message=pl.format("{} and {} are equivalent, with {}", "claim_a", "claim_b", "_differing"),
        field=pl.lit("relation"),
        expected=pl.lit("one value, time and scope_key"),
    )


@rule(
    "KP607",
    "C7",
    "pair-with-itself",
    Level.LAYERS,
    scope=Scope.REGISTERS,
    reads=_REGISTERS_ALONE,
    why="A claim that conflicts with itself, or supports itself, would be counted like two that do.",
    bad='{"layer": "claim_pairs", "claim_a": "delays/yes", "claim_b": "delays/yes", "relation": "conflicts", ...}',
    good='{"layer": "claim_pairs", "claim_a": "delays/yes", "claim_b": "delays/no", "relation": "conflicts", ...}',
    help="Name the other claim, or delete the line.",
)
def pair_with_itself(frames: Frames) -> pl.DataFrame:
    """A relation holds between two claims, never between a claim and itself."""
    return (
        frames["claim_pairs"]
        .filter(pl.col("claim_a") == pl.col("claim_b"))
        .with_columns(
            message=pl.format("{} {} itself", "claim_a", _verb()),
            field=pl.lit("claim_b"),
            expected=pl.lit("another claim"),
        )
    )


def _verb() -> pl.Expr:
    """A relation as a verb."""
    adjective = pl.col("relation").replace({"equivalent": "is equivalent to", "compatible": "is compatible with"})
    return pl.when(pl.col("relation").is_in(["equivalent", "compatible"])).then(adjective).otherwise("relation")


@rule(
    "KP608",
    "C7",
    "pair-twice",
    Level.LAYERS,
    scope=Scope.REGISTERS,
    reads=_REGISTERS_ALONE,
    why="Two lines about two claims in one respect may say two things, and are counted twice where they say one.",
    bad="""\
{"layer": "claim_pairs", "claim_a": "delays/no", "claim_b": "delays/yes", "dimension": "existence", ...}
{"layer": "claim_pairs", "claim_a": "delays/yes", "claim_b": "delays/no", "dimension": "existence", ...}""",
    good='{"layer": "claim_pairs", "claim_a": "delays/no", "claim_b": "delays/yes", "dimension": "existence", ...}',
    help="Delete one of the two lines; two claims that entail each other are equivalent.",
)
def pair_twice(frames: Frames) -> pl.DataFrame:
    """Two claims have one relation in each dimension, in whichever order they are named."""
    first = frames["claim_pairs"].select("dimension", claim_a="claim_b", claim_b="claim_a", _first="_line")
    turned = frames["claim_pairs"].join(first, on=["claim_a", "claim_b", "dimension"], maintain_order="left")
    return turned.filter(pl.col("_first") < pl.col("_line")).with_columns(
        message=pl.format(
            "{} and {} stand already on line {}, the other way round, in dimension {}",
            *("claim_a", "claim_b", "_first", "dimension"),
        ),
        field=pl.lit("claim_a"),
        expected=pl.lit("one line for two claims and a dimension"),
    )


@rule(
    "KP609",
    "C7",
    "supersedes-cycle",
    Level.LAYERS,
    scope=Scope.REGISTERS,
    reads=_REGISTERS_ALONE,
    why="Who asks for the latest figure would be sent round in a circle.",
    bad="""\
{"layer": "claim_pairs", "claim_a": "strikers/n1500", "claim_b": "strikers/n1200", "relation": "supersedes", ...}
{"layer": "claim_pairs", "claim_a": "strikers/n900", "claim_b": "strikers/n1500", "relation": "supersedes", ...}
{"layer": "claim_pairs", "claim_a": "strikers/n1200", "claim_b": "strikers/n900", "relation": "supersedes", ...}""",
    good="""\
{"layer": "claim_pairs", "claim_a": "strikers/n1500", "claim_b": "strikers/n1200", "relation": "supersedes", ...}
{"layer": "claim_pairs", "claim_a": "strikers/n900", "claim_b": "strikers/n1500", "relation": "supersedes", ...}""",
    help="Turn round or delete the relation whose first claim is not the later one.",
)
def supersedes_cycle(frames: Frames) -> pl.DataFrame:
    """Claims that supersede each other, one after the other, never come back to the first."""
    cycles = cycles_of(_superseding(frames))
    if cycles.is_empty():
        return cycles
    # of two lines that say both directions in one dimension, another rule reports the second
    twice = pair_twice(frames).select("claim_a", "claim_b", "dimension")
    cycles = cycles_of(cycles.join(twice, on=["claim_a", "claim_b", "dimension"], how="anti", maintain_order="left"))
    return _closing(cycles).with_columns(
        message=pl.format("{} supersedes {}, and by other lines the second the first", "claim_a", "claim_b"),
        field=pl.lit("relation"),
        expected=pl.lit("relations from later claims to earlier ones"),
    )


def _superseding(frames: Frames) -> pl.DataFrame:
    """Pairs of which the first claim supersedes the second."""
    return _held(frames).filter(pl.col("relation") == "supersedes", pl.col("claim_a") != pl.col("claim_b"))


def cycles_of(pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs on cycles or between two of them: the others are taken off from the ends, a layer in each round.

    Args:
        pairs: rows that lead from `claim_a` to `claim_b`.
    """
    while len(pairs):
        inner = pairs.join(pairs, left_on="claim_a", right_on="claim_b", how="semi", maintain_order="left").join(
            pairs, left_on="claim_b", right_on="claim_a", how="semi", maintain_order="left"
        )
        if len(inner) == len(pairs):
            break
        pairs = inner
    return pairs


def _closing(cycles: pl.DataFrame) -> pl.DataFrame:
    """The lines that close a cycle with lines before them: one in each round, and there are few cycles."""
    closing = [cycles.clear()]
    while len(cycles):
        is_last = pl.col("_line") == pl.col("_line").max()
        closing.append(cycles.filter(is_last))
        cycles = cycles_of(cycles.filter(~is_last))
    return pl.concat(closing)


def claim_days(frames: Frames) -> pl.DataFrame:
    """The days on which each claim is mentioned first and last, of dated documents, and whether another has it too."""
    dated = frames["claims"].join(frames["documents"].select("doc_id", _day=pl.col("dct").dt.date()), on="doc_id")
    day = pl.col("_day")
    return dated.group_by("claim_id").agg(_first=day.min(), _last=day.max(), _open=day.has_nulls())


@rule(
    "KP610",
    "C7",
    "supersedes-out-of-time-order",
    Level.LAYERS,
    scope=Scope.CORPUS,
    views=(claim_days,),
    why="The outdated figure would pass for the latest one.",
    bad="""\
{"layer": "claim_pairs", "claim_a": "strikers/n900", "claim_b": "strikers/n1500", "relation": "supersedes", ...}
(strikers/n900 is last mentioned on 2031-03-04, strikers/n1500 first on 2031-03-09)""",
    good="""\
{"layer": "claim_pairs", "claim_a": "strikers/n1500", "claim_b": "strikers/n900", "relation": "supersedes", ...}""",
    help="Turn the relation round: claim_a is the later claim, claim_b the one that it replaces.",
)
def supersedes_out_of_time_order(frames: Frames) -> pl.DataFrame:
    """A claim does not supersede one that is first mentioned after the last document that mentions it.

    The dates are those of the documents: the time of a claim is the date that it answers with, not the day on which
    it was made. Claims that stand in a document without a date are not judged.
    """
    pairs = _superseding(frames)
    if pairs.is_empty():
        return pairs
    of_shards = frames.view(claim_days)
    days = of_shards.group_by("claim_id").agg(pl.min("_first"), pl.max("_last"), pl.any("_open"))
    known = days.filter(~pl.col("_open")).select("claim_id", "_first", "_last")
    cycles = cycles_of(pairs).select("claim_a", "claim_b")
    return (
        pairs.join(cycles, on=["claim_a", "claim_b"], how="anti", maintain_order="left")
        .join(known, left_on="claim_a", right_on="claim_id", maintain_order="left")
        .join(known, left_on="claim_b", right_on="claim_id", suffix="_b", maintain_order="left")
        .filter(pl.col("_last") < pl.col("_first_b"))
        .with_columns(
            message=pl.format(
                "{} is last mentioned on {}, before {} is first mentioned on {}",
                *("claim_a", "_last", "claim_b", "_first_b"),
            ),
            field=pl.lit("relation"),
            expected=pl.format("{} supersedes {}", "claim_b", "claim_a"),
        )
    )


@rule(
    "KP611",
    "C7",
    "unknown-claim-in-pair",
    Level.REFERENCES,
    scope=Scope.REGISTERS,
    reads=_REGISTERS_ALONE,
    why="A relation to a claim that does not exist is lost as soon as tables are joined.",
    bad='{"layer": "claim_pairs", "claim_a": "delays/no", "claim_b": "delays/perhaps", ...}',
    good='{"layer": "claim_pairs", "claim_a": "delays/no", "claim_b": "delays/yes", ...}',
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


@rule(
    "KP612",
    "C8",
    "disjoint-values-without-relation",
    Level.LAYERS,
    severity="warning",
    scope=Scope.REGISTERS,
    reads=_REGISTERS_ALONE,
    why="Two answers that cannot both be right are what the corpus is about, and nobody has said which of them it is.",
    bad="""\
{"layer": "claim_register", "claim_id": "strikers/n1200", ..., "value": 1200, ..., "scope_key": "dockers.strike"}
{"layer": "claim_register", "claim_id": "strikers/n1500", ..., "value": 1500, ..., "scope_key": "dockers.strike"}""",
    good="""\
{"layer": "claim_register", "claim_id": "strikers/n1200", ..., "value": 1200, ..., "scope_key": "dockers.strike"}
{"layer": "claim_register", "claim_id": "strikers/n1500", ..., "value": 1500, ..., "scope_key": "dockers.strike"}
{"layer": "claim_pairs", "claim_a": "strikers/n1200", "claim_b": "strikers/n1500", "relation": "conflicts", ...}""",
    help="Add a line that relates the two; or give them scope keys of their own, if they speak of two things.",
)
def disjoint_values_without_relation(frames: Frames) -> pl.DataFrame:
    """Two claims of one issue and scope that cannot both be right have a relation, of any kind.

    Bounds are intervals, and so are months, weeks and years: "more than 20" leaves room for 25, October for its days.
    """
    claims = fitting_claims(frames).filter(pl.any_horizontal(pl.col(name).is_not_null() for name in _ANSWER))
    claims = claims.select("issue_id", "scope_key", "claim_id", *_ANSWER, "_file", "_line")
    pairs = claims.join(claims, on=["issue_id", "scope_key"], suffix="_b", maintain_order="left")
    pairs = _unrelated(pairs.filter(pl.col("_line") > pl.col("_line_b")), frames["claim_pairs"])
    apart = pairs if pairs.is_empty() else pairs.filter(_disjoint())
    if apart.is_empty():
        return apart
    return apart.with_columns(
        message=pl.format(
            "{} has {}, and {} on line {} has {}, without a relation",
            *("claim_id", said(*_ANSWER), "claim_id_b", "_line_b", said(*_ANSWER, suffix="_b")),
        ),
        field=pl.lit("claim_id"),
        expected=pl.format("a claim_pairs line of {} and {}, or two scope keys", "claim_id", "claim_id_b"),
    )


def _unrelated(pairs: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Pairs of claims without a relation; a claim that is related to an unknown one is reported for that."""
    forth = given.select(claim_id="claim_a", claim_id_b="claim_b")
    back = given.select(claim_id="claim_b", claim_id_b="claim_a")
    pairs = pairs.join(pl.concat([forth, back]), on=["claim_id", "claim_id_b"], how="anti", maintain_order="left")
    unknown = given.filter(pl.col("same_scope").is_null())
    if len(unknown):
        named = pl.concat([unknown["claim_a"], unknown["claim_b"]]).implode()
        pairs = pairs.filter(~pl.col("claim_id").is_in(named), ~pl.col("claim_id_b").is_in(named))
    return pairs


def _disjoint() -> pl.Expr:
    """Whether two claims leave no number, or no day, to both."""
    low, low_b = (_bound("value_min", suffix, float("-inf")) for suffix in ("", "_b"))
    high, high_b = (_bound("value_max", suffix, float("inf")) for suffix in ("", "_b"))
    day, after = days("time")
    day_b, after_b = days("time_b")
    numbers = (high < low_b) | (high_b < low)
    return pl.when(pl.col("time").is_null()).then(numbers).otherwise((after <= day_b) | (after_b <= day))


def _bound(name: str, suffix: str, otherwise: float) -> pl.Expr:
    return pl.coalesce(name + suffix, f"value{suffix}", pl.lit(otherwise))


@rule(
    "KP613",
    "C9",
    "conflict-across-scopes",
    Level.LAYERS,
    severity="warning",
    scope=Scope.REGISTERS,
    reads=_REGISTERS_ALONE,
    why="A figure for one thing does not contradict a figure for another, however far apart they are.",
    bad="""\
{"layer": "claim_register", "claim_id": "strikers/n1200", ..., "scope_key": "dockers.strike.port_ansel"}
{"layer": "claim_register", "claim_id": "members/n4000", ..., "scope_key": "dockers.members.union"}
{"layer": "claim_pairs", "claim_a": "strikers/n1200", "claim_b": "members/n4000", "relation": "conflicts", ...,
 "status": "confirmed"}""",
    good="""\
{"layer": "claim_pairs", "claim_a": "strikers/n1200", "claim_b": "members/n4000", "relation": "compatible", ...,
 "status": "confirmed", "note": "members against those who joined"}""",
    help="Make it compatible, or uncertain with a note that says why they clash; or give both claims one scope_key.",
)
def conflict_across_scopes(frames: Frames) -> pl.DataFrame:
    """Only claims of one scope are confirmed to conflict; across scopes a conflict is uncertain at most."""
    confirmed = (pl.col("relation") == "conflicts") & (pl.col("status") == "confirmed") & ~pl.col("same_scope")
    pairs = frames["claim_pairs"].filter(confirmed)
    if pairs.is_empty():
        return pairs
    scopes = frames["claim_register"].select("claim_id", "scope_key").unique("claim_id")
    both = pairs.join(scopes, left_on="claim_a", right_on="claim_id", maintain_order="left")
    both = both.join(scopes, left_on="claim_b", right_on="claim_id", suffix="_b", maintain_order="left")
    return both.with_columns(
        message=pl.format("a confirmed conflict of two scopes, {} and {}", "scope_key", "scope_key_b"),
        field=pl.lit("relation"),
        expected=pl.lit("compatible, or status uncertain"),
    )
