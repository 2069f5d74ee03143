"""Templates of made-up news: sentences with tags, and what their words do not show.

`<c1>` is content, `<s1>` a source, `<v1>` a cue, `<a1>` an addressee of attribution 1; `<k1>` states a claim in
attribution 1; `<x1>` is an event that a stance of attribution 1 is about. `{port}` and the like are drawn.
"""

# ruff: noqa: E501 - a sentence a line

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: Types of sources, by what they are in the world.
SOURCE_TYPES = {
    "union": "org", "company": "org", "board": "gov", "paper": "media", "report": "document", "person": "person_named",
    "person2": "person_named", "he": "person_named", "noun": "org",
}  # fmt: skip


@dataclass(frozen=True)
class Said:
    """An attribution of a template: values that its words do not show.

    Attributes:
        cue_class: what the cue does.
        values: others than the usual ones.
        parent: number of the outer attribution.
        link: how it hangs there.
        commitment: of the source to a claim in it.
        stances: values of stances that the cue shows; `target` is event, entity or attribution.
    """

    cue_class: str = "say"
    values: Mapping[str, str] = field(default_factory=dict)
    parent: int | None = None
    link: str | None = None
    commitment: str = "CT+"
    stances: Sequence[Mapping[str, str]] = ()


_DENIED = Said("deny", commitment="CT-", stances=[
    {"dimension": "commitment", "certainty": "CT", "polarity": "-"}, {"dimension": "response", "response": "deny"},
])  # fmt: skip
_DECLINED = Said("decline", {"determinacy": "indet", "scopal_polarity": "neg"}, commitment="Uu", stances=[
    {"dimension": "commitment", "certainty": "U", "polarity": "u"}, {"dimension": "response", "response": "decline"},
])  # fmt: skip
_ASKED = Said("question", {"determinacy": "indet"}, commitment="Uu", stances=[
    {"dimension": "response", "response": "query"},
])  # fmt: skip
_HEARSAY = Said("say", {"source_realization": "implicit", "source_type": "unknown"}, stances=[
    {"holder": "AUTHOR", "dimension": "commitment", "certainty": "U", "polarity": "u"},
])  # fmt: skip
_PRAISED = Said("say", {"quote_type": "nominal"}, stances=[
    {"target": "norp", "dimension": "evaluation", "evaluation": "positive", "attitude": "praise"},
])  # fmt: skip
_CONDEMNED = Said("say", {"quote_type": "nominal"}, stances=[
    {"target": "event", "dimension": "evaluation", "evaluation": "negative", "attitude": "condemn"},
])  # fmt: skip
_DIRECT = Said(values={"quote_type": "direct"})
_BELIEF = Said("estimate_believe", {"attr_type": "belief"}, commitment="PR+", stances=[
    {"dimension": "commitment", "certainty": "PR", "polarity": "+"},
])  # fmt: skip

Template = tuple[str, tuple[Said, ...]]
#: First lines.
HEADLINES: tuple[Template, ...] = (
    ("<c1>{port} strike widens</c1>, <s1>{union:noun}</s1> <v1>says</v1>", (Said(),)),
    ("{people:title} return to {pier} in {port}", ()),
    ("<s1>{paper}</s1> <v1>says</v1> <c1>the {ship} has left {sea}</c1>", (Said("report"),)),
)
#: Sentences with much to annotate.
SENTENCES: tuple[Template, ...] = (
    ("<c1><k1>{strikers:0} walked out at {port}</k1> on {day}</c1>, <s1>the {union}</s1> <v1>said</v1>.", (Said(),)),
    ("<s1>The {board}</s1> <v1>denied</v1> <c1>that <k1>{strikers:0} took part in the walkout at {port}</k1></c1>.", (_DENIED,)),
    ("<s1>{title} {person}</s1> <v1>said</v1> <c1>that <k1>{strikers:1} had left {pier}</k1> on {day}</c1>.", (Said(),)),
    ("<s1>{person2}</s1> <v1>insisted</v1> <c1>that <k1>{strikers:0} walked out at {port}</k1></c1>.", (Said(),)),
    ("<s1>The {company}</s1> <v1>claimed</v1> <c1>that <k1>{strikers:1} walked out at {port}</k1> on {date}</c1>.", (Said("claim_allege"),)),
    ("<v1>According to</v1> <s1>{title} {person}</s1>, <c1>{count:approx} {people} stayed at {pier} for {duration}</c1>.", (Said(),)),
    ("<c1>{open}We will not load the {ship} again,{close}</c1> <s1>{person}</s1> <v1>told</v1> <a1>reporters</a1> in {port} on {date}.", (_DIRECT,)),
    ("<s1>The {paper}</s1> <v1>reported</v1> <c1>that <s2>the {union}</s2> <v2>had warned</v2> <c2>that {percent} of the {people} would stay away</c2></c1>.",
     (Said("report"), Said("warn", parent=1, link="embedded"))),
    ("<s1>The {paper}</s1> <v1>reported</v1>, <v2>citing</v2> <s2>the {report}</s2>, <c1><c2>that {money} had gone into {pier}</c2></c1>.",
     (Said("report"), Said("cite", parent=1, link="cites"))),
    ("<s1>{person}</s1> <v1>declined to say</v1> <c1>whether the {law} covers {count:exact} {people} at {port}</c1>.", (_DECLINED,)),
    ("<v1>Reportedly</v1>, <c1>the {ship} left {sea} with {measure} of grain on {date}</c1>.", (_HEARSAY,)),
    ("<s1>The {company}</s1> <v1>plans</v1> <c1>to pay {money:at_most} for repairs at {pier}</c1>.",
     (Said("plan_intend", {"attr_type": "eventuality"}),)),
    ("<s1>{title} {person}</s1> <v1>praised</v1> <c1>the patience of the {norp}</c1> at the {event} in {month}.", (_PRAISED,)),
    ("<s1>The {board}</s1> <v1>condemned</v1> <c1>the <x1>blockade of {pier}</x1></c1> on {day}.", (_CONDEMNED,)),
    ("<s1>The {union}</s1> <v1>estimated</v1> <c1>that {count:range} {people} had come to {port} on {date}</c1>.", (_BELIEF,)),
    ("The {event} in {port} lasted {duration}, and {count:at_least} {people} watched it from {pier}.", ()),
    ("It was the {ordinal} walkout at {pier} in {year}, and {count:exact} {people} stood in the rain.", ()),
    ("<s1>The {union}</s1> <v1>asked</v1> <c1>whether the {board} had read the {report}</c1>.", (_ASKED,)),
    ("{person} came to {pier} on {day}. <s1>{he}</s1> <v1>said</v1> <c1>that the {ship} would stay in {port} for {duration}</c1>.",
     (Said(values={"source_realization": "pronominal"}),)),
    ("<s1>{person}</s1> <v1>said</v1> <c1>the offer was {open}a joke on all {people}{close}</c1>.", (Said(values={"quote_type": "mixed"}),)),
    ("{count:exact} {people} marched to {pier}, including {count:subset} {others} from {port}.", ()),
    ("The {company} paid the {people} {money:each} each for work on the {ship} in {month}.", ()),
    ("A total of {count:total} {people} slept in the halls of {port} on {date}.", ()),
    ("The notice at {pier} was in {language}, and the {norp} read it on {day}.", ()),
    ("The {ship} crosses {sea} {weekly} with {measure} of salt and {count:more_than} {people}.", ()),
)  # fmt: skip
