"""Faults of offsets, words, fragments, ids and references."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from mutations.spoiling import (
    Document,
    Injected,
    Record,
    Spoiled,
    add,
    changed,
    extents,
    mutation,
    spans_of,
)

LAYERS = ("entities", "quantities", "timexes", "attributions", "claims")


def _edited(name: str, change: Callable[[str, Spoiled], str]) -> None:
    """The text was edited after it was annotated."""

    def act(corpus: Spoiled) -> Injected:
        document = corpus.with_text(lambda one: change(one.text, corpus) != one.text)
        document.path.with_suffix(".txt").write_bytes(change(document.text, corpus).encode())
        return Injected(document.path, 1, document.doc_id)

    add(("KP101",), f"text edited: {name}", act)


_edited("a letter more", lambda text, _: f"{text[:40]}x{text[40:]}")
_edited("a letter other", lambda text, _: f"{text[:40]}#{text[41:]}")
_edited("the last line feed gone", lambda text, _: text.rstrip("\n"))
_edited("a line feed at the end", lambda text, _: f"{text}\n")
_edited("two blanks after a full stop", lambda text, _: text.replace(". ", ".  ", 1))
_edited("blanks at the end of a line", lambda text, _: text.replace("\n", " \n", 1))
_edited("straight quotes", lambda text, _: text.replace("’", "'").replace("“", '"').replace("”", '"'))
_edited("curly quotes", lambda text, _: text.replace("'", "’"))
_edited("an empty line between paragraphs", lambda text, _: text.replace("\n", "\n\n"))
_edited("lines joined", lambda text, _: text.replace("\n", " ", 1))
_edited("no-break blanks", lambda text, _: text.replace(" ", "\u00a0", 3))
_edited("two sentences swapped", lambda text, _: ". ".join(reversed(text.split(". "))))

changed(
    "length in bytes", "KP101", "documents", lambda one: one["title"], n_codepoints=lambda one: one["n_codepoints"] + 2
)
changed(
    "length less by one",
    "KP101 KP102",
    "documents",
    lambda one: one["title"],
    n_codepoints=lambda one: one["n_codepoints"] - 1,
)
changed("length of another text", "KP101 KP102", "documents", lambda one: one["title"], n_codepoints=20)
changed("hash of another text", "KP101", "documents", lambda one: one["title"], text_sha256="0" * 64)

for _layer in LAYERS:

    def _bad_offsets(
        name: str, change: Callable[[Record, int], dict[str, int]], layer: str = _layer, codes: str = "KP102"
    ) -> None:
        def act(corpus: Spoiled) -> Injected:
            document, record = corpus.annotation(layer)
            span = corpus.pick(list(spans_of(record)))
            old = (span["start"], span["end"])
            span.update(change(span, document.head["n_codepoints"]))
            return corpus.broken(document, record, old, (span["start"], span["end"]))

        add(codes, f"{layer}: {name}", act, name)

    _bad_offsets("end behind the text", lambda _, length: {"end": length + 1})
    _bad_offsets("far behind the text", lambda _, length: {"start": length + 5, "end": length + 9})
    _bad_offsets("start before the text", lambda _, __: {"start": -1})
    _bad_offsets("empty span", lambda span, _: {"end": span["start"]})
    _bad_offsets("start and end swapped", lambda span, _: {"start": span["end"], "end": span["start"]})
    _bad_offsets("end of another span", lambda span, _: {"end": max(span["start"] - 3, 0)})


@mutation("KP102")
def event_target_out_of_bounds(corpus: Spoiled) -> Injected:
    """The event that a stance is about lies behind the text."""
    document, record = corpus.annotation("stances", lambda one, _: one["target"]["kind"] == "event")
    record["target"]["end"] = document.head["n_codepoints"] + 40
    return corpus.broken(document, record)


@mutation("KP102")
def event_target_empty(corpus: Spoiled) -> Injected:
    """The event that a stance is about has no characters."""
    document, record = corpus.annotation("stances", lambda one, _: one["target"]["kind"] == "event")
    record["target"]["end"] = record["target"]["start"]
    return corpus.broken(document, record)


@mutation("KP102")
def stance_cue_out_of_bounds(corpus: Spoiled) -> Injected:
    """The cue of a stance lies behind the text."""
    document, record = corpus.annotation("stances", lambda one, _: one.get("cue"))
    record["cue"]["end"] += 10_000
    return corpus.broken(document, record)


def _moved(name: str, codes: str, change: Callable[[Record, Document], Any]) -> None:
    """One span of an annotation no longer has its words."""

    def act(corpus: Spoiled) -> Injected:
        layer = corpus.pick([*LAYERS, "stances"])

        def usable(record: Record, document: Document) -> bool:
            return any("text" in span and change(dict(span), document) for span in spans_of(record))

        document, record = corpus.annotation(layer, usable, worded=True)
        spans = [one for one in spans_of(record) if "text" in one and change(dict(one), document)]
        span = corpus.pick(spans)
        old = (span["start"], span["end"])
        span.update(change(dict(span), document))
        return corpus.broken(document, record, old, (span["start"], span["end"]))

    add(codes, f"span: {name}", act)


def _words(change: Callable[[str], str]) -> Callable[[Record, Document], Record]:
    return lambda span, _: {"text": change(span["text"])} if change(span["text"]) != span["text"] else {}


def _encoded(size: Callable[[str], int]) -> Callable[[Record, Document], Record]:
    """Offsets of another unit."""

    def change(span: Record, document: Document) -> Record:
        before, inside = document.text[: span["start"]], document.text[span["start"] : span["end"]]
        start, end = size(before), size(before) + size(inside)
        fits = start != span["start"] and end <= len(document.text)
        return {"start": start, "end": end} if fits else {}

    return change


_moved(
    "one character to the right",
    "KP103",
    lambda span, document: (
        {"start": span["start"] + 1, "end": span["end"] + 1} if span["end"] < len(document.text) else {}
    ),
)
_moved(
    "one character to the left",
    "KP103",
    lambda span, _: {"start": span["start"] - 1, "end": span["end"] - 1} if span["start"] else {},
)
_moved("end one short", "KP103", lambda span, _: {"end": span["end"] - 1} if span["end"] - span["start"] > 1 else {})
_moved(
    "end included", "KP103", lambda span, document: {"end": span["end"] + 1} if span["end"] < len(document.text) else {}
)
_moved("offsets from 1", "KP103", lambda span, _: {"start": span["start"] + 1})
_moved("offsets in UTF-16", "KP103", _encoded(lambda text: len(text.encode("utf-16-le")) // 2))
_moved("offsets in bytes", "KP103", _encoded(lambda text: len(text.encode())))
_moved(
    "another place with other words",
    "KP103",
    lambda span, _: (
        {"start": span["start"] // 2, "end": span["start"] // 2 + span["end"] - span["start"]}
        if span["start"] > 20
        else {}
    ),
)
_moved("words in capitals", "KP103", _words(str.upper))
_moved("words in lower case", "KP103", _words(str.lower))
_moved("straight apostrophe", "KP103", _words(lambda text: text.replace("’", "'")))
_moved("no-break blank", "KP103", _words(lambda text: text.replace(" ", "\u00a0", 1)))
_moved("two blanks", "KP103", _words(lambda text: text.replace(" ", "  ", 1)))
_moved("words cut off", "KP103", _words(lambda text: text[:-1]))
_moved("words decomposed", "KP103", _words(lambda text: unicodedata.normalize("NFD", text)))
_moved("blank behind the words", "KP103", _words(lambda text: f"{text} "))
_moved("HTML in the words", "KP103", _words(lambda text: text.replace("’", "&rsquo;")))
_moved("no words", "KP103 KP113", lambda _, __: {"text": ""})
_moved("words null", "KP113", lambda _, __: {"text": None})


@mutation("KP103")
def all_offsets_behind_a_place_off_by_one(corpus: Spoiled) -> Injected:
    """A tool counted a character twice: every span behind it is off."""
    document = corpus.with_text()
    half = len(document.text) // 2
    moved = [
        span
        for record in document.records[1:]
        for span in spans_of(record)
        if span["start"] > half and span["end"] < len(document.text)
    ]
    for span in moved:
        span.update(start=span["start"] + 1, end=span["end"] + 1)
    document.save()
    return Injected(document.path, None, document.doc_id, None, tuple((one["start"], one["end"]) for one in moved))


def _content(name: str, codes: str, change: Callable[[list[Record], Document], list[Record]], least: int = 1) -> None:
    def act(corpus: Spoiled) -> Injected:
        document, record = corpus.annotation(
            "attributions",
            lambda one, _: len(one["content"]) >= least and one["content"][0]["end"] - one["content"][0]["start"] > 25,
        )
        record["content"] = change(record["content"], document)
        return corpus.broken(document, record, *((one["start"], one["end"]) for one in record["content"]))

    add(codes, f"fragments: {name}", act)


def _halves(document: Document, whole: Record) -> tuple[Record, Record]:
    middle = (whole["start"] + whole["end"]) // 2
    return document.span(whole["start"], middle + 3), document.span(middle - 3, whole["end"])


def _overlapping(content: list[Record], document: Document) -> list[Record]:
    return [*_halves(document, content[0]), *content[1:]]


_content("in another order", "KP104", lambda content, _: content[::-1], least=2)
_content("the first twice", "KP104", lambda content, _: [content[0], *content])
_content("overlapping", "KP104", _overlapping)
_content(
    "one inside another",
    "KP104",
    lambda content, document: [content[0], document.span(content[0]["start"], content[0]["start"] + 9), *content[1:]],
)


@mutation("KP105", "KP009")
def cue_in_two_pieces(corpus: Spoiled) -> Injected:
    """A cue was stored as a list of fragments."""
    document, record = corpus.annotation("attributions")
    places = extents(record["cue"])
    record["cue"] = [record["cue"]]
    return corpus.broken(document, record, *places)


@mutation("KP105", "KP006")
def entity_in_two_pieces(corpus: Spoiled) -> Injected:
    """A mention was given fragments."""
    document, record = corpus.annotation("entities")
    record["fragments"] = [document.span(record["start"], record["end"])]
    return corpus.broken(document, record)


def _extended(name: str, codes: str, usable: Callable[[str, int, int], tuple[int, int] | None]) -> None:
    """The edges of a span were dragged somewhere else, with the words that are there."""

    def act(corpus: Spoiled) -> Injected:
        layer = corpus.pick(["entities", "entities", "timexes", "claims", "quantities"])

        def new(record: Record, document: Document) -> tuple[int, int] | None:
            return usable(document.text, record["start"], record["end"])

        document, record = corpus.annotation(layer, new, worded=True)
        start, end = new(record, document) or (0, 0)
        record.update(document.span(start, end))
        return corpus.broken(document, record, (start, end))

    add(codes, f"edges: {name}", act)


_extended(
    "a blank in front", "KP106", lambda text, start, end: (start - 1, end) if start and text[start - 1] == " " else None
)
_extended("a blank behind", "KP106", lambda text, start, end: (start, end + 1) if text[end : end + 1] == " " else None)
_extended(
    "a line feed behind",
    "KP106 KP111",
    lambda text, start, end: (start, end + 1) if text[end : end + 1] == "\n" else None,
)
_extended(
    "the first letter lost",
    "KP115",
    lambda text, start, end: (start + 1, end) if _plain(text[start : start + 2]) and end - start > 2 else None,
)
_extended(
    "the last letter lost",
    "KP115",
    lambda text, start, end: (start, end - 1) if _plain(text[end - 2 : end]) and end - start > 2 else None,
)
_extended(
    "a digit lost",
    "KP115",
    lambda text, start, end: (start, end - 1) if text[end - 2 : end].isdigit() and end - start > 2 else None,
)
_extended(
    "a letter of the next word",
    "KP115",
    lambda text, start, end: (
        (start, end + 2) if text[end : end + 1] == " " and _plain(text[end + 1 : end + 3]) else None
    ),
)
_extended(
    "over the end of the paragraph",
    "KP111",
    lambda text, start, end: (
        (start, _word_end(text, text.index("\n", end) + 1))
        if text[end : end + 30].find("\n") >= 0 and text[end : end + 30].rstrip("\n").count("\n")
        else None
    ),
)


def _plain(letters: str) -> bool:
    """Letters of a script that sets words apart."""
    return letters.isascii() and letters.isalpha()


def _word_end(text: str, place: int) -> int:
    while place < len(text) and text[place].isalnum():
        place += 1
    return place


def _appended(name: str, codes: str, tail: str, start: int, end: int | None) -> None:
    """A sentence was added, the hash made anew, and a mention put on its words."""

    def act(corpus: Spoiled) -> Injected:
        document = corpus.with_text()
        length = len(document.text)
        document.retell(document.text + tail)
        if end is None:
            return corpus.broken(document, document.head)
        mention = dict(
            corpus.pick(document.of("entities")), id=document.fresh_id(), **document.span(length + start, length + end)
        )
        document.records.append(mention)
        return corpus.broken(document, mention)

    add(codes, f"text with {name}", act)


_appended("half of a pair of quote marks", "KP114", "\n“Nobody” came.\n", 1, 8)
_appended("a decomposed accent", "KP110", "\nNo cafe\u0301 was open.\n", 0, None)
_appended("an Angstrom sign", "KP110", "\nIt was one \u212b off.\n", 0, None)
_appended("Hangul in jamo", "KP110", "\nHe wrote \u1100\u1161\u11a8.\n", 0, None)
_appended("a flag cut in two", "KP116", "\nFlags: \U0001f1fa\U0001f1f8 up.\n", 8, 9)
_appended("a skin tone cut off", "KP116", "\nHands: \U0001f44d\U0001f3fd up.\n", 8, 9)
_appended("a family cut in two", "KP116", "\nHome: \U0001f469\u200d\U0001f467 up.\n", 7, 8)


@mutation("KP108")
def annotation_twice_under_two_ids(corpus: Spoiled) -> Injected:
    """Two annotators' lines were joined: the same span and label twice."""
    document, record = corpus.annotation(corpus.pick(["entities", "quantities", "timexes"]))
    twin = dict(record, id=document.fresh_id())
    document.records.insert(document.line(record), twin)
    return corpus.broken(document, twin)


