"""Every form of a report: what it says, that its readers can read it, and that no text of a corpus steers a terminal."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import click
import msgspec
import pytest
from cases import spans
from hypothesis import given
from hypothesis import strategies as st
from junitparser import Failure, JUnitXml
from native_file import NativeFile
from pydantic import BaseModel
from sarif_pydantic import Sarif
from wcwidth import wcswidth

from corpus_kp.catalogue import catalogue
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Edit, Excerpt, Finding, Fix, Place
from corpus_kp.renderers import FORMATS, Outcome, render
from corpus_kp.renderers.fingerprints import fingerprints
from corpus_kp.renderers.terminal import cells, marked
from corpus_kp.validation import validate

GOLDEN = Path(__file__).parent / "golden" / "renderers"

#: Findings of real runs over broken copies of the made-up corpus, as `--format json` wrote them; the fixes and the
#: warning were set by hand.
FINDINGS = msgspec.convert(
    json.loads((GOLDEN / "findings.json").read_text(encoding="utf-8"))["findings"], list[Finding]
)
OUTCOME = Outcome(
    findings=FINDINGS,
    files=[f"annotations/{name}.jsonl" for name in ("open/hx-a001", "open/hx-a002", "closed/hx-n001")],
    documents=3,
    notes=["checked without its text: hx-n001"],
    baseline=2,
    hidden=4,
    fixed=1,
)
#: What does something to a terminal, to the direction of a text, to UTF-8 or to XML.
LIVE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def _document(outcome: Outcome, form: str) -> str:
    return "".join(f"{line}\n" for line in render(outcome, form))


def _one(**fields: object) -> Finding:
    return replace(FINDINGS[0], **fields)


@pytest.mark.parametrize("form", [form for form in FORMATS if form not in ("json", "sarif")])
def test_a_report_is_the_golden_one(form: str) -> None:
    """On findings of all kinds: with and without place, span, excerpt, fix and related place."""
    assert _document(OUTCOME, form) == (GOLDEN / f"{form}.txt").read_text(encoding="utf-8")


def test_json_is_the_findings_themselves() -> None:
    """All fields are there and can be read back."""
    assert _document(OUTCOME, "json") == (GOLDEN / "findings.json").read_text(encoding="utf-8")
    assert [line.rstrip(",") for line in render(OUTCOME, "json")][1:-1] == list(render(OUTCOME, "jsonl"))
    assert set(json.loads(next(render(OUTCOME, "jsonl")))) == set(Finding.__dataclass_fields__)


def test_sarif_is_the_golden_one_but_for_the_words_of_the_catalogue() -> None:
    """A rule's words are the catalogue's own affair."""
    log = json.loads(_document(OUTCOME, "sarif"))
    for rule in log["runs"][0]["tool"]["driver"]["rules"]:
        known = catalogue()[rule["id"]]
        assert rule.pop("help") == {"text": known.help}
        assert known.explanation in rule.pop("fullDescription")["text"]
    log["runs"][0]["tool"]["driver"].pop("version")
    assert log == json.loads((GOLDEN / "sarif.json").read_text(encoding="utf-8"))


def _unknown(model: object) -> Iterator[str]:
    """Names of fields that the format does not have."""
    if isinstance(model, BaseModel):
        yield from model.model_extra or {}
        for name in type(model).model_fields:
            yield from _unknown(getattr(model, name))
    elif isinstance(model, list | dict):
        for value in model if isinstance(model, list) else model.values():
            yield from _unknown(value)


def test_sarif_has_only_what_sarif_2_1_0_has() -> None:
    """Types, values and names of fields; `columnKind` is missing from the library that judges."""
    log = Sarif.model_validate_json(_document(OUTCOME, "sarif"))
    assert set(_unknown(log)) <= {"columnKind"}
    (run,) = log.runs
    rules = run.tool.driver.rules or []
    assert [rules[result.rule_index].id for result in run.results] == [f.code for f in FINDINGS]
    assert [rule.id for rule in rules] == sorted({finding.code for finding in FINDINGS})


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("annotations/a b.jsonl", "annotations/a%20b.jsonl"),
        ("c:1/é#?%.jsonl", "c%3A1/%C3%A9%23%3F%25.jsonl"),
        ("/srv/corpus/x.jsonl", "file:///srv/corpus/x.jsonl"),
        ("../x\x1b.jsonl", "../x%1B.jsonl"),
    ],
)
def test_paths_in_sarif_are_references(path: str, uri: str) -> None:
    """Escaped, and relative where the path is."""
    (result,) = json.loads(_document(Outcome([_one(path=path)], [], 1), "sarif"))["runs"][0]["results"]
    artifact = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact["uri"] == uri
    assert unquote(uri).removeprefix("file://") == path
    assert ("uriBaseId" in artifact) == (not path.startswith("/"))


def test_a_finding_without_a_place_is_reported_in_every_form() -> None:
    """A fault of the whole corpus has no file, no line and no rule of the catalogue."""
    bare = Finding(code="KP999", name="odd", message="it is odd")
    for form in FORMATS:
        assert "it is odd" in _document(Outcome([bare], [], 1), form)
    (result,) = json.loads(_document(Outcome([bare], [], 1), "sarif"))["runs"][0]["results"]
    assert (result["locations"], "ruleIndex" in result) == ([], False)


def test_github_commands_keep_their_properties_apart() -> None:
    """Colons, commas, percent signs and lines of a name or message do not end them."""
    path, message = "a,b:c%0A\nd", "50 %::error::x\r\n, done: yes"
    (line,) = render(Outcome([_one(path=path, message=message, help=None, expected=None, fix=None)], [], 1), "github")
    command, properties, body = re.fullmatch(r"::(\w+) (.*?)::(.*)", line).groups()
    assert command == "error"
    assert dict(part.split("=") for part in properties.split(","))["file"] == "a%2Cb%3Ac%250A\\x0ad"
    assert body == "50 %25::error::x\\x0d\\x0a, done: yes"


def test_github_has_columns_on_one_line_only() -> None:
    """It refuses them otherwise."""
    (line,) = render(Outcome([_one(end_line=9)], [], 1), "github")
    assert "line=7,endLine=9,title=" in line


def test_fingerprints_are_unique_and_stay_when_lines_move() -> None:
    """Two findings alike have two; a line further down they have the same ones."""
    twice = [*FINDINGS, *FINDINGS]
    names = list(fingerprints(twice))
    assert len(set(names)) == len(twice)
    assert names == list(fingerprints(replace(f, line=(f.line or 0) + 5, message=f.message) for f in twice))
    assert names == [
        issue["fingerprint"] for issue in json.loads(_document(replace(OUTCOME, findings=twice), "gitlab"))
    ]


def test_junit_has_a_case_for_each_document() -> None:
    """Passed or failed; a text belongs to its document, a register is a case of its own, a warning is no failure."""
    (suite,) = JUnitXml.fromstring(_document(OUTCOME, "junit").encode())
    failed = {case.name: [type(result) for result in case.result] for case in suite}
    assert failed == {
        "annotations/open/hx-a001.jsonl": [Failure],
        "annotations/open/hx-a002.jsonl": [Failure],
        "annotations/closed/hx-n001.jsonl": [],
        "annotations/entities.jsonl": [Failure],
        "annotations/splits.csv": [],
        "annotations/closed/hx-a001.jsonl": [Failure],
    }
    assert (suite.tests, suite.failures) == (6, 4)
    first = next(iter(suite))
    assert all(code in first.result[0].text for code in ("KP103", "KP004"))


def test_help_and_lists_are_said_once_for_each_kind() -> None:
    """What belongs to a case is said at each."""
    same = [_one(fix=None, help="Do this.", expected=expected) for expected in ('"Monday"', '"Monday"')]
    text = _document(Outcome(same, [], 1), "text")
    assert (text.count("Do this."), text.count("expected:")) == (1, 2)
    labels = "one of PERSON, NORP, FAC, ORG, GPE, LOC"
    others = [_one(code=code, expected=labels) for code in ("KP201", "KP201", "KP204")]
    assert _document(Outcome(others, [], 1), "text").count(labels) == 2


def test_a_clean_report_is_one_line() -> None:
    """For people; for machines it is an empty list."""
    clean = Outcome([], ["a.jsonl"], 1)
    assert list(render(clean, "text")) == list(render(clean, "concise")) == ["1 document checked: 0 errors, 0 warnings"]
    assert list(render(clean, "jsonl")) == list(render(clean, "github")) == []
    assert json.loads(_document(clean, "gitlab")) == json.loads(_document(clean, "json"))["findings"] == []
    assert json.loads(_document(clean, "sarif"))["runs"][0]["results"] == []


@pytest.mark.parametrize("form", ["text", "concise"])
def test_colours_change_nothing_but_colours(form: str) -> None:
    """Without them the report is the same; the marked words have them too, for terminals with other widths."""
    colored = list(render(OUTCOME, form, color=True))
    assert [click.unstyle(line) for line in colored] == list(render(OUTCOME, form))
    assert any("\x1b[" in line for line in colored)
    assert form == "concise" or any(click.style("김민수", fg="red") in line for line in colored)


def test_real_findings_are_rendered_in_every_form(
    harbour: Path, first: NativeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Straight from a check."""
    monkeypatch.chdir(harbour)
    spans.FAULTS["KP103"][1](first)
    report = validate(Corpus(harbour))
    outcome = Outcome(report.findings, [], report.documents)
    for form in FORMATS:
        assert "김민수" in _document(outcome, form)


