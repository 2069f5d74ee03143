"""Reading numbers and hedges in quantity spans."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from num2words import num2words

from corpus_kp.numbers import HEDGES, HEDGES_BEHIND, UNITS, NumberReading, modifier_of, read_number

_ROOT = Path(__file__).parents[1]

_NUMBERS = {
    # digits, separators, decimals
    "3": 3, "0": 0, "2024": 2024, "1,200": 1200, "1 200": 1200, "1\u00a0200": 1200, "1\u2009200": 1200, "1\u202f200": 1200, "1'200": 1200, "1’200": 1200,
    "12,345,678": 12345678, "1,234.5": 1234.5, "2.5": 2.5, "0.75": 0.75, "１２，０００": 12000, "-5": -5, "−5": -5, "minus five": -5,
    # scales
    "2.5 million": 2.5e6, "2.3 million": 2.3e6, "1.234 million": 1_234_000, "1.3bn": 1.3e9, "12k": 12_000, "5 thousand": 5000, "5 hundred thousand": 5e5, "2 dozen": 24, "1.2 trillion": 1.2e12,
    # words
    "three": 3, "Three": 3, "zero": 0, "twenty-one": 21, "twenty one": 21, "a hundred": 100, "one hundred": 100, "hundred": 100, "a hundred and five": 105, "one hundred and five": 105,
    "eleven thousand": 11_000, "Twelve thousand": 12_000, "twenty-five hundred": 2500, "one thousand, two hundred and five": 1205, "two million": 2e6, "a hundred thousand": 1e5, "nine trillion": 9e12,
    "a dozen": 12, "two dozen": 24, "half a dozen": 6, "three point five": 3.5, "three point five million": 3.5e6,
    # fractions
    "half": 0.5, "a third": 1 / 3, "one third": 1 / 3, "two-thirds": 2 / 3, "two thirds of": 2 / 3, "three quarters": 0.75, "one fifth": 0.2, "3/4": 0.75, "½": 0.5, "2½": 2.5, "2½ million": 2.5e6,
    "half a million": 5e5, "half-million": 5e5, "a quarter of a million": 2.5e5, "one and a half million": 1.5e6, "two and a half": 2.5, "2 and a half million": 2.5e6,
    # ordinals
    "first": 1, "second": 2, "third": 3, "twelfth": 12, "twenty-first": 21, "21st": 21, "3rd": 3, "1,200th": 1200, "two hundred and fifth": 205,
    # percents, money, measures
    "15%": 15, "15 %": 15, "15 per cent": 15, "15 percent": 15, "fifteen percent": 15, "５％": 5, "1.5 percentage points": 1.5, "$12": 12, "$1.2bn": 1.2e9, "US$1.2 million": 1.2e6, "USD 12 million": 12e6,
    "$12m": 12e6, "€300": 300, "300 euros": 300, "two million dollars": 2e6, "27,490 meters": 27490, "seven kilometres": 7, "130-mm": 130, "130mm": 130, "20 km²": 20, "3 nautical miles": 3,
    # words that do not change the number
    "exactly three": 3, "only 20": 20, "all three": 3, "a total of 12,000": 12_000,
}  # fmt: skip
_HEDGED = {
    "about 12,000": (12000, 12000, "approx"), "some 1,500": (1500, 1500, "approx"), "~200": (200, 200, "approx"), "200 or so": (200, 200, "approx"), "an estimated 11,000": (11000, 11000, "approx"),
    "nearly two million": (2e6, 2e6, "nearly"), "almost half": (0.5, 0.5, "nearly"), "close to 40 %": (40, 40, "nearly"),
    "at least three": (3, None, "at_least"), "no fewer than 20": (20, None, "at_least"), "not less than 20": (20, None, "at_least"), "20 or more": (20, None, "at_least"), "20+": (20, None, "at_least"), "≥ 20": (20, None, "at_least"),
    "more than twenty": (20, None, "more_than"), "over a million": (1e6, None, "more_than"), "well over $100 million": (1e8, None, "more_than"), "just over 5 km": (5, None, "more_than"),
    "up to 3,000": (None, 3000, "at_most"), "no more than ten": (None, 10, "at_most"), "at most 3,000": (None, 3000, "at_most"), "up to about 3,000": (None, 3000, "at_most"),
    "fewer than 50": (None, 50, "less_than"), "just under a third": (None, 1 / 3, "less_than"), "less than 2%": (None, 2, "less_than"),
    "10,000 to 12,000": (10000, 12000, "range"), "10,000-12,000": (10000, 12000, "range"), "10–12": (10, 12, "range"), "between 3 and 5": (3, 5, "range"), "from eight to ten": (8, 10, "range"), "three or four": (3, 4, "range"),
    "10–12 thousand": (10000, 12000, "range"), "two to three million": (2e6, 3e6, "range"), "two or three dozen": (24, 36, "range"), "ten-twelve": (10, 12, "range"), "three-to-five": (3, 5, "range"),
    "twenty-one to twenty-five": (21, 25, "range"), "fifty-fifty-five": (50, 55, "range"), "between one hundred and five and two hundred and six": (105, 206, "range"), "about 10 to 12": (10, 12, "range"),
    "fifty to one hundred": (50, 100, "range"), "900,000 to 1.2 million": (9e5, 1.2e6, "range"), "$500 million to $1 billion": (5e8, 1e9, "range"), "$10-12m": (1e7, 1.2e7, "range"), "10-12k": (1e4, 1.2e4, "range"),
    "15%-20%": (15, 20, "range"), "15-20 per cent": (15, 20, "range"), "5 to 10 kilometres": (5, 10, "range"), "5 km to 10 km": (5, 10, "range"), "US$10 to 12 dollars": (10, 12, "range"),
}  # fmt: skip
_VAGUE = [
    "several",
    "Many",
    "some",
    "a few",
    "dozens of",
    "thousands of",
    "tens of thousands",
    "several hundred",
    "hundreds of thousands of",
    "some dozens",
]
_UNREAD = [
    # no numbers
    "", " ", "-", "and", "a", "the", "soldiers", "M-46", "Article 51", "5G", "1980s", "10:30", "1e5", "1_000", "both", "none", "10²",
    # may mean two things
    "12m", "12 m", "10-12m", "1.200", "1,5", "12,00", "1,2345", "007", "one hundredth", "a million and a half", "800-1.2 million", "ten to twelve thousand five hundred", "9/11", "first half", "the third million",
    # two numbers, or no order
    "three two one", "twenty, five", "one of 12", "one in three", "12-10", "10-12-2024", "two hundreds", "two million thousand", "five million million", "$10 to €12", "5 km to 10", "at least 3 to 5", "at least up to 3", "more or less than 3",
    # more than a quantity span holds
    "12,000 soldiers", "twelve thousand-strong", "six hundred and", "thirds", "1.2.3", "three\x00", "\ud8003", "9" * 300, "one " * 100,
]  # fmt: skip


@pytest.mark.parametrize(("text", "number"), _NUMBERS.items())
def test_a_plain_number_is_both_ends(text: str, number: float) -> None:
    """What the words say is read to the last digit."""
    assert read_number(text) == NumberReading(pytest.approx(number, rel=1e-15), pytest.approx(number, rel=1e-15))
    assert modifier_of(text) is None


@pytest.mark.parametrize(("text", "low", "high", "modifier"), [(text, *ends) for text, ends in _HEDGED.items()])
def test_a_hedge_opens_an_end(text: str, low: float | None, high: float | None, modifier: str) -> None:
    """Limits have one end, ranges two, estimates the number."""
    assert read_number(text) == NumberReading(low, high)
    assert modifier_of(text) == modifier


@pytest.mark.parametrize("text", _VAGUE)
def test_a_vague_word_says_no_number(text: str) -> None:
    """A vague word has a modifier and no number."""
    assert read_number(text) is None
    assert modifier_of(text) == "vague"


@pytest.mark.parametrize("text", _UNREAD)
def test_what_is_not_sure_is_not_read(text: str) -> None:
    """Nothing is guessed."""
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "modifier"),
    [
        ("the crews, in all approximately 12,000", "approx"),
        ("said that at least three", "at_least"),
        ("he had no fewer than 20", "at_least"),
        ("where well over a million", "more_than"),
        ("of the harbour dozens of", "vague"),
        ("it rose from 5 to 10", None),
        ("many dockers and 12,000", None),
        ("spoke of the first", None),
        ("over the harbour", None),
        ("x" * 500 + " about five", "approx"),
    ],
)
def test_a_hedge_before_the_span_is_seen(text: str, modifier: str | None) -> None:
    """Of the words before a span only those that belong to its number count."""
    assert modifier_of(text) == modifier


def test_hedges_and_units_are_those_of_the_table() -> None:
    """No modifier and no unit has a second name."""
    columns = yaml.safe_load((_ROOT / "schemas" / "quantities.yaml").read_text(encoding="utf-8"))["columns"]
    assert set(HEDGES) | {"exact"} == set(columns["modifier"]["isin"])
    assert set(HEDGES_BEHIND) < set(HEDGES)
    assert set(UNITS) == set(columns["unit"]["isin"])


def test_hedges_hold_the_words_of_the_guidelines() -> None:
    """The words that annotators are told are the words that are read."""
    guidelines = (_ROOT / "annotations" / "GUIDELINES.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([a-z_]+(?: / [a-z_]+)?) \| ([^|]+) \| (?:value(?! fields)|none)", guidelines, re.MULTILINE)
    told = [pair for names, words in rows for pair in zip(names.split(" / "), words.split(" / "), strict=True)]
    assert {name for name, _ in told} == set(HEDGES) | {"exact"}
    for name, words in told:
        for word in words.split(", ") if name not in {"exact", "range"} else ():
            assert modifier_of(word if name == "vague" else f"{word} 12") == name


@pytest.mark.parametrize(("name", "hedge"), [(name, hedge) for name in HEDGES for hedge in HEDGES[name]])
def test_every_hedge_shows_its_modifier(name: str, hedge: str) -> None:
    """No hedge hides another."""
    text = {"range": f"{hedge} 3 {'and' if hedge == 'between' else 'to'} 5", "vague": hedge}.get(name, f"{hedge} 12")
    assert modifier_of(text) == name


@pytest.mark.parametrize("unit", [unit for units in UNITS.values() for unit in units if len(unit) > 1])
def test_every_unit_leaves_the_number(unit: str) -> None:
    """Units and currencies stand behind a number, signs and codes of currencies before it too."""
    texts = (f"{unit} 12",) if unit.endswith("$") else (f"12 {unit}", f"twelve {unit}")
    assert [read_number(text) for text in texts] == [NumberReading(12, 12)] * len(texts)


@given(st.integers(0, 10**12), st.sampled_from([",", " ", "\u00a0", "\u202f", "'", ""]))
def test_digits_round_trip(number: int, mark: str) -> None:
    """A number in digits is read with every mark of thousands."""
    assert read_number(f"{number:,}".replace(",", mark)) == NumberReading(number, number)


@example(number=10**9, commas=True, kind="ordinal")
@example(number=60, commas=True, kind="ordinal")
@given(number=st.integers(0, 10**12 - 1), commas=st.booleans(), kind=st.sampled_from(["cardinal", "ordinal"]))
def test_words_round_trip(number: int, commas: bool, kind: str) -> None:  # noqa: FBT001 - hypothesis draws it
    """A cardinal and an ordinal in words are read, with commas and without.

    text2num 3.1 knows no "sixtieth"; "one millionth" may be a fraction.
    """
    words = num2words(number, to=kind)
    unread = re.fullmatch(r"zeroth|.*sixtieth|one \w+th", words)
    expected = None if unread else NumberReading(number, number)
    assert read_number(words if commas else words.replace(",", "")) == expected


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([" to ", "-", "–", " – "]), st.booleans())
def test_ranges_round_trip(one: int, other: int, join: str, commas: bool) -> None:  # noqa: FBT001 - likewise
    """A range is read in its order only."""
    low, high = (f"{number:,}" if commas else str(number) for number in (one, other))
    assert read_number(low + join + high) == (NumberReading(one, other) if one <= other else None)


_PIECES = "one two a half third dozen hundred thousand million and to - – 10 1,200 2.5 % $ km about at least from or point of m k some several".split()  # noqa: SIM905


@given(
    st.text(max_size=250)
    | st.lists(st.sampled_from([*_PIECES, " "]), max_size=40).map("".join)
    | st.lists(st.sampled_from(_PIECES)).map(" ".join)
)
def test_any_text_is_read_or_left(text: str) -> None:
    """Nothing is raised, ends are in order, and a modifier is one of the table."""
    reading = read_number(text)
    if reading and reading.low is not None and reading.high is not None:
        assert reading.low <= reading.high
    assert modifier_of(text) in {None, *HEDGES}


def test_text_with_lone_surrogates_and_long_digits_is_left() -> None:
    """What no encoding takes, and what no float holds, is no number."""
    assert read_number("\ud800 three \udfff") is None
    assert read_number("9" * 10**7) is None
    assert read_number("-" * 200) is None