@mutation("KP108")
def larger_annotation_twice(corpus: Spoiled) -> Injected:
    """The same attribution, stance or claim mention under two ids."""
    document, record = corpus.annotation(corpus.pick(["attributions", "stances", "claims"]))
    twin = dict(record, id=document.fresh_id())
    document.records.insert(document.line(record), twin)
    return corpus.broken(document, twin)


def _crossing(layer: str) -> None:
    def new(record: Record, document: Document) -> tuple[int, int] | None:
        space = document.text.find(" ", record["start"], record["end"])
        after = document.text.find(" ", record["end"] + 1)
        return (space + 1, after) if space > 0 and after > 0 and "\n" not in document.text[space:after] else None

    def act(corpus: Spoiled) -> Injected:
        document, record = corpus.annotation(layer, new, worded=True)
        start, end = new(record, document) or (0, 0)
        twin = dict(record, id=document.fresh_id(), **document.span(start, end))
        document.records.append(twin)
        return corpus.broken(document, twin, (start, end), *extents(record))

    add(("KP109",), f"{layer}: two that cross", act)


for _layer in ("entities", "quantities", "timexes"):
    _crossing(_layer)


@mutation("KP109")
def entities_that_cross_by_a_character(corpus: Spoiled) -> Injected:
    """Two spans share one character."""
    document, record = corpus.annotation("entities", lambda one, _: one["end"] - one["start"] > 5)
    end = min(record["end"] + 6, document.head["n_codepoints"])
    twin = dict(record, id=document.fresh_id(), **document.span(record["end"] - 1, end))
    document.records.append(twin)
    return corpus.broken(document, twin, (record["end"] - 1, end), *extents(record))
