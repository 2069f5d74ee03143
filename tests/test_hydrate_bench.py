"""The bench of hydration: its truth has to be exact, or it measures nothing."""

# ruff: noqa: E402 - the modules of the bench are found once its folder is on the path

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

BENCH = Path(__file__).resolve().parent.parent / "scripts" / "bench"
sys.path.insert(0, str(BENCH))

import pages
import report
from drawn_spans import draw_spans
from origins import SPELLING, WORDS, Copy, Edit, joined, truths
from perturbations import PERTURBATIONS, Surroundings, typeset_marks
from prose import is_prose, paragraphs, sentences
from texts import Text, drawing
from trials import Claim, Judge, Outcome, Tally, try_text

from corpus_kp.textfree.folding import fold

_HARBOUR = (
    'The harbour of Lund closed on 14 May, "for a week at most," the mayor said. She added: "We count 1,500 boats."\n'
    "Fishermen don't agree... They fear that the harbour stays closed - as it did in 2019 - until the end of June.\n"
    "The café “Anchor” sells €300 of soup a day; its owner, Ms. Åkesson, organized a protest toward the town hall.\n"
    "Nobody knows who pays. A spokesman for the North Lund Port Authority said that 12 ships wait outside (or more).\n"
    "“It\u2019s a shame,” said Jan Holm, 61, who has fished here for forty years and has never seen such a long closure."
)
_WORDS = ["winter", "lamp", "seven", "green", "under", "market"]


class _PlainExtractor(HTMLParser):
    """Text of a page, a line for each piece."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag, attrs):
        del attrs
        self.parts.append("" if tag in {"a", "em", "strong", "span"} else "\n")

    def handle_data(self, data):
        self.parts.append(data)


def _extract(page: str) -> str:
    parser = _PlainExtractor()
    parser.feed(page)
    return re.sub(r"\s*\n\s*", "\n", "".join(parser.parts))


_AROUND = Surroundings(_WORDS, ["Another town has no harbour at all. It has a lake."], _extract)
_SENTENCE = st.lists(
    st.sampled_from(
        [*_WORDS, "$300", '"so"', "“no”", "it\u2019s", "per", "cent", "...", "\u2013", "Æsop", "café", "Nordic-Baltic"]
    ),
    min_size=3,
    max_size=12,
).map(lambda words: " ".join(words) + ".")
_TEXTS = st.lists(_SENTENCE, min_size=2, max_size=6).map("\n".join)
_NAMES = st.sampled_from(list(PERTURBATIONS))


def _spans(text: str) -> list[tuple[int, int]]:
    """Every span of one to four words between white space."""
    places = [match.span() for match in re.finditer(r"\S+", text)]
    return [(places[i][0], places[j][1]) for i in range(len(places)) for j in range(i, min(i + 4, len(places)))]


@settings(deadline=None, max_examples=150)
@given(text=_TEXTS, name=_NAMES, seed=st.integers(0, 99))
def test_intact_spans_have_the_folded_words_of_the_original(text: str, name: str, seed: int) -> None:
    """What the truth calls intact says the same words at its place, under every perturbation."""
    copy = PERTURBATIONS[name](Copy.of(text), drawing(seed), _AROUND)
    spans = _spans(text)
    for (start, end), truth in zip(spans, truths(text, copy, spans), strict=True):
        if truth.intact:
            left, right = truth.place
            assert fold(copy.text[left:right]).words == fold(text[start:end]).words
            assert not copy.text[left].isspace()
            assert not copy.text[right - 1].isspace()


@settings(deadline=None)
@given(text=_TEXTS, name=st.sampled_from(list(PERTURBATIONS)[:7]), seed=st.integers(0, 99))
def test_changes_of_form_leave_every_word_intact(text: str, name: str, seed: int) -> None:
    """Quotes, white space, normal forms, encodings and entities change no word."""
    copy = PERTURBATIONS[name](Copy.of(text), drawing(seed), _AROUND)
    spans = [match.span() for match in re.finditer(r"\w+", text)]
    assert all(truth.intact for truth in truths(text, copy, spans))


@settings(deadline=None)
@given(text=_TEXTS, name=_NAMES, seed=st.integers(0, 99))
def test_origins_lie_in_the_original(text: str, name: str, seed: int) -> None:
    """Each character of a copy stands for a stretch of the original, or for none."""
    copy = PERTURBATIONS[name](Copy.of(text), drawing(seed), _AROUND)
    assert len(copy.text) == len(copy.first) == len(copy.last) == len(copy.change)
    known = copy.first >= 0
    assert (copy.first[known] < copy.last[known]).all()
    assert (copy.last <= len(text)).all()
    assert ((copy.first < 0) == (copy.last < 0)).all()


@given(text=st.text(min_size=1, max_size=40), data=st.data())
def test_edits_shift_what_follows(text: str, data: st.DataObject) -> None:
    """A span outside an edit moves with it and keeps its characters."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    new = data.draw(st.text(max_size=5))
    copy = Copy.of(text).edited([Edit(start, end, new)])
    assert copy.text == text[:start] + new + text[end:]
    for place in [(0, start), (end, len(text))]:
        if place[0] < place[1]:
            left, right = truths(text, copy, [place])[0].place
            assert copy.text[left:right] == text[slice(*place)]


