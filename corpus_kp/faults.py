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
        why="",
        bad="",
        good="",
        help="Check the path and its permissions.",
    ),
    Rule(
        code="KP002",
        scheme="",
        name="not-utf8",
        level=Level.FILES,
        explanation="Files are UTF-8.",
        why="",
        bad="",
        good="",
        help="Convert the file, for instance with `iconv -f WINDOWS-1252 -t UTF-8`.",
    ),
    Rule(
        code="KP003",
        scheme="",
        name="byte-order-mark",
        level=Level.FILES,
        explanation="A byte order mark would shift every offset.",
        why="",
        bad="",
        good="",
        help="Save the file as plain UTF-8.",
    ),
    Rule(
        code="KP004",
        scheme="",
        name="carriage-return",
        level=Level.FILES,
        explanation="Lines end with a line feed alone, because offsets count every character.",
        why="",
        bad="",
        good="",
        help="Convert the line endings, for instance with `dos2unix`; offsets count every character.",
    ),
    Rule(
        code="KP005",
        scheme="",
        name="broken-json",
        level=Level.RECORDS,
        explanation="Every line is one JSON object.",
        why="",
        bad="",
        good="",
        help="Look for a missing quote, comma or bracket at this column or just before it.",
    ),
    Rule(
        code="KP006",
        scheme="",
        name="unknown-field",
        level=Level.RECORDS,
        explanation="A line has only the fields of its layer.",
        why="",
        bad="",
        good="",
        help=_FIELDS,
    ),
    Rule(
        code="KP007",
        scheme="",
        name="missing-field",
        level=Level.RECORDS,
        explanation="A line has every field of its layer that has no default.",
        why="",
        bad="",
        good="",
        help=_FIELDS,
    ),
    Rule(
        code="KP008",
        scheme="",
        name="unknown-layer",
        level=Level.RECORDS,
        explanation="`layer` names a layer that may stand in this file.",
        why="",
        bad="",
        good="",
        help=_FIELDS,
    ),
    Rule(
        code="KP009",
        scheme="",
        name="wrong-type",
        level=Level.RECORDS,
        explanation="Every value has the type of its field.",
        why="",
        bad="",
        good="",
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
        why="",
        bad="",
        good="",
        help="Mend the line or rename the file.",
    ),
    Rule(
        code="KP011",
        scheme="",
        name="missing-text",
        level=Level.FILES,
        explanation="A document of a tier with text has its text beside it.",
        why="",
        bad="",
        good="",
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
        why="",
        bad="",
        good="",
        help="Delete it, or give it the name of its document.",
    ),
    Rule(
        code="KP013",
        scheme="",
        name="splits-line",
        level=Level.FILES,
        explanation="splits.csv has one line doc_id,group_id,split for each document.",
        why="",
        bad="",
        good="",
        help="Mend the line.",
    ),
    Rule(
        code="KP014",
        scheme="",
        name="table-contract",
        level=Level.CONTRACT,
        explanation="Every table keeps the contract of its schema: types, ranges, patterns, keys.",
        why="",
        bad="",
        good="",
        help="schemas/ holds the contract of every table.",
    ),
    Rule(
        code="KP015",
        scheme="",
        name="repeated-field",
        level=Level.RECORDS,
        explanation="No field stands twice in one object.",
        why="",
        bad="",
        good="",
        help="Delete one of the two.",
    ),
    Rule(
        code="KP016",
        scheme="",
        name="fingerprint-not-readable",
        level=Level.TEXT,
        explanation="The fingerprint of a text-free document has the bytes that docs/fingerprint.md describes.",
        why="",
        bad="",
        good="",
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
        why="",
        bad="",
        good="",
        help="Make it with `corpus-kp strip NAME --articles DIR`.",
    ),
    Rule(
        code="KP018",
        scheme="",
        name="fingerprint-out-of-date",
        level=Level.TEXT,
        explanation=("A fingerprint has a check for each span of its document; with other spans it cannot prove them."),
        why="",
        bad="",
        good="",
        help="Make it anew with `corpus-kp strip NAME --articles DIR --force`.",
    ),
    Rule(
        code="KP107",
        scheme="O7",
        name="duplicate-id",
        level=Level.RECORDS,
        explanation="Every line of a file has an id of its own.",
        why="",
        bad="",
        good="",
        help="Give this line an id of its own.",
    ),
    Rule(
        code="KP113",
        scheme="O3",
        name="span-text-missing",
        level=Level.RECORDS,
        explanation="Where the text is at hand, every span carries its words, so that shifted offsets are noticed.",
        why="",
        bad="",
        good="",
        help="Add the covered words, so that shifted offsets are noticed.",
    ),
    Rule(
        code="KP201",
        scheme="E1",
        name="illegal-value",
        level=Level.RECORDS,
        explanation="A value is one of those that its schema lists.",
        why="",
        bad="",
        good="",
        help=_FIELDS,
    ),
    Rule(
        code="KP203",
        scheme="E3",
        name="wikidata-id",
        level=Level.CONTRACT,
        explanation="The Wikidata id of an entity is Q and a number.",
        why="",
        bad="",
        good="",
        help="Look the entity up in Wikidata, or set wikidata_qid to null and kb_status to nil.",
    ),
    Rule(
        code="KP801",
        scheme="R1",
        name="text-in-text-free-tier",
        level=Level.RECORDS,
        explanation="No word of an article that may not be given on stands in its annotations.",
        why="",
        bad="",
        good="",
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
        why="",
        bad="",
        good="",
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
        why="",
        bad="",
        good="",
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
    rule = FAULTS[code]
    return Finding(**{"code": code, "name": rule.name, "severity": rule.severity, "help": rule.help, **values})
