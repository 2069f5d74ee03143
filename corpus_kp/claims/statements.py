"""Who says what on an issue: its claims, their mentions with sources and dates, and their relations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import polars as pl

from corpus_kp.claims.answers import counted, dated, number, yes_or_no
from corpus_kp.claims.issues import CONFLICT, Issue, issue_named, mentioned, related
from corpus_kp.dates import days
from corpus_kp.frames import Frames

#: The document's own voice, and a source that a text leaves out, in chains.
AUTHOR, LEFT_OUT = "AUTHOR", "?"
_NUMBERS = ("value", "value_min", "value_max")
#: Modifiers of dates that leave one side open: they bound what is told, and do not say when it was told.
_OPEN_ENDED = ("BEFORE", "AFTER", "ON_OR_BEFORE", "ON_OR_AFTER")
#: Years that calendars have, with one to spare for the day after the last one.
_YEARS = ("0001", "9998")


@dataclass(frozen=True)
class When:
    """When a mention was made.

    Attributes:
        value: TIMEX3 date.
        mod: its modifier.
        of: whether the mention links the date, or it is the document's.
        first, after: its first day and the one after its last, as days since 1970; None where it leaves them open.
    """

    value: str
    mod: str | None
    of: Literal["mention", "document"]
    first: int | None
    after: int | None


@dataclass(frozen=True)
class Claim:
    """An answer to an issue; columns of the register, and how often it is mentioned."""

    claim_id: str
    proposition: str
    value: float | None
    value_min: float | None
    value_max: float | None
    time: str | None
    event_status: str
    scope_key: str
    mentions: int


@dataclass(frozen=True)
class Mention:
    """A place where a document states a claim.

    Attributes:
        doc_id, id, start, end: where; offsets in code points, half-open.
        text: the words; None where they are not at hand.
        claim_id: what is said.
        says: the same in a few words, hedged as in the document.
        modifier: of the quantity that carries the number, where one does.
        chain: who said it through whom, ids from AUTHOR inwards, several joined by `+`, `?` where left out.
        names: the same with the names of the register.
        when: the date; None where it is not known.
        origin_commitment, author_commitment: how far the innermost source and the document hold it true.
        drift: change against the origin's own words.
    """

    doc_id: str
    id: str
    start: int
    end: int
    text: str | None
    claim_id: str
    says: str
    modifier: str | None
    chain: tuple[str, ...]
    names: tuple[str, ...]
    when: When | None
    origin_commitment: str
    author_commitment: str
    drift: str


@dataclass(frozen=True)
class Pair:
    """Two related claims, as in the register."""

    claim_a: str
    claim_b: str
    relation: str
    dimension: str
    status: str
    same_scope: bool | None
    note: str | None


@dataclass(frozen=True)
class Statements:
    """Everything that is said on an issue.

    Attributes:
        issue: the question.
        claims: its answers, in order of the register.
        mentions: by date; those without one come last.
        pairs: relations of its claims, conflicts first.
    """

    issue: Issue
    claims: Sequence[Claim]
    mentions: Sequence[Mention]
    pairs: Sequence[Pair]


def statements(frames: Frames, name: str, documents: Collection[str] = ()) -> Statements:
    """Who says what on an issue.

    Args:
        frames: tables of the corpus.
        name: of the issue.
        documents: ids; only what these mention. None means all, with the claims that no document mentions.

    Raises:
        UsageError: there is no such issue or document.
    """
    issue = issue_named(frames, name, documents)
    every = mentioned(frames, documents)
    own = every.filter(issue_id=name)
    claims = frames["claim_register"].filter(issue_id=name).unique("claim_id", keep="first", maintain_order=True)
    if documents:
        claims = claims.join(own, on="claim_id", how="semi", maintain_order="left")
    pairs = related(frames, every, documents)
    ids = claims["claim_id"].implode()
    pairs = pairs.filter(pl.col("claim_a").is_in(ids) | pl.col("claim_b").is_in(ids))
    return Statements(issue, _claims(claims, own), _mentions(own, frames, issue), _pairs(pairs))


def is_in_words(claim: Claim) -> bool:
    """Whether a claim has no number and no date, so that its proposition is the answer."""
    return all(given is None for given in (claim.value, claim.value_min, claim.value_max, claim.time))


def record(said: Statements) -> dict[str, Any]:
    """What is said on an issue as plain values, for JSON."""
    return {
        "issue": asdict(said.issue),
        "claims": [asdict(claim) for claim in said.claims],
        "mentions": [_mention_record(mention) for mention in said.mentions],
        "pairs": [asdict(pair) for pair in said.pairs],
    }


def _mention_record(mention: Mention) -> dict[str, Any]:
    when = mention.when and {name: getattr(mention.when, name) for name in ("value", "mod", "of")}
    return asdict(mention) | {"when": when}


def _claims(claims: pl.DataFrame, mentions: pl.DataFrame) -> list[Claim]:
    places = mentions.group_by("claim_id").agg(mentions=pl.len())
    counts = claims.join(places, on="claim_id", how="left", maintain_order="left")
    rows = counts.with_columns(pl.col("mentions").fill_null(0)).select(list(Claim.__dataclass_fields__))
    return [Claim(**row) for row in rows.iter_rows(named=True)]


def _pairs(pairs: pl.DataFrame) -> list[Pair]:
    rows = pairs.sort(pl.col("relation") != CONFLICT, pl.col("status") == "spurious", maintain_order=True)
    return [Pair(**row) for row in rows.select(list(Pair.__dataclass_fields__)).iter_rows(named=True)]


def _mentions(own: pl.DataFrame, frames: Frames, issue: Issue) -> list[Mention]:
    keys = ["doc_id", "id"]
    rows = own
    for found in (_modifiers(own, frames), _answer_mods(own, frames), _dates(own, frames)):
        rows = rows.join(found, on=keys, how="left", maintain_order="left")
    first, after = days("_day")
    rows = rows.with_columns(_day=pl.col("_when").str.replace("T.*", ""))
    rows = rows.with_columns(_first=first.cast(pl.Int32), _after=after.cast(pl.Int32))
    in_order = rows.sort("_first", "_after", "doc_id", "start", "end", "id", nulls_last=True)
    names = dict(frames["register"].select("entity_id", "canonical_name").iter_rows())
    return [_mention(row, names, issue) for row in in_order.iter_rows(named=True)]


def _modifiers(own: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Modifier of the first quantity that a mention links and that has the numbers of its claim."""
    linked = own.select("doc_id", "id", *_NUMBERS, _quantity="quantity_ids").explode("_quantity")
    quantities = frames["quantities"].select("doc_id", "modifier", *_NUMBERS, _quantity="id")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name}_right")) for name in _NUMBERS)
    found = linked.join(quantities, on=["doc_id", "_quantity"], maintain_order="left").filter(same)
    return found.unique(["doc_id", "id"], keep="first", maintain_order=True).select("doc_id", "id", "modifier")