@pytest.mark.parametrize(
    ("text", "span", "shown", "carets"),
    [
        ("about 1,200 dockers", (6, 11), "about 1,200 dockers", "      ^^^^^"),
        ("leader 김민수 💉 said", (7, 10), "leader 김민수 💉 said", "       ^^^^^^"),
        ("leader 김민수 💉 said", (11, 12), "leader 김민수 💉 said", "              ^^"),
        ("김민수 said", (4, 8), "김민수 said", "       ^^^^"),
        ("\u1112\u1161\u11ab port", (4, 8), "\u1112\u1161\u11ab port", "   ^^^^"),
        ("cafe\u0301 is shut", (6, 8), "cafe\u0301 is shut", "     ^^"),
        ("cafe\u0301 is shut", (4, 5), "cafe\u0301 is shut", "   ^"),
        ("\u0301 is", (0, 1), "◌\u0301 is", "^"),
        ("“naïve” dock", (8, 12), "“naïve” dock", "        ^^^^"),
        ("👩\u200d🚒 at 5", (0, 3), "👩‿🚒 at 5", "^^^^^"),
        ("👩\u200d🚒 at 5", (4, 6), "👩‿🚒 at 5", "      ^^"),
        ("👍\U0001f3fd ok", (3, 5), "👍‿ ok", "    ^^"),
        ("☺\ufe0f ok", (3, 5), "☺‿ ok", "   ^^"),
        ("🇰🇷 ok", (3, 5), "🇰🇷 ok", "   ^^"),
        ("a\tb", (2, 3), "a→b", "  ^"),
        ("a\x1b[31mb\x9b1m\u202ec", (1, 2), "a␛[31mb�1m�c", " ^"),
        ("a\u200bb\xa0c", (4, 5), "a�b␣c", "    ^"),
        ("at\x85\r\n", (2, 5), "at�␍␊", "  ^^^"),
        ("\ud800 and", (2, 5), "� and", "  ^^^"),
        ("\u3164 and", (2, 5), "� and", "  ^^^"),
        ("dock", (2, 2), "dock", "  ^"),
        ("dock", (4, 4), "dock", "    ^"),
    ],
)
def test_carets_are_under_the_words(text: str, span: tuple[int, int], shown: str, carets: str) -> None:
    """Under wide, zero-width, joined, ambiguous and invisible characters."""
    line = marked(Excerpt(path="", line=1, column=1, text=text, start=span[0], end=span[1]))
    assert (line.before + line.words + line.after, line.carets) == (shown, carets)


