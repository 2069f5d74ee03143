"""Damage that fixes mend, damage that they leave, and offsets that were counted otherwise."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

from native_file import NativeFile

from cases.edits import Break, at, register, text

Count = Callable[[str], int]

#: How long a text is for those who count otherwise.
COUNTS: dict[str, Count] = {
    "code points": len,
    "UTF-16 units": lambda text: len(text.encode("utf-16-le")) // 2,
    "UTF-8 bytes": lambda text: len(text.encode()),
    "carriage returns": lambda text: len(text.replace("\n", "\r\n")),
    "UTF-16 units, carriage returns": lambda text: len(text.replace("\n", "\r\n").encode("utf-16-le")) // 2,
    "UTF-8 bytes, carriage returns": lambda text: len(text.replace("\n", "\r\n").encode()),
}


def spans_in(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with start and end in a record."""
    if isinstance(value, dict):
        if isinstance(value.get("start"), int):
            yield value
        for part in value.values():
            yield from spans_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from spans_in(part)


def recounted(lines: list[str], words: str, count: Count, shift: int = 0) -> list[str]:
    """Native lines whose offsets were counted otherwise; `shift` is added to each."""
    records = [json.loads(line) for line in lines]
    for span in spans_in(records):
        span["start"], span["end"] = (count(words[: span[edge]]) + shift for edge in ("start", "end"))
    return [json.dumps(record, ensure_ascii=False) for record in records]


def counted(unit: str, shift: int = 0, *, quoted: bool = False) -> Break:
    """Has all offsets of the document counted in another unit; `quoted`: its words have carriage returns."""

    def act(file: NativeFile) -> None:
        words = file.path.with_suffix(".txt").read_text(encoding="utf-8")
        lines = recounted(file.lines, words, COUNTS[unit], shift)
        file.write([line.replace(r"\n", r"\r\n") for line in lines] if quoted else lines)

    return act


def hashed(version: Callable[[bytes], bytes], count: Count = len) -> Break:
    """Stores the hash and the length of another version of the text."""

    def act(file: NativeFile) -> None:
        data = version(file.path.with_suffix(".txt").read_bytes())
        digest = hashlib.sha256(data).hexdigest()
        file.edit(1, lambda record: record.update(text_sha256=digest, n_codepoints=count(data.decode())))

    return act


def rewritten(suffix: str, change: Callable[[bytes], bytes]) -> Break:
    """Changes the bytes of the native file or of the text."""

    def act(file: NativeFile) -> None:
        path = file.path.with_suffix(suffix)
        path.write_bytes(change(path.read_bytes()))

    return act


def dos(data: bytes) -> bytes:
    """Line ends with carriage returns."""
    return data.replace(b"\n", b"\r\n")


def marked(data: bytes) -> bytes:
    """A byte order mark before it."""
    return b"\xef\xbb\xbf" + data


def both(*breaks: Break) -> Break:
    """One after the other."""

    def act(file: NativeFile) -> None:
        for change in breaks:
            change(file)

    return act


def repeated(layer: str, annotation_id: str, name: str) -> Break:
    """Adds a line that repeats another one under a name of its own."""

    def act(file: NativeFile) -> None:
        lines = file.lines
        record = json.loads(lines[file.number(layer, annotation_id) - 1]) | {"id": name}
        file.write([*lines, json.dumps(record, ensure_ascii=False)])

    return act


_UNION = {"start": 23, "end": 28, "text": "union", "entity_ids": ["harbour-union"]}
_SHIPS, _DELAYED = {"start": 197, "end": 207, "text": "that ships"}, {"start": 208, "end": 220, "text": "were delayed"}

