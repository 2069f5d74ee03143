"""Accepted findings are kept apart from new ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cases import claim_pairs, quantities, timexes
from hypothesis import given
from hypothesis import strategies as st
from native_file import NativeFile

from corpus_kp.baseline import entry_of, read_baseline, sift, write_baseline
from corpus_kp.corpus import Corpus
from corpus_kp.errors import UsageError
from corpus_kp.findings import Finding
from corpus_kp.validation import validate


def test_todays_findings_are_accepted_and_new_ones_are_not(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """What was accepted stays accepted when lines move."""
    quantities.FAULTS["KP401"][0](first)
    corpus, file = Corpus(harbour), tmp_path / "baseline.jsonl"
    assert write_baseline(file, validate(corpus).findings, corpus) == 1
    timexes.FAULTS["KP421"][0](first)
    header, *rest = first.lines
    first.write([header, rest[-1], *rest[:-1]])
    sifted = sift(validate(corpus).findings, read_baseline(file), corpus)
    assert ([f.code for f in sifted.new], sifted.accepted, sifted.idle) == (["KP421"], 1, [])


def test_an_entry_without_a_finding_is_idle(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """So that it is taken out once the fault is mended."""
    kept = first.lines
    quantities.FAULTS["KP401"][0](first)
    corpus, file = Corpus(harbour), tmp_path / "baseline.jsonl"
    write_baseline(file, validate(corpus).findings, corpus)
    first.write(kept)
    assert [entry.code for entry in sift(validate(corpus).findings, read_baseline(file), corpus).idle] == ["KP401"]


def test_reasons_are_kept(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """They are a person's work."""
    quantities.FAULTS["KP401"][0](first)
    corpus, file = Corpus(harbour), tmp_path / "baseline.jsonl"
    write_baseline(file, validate(corpus).findings, corpus)
    file.write_text(file.read_text().replace('"reason": null', '"reason": "as in the text"'), encoding="utf-8")
    timexes.FAULTS["KP421"][0](first)
    write_baseline(file, validate(corpus).findings, corpus, read_baseline(file))
    assert {entry.code: entry.reason for entry in read_baseline(file)} == {"KP401": "as in the text", "KP421": None}


def test_a_baseline_says_nothing_of_the_text(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """A message can quote an article that may not be given on; only lines of registers are named by their message."""
    first.edit(first.number("timexes"), lambda record: record.update(start=70))
    claim_pairs.FAULTS["KP611"][0](first)
    corpus, file = Corpus(harbour), tmp_path / "baseline.jsonl"
    findings = validate(corpus).findings
    write_baseline(file, findings, corpus)
    entries = {entry.code: entry for entry in read_baseline(file)}
    assert any("Monday" in finding.message for finding in findings)
    assert "Monday" not in file.read_text(encoding="utf-8")
    assert entries["KP103"].message is None
    assert "delays/perhaps" in (entries["KP611"].message or "")


@pytest.mark.parametrize(
    "content",
    ["{", '{"code": 1}', "[]", '{"code": "KP1", "path": "x", "more": 1}', "\0", '{"code": "KP103"}', "[" * 10**5],
)
def test_a_line_that_is_none_of_a_baseline_is_named(content: str, tmp_path: Path) -> None:
    """With its number."""
    file = tmp_path / "baseline.jsonl"
    good = json.dumps({"code": "KP103", "path": "annotations/x.jsonl"})
    file.write_text(f"{good}\n{content}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"baseline.jsonl:2: no line of a baseline"):
        read_baseline(file)


@given(
    codes=st.lists(st.sampled_from(["KP103", "KP104", "KP105"])), accepted=st.lists(st.sampled_from(["KP103", "KP104"]))
)
def test_an_entry_accepts_one_finding(codes: list[str], accepted: list[str]) -> None:
    """Ten accepted faults do not cover an eleventh of the kind at the same place."""
    corpus = Corpus(Path(__file__).parent / "corpora" / "harbour")
    findings = [Finding(code=code, name="", message="", path="x", doc_id="d") for code in codes]
    entries = [entry_of(Finding(code=code, name="", message="", path="x", doc_id="d"), corpus) for code in accepted]
    sifted = sift(findings, entries, corpus)
    for code in ("KP103", "KP104", "KP105"):
        assert sum(f.code == code for f in sifted.new) == max(0, codes.count(code) - accepted.count(code))
        assert sum(e.code == code for e in sifted.idle) == max(0, accepted.count(code) - codes.count(code))


def test_what_protects_is_not_accepted(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """Rights of others, and faults that hide others: neither by the command nor by an entry written by hand."""
    first.edit(1, lambda record: record.update(rights="all-rights-reserved"))
    corpus = Corpus(harbour)
    findings = validate(corpus).findings
    with pytest.raises(UsageError, match="KP803 cannot be accepted: it protects the rights of others"):
        write_baseline(tmp_path / "baseline.jsonl", findings, corpus)
    sifted = sift(findings, [entry_of(finding, corpus) for finding in findings], corpus)
    assert (sifted.new, sifted.accepted) == (findings, 0)
