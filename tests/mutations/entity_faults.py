"""Faults of labels and entities."""

from __future__ import annotations

from mutations.spoiling import (
    Document,
    Injected,
    Record,
    Spoiled,
    changed,
    entry_changed,
    extents,
    mutation,
)

for _layer, _name, _values in (
    ("entities", "label", ("person", "Org", "GPE ", "PER", "COUNTRY", "", "DATE")),
    ("entities", "mention_type", ("nam", "NAME", "")),
    ("entities", "gpe_role", ("GPE", "place", "", "null")),
    ("quantities", "kind", ("Count", "number", "date", "")),
    ("quantities", "modifier", ("more than", "more-than", "about", "MORE_THAN", "")),
    ("quantities", "aggregation", ("Total", "sum", "", "null")),
    ("timexes", "timex_type", ("date", "Date", "PERIOD", "")),
    ("timexes", "mod", ("before", "ON OR BEFORE", "")),
    ("timexes", "resolution", ("DCT", "relative", "")),
    ("attributions", "source_realization", ("Explicit", "named", "")),
    ("attributions", "source_type", ("person", "Gov", "government", "")),
    ("attributions", "cue_class", ("Say", "says", "said", "claim-allege", "")),
    ("attributions", "attr_type", ("Assertion", "intention", "")),
    ("attributions", "quote_type", ("Direct", "quote", "")),
    ("attributions", "scopal_polarity", ("NEG", "pos", "none", "")),
    ("attributions", "determinacy", ("Indet", "det", "")),
    ("stances", "dimension", ("Commitment", "belief", "")),
    ("stances", "certainty", ("ct", "CT+", "certain", "")),
    ("stances", "polarity", ("\u2212", "pos", "U", "")),
    ("stances", "response", ("Deny", "refuse", "")),
    ("stances", "evaluation", ("neg", "Positive", "")),
    ("stances", "attitude", ("Concern", "fear", "")),
    ("claims", "origin_commitment", ("CT", "ct+", "CT\u2212", "CT +", "UU", "")),
    ("claims", "author_commitment", ("U", "uu", "PRu", "")),
    ("claims", "drift", ("None", "weaker", "")),
):
    for _value in _values:
        changed(
            f"{_layer}.{_name} {_value!r}",
            "KP201",
            _layer,
            lambda one, name=_name: one.get(name) is not None,
            family=f"{_layer}.{_name}",
            **{_name: _value},
        )


@mutation("KP201")
def relation_of_no_kind(corpus: Spoiled) -> Injected:
    """A relation is misspelt."""
    document, record = corpus.annotation("quantities", lambda one, _: one["relations"])
    record["relations"][0]["type"] = corpus.pick(["Restates", "composed-of", "part_of", ""])
    return corpus.broken(document, record)


@mutation("KP201")
def target_of_no_kind(corpus: Spoiled) -> Injected:
    """The kind of a target is misspelt."""
    document, record = corpus.annotation("stances")
    record["target"]["kind"] = corpus.pick(["Attribution", "proposition", ""])
    return corpus.broken(document, record)


changed(
    "link_type in capitals",
    "KP201",
    "attributions",
    lambda one: one["link_type"],
    link_type=lambda one: one["link_type"].upper(),
)
changed("link_type cited", "KP201", "attributions", lambda one: one["link_type"] == "cites", link_type="cited")
changed("link_type empty", "KP201 KP311", "attributions", lambda one: one["link_type"], link_type="")
changed("a role for a person", "KP204", "entities", lambda one: one["label"] == "PERSON", gpe_role="per")
changed("a role for an organisation", "KP204", "entities", lambda one: one["label"] == "ORG", gpe_role="org")
for _label in ("PERSON", "NORP", "ORG", "LOC", "EVENT"):
    changed(
        f"label {_label} against the register",
        "KP202 KP204",
        "entities",
        lambda one, label=_label: one["label"] != label,
        label=_label,
    )

for _qid in (
    "458",
    "q458",
    "Q0",
    "Q0458",
    "Q 458",
    "Q458 ",
    "https://www.wikidata.org/wiki/Q458",
    "wd:Q458",
    "Q4 58",
    "P31",
    "",
    "QQ45",
    "Q٤٥",
):
    entry_changed(f"QID {_qid!r}", "KP203", "register", family="QID", wikidata_qid=_qid, kb_status="linked")
entry_changed("linked without QID", "KP205", "register", lambda one: one["kb_status"] != "linked", kb_status="linked")
entry_changed("QID lost", "KP205", "register", lambda one: one["kb_status"] == "linked", wikidata_qid=None)
entry_changed("nil with a QID", "KP205", "register", lambda one: one["wikidata_qid"], kb_status="nil")
entry_changed(
    "QID given, status forgotten", "KP205", "register", lambda one: one["kb_status"] == "nil", wikidata_qid="Q999999901"
)
entry_changed("status of no kind", "KP201", "register", kb_status="Linked")
entry_changed("label of no kind", "KP201", "register", label="person")
entry_changed("a parent that is not there", "KP211", "register", parent_entity_id="no-one-at-all")
entry_changed("its own parent", "KP211", "register", parent_entity_id=lambda one: one["entity_id"])
entry_changed("id in capitals", "KP014 KP208", "register", entity_id=lambda one: one["entity_id"].upper())
entry_changed("id with a blank", "KP014 KP208", "register", entity_id=lambda one: one["entity_id"] + " ")
entry_changed("id empty", "KP014 KP208", "register", entity_id="")
entry_changed("name empty", "KP014", "register", canonical_name="")
entry_changed("aliases as a string", "KP009", "register", aliases="KBS")
entry_changed("aliases null", "KP009", "register", aliases=None)
entry_changed("anonymous as a word", "KP009", "register", anonymous="yes")
entry_changed("label null", "KP009", "register", label=None)


