"""Rules about the edges of spans: white space, quote marks, words, graphemes."""

from __future__ import annotations

from cases.edits import Break, add, at
from cases.spans import DOCKERS, retold

_END = 222  # of the text, where the cases go on with it


def told(text: str, start: int, end: int) -> Break:
    """Adds a paragraph, with a mention of some of its characters."""
    return retold(lambda before: f"{before}{text}\n", start=_END + start, end=_END + end, text=text[start:end])


def reported(text: str, source: str, cue: str, *content: str) -> Break:
    """Adds a paragraph with an attribution to the dockers; source, cue and fragments of content by their words."""

    def span(words: str, **more: object) -> dict[str, object]:
        start = _END + text.index(words)
        return {"start": start, "end": start + len(words), "text": words, **more}

    attribution = {
        "layer": "attributions", "id": "x1", "sources": [span(source, entity_ids=["dockers"])], "cue": span(cue),
        "content": [span(words) for words in content], "source_realization": "explicit",
        "source_type": "group_unnamed", "cue_class": "say", "attr_type": "assertion", "quote_type": "direct",
    }  # fmt: skip
    told_on = retold(lambda before: f"{before}{text}\n")
    return lambda file: (told_on(file), add(attribution)(file))[1]


def mentioned(start: int, end: int, text: str) -> Break:
    """Adds a mention to the text as it stands."""
    return add({**DOCKERS, "start": start, "end": end, "text": text})


_INTERRUPTED = "“We all wait here,” the dockers said, “until the crane moves.”"
_CUE_INSIDE = "“We all wait here, the dockers said, until the crane moves.”"

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP106": [
        at("timexes", start=74, text=" Monday"), mentioned(181, 190, "The city "), mentioned(180, 190, "\nThe city "),
        mentioned(180, 181, "\n"), told("The\u00a0dockers\u2003rest.", 3, 12),
    ],
    "KP114": [
        mentioned(173, 177, "“yes"), mentioned(174, 178, "yes”"), mentioned(166, 177, "naïve: “yes"),
        told("The “big crane,” red and tall.", 5, 16), told("The “big” and “red crane” moved.", 4, 24),
        told('The "big" and "red crane" moved.', 14, 24), told("The ‘big’ crane and ‘red crane’.", 20, 30),
        told("He called 'the crane' red.", 11, 21), told("Die „rote“ und „gelbe Kette“.", 15, 27),
        told("La grue «rouge et jaune» bouge.", 8, 23), told("The “big red crane” moved.", 4, 12),
        reported(_INTERRUPTED, "the dockers", "said", "“We all wait here", "until the crane moves.”"),
    ],
    "KP115": [
        mentioned(39, 45, "worker"), mentioned(35, 38, "ock"), mentioned(36, 37, "c"), mentioned(115, 118, "200"),
        mentioned(113, 114, "1"), mentioned(113, 115, "1,"), told("The naive\u0331st crane.", 4, 10),
        told("Кран стоит.", 0, 3),
    ],
    "KP116": [
        told("A flag: 🇰🇷.", 8, 9), told("A flag: 🇰🇷.", 9, 10), told("A sign: 👍🏽.", 8, 9),
        told("A crew: 👩‍🚀.", 9, 11), told("Mr x\u0331 left.", 3, 4), told("Mr ❤\ufe0f left.", 4, 10),
        told("At क्षय.", 3, 5),
    ],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP106": [mentioned(181, 189, "The city"), told("The\u00a0dockers\u2003rest.", 4, 11)],
    "KP114": [
        mentioned(174, 177, "yes"), mentioned(173, 178, "“yes”"), told("The dockers' big crane.", 4, 12),
        told("The dockers’ big crane.", 4, 12), told("The “red crane moved.", 4, 14),
        told("They call it “a red crane” here.", 5, 19), told("Die „gelbe Kette“.", 4, 17),
        told("The ‘big dockers’ crane’ moved.", 4, 24), told("Kim's crane, 'big and red', moved.", 0, 11),
        reported(_INTERRUPTED, "the dockers", "said", "“We all wait here,”", "“until the crane moves.”"),
        reported(_CUE_INSIDE, "the dockers", "said", "“We all wait here", "until the crane moves.”"),
        reported("“We wait here.\n“We go on,” the dockers said.", "the dockers", "said", "“We wait here.\n“We go on,”"),
    ],
    "KP115": [
        mentioned(55, 60, "Ansel"), told("Ansel's crane.", 0, 5), told("Ansel’s crane.", 0, 5),
        told("A crane-high pile.", 2, 7), told("김민수는 갔다.", 0, 3), told("Ansel은 크다.", 0, 5),
        told("At pier 12, near.", 3, 10), told("At pier 12.", 3, 10), told("金民秀說.", 0, 3),
    ],
    "KP116": [
        told("A flag: 🇰🇷.", 8, 10), told("Two flags: 🇰🇷🇰🇵.", 11, 13), told("Two flags: 🇰🇷🇰🇵.", 13, 15),
        told("A crew: 👩‍🚀.", 8, 11), told("Mr x\u0331 left.", 3, 5), told("김민수.", 1, 3),
    ],
}  # fmt: skip