@pytest.mark.parametrize(
    ("width", "shown", "carets"),
    [
        (80, "…workers in Port Ansel walked 김민수 out on Monday", "                              ^^^^^^"),
        (30, "…sel walked 김민수 out on Mon…", "            ^^^^^^"),
        (20, "…alked 김민수 out o…", "       ^^^^^^"),
        (6, "…김민…", " ^^^^"),
    ],
)
def test_a_line_is_cut_around_the_marked_words(width: int, shown: str, carets: str) -> None:
    """To the columns of the terminal, and no character is cut in two."""
    text = "…workers in Port Ansel walked 김민수 out on Monday"
    line = marked(Excerpt(path="", line=1, column=1, text=text, start=30, end=33), width)
    assert (line.before + line.words + line.after, line.carets) == (shown, carets)


#: Text in which what is hard to show is frequent.
TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=()),
        st.sampled_from("a 김민💉é\u0301\u200d\ufe0f\u202e\u2066\x1b\x9b\x00\x7f\t\r\n\ud800\udcff\u2028\ufeff🇰🇷👍🏽"),
    ),
    max_size=30,
)


@st.composite
def excerpts(draw: st.DrawFn) -> Excerpt:
    """Any text with any marks."""
    text = draw(TEXT)
    start = draw(st.integers(0, len(text)))
    return Excerpt(path=draw(TEXT), line=1, column=1, text=text, start=start, end=draw(st.integers(start, len(text))))