def _answer_mods(own: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """`_answer_mod` of mentions that answer with a date: that of the first time expression that they link."""
    linked = own.filter(pl.col("time").is_not_null()).select("doc_id", "id", _timex="timex_ids").explode("_timex")
    timexes = frames["timexes"].select("doc_id", _timex="id", _answer_mod="mod")
    found = linked.join(timexes, on=["doc_id", "_timex"], maintain_order="left").drop("_timex")
    return found.unique(["doc_id", "id"], keep="first", maintain_order=True)


def _dates(own: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """`_when`, `_mod` and `_of` of mentions: a date that they link, unless it is the answer, else the document's."""
    linked = own.filter(pl.col("time").is_null()).select("doc_id", "id", _timex="timex_ids").explode("_timex")
    year = pl.col("value").str.extract(r"^(\d{4})(?:-|$)")
    known = pl.col("timex_type").is_in(["DATE", "TIME"]) & (year >= _YEARS[0]) & (year <= _YEARS[1])
    closed = ~pl.col("mod").is_in(_OPEN_ENDED).fill_null(value=False)
    timexes = frames["timexes"].filter(known, closed)
    timexes = timexes.select("doc_id", _timex="id", _when="value", _mod="mod", _of=pl.lit("mention"))
    found = linked.join(timexes, on=["doc_id", "_timex"], maintain_order="left").drop("_timex")
    created = (
        frames["documents"]
        .filter(pl.col("dct").is_not_null())
        .select(
            "doc_id", _when=pl.col("dct").dt.strftime("%Y-%m-%d"), _mod=pl.lit(None, pl.String), _of=pl.lit("document")
        )
    )
    told = own.select("doc_id", "id").join(created, on="doc_id", maintain_order="left")
    return pl.concat([found, told]).unique(["doc_id", "id"], keep="first", maintain_order=True)


def _mention(row: Mapping[str, Any], names: Mapping[str, str], issue: Issue) -> Mention:
    when = When(row["_when"], row["_mod"], row["_of"], row["_first"], row["_after"]) if row["_when"] else None
    chain = tuple(row["chain"])
    given = {name: row[name] for name in Mention.__dataclass_fields__ if name in row}
    named = tuple(" + ".join(names.get(entity, entity) for entity in source.split("+")) for source in chain)
    return Mention(**given | {"says": _says(row, issue), "chain": chain, "names": named, "when": when})


def _says(row: Mapping[str, Any], issue: Issue) -> str:
    """A claim in a few words: its number, date, yes or no; else the whole proposition."""
    if row["time"] is not None:
        return dated(row["time"], row["_answer_mod"])
    value, low, high = (row[name] for name in _NUMBERS)
    if issue.answer_type == "boolean" and value is not None:
        return yes_or_no(value)
    if issue.answer_type == "ordinal" and value is not None:
        return f"no. {number(value)}"
    return counted(value, low, high, row["modifier"]) or str(row["proposition"])
