"""KP2: entity mentions and the register (E rules of the scheme). KP201 (E1) is found while reading."""

from __future__ import annotations

import polars as pl

from corpus_kp.catalogue import Level, Scope
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import rule
from corpus_kp.rules.claim_pairs import cycles_of
from corpus_kp.rules.spans import quoted
from corpus_kp.spans import all_spans, surroundings

#: Where an annotation stands.
_LINE = ("doc_id", "id", "_file", "_line")
#: A rule about the register alone needs nothing of documents; of a corpus in shards it is judged once.
_REGISTER_ALONE = {"register": ()}
#: Code points after a pronoun in which its antecedent may follow, as far as its sentence goes.
_CATAPHORA = 200
#: The rest of a sentence.
_SENTENCE_REST = r"^(?s:.*?)(?:\n|[.!?]\p{P}*(?:\s|$))"


@rule(
    "KP202",
    "E2",
    "entity-label-conflict",
    Level.LAYERS,
    scope=Scope.REGISTERS,
    help="Use the label of the register, or another entity_id.",
    why="An entity with two labels falls into two classes, and a model is trained to say both.",
    bad='{"text": "Harbour Union", "label": "FAC", "entity_id": "harbour-union"}, where the register has ORG',
    good='{"text": "Harbour Union", "label": "ORG", "entity_id": "harbour-union"}',
)
def label_conflict(frames: Frames) -> pl.DataFrame:
    """Every mention bears the one label that its entity has in the register."""
    register = frames["register"].select("entity_id", _label="label").unique("entity_id")
    mentions = frames["entities"].join(register, on="entity_id", maintain_order="left")
    return mentions.filter(pl.col("label").cast(pl.String) != pl.col("_label")).with_columns(
        message=pl.format("{} is {} here, but {} in the register", "entity_id", "label", "_label"),
        field=pl.lit("label"),
        expected=pl.col("_label"),
    )


@rule(
    "KP204",
    "E1",
    "gpe-role",
    Level.LAYERS,
    help="Delete the role, or give the mention the label GPE.",
    why="Only a state or town is meant now as a place, now as a government; elsewhere a role says nothing.",
    bad='{"text": "Harbour Union", "label": "ORG", "gpe_role": "org"}',
    good='{"text": "Harbour Union", "label": "ORG", "gpe_role": null}',
)
def gpe_role(frames: Frames) -> pl.DataFrame:
    """Only a GPE has a role.

    Where the register calls the entity a GPE, it is the label that is wrong, and another rule says so.
    """
    is_gpe = pl.col("label").cast(pl.String) == "GPE"
    places = frames["register"].filter(is_gpe)
    others = frames["entities"].filter(~is_gpe & pl.col("gpe_role").is_not_null())
    return others.join(places, on="entity_id", how="anti", maintain_order="left").with_columns(
        message=pl.format("gpe_role is {} on {}", "gpe_role", "label"),
        field=pl.lit("gpe_role"),
        expected=pl.lit("null"),
    )


@rule(
    "KP205",
    "E4",
    "qid-and-status",
    Level.REFERENCES,
    severity="warning",
    scope=Scope.REGISTERS,
    reads=_REGISTER_ALONE,
    help="Look the entity up in Wikidata: linked with its id, nil without one, unverified where nobody looked.",
    why="Who joins the corpus with Wikidata misses an entity that is called linked, or joins one that is called nil.",
    bad='{"entity_id": "port-ansel", "wikidata_qid": null, "kb_status": "linked"}',
    good='{"entity_id": "port-ansel", "wikidata_qid": null, "kb_status": "nil"}',
)
def qid_and_status(frames: Frames) -> pl.DataFrame:
    """An entity that is linked has a Wikidata id, and one that is nil has none."""
    has_qid = pl.col("wikidata_qid").is_not_null()
    unlinked = (pl.col("kb_status") == "linked") & ~has_qid
    known = (pl.col("kb_status") == "nil") & pl.col("wikidata_qid").str.contains(r"^Q[1-9][0-9]*$")
    shown = pl.col("wikidata_qid").fill_null("null")
    return (
        frames["register"]
        .filter(unlinked | known)
        .with_columns(
            message=pl.format("{} is {} with wikidata_qid {}", "entity_id", "kb_status", shown),
            field=pl.lit("kb_status"),
            expected=pl.when(has_qid)
            .then(pl.lit("linked"))
            .otherwise(pl.lit("a Wikidata id, or kb_status unverified or nil")),
        )
    )


