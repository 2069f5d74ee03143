"""The rules: each finds its fault, alone, and nothing in a clean corpus."""

from __future__ import annotations

import importlib
import json
import pkgutil
from pathlib import Path

import cases
import polars as pl
import pytest
from cases.edits import at
from hypothesis import given
from hypothesis import strategies as st
from native_file import NativeFile

from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.rules import CHECKS
from corpus_kp.rules.timexes import VALUE_PATTERNS
from corpus_kp.spans import overlapping
from corpus_kp.validation import validate

GOLDEN = Path(__file__).parent / "golden" / "rules"


_MODULES = [importlib.import_module(f"cases.{module.name}") for module in pkgutil.iter_modules(cases.__path__)]
_FAMILIES = [module for module in _MODULES if hasattr(module, "FAULTS")]
FAULTS = {code: faults for family in _FAMILIES for code, faults in family.FAULTS.items()}
NEAR_MISSES = {code: cases for family in _FAMILIES for code, cases in family.NEAR_MISSES.items()}
CASES = [(code, number) for code, faults in FAULTS.items() for number in range(len(faults))]


MISSES = [(code, number) for code, cases in NEAR_MISSES.items() for number in range(len(cases))]


def _shown(finding: Finding) -> dict[str, object]:
    """What a finding says and where it points: the marked words in brackets."""
    part = finding.excerpt
    marked = f"{part.text[: part.start]}[{part.text[part.start : part.end]}]{part.text[part.end :]}" if part else None
    return {
        "at": f"{finding.path}:{finding.line}:{finding.column}",
        "span": [finding.doc_id, finding.annotation_id, finding.start, finding.end],
        "message": finding.message,
        "expected": finding.expected,
        "excerpt": marked,
    }


@pytest.mark.parametrize(("code", "number"), MISSES, ids=[f"{code}-{number}" for code, number in MISSES])
def test_a_near_miss_is_no_fault(code: str, number: int, harbour: Path, first: NativeFile) -> None:
    """What comes close to breaking a rule and does not is let pass by it, and by all others."""
    NEAR_MISSES[code][number](first)
    assert validate(Corpus(harbour)).findings == []


def test_every_rule_has_its_faults() -> None:
    """A rule that no test breaks is no rule; and one that nothing comes close to may find too much."""
    assert {code for code, faults in FAULTS.items() if faults} == set(CHECKS)
    assert {code for code, cases in NEAR_MISSES.items() if cases} == set(CHECKS)


def test_the_made_up_corpus_is_clean(harbour: Path) -> None:
    """No rule finds anything in a right corpus, with or without the texts of its text-free tier."""
    assert validate(Corpus(harbour)).findings == []
    assert validate(Corpus(harbour), articles=harbour / "articles").findings == []


