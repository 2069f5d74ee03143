"""KP6: mentions of claims in documents (C4, C5 of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.frames import Frames
from corpus_kp.numbers import read_number
from corpus_kp.rules.checks import rule
from corpus_kp.rules.claims import NUMBERS, fitting_claims, said
from corpus_kp.rules.quantities import sound, with_fields
from corpus_kp.rules.timex_words import weekday_and_date
from corpus_kp.rules.timexes import interval_order, timex_value
from corpus_kp.spans import all_spans

#: Answer types whose value stands in the words of a mention; yes and no are said in many ways.
_COUNTED = ("count", "ordinal")
#: TIMEX3 values that can be held against a date: years, months, days and weeks, as far as they are known.
_COMPARABLE = r"^[0-9X]{4}(?:-[0-9X]{2}(?:-[0-9X]{2}(?:T.*)?)?|-W[0-9X]{2}(?:-[0-9X])?)?$"
_MENTION = ["doc_id", "id"]
_ANSWER = (*NUMBERS, "time")


@rule(
    "KP604",
    "C4",
    "mention-outside-content",
    Level.LAYERS,
    severity="warning",
    why="The claim would be laid into the mouth of a source that says something else.",
    bad="""\
{"layer": "attributions", "id": "a3", "content": [{"start": 107, "end": 133, "text": "About 1,200 dockers ..."}], ...}
{"layer": "claims", "id": "c2", "start": 202, "end": 220, "text": "ships were delayed", "attribution_id": "a3", ...}""",
    good="""\
{"layer": "attributions", "id": "a4", "content": [{"start": 197, "end": 220, "text": "that ships were delayed"}]}
{"layer": "claims", "id": "c2", "start": 202, "end": 220, "text": "ships were delayed", "attribution_id": "a4", ...}""",
    help="Name the attribution in whose content the claim stands, or null if it is the author's; or mend the span.",
)
def mention_outside_content(frames: Frames) -> pl.DataFrame:
    """The mention of a claim shares words with the content of its attribution and does not reach out of it.

    Source and cue may belong to the mention: "the city denies delays" is the claim that there were none.
    """
    contents = frames["attributions"].select(
        "doc_id",
        attribution_id="id",
        _first=pl.col("content").list.first().struct.field("start"),
        _last=pl.col("content").list.last().struct.field("end"),
    )
    mentions = frames["claims"].join(contents, on=["doc_id", "attribution_id"], maintain_order="left")
    outside = mentions.filter((pl.col("start") < pl.col("_first")) | (pl.col("end") > pl.col("_last")))
    if outside.is_empty():
        return outside
    apart = (pl.col("end") <= pl.col("_first")) | (pl.col("start") >= pl.col("_last"))
    beyond = (pl.col("start") < pl.col("_from")) | (pl.col("end") > pl.col("_to"))
    verb = pl.when(apart).then(pl.lit("is not in the content")).otherwise(pl.lit("reaches out"))
    placed = outside.join(_extents(frames, outside), on=["doc_id", "attribution_id"], maintain_order="left")
    return placed.filter(apart | beyond).with_columns(
        message=pl.format("[{}, {}) {} of {}", "start", "end", verb, "attribution_id"),
        field=pl.lit("attribution_id"),
        expected=pl.format("a span in the content, [{}, {})", "_first", "_last"),
    )


def _extents(frames: Frames, mentions: pl.DataFrame) -> pl.DataFrame:
    """From where to where the attributions of mentions reach, with their sources, cue and content."""
    parts = all_spans(frames).filter(pl.col("layer") == "attributions", pl.col("role") != "addressee")
    parts = parts.rename({"id": "attribution_id"}).join(mentions, on=["doc_id", "attribution_id"], how="semi")
    return parts.group_by("doc_id", "attribution_id").agg(_from=pl.col("start").min(), _to=pl.col("end").max())


@rule(
    "KP605",
    "C5",
    "value-without-carrier",
    Level.LAYERS,
    severity="warning",
    scope=Scope.REGISTERS,
    why="A number would be counted as said in a place where the text says another one.",
    bad="""\
{"layer": "claim_register", "claim_id": "strikers/n1500", ..., "value": 1500, ...}
{"layer": "quantities", "id": "q1", ..., "text": "About 1,200", ..., "value": 1200, ...}
{"layer": "claims", "id": "c1", "claim_id": "strikers/n1500", ..., "quantity_ids": ["q1"], ...}""",
    good="""\
{"layer": "claim_register", "claim_id": "strikers/about_1200", ..., "value": 1200, ...}
{"layer": "quantities", "id": "q1", ..., "text": "About 1,200", ..., "value": 1200, ...}
{"layer": "claims", "id": "c1", "claim_id": "strikers/about_1200", ..., "quantity_ids": ["q1"], ...}""",
    help="Mend claim_id or the links; if the text changed what its source said, say so in drift.",
)
def value_without_carrier(frames: Frames) -> pl.DataFrame:
    """One of the quantities or time expressions that a mention links says the value or time of its claim.

    A bound asks for the same bound and a month for the month, unless the mention drifted: then the number is enough,
    and a day of the month. A weekday, a duration or "currently" need only not speak against a date. A mention without
    a number in its words ("denied any of this") needs no link, but one that holds the number links it.
    """
    judged = pl.col("answer_type").is_in(_COUNTED) | pl.col("time").is_not_null()
    mentions = frames["claims"].filter(judged).join(fitting_claims(frames), on="claim_id", how="semi")
    found = _carriers(mentions, frames)
    # nearly all mentions are right to the letter, and the rest costs more
    plain = found.filter("_linked", pl.all_horizontal(_same(*_ANSWER)))
    found = found.join(plain, on=_MENTION, how="anti", maintain_order="left")
    if found.is_empty():
        return found
    carries = pl.when(pl.col("time").is_null()).then(_says_number()).otherwise(_says_time())
    wrong = _offending(found.with_columns(_carries=carries))
    if not wrong.is_empty():
        wrong = wrong.join(_in_doubt(frames), on=["doc_id", "_of", "_carrier"], how="anti", maintain_order="left")
    return wrong if wrong.is_empty() else _described(_but_for_words(wrong))


def _in_doubt(frames: Frames) -> pl.DataFrame:
    """Quantities and time expressions whose value another rule reports, as `_expressions` names them."""
    quantities = frames["quantities"].with_columns(**with_fields()).filter(~sound())
    timexes = [timex_value(frames), interval_order(frames), weekday_and_date(frames)]
    doubtful = [(quantities, "quantity_ids"), *((rows, "timex_ids") for rows in timexes)]
    return pl.concat([rows.select("doc_id", _of=pl.lit(of), _carrier="id") for rows, of in doubtful])


def _carriers(mentions: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Mentions with each expression that they link; those that link none, with each that lies inside them."""
    counted = pl.col("time").is_null()
    kept = mentions.select(
        *(*_MENTION, "start", "end", "claim_id", "drift", *_ANSWER, "_file", "_line"),
        _links=pl.when(counted).then("quantity_ids").otherwise("timex_ids"),
        _of=pl.when(counted).then(pl.lit("quantity_ids")).otherwise(pl.lit("timex_ids")),
    )
    given = _expressions(frames)
    linked = kept.rename({"_links": "_carrier"}).explode("_carrier").join(given, on=["doc_id", "_of", "_carrier"])
    bare = kept.filter(pl.col("_links").list.len() == 0).drop("_links")
    inside = (pl.col("start") <= pl.col("_from")) & (pl.col("_to") <= pl.col("end"))
    held = bare.join(given, on=["doc_id", "_of"]).filter(inside)
    return pl.concat([linked.with_columns(_linked=True), held.select(*linked.columns).with_columns(_linked=False)])


