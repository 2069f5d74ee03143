"""Plots of issues: every mention is a mark at its value, and the same statements give the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from native_file import NativeFile
from statements_made_up import FIRST_DAY, strikers

from corpus_kp.claims.issues import issues
from corpus_kp.claims.plot import plotted
from corpus_kp.claims.plot_axes import HEIGHT, STEP, WIDTH, day_ticks, level
from corpus_kp.claims.plot_layout import laid_out
from corpus_kp.claims.statements import Statements, When, statements
from corpus_kp.corpus import Corpus
from corpus_kp.validation import validate

Run = Callable[..., subprocess.CompletedProcess[str]]

_SVG = "{http://www.w3.org/2000/svg}"


def _groups(said: Statements, kind: str) -> dict[str, ET.Element]:
    """The groups of an SVG whose ids begin with a kind, by the rest of the id."""
    root = ET.fromstring(plotted(said, ".svg"))  # noqa: S314 - our own file
    found = {group.get("id", ""): group for group in root.iter(f"{_SVG}g")}
    return {name.removeprefix(f"{kind}."): group for name, group in found.items() if name.startswith(f"{kind}.")}


def _places(said: Statements) -> dict[str, tuple[float, float]]:
    """Where each mention is drawn: from the left, and from below, in the units of the SVG."""
    uses = {name: group.find(f".//{_SVG}use") for name, group in _groups(said, "mention").items()}
    return {name: (float(use.get("x")), -float(use.get("y"))) for name, use in uses.items()}


def _text(said: Statements) -> str:
    root = ET.fromstring(plotted(said, ".svg"))  # noqa: S314 - our own file
    return "\n".join(element.text or "" for element in root.iter(f"{_SVG}text"))


@pytest.mark.parametrize("answer_type", ["count", "boolean"])
def test_each_mention_is_a_mark(answer_type: str) -> None:
    """Forty of them, each with its id, on an axis of numbers and in rows."""
    said = strikers(40, answer_type=answer_type)
    assert set(_places(said)) == {f"{mention.doc_id}.{mention.id}" for mention in said.mentions}


def test_marks_stand_as_high_as_their_values() -> None:
    """All on one line through the values: what is moved apart moves to the sides, as long as there is room."""
    said = strikers(30)
    value = {claim.claim_id: claim.value or claim.value_min or claim.value_max for claim in said.claims}
    value["strikers/c4"] = 500  # the middle of 300 to 700
    places = _places(said)
    heights = {(value[m.claim_id], round(places[f"{m.doc_id}.c1"][1], 3)) for m in said.mentions}
    (low, low_at), (high, high_at) = min(heights), max(heights)
    for number, at in heights:
        assert at == pytest.approx(low_at + (number - low) * (high_at - low_at) / (high - low), abs=0.01)


def test_only_what_is_certain_is_filled() -> None:
    """A hollow mark is white inside; what is denied is crossed too."""
    said = strikers(40)
    held = {f"{mention.doc_id}.{mention.id}": mention.origin_commitment for mention in said.mentions}
    hollow = {
        name: "fill: #ffffff" in ET.tostring(group, "unicode") for name, group in _groups(said, "mention").items()
    }
    assert hollow == {name: commitment != "CT+" for name, commitment in held.items()}
    assert {"CT+", "CT-"} < set(held.values())


def test_bounds_and_ranges_are_seen() -> None:
    """At least goes up, at most and nearly go down, a range has both ends."""
    by_claim = {mark.mention.claim_id: mark for mark in laid_out(strikers(40)).marks}
    shown = {claim.rpartition("/")[2]: (mark.more, mark.less) for claim, mark in by_claim.items()}
    assert shown == {
        "c0": (False, False), "c1": (False, False), "c2": (True, False), "c3": (False, True), "c4": (False, False),
        "c5": (False, True),
    }  # fmt: skip
    ranged = by_claim["strikers/c4"]
    assert ranged.low is not None
    assert ranged.high is not None
    assert ranged.low < ranged.y < ranged.high
    words = _text(strikers(40))
    assert all(meaning in words for meaning in ("this or more", "this or less", "from, to"))


def test_conflicts_join_marks_of_their_claims() -> None:
    """Confirmed and uncertain ones; what is spurious or compatible is not joined."""
    said = strikers(40)
    joined = laid_out(said).conflicts
    claims = {(one.mention.claim_id[-2:], other.mention.claim_id[-2:], sure) for one, other, sure in joined}
    assert claims == {("c0", "c1", True), ("c2", "c3", False)}
    assert len(_groups(said, "conflict")) == 2


def test_title_legend_and_labels_can_be_read() -> None:
    """The question, the names of all sources, a letter outside of Latin and signs of formulas too."""
    said = strikers(40)
    names = ("AUTHOR", "김민수 $x$ & <co>")
    named = [replace(m, names=names) if m.chain[-1] == "kim-minsu" else m for m in said.mentions]
    words = _text(replace(said, mentions=named))
    for expected in (
        said.issue.question,
        "김민수 $x$ & <co>",
        "the document itself",
        "not named",
        "no date",
        "2031-03-04",
    ):
        assert expected in words


@pytest.mark.parametrize("ending", [".svg", ".png", ".pdf"])
def test_the_same_statements_give_the_same_bytes(ending: str) -> None:
    """In this process, and in another one with other hashes of strings."""
    here = plotted(strikers(25), ending)
    assert here == plotted(strikers(25), ending)
    program = (
        "import hashlib, sys; sys.path.insert(0, 'tests'); from statements_made_up import strikers;"
        f"from corpus_kp.claims.plot import plotted; print(hashlib.sha256(plotted(strikers(25), {ending!r})).hexdigest())"
    )
    root = Path(__file__).resolve().parent.parent
    ended = subprocess.run(
        [sys.executable, "-c", program],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONHASHSEED": "7"},
    )
    assert ended.stdout.strip() == hashlib.sha256(here).hexdigest()


@settings(deadline=None)
@given(mentions=st.integers(1, 150), seed=st.integers(0, 1000), answer_type=st.sampled_from(["count", "text"]))
def test_no_mark_covers_another(mentions: int, seed: int, answer_type: str) -> None:
    """However many say the same on one day; all are placed, and dated ones left of those without a date."""
    layout = laid_out(strikers(mentions, seed, answer_type))
    assert len(layout.marks) == mentions
    for at, mark in enumerate(layout.marks):
        for other in layout.marks[:at]:
            assert max(abs(mark.x - other.x), abs(mark.y - other.y)) > 0.98 * STEP


@given(first=st.integers(-700_000, 2_000_000), length=st.integers(0, 300_000))
def test_the_days_are_labelled_in_order(first: int, length: int) -> None:
    """From one day to eight centuries there are some labels, inside the axis, and not too many."""
    day = strikers(1).mentions[0]
    ends = [replace(day, when=When("", None, "document", at, at + 1)) for at in (first, first + length)]
    axis = level(ends, numeric=True)
    ticks = day_ticks(axis)
    places = [at for at, _ in ticks]
    assert places == sorted(places)
    assert len(ticks) <= 10
    assert len(ticks) >= (1 if length < 5 else 2)
    assert all(axis.left <= at <= axis.right for at in places)


def test_a_number_axis_begins_at_0_unless_numbers_are_far_apart() -> None:
    """12 beside 2 stands six times as high; 100,000 beside 3 needs powers of ten."""
    said = strikers(20)
    near = laid_out(said).upright
    assert near.number(0) == 0
    far = [replace(claim, value=100_000.0) if claim.claim_id == "strikers/c5" else claim for claim in said.claims]
    far = [replace(claim, value=3.0) if claim.claim_id == "strikers/c0" else claim for claim in far]
    axis = laid_out(replace(said, claims=far)).upright
    assert axis.number(1000) - axis.number(100) == pytest.approx(axis.number(100) - axis.number(10))
    assert 0 <= axis.number(3) < axis.number(100_000) <= HEIGHT


def test_mentions_without_a_number_are_left_out_and_counted() -> None:
    """An axis of numbers has no place for them, and the plot says so."""
    said = strikers(40)
    vague = [replace(claim, value=None) if claim.claim_id == "strikers/c0" else claim for claim in said.claims]
    number = sum(mention.claim_id == "strikers/c0" for mention in said.mentions)
    without = replace(said, claims=vague)
    assert len(_places(without)) == 40 - number
    assert f"(not shown: {number} mentions without a number)" in _text(without)


def test_mentions_without_any_date_have_the_whole_width() -> None:
    """And a single day stands in the middle."""
    said = strikers(5)
    undated = replace(said, mentions=[replace(mention, when=None) for mention in said.mentions])
    layout = laid_out(undated)
    assert day_ticks(layout.level) == []
    assert sum(mark.x for mark in layout.marks) / 5 == pytest.approx(WIDTH / 2, abs=STEP * 3)
    assert "no date" in _text(undated)
    day = When("2031-03-04", None, "document", FIRST_DAY, FIRST_DAY + 1)
    single = laid_out(replace(said, mentions=[replace(said.mentions[0], when=day)]))
    assert day_ticks(single.level) == [(WIDTH / 2, "2031-03-04")]
    assert single.marks[0].x == WIDTH / 2


def test_the_command_writes_a_file_and_says_so(harbour: Path, run: Run, tmp_path: Path) -> None:
    """Equal bytes are no change; other ones are replaced with --force only."""
    plot = tmp_path / "new" / "delays.svg"
    call = ("--corpus", harbour, "claims", "delays", "--plot", plot)
    ended = run(*call)
    assert (ended.returncode, ended.stderr) == (0, f"wrote {plot}\n")
    assert ended.stdout.startswith("delays: Did the strike delay ships?\n")
    written = plot.read_bytes()
    assert run(*call).returncode == 0
    plot.write_text("mine", encoding="utf-8")
    refused = run(*call)
    assert (refused.returncode, refused.stdout, plot.read_text(encoding="utf-8")) == (2, "", "mine")
    assert "--force" in refused.stderr
    assert run(*call, "--force").returncode == 0
    assert plot.read_bytes() == written


def test_without_matplotlib_one_message_says_how_to_install_it(harbour: Path, tmp_path: Path) -> None:
    """And nothing is written; the tables need no matplotlib."""
    for arguments, status in ((["strikers"], 0), (["strikers", "--plot", "plot.svg"], 2)):
        program = (
            "import sys; sys.modules['matplotlib'] = None; from corpus_kp.cli import main;"
            f"main(['--corpus', {str(harbour)!r}, 'claims', *{arguments!r}])"
        )
        ended = subprocess.run(
            [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ended.returncode == status, ended.stderr
    assert ended.stderr == "corpus-kp: --plot needs matplotlib: pip install 'corpus_kp[plot]'\n"
    assert not (tmp_path / "plot.svg").exists()


def test_an_issue_that_nobody_mentions_is_not_drawn(harbour: Path, run: Run) -> None:
    """The message says what to do."""
    register = NativeFile(harbour / "annotations" / "claims.jsonl")
    issue = '{"layer": "issues", "issue_id": "cranes", "question": "How many cranes?", "answer_type": "count"}'
    register.write([*register.lines, issue])
    ended = run("--corpus", harbour, "claims", "cranes", "--plot", "x.svg")
    assert ended.returncode == 2
    assert "cranes: no mention that could be drawn" in ended.stderr


def test_every_issue_of_the_corpus_is_laid_out() -> None:
    """And one of each kind of answer is drawn."""
    frames = validate(Corpus(Path(__file__).resolve().parent.parent)).frames
    drawn: dict[str, bytes] = {}
    for issue in issues(frames):
        said = statements(frames, issue.issue_id)
        layout = laid_out(said)
        assert len(layout.marks) + layout.left_out == issue.mentions
        if issue.answer_type not in drawn and issue.mentions:
            drawn[issue.answer_type] = plotted(said, ".svg")
    assert set(drawn) == {issue.answer_type for issue in issues(frames) if issue.mentions}