@pytest.mark.parametrize(("code", "number"), CASES, ids=[f"{code}-{number}" for code, number in CASES])
def test_a_fault_is_found_by_its_rule_alone(
    code: str, number: int, harbour: Path, first: NativeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One fault gives one kind of finding, with the message, the place and the advice of the golden file."""
    monkeypatch.chdir(harbour)
    FAULTS[code][number](first)
    findings = validate(Corpus(harbour)).findings
    assert {finding.code for finding in findings} == {code}
    golden = json.loads((GOLDEN / f"{code}.json").read_text(encoding="utf-8"))
    assert [_shown(finding) for finding in findings] == golden[number]
    assert len(golden) == len(FAULTS[code])
    assert all(finding.help and finding.expected for finding in findings)


def test_a_changed_text_stops_higher_checks_of_its_document_only(harbour: Path, first: NativeFile) -> None:
    """A document whose text was changed is not checked further; the other one is."""
    FAULTS["KP101"][0](first)
    FAULTS["KP401"][0](first)
    second = NativeFile(first.path.with_name("hx-a002.jsonl"))
    FAULTS["KP401"][0](second)
    found = [(finding.code, finding.doc_id) for finding in validate(Corpus(harbour)).findings]
    assert found == [("KP101", "hx-a001"), ("KP401", "hx-a002")]


def test_faults_of_other_annotations_are_found_beside_those_of_lower_levels(harbour: Path, first: NativeFile) -> None:
    """An illegal label, a span out of bounds, a reference to nothing, other words and a wrong value: each is said once."""
    first.edit(first.number("entities", "e1"), lambda record: record.update(label="COUNTRY"))
    first.edit(first.number("entities", "e5"), lambda record: record.update(end=9999))
    first.edit(first.number("claims", "c1"), lambda record: record.update(attribution_id="a9"))
    first.edit(first.number("entities", "e6"), lambda record: record.update(text="김민서"))
    first.edit(first.number("timexes"), lambda record: record.update(value="soon"))
    found = {(finding.code, finding.annotation_id) for finding in validate(Corpus(harbour)).findings}
    assert found == {("KP201", "e1"), ("KP102", "e5"), ("KP112", "c1"), ("KP103", "e6"), ("KP421", "t1")}


def test_what_refers_to_a_line_that_cannot_be_read_is_no_second_fault(harbour: Path, first: NativeFile) -> None:
    """The line may be the one that is meant."""
    lines = first.lines
    number = first.number("attributions", "a4")
    lines[number - 1] = lines[number - 1][:-2]
    first.write(lines)
    assert [(f.code, f.line) for f in validate(Corpus(harbour)).findings] == [("KP005", number)]


def test_mentions_of_a_register_line_that_cannot_be_read_are_no_faults(harbour: Path, first: NativeFile) -> None:
    """And other faults of the documents are found all the same."""
    register = NativeFile(harbour / "annotations" / "entities.jsonl")
    register.write([line[:-2] if "port-ansel" in line else line for line in register.lines])
    first.edit(first.number("timexes"), lambda record: record.update(value="soon"))
    assert [f.code for f in validate(Corpus(harbour)).findings] == ["KP005", "KP421"]


def test_only_the_named_documents_are_checked(harbour: Path, first: NativeFile) -> None:
    """A path limits the check, and rules that need the whole corpus are left out."""
    FAULTS["KP401"][0](first)
    second = first.path.with_name("hx-a002.jsonl")
    assert validate(Corpus(harbour), [second]).findings == []
    assert validate(Corpus(harbour), [second]).documents == 1
    assert [f.code for f in validate(Corpus(harbour), [first.path.with_suffix(".txt")]).findings] == ["KP401"]


def test_words_of_a_refilled_article_are_checked(harbour: Path) -> None:
    """With the text at hand, text-free annotations are checked against it."""
    file = NativeFile(harbour / "annotations" / "closed" / "hx-n001.jsonl")
    file.edit(1, lambda record: record.update(n_codepoints=50))
    assert {f.code for f in validate(Corpus(harbour)).findings} == {"KP102"}
    assert {f.code for f in validate(Corpus(harbour), articles=harbour / "articles").findings} == {"KP101"}


@given(day=st.dates())
def test_every_day_is_a_timex_value(day: object) -> None:
    """ISO dates are TIMEX3."""
    assert pl.Series([str(day)]).str.contains(VALUE_PATTERNS["DATE"]).all()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("DATE", "XXXX-WXX-5"), ("DATE", "XXXX-10-04"), ("DATE", "2024-W42"), ("DATE", "2024-Q3"), ("DATE", "PAST_REF"),
        ("DATE", "199"), ("DATE", "2024-10-08/2024-10-13"), ("DATE", "XXXX"), ("TIME", "2024-10-18TMO"),
        ("TIME", "2024-10-18T14:30"), ("DURATION", "P25Y"), ("DURATION", "PT3H"), ("DURATION", "PXW"), ("SET", "P1W"),
        ("DATE", "2024-SU"), ("DATE", "2024-W42-WE"), ("SET", "XXXX-XX-XXTMO"), ("TIME", "2024-10-18T14:30:15"),
        ("TIME", "2024-10-18T09:00Z"), ("DURATION", "P1WE"), ("DATE", "2024-Q3/2024-10-18"),
    ],
)  # fmt: skip
def test_values_that_news_needs_are_legal(kind: str, value: str) -> None:
    """Underspecified dates, weeks, quarters, references, durations."""
    assert pl.Series([value]).str.contains(VALUE_PATTERNS[kind]).all()


@pytest.mark.parametrize(
    "value", ["2031-Q3/2031-10-18", "2031-10/2031", "XXXX-12/2031-01", "2031-SU/2031-FA", "2031/2031"]
)
def test_intervals_that_cannot_be_compared_as_text_are_let_pass(harbour: Path, first: NativeFile, value: str) -> None:
    """Quarters, seasons, open years, a month against its year."""
    at("timexes", value=value)(first)
    assert validate(Corpus(harbour)).findings == []


def test_overlapping_sources_of_one_attribution_are_found(harbour: Path, first: NativeFile) -> None:
    """Two sources are two places."""
    source = {"start": 181, "end": 185, "text": "city", "entity_ids": ["port-ansel"]}
    text = first.path.with_suffix(".txt").read_text(encoding="utf-8")
    source["start"] = text.index("city")
    source["end"] = source["start"] + 4
    first.edit(first.number("attributions", "a4"), lambda record: record["sources"].append(source))
    assert [finding.code for finding in validate(Corpus(harbour)).findings] == ["KP305"]


def test_labels_that_a_corpus_adds_need_no_code(harbour: Path, first: NativeFile) -> None:
    """A modifier that only the schema knows is legal, and no rule stumbles over it."""
    path = harbour / "schemas" / "quantities.yaml"
    path.write_text(path.read_text().replace("[exact, approx,", "[exact, circa, approx,"), encoding="utf-8")
    at("quantities", modifier="circa")(first)
    assert validate(Corpus(harbour)).findings == []


_SPANS = st.lists(st.tuples(st.integers(0, 300), st.integers(1, 150)), max_size=12)


@given(spans=_SPANS, others=_SPANS)
def test_pairs_that_overlap_are_those_of_a_plain_loop(
    spans: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    """However long the spans and wherever the stretches end."""

    def frame(pairs: list[tuple[int, int]], name: str) -> pl.DataFrame:
        rows = [{"doc_id": "d", name: n, "start": s, "end": s + length} for n, (s, length) in enumerate(pairs)]
        return pl.DataFrame(rows, schema={"doc_id": pl.String, name: pl.Int64, "start": pl.Int32, "end": pl.Int32})

    found = overlapping(frame(spans, "one"), frame(others, "two"), on=["doc_id"]).select("one", "two").rows()
    expected = {
        (n, m)
        for n, (start, length) in enumerate(spans)
        for m, (first, extent) in enumerate(others)
        if first < start + length and start < first + extent
    }
    assert len(found) == len(set(found))
    assert set(found) == expected
