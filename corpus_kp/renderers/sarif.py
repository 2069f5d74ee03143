"""SARIF 2.1.0, which code hosts and editors read (OASIS Standard, 27 March 2020)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from corpus_kp.catalogue import Rule, catalogue
from corpus_kp.findings import Edit, Finding, Fix, Place, Severity
from corpus_kp.renderers import Outcome
from corpus_kp.renderers.fingerprints import fingerprints
from corpus_kp.renderers.json_text import json_line, with_edits_once
from corpus_kp.version import __version__

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_BASE = "%SRCROOT%"

Json = dict[str, Any]


def render(outcome: Outcome, *, color: bool, width: int | None) -> Iterator[str]:  # noqa: ARG001
    """One log with one run; a result on each line."""
    rules = _rules(outcome.findings)
    head = {
        "tool": {"driver": {"name": "corpus-kp", "version": __version__, "rules": list(map(_rule, rules.values()))}},
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder in which corpus-kp ran."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\n"],
        "invocations": [{"executionSuccessful": True}],
    }
    yield f'{{"$schema": "{_SCHEMA}", "version": "2.1.0", "runs": [{json_line(head)[:-1]}, "results": ['
    index = {code: number for number, code in enumerate(rules)}
    last = len(outcome.findings) - 1
    named = zip(with_edits_once(outcome.findings), fingerprints(outcome.findings), strict=True)
    for number, (finding, name) in enumerate(named):
        yield json_line(_result(finding, name, index)) + ("," if number < last else "")
    yield "]}]}"


def _rules(findings: Sequence[Finding]) -> dict[str, Rule]:
    """The rules of the catalogue that occur, in its order."""
    codes = {finding.code for finding in findings}
    return {code: rule for code, rule in catalogue().items() if code in codes}


def _rule(rule: Rule) -> Json:
    """The descriptor of a rule."""
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.name.replace("-", " ").capitalize() + "."},
        "fullDescription": {"text": " ".join(filter(None, (rule.explanation, rule.why)))},
        "help": {"text": rule.help},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, name: str, index: Mapping[str, int]) -> Json:
    result: Json = {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding)},
        "locations": [_location(finding.path, _region(finding))] if finding.path else [],
        "partialFingerprints": {"finding/v1": name},
    }
    if finding.code in index:
        result["ruleIndex"] = index[finding.code]
    if finding.related:
        result["relatedLocations"] = [_related(number, place) for number, place in enumerate(finding.related)]
    if finding.fix and finding.fix.edits:
        result["fixes"] = [_fix(finding.fix)]
    return result


def _message(finding: Finding) -> str:
    """The message with what was expected; what to do stands in the rule."""
    expected = f" (expected: {finding.expected})" if finding.expected else ""
    return f"{finding.message}{expected}"


def _related(number: int, place: Place) -> Json:
    region = {"startLine": place.line, "startColumn": place.column} if place.line else {}
    message = {"message": {"text": place.message}} if place.message else {}
    return {"id": number, **_location(place.path, region), **message}


def _location(path: str, region: Json) -> Json:
    known = {key: value for key, value in region.items() if value is not None}
    physical = {"artifactLocation": _artifact(path), **({"region": known} if known else {})}
    return {"physicalLocation": physical}


def _region(finding: Finding) -> Json:
    if finding.line is None:
        return {}
    end = {"endLine": finding.end_line or finding.line, "endColumn": finding.end_column} if finding.end_column else {}
    return {"startLine": finding.line, "startColumn": finding.column, **end}


def _artifact(path: str) -> Json:
    """A file as an escaped reference, relative to the folder of the run where it lies below it."""
    posix = PurePath(path).as_posix()
    escaped = quote(posix, errors="surrogatepass")
    return {"uri": f"file://{escaped}"} if posix.startswith("/") else {"uri": escaped, "uriBaseId": _BASE}


def _fix(fix: Fix) -> Json:
    by_path: dict[str, list[Json]] = {}
    for edit in fix.edits:
        by_path.setdefault(edit.path, []).append(_replacement(edit))
    changes = [{"artifactLocation": _artifact(path), "replacements": edits} for path, edits in by_path.items()]
    return {"description": {"text": fix.title}, "artifactChanges": changes}


def _replacement(edit: Edit) -> Json:
    region = {
        "startLine": edit.line,
        "startColumn": edit.column,
        "endLine": edit.end_line,
        "endColumn": edit.end_column,
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.replacement}}