def _expressions(frames: Frames) -> pl.DataFrame:
    """Quantities and time expressions: `_of`, the field that links them, `_carrier`, their id, and what they say."""
    own = {"_carrier": "id", "_from": "start", "_to": "end", "text_said": "text"}
    numbers = {f"{name}_said": name for name in NUMBERS}
    quantities = frames["quantities"].select("doc_id", **own, **numbers, _of=pl.lit("quantity_ids"))
    timexes = frames["timexes"].select("doc_id", **own, time_said="value", _of=pl.lit("timex_ids"))
    return pl.concat([quantities, timexes], how="diagonal")


def _offending(rows: pl.DataFrame) -> pl.DataFrame:
    """One row of each mention whose links all fail, or that holds what carries the value and does not link it."""
    fails = rows.filter(pl.col("_carries") != pl.col("_linked"))
    if fails.is_empty():
        return fails
    carried = rows.filter("_carries", "_linked")
    return fails.join(carried, on=_MENTION, how="anti").unique(_MENTION, keep="first", maintain_order=True)


def _says_number() -> pl.Expr:
    """Whether a quantity says the numbers of a claim, or none at all ("several")."""
    here, there = ([pl.col(name + suffix) for name in NUMBERS] for suffix in ("", "_said"))
    shared = pl.any_horizontal((one == other).fill_null(value=False) for one in here for other in there)
    return (
        pl.all_horizontal(_same(*NUMBERS))
        | (shared & _drifted())
        | pl.all_horizontal(other.is_null() for other in there)
    )


