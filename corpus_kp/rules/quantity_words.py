"""KP40: quantities against the words of the text (Q rules of the scheme). Word lists are English, as the corpus is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import polars as pl

from corpus_kp.catalogue import Level
from corpus_kp.frames import Frames
from corpus_kp.matches import matches
from corpus_kp.numbers import HEDGES, HEDGES_BEHIND, modifier_of, read_number
from corpus_kp.rules.checks import rule
from corpus_kp.rules.following_words import EDGE, LETTER, SPACE, any_of, english, following_noun, noun_phrase
from corpus_kp.rules.quantities import VALUES, shown, sound, with_fields, with_reach
from corpus_kp.spans import all_spans, surroundings

#: Code points of the text that are looked at before and behind a quantity.
_BESIDE = 60
#: A measured thing that is farther from its number, in code points, is looked at.
_FAR = 60
#: Two numbers are equal within this share of the larger one.
_TOLERANCE = 1e-9
#: Hedges that are prepositions too: before small counts they name a place or topic ("about two ships").
_PREPOSITIONS = ("about", "around", "over", "above", "under", "below", "close to", "approaching")
_SMALL = 10
#: Words after which those are no hedges: "reports about 200 ships", "control over 200 ships".
_GOVERNORS = (
    *("talk", "talks", "talked", "talking", "speak", "speaks", "spoke", "spoken", "speaking", "ask", "asked", "asking"),
    *("know", "knows", "knew", "known", "knowing", "hear", "heard", "hearing", "learn", "learned", "learnt", "think"),
    *("thought", "worry", "worries", "worried", "concern", "concerns", "concerned", "report", "reports", "question"),
    *("questions", "information", "intelligence", "news", "word", "claim", "claims", "statement", "statements"),
    *("doubt", "doubts", "rumour", "rumours", "rumor", "rumors", "story", "stories", "detail", "details", "data"),
    *("evidence", "complain", "complained", "complaint", "complaints", "warning", "warnings", "warned", "warn"),
    *("remark", "remarks", "comment", "comments", "discussion", "discussions", "debate", "message", "messages"),
    *("something", "anything", "nothing", "much", "how", "told", "lied", "inform", "informed", "fear", "fears"),
    *("dispute", "disputes", "row", "fight", "fights", "fought", "war", "control", "power", "clash", "clashes"),
    *("clashed", "protest", "protests", "protested", "tension", "tensions", "anger", "angry", "authority", "outrage"),
    *("flew", "fly", "flying", "flown", "take", "took", "taken", "taking", "hand", "handed", "turn", "turned"),
)
_AGAIN = ("another", "a further", "an additional", "a total of")
#: "from" and "between" need both ends of a range.
_LEADS = any_of(phrase for modifier, phrases in HEDGES.items() if modifier != "range" for phrase in phrases)
_HEDGE_BEFORE = rf"(?i)(?:^|[^a-zA-Z0-9.-])((?:{_LEADS})(?:{SPACE}(?:{any_of(_AGAIN)}))?{SPACE}?)$"
_GOVERNED = rf"(?i){EDGE}(?:{any_of(_GOVERNORS)}){SPACE}(?:{any_of(_PREPOSITIONS)}){SPACE}$"
_BEHIND = [phrase for phrases in HEDGES_BEHIND.values() for phrase in phrases]
#: "20 or more dockers", "20-plus", "20+".
_HEDGE_BEHIND = (
    rf"(?i)^({SPACE}(?:{any_of(phrase for phrase in _BEHIND if phrase.startswith('or '))})"
    rf"|-?(?:{any_of(phrase for phrase in _BEHIND if ' ' not in phrase)}))(?:[^a-zA-Z0-9]|$)"
)
#: "20 at least", where the clause ends; not "at most quays".
_AT_BEHIND = rf"(?i)^({SPACE}(?:{any_of(phrase for phrase in _BEHIND if phrase.startswith('at '))}))(?:[^a-zA-Z0-9 ]|$)"
_YEAR = r"^(?:1[89][0-9]{2}|20[0-9]{2}|2100)$"

#: Words that say how a number adds up, by aggregation: right before the span, and in it at its start.
_BEFORE = {
    "total": r"(?:a |the )?total of|totall?ing|in total,?|in all,|altogether,?",
    "additional": "another|an additional|additional|a further",
    "subset": "among (?:them|whom),?",
}
#: The same right behind the span; "more than" is a hedge.
_MORE = rf"(?i)^{SPACE}(more|further|additional|extra){EDGE}"
_NOT_MORE = rf"(?i)^{SPACE}(?:more|further){SPACE}(?:than|or|and|likely|often){EDGE}"
#: The same behind the noun that is counted, by aggregation, where the clause ends with them.
_AT_END = {"total": "in total|in all|altogether|total", "each": "each|apiece"}
_AMONG = (
    rf"(?i)^((?:{SPACE}{LETTER}+){{0,3}}?){SPACE}(?:is|are|was|were|be|been) (among){SPACE}(?:the|those|them){EDGE}"
)
#: Texts whose numbers are remembered.
_REMEMBERED = 2**16
_DIGITS = r"[0-9]+(?:[.,:][0-9]+)*"


def quantities_in_text(frames: Frames) -> pl.DataFrame:
    """Quantities whose text is at hand, in English, and whose fields agree, with the words beside them.

    Returns:
        The columns of the table, `_filled` and `_wanted`, and `_words`, `_left`, `_right` as `surroundings` gives them.
    """
    return frames.view(_quantities_in_text)


def _quantities_in_text(frames: Frames) -> pl.DataFrame:
    rows = frames["quantities"].with_columns(**with_fields()).filter(sound())
    return surroundings(rows, english(frames), _BESIDE, _BESIDE)


@rule(
    "KP404",
    "Q4",
    "hedge-but-exact",
    Level.LAYERS,
    severity="warning",
    why="An estimate counts as a precise number, and the source seems to contradict the next one.",
    bad='{"text": "about 1,200", "modifier": "exact", "value": 1200}',
    good='{"text": "about 1,200", "modifier": "approx", "value": 1200}',
    help="Take the hedge word into the span and set the modifier; exact only where no word limits the number.",
)
def hedge_but_exact(frames: Frames) -> pl.DataFrame:
    """A number with a hedge word in the span or right beside it (about, more than, up to, or more) is not exact."""
    exact = (pl.col("modifier") == "exact") & (pl.col("kind") != "ordinal")
    beside = quantities_in_text(frames).filter(exact).with_columns(_before=_hedge_before(), _behind=_hedge_behind())
    hedged = pl.any_horizontal(pl.col("_before", "_behind").is_not_null(), pl.col("_words").str.contains("[^0-9.,]"))
    return (
        _with_distinct(beside.filter(hedged).with_columns(_said=_said()), "_said", {"_shown": pl.String}, _modifier)
        .filter(pl.col("_shown").is_not_null())
        .with_columns(
            message=pl.format('modifier exact, but the text says "{}"', "_said"),
            field=pl.lit("modifier"),
            expected=pl.col("_shown"),
        )
    )


def _hedge_before() -> pl.Expr:
    left, hedge = pl.col("_left"), pl.col("_left").str.extract(_HEDGE_BEFORE)
    small = (pl.col("kind") == "count") & (pl.col("value") < _SMALL)
    place = hedge.str.strip_chars().str.to_lowercase().is_in(_PREPOSITIONS) & (small | left.str.contains(_GOVERNED))
    return pl.when(place.not_()).then(hedge)


def _hedge_behind() -> pl.Expr:
    right = pl.col("_right")
    return pl.coalesce(right.str.extract(_HEDGE_BEHIND), right.str.extract(_AT_BEHIND))


def _said() -> pl.Expr:
    """The words of the span with the hedge beside it."""
    return pl.concat_str("_before", "_words", "_behind", ignore_nulls=True)


@lru_cache(_REMEMBERED)
def _modifier(text: str) -> tuple[str | None]:
    return (modifier_of(text),)


def _with_distinct(
    rows: pl.DataFrame, column: str, schema: Mapping[str, type[pl.DataType]], read: Callable[[str], tuple[object, ...]]
) -> pl.DataFrame:
    """Adds what is read from a column of texts.

    Words are parsed in Python, which no column expression can do, so each distinct text is read once, in however many
    shards it stands: a corpus has few different numbers.
    """
    texts = rows[column].unique()
    found = [(text, *read(text)) for text in texts]
    table = pl.DataFrame(found, schema={column: pl.String, **schema}, orient="row")
    return rows.join(table, on=column, how="left", maintain_order="left")


@rule(
    "KP405",
    "Q5",
    "number-and-value",
    Level.LAYERS,
    severity="warning",
    why="A digit that was lost in typing makes two reports of one number contradict each other.",
    bad='{"text": "12,000", "modifier": "exact", "value": 1200}',
    good='{"text": "12,000", "modifier": "exact", "value": 12000}',
    help="Mend the value; write a number as the text has it, a percent as 15 for 15 %.",
)
def number_and_value(frames: Frames) -> pl.DataFrame:
    """The number that the words say is the value.

    value, value_min or value_max are compared, as the modifier uses them. Words that are not understood for sure are
    not judged.
    """
    schema = {"_low": pl.Float64, "_high": pl.Float64}
    rows = quantities_in_text(frames).filter(pl.col("_filled") != "")
    read = _with_distinct(rows, "_words", schema, _ends).with_columns(_wrong=_wrong_field())
    stored = pl.coalesce(pl.when(pl.col("_wrong") == name).then(pl.col(name)) for name in VALUES)
    return read.filter(pl.col("_wrong").is_not_null()).with_columns(
        message=pl.format('{} {}, but the text says "{}"', "_wrong", shown(stored), "_words"),
        field=pl.col("_wrong"),
        expected=pl.when(_is_range())
        .then(pl.format("{} to {}", shown(pl.col("_low")), shown(pl.col("_high"))))
        .otherwise(shown(pl.coalesce("_low", "_high"))),
    )


@lru_cache(_REMEMBERED)
def _ends(text: str) -> tuple[float | None, float | None]:
    number = read_number(text)
    return (number.low, number.high) if number else (None, None)


def _wrong_field() -> pl.Expr:
    """The first value field that is not what was read; of an exact range its modifier is wrong (KP404)."""
    low, high = pl.coalesce("_low", "_high"), pl.coalesce("_high", "_low")
    wrong = {
        "value": pl.when(_is_range()).then(pl.col("modifier") != "exact").otherwise(_differs("value", low)),
        "value_min": _differs("value_min", low),
        "value_max": _differs("value_max", high),
    }
    one_end = (pl.col("modifier") == "range") & ~_is_range() & ~(wrong["value_min"] & wrong["value_max"])
    found = pl.coalesce(pl.when(wrong[name] & pl.col(name).is_not_null()).then(pl.lit(name)) for name in VALUES)
    return pl.when(~one_end).then(found)


def _is_range() -> pl.Expr:
    return (pl.col("_low") != pl.col("_high")).fill_null(value=False)


def _differs(column: str, number: pl.Expr) -> pl.Expr:
    stored = pl.col(column)
    return ((stored - number).abs() > _TOLERANCE * pl.max_horizontal(stored.abs(), number.abs())).fill_null(value=False)


@rule(
    "KP406",
    "Q6",
    "count-without-measured",
    Level.LAYERS,
    severity="warning",
    why="Nobody can tell whether two counts are about the same thing.",
    bad='{"text": "1,200", "measured": null} before "dockers"',
    good='{"text": "1,200", "measured": {"start": 119, "end": 126, "text": "dockers"}}',
    help="Mark the noun with the words before it, without number and article; null only where the text has none.",
)
def count_without_measured(frames: Frames) -> pl.DataFrame:
    """A count with a noun behind it has the noun as its measured thing."""
    bare = (pl.col("kind") == "count") & pl.col("measured_start").is_null()
    rows = quantities_in_text(frames).filter(bare).filter(~_year_like()).with_columns(_noun=_noun())
    first = pl.col("end") + 1
    return rows.filter(pl.col("_noun").is_not_null()).with_columns(
        message=pl.format('measured null, but "{}" follows', "_noun"),
        field=pl.lit("measured"),
        expected=pl.format(
            "[{}, {}), or the part of it that is counted", first, first + pl.col("_noun").str.len_chars()
        ),
    )


def _noun() -> pl.Expr:
    return following_noun(pl.col("_right"))


def _year_like() -> pl.Expr:
    return pl.col("_words").str.contains(_YEAR) & (pl.col("modifier") == "exact")


@rule(
    "KP407",
    "Q7",
    "measured-far",
    Level.LAYERS,
    severity="warning",
    why="A number is taken for that of a thing which the sentence does not count.",
    bad='{"start": 107, "text": "1,200", "measured": {"start": 34, "end": 46, "text": "Dock workers"}}',
    good='{"start": 107, "text": "1,200", "measured": {"start": 113, "end": 120, "text": "dockers"}}',
    help="Mark the noun beside the number; an earlier one only where the number stands alone.",
)
def measured_far(frames: Frames) -> pl.DataFrame:
    """The measured thing is within 60 characters of its number.

    A number without a noun of its own ("about twenty", "the 18") may have it from any place before.
    """
    before, behind = pl.col("start") - pl.col("measured_end"), pl.col("measured_start") - pl.col("end")
    far = pl.max_horizontal(before, behind) > _FAR
    rows = quantities_in_text(frames).filter(far).with_columns(_noun=_noun())
    own = (pl.col("kind") == "count") & pl.col("_noun").is_not_null()
    return rows.filter(own | (behind > 0)).with_columns(
        message=pl.format("the measured thing is {} code points away", pl.max_horizontal(before, behind)),
        field=pl.lit("measured"),
        expected=pl.when(own)
        .then(pl.format('"{}" or the part of it that is counted', "_noun"))
        .otherwise(pl.lit(f"a measured thing within {_FAR} code points")),
    )


@rule(
    "KP409",
    "Q9",
    "year-as-count",
    Level.LAYERS,
    severity="warning",
    why="Years among counts make sums and means nonsense.",
    bad='{"layer": "quantities", "text": "2031", "kind": "count", "value": 2031, "measured": null}',
    good='{"layer": "timexes", "text": "2031", "timex_type": "DATE", "value": "2031"}',
    help="Make it a timex; if it is a count, mark what is counted.",
)
def year_as_count(frames: Frames) -> pl.DataFrame:
    """A number that looks like a year and measures nothing is a timex."""
    bare = pl.col("kind").is_in(["count", "ordinal"]) & pl.col("measured_start").is_null()
    rows = quantities_in_text(frames).filter(bare)
    return rows.filter(_year_like()).with_columns(
        message=pl.format("{} {} measures nothing and looks like a year", "kind", "_words"),
        field=pl.lit("kind"),
        expected=pl.format("a timex with value {}, or a measured thing", "_words"),
    )


@rule(
    "KP410",
    "Q10",
    "aggregation-word",
    Level.LAYERS,
    severity="warning",
    why="A part is compared with a total, or three more with three in all.",
    bad='{"text": "300", "aggregation": "none"} in "another 300 dockers"',
    good='{"text": "300", "aggregation": "additional"} in "another 300 dockers"',
    help="Set the aggregation that the word shows; the word stays outside the span.",
)
def aggregation_word(frames: Frames) -> pl.DataFrame:
    """Words that say how a number adds up (a total of, in all, more, another, among, each) set its aggregation."""
    plain = (pl.col("aggregation") == "none") & (pl.col("kind") != "ordinal")
    found = _aggregation_words()
    rows = quantities_in_text(frames).filter(plain).with_columns(**found)
    return rows.filter(pl.any_horizontal(pl.col(*found).is_not_null())).with_columns(
        message=pl.format('aggregation none, but the text says "{}"', pl.coalesce(*found).str.strip_chars_end(",")),
        field=pl.lit("aggregation"),
        expected=pl.coalesce(pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in found),
    )


def _aggregation_words() -> dict[str, pl.Expr]:
    """The word that shows an aggregation, by aggregation."""
    left, words, right = pl.col("_left"), pl.col("_words"), pl.col("_right")
    before = {
        name: pl.coalesce(
            left.str.extract(rf"(?i)(?:^|[^a-zA-Z0-9])({these}){SPACE}$"), words.str.extract(rf"(?i)^({these}){SPACE}")
        )
        for name, these in _BEFORE.items()
    }
    more = (pl.col("kind") == "count") & ~right.str.contains(_NOT_MORE)
    return {
        "total": pl.coalesce(before["total"], _behind_noun(_at_end(_AT_END["total"]))),
        "additional": pl.coalesce(before["additional"], pl.when(more).then(right.str.extract(_MORE))),
        "each": _behind_noun(_at_end(_AT_END["each"])),
        "subset": pl.coalesce(before["subset"], _behind_noun(_AMONG)),
    }


def _at_end(words: str) -> str:
    return rf"(?i)^((?:{SPACE}{LETTER}+){{0,3}}?){SPACE}({words})(?:[^a-zA-Z0-9 ]|$)"


def _behind_noun(pattern: str) -> pl.Expr:
    """The second group of a pattern, where the first may be the noun that is counted."""
    right = pl.col("_right")
    between = right.str.extract(pattern, 1)
    return pl.when(noun_phrase(between) == between).then(right.str.extract(pattern, 2))


@rule(
    "KP412",
    "Q12",
    "uncovered-digits",
    Level.LAYERS,
    severity="warning",
    why="A number that was passed over is missing from every comparison, and nothing else shows it.",
    bad='no line for "300" in "and 300 lorries waited"',
    good='{"layer": "quantities", "text": "300", "kind": "count", "value": 300}',
    help="Annotate the number as quantity or timex, or the name that it belongs to as entity.",
)
def uncovered_digits(frames: Frames) -> pl.DataFrame:
    """Digits of the text stand in a quantity, a timex, a name or a source.

    Documents without any of these are not judged: nobody has annotated them yet.
    """
    named = (pl.col("role").is_in(["measured", "source", "addressee"])) | (
        (pl.col("role") == "span") & (pl.col("layer") != "claims")
    )
    free = (pl.col("_reach") <= pl.col("start")).fill_null(value=True)
    covering = all_spans(frames).lazy().filter(named).select("doc_id", "start", "end").collect()
    return (
        with_reach(digits_of(frames), covering)
        .filter(free, pl.col("doc_id").is_in(covering["doc_id"].unique().implode()))
        .with_columns(
            message=pl.format('no annotation has the digits "{}"', "_digits"),
            expected=pl.lit("a quantity, a timex or an entity there"),
        )
    )


def digits_of(frames: Frames) -> pl.DataFrame:
    """Every run of digits in the texts, with its place.

    Returns:
        doc_id, `_file` and `_line` of the document, start, end and `_digits`.
    """
    texts = frames["documents"].filter(pl.col("text").is_not_null()).select("doc_id", "text", "_file", "_line")
    return matches(texts, _DIGITS).rename({"_match": "_digits"}).drop("_left", "_right")
