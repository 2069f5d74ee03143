"""Strict reading: every fault is one finding with file, line and column."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from native_file import NativeFile

from corpus_kp.corpus import Corpus
from corpus_kp.faults import FAULTS as READER_FAULTS
from corpus_kp.renderers.text import render_text
from corpus_kp.validation import validate

GOLDEN = Path(__file__).parent / "golden" / "reading"

Break = Callable[[NativeFile], object]


def _bytes(old: bytes, new: bytes) -> Break:
    return lambda file: file.path.write_bytes(file.path.read_bytes().replace(old, new, 1))


def _raw(number: int, change: Callable[[str], str]) -> Break:
    def act(file: NativeFile) -> None:
        lines = file.lines
        lines[number - 1] = change(lines[number - 1])
        file.write(lines)

    return act


def _registers(file: NativeFile, name: str, old: str, new: str) -> None:
    path = file.path.parent.parent / name
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), encoding="utf-8")


def _closed(file: NativeFile, suffix: str) -> Path:
    """A file of the text-free document."""
    return file.path.parent.parent / "closed" / f"hx-n001{suffix}"


FAULTS: dict[str, Break] = {
    "unknown-field": lambda f: f.edit(f.number("timexes"), lambda r: r.update(values="x")),
    "unknown-field-in-a-fragment": lambda f: f.edit(f.number("attributions"), lambda r: r["content"][0].update(stop=3)),
    "missing-field": lambda f: f.edit(f.number("entities"), lambda r: r.pop("entity_id")),
    "missing-field-of-the-document": lambda f: f.edit(1, lambda r: r.pop("rights")),
    "wrong-type": lambda f: f.edit(f.number("entities"), lambda r: r.update(start="23")),
    "no-date": lambda f: f.edit(1, lambda r: r.update(dct="yesterday")),
    "wrong-type-nested": lambda f: f.edit(f.number("attributions", "a3"), lambda r: r["sources"][0].update(end=None)),
    "fragments-of-a-cue": lambda f: f.edit(f.number("attributions"), lambda r: r.update(cue=[r["cue"]])),
    "bad-enum": lambda f: f.edit(f.number("entities"), lambda r: r.update(label="COUNTRY")),
    "bad-enum-nested": lambda f: f.edit(
        f.number("quantities"), lambda r: r.update(relations=[{"type": "is", "to": "q1"}])
    ),
    "bad-enum-of-a-target": lambda f: f.edit(f.number("stances"), lambda r: r["target"].update(kind="person")),
    "unknown-layer": lambda f: f.edit(f.number("timexes"), lambda r: r.update(layer="times")),
    "number-out-of-range": lambda f: f.edit(f.number("timexes"), lambda r: r.update(end=10**12)),
    "repeated-field": _raw(3, lambda line: line.replace('"start"', '"end": 1, "start"')),
    "broken-json": _raw(3, lambda line: line.replace('"id": ', '"id" ')),
    "half-of-a-character": _raw(3, lambda line: line.replace('"e1"', r'"\ud83de1"')),
    "cut-off-line": _raw(3, lambda line: line[:40]),
    "empty-line": _raw(3, lambda _: ""),
    "not-an-object": _raw(3, lambda _: "[1, 2]"),
    "crlf": _bytes(b"}\n", b"}\r\n"),
    "byte-order-mark": lambda f: f.path.write_bytes(b"\xef\xbb\xbf" + f.path.read_bytes()),
    "not-utf8": _bytes("김".encode(), b"\xb1\xe8"),
    "text-with-crlf": lambda f: _bytes(b"\n", b"\r\n")(NativeFile(f.path.with_suffix(".txt"))),
    "text-not-utf8": lambda f: _bytes("“".encode(), b"\x93")(NativeFile(f.path.with_suffix(".txt"))),
    "missing-text": lambda f: f.path.with_suffix(".txt").unlink(),
    "duplicate-id": lambda f: f.edit(f.number("entities", "e2"), lambda r: r.update(id="e1")),
    "duplicate-id-across-layers": lambda f: f.edit(f.number("timexes"), lambda r: r.update(id="e1")),
    "other-document": lambda f: f.edit(1, lambda r: r.update(doc_id="hx-a007")),
    "no-document-line": lambda f: f.write(f.lines[1:]),
    "document-line-not-first": lambda f: f.write([*f.lines[1:3], f.lines[0], *f.lines[3:]]),
    "empty-file": lambda f: f.path.write_bytes(b""),
    "file-not-readable": lambda f: (f.path.with_suffix(".txt").unlink(), f.path.with_suffix(".txt").mkdir()),
    "stray-file": lambda f: f.path.with_name("notes.md").write_text("to do\n", encoding="utf-8"),
    "splits-line": lambda f: _registers(f, "splits.csv", "hx-a002,", "hx-a002"),
    "table-contract": lambda f: f.edit(1, lambda r: r.update(lang="English")),
    "wikidata-id": lambda f: _registers(f, "entities.jsonl", '"wikidata_qid": null', '"wikidata_qid": "42"'),
    "fingerprint-not-readable": lambda f: _closed(f, ".print").write_bytes(b"no fingerprint"),
    "fingerprint-missing": lambda f: _closed(f, ".print").unlink(),
    "fingerprint-out-of-date": lambda f: NativeFile(_closed(f, ".jsonl")).edit(2, lambda r: r.update(start=1)),
    "text-in-text-free-tier": lambda f: NativeFile(_closed(f, ".jsonl")).edit(1, lambda r: r.update(title="A title")),
    "text-beside-text-free": lambda f: _closed(f, ".txt").write_text("An article.\n", encoding="utf-8"),
    "no-covered-text": lambda f: f.edit(f.number("entities"), lambda r: r.pop("text")),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_one_finding_with_its_place(
    name: str, harbour: Path, first: NativeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The report is the golden one, to the column; nothing else is reported."""
    monkeypatch.chdir(harbour)
    FAULTS[name](first)
    report = validate(Corpus(harbour))
    assert len(report.findings) == 1
    assert report.failed == (name != "fingerprint-missing")
    printed = "\n".join(render_text(report.findings)) + "\n"
    assert printed == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_every_golden_message_has_its_fault() -> None:
    """No message is kept that nothing gives."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(FAULTS)


def test_a_broken_file_does_not_hide_the_others(harbour: Path, first: NativeFile) -> None:
    """Faults of all files are reported in one run."""
    second = NativeFile(first.path.with_name("hx-a002.jsonl"))
    FAULTS["broken-json"](first)
    FAULTS["bad-enum"](second)
    assert {finding.code for finding in validate(Corpus(harbour)).findings} == {"KP005", "KP201"}


def test_two_faults_in_one_file_are_both_reported(harbour: Path, first: NativeFile) -> None:
    """A broken line is left out, the next ones are read."""
    FAULTS["bad-enum"](first)
    FAULTS["wrong-type-nested"](first)
    assert [finding.code for finding in validate(Corpus(harbour)).findings] == ["KP201", "KP009"]


def test_words_of_an_article_in_the_text_free_tier_are_an_error(harbour: Path) -> None:
    """Covered text never enters the text-free tier."""
    file = NativeFile(harbour / "annotations" / "closed" / "hx-n001.jsonl")
    file.edit(file.number("entities"), lambda r: r.update(text="Kim Minsu"))
    (finding,) = validate(Corpus(harbour)).findings
    assert (finding.code, finding.line) == ("KP801", file.number("entities"))


def test_a_title_in_the_text_free_tier_is_an_error(harbour: Path) -> None:
    """A headline is a sentence of the article."""
    file = NativeFile(harbour / "annotations" / "closed" / "hx-n001.jsonl")
    file.edit(1, lambda record: record.update(title="City officials declined to comment"))
    (finding,) = validate(Corpus(harbour)).findings
    assert (finding.code, finding.line) == ("KP801", 1)
    assert "declined" not in finding.message


def test_the_annotators_own_versions_are_read_as_strictly(harbour: Path) -> None:
    """A fault there would change the agreement, and a text there would be given on."""
    for name, tier in (("hx-a001", "open"), ("hx-n001", "closed")):
        folder = harbour / "annotations" / "rounds" / "a"
        folder.mkdir(parents=True, exist_ok=True)
        source = harbour / "annotations" / tier / f"{name}.jsonl"
        (folder / f"{name}.jsonl").write_bytes(source.read_bytes())
    assert validate(Corpus(harbour)).findings == []
    broken, leaking = (NativeFile(folder / f"{name}.jsonl") for name in ("hx-a001", "hx-n001"))
    broken.edit(broken.number("timexes"), lambda record: record.update(values=1))
    leaking.edit(leaking.number("timexes"), lambda record: record.update(text="Tuesday"))
    assert [f.code for f in validate(Corpus(harbour)).findings] == ["KP006", "KP801"]


def test_a_document_in_two_tiers_is_one_finding(harbour: Path) -> None:
    """Both files are named."""
    source = harbour / "annotations" / "closed" / "hx-n001.jsonl"
    (harbour / "annotations" / "closed" / "hx-a001.jsonl").write_bytes(source.read_bytes())
    (finding,) = validate(Corpus(harbour)).findings
    assert (finding.code, finding.related[0].path) == ("KP010", str(harbour / "annotations" / "open" / "hx-a001.jsonl"))


def test_a_fault_is_looked_up_in_the_corpus_that_was_named(
    harbour: Path, first: NativeFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not in a file of the same name below the folder where one stands."""
    other = tmp_path / "other" / "annotations" / "open"
    other.mkdir(parents=True)
    (other / "hx-a001.jsonl").write_text("no JSON\n" * 30, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "other")
    first.edit(first.number("timexes"), lambda record: record.update(value="soon"))
    (finding,) = validate(Corpus(harbour)).findings
    assert (finding.path, finding.column) == (str(first.path), 107)


