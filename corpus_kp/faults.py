"""KP0 and what else is found while reading: faults of files and records, by code."""

from __future__ import annotations

from typing import Any

from corpus_kp.catalogue import Level, Rule, register
from corpus_kp.findings import Finding

_FIELDS = "CONTRIBUTING.md lists the fields of every layer."

_LIST = (
    Rule(
        code="KP001",
        scheme="",
        name="file-not-readable",
        level=Level.FILES,
        explanation="Every file can be read.",
        why="A file that cannot be opened would be missing from every table, and nobody would notice.",
        bad="-rw------- 1 root  annotations/open/hx-a001.jsonl",
        good="-rw-r--r-- 1 berg  annotations/open/hx-a001.jsonl",
        help="Check the path and its permissions.",
    ),
    Rule(
        code="KP002",
        scheme="",
        name="not-utf8",
        level=Level.FILES,
        explanation="Files are UTF-8.",
        why=(
            "Decoders guess differently at other encodings, so that the same offsets cover other words "
            "on the next computer."
        ),
        bad=r'{"layer": "documents", ..., "title": "Caf\xe9 workers walk out"}',
        good=r'{"layer": "documents", ..., "title": "Caf\xc3\xa9 workers walk out"}',
        help="Convert the file, for instance with `iconv -f WINDOWS-1252 -t UTF-8`.",
    ),
    Rule(
        code="KP003",
        scheme="",
        name="byte-order-mark",
        level=Level.FILES,
        explanation="A byte order mark would shift every offset.",
        why=(
            "Some readers count the mark as a character and some swallow it: every offset is one off "
            "for half of the users."
        ),
        bad=r"\xef\xbb\xbfHarbour strike widens, union says",
        good="Harbour strike widens, union says",
        help="Save the file as plain UTF-8.",
        fix="safe",
    ),
    Rule(
        code="KP004",
        scheme="",
        name="carriage-return",
        level=Level.FILES,
        explanation="Lines end with a line feed alone, because offsets count every character.",
        why=(
            "A carriage return is a character of its own, so every line before a span moves its "
            "offsets by one where it is converted."
        ),
        bad=r"Harbour strike widens, union says\r\nDock workers walked out.\r\n",
        good=r"Harbour strike widens, union says\nDock workers walked out.\n",
        help="Convert the line endings, for instance with `dos2unix`; offsets count every character.",
        fix="safe",
    ),
    Rule(
        code="KP005",
        scheme="",
        name="broken-json",
        level=Level.RECORDS,
        explanation="Every line is one JSON object.",
        why="A line that is no JSON would be an annotation lost, and with a document line the whole document.",
        bad='{"layer": "timexes", "id": "t1", "start": 75, "end": 81 "text": "Monday", ...}',
        good='{"layer": "timexes", "id": "t1", "start": 75, "end": 81, "text": "Monday", ...}',
        help="Look for a missing quote, comma or bracket at this column or just before it.",
    ),
    Rule(
        code="KP006",
        scheme="",
        name="unknown-field",
        level=Level.RECORDS,
        explanation="A line has only the fields of its layer.",
        why="A mistyped field would be passed over, and the value that was meant would be missing without a word.",
        bad='{"layer": "timexes", "id": "t1", ..., "resoluton": "dct"}',
        good='{"layer": "timexes", "id": "t1", ..., "resolution": "dct"}',
        help=_FIELDS,
        fix="unsafe",
    ),
    Rule(
        code="KP007",
        scheme="",
        name="missing-field",
        level=Level.RECORDS,
        explanation="A line has every field of its layer that has no default.",
        why="A value that was forgotten could not be told from one that was left out on purpose, which is null.",
        bad=(
            '{"layer": "entities", "id": "e4", "start": 87, "end": 100, "text": "Harbour Union", '
            '"label": "ORG", "mention_type": "NAM"}'
        ),
        good=(
            '{"layer": "entities", "id": "e4", "start": 87, "end": 100, "text": "Harbour Union", '
            '"label": "ORG", "mention_type": "NAM", "entity_id": "harbour-union"}'
        ),
        help=_FIELDS,
    ),
    Rule(
        code="KP008",
        scheme="",
        name="unknown-layer",
        level=Level.RECORDS,
        explanation="`layer` names a layer that may stand in this file.",
        why="An annotation of a layer that no table has would be in no release.",
        bad='{"layer": "entity", "id": "e4", ...}',
        good='{"layer": "entities", "id": "e4", ...}',
        help=_FIELDS,
    ),
    Rule(
        code="KP009",
        scheme="",
        name="wrong-type",
        level=Level.RECORDS,
        explanation="Every value has the type of its field.",
        why=(
            "A number in quotes or a date that does not exist has no place in a typed table, and could not be compared."
        ),
        bad='{"layer": "quantities", "id": "q1", "start": "107", ...}',
        good='{"layer": "quantities", "id": "q1", "start": 107, ...}',
        help=_FIELDS,
    ),
    Rule(
        code="KP010",
        scheme="",
        name="document-line",
        level=Level.RECORDS,
        explanation=(
            "The first line of a file, and no other, is its `documents` line with the name of the file as doc_id."
        ),
        why="Annotations without their document line, or under another name, would be tied to the wrong text.",
        bad='annotations/open/hx-a001.jsonl:1: {"layer": "documents", "doc_id": "hx-a002", ...}',
        good='annotations/open/hx-a001.jsonl:1: {"layer": "documents", "doc_id": "hx-a001", ...}',
        help="Mend the line or rename the file.",
    ),
    Rule(
        code="KP011",
        scheme="",
        name="missing-text",
        level=Level.FILES,
        explanation="A document of a tier with text has its text beside it.",
        why="Offsets mean nothing without the characters that they count.",
        bad="annotations/open/hx-a003.jsonl",
        good="annotations/open/hx-a003.jsonl\nannotations/open/hx-a003.txt",
        help="Put the text there, or move the annotations to a text-free tier.",
    ),
    Rule(
        code="KP012",
        scheme="",
        name="stray-file",
        level=Level.FILES,
        explanation=(
            "Every file in the folder of a tier belongs to a document, so that nothing is left out in silence."
        ),
        why="A file with a mistyped name would be left out of every release, and its annotator would not hear of it.",
        bad="annotations/open/hx-a001.txt\nannotations/open/hx-a001.json",
        good="annotations/open/hx-a001.txt\nannotations/open/hx-a001.jsonl",
        help="Delete it, or give it the name of its document.",
    ),
    Rule(
        code="KP013",
        scheme="",
        name="splits-line",
        level=Level.FILES,
        explanation="splits.csv has one line doc_id,group_id,split for each document.",
        why="A document without a split, or with two, could be trained on and tested on at once.",
        bad="doc_id,group_id,split\nhx-a001,strike-monday,training",
        good="doc_id,group_id,split\nhx-a001,strike-monday,train",
        help="Mend the line.",
    ),
    Rule(
        code="KP014",
        scheme="",
        name="table-contract",
        level=Level.CONTRACT,
        explanation="Every table keeps the contract of its schema: types, ranges, patterns, keys.",
        why="Users and their programs rely on the types, ranges and patterns that the schemas promise.",
        bad='{"layer": "documents", "doc_id": "hx-a001", ..., "lang": "English"}',
        good='{"layer": "documents", "doc_id": "hx-a001", ..., "lang": "en"}',
        help="schemas/ holds the contract of every table.",
    ),
    Rule(
        code="KP015",
        scheme="",
        name="repeated-field",
        level=Level.RECORDS,
        explanation="No field stands twice in one object.",
        why="Readers of JSON keep the last of the two in silence, so that half of a decision would be lost.",
        bad='{"layer": "quantities", "id": "q1", "value": 1200, ..., "value": 1500}',
        good='{"layer": "quantities", "id": "q1", "value": 1200, ...}',
        help="Delete one of the two.",
    ),
    Rule(
        code="KP016",
        scheme="",
        name="fingerprint-not-readable",
        level=Level.TEXT,
        explanation="The fingerprint of a text-free document has the bytes that docs/fingerprint.md describes.",
        why="Without a whole fingerprint nobody can tell which article is meant, nor prove a span in it.",
        bad="annotations/closed/hx-n001.print: 310 bytes of 4,172 (a download that broke off)",
        good="annotations/closed/hx-n001.print: 4,172 bytes, as in the release",
        help=("Restore it from the last release, or make it anew with `corpus-kp strip NAME --articles DIR --force`."),
    ),
    Rule(
        code="KP017",
        scheme="",
        name="fingerprint-missing",
        level=Level.TEXT,
        severity="warning",
        explanation=(
            "A text-free document has a fingerprint beside it; without one only the very bytes of its "
            "text are recognised."
        ),
        why="Users with another copy of the article, with other quotes or line breaks, could not put its text back.",
        bad="annotations/closed/hx-n001.jsonl",
        good="annotations/closed/hx-n001.jsonl\nannotations/closed/hx-n001.print",
        help="Make it with `corpus-kp strip NAME --articles DIR`.",
    ),
    Rule(
        code="KP018",
        scheme="",
        name="fingerprint-out-of-date",
        level=Level.TEXT,
        explanation=("A fingerprint has a check for each span of its document; with other spans it cannot prove them."),
        why=(
            "Spans that were added after the fingerprint was made would be refilled without any proof of their words."
        ),
        bad="hx-n001.jsonl: an entity at [120, 131) was added\nhx-n001.print: made before",
        good="hx-n001.jsonl: an entity at [120, 131) was added\nhx-n001.print: made anew",
        help="Make it anew with `corpus-kp strip NAME --articles DIR --force`.",
    ),
    Rule(
        code="KP105",
        scheme="O5",
        name="only-content-in-fragments",
        level=Level.RECORDS,
        explanation="Only content may be split into fragments; a source, a cue, a measured thing is one span.",
        why="A source or cue of several pieces has no one place in the text, and the columns of the tables hold one.",
        bad=(
            '{"layer": "attributions", "id": "a2", ..., "cue": [{"start": 83, "end": 86, "text": '
            '"has"}, {"start": 93, "end": 99, "text": "denied"}]}'
        ),
        good=(
            '{"layer": "attributions", "id": "a2", ..., "cue": {"start": 83, "end": 99, "text": "has again denied"}}'
        ),
        help="Give the span that holds the pieces; of a source, the part that names the speaker.",
    ),
    Rule(
        code="KP107",
        scheme="O7",
        name="duplicate-id",
        level=Level.RECORDS,
        explanation="Every line of a file has an id of its own.",
        why="A reference to the id could mean either line, and a diff or an agreement would compare the wrong two.",
        bad=(
            '{"layer": "entities", "id": "e1", "start": 23, ...}\n{"layer": "entities", "id": "e1", "start": 34, ...}'
        ),
        good=(
            '{"layer": "entities", "id": "e1", "start": 23, ...}\n{"layer": "entities", "id": "e2", "start": 34, ...}'
        ),
        help="Give this line an id of its own.",
    ),
    Rule(
        code="KP113",
        scheme="O3",
        name="span-text-missing",
        level=Level.RECORDS,
        fix="unsafe",
        explanation="Where the text is at hand, every span carries its words, so that shifted offsets are noticed.",
        why="Offsets alone look right when they are not; only the words beside them show that a span has slipped.",
        bad='{"layer": "timexes", "id": "t1", "start": 75, "end": 81, "timex_type": "DATE", ...}',
        good='{"layer": "timexes", "id": "t1", "start": 75, "end": 81, "text": "Monday", "timex_type": "DATE", ...}',
        help="Add the covered words, so that shifted offsets are noticed.",
    ),
    Rule(
        code="KP201",
        scheme="E1",
        name="illegal-value",
        level=Level.RECORDS,
        explanation="A value is one of those that its schema lists.",
        why=(
            "A label of its own makes a class of its own, and a classifier would be trained and scored "
            "on a slip of the pen."
        ),
        bad='{"layer": "entities", "id": "e4", ..., "label": "organisation"}',
        good='{"layer": "entities", "id": "e4", ..., "label": "ORG"}',
        help=_FIELDS,
        fix="unsafe",
    ),
    Rule(
        code="KP203",
        scheme="E3",
        name="wikidata-id",
        level=Level.CONTRACT,
        explanation="The Wikidata id of an entity is Q and a number.",
        why="An id that Wikidata does not have links the entity to nothing, and joins with other corpora lose it.",
        bad='{"layer": "register", "entity_id": "port-ansel", ..., "wikidata_qid": "wd:Q01"}',
        good='{"layer": "register", "entity_id": "port-ansel", ..., "wikidata_qid": null, "kb_status": "nil"}',
        help="Look the entity up in Wikidata, or set wikidata_qid to null and kb_status to nil.",
    ),
    Rule(
        code="KP801",
        scheme="R1",
        name="text-in-text-free-tier",
        level=Level.RECORDS,
        explanation="No word of an article that may not be given on stands in its annotations.",
        why="The words of a span are words of the article: enough spans give most of it away.",
        bad='{"layer": "quantities", "id": "q1", "start": 41, "end": 46, "text": "1,200", ...}',
        good='{"layer": "quantities", "id": "q1", "start": 41, "end": 46, ...}',
        help="Delete `text`; this article may not be given on.",
    ),
    Rule(
        code="KP802",
        scheme="R1",
        name="text-beside-text-free",
        level=Level.FILES,
        explanation=(
            "No text stands in the folder of a tier without text, so that no refilled article is "
            "committed or published."
        ),
        why="What lies in the folder is committed, pushed and packed, and cannot be called back.",
        bad="annotations/closed/hx-n001.jsonl\nannotations/closed/hx-n001.txt",
        good="annotations/closed/hx-n001.jsonl\nbuild/refilled/hx-n001.txt",
        help="Move it out of the corpus; refilled text belongs in build/, which git ignores.",
    ),
    Rule(
        code="KP804",
        scheme="R2",
        name="protected-words",
        level=Level.TEXT,
        explanation=(
            "No cell or key of a text-free document, its fingerprint or the registers has five words "
            "running of an article, the words of a span, a name that is not in the register, or a hash "
            "of a few words."
        ),
        why="A note or proposition that quotes gives away what the tier is there to hold back.",
        bad='{"layer": "claim_register", ..., "proposition": "No crane on the northern quay was moving by noon."}',
        good='{"layer": "claim_register", ..., "proposition": "Work at the quay had stopped before midday."}',
        help=("Say it in words of your own; for a name, give its entity that name or an alias in entities.jsonl."),
    ),
)

#: All kinds, by code.
FAULTS = {rule.code: register(rule) for rule in _LIST}


def fault(code: str, **values: Any) -> Finding:
    """A finding of a kind of fault.

    Args:
        code: of the kind.
        values: of the finding; `help` replaces that of the kind.
    """
    return FAULTS[code].finding(**values)