def test_overlapping_edits_are_an_error() -> None:
    """Two edits of one character would make the truth depend on their order."""
    with pytest.raises(ValueError, match="begins before 3"):
        Copy.of("abcdef").edited([Edit(0, 3, "x"), Edit(2, 4, "y")])


@pytest.mark.parametrize(
    ("text", "span", "edits", "place", "intact"),
    [
        pytest.param(
            'he said "no" to it',
            (8, 12),
            [Edit(8, 9, "“"), Edit(11, 12, "”")],
            (8, 12),
            True,
            id="a quote mark that is replaced by another maps to it",
        ),
        pytest.param(
            'he said "no" to it',
            (8, 12),
            [Edit(8, 9, "&quot;"), Edit(11, 12, "&quot;")],
            (8, 22),
            True,
            id="and so does one that becomes many characters",
        ),
        pytest.param('he said "no" to it', (8, 12), [Edit(8, 9, "")], None, False, id="an edge mark that vanished"),
        pytest.param(
            "and so... it goes", (4, 7), [Edit(6, 9, "…")], None, False, id="a span that ends inside an ellipsis"
        ),
        pytest.param(
            "and so... it goes", (4, 9), [Edit(6, 9, "…")], (4, 7), True, id="a span that ends with the ellipsis"
        ),
        pytest.param("ten big ships came", (0, 13), [Edit(4, 8, "", WORDS)], (0, 9), False, id="a word inside is gone"),
        pytest.param(
            "ten big ships came", (0, 13), [Edit(4, 4, "very ", WORDS)], (0, 18), False, id="a word is put inside"
        ),
        pytest.param(
            "ten big ships came", (4, 13), [Edit(4, 4, "very ", WORDS)], (9, 18), True, id="a word is put before"
        ),
        pytest.param(
            "ten big ships came", (0, 7), [Edit(4, 7, "small", WORDS)], (0, 9), False, id="the last word is another"
        ),
        pytest.param("ten big ships came", (0, 7), [Edit(4, 7, "", WORDS)], None, False, id="the last word is gone"),
        pytest.param("ten big ships came", (4, 13), [Edit(7, 8, "\n")], (4, 13), True, id="white space"),
    ],
)
def test_edges_of_spans(text, span, edits, place, intact) -> None:
    """Where a span stands after edits at its edges and inside."""
    truth = truths(text, Copy.of(text).edited(edits), [span])[0]
    assert (truth.place, truth.intact) == (place, intact)


def test_a_span_over_two_paragraphs_is_broken_by_their_order() -> None:
    """Parts that are set apart in another order have no place."""
    text = "one two\nthree four"
    swapped = joined([Copy.of(text).part(8, 18), Copy.foreign("\n"), Copy.of(text).part(0, 7)])
    assert [truth.place for truth in truths(text, swapped, [(4, 13), (8, 13), (0, 7)])] == [None, (0, 5), (11, 18)]


@given(seed=st.integers(0, 50))
@settings(deadline=None, max_examples=20)
def test_quotations_of_the_article_are_not_its_truth(seed: int) -> None:
    """In a page every paragraph's truth is the paragraph itself: its letters are all there, and in order."""
    copy = PERTURBATIONS["HTML page that quotes the article"](Copy.of(_HARBOUR), drawing(seed), _AROUND)
    places = [truth.place for truth in truths(_HARBOUR, copy, paragraphs(_HARBOUR))]
    assert None not in places
    assert places == sorted(places)
    for (start, end), (left, right) in zip(paragraphs(_HARBOUR), places, strict=True):
        assert copy.text[left:right].split() == _HARBOUR[start:end].split()
        assert copy.text[left - 1] == "\n"


def test_an_extractor_that_drops_a_paragraph_is_found_out() -> None:
    """Nobody knows the truth about a text of which the extractor leaves something out."""
    with pytest.raises(pages.PageError):
        pages.web_page(Copy.of(_HARBOUR), drawing(1), lambda page: _extract(page).replace("Nobody", ""))


def test_typesetting_touches_marks_only() -> None:
    """Quotes curl, dots become an ellipsis, a hyphen between spaces a dash."""
    copy = typeset_marks(Copy.of('"So..." - it\'s over'), drawing(3), _AROUND)
    assert re.fullmatch("[“„«]So…[”“»] [\u2013—] it\u2019s.over", copy.text)


def test_drawn_spans_begin_and_end_with_what_can_be_seen() -> None:
    """Spans are distinct, sorted, inside the text, and have no white space at their edges."""
    text = Text("harbour", "test", _HARBOUR)
    spans = draw_spans(text, seed=1)
    assert spans == sorted(set(spans))
    assert len(spans) >= 10
    assert all(_HARBOUR[start:end].strip() == _HARBOUR[start:end] != "" for start, end in spans)
    assert spans == draw_spans(text, seed=1) != draw_spans(text, seed=2)


