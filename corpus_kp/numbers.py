"""Reads the number that a quantity span says, and the modifier that its hedge words show.

Digits, fractions, scales, currencies, units and hedges are read here; cardinals and ordinals in words by text2num.
English only. What may mean two things ("12m", "1.200") or is not understood to its last character is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import numeric

from text_to_num import alpha2digit

#: Words and signs before a number that limit it, by modifier; those of vague stand for the number.
HEDGES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "approx": (
            *("about", "around", "some", "roughly", "approximately", "approx", "approx.", "circa", "c.", "ca."),
            *("an estimated", "estimated", "somewhere around", "in the region of", "in the order of", "~", "≈"),
        ),
        "at_least": (
            *("at least", "no fewer than", "no less than", "not fewer than", "not less than", "a minimum of", "≥"),
        ),
        "more_than": ("more than", "over", "above", "upwards of", "upward of", "in excess of", "exceeding", ">"),
        "at_most": (
            "up to",
            "at most",
            "no more than",
            "not more than",
            "as many as",
            "as much as",
            "a maximum of",
            "≤",
        ),
        "less_than": ("less than", "fewer than", "under", "below", "<"),
        "nearly": ("nearly", "almost", "close to", "approaching", "just shy of"),
        "range": ("between", "from"),
        "vague": (
            *("several", "many", "some", "few", "a few", "numerous", "countless", "multiple", "a handful", "a number"),
            *("tens", "dozens", "scores", "hundreds", "thousands", "millions", "billions"),
        ),
    }
)
#: The same behind a number ("20 or more").
HEDGES_BEHIND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "approx": ("or so", "or thereabouts"),
        "at_least": ("or more", "at least", "plus", "+"),
        "at_most": ("or less", "or fewer", "at most", "at the most"),
    }
)
#: Words before a number that leave it as it is; those of degree stand before hedges ("well over").
_PLAIN_WORDS = (
    *("exactly", "precisely", "only", "just", "the", "all", "a total of", "another", "a further", "an additional"),
    *("well", "slightly", "far", "a little", "a bit", "somewhat", "significantly", "considerably"),
)
#: How units are written, by the codes of the table of quantities: a number in another unit is not the value. "m" is no
#: way to write metres here, because it is millions too; "pounds" are a weight too.
UNITS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "%": ("%", "percent", "per cent", "pct", "percentage point", "percentage points"),
        "mm": ("mm", "millimetre", "millimetres", "millimeter", "millimeters"),
        "cm": ("cm", "centimetre", "centimetres", "centimeter", "centimeters"),
        "m": ("metre", "metres", "meter", "meters"),
        "km": ("km", "kilometre", "kilometres", "kilometer", "kilometers"),
        "[mi_i]": ("mile", "miles"),
        "[nmi_i]": ("nautical mile", "nautical miles"),
        "ha": ("ha", "hectare", "hectares"),
        "km2": ("km2", "km²", "sq km", "square km", "square kilometres", "square kilometers"),
        "kg": ("kg", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"),
        "t": ("t", "ton", "tons", "tonne", "tonnes", "metric ton", "metric tons", "metric tonnes"),
        "L": ("litre", "litres", "liter", "liters"),
        "[bbl_us]": ("barrel", "barrels"),
        "kW": ("kw", "kilowatt", "kilowatts"),
        "MW": ("mw", "megawatt", "megawatts"),
        "GB": ("gb", "gigabyte", "gigabytes"),
        "USD": ("$", "us$", "u.s.$", "usd", "dollar", "dollars", "us dollars", "u.s. dollars", "american dollars"),
        "EUR": ("€", "eur", "euro", "euros"),
        "KRW": ("₩", "krw", "won", "south korean won"),
        "RUB": ("₽", "rub", "rouble", "roubles", "ruble", "rubles"),
        "UAH": ("₴", "uah", "hryvnia", "hryvnias", "hryvnya"),
        "CNY": ("cny", "rmb", "yuan"),
        "JPY": ("jpy", "yen"),
        "GBP": ("£", "gbp", "pounds sterling"),
    }
)

#: Code points of the longest text that is read; a number in words is far shorter.
_LONGEST = 200
#: Words before the end of a text in which hedges are looked for.
_REACH = 12
_SCALES = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12}
_SHORT_SCALES = {"k": 3, "mn": 6, "mln": 6, "bn": 9, "bln": 9}
#: Letters that are scales only beside a currency.
_MONEY_SCALES = {"m": 6, "mm": 6, "b": 9, "t": 12, "tn": 12, "trn": 12}
_PARTS = ("half", "third", "quarter", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_PART_SIZES = {name: size for size, name in enumerate(_PARTS, 2)} | {"halve": 2}
_LIMITS = frozenset({"at_least", "more_than", "at_most", "less_than"})


@dataclass(frozen=True, slots=True)
class NumberReading:
    """What the words of a span say.

    Attributes:
        low: lower end; None where the words give only an upper one ("up to 3,000").
        high: upper end; None where the words give only a lower one ("at least three"); equal to low for a plain number.
    """

    low: float | None
    high: float | None


class _Amount(NamedTuple):
    """A number as it is written: `coefficient` times `scale`, with the code of its unit or ""."""

    coefficient: Decimal
    scale: Decimal
    unit: str


def _alternatives(phrases: Iterable[str]) -> str:
    longest_first = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(phrase) + ("(?![a-z])" if phrase[-1].isalpha() else "") for phrase in longest_first)


def _groups(phrases: Mapping[str, tuple[str, ...]]) -> str:
    return "|".join(f"(?P<{name}>{_alternatives(of_name)})" for name, of_name in phrases.items())


_BEFORE_NUMBERS = {name: phrases for name, phrases in HEDGES.items() if name not in {"range", "vague"}}
_LEAD = re.compile(rf"(?:{_groups(_BEFORE_NUMBERS)}|(?P<plain>{_alternatives(_PLAIN_WORDS)})) ?")
_BEHIND = re.compile(rf"[ -]?(?<![a-z])(?:{_groups(HEDGES_BEHIND)})$")
#: With what a hedge begins: words, and signs without a space behind them.
_FIRST_WORDS = frozenset(phrase.split()[0] for phrases in HEDGES.values() for phrase in phrases)
_VAGUE = re.compile(rf"(?:{_alternatives(HEDGES['vague'])})(?: of| dozens?| hundreds?| thousands?| [mb]illions?)*")
_CODES = {phrase: code for code, phrases in UNITS.items() for phrase in phrases}
_CURRENCIES = frozenset(code for code in UNITS if re.fullmatch("[A-Z]{3}", code))
_BEFORE = re.compile(rf"(?:{_alternatives(phrase for phrase, code in _CODES.items() if code in _CURRENCIES)}) ?")
#: Where a unit may begin.
_EDGE = re.compile(r"[ -]|(?<=\d)(?=\D)|(?=[^\w ])")

_SIMPLE = re.compile(r"([1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*|0)(?:(?: to |[-\u2013])([1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*))?")
_DECIMAL = re.compile(r"(?:[1-9]\d{0,2}(?P<mark>[, '])\d{3}(?:(?P=mark)\d{3})*|[1-9]\d*|0)(?:\.\d+)?")
#: "1.200" is 1,200 to many writers.
_TWOFOLD = re.compile(r"[1-9]\d{0,2}\.\d{3}")
_DIGIT_ORDINAL = re.compile(r"([1-9][\d,]*)(?:st|nd|rd|th)")
_SLASHED = re.compile(r"([1-9])/([2-9]|10)")
_VULGAR = re.compile(r"(?P<whole>\d*) ?(?P<part>[¼-¾⅐-⅞])")

_SCALE = rf"(?:hundred )?(?:{'|'.join(_SCALES)})|dozen"
_SCALED = re.compile(rf"(?P<coefficient>.+?)[ -]?(?<![a-z])(?P<scale>{_SCALE})")
_ANY_SCALE = re.compile(_SCALE)
_SHORT_SCALED = re.compile(r"(?P<coefficient>.*[\d¼-¾⅐-⅞]) ?(?P<scale>[a-z]{1,3})")
_PARTED = re.compile(
    r"(?:(?P<whole>.+?) and )?(?:(?P<of>an?|one|two|three|four|five|six|seven|eight|nine)[ -])?"
    rf"(?P<part>{'|'.join(_PART_SIZES)})(?P<plural>s?)(?:(?: of)?(?: an?)?[ -](?P<scale>{_SCALE}))?"
)

_SCALE_COMMA = re.compile(r"\b(thousand|million|billion),")
_WORDS = re.compile(r"[a-z]+(?: [a-z]+)*")
#: What text2num reads, but not as one number for sure: plurals, "million thousand", "one hundredth".
_UNSURE = re.compile(r"s\b|\b(?:thousand|[mb]illion) (?:hundred|thousand|[mb]illion)\b|^one \w+th$")
_READ = re.compile(r"(?P<number>(?:0|[1-9]\d*)(?:\.\d+)?)(?P<ordinal>st|nd|rd|th)?")

_JOINS = re.compile(r"-to-| to | or | ?[\u2013~] ?")
_HYPHENS = re.compile(r" ?- ?")
_MOST_JOINS = 4
_SAME_SIGNS = str.maketrans(
    dict.fromkeys("\u2012\u2014\uff5e", "\u2013")
    | dict.fromkeys("\u2010\u2011\u2212\uff0d", "-")
    | {"\u2019": "'", "\uff0c": ",", "\uff0e": ".", "\uff05": "%", "\uff04": "$", "\uffe6": "₩", "\uff0b": "+"}
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
)


def read_number(text: str) -> NumberReading | None:
    """Reads a span of digits or words: number, unit, modifier words.

    Args:
        text: any string; one of more than 200 code points is not read.

    Returns:
        The ends of what the text says: one open end for at least, more than, up to, fewer than; the number itself as
        both ends for about, nearly and no hedge. A percent is read as written (15 for "15 %"). None where the text
        says no number ("several") or is not understood for sure.
    """
    if len(text) > _LONGEST:
        return None
    if simple := _SIMPLE.fullmatch(text):
        low = float(simple[1].replace(",", ""))
        high = float(simple[2].replace(",", "")) if simple[2] else low
        return NumberReading(low, high) if low <= high else None
    read = _read(_plain(text))
    return read[1] if read else None


def modifier_of(text: str) -> str | None:
    """Says which modifier the hedge words of a span show.

    Args:
        text: the span, or the span with the words that stand before it, of which the nearest are looked at. A range
            is seen only if it is the whole text ("rose from 5 to 10" is none).

    Returns:
        A modifier of the table of quantities, never exact: None where the text ends in no number that words limit.
    """
    plain = _plain(text[-_LONGEST:])
    if whole := _read(plain):
        return whole[0]
    words = plain.split(" ")[-_REACH:]
    starts = [start for start, word in enumerate(words) if word in _FIRST_WORDS or word[:1] in _FIRST_WORDS]
    for ending in (" ".join(words[start:]) for start in starts):
        if _VAGUE.fullmatch(ending):
            return "vague"
        if (read := _read(ending)) and read[0] != "range":
            return read[0]
    return None


def _plain(text: str) -> str:
    """Gives the text in small letters, with one space for any white space and one sign for signs of one meaning."""
    lower = " ".join(text.lower().split())
    return lower if lower.isascii() else lower.translate(_SAME_SIGNS)


def _read(text: str) -> tuple[str | None, NumberReading] | None:
    hedges, bare = _without_hedges(text.removesuffix(" of"))
    limits = _LIMITS.intersection(hedges)
    if amount := _amount(bare):
        number = float(amount.coefficient * amount.scale)
        modifier = next(iter(limits), hedges[0] if hedges else None)
        return (modifier, _limited(number, modifier)) if len(limits) <= 1 else None
    ends = None if limits else _range(bare)
    return ("range", NumberReading(*ends)) if ends else None


def _limited(number: float, modifier: str | None) -> NumberReading:
    low = None if modifier in {"at_most", "less_than"} else number
    return NumberReading(low, None if modifier in {"at_least", "more_than"} else number)


def _without_hedges(text: str) -> tuple[list[str], str]:
    """Takes the words around the number away; of the hedges the modifiers are given, in the order of the text."""
    hedges = []
    while lead := _LEAD.match(text):
        hedges.append(lead.lastgroup or "")
        text = text[lead.end() :]
    if behind := _BEHIND.search(text):
        hedges.append(behind.lastgroup or "")
        text = text[: behind.start()]
    return [hedge for hedge in hedges if hedge != "plain"], text


def _range(text: str) -> tuple[float, float] | None:
    """Reads "10 to 12", "between 3 and 5", "10-12"; None unless exactly one way to part the text gives two numbers."""
    opener, _, rest = text.partition(" ")
    body = rest if opener in HEDGES["range"] else text
    joins = list(re.finditer(" and ", body) if opener == "between" else _JOINS.finditer(body)) or list(
        _HYPHENS.finditer(body)
    )
    if len(joins) > _MOST_JOINS:
        return None
    found = [ends for join in joins if (ends := _ends(body[: join.start()], body[join.end() :]))]
    return found[0] if len(found) == 1 else None


def _ends(low_text: str, high_text: str) -> tuple[float, float] | None:
    low = _amount(low_text)
    high = _amount(high_text, money=low.unit if low.unit in _CURRENCIES else "") if low else None
    if low is None or high is None or low.unit not in {"", high.unit}:
        return None
    top, bottom = high.coefficient * high.scale, low.coefficient * low.scale
    if _has_scale(high, high_text) and not _has_scale(low, low_text):
        return _shared_scale(low, high)
    return (float(bottom), float(top)) if bottom <= top else None


def _has_scale(amount: _Amount, text: str) -> bool:
    return amount.scale != 1 or bool(_ANY_SCALE.search(text))


def _shared_scale(low: _Amount, high: _Amount) -> tuple[float, float] | None:
    """Gives the ends of a range whose upper end alone has a scale ("10-12 thousand", "fifty to one hundred").

    The scale is that of both where the ends are then in order. None for "800 to 1.2 million", where thousands may be
    meant, and for "two to three hundred and five".
    """
    top = high.coefficient * high.scale
    if high.scale == 1:
        return None
    if low.coefficient < high.coefficient:
        return float(low.coefficient * high.scale), float(top)
    clear = high.scale <= Decimal(1000) or low.coefficient >= Decimal(1000)
    return (float(low.coefficient), float(top)) if clear and low.coefficient <= top else None


def _amount(text: str, money: str = "") -> _Amount | None:
    """Reads one number with its unit.

    Args:
        text: as `_plain` gives it.
        money: currency that stands before the other number of a range.
    """
    unsigned = text.removeprefix("-").removeprefix("minus ")
    before = _BEFORE.match(unsigned)
    unit = _CODES[before[0].strip()] if before else money
    number = unsigned[before.end() :] if before else unsigned
    read = _scaled(number, money=bool(unit))
    if read is None and not before and (edge := _unit_edge(number)):
        unit, read = _CODES[number[edge.end() :]], _scaled(number[: edge.start()], money=False)
    if read is None or (money and unit != money):
        return None
    return _Amount(-read[0] if unsigned != text else read[0], read[1], unit)


def _unit_edge(text: str) -> re.Match[str] | None:
    return next((edge for edge in _EDGE.finditer(text) if text[edge.end() :] in _CODES), None)


def _scaled(text: str, *, money: bool) -> tuple[Decimal, Decimal] | None:
    """Reads a number as coefficient and scale ("2.5 million", "two dozen", "12k"); "a million and two" has scale 1."""
    if _TWOFOLD.fullmatch(text):
        return None
    scaled = _SCALED.fullmatch(text)
    short = _SHORT_SCALED.fullmatch(text)
    scales = _SHORT_SCALES | _MONEY_SCALES if money else _SHORT_SCALES
    if scaled and not _ANY_SCALE.search(scaled["coefficient"]):
        coefficient, scale = _coefficient(scaled["coefficient"]), _size(scaled["scale"])
    elif short and short["scale"] in scales:
        coefficient, scale = _cardinal(short["coefficient"]), Decimal(10) ** scales[short["scale"]]
    else:
        coefficient, scale = _cardinal(text), Decimal(1)
        coefficient = _ordinal(text) if coefficient is None else coefficient
    return _parts(text) if coefficient is None else (coefficient, scale)


def _coefficient(text: str) -> Decimal | None:
    return Decimal(1) if text in {"a", "an"} else _cardinal(text)


def _size(scale: str) -> Decimal:
    if scale == "dozen":
        return Decimal(12)
    return Decimal(10) ** sum(_SCALES[word] for word in scale.split())


def _cardinal(text: str) -> Decimal | None:
    """Reads a number without scale and unit: digits, fractions in digits, words."""
    if _DECIMAL.fullmatch(text):
        return _decimal(text)
    if (slashed := _SLASHED.fullmatch(text)) and int(slashed[1]) < int(slashed[2]):
        return Decimal(slashed[1]) / Decimal(slashed[2])
    if vulgar := _VULGAR.fullmatch(text):
        return Decimal(vulgar["whole"] or 0) + Decimal(numeric(vulgar["part"]))
    words = _words(text.removeprefix("a ") if text.startswith("a ") and _ANY_SCALE.match(text, 2) else text)
    return Decimal(words["number"]) if words and not words["ordinal"] else None


def _ordinal(text: str) -> Decimal | None:
    """Reads "21st", "twenty-first"."""
    if (digits := _DIGIT_ORDINAL.fullmatch(text)) and _DECIMAL.fullmatch(digits[1]):
        return _decimal(digits[1])
    words = _words(text)
    return Decimal(words["number"]) if words and words["ordinal"] else None


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace(" ", "").replace("'", ""))


def _words(text: str) -> re.Match[str] | None:
    """Gives what text2num makes of number words, in digits ("105", "21st", "3.5")."""
    words = _SCALE_COMMA.sub(r"\1", text.replace("-", " "))
    if not _WORDS.fullmatch(words) or _UNSURE.search(words):
        return None
    return _READ.fullmatch(alpha2digit(words, "en", 0))


def _parts(text: str) -> tuple[Decimal, Decimal] | None:
    """Reads "half a million", "two-thirds", "one and a half million"."""
    found = _PARTED.fullmatch(text)
    if not found or _ANY_SCALE.search(found["whole"] or ""):
        return None
    whole, part = _cardinal(found["whole"] or "0"), _part(found)
    return (whole + part[0], part[1]) if whole is not None and part else None


def _part(found: re.Match[str]) -> tuple[Decimal, Decimal] | None:
    size = _PART_SIZES[found["part"]]
    number = _coefficient(found["of"] or ("a" if found["part"] == "half" else ""))
    if number is None or number >= size or bool(found["plural"]) != (number > 1):
        return None
    return number / size, _size(found["scale"]) if found["scale"] else Decimal(1)