#: Damage, by what it is called, that the safe fixes take away to the byte.
SAFE: dict[str, Break] = {
    "space-before": at("timexes", start=74, text=" Monday"),
    "space-escaped": at("attributions", "a2", content=[{"start": 33, "end": 81, "text": "\nDock workers in Port Ansel walked out on Monday"}]),
    "space-in-cue": at("attributions", "a1", cue={"start": 29, "end": 34, "text": "says\n"}),
    "space-in-source": at("attributions", "a1", sources=[_UNION | {"start": 22, "end": 29, "text": " union "}]),
    "space-in-measured": at("quantities", measured={"start": 118, "end": 127, "text": " dockers "}),
    "space-in-stance": at("stances", "s1", cue={"start": 190, "end": 197, "text": "denied "}),
    "repeated-line": repeated("entities", "e4", "x1"),
    "repeated-twice": both(repeated("timexes", "t1", "x2"), repeated("timexes", "t1", "x3")),
    "native-mark": rewritten(".jsonl", marked),
    "native-dos": rewritten(".jsonl", dos),
    "native-some-dos": rewritten(".jsonl", lambda data: data.replace(b"\n", b"\r\n", 3)),
    "native-twice-dos": rewritten(".jsonl", lambda data: data.replace(b"\n", b"\r\r\n")),
    "text-mark": rewritten(".txt", marked),
    "text-dos": rewritten(".txt", dos),
    "text-mark-and-dos": rewritten(".txt", lambda data: marked(dos(data))),
    "text-dos-hash-too": both(hashed(dos), rewritten(".txt", dos)),
    "text-dos-counted": both(counted("carriage returns"), hashed(dos), rewritten(".txt", dos)),
    "text-dos-quoted": both(counted("carriage returns", quoted=True), hashed(dos), rewritten(".txt", dos)),
    "text-mark-counted": both(counted("code points", 1), hashed(marked), rewritten(".txt", marked)),
    "text-some-dos": both(
        hashed(lambda data: data.replace(b"\n", b"\r\n", 1)),
        lambda file: file.write(
            recounted(file.lines, file.path.with_suffix(".txt").read_text(), lambda words: len(words) + ("\n" in words))
        ),
        rewritten(".txt", lambda data: data.replace(b"\n", b"\r\n", 1)),
    ),
    "utf-16": counted("UTF-16 units"),
    "utf-16-length-too": both(counted("UTF-16 units"), hashed(bytes, COUNTS["UTF-16 units"])),
    "bytes": counted("UTF-8 bytes"),
    "dos-was-counted": counted("carriage returns"),
    "shifted-right": counted("code points", 7),
    "shifted-left": counted("code points", -2),
    "one-based": counted("code points", 1),
    "bytes-dos-and-shifted": counted("UTF-8 bytes, carriage returns", 3),
    "length": at("documents", n_codepoints=12),
    "register-mark": lambda file: _beside(file, "entities.jsonl", marked),
    "claims-dos": lambda file: _beside(file, "claims.jsonl", dos),
    "splits-dos": lambda file: _beside(file, "splits.csv", dos),
    "all-at-once": both(
        repeated("entities", "e4", "x1"), at("timexes", start=74, text=" Monday"), rewritten(".jsonl", lambda data: marked(dos(data)))
    ),
}  # fmt: skip

#: Damage that only the unsafe fixes take away to the byte.
UNSAFE: dict[str, Break] = {
    "span-elsewhere": at("timexes", start=60, end=66),
    "wrong-end": at("timexes", end=9999),
    "wrong-start": at("timexes", start=-1),
    "wrong-end-of-two": at("entities", "e3", end=61),
    "words-in-another-case": at("entities", "e4", text="harbour  UNION"),
    "no-words": lambda file: file.edit(file.number("timexes"), lambda record: record.update(text=None)),
    "misspelt-value": at("timexes", timex_type="DATTE"),
    "value-in-another-case": at("entities", "e4", label="org"),
    "value-with-a-space": at("attributions", "a3", source_type="person named"),
    "misspelt-field": rewritten(".jsonl", lambda data: data.replace(b'"resolution"', b'"resoluton"')),
    "misspelt-field-inside": rewritten(".jsonl", lambda data: data.replace(b'"entity_ids"', b'"entityids"', 1)),
    "two-misspelt-fields": rewritten(".jsonl", lambda data: data.replace(b'"resolution"', b'"resoluton"').replace(b'"timex_type"', b'"timextype"')),
}  # fmt: skip


def _beside(file: NativeFile, name: str, change: Callable[[bytes], bytes]) -> None:
    path = file.path.parent.parent / name
    path.write_bytes(change(path.read_bytes()))


#: Damage that may be meant in more than one way, or that people have to look at: no fix touches it.
LEFT: dict[str, Break] = {
    "repeated-line-with-a-reference": both(
        repeated("quantities", "q1", "x1"), at("claims", quantity_ids=["x1"])
    ),
    "nearly-repeated-line": both(
        repeated("entities", "e4", "x1"), at("entities", "x1", gpe_role="org", mention_type="NOM")
    ),
    "fragments-overlap": at("attributions", "a4", content=[_DELAYED, _SHIPS | {"end": 210, "text": "that ships we"}]),
    "lone-return": rewritten(".jsonl", lambda data: data.replace(b", ", b",\r", 1)),
    "lone-return-in-text": rewritten(".txt", lambda data: data.replace(b" ", b"\r", 1)),
    "another-text": text(lambda text: text.replace("Monday", "Sunday")),
    "another-text-counted-otherwise": both(counted("UTF-16 units"), text(lambda text: text.replace("yes", "no!"))),
    "dos-text-with-a-wrong-span": both(at("timexes", start=70), hashed(dos), rewritten(".txt", dos)),
    "nothing-but-space": at("timexes", start=82, end=83, text=" "),
    "words-nowhere": at("entities", "e6", text="김민서"),
    "words-twice": at("timexes", start=40, end=47, text="Harbour"),
    "value-between-two": at("quantities", modifier="at_mest"),
    "values-alike": at("stances", "s1", polarity="?"),
    "no-such-field": at("timexes", stop=3),
    "register": register("splits.csv", "hx-a001", "hx-a001,"),
}  # fmt: skip