@rule(
    "KP206",
    "E4",
    "qid-on-two-entities",
    Level.REFERENCES,
    severity="warning",
    scope=Scope.REGISTERS,
    reads=_REGISTER_ALONE,
    help="Make one entity of the two, or look up which of them the id belongs to.",
    why="One thing under two ids is counted as two sources that agree.",
    bad='{"entity_id": "port-ansel", "wikidata_qid": "Q7"}, {"entity_id": "ansel-city", "wikidata_qid": "Q7"}',
    good='{"entity_id": "port-ansel", "wikidata_qid": "Q7", "aliases": ["Ansel City"]}',
)
def qid_on_two_entities(frames: Frames) -> pl.DataFrame:
    """A Wikidata id belongs to one entity of the register."""
    linked = frames["register"].filter(pl.col("wikidata_qid").is_not_null()).unique("entity_id", maintain_order=True)
    later = linked.filter(~pl.col("wikidata_qid").is_first_distinct())
    first = linked.unique("wikidata_qid", keep="first").select("wikidata_qid", _first="entity_id")
    return later.join(first, on="wikidata_qid", maintain_order="left").with_columns(
        message=pl.format("{} has the Wikidata id of {}, {}", "entity_id", "_first", "wikidata_qid"),
        field=pl.lit("wikidata_qid"),
        expected=pl.format("one entity for {}", "wikidata_qid"),
    )


@rule(
    "KP207",
    "E5",
    "pronoun-without-antecedent",
    Level.LAYERS,
    severity="warning",
    help="Give it the entity_id of what it stands for, or annotate the mention that it refers to.",
    why="A pronoun is resolved by what was said before; without that its entity_id is a guess or a slip.",
    bad='{"text": "it", "mention_type": "PRO", "entity_id": "harbour-union"}, where no line before has harbour-union',
    good='{"text": "it", "mention_type": "PRO", "entity_id": "harbour-board"}, where the board was mentioned before',
)
def pronoun_without_antecedent(frames: Frames) -> pl.DataFrame:
    """A pronoun stands for an entity that was mentioned before, as a mention or as a source.

    It may also be named later in the same sentence ("in its report, the union said"), or be the speaker in whose
    words the pronoun stands. Of several pronouns without antecedent the first is reported.
    """
    pronouns = frames["entities"].filter(pl.col("mention_type") == "PRO")
    if pronouns.is_empty():
        return pronouns
    named = _named(frames).join(pronouns.select("doc_id").unique(), on="doc_id", how="semi")
    first = named.group_by("doc_id", "entity_id").agg(_first=pl.col("start").min())
    orphans = pronouns.join(first, on=["doc_id", "entity_id"], maintain_order="left")
    orphans = orphans.filter(pl.col("_first") == pl.col("start"))
    if orphans.is_empty():
        return orphans
    found = pl.concat([_named_after(orphans, named, frames), _speaking(orphans, frames)])
    return orphans.join(found, on=["doc_id", "id"], how="anti", maintain_order="left").with_columns(
        message=pl.format("nothing before this pronoun mentions {}", "entity_id"),
        field=pl.lit("entity_id"),
        expected=pl.lit("an entity that was mentioned before"),
    )


def _sources(frames: Frames) -> pl.DataFrame:
    """Every source span with each of its entities."""
    sources = frames["attributions"].select(*_LINE, "sources").explode("sources")
    unnested = sources.filter(pl.col("sources").is_not_null()).unnest("sources").explode("entity_ids")
    return unnested.rename({"entity_ids": "entity_id"}).filter(pl.col("entity_id").is_not_null())


def _named(frames: Frames) -> pl.DataFrame:
    """Places at which entities are mentioned, as mentions or as sources, and whether by a pronoun."""
    is_pronoun = pl.col("mention_type") == "PRO"
    mentions = frames["entities"].select("doc_id", "entity_id", "start", _is_pronoun=is_pronoun)
    sources = _sources(frames).select("doc_id", "entity_id", "start", _is_pronoun=pl.lit(value=False))
    return pl.concat([mentions, sources])


