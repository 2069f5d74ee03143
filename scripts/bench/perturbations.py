"""Sixteen ways in which a copy of an article differs from the article that was annotated."""

from __future__ import annotations

import html
import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html.entities import codepoint2name

from origins import WORDS, Copy, Edit, joined
from pages import web_page
from prose import WORD, paragraphs
from spelling import mistyped, respelled

#: Share of paragraphs that are deleted or put in, and of words that noise touches in the mixture of everything.
PARAGRAPHS, NOISE_IN_ALL = 0.3, 0.02
_NO_BREAK, _SOFT_HYPHEN, _LONG_WORD = 0.05, 0.01, 9
_ENTITY_SPACES = 0.05
#: So many words before a place must not equal the one put in; more than one, for words that hyphens hold together.
_BEFORE = 4

_STRAIGHT = str.maketrans(
    dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"') | dict.fromkeys("\u2018\u2019\u201a\u201b", "'")
)
_PAIRS = (
    "\u201c\u201d\u2018\u2019",
    "\u201c\u201d\u2018\u2019",
    "\u201c\u201d\u2018\u2019",
    "\u201e\u201c\u201a\u2019",
    "\u00ab\u00bb\u2018\u2019",
)


@dataclass(frozen=True)
class Surroundings:
    """What a perturbation may put in.

    Attributes:
        words: other words.
        paragraphs: of other texts.
        extract: gives the text of an HTML page.
    """

    words: Sequence[str]
    paragraphs: Sequence[str]
    extract: Callable[[str], str]


Perturbation = Callable[[Copy, random.Random, Surroundings], Copy]
_NUMBER = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w]|[.,/-]\d)")
_NUMBERS = 0.5


def unchanged(copy: Copy, _draw: random.Random, _around: Surroundings) -> Copy:
    """The very text."""
    return copy


def straight_marks(copy: Copy, draw: random.Random, _around: Surroundings) -> Copy:
    """Straight quotes, hyphens for dashes, three dots for an ellipsis."""
    dash = draw.choice(["-", "--", " - "])
    edits = [
        Edit(*match.span(), match.group().translate(_STRAIGHT))
        for match in re.finditer(r"[\u2018-\u201f\u00ab\u00bb]", copy.text)
    ]
    edits += [Edit(*match.span(), "...") for match in re.finditer("\u2026", copy.text)]
    edits += [Edit(*match.span(), " ") for match in re.finditer("\u00a0", copy.text)]
    for match in re.finditer(r"[\u2013\u2014]", copy.text):
        edits += _dash(copy.text, match.span(), dash)
    return copy.edited(edits)


def typeset_marks(copy: Copy, draw: random.Random, _around: Surroundings) -> Copy:
    """Typographic quotes and dashes, one character for an ellipsis, hard spaces, soft hyphens."""
    edits = _curly(copy.text, draw.choice(_PAIRS))
    edits += [Edit(*match.span(), "\u2026") for match in re.finditer(r"\.\.\.", copy.text)]
    for match in re.finditer(r"(?<=\S)(?: --? |--)(?=\S)", copy.text):
        inner = (match.start() + match.group().startswith(" "), match.end() - match.group().endswith(" "))
        edits.append(Edit(*inner, draw.choice("\u2013\u2014")))
    spaces = [match.start() for match in re.finditer(r"(?<=\w) (?=\w)", copy.text)]
    edits += [Edit(at, at + 1, "\u00a0") for at in spaces if draw.random() < _NO_BREAK]
    long = [match for match in WORD.finditer(copy.text) if len(match.group()) >= _LONG_WORD and match.group().isalnum()]
    for match in long:
        if draw.random() < _SOFT_HYPHEN:
            middle = (match.start() + match.end()) // 2
            edits.append(Edit(middle, middle, "\u00ad"))
    return copy.edited(edits)


def reflowed(copy: Copy, draw: random.Random, _around: Surroundings) -> Copy:
    """Lines of 40 to 90 characters; empty lines between paragraphs in half of the copies."""
    width, gap = draw.randint(40, 90), draw.choice(["\n\n", "\n"])
    edits, column, end = [], 0, 0
    starts = {start for start, _ in paragraphs(copy.text)}
    for match in re.finditer(r"\S+", copy.text):
        start = match.start()
        column += len(match.group()) + 1
        if start in starts:
            new, column = gap if end else "", len(match.group())
        elif column > width:
            new, column = "\n", len(match.group())
        else:
            new = " "
        if copy.text[end:start] != new:
            edits.append(Edit(end, start, new))
        end = match.end()
    return copy.edited(edits)


