"""KP6: issues and claims (C rules of the scheme)."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.rules.timexes import VALUE_PATTERNS
from corpus_kp.shingles import document_words, hashed_words, runs, runs_that_begin_with, with_text

#: Values that a claim may have, beside its time.
NUMBERS = ("value", "value_min", "value_max")
#: Words running of a text that a proposition may have at most.
MOST_WORDS = 8

#: A day in TIMEX3.
FULL_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"


@rule(
    "KP601",
    "C1",
    "claim-without-issue-or-mention",
    Level.REFERENCES,
    scope=Scope.CORPUS,
    reads={"claims": ("claim_id",)},
    why="An answer without its question cannot be compared, and one that no document gives is nobody's.",
    bad='{"layer": "claim_register", "claim_id": "strikers/n1200", "issue_id": "dockers_on_strike", ...}',
    good="""\
{"layer": "issues", "issue_id": "strikers", "question": "How many dockers went on strike?", ...}
{"layer": "claim_register", "claim_id": "strikers/n1200", "issue_id": "strikers", ...}""",
    help="Add the issue to claims.jsonl, or a mention to a document; or delete the claim.",
)
def claim_without_issue_or_mention(frames: Frames) -> pl.DataFrame:
    """Every claim answers an issue of `claims.jsonl` and is mentioned in a document.

    Mentions are not missed where some have a claim_id that nobody knows: they may be the ones.
    """
    claims, mentions = frames["claim_register"], frames["claims"]
    no_issue = claims.join(frames["issues"], on="issue_id", how="anti").with_columns(_lacks=pl.lit("issue"))
    no_mention = claims.join(mentions, on="claim_id", how="anti").with_columns(_lacks=pl.lit("mention"))
    if len(no_mention) and len(mentions.join(claims, on="claim_id", how="anti")):
        no_mention = no_mention.clear()
    return pl.concat([no_issue, no_mention]).with_columns(
        message=pl.format("the claim {} has no {}", "claim_id", "_lacks"),
        field=pl.lit("claim_id"),
        expected=pl.lit("an issue and at least one mention"),
    )


def _answers() -> dict[str, tuple[pl.Expr, str]]:
    """What a claim has to have by answer type, as a condition and in words."""
    value, low, high, time = (pl.col(name) for name in (*NUMBERS, "time"))
    no_bounds, no_time = low.is_null() & high.is_null(), time.is_null()
    ordered = pl.all_horizontal((first <= last).fill_null(value=True) for first, last in _ordered(value, low, high))
    date = time.str.contains(VALUE_PATTERNS["DATE"]) | time.str.contains(VALUE_PATTERNS["TIME"])
    real = ~time.str.contains(FULL_DATE) | time.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    whole = value == value.floor()
    nothing = (value.is_null() & no_bounds & no_time, "no value and no time; the proposition is the answer")
    return {
        "count": (
            (pl.min_horizontal(NUMBERS) >= 0) & ordered & no_time,
            "value, value_min or value_max, in order and not below 0, and no time",
        ),
        "ordinal": ((value >= 1) & whole & no_bounds & no_time, "a whole value of 1 or more, and nothing else"),
        "boolean": (value.is_in([0.0, 1.0]) & no_bounds & no_time, "value 1 for yes or 0 for no, and nothing else"),
        "date": (date & real & value.is_null() & no_bounds, "a TIMEX3 date or clock time as time, and no value"),
        "entity": nothing,
        "text": nothing,
    }


def _ordered(value: pl.Expr, low: pl.Expr, high: pl.Expr) -> list[tuple[pl.Expr, pl.Expr]]:
    return [(low, value), (value, high), (low, high)]


def _answering(frames: Frames) -> pl.DataFrame:
    """Claims with the answer type of their issue and `_expected`, what is wrong with them; null if nothing."""
    issues = frames["issues"].select("issue_id", "answer_type").unique("issue_id")
    wrong = [
        pl.when((pl.col("answer_type") == kind) & ~right.fill_null(value=False)).then(pl.lit(expected))
        for kind, (right, expected) in _answers().items()
    ]
    claims = frames["claim_register"].join(issues, on="issue_id", maintain_order="left")
    return claims.with_columns(_expected=pl.coalesce(wrong))


def fitting_claims(frames: Frames) -> pl.DataFrame:
    """Claims whose value fits the answer type of their issue: what can be compared."""
    return frames.view(_fitting)


def _fitting(frames: Frames) -> pl.DataFrame:
    return frames.view(_answering).filter(pl.col("_expected").is_null())


def said(*names: str, suffix: str = "") -> pl.Expr:
    """What stands in columns, in words: `value 1200, value_max 1200`, or `nothing`.

    Args:
        names: columns of numbers or strings, without the suffix.
        suffix: of the columns.
    """
    parts = (pl.lit(f"{name} ") + pl.col(name + suffix).cast(pl.String).str.strip_suffix(".0") for name in names)
    words = pl.concat_str(parts, separator=", ", ignore_nulls=True)
    return pl.when(words == "").then(pl.lit("nothing")).otherwise(words)


@rule(
    "KP602",
    "C2",
    "value-and-answer-type",
    Level.LAYERS,
    scope=Scope.REGISTERS,
    reads={"claim_register": (), "issues": ()},
    why="Answers to one question can be compared only where they are of one kind.",
    bad="""\
{"layer": "issues", "issue_id": "walkout_day", ..., "answer_type": "date"}
{"layer": "claim_register", "claim_id": "walkout_day/monday", ..., "value": 3, "time": null, ...}""",
    good="""\
{"layer": "issues", "issue_id": "walkout_day", ..., "answer_type": "date"}
{"layer": "claim_register", "claim_id": "walkout_day/monday", ..., "value": null, "time": "2031-03-03", ...}""",
    help="Mend the value or time of the claim, or the answer_type of its issue.",
)
def value_and_answer_type(frames: Frames) -> pl.DataFrame:
    """A claim has the value that the answer type of its issue asks for, and no other."""
    wrong = frames.view(_answering).filter(pl.col("_expected").is_not_null())
    if wrong.is_empty():
        return wrong
    about_time = (pl.col("answer_type") == "date") | pl.col("time").is_not_null()
    given = pl.coalesce(pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in NUMBERS)
    return wrong.with_columns(
        message=pl.format(
            "{} answers a question of type {} with {}", "claim_id", "answer_type", said(*NUMBERS, "time")
        ),
        field=pl.when(about_time).then(pl.lit("time")).otherwise(given.fill_null("value")),
        expected="_expected",
    )


@rule(
    "KP614",
    "C10",
    "proposition-repeats-text",
    Level.LAYERS,
    severity="warning",
    scope=Scope.REGISTERS,
    why="A claim worded as one text says it is that text's wording, hedges and all, for every other document too.",
    bad='{"layer": "claim_register", ..., "proposition": "Dock workers in Port Ansel walked out on Monday."}',
    good='{"layer": "claim_register", ..., "proposition": "The dockers went on strike on 3 March 2031."}',
    help="Say it in words of your own.",
)
def proposition_repeats_text(frames: Frames) -> pl.DataFrame:
    """A proposition has no more than eight words running of a text.

    Texts that may not be given on are held to fewer, by the rule on protected words.
    """
    long = pl.col("proposition").str.count_matches(r"\s") >= MOST_WORDS
    claims = frames["claim_register"].filter(long).with_columns(text="proposition")
    texts = with_text(frames).filter(pl.col("tier") == "open")
    if claims.is_empty() or texts.is_empty():
        return claims.clear()
    words, of_documents = hashed_words(claims), document_words(frames)
    of_texts = runs_that_begin_with(of_documents, words, MOST_WORDS + 1)
    owned = of_texts.with_columns(_doc_id=of_documents["doc_id"].gather(of_texts["_word"]).cast(pl.String))
    of_open = owned.filter(pl.col("_doc_id").is_in(texts["doc_id"].implode()))
    found = runs(words, MOST_WORDS + 1).join(of_open, on="_run", suffix="_text")
    return _described(claims, _longest(found)) if len(found) else claims.clear()


def _longest(found: pl.DataFrame) -> pl.DataFrame:
    """Of each proposition the text with most words running, and how many they are."""
    places = found.unique(["_row", "_row_text", "_word"]).sort("_row", "_row_text", "_word")
    stretch = pl.col("_word").cast(pl.Int64) - pl.int_range(pl.len()).over("_row", "_row_text")
    lengths = places.group_by("_row", "_row_text", "_doc_id", _stretch=stretch).agg(_words=pl.len() + MOST_WORDS)
    return lengths.sort("_row", "_words", "_row_text", descending=[False, True, False]).unique("_row", keep="first")


def _described(claims: pl.DataFrame, longest: pl.DataFrame) -> pl.DataFrame:
    rows = claims.select(pl.all(), _row=pl.int_range(pl.len())).join(longest, on="_row", maintain_order="left")
    return rows.with_columns(
        message=pl.format("the proposition of {} has {} words running of {}", "claim_id", "_words", "_doc_id"),
        field=pl.lit("proposition"),
        expected=pl.lit(f"no more than {MOST_WORDS} words running of a text"),
    )
