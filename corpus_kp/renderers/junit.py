"""JUnit XML: a case for each file, failed where it has errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from xml.etree import ElementTree as ET

from corpus_kp.findings import Finding, has_error
from corpus_kp.renderers import Outcome
from corpus_kp.renderers.text import render_text
from corpus_kp.rendering import printable, tally


def render(outcome: Outcome, *, color: bool, width: int | None) -> Iterator[str]:  # noqa: ARG001
    """One suite; a document is a case, and so is another file in which something was found."""
    cases = _by_case(outcome)
    failed = sum(map(has_error, cases.values()))
    numbers = {"tests": str(len(cases)), "failures": str(failed), "errors": "0", "skipped": "0"}
    root = ET.Element("testsuites", numbers)
    suite = ET.SubElement(root, "testsuite", {"name": "corpus-kp validate", **numbers})
    for path, findings in cases.items():
        suite.append(_case(path, findings))
    if outcome.notes:
        ET.SubElement(suite, "system-out").text = "\n".join(map(printable, outcome.notes))
    ET.indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield from ET.tostring(root, encoding="unicode").split("\n")


def _by_case(outcome: Outcome) -> dict[str, list[Finding]]:
    """Findings by file; those of a text belong to its document."""
    cases: dict[str, list[Finding]] = {path: [] for path in outcome.files}
    for finding in outcome.findings:
        document = str(PurePath(finding.path).with_suffix(".jsonl")) if finding.path else ""
        cases.setdefault(document if document in cases else finding.path, []).append(finding)
    return cases


def _case(path: str, findings: Sequence[Finding]) -> ET.Element:
    parent = str(PurePath(path).parent)
    case = ET.Element("testcase", {"classname": printable(parent), "name": printable(path), "file": printable(path)})
    errors = [finding for finding in findings if finding.severity == "error"]
    others = [finding for finding in findings if finding.severity != "error"]
    if errors:
        codes = ", ".join(sorted({finding.code for finding in errors}))
        failure = ET.SubElement(case, "failure", {"message": f"{tally(errors)}: {codes}", "type": errors[0].code})
        failure.text = "\n".join(render_text(errors))
    if others:
        ET.SubElement(case, "system-out").text = "\n".join(render_text(others))
    return case