def _same(*names: str) -> list[pl.Expr]:
    return [pl.col(name).eq_missing(pl.col(f"{name}_said")) for name in names]


def _drifted() -> pl.Expr:
    return pl.col("drift") != "none"


def _says_time() -> pl.Expr:
    """Whether a time expression gives the date of a claim, as exactly, or leaves open what it does not give."""
    here, there = pl.col("time"), pl.col("time_said").str.replace("T.*", "")
    comparable = pl.col("time_said").str.contains(_COMPARABLE) & here.str.contains(_COMPARABLE)
    pairs = [(there, here), (there, _as_week(here)), (_as_week(there), here)]
    agree = pl.any_horizontal(_agree(one, other).fill_null(value=False) for one, other in pairs)
    return (here == pl.col("time_said")) | ~comparable | agree


def _as_week(value: pl.Expr) -> pl.Expr:
    """A day as weekday of its week, `2031-W10-2`; null for all else."""
    return value.str.to_date("%Y-%m-%d", strict=False).dt.to_string("%G-W%V-%u")


def _agree(said_there: pl.Expr, here: pl.Expr) -> pl.Expr:
    """Whether two values are one, or one of a mention that drifted is a part of the other; X stands for any digit."""
    cut = pl.when(_drifted()).then(said_there.str.slice(0, here.str.len_chars())).otherwise(said_there)
    return here.str.contains(pl.format("^{}$", cut.str.replace_all("X", "[0-9]")))


def _but_for_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Leaves out linked quantities whose words say the number: then their own value is wrong, not the link."""
    # few distinct words are left here, and reading them takes a grammar
    words = rows.select("text_said").drop_nulls().unique()
    read = [read_number(text) for text in words["text_said"]]
    ends = {"_low": [found and found.low for found in read], "_high": [found and found.high for found in read]}
    known = words.with_columns(pl.Series(name, values, pl.Float64) for name, values in ends.items())
    known = known.filter(pl.any_horizontal(pl.col(end).is_not_null() for end in ends)).with_columns(_read=True)
    low, high = (pl.coalesce("value", bound) for bound in ("value_min", "value_max"))
    ends_agree = low.eq_missing(pl.col("_low")) & high.eq_missing(pl.col("_high"))
    said_so = pl.col("_linked") & pl.col("_read") & ends_agree
    return rows.join(known, on="text_said", how="left", maintain_order="left").filter(~said_so.fill_null(value=False))


def _described(rows: pl.DataFrame) -> pl.DataFrame:
    here, there = said(*_ANSWER), said(*_ANSWER, suffix="_said")
    says_else = pl.format("{} has {}, and {} says {}", "claim_id", here, "_carrier", there)
    not_linked = pl.format("{} has {}; {} says so and is not linked", "claim_id", here, "_carrier")
    return rows.select(
        *(*_MENTION, "_file", "_line"),
        message=pl.when("_linked").then(says_else).otherwise(not_linked),
        field="_of",
        expected=pl.when("_linked")
        .then(pl.format("an expression that says {}", here))
        .otherwise(pl.format('"{}": ["{}"]', "_of", "_carrier")),
    )
