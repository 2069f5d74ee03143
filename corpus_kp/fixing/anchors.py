"""Single spans whose quoted words stand elsewhere (KP102, KP103). Not safe: it is a guess which of the two is right."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from corpus_kp.findings import Edit, Finding
from corpus_kp.fixing.editing import LineEdits
from corpus_kp.fixing.readings import Bounds
from corpus_kp.fixing.sources import Sources
from corpus_kp.json_position import JsonPath, parse_path
from corpus_kp.records import spans_of

#: Code points: a place is near up to the first, and alone where no other one is up to the second.
_NEAR, _ALONE = 20, 80
_QUOTE = re.compile("[\"'`\u00ab\u00b4\u00bb\u2018-\u201f\u2032\u2033\u2039\u203a]")
_DASH = re.compile("[\u2010-\u2015\u2212]")
_SPACE = re.compile(r"\s+")


def moved_span(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """The span at the one place where its words stand; or the words as the text has them, if they stand nowhere."""
    document, record, line = sources.document(finding), sources.record(finding), sources.line(finding)
    if document is None or document.text is None or not document.tier.text or record is None or line is None:
        return None
    edits = LineEdits(finding.path, finding.line or 1, line)
    for path, span in spans_of(record):
        if (span.start, span.end) == (finding.start, finding.end) and span.text:
            found = _mended(document.text, (span.start, span.end), span.text, parse_path(path), edits)
            if found:
                return found
    return None


def _mended(text: str, bounds: Bounds, quoted: str, steps: JsonPath, line: LineEdits) -> tuple[str, list[Edit]] | None:
    start, end = bounds
    words = text[start:end] if 0 <= start < end else ""
    if words == quoted:
        return None
    places = list(occurrences(text, quoted))
    if folded(words) == folded(quoted):
        return None if places else ("Quote the words as the text has them", [line.value((*steps, "text"), words)])
    place = the_place(places, len(quoted), bounds)
    if place is None:
        return None
    moved = place, place + len(quoted)
    numbers = line.number((*steps, "start"), start, moved[0]) + line.number((*steps, "end"), end, moved[1])
    return f"Move the span to [{moved[0]}, {moved[1]})", numbers


def occurrences(text: str, words: str) -> Iterator[int]:
    """Places where words stand whole: not in the middle of longer ones."""
    place = text.find(words)
    while place >= 0:
        end = place + len(words)
        if not (_joins(text[place - 1 : place], words[:1]) or _joins(words[-1:], text[end : end + 1])):
            yield place
        place = text.find(words, place + 1)


def _joins(left: str, right: str) -> bool:
    """Whether two characters belong to one word, in scripts that put spaces between words."""
    return bool(left and right) and all(
        character.isdigit() or character.lower() != character.upper() for character in left + right
    )


def the_place(places: list[int], length: int, bounds: Bounds) -> int | None:
    """The one place that was meant.

    Args:
        places: where the words stand, code points.
        length: of the words, code points.
        bounds: of the span as it is.

    Returns:
        The one that keeps the start or the end; else the one that is near, with no other one around; else the only one.
    """
    start, end = bounds
    kept = [place for place in places if place == start or place + length == end]
    if kept:
        return kept[0] if len(kept) == 1 else None
    around = [place for place in places if abs(place - start) <= _ALONE]
    if len(around) == 1 and abs(around[0] - start) <= _NEAR:
        return around[0]
    return places[0] if len(places) == 1 else None


def folded(words: str) -> str:
    """Words without differences of case, white space, and forms of quote marks and dashes."""
    plain = _DASH.sub("-", _QUOTE.sub('"', unicodedata.normalize("NFKC", words)))
    return _SPACE.sub(" ", plain).casefold()