def test_a_number_of_a_thousand_digits_is_a_finding(harbour: Path, first: NativeFile) -> None:
    """Python refuses to read it; the reader says where it is."""
    line = first.number("quantities")
    lines = first.lines
    lines[line - 1] = lines[line - 1].replace('"value": 1200', '"value": ' + "1" * 5000)
    first.write(lines)
    (finding,) = validate(Corpus(harbour)).findings
    assert (finding.code, finding.line) == ("KP005", line)


@pytest.mark.parametrize("register", ["entities.jsonl", "claims.jsonl"])
def test_a_broken_register_is_one_finding_and_not_one_at_every_mention(harbour: Path, register: str) -> None:
    """What refers into a broken register is not judged."""
    path = harbour / "annotations" / register
    path.write_text(path.read_text(encoding="utf-8").replace('"layer"', '"layers"', 1), encoding="utf-8")
    (finding,) = validate(Corpus(harbour)).findings
    assert finding.path.endswith(register)
    assert finding.line == 1


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("id,group,split\n", 1),
        ("doc_id,group_id,split\nhx-a001,g,dev\n", 2),
        ("doc_id,group_id,split\nhx-a001,g\n", 2),
        ("doc_id,group_id,split\n" + "x" * 200_000 + ",g,train\n", 2),
    ],
)
def test_a_fault_in_the_splits_has_its_line(harbour: Path, content: str, line: int) -> None:
    """splits.csv is read as strictly as the rest."""
    (harbour / "annotations" / "splits.csv").write_text(content, encoding="utf-8")
    findings = validate(Corpus(harbour)).findings
    assert [(f.code, f.line) for f in findings if f.code == "KP013"] == [("KP013", line)]