def renormalised(copy: Copy, _draw: random.Random, _around: Surroundings) -> Copy:
    """Unicode NFD; NFC where the text is NFD already."""
    form = "NFC" if unicodedata.is_normalized("NFD", copy.text) else "NFD"
    clusters = re.finditer(r"[^\u0300-\u036f][\u0300-\u036f]*", copy.text)
    changed = ((match, unicodedata.normalize(form, match.group())) for match in clusters)
    return copy.edited(Edit(*match.span(), new) for match, new in changed if new != match.group())


def misread(copy: Copy, _draw: random.Random, _around: Surroundings) -> Copy:
    """UTF-8 that was read as Windows-1252."""
    foreign = re.finditer(r"[^\x00-\x7f]", copy.text)
    return copy.edited(Edit(*match.span(), _as_windows(match.group())) for match in foreign)


def with_entities(copy: Copy, draw: random.Random, _around: Surroundings) -> Copy:
    """Marks and letters beyond ASCII as HTML entities, by name or number."""
    marks = [match.span() for match in re.finditer(r"[^\x00-\x7f]|[&<>\"']", copy.text)]
    edits = [Edit(start, end, _entity(copy.text[start], draw)) for start, end in marks]
    spaces = [match.start() for match in re.finditer(r"(?<=\w) (?=\w)", copy.text)]
    edits += [Edit(at, at + 1, "&nbsp;") for at in spaces if draw.random() < _ENTITY_SPACES]
    return copy.edited(edits)


def in_a_page(copy: Copy, draw: random.Random, around: Surroundings) -> Copy:
    """The text of an HTML page with navigation, captions, advertisements and teasers that quote the article."""
    return web_page(copy, draw, around.extract)


def paragraphs_deleted(copy: Copy, draw: random.Random, _around: Surroundings) -> Copy:
    """Three of ten paragraphs gone."""
    parts = _parts(copy)
    gone = set(draw.sample(range(len(parts)), max(1, round(PARAGRAPHS * len(parts))))) if len(parts) > 1 else set()
    return _together([part for index, part in enumerate(parts) if index not in gone], copy)


def paragraphs_inserted(copy: Copy, draw: random.Random, around: Surroundings) -> Copy:
    """Paragraphs of other texts put in, three for every ten."""
    parts = _parts(copy)
    for _ in range(max(1, round(PARAGRAPHS * len(parts)))):
        parts.insert(draw.randint(0, len(parts)), Copy.foreign(draw.choice(around.paragraphs)))
    return _together(parts, copy)


def paragraphs_shuffled(copy: Copy, draw: random.Random, _around: Surroundings) -> Copy:
    """All paragraphs in another order."""
    parts = _parts(copy)
    draw.shuffle(parts)
    return _together(parts, copy)


def noise(share: float) -> Perturbation:
    """The perturbation that replaces, deletes or inserts a share of the words, each kind as often."""

    def noisy(copy: Copy, draw: random.Random, around: Surroundings) -> Copy:
        words = list(WORD.finditer(copy.text))
        chosen = draw.sample(range(len(words)), min(len(words), round(share * len(words))))
        return copy.edited([_noise(copy.text, words, index, draw, around) for index in chosen])

    noisy.__doc__ = f"{share:.0%} of the words replaced, deleted or inserted."
    return noisy


def other_numbers(copy: Copy, draw: random.Random, _around: Surroundings) -> Copy:
    """Every second number is another one by its marks: a point moved or dropped, a group more, a sign, a fraction."""
    numbers = [match for match in _NUMBER.finditer(copy.text) if draw.random() < _NUMBERS]
    changed = ((match, _other_number(match.group(), draw)) for match in numbers)
    return copy.edited(Edit(*match.span(), new, WORDS) for match, new in changed)


def _other_number(number: str, draw: random.Random) -> str:
    digits = re.sub(r"\D", "", number)
    choices = [f"{number},000", f"1,{number}", f"{number}.5", f"0.{digits}", f"-{number}", f"1/{number}", f"{number}½"]
    if digits != number:
        choices += [digits, number.replace(".", ",") if "." in number else number.replace(",", ".")]
    return draw.choice(choices)