def test_sentences_do_not_end_after_a_title() -> None:
    """Abbreviations end no sentence, quotation marks belong to the sentence before."""
    assert [_HARBOUR[start:end].split(maxsplit=1)[0] for start, end in sentences(_HARBOUR)] == [
        "The",
        "She",
        "Fishermen",
        "They",
        "The",
        "Nobody",
        "A",
        "“It\u2019s",
    ]


@pytest.mark.parametrize(
    ("paragraph", "prose"),
    [
        ("This is a sentence of the kind that one finds in any book, and it ends with a full stop.", True),
        ("This is a sentence of the kind that one finds in any book, but it calls foo() in the end.", False),
        ("Too short to say.", False),
        ("for item in the_list: print(item) and then do it all over again for the other items, too.", False),
    ],
)
def test_prose_is_told_from_code(paragraph, prose) -> None:
    """Only running English is measured on."""
    assert is_prose(paragraph) is prose


def _judged(text: str, copy: Copy, span: tuple[int, int], claim: Claim) -> str:
    return Judge(Text("made", "test", text), copy, "test").verdict(span, truths(text, copy, [span])[0], claim)


def test_verdicts() -> None:
    """Right place, other edges, a repeat, another place, and what claims nothing."""
    text = "Ten ships came. No boat left."
    copy = joined([Copy.of(text), Copy.foreign(" He said: No boat left. Now no boat came.")])
    cases = {"right": (16, 23), "edge": (15, 23), "repeat": (39, 46), "elsewhere": (57, 64), "beside": (16, 28)}
    for kind, place in cases.items():
        assert _judged(text, copy, (16, 23), Claim(place, "exact")) == kind
    assert _judged(text, copy, (16, 23), Claim((57, 64), "altered")) == "reported"
    assert _judged(text, copy, (16, 23), Claim(None, "lost")) == "reported"


def test_other_words_at_the_right_place_are_wrong_and_another_spelling_is_right() -> None:
    """Exact or repaired: both say that the words are the annotated ones."""
    text = "Ten ships came."
    other, misspelt = (
        Copy.of(text).edited([Edit(4, 9, new, kind)]) for new, kind in (("boats", WORDS), ("shisp", SPELLING))
    )
    for status in ("exact", "repaired"):
        assert _judged(text, other, (0, 9), Claim((0, 9), status)) == "edge"
        assert _judged(text, misspelt, (0, 9), Claim((0, 9), status)) == "right"


def test_every_trial_is_counted_once() -> None:
    """Trials, intact spans and their verdicts add up; an unopened copy loses all its spans."""

    class Silent:
        name = "silent"

        def __init__(self, text, spans):
            del text, spans

        def claims(self, copy):
            del copy

    text = Text("harbour", "test", _HARBOUR)
    outcome = try_text(text, 1, _AROUND, (Silent,))
    assert list(outcome.tallies) == [("silent", name) for name in PERTURBATIONS]
    for tally in outcome.tallies.values():
        assert tally.trials == len(draw_spans(text, 1))
        assert tally.reported == tally.intact
        assert tally.opened == tally.silent == 0
    assert report.trial_tables(outcome).count("| none |") == 1


def test_tallies_add_up() -> None:
    """The whole is the sum of its parts."""
    whole = report.total([Tally(documents=1, trials=3, right=2), Tally(documents=1, trials=4, silent=1)])
    assert (whole.documents, whole.trials, whole.right, whole.silent) == (2, 7, 2, 1)


def test_cases_are_not_written_into_the_project(root: Path, tmp_path: Path) -> None:
    """They show words of texts."""
    with pytest.raises(report.ShownTextError, match="name a file elsewhere"):
        report.write_cases(root / "cases.jsonl", [])
    report.write_cases(tmp_path / "cases.jsonl", Outcome().cases)
    assert (tmp_path / "cases.jsonl").read_text() == ""


def test_every_draw_has_its_own_seed() -> None:
    """The same call draws the same."""
    assert drawing(1, "spans", "a").random() == drawing(1, "spans", "a").random() != drawing(1, "spans", "b").random()


@pytest.mark.slow
def test_the_bench_runs_from_a_clone(tmp_path: Path) -> None:
    """A few documents: tables on stdout, numbers in JSON."""
    command = [
        sys.executable,
        BENCH / "hydrate_bench.py",
        "--documents",
        "4",
        "--json",
        tmp_path / "numbers.json",
        "--list",
        tmp_path / "cases.jsonl",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path)
    assert "| everything at once |" in done.stdout
    numbers = json.loads((tmp_path / "numbers.json").read_text())
    unchanged = next(row for row in numbers["trials"] if row["perturbation"] == "none")
    assert unchanged["documents"] == unchanged["opened"] == 4
    assert unchanged["silent"] == 0
