"""Which findings count, and how much."""

from __future__ import annotations

from pathlib import Path

import pytest
from cases import quantities
from native_file import NativeFile

from corpus_kp.catalogue import catalogue
from corpus_kp.corpus import Corpus
from corpus_kp.errors import CorpusConfigError, UsageError
from corpus_kp.selection import selection, with_severities
from corpus_kp.validation import validate


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("KP103", {"KP103"}),
        ("kp103", {"KP103"}),
        ("span-text-mismatch", {"KP103"}),
        ("O3", {"KP103", "KP113"}),
        ("KP421,KP422", {"KP421", "KP422"}),
        ("T", {code for code, rule in catalogue().items() if rule.scheme.startswith("T")}),
        ("KP42", {code for code in catalogue() if code.startswith("KP42")}),
    ],
)
def test_rules_are_named_by_code_family_name_or_scheme(word: str, codes: set[str]) -> None:
    """However the annotator knows the rule."""
    assert selection([word]).codes == codes
    assert selection([], [word]).codes == set(catalogue()) - codes


def test_what_is_ignored_is_ignored_even_if_it_is_selected() -> None:
    """So that a family can be selected without one of its rules."""
    assert selection(["KP42"], ["KP421"]).codes == selection(["KP42"]).codes - {"KP421"}


@pytest.mark.parametrize("word", ["KP999", "X", "span-text-mismach", "K", "1"])
def test_a_name_that_no_rule_has_is_refused(word: str) -> None:
    """Nothing is selected by mistake."""
    with pytest.raises(UsageError, match="no rule is called"):
        selection([word])


@pytest.mark.parametrize("word", ["", " ", ","])
def test_an_empty_selection_is_refused(word: str) -> None:
    """A variable that is not set must not have everything pass."""
    with pytest.raises(UsageError, match="no rule is named"):
        selection([word])
    assert selection([], [word]).codes == set(catalogue())


def test_strict_makes_warnings_errors(harbour: Path) -> None:
    """They count as errors do."""
    (harbour / "annotations" / "closed" / "hx-n001.print").unlink()
    findings = validate(Corpus(harbour)).findings
    assert [(f.code, f.severity) for f in findings] == [("KP017", "warning")]
    assert [f.severity for f in selection(strict=True).of(findings)] == ["error"]


def test_a_corpus_sets_severities(harbour: Path, first: NativeFile) -> None:
    """In its configuration, by code; `off` leaves findings out."""
    quantities.FAULTS["KP401"][0](first)
    configuration = harbour / "corpus.toml"
    before = configuration.read_text(encoding="utf-8")
    assert validate(Corpus(harbour)).failed
    for severity, failed, number in (("warning", False, 1), ("info", False, 1), ("off", False, 0), ("error", True, 1)):
        configuration.write_text(f'{before}\n[validation.severities]\nKP401 = "{severity}"\n', encoding="utf-8")
        report = validate(Corpus(harbour))
        assert (report.failed, len(report.findings)) == (failed, number)


def test_a_lowered_error_still_stops_higher_checks(harbour: Path, first: NativeFile) -> None:
    """What is looked at of an annotation does not depend on how loud its fault is."""
    first.edit(first.number("timexes"), lambda record: record.update(start=70, value="soon"))
    configuration = harbour / "corpus.toml"
    before = configuration.read_text(encoding="utf-8")
    configuration.write_text(f'{before}\n[validation.severities]\nKP103 = "info"\n', encoding="utf-8")
    assert [(f.code, f.severity) for f in validate(Corpus(harbour)).findings] == [("KP103", "info")]


@pytest.mark.parametrize(
    ("code", "severity", "message"),
    [
        ("KP9999", "off", "no rule"),
        ("KP005", "warning", "pass in silence"),
        ("KP101", "off", "pass in silence"),
        ("KP102", "info", "pass in silence"),
        ("KP803", "off", "rights"),
        ("KP804", "warning", "rights"),
    ],
)
def test_what_protects_cannot_be_lowered(code: str, severity: str, message: str) -> None:
    """Rights of others, and lines that would vanish."""
    with pytest.raises(CorpusConfigError, match=message):
        with_severities([], {code: severity})