def _named_after(orphans: pl.DataFrame, named: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Pronouns whose entity is named in the rest of their sentence; without a text, within its usual length."""
    rest = pl.col("_right").str.extract(f"({_SENTENCE_REST})").fill_null(pl.col("_right")).str.len_chars()
    rests = surroundings(orphans, frames, 0, _CATAPHORA).select("doc_id", "id", _rest=rest)
    names = named.filter(~pl.col("_is_pronoun")).select("doc_id", "entity_id", _named="start")
    ahead = pl.col("_named") - pl.col("end")
    return (
        orphans.join(rests, on=["doc_id", "id"], how="left")
        .join(names, on=["doc_id", "entity_id"])
        .filter(ahead.is_between(0, pl.col("_rest").fill_null(_CATAPHORA)))
        .select("doc_id", "id")
    )


def _speaking(orphans: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """Pronouns in content whose source is the same entity: the speaker's "we"."""
    speakers = _sources(frames).select("doc_id", "entity_id", attribution="id")
    content = all_spans(frames).filter(pl.col("role") == "content")
    said = content.select("doc_id", attribution="id", _from="start", _to="end")
    inside = (pl.col("_from") <= pl.col("start")) & (pl.col("end") <= pl.col("_to"))
    return (
        orphans.join(speakers, on=["doc_id", "entity_id"])
        .join(said, on=["doc_id", "attribution"])
        .filter(inside)
        .select("doc_id", "id")
    )


@rule(
    "KP208",
    "O7",
    "unknown-entity",
    Level.REFERENCES,
    scope=Scope.REGISTERS,
    help="Add the entity to annotations/entities.jsonl, or mend the id.",
    why="An id that is misspelt makes a second entity of the first, without a name and a label.",
    bad='{"text": "Harbour Union", "entity_id": "harbor-union"}, where the register has harbour-union',
    good='{"text": "Harbour Union", "entity_id": "harbour-union"}',
)
def unknown_entity(frames: Frames) -> pl.DataFrame:
    """Every entity_id of mentions, sources, holders and targets is in the register."""
    known = frames["register"].select(to="entity_id")
    lost = frames.view(_references).join(known, on="to", how="anti", maintain_order="left")
    return lost.with_columns(
        message=pl.format("the entity {} is not in the register", "to"),
        expected=pl.lit("an entity_id of annotations/entities.jsonl"),
    )


def _references(frames: Frames) -> pl.DataFrame:
    """Every place that refers to an entity, `to`, with the field of its line."""
    stances = frames["stances"]
    held = stances.filter(pl.col("holder") != "AUTHOR")
    about = stances.filter(pl.col("target_kind") == "entity")
    return pl.concat(
        [
            frames["entities"].select(*_LINE, to="entity_id", field=pl.lit("entity_id"), **_UNPLACED),
            _sources(frames).select(*_LINE, "start", "end", to="entity_id", field=pl.lit("sources")),
            held.select(*_LINE, to="holder", field=pl.lit("holder"), **_UNPLACED),
            about.select(*_LINE, to="target_id", field=pl.lit("target.id"), **_UNPLACED),
        ],
        how="diagonal",
    ).filter(pl.col("to").is_not_null())


#: What stands in the place of its annotation.
_UNPLACED = {"start": pl.lit(None, pl.Int32), "end": pl.lit(None, pl.Int32)}


@rule(
    "KP209",
    "E6",
    "one-name-two-entities",
    Level.LAYERS,
    severity="warning",
    scope=Scope.REGISTERS,
    help="Use one entity_id; if both entities are called so, write the name among the aliases of both.",
    why="A name means one thing in a document, as a rule; two ids for it are a slip of one of the mentions.",
    bad='{"text": "Port Ansel", "entity_id": "port-ansel"}, {"text": "Port Ansel", "entity_id": "harbour-board"}',
    good='{"text": "Port Ansel", "entity_id": "port-ansel"}, {"text": "Port Ansel", "entity_id": "port-ansel"}',
)
def one_name_two_entities(frames: Frames) -> pl.DataFrame:
    """In one document, a name belongs to one entity, unless the register gives it to both.

    So "Seoul" may be the city and the state, because both are called so. Of two entities, the one is reported that
    the register does not call so, else the one with fewer mentions.
    """
    names = frames["entities"].filter((pl.col("mention_type") == "NAM") & pl.col("text").is_not_null())
    has_two = pl.col("entity_id").n_unique().over("doc_id", "text") > 1
    names = names.filter(has_two) if len(names) else names
    if names.is_empty():
        return names
    register = frames["register"].unique("entity_id")
    called = register.select("entity_id", _names=pl.concat_list("canonical_name", "aliases"))
    is_called = pl.col("_names").list.contains(pl.col("text")).fill_null(value=False)
    uses = names.join(called, on="entity_id", how="left", maintain_order="left").with_columns(_is_called=is_called)
    entities = uses.group_by("doc_id", "text", "entity_id", "_is_called", maintain_order=True).agg(
        pl.first("id", "_file", "_line", "start", "end"), _uses=pl.len()
    )
    ranked = entities.sort(
        "doc_id", "text", "_is_called", "_uses", descending=[False, False, True, True], maintain_order=True
    )
    best = (
        pl.col(name).first().over("doc_id", "text").alias(f"_best_{name}") for name in ("entity_id", "id", "_is_called")
    )
    others = ranked.with_columns(best).filter(pl.col("entity_id") != pl.col("_best_entity_id"))
    return others.filter(~pl.col("_is_called")).with_columns(
        message=pl.format("{} is {} here, but {} in {}", quoted("text"), "entity_id", "_best_entity_id", "_best_id"),
        field=pl.lit("entity_id"),
        expected=pl.col("_best_entity_id"),
    )


def anonymous_uses(frames: Frames) -> pl.DataFrame:
    """How often each document refers to an anonymous entity, `to`, and where first."""
    anonymous = frames["register"].filter("anonymous").select(to="entity_id").unique()
    uses = frames.view(_references).join(anonymous, on="to", how="semi").sort("doc_id", "_line")
    is_own = pl.col("to").str.starts_with(pl.col("doc_id"))
    return uses.group_by("to", "doc_id", is_own.alias("_is_own"), maintain_order=True).agg(
        pl.first("id", "_file", "_line", "field", "start", "end"), _uses=pl.len()
    )


@rule(
    "KP210",
    "E7",
    "anonymous-entity-in-two-documents",
    Level.REFERENCES,
    scope=Scope.REGISTERS,
    views=(anonymous_uses,),
    help="Give the unnamed source of this document an entity of its own.",
    why="Nobody knows that two unnamed officials are one man; one id for both would make two reports of one.",
    bad='"entity_id": "hx-a001-officials" in hx-a001 and in hx-a002',
    good='"entity_id": "hx-a001-officials" in hx-a001, "entity_id": "hx-a002-officials" in hx-a002',
)
def anonymous_in_two_documents(frames: Frames) -> pl.DataFrame:
    """An entity that the register calls anonymous belongs to one document.

    That is the one whose doc_id begins its entity_id, else the one that refers to it most often.
    """
    ranked = frames.view(anonymous_uses).sort("to", "_is_own", "_uses", "doc_id", descending=[False, True, True, False])
    owner = pl.col("doc_id").first().over("to")
    return (
        ranked.with_columns(_owner=owner)
        .filter(pl.col("doc_id") != pl.col("_owner"))
        .with_columns(
            message=pl.format("{} is anonymous and belongs to {}", "to", "_owner"),
            expected=pl.lit("an entity of this document"),
        )
    )


@rule(
    "KP211",
    "O7",
    "entity-parent",
    Level.REFERENCES,
    scope=Scope.REGISTERS,
    reads=_REGISTER_ALONE,
    help="Mend parent_entity_id, add the entity that it means, or write null.",
    why="What belongs to a body that nobody knows, or to itself, is missing where bodies are counted with their parts.",
    bad='{"entity_id": "night-shift", "parent_entity_id": "harbor-union"}, where the register has harbour-union',
    good='{"entity_id": "night-shift", "parent_entity_id": "harbour-union"}',
)
def entity_parent(frames: Frames) -> pl.DataFrame:
    """The parent of an entity is another one of the register, and parents never lead back to the first."""
    children = frames["register"].filter(pl.col("parent_entity_id").is_not_null())
    if children.is_empty():
        return children
    known = pl.col("parent_entity_id").is_in(frames["register"]["entity_id"].implode())
    pairs = children.filter(known).rename({"entity_id": "claim_a", "parent_entity_id": "claim_b"})
    circles = cycles_of(pairs).rename({"claim_a": "entity_id", "claim_b": "parent_entity_id"})
    said = pl.format("the parents of {} lead by {} back to it", "entity_id", "parent_entity_id")
    lost = pl.format("{}, the parent of {}, is not in the register", "parent_entity_id", "entity_id")
    return pl.concat([children.filter(~known), circles]).with_columns(
        message=pl.when(known).then(said).otherwise(lost),
        field=pl.lit("parent_entity_id"),
        expected=pl.lit("another entity of annotations/entities.jsonl that does not belong to this one"),
    )
