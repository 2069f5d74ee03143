"""`corpus-kp claims`: who says what on an issue, through whom, when and how surely, and what conflicts with what."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from native_file import NativeFile

from corpus_kp.claims.issues import issues
from corpus_kp.claims.statements import record, statements
from corpus_kp.claims.text_report import statement_lines
from corpus_kp.corpus import Corpus
from corpus_kp.errors import UsageError
from corpus_kp.frames import Frames
from corpus_kp.renderers.painting import painter
from corpus_kp.validation import validate

Run = Callable[..., subprocess.CompletedProcess[str]]

GOLDEN = Path(__file__).parent / "golden" / "claims"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("issues.txt", ()),
        ("issues.json", ("--json",)),
        ("strikers.txt", ("strikers",)),
        ("strikers.json", ("strikers", "--json")),
        ("delays.txt", ("delays",)),
        ("delays_in_one.txt", ("delays", "--documents", "hx-a001")),
    ],
)
def test_the_report_is_the_golden_one(harbour: Path, run: Run, name: str, arguments: tuple[str, ...]) -> None:
    """All of it."""
    ended = run("--corpus", harbour, "claims", *arguments)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout == (GOLDEN / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["striker"], "striker: there is no such issue; did you mean strikers?"),
        (["crane_age"], "there are delays, strikers"),
        (
            ["strikers", "--documents", "hx-a01"],
            "hx-a01: no document that can be read is called so; did you mean hx-a001",
        ),
        (["delays", "--documents", "hx-n001"], "hx-n001 does not mention this issue"),
        (["--plot", "x.svg"], "--plot draws one issue: name it"),
        (["strikers", "--plot", "x.gif"], "--plot draws .svg, .pdf, .png files, not .gif"),
        (["strikers", "--plot", "x"], "not one without an ending"),
        (["strikers", "--plot", "{harbour}/annotations/x.svg"], "lies in the annotations of a corpus"),
        (["strikers", "--plot", "."], "not one without an ending"),
    ],
)
def test_a_wrong_call_exits_with_2_and_one_message(harbour: Path, run: Run, arguments: list[str], message: str) -> None:
    """It says what is wrong and what there is; nothing is shown or written."""
    ended = run("--corpus", harbour, "claims", *(argument.format(harbour=harbour) for argument in arguments))
    assert (ended.returncode, ended.stdout) == (2, "")
    assert message in ended.stderr
    assert len(ended.stderr.splitlines()) == 1


def test_a_corpus_without_issues_is_said_to_have_none(harbour: Path, run: Run) -> None:
    """In both calls; the errors of such a corpus are counted."""
    (harbour / "annotations" / "claims.jsonl").write_text("", encoding="utf-8")
    assert run("--corpus", harbour, "claims").stdout == "no issues\n"
    ended = run("--corpus", harbour, "claims", "strikers")
    assert ended.returncode == 2
    assert "this corpus has none" in ended.stderr


def test_a_corpus_with_errors_is_shown_and_the_errors_are_counted(harbour: Path, first: NativeFile, run: Run) -> None:
    """What cannot be read is left out, and that is said; the exit status is that of success."""
    first.edit(first.number("timexes"), lambda line: line.update(value="soon"))
    ended = run("--corpus", harbour, "claims", "strikers")
    assert ended.returncode == 0
    assert ended.stderr == "corpus-kp: the corpus has 1 error, see corpus-kp validate\n"
    assert ended.stdout == (GOLDEN / "strikers.txt").read_text(encoding="utf-8")
    first.write([*first.lines, "{"])
    ended = run("--corpus", harbour, "claims", "strikers", "--json")
    assert "; without 1 document that cannot be read" in ended.stderr
    assert [mention["doc_id"] for mention in json.loads(ended.stdout)["mentions"]] == ["hx-n001"]


def _frames(folder: Path) -> Frames:
    return validate(Corpus(folder)).frames


@pytest.mark.parametrize(
    ("timex", "when"),
    [
        ({"value": "2031-03-03"}, ("2031-03-03", None, "mention")),
        ({"value": "2031-03-03T14:30", "timex_type": "TIME"}, ("2031-03-03T14:30", None, "mention")),
        ({"value": "2031-03", "mod": "START"}, ("2031-03", "START", "mention")),
        ({"value": "2031-03-01", "mod": "ON_OR_AFTER"}, ("2031-03-04", None, "document")),
        ({"value": "PRESENT_REF"}, ("2031-03-04", None, "document")),
        ({"value": "XXXX-WXX-1"}, ("2031-03-04", None, "document")),
        ({"value": "P5D", "timex_type": "DURATION"}, ("2031-03-04", None, "document")),
    ],
)
def test_a_mention_is_dated_by_what_it_links_else_by_its_document(
    harbour: Path, first: NativeFile, timex: dict[str, Any], when: tuple[Any, ...]
) -> None:
    """A date that is open to one side, or not known, dates nothing."""
    first.edit(first.number("timexes"), lambda line: line.update(timex))
    first.edit(first.number("claims"), lambda line: line.update(timex_ids=["t1"]))
    said = statements(_frames(harbour), "strikers", ["hx-a001"])
    found = said.mentions[0].when
    assert found
    assert (found.value, found.mod, found.of) == when


def test_a_date_that_is_the_answer_does_not_date_the_mention(harbour: Path, first: NativeFile) -> None:
    """The day of the walkout is not the day on which somebody spoke of it; its modifier belongs to the answer."""
    register = NativeFile(harbour / "annotations" / "claims.jsonl")
    claim = json.loads(register.lines[register.number("claim_register") - 1])
    issue = {"layer": "issues", "issue_id": "start", "question": "When did it begin?", "answer_type": "date"}
    begin = claim | {"claim_id": "start/d3", "issue_id": "start", "value": None, "time": "2031-03-03"}
    register.write([*register.lines, json.dumps(issue), json.dumps(begin)])
    first.edit(first.number("timexes"), lambda line: line.update(mod="ON_OR_BEFORE"))
    first.edit(first.number("claims"), lambda line: line.update(claim_id="start/d3", quantity_ids=[], timex_ids=["t1"]))
    (mention,) = statements(_frames(harbour), "start").mentions
    assert mention.says == "by 2031-03-03"
    assert mention.when
    assert (mention.when.value, mention.when.of) == ("2031-03-04", "document")


@pytest.mark.parametrize(
    ("numbers", "modifier", "says"),
    [
        ({"value": 1200}, "exact", "1,200"),
        ({"value": 1200}, "approx", "about 1,200"),
        ({"value_min": 3}, "at_least", "at least 3"),
        ({"value_min": 3}, "more_than", "more than 3"),
        ({"value_max": 2500}, "at_most", "up to 2,500"),
        ({"value_max": 2500}, "less_than", "fewer than 2,500"),
        ({"value": 2000, "value_max": 2000}, "nearly", "nearly 2,000"),
        ({"value_min": 10, "value_max": 12}, "range", "10 to 12"),
    ],
)
def test_a_count_is_said_as_the_document_hedges_it(
    harbour: Path, first: NativeFile, numbers: dict[str, float], modifier: str, says: str
) -> None:
    """By the modifier of the quantity that has the numbers of the claim; without one the bounds speak."""
    values = {"value": None, "value_min": None, "value_max": None} | numbers
    register = NativeFile(harbour / "annotations" / "claims.jsonl")
    register.edit(register.number("claim_register"), lambda line: line.update(values))
    first.edit(first.number("quantities"), lambda line: line.update(values, modifier=modifier))
    (mention,) = statements(_frames(harbour), "strikers", ["hx-a001"]).mentions
    assert mention.says == says
    first.edit(first.number("claims"), lambda line: line.update(quantity_ids=[]))
    (bare,) = statements(_frames(harbour), "strikers", ["hx-a001"]).mentions
    assert bare.modifier is None
    assert {word for word in bare.says.split() if word[0].isdigit()} == {
        word for word in says.split() if word[0].isdigit()
    }


def test_mentions_that_say_the_same_share_a_row(harbour: Path, first: NativeFile, run: Run) -> None:
    """One claim, one chain, one document: one row with both places. JSON has each by itself."""
    number = first.number("claims")
    again = json.loads(first.lines[number - 1]) | {"id": "c9", "start": 113, "text": "1,200 dockers joined"}
    first.write([*first.lines[:number], json.dumps(again, ensure_ascii=False), *first.lines[number:]])
    shown = run("--corpus", harbour, "claims", "strikers").stdout
    assert len(re.findall(r"hx-a001 \[107, 133\) \[113, 133\)", shown)) == 1
    said = json.loads(run("--corpus", harbour, "claims", "strikers", "--json").stdout)
    assert [mention["id"] for mention in said["mentions"] if mention["doc_id"] == "hx-a001"] == ["c1", "c9"]


def test_spurious_conflicts_do_not_count_and_come_last(harbour: Path) -> None:
    """An issue is not listed for a clash that the annotators took back."""
    register = NativeFile(harbour / "annotations" / "claims.jsonl")
    register.edit(len(register.lines), lambda line: line.update(status="spurious"))
    frames = _frames(harbour)
    assert [issue.conflicts for issue in issues(frames)] == [0, 0]
    assert [pair.status for pair in statements(frames, "delays").pairs] == ["spurious"]


def test_text_of_a_corpus_cannot_steer_a_terminal(harbour: Path, run: Run, tmp_path: Path) -> None:
    """Escape sequences in questions, propositions and notes are shown, not sent; a plot has none either."""
    register = NativeFile(harbour / "annotations" / "claims.jsonl")
    register.edit(1, lambda line: line.update(question="How many \x1b[31mdockers\u202e?"))
    register.edit(2, lambda line: line.update(proposition="Roughly \x1b[2J 1,200 took part."))
    plot = tmp_path / "plot.svg"
    for arguments in ([], ["strikers"], ["strikers", "--json"], ["strikers", "--plot", plot]):
        shown = run("--corpus", harbour, "claims", *arguments)
        assert shown.returncode == 0, shown.stderr
        assert not {"\x1b", "\u202e"} & set(shown.stdout + shown.stderr)
    assert not {"\x1b", "\u202e"} & set(plot.read_text(encoding="utf-8"))


def test_nothing_of_a_text_free_document_is_shown_but_values_and_names(harbour: Path, run: Run, tmp_path: Path) -> None:
    """No three words running of the article, in tables, JSON or plot; its mentions have no text."""
    words = re.findall(r"\w+", (harbour / "articles" / "hx-n001.txt").read_text(encoding="utf-8").lower())
    runs = {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}
    plot = tmp_path / "plot.svg"
    shown = [
        run("--corpus", harbour, "claims", *arguments).stdout
        for arguments in ([], ["strikers", "--plot", plot], ["strikers", "--json"], ["--json"])
    ]
    said = json.loads(shown[2])
    assert [mention["text"] for mention in said["mentions"] if mention["doc_id"] == "hx-n001"] == [None]
    given = re.findall(r"\w+", " ".join([*shown, plot.read_text(encoding="utf-8")]).lower())
    allowed = " ".join(
        re.findall(r"\w+", (harbour / "annotations" / "claims.jsonl").read_text(encoding="utf-8").lower())
    )
    found = {" ".join(given[at : at + 3]) for at in range(len(given) - 2)} & runs
    assert {run_of_words for run_of_words in found if run_of_words not in allowed} == set()


@pytest.fixture(scope="module")
def shipped() -> Frames:
    """Tables of the corpus of this project."""
    return _frames(Path(__file__).resolve().parent.parent)


def test_every_mention_of_the_corpus_is_in_one_issue(shipped: Frames) -> None:
    """Numbers of the list are those of the tables, and each issue has all its mentions, by date."""
    listed = issues(shipped)
    assert sum(issue.mentions for issue in listed) == len(shipped["claims"])
    assert [issue.conflicts for issue in listed] == sorted((issue.conflicts for issue in listed), reverse=True)
    for issue in listed:
        said = statements(shipped, issue.issue_id)
        assert (len(said.mentions), len({m.doc_id for m in said.mentions})) == (issue.mentions, issue.documents)
        assert sum(claim.mentions for claim in said.claims) == issue.mentions
        days = [mention.when.first for mention in said.mentions if mention.when and mention.when.first is not None]
        assert days == sorted(days)
        assert json.dumps(record(said))


@pytest.mark.parametrize("width", [80, 100, 180])
def test_every_issue_of_the_corpus_fits_a_terminal(shipped: Frames, width: int) -> None:
    """No line is wider, and each place of each mention is there."""
    for issue in issues(shipped):
        said = statements(shipped, issue.issue_id)
        lines = list(statement_lines(said, width, painter(color=False)))
        assert all(len(line) <= width and line.isprintable() for line in lines), issue.issue_id
        shown = "\n".join(lines)
        assert all(f"[{mention.start}, {mention.end})" in shown for mention in said.mentions), issue.issue_id


def test_documents_limit_what_is_shown(shipped: Frames) -> None:
    """Only their mentions, the claims that they mention, and pairs of such claims; an unknown one is an error."""
    some = shipped["claims"]["doc_id"].unique().sort().to_list()[:2]
    for issue in issues(shipped, some):
        said = statements(shipped, issue.issue_id, some)
        assert {mention.doc_id for mention in said.mentions} <= set(some)
        assert all(claim.mentions for claim in said.claims)
        assert issue.mentions == len(said.mentions) > 0
    with pytest.raises(UsageError, match="no document that can be read"):
        issues(shipped, ["nowhere"])