@mutation("KP206")
def qid_on_two_entities(corpus: Spoiled) -> Injected:
    """One item of Wikidata is given to two entities."""
    record = corpus.entry(corpus.register, "register", lambda one: not one["wikidata_qid"])
    other = corpus.entry(corpus.register, "register", lambda one: one is not record)
    for one in (record, other):
        one.update(wikidata_qid="Q999999902", kb_status="linked")
    return corpus.broken(corpus.register, max(record, other, key=corpus.register.line))


@mutation("KP107", "KP014")
def entity_registered_twice(corpus: Spoiled) -> Injected:
    """Two annotators registered one entity."""
    record = corpus.entry(corpus.register, "register")
    twin = dict(record, canonical_name=f"{record['canonical_name']} (2)")
    corpus.register.records.append(twin)
    return corpus.broken(corpus.register, twin)


@mutation("KP208")
def entity_taken_out_of_the_register(corpus: Spoiled) -> Injected:
    """An entity was deleted that mentions refer to."""
    document, record = corpus.annotation("entities")
    corpus.register.records = [one for one in corpus.register.records if one["entity_id"] != record["entity_id"]]
    corpus.register.save()
    return Injected(document.path, document.line(record), document.doc_id, record["id"], extents(record))


@mutation("KP207")
def pronoun_without_antecedent(corpus: Spoiled) -> Injected:
    """A pronoun stands for someone whom the document never names."""
    document, record = corpus.annotation("entities", lambda one, _: one["mention_type"] == "PRO", worded=True)
    named = {one["entity_id"] for one in document.of("entities")} | {
        one for record in document.of("attributions") for source in record["sources"] for one in source["entity_ids"]
    }
    other = corpus.pick(
        [
            one
            for one in corpus.register.of("register")
            if one["label"] == record["label"] and one["entity_id"] not in named and not one["anonymous"]
        ]
    )
    for source in (s for a in document.of("attributions") for s in a["sources"] if s["start"] == record["start"]):
        source["entity_ids"] = [other["entity_id"]]
    for stance in document.of("stances"):
        if stance["holder"] == record["entity_id"]:
            stance["holder"] = stance["holder"]
    record["entity_id"] = other["entity_id"]
    return corpus.broken(document, record)


@mutation("KP209", "KP202")
def name_given_to_another_entity(corpus: Spoiled) -> Injected:
    """One of the mentions of a name was linked to another entity of its label."""
    document, record = corpus.annotation("entities", _repeated, worded=True)
    others = [
        one for one in corpus.register.of("register")
        if one["label"] == record["label"] and one["entity_id"] != record["entity_id"] and not one["anonymous"]
        and record["text"] not in [one["canonical_name"], *one["aliases"]]
    ]  # fmt: skip
    record["entity_id"] = corpus.pick(others)["entity_id"]
    return corpus.broken(document, record)


def _repeated(record: Record, document: Document) -> bool:
    same = [one for one in document.of("entities") if one["text"] == record["text"] and one["mention_type"] == "NAM"]
    return record["mention_type"] == "NAM" and len(same) > 1


@mutation("KP210")
def anonymous_entity_of_another_document(corpus: Spoiled) -> Injected:
    """An unnamed source was given the id that it has in another document."""
    anonymous = {one["entity_id"]: one["label"] for one in corpus.register.of("register") if one["anonymous"]}
    document, record = corpus.annotation(
        "entities", lambda one, _: one["label"] in anonymous.values() and one["mention_type"] != "PRO"
    )
    used = {one["entity_id"] for other in corpus.documents if other is not document for one in other.of("entities")}
    record["entity_id"] = corpus.pick(
        [
            one
            for one, label in anonymous.items()
            if label == record["label"] and one in used and not one.startswith(document.doc_id)
        ]
    )
    return corpus.broken(document, record)


@mutation("KP210")
def anonymous_source_of_another_document(corpus: Spoiled) -> Injected:
    """The same in a source."""
    anonymous = [one["entity_id"] for one in corpus.register.of("register") if one["anonymous"]]
    document, record = corpus.annotation("attributions", lambda one, _: one["sources"])
    used = {one["entity_id"] for other in corpus.documents if other is not document for one in other.of("entities")}
    record["sources"][0]["entity_ids"] = [
        corpus.pick([one for one in anonymous if one in used and not one.startswith(document.doc_id)])
    ]
    return corpus.broken(document, record, *extents(record["sources"][0]))