def in_other_spelling(copy: Copy, draw: random.Random, _around: Surroundings) -> Copy:
    """British or American spelling, other transliterations, and typing errors in 1.5% of the words."""
    return mistyped(respelled(copy, draw), draw)


def everything(copy: Copy, draw: random.Random, around: Surroundings) -> Copy:
    """Other marks, paragraphs deleted and inserted, other spelling, 2% noise, and all that in a page."""
    marks = draw.choice([straight_marks, typeset_marks])
    steps = [marks, paragraphs_deleted, paragraphs_inserted, in_other_spelling, noise(NOISE_IN_ALL), in_a_page]
    for step in steps:
        copy = step(copy, draw, around)
    return copy


#: All of them, by the names that the report shows.
PERTURBATIONS: dict[str, Perturbation] = {
    "none": unchanged,
    "straight quotes, dashes": straight_marks,
    "curly quotes, nbsp, ellipsis": typeset_marks,
    "white-space reflow": reflowed,
    "NFD (or NFC)": renormalised,
    "mojibake": misread,
    "HTML entities": with_entities,
    "HTML page that quotes the article": in_a_page,
    "30% of paragraphs deleted": paragraphs_deleted,
    "other paragraphs inserted": paragraphs_inserted,
    "paragraphs shuffled": paragraphs_shuffled,
    "word noise 1%": noise(0.01),
    "word noise 5%": noise(0.05),
    "word noise 10%": noise(0.10),
    "other numbers by their marks": other_numbers,
    "spelling, 1.5% typos": in_other_spelling,
    "everything at once": everything,
}


def _dash(text: str, span: tuple[int, int], new: str) -> list[Edit]:
    """A dash becomes hyphens; spaces that come with them stand for nothing in the original."""
    start, end = span
    spaced = new.startswith(" ") and not text[start - 1 : start].isspace() and not text[end : end + 1].isspace()
    middle = Edit(start, end, new.strip())
    return [Edit(start, start, " "), middle, Edit(end, end, " ")] if spaced else [middle]


def _curly(text: str, pairs: str) -> list[Edit]:
    left, right, single_left, single_right = pairs
    edits = []
    for match in re.finditer(r"[\"']", text):
        before, after = text[: match.start()][-1:], text[match.end() : match.end() + 1]
        opens = after.strip() and (not before.strip() or before in "([\u2014-\"'")
        double = match.group() == '"'
        new = (left if opens else right) if double else (single_left if opens else single_right)
        edits.append(Edit(*match.span(), new))
    return edits


def _as_windows(character: str) -> str:
    """The bytes of a character as Windows-1252 shows them; bytes that it has no sign for stay control characters."""
    return "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in character.encode())


def _entity(character: str, draw: random.Random) -> str:
    code = ord(character)
    forms = [f"&#{code};", f"&#x{code:x};"]
    if code in codepoint2name:
        forms += [f"&{codepoint2name[code]};"] * 2
    return draw.choice([form for form in forms if html.unescape(form) == character] or [character])


def _parts(copy: Copy) -> list[Copy]:
    return [copy.part(start, end) for start, end in paragraphs(copy.text)]


def _together(parts: Sequence[Copy], like: Copy) -> Copy:
    """Paragraphs with the kind of gap that a copy has between its own."""
    gap = Copy.foreign("\n\n" if "\n\n" in like.text else "\n")
    return joined([piece for part in parts for piece in (gap, part)][1:])


def _noise(text: str, words: Sequence[re.Match[str]], index: int, draw: random.Random, around: Surroundings) -> Edit:
    """One change of the words at an index; never one that leaves open which of two equal words was meant."""
    beside = {words[i].group().casefold() for i in range(max(0, index - _BEFORE), min(len(words), index + 2))}
    new = draw.choice(around.words)
    while new.casefold() in beside:
        new = draw.choice(around.words)
    start, end = words[index].span()
    kind = draw.choice(["replace", "delete", "insert"])
    if kind == "delete" and not _is_doubled(words, index):
        return Edit(start, end + (text[end : end + 1] == " "), "", WORDS)
    if kind == "insert":
        while start and not text[start - 1].isspace():
            start -= 1
        return Edit(start, start, f"{new} ", WORDS)
    return Edit(start, end, new, WORDS)


def _is_doubled(words: Sequence[re.Match[str]], index: int) -> bool:
    """Does the same word stand before or after it?"""
    own = words[index].group().casefold()
    return any(words[i].group().casefold() == own for i in (index - 1, index + 1) if 0 <= i < len(words))
