"""The rules: each finds its fault, alone, and nothing in a clean corpus."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from native_file import NativeFile

from corpus_kp.corpus import Corpus
from corpus_kp.rules import CATALOGUE
from corpus_kp.rules.timexes import VALUE_PATTERNS
from corpus_kp.spans import overlapping
from corpus_kp.validation import validate

GOLDEN = Path(__file__).parent / "golden" / "rules.json"


def _at(layer: str, annotation_id: str | None = None, **values: object) -> Callable[[NativeFile], None]:
    return lambda file: file.edit(file.number(layer, annotation_id), lambda record: record.update(values))


def _text(change: Callable[[str], str]) -> Callable[[NativeFile], None]:
    def act(file: NativeFile) -> None:
        path = file.path.with_suffix(".txt")
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")

    return act


def _add(record: dict[str, object]) -> Callable[[NativeFile], None]:
    return lambda file: file.write([*file.lines, json.dumps(record, ensure_ascii=False)])


def _register(name: str, old: str, new: str) -> Callable[[NativeFile], None]:
    def act(file: NativeFile) -> None:
        path = file.path.parent.parent / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")

    return act


_CROSSING = {
    "layer": "entities", "id": "x1", "start": 55, "end": 67, "text": "Ansel walked", "label": "PERSON",
    "mention_type": "NOM", "entity_id": "dockers",
}  # fmt: skip
_OVERLAP = {
    "layer": "timexes", "id": "x1", "start": 113, "end": 118, "text": "1,200", "timex_type": "DATE", "value": "1200",
    "resolution": "explicit",
}  # fmt: skip
_CITED = {"parent_id": "a2", "link_type": "cites"}

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Callable[[NativeFile], None]]] = {
    "KP101": [_text(lambda text: text.replace("Monday", "Sunday")), _at("documents", n_codepoints=12)],
    "KP102": [_at("timexes", end=9999), _at("timexes", start=-1), _at("entities", start=28, end=28, text="")],
    "KP103": [_at("timexes", start=70), _at("entities", "e6", text="김민서")],
    "KP104": [
        _at("attributions", "a4", content=[
            {"start": 208, "end": 220, "text": "were delayed"}, {"start": 197, "end": 207, "text": "that ships"}
        ])
    ],
    "KP109": [_add(_CROSSING)],
    "KP112": [
        _at("attributions", "a4", parent_id="a9", link_type="embedded"),
        _at("stances", attribution_id="a9"),
        _at("stances", target={"kind": "attribution", "id": "q1"}),
        _at("quantities", relations=[{"type": "restates", "to": "q9"}]),
        _at("claims", attribution_id="e1"),
        _at("claims", quantity_ids=["q9"]),
        _at("claims", timex_ids=["q1"]),
    ],
    "KP202": [_at("entities", "e4", label="FAC")],
    "KP204": [_at("entities", "e4", gpe_role="org")],
    "KP208": [
        _at("entities", "e4", entity_id="harbor-union"),
        _at("stances", holder="nobody"),
        _at("stances", target={"kind": "entity", "id": "nobody"}),
        lambda f: f.edit(f.number("attributions", "a2"), lambda r: r["sources"][0].update(entity_ids=["nobody"])),
    ],
    "KP301": [_at("attributions", "a4", content=[])],
    "KP302": [_at("attributions", "a4", source_realization="implicit"), _at("attributions", "a4", sources=[])],
    "KP303": [lambda f: f.edit(f.number("attributions", "a2"), lambda r: r["sources"][0].update(entity_ids=[]))],
    "KP305": [_at("attributions", "a4", content=[{"start": 190, "end": 220, "text": "denied that ships were delayed"}])],
    "KP308": [_at("attributions", "a4", parent_id="a4", link_type="embedded")],
    "KP309": [_at("attributions", "a4", **_CITED)],
    "KP311": [_at("attributions", "a4", parent_id="a2"), _at("attributions", "a4", link_type="cites")],
    "KP401": [_at("quantities", value=None), _at("quantities", modifier="at_least"), _at("quantities", modifier="vague")],
    "KP402": [_at("quantities", modifier="range", value=None, value_min=5, value_max=3)],
    "KP403": [_at("quantities", unit="km"), _at("quantities", kind="money"), _at("quantities", kind="measure", unit="USD")],
    "KP408": [_at("quantities", value=-1), _at("quantities", kind="ordinal", value=0), _at("quantities", kind="percent", unit="%", value=5000)],
    "KP411": [_add(_OVERLAP)],
    "KP421": [
        _at("timexes", value="last Monday"), _at("timexes", value="2031-02-30"), _at("timexes", value="P3D"),
        _at("timexes", timex_type="DURATION", value="2031"), _at("timexes", value="2031-13"), _at("timexes", value="2031-02-01/2031-02-30"),
    ],
    "KP422": [_at("documents", dct=None)],
    "KP424": [_at("timexes", value="2031-03-04/2031-03-01"), _at("timexes", value="2031-04/2031-03-30")],
    "KP501": [_at("stances", holder="AUTHOR"), _at("stances", attribution_id=None)],
    "KP502": [
        _at("stances", certainty="U", polarity="+"), _at("stances", certainty=None), _at("stances", attitude="hope"),
        _at("stances", "s2", response=None),
    ],
    "KP504": [_at("stances", "s1", polarity="+")],
    "KP505": [
        _at("stances", target={"kind": "event", "id": "a4"}),
        _at("stances", target={"kind": "event", "start": 197}),
        _at("stances", target={"kind": "attribution", "id": "a4", "start": 1, "end": 2}),
        _at("stances", target={"kind": "event"}),
    ],
    "KP506": [_at("claims", "c2", claim_id="strikers/n900"), _at("stances", target={"kind": "claim", "id": "nothing/here"})],
    "KP601": [
        _register("claims.jsonl", '"claim_id": "strikers/n1200", "issue_id": "strikers"', '"claim_id": "strikers/n1200", "issue_id": "riders"'),
        lambda f: f.write([line for line in f.lines if "strikers/about_1200" not in line]),
    ],
    "KP611": [_register("claims.jsonl", '"claim_b": "delays/yes"', '"claim_b": "delays/perhaps"')],
    "KP701": [_register("splits.csv", "hx-a001,strike-monday,train\n", "")],
    "KP702": [_register("splits.csv", "strike-monday", "board-reply")],
    "KP703": [_register("splits.csv", "strike-monday,train", "strike-monday,news")],
    "KP803": [_at("documents", rights="all-rights-reserved")],
}  # fmt: skip

CASES = [(code, number) for code, faults in FAULTS.items() for number in range(len(faults))]


def test_every_rule_has_its_faults() -> None:
    """A rule that no test breaks is no rule."""
    assert set(FAULTS) == set(CATALOGUE)


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
    shown = [
        {"at": f"{f.path}:{f.line}:{f.column}", "message": f.message, "expected": f.expected, "excerpt": f.excerpt}
        for f in findings
    ]
    assert shown == json.loads(GOLDEN.read_text(encoding="utf-8"))[f"{code}-{number}"]
    assert all(finding.help and finding.expected for finding in findings)


def test_a_fault_stops_higher_checks_of_its_document_only(harbour: Path, first: NativeFile) -> None:
    """A document whose text was changed is not checked further; the other one is."""
    FAULTS["KP101"][0](first)
    FAULTS["KP401"][0](first)
    second = NativeFile(first.path.with_name("hx-a002.jsonl"))
    FAULTS["KP401"][0](second)
    found = [(finding.code, finding.doc_id) for finding in validate(Corpus(harbour)).findings]
    assert found == [("KP101", "hx-a001"), ("KP401", "hx-a002")]


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
    _at("timexes", value=value)(first)
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
    _at("quantities", modifier="circa")(first)
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
