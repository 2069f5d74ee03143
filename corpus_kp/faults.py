"""KP0 and what else is found while reading: faults of files and records, by code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus_kp.findings import Finding, Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of fault that the reader finds.

    Attributes:
        code: `KP005`, never reused.
        scheme: the rule's name in the scheme, where it has one.
        name: two or three words.
        explanation: what is demanded and why.
        help: what to do about it.
        severity: of its findings.
    """

    code: str
    scheme: str
    name: str
    explanation: str
    help: str
    severity: Severity = "error"


_LIST = (
    Fault("KP001", "", "file-not-readable", "Every file can be read.", "Check the path and its permissions."),
    Fault(
        "KP002",
        "",
        "not-utf8",
        "Files are UTF-8.",
        "Convert the file, for instance with `iconv -f WINDOWS-1252 -t UTF-8`.",
    ),
    Fault(
        "KP003", "", "byte-order-mark", "A byte order mark would shift every offset.", "Save the file as plain UTF-8."
    ),
    Fault(
        "KP004",
        "",
        "carriage-return",
        "Lines end with a line feed alone, because offsets count every character.",
        "Convert the line endings, for instance with `dos2unix`; offsets count every character.",
    ),
    Fault(
        "KP005",
        "",
        "broken-json",
        "Every line is one JSON object.",
        "Look for a missing quote, comma or bracket at this column or just before it.",
    ),
    Fault("KP006", "", "unknown-field", "A line has only the fields of its layer.", "{fields}"),
    Fault("KP007", "", "missing-field", "A line has every field of its layer that has no default.", "{fields}"),
    Fault("KP008", "", "unknown-layer", "`layer` names a layer that may stand in this file.", "{fields}"),
    Fault("KP009", "", "wrong-type", "Every value has the type of its field.", "{fields}"),
    Fault(
        "KP010",
        "",
        "document-line",
        "The first line of a file, and no other, is its `documents` line with the name of the file as doc_id.",
        "Mend the line or rename the file.",
    ),
    Fault(
        "KP011",
        "",
        "missing-text",
        "A document of a tier with text has its text beside it.",
        "Put the text there, or move the annotations to a text-free tier.",
    ),
    Fault(
        "KP012",
        "",
        "stray-file",
        "Every file in the folder of a tier belongs to a document, so that nothing is left out in silence.",
        "Delete it, or give it the name of its document.",
    ),
    Fault(
        "KP013", "", "splits-line", "splits.csv has one line doc_id,group_id,split for each document.", "Mend the line."
    ),
    Fault(
        "KP014",
        "",
        "table-contract",
        "Every table keeps the contract of its schema: types, ranges, patterns, keys.",
        "schemas/ holds the contract of every table.",
    ),
    Fault("KP015", "", "repeated-field", "No field stands twice in one object.", "Delete one of the two."),
    Fault(
        "KP016",
        "",
        "fingerprint-not-readable",
        "The fingerprint of a text-free document has the bytes that docs/fingerprint.md describes.",
        "Restore it from the last release, or make it anew with `corpus-kp strip NAME --articles DIR --force`.",
    ),
    Fault(
        "KP017",
        "",
        "fingerprint-missing",
        "A text-free document has a fingerprint beside it; without one only the very bytes of its text are recognised.",
        "Make it with `corpus-kp strip NAME --articles DIR`.",
        severity="warning",
    ),
    Fault(
        "KP018",
        "",
        "fingerprint-out-of-date",
        "A fingerprint has a check for each span of its document; with other spans it cannot prove them.",
        "Make it anew with `corpus-kp strip NAME --articles DIR --force`.",
    ),
    Fault(
        "KP107", "O7", "duplicate-id", "Every line of a file has an id of its own.", "Give this line an id of its own."
    ),
    Fault(
        "KP113",
        "O3",
        "span-text-missing",
        "Where the text is at hand, every span carries its words, so that shifted offsets are noticed.",
        "Add the covered words, so that shifted offsets are noticed.",
    ),
    Fault("KP201", "E1", "illegal-value", "A value is one of those that its schema lists.", "{fields}"),
    Fault(
        "KP801",
        "R1",
        "text-in-text-free-tier",
        "No word of an article that may not be given on stands in its annotations.",
        "Delete `text`; this article may not be given on.",
    ),
    Fault(
        "KP802",
        "R1",
        "text-beside-text-free",
        "No text stands in the folder of a tier without text, so that no refilled article is committed or published.",
        "Move it out of the corpus; refilled text belongs in build/, which git ignores.",
    ),
    Fault(
        "KP804",
        "R2",
        "protected-words",
        "No cell or key of a text-free document, its fingerprint or the registers has five words running of an "
        "article, the words of a span, a name that is not in the register, or a hash of a few words.",
        "Say it in words of your own; for a name, give its entity that name or an alias in entities.jsonl.",
    ),
)

#: All kinds, by code.
FAULTS = {kind.code: kind for kind in _LIST}


def fault(code: str, **values: Any) -> Finding:
    """A finding of a kind of fault.

    Args:
        code: of the kind.
        values: of the finding; `help` replaces that of the kind.
    """
    kind = FAULTS[code]
    advice = kind.help.format(fields="CONTRIBUTING.md lists the fields of every layer.")
    return Finding(**{"code": code, "name": kind.name, "severity": kind.severity, "help": advice, **values})
