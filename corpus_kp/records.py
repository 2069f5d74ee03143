"""The native file's records: one typed struct per kind of line. Legal values stand in the schemas, not here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec

#: An offset or length in code points; tables hold it in 32 bits.
Offset = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]


class Record(msgspec.Struct, forbid_unknown_fields=True, tag_field="layer", omit_defaults=False, kw_only=True):
    """Base of every line of a native file; an unknown field is an error."""


class Span(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A half-open span in code points; `text` is absent in text-free tiers."""

    start: Offset
    end: Offset
    text: str | None = None


class Source(Span, kw_only=True):
    """A source span with the entities that it names."""

    entity_ids: list[str]


class Document(Record, tag="documents", kw_only=True):
    """First line of a native file."""

    doc_id: str
    title: str | None
    publisher: str | None
    genre: str
    lang: str
    dct: date | None
    url: str | None
    rights: str
    text_sha256: str
    n_codepoints: Offset


class Entity(Record, tag="entities", kw_only=True):
    """A mention of an entity."""

    id: str
    start: Offset
    end: Offset
    text: str | None = None
    label: str
    mention_type: str
    gpe_role: str | None = None
    entity_id: str


class Relation(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A relation to another quantity of the document."""

    type: str
    to: str


class Quantity(Record, tag="quantities", kw_only=True):
    """A number with its normalised value."""

    id: str
    start: Offset
    end: Offset
    text: str | None = None
    kind: str
    value: float | None = None
    value_min: float | None = None
    value_max: float | None = None
    modifier: str
    unit: str | None = None
    aggregation: str
    measured: Span | None = None
    relations: list[Relation] = []


class Timex(Record, tag="timexes", kw_only=True):
    """A time expression."""

    id: str
    start: Offset
    end: Offset
    text: str | None = None
    timex_type: str
    value: str
    mod: str | None = None
    resolution: str


class Attribution(Record, tag="attributions", kw_only=True):
    """Sources, cue and content of one attribution."""

    id: str
    sources: list[Source]
    cue: Span
    content: list[Span]
    source_realization: str
    source_type: str
    cue_class: str
    attr_type: str
    quote_type: str
    scopal_polarity: str | None = None
    determinacy: str | None = None
    parent_id: str | None = None
    link_type: str | None = None
    addressees: list[Span] = []


class Target(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a stance is about: an id, or the span of an event."""

    kind: str
    id: str | None = None
    start: Offset | None = None
    end: Offset | None = None


class Stance(Record, tag="stances", kw_only=True):
    """A holder's stance towards a target, in one dimension."""

    id: str
    holder: str
    attribution_id: str | None = None
    target: Target
    dimension: str
    certainty: str | None = None
    polarity: str | None = None
    response: str | None = None
    evaluation: str | None = None
    attitude: str | None = None
    cue: Span | None = None


class ClaimMention(Record, tag="claims", kw_only=True):
    """A place where the document states a claim of `claims.jsonl`."""

    id: str
    claim_id: str
    start: Offset
    end: Offset
    text: str | None = None
    attribution_id: str | None = None
    quantity_ids: list[str] = []
    timex_ids: list[str] = []
    origin_commitment: str
    author_commitment: str
    drift: str


Annotation = Entity | Quantity | Timex | Attribution | Stance | ClaimMention


class RegisterEntry(Record, tag="register", kw_only=True):
    """A line of `entities.jsonl`."""

    entity_id: str
    canonical_name: str
    label: str
    wikidata_qid: str | None = None
    kb_status: str
    aliases: list[str] = []
    parent_entity_id: str | None = None
    anonymous: bool = False


class Issue(Record, tag="issues", kw_only=True):
    """A question that documents answer (a line of `claims.jsonl`)."""

    issue_id: str
    question: str
    answer_type: str


class Claim(Record, tag="claim_register", kw_only=True):
    """An answer to an issue (a line of `claims.jsonl`)."""

    claim_id: str
    issue_id: str
    proposition: str
    value: float | None = None
    value_min: float | None = None
    value_max: float | None = None
    time: str | None = None
    event_status: str
    scope_key: str


class ClaimPair(Record, tag="claim_pairs", kw_only=True):
    """An adjudicated relation of two claims (a line of `claims.jsonl`)."""

    claim_a: str
    claim_b: str
    relation: str
    dimension: str
    status: str
    note: str | None = None


#: What carries start, end and, in tiers with text, the covered words.
SpanLike = Span | Entity | Quantity | Timex | ClaimMention
DocumentLine = Document | Annotation
ClaimsLine = Issue | Claim | ClaimPair

#: Table whose schema holds the legal values of a record's fields.
TABLE_OF: dict[type[Record], str] = {
    Document: "documents",
    Entity: "entities",
    Quantity: "quantities",
    Timex: "timexes",
    Attribution: "attributions",
    Stance: "stances",
    ClaimMention: "claims",
    RegisterEntry: "register",
    Issue: "claims",
    Claim: "claims",
    ClaimPair: "claim_pairs",
}


def layer_of(record: Record) -> str:
    """The value of the record's `layer` field."""
    tag: Any = record.__struct_config__.tag
    return str(tag)


def spans_of(record: Record) -> list[tuple[str, SpanLike]]:
    """Every span that carries its words, with its JSON path.

    Returns:
        Pairs of path (`content[1]`, empty for the record's own span) and the object with start, end and text.
    """
    match record:
        case Entity() | Timex() | ClaimMention():
            return [("", record)]
        case Quantity():
            return [("", record), *([("measured", record.measured)] if record.measured else [])]
        case Attribution():
            groups: dict[str, Sequence[Span]] = {
                "sources": record.sources,
                "content": record.content,
                "addressees": record.addressees,
            }
            nested = [(f"{name}[{i}]", span) for name, spans in groups.items() for i, span in enumerate(spans)]
            return [("cue", record.cue), *nested]
        case Stance():
            return [("cue", record.cue)] if record.cue else []
    return []


def places_of(record: Record) -> list[tuple[str, tuple[int, int]]]:
    """Every place in the text that a record points at: its spans, and the span of an event that a stance is about.

    Returns:
        Pairs of path (as in `spans_of`, or `target`) and start and end.
    """
    places = [(path, (span.start, span.end)) for path, span in spans_of(record)]
    if isinstance(record, Stance) and record.target.start is not None and record.target.end is not None:
        places.append(("target", (record.target.start, record.target.end)))
    return places