@given(excerpt=excerpts(), width=st.none() | st.integers(20, 60))
def test_carets_are_as_wide_as_the_words(excerpt: Excerpt, width: int | None) -> None:
    """And stand as far to the right; nothing is wider than the terminal or steers it."""
    line = marked(excerpt, width)
    shown = line.before + line.words + line.after
    assert not LIVE.search(shown)
    assert line.carets.count(" ") == sum(cell.columns for cell in cells(line.before))
    assert line.carets.strip(" ") == "^" * max(1, sum(cell.columns for cell in cells(line.words)))
    if width is None:
        assert sum(cell.end - cell.start for cell in cells(excerpt.text)) == len(excerpt.text)
    else:
        assert wcswidth(shown) <= width
        assert len(line.carets) <= width + 1


@st.composite
def outcomes(draw: st.DrawFn) -> Outcome:
    """Any text at any place of a finding that comes from files."""
    path = draw(TEXT)
    fix = Fix(
        title=draw(TEXT),
        safe=draw(st.booleans()),
        edits=(Edit(path=path, line=1, column=1, end_line=1, end_column=1, replacement=draw(TEXT)),),
    )
    finding = _one(
        message=draw(TEXT), path=path, excerpt=draw(excerpts()), doc_id=draw(TEXT), annotation_id=draw(TEXT),
        expected=draw(TEXT), related=(Place(path=draw(TEXT), line=1, message=draw(TEXT)),), fix=fix,
        severity=draw(st.sampled_from(["error", "warning", "info"])),
    )  # fmt: skip
    return Outcome([finding, finding], [draw(TEXT)], 1, notes=[draw(TEXT)])


@pytest.mark.parametrize("form", FORMATS)
@given(outcome=outcomes(), width=st.none() | st.integers(20, 60))
def test_no_text_of_a_corpus_steers_a_terminal_or_breaks_a_form(form: str, outcome: Outcome, width: int | None) -> None:
    """Whatever stands in a message, a path or an excerpt, each line is plain UTF-8, and machines can read the whole."""
    lines = list(render(outcome, form, color=True, width=width))
    assert not any(LIVE.search(click.unstyle(line)) for line in lines)
    whole = "\n".join(lines)
    whole.encode()
    if form in ("json", "sarif", "gitlab"):
        json.loads(whole)
    elif form == "jsonl":
        assert [json.loads(line)["message"] for line in lines] == [f.message for f in outcome.findings]
    elif form == "junit":
        assert [case.name for suite in JUnitXml.fromstring(whole.encode()) for case in suite]
    elif form == "github":
        assert all(line.startswith("::") for line in lines)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMATS)
def test_a_form_imports_only_what_it_needs(form: str) -> None:
    """A check of one file is over in no time; XML and the widths of characters cost some."""
    program = (
        "import sys; from corpus_kp.findings import *; from corpus_kp.renderers import *;"
        f"finding = Finding(code='KP103', name='n', message='m', path='p', line=1);"
        f"list(render(Outcome([finding], [], 1), {form!r}));"
        "print(*sorted({'wcwidth', 'xml.etree.ElementTree', 'rich'} & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout.split() == (["xml.etree.ElementTree"] if form == "junit" else [])


def test_many_findings_of_one_kind_in_one_document_are_folded() -> None:
    """People see ten of them and the number of the others; machines get all."""
    many = [_one(code="KP103", doc_id="d", fix=None, line=line) for line in range(1, 26)]
    other = _one(code="KP103", doc_id="e", fix=None)
    outcome = Outcome(findings=[*many, other], files=[], documents=2)
    text = _document(outcome, "text")
    assert text.count("error KP103 ") == 10 + 1
    assert "also:     15 more findings of KP103 in this file; --format concise lists all" in text
    assert len(_document(outcome, "concise").splitlines()) >= 26


def test_findings_that_one_fix_mends_are_shown_once() -> None:
    """Offsets that are shifted as a whole are one fault."""
    edits = tuple(Edit(path="x", line=n, column=1, end_line=n, end_column=2, replacement="1") for n in range(1, 9))
    fix = Fix(title="Move every span of the document by -2", safe=True, edits=edits)
    many = [_one(code="KP103", doc_id="d", fix=fix, line=line) for line in range(1, 26)]
    text = _document(Outcome(findings=many, files=[], documents=1), "text")
    assert text.count("Move every span") == 1
    assert "also:     24 more findings that this fix mends too" in text
    assert "25 can be mended with --fix" in text
