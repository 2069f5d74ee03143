"""Single spans whose quoted words stand elsewhere (KP102, KP103). Not safe: it is a guess which of the two is right."""

from __future__ import annotations

import re
import unicodedata

from corpus_kp.findings import Edit, Finding
from corpus_kp.fixing.editing import LineEdits
from corpus_kp.fixing.readings import Bounds
from corpus_kp.fixing.sources import Sources
from corpus_kp.json_position import JsonPath, parse_path
from corpus_kp.records import SpanLike, spans_of

#: Code points: a place is near up to the first, and alone where no other one is up to the second.
_NEAR, _ALONE = 20, 80
#: Code points of the longest words that are looked for.
_LONGEST = 10_000
#: Places of words, and characters at all of them; of what stands at more, no place is taken for the one that was meant.
_MOST_PLACES, _MOST_CHARACTERS = 500, 10**7
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
        if (span.start, span.end) == (finding.start, finding.end) and 0 < len(span.text or "") <= _LONGEST:
            places = _places(finding.path, document.text, span.text or "", sources)
            found = _mended(document.text, span, places, parse_path(path), edits)
            if found:
                return found
    return None


def _places(shown: str, text: str, quoted: str, sources: Sources) -> list[int] | None:
    """Where words stand, looked up once for all spans that quote them; None where they stand too often to tell."""
    return sources.once(("places", shown, quoted), lambda: occurrences(text, quoted))


def _mended(
    text: str, span: SpanLike, places: list[int] | None, steps: JsonPath, line: LineEdits
) -> tuple[str, list[Edit]] | None:
    start, end, quoted = span.start, span.end, span.text or ""
    words = text[start:end] if 0 <= start < end else ""
    if words == quoted or places is None:
        return None
    if folded(words) == folded(quoted):
        return None if places else ("Quote the words as the text has them", [line.value((*steps, "text"), words)])
    place = the_place(places, len(quoted), (start, end))
    if place is None:
        return None
    moved = place, place + len(quoted)
    numbers = line.number((*steps, "start"), start, moved[0]) + line.number((*steps, "end"), end, moved[1])
    return f"Move the span to [{moved[0]}, {moved[1]})", numbers


def occurrences(text: str, words: str) -> list[int] | None:
    """Places where words stand whole: not in the middle of longer ones; None where they stand too often to tell."""
    places: list[int] = []
    place, most = text.find(words), min(_MOST_PLACES, _MOST_CHARACTERS // (len(words) or 1))
    while place >= 0 and most >= 0:
        end = place + len(words)
        if not (_joins(text[place - 1 : place], words[:1]) or _joins(words[-1:], text[end : end + 1])):
            places.append(place)
        place, most = text.find(words, place + 1), most - 1
    return places if place < 0 else None


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