def test_a_document_without_a_split_is_reported(harbour: Path) -> None:
    """Nothing is packaged in no split."""
    path = harbour / "annotations" / "splits.csv"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]), encoding="utf-8")
    assert [f.code for f in validate(Corpus(harbour)).findings] == ["KP701"]


def test_a_split_of_a_document_that_is_not_there_is_reported(harbour: Path) -> None:
    """A mistyped name is noticed."""
    path = harbour / "annotations" / "splits.csv"
    path.write_text(path.read_text() + "hx-a099,other,train\n", encoding="utf-8")
    assert [(f.code, f.line) for f in validate(Corpus(harbour)).findings] == [("KP013", 5)]


def test_a_file_that_belongs_to_nothing_is_reported(harbour: Path) -> None:
    """A text without annotations, or a text in the text-free tier, does not go unseen."""
    (harbour / "annotations" / "closed" / "hx-n001.txt").write_text("x", encoding="utf-8")
    (harbour / "annotations" / "open" / "notes.md").write_text("x", encoding="utf-8")
    assert [f.code for f in validate(Corpus(harbour)).findings] == ["KP802", "KP012"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=60), at=st.integers(0, 4000))
def test_no_bytes_in_a_native_file_raise_an_exception(harbour: Path, data: bytes, at: int) -> None:
    """Whatever stands in a file, the answer is findings."""
    path = harbour / "annotations" / "open" / "hx-a001.jsonl"
    original = path.read_bytes()
    try:
        path.write_bytes(original[:at] + data + original[at + len(data) :])
        for finding in validate(Corpus(harbour)).findings:
            assert finding.message
            assert all(line.isprintable() for line in render_text([finding]))
    finally:
        path.write_bytes(original)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda c: st.lists(c) | st.dictionaries(st.text(), c)
    ),
    data=st.data(),
)
def test_no_json_value_in_a_field_raises_an_exception(harbour: Path, value: object, data: st.DataObject) -> None:
    """Also where the JSON is right and the value absurd."""
    file = NativeFile(harbour / "annotations" / "open" / "hx-a001.jsonl")
    original = file.path.read_bytes()
    number = data.draw(st.integers(1, len(file.lines)))
    name = data.draw(st.sampled_from(sorted(json.loads(file.lines[number - 1]))))
    try:
        file.edit(number, lambda record: record.update({name: value}))
        validate(Corpus(harbour))
    finally:
        file.path.write_bytes(original)


def test_every_kind_of_fault_has_its_test() -> None:
    """The list of kinds and what the tests bring about are the same."""
    golden = " ".join(path.read_text(encoding="utf-8") for path in GOLDEN.glob("*.txt"))
    needs_articles = {"KP804"}  # in tests/test_leak_findings.py
    assert {code for code in READER_FAULTS if code not in golden} == needs_articles


def test_a_file_that_cannot_be_read_is_one_finding(harbour: Path) -> None:
    """A directory in the place of a file, a register that is not there."""
    (harbour / "annotations" / "open" / "hx-a009.jsonl").mkdir()
    (harbour / "annotations" / "splits.csv").unlink()
    found = [(f.code, Path(f.path).name) for f in validate(Corpus(harbour)).findings]
    assert ("KP001", "hx-a009.jsonl") in found
    assert ("KP001", "splits.csv") in found


def test_a_fingerprint_that_is_out_of_date_hides_no_fault_of_the_corpus(harbour: Path) -> None:
    """All was read: a claim that lost its last mention is reported beside it."""
    file = NativeFile(harbour / "annotations" / "closed" / "hx-n001.jsonl")
    file.write([line for line in file.lines if '"layer": "claims"' not in line])
    assert {finding.code for finding in validate(Corpus(harbour)).findings} == {"KP018", "KP601"}


def test_a_fingerprint_that_is_cut_off_is_noticed_without_the_article(harbour: Path) -> None:
    """Its length does not hold what is sealed for so many words and spans."""
    path = harbour / "annotations" / "closed" / "hx-n001.print"
    path.write_bytes(path.read_bytes()[: -path.stat().st_size // 8])
    assert [(f.code, f.message) for f in validate(Corpus(harbour)).findings] == [("KP016", "is cut off")]


def test_a_span_outside_of_a_text_free_document_is_one_fault(harbour: Path) -> None:
    """That the fingerprint was not made for it goes without saying."""
    file = NativeFile(harbour / "annotations" / "closed" / "hx-n001.jsonl")
    file.edit(file.number("timexes"), lambda record: record.update(end=9999))
    assert [finding.code for finding in validate(Corpus(harbour)).findings] == ["KP102"]


def test_an_id_of_the_register_that_stands_twice_is_one_fault(harbour: Path) -> None:
    """The second line is no row of a table, which could have it twice."""
    file = NativeFile(harbour / "annotations" / "entities.jsonl")
    file.write([*file.lines, file.lines[0]])
    assert [finding.code for finding in validate(Corpus(harbour)).findings] == ["KP107"]
