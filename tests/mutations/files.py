"""Faults of files, encodings and lines: what editors, exports, merges and downloads do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from mutations.spoiling import Document, Injected, Record, Spoiled, add, changed, mutation


def _native(corpus: Spoiled) -> Path:
    return corpus.document().path


def _text(corpus: Spoiled) -> Path:
    return corpus.with_text().path.with_suffix(".txt")


_FILES: dict[str, Callable[[Spoiled], Path]] = {
    "native file": _native,
    "text": _text,
    "register": lambda corpus: corpus.register.path,
    "claims": lambda corpus: corpus.claims.path,
    "splits": lambda corpus: corpus.annotations / "splits.csv",
}


def _rewritten(codes: str, kind: str, how: str, change: Callable[[bytes], bytes]) -> None:
    def act(corpus: Spoiled) -> Injected:
        path = _FILES[kind](corpus)
        path.write_bytes(change(path.read_bytes()))
        return Injected(path)

    add(codes, f"{kind}: {how}", act, how)


for _kind in _FILES:
    _rewritten("KP003", _kind, "saved with a byte order mark", lambda raw: b"\xef\xbb\xbf" + raw)
    _rewritten("KP004", _kind, "saved with CRLF", lambda raw: raw.replace(b"\n", b"\r\n"))
    _rewritten("KP004", _kind, "saved with CR alone", lambda raw: raw.replace(b"\n", b"\r"))
    _rewritten("KP004", _kind, "one line with CRLF", lambda raw: raw.replace(b"\n", b"\r\n", 1))
    _rewritten("KP002 KP003", _kind, "saved as UTF-16", lambda raw: raw.decode().encode("utf-16"))
    _rewritten(
        "KP002 KP005 KP013 KP101", _kind, "saved as UTF-16 without mark", lambda raw: raw.decode().encode("utf-16-le")
    )
    _rewritten("KP002", _kind, "one byte of Latin-1", lambda raw: raw[:60] + b"\xe9" + raw[60:])
    _rewritten("KP002 KP005 KP013 KP101", _kind, "NUL bytes at the end", lambda raw: raw + b"\0" * 16)
    _rewritten(
        "KP005 KP007 KP010 KP011 KP012 KP013 KP101 KP102 KP601 KP208 KP701 KP506", _kind, "emptied", lambda _: b""
    )

for _kind in ("native file", "register", "claims"):
    _rewritten("KP005", _kind, "last line cut off", lambda raw: raw[:-20])
    _rewritten("KP005", _kind, "as one JSON array", lambda raw: b"[" + b",\n".join(raw.splitlines()) + b"]\n")
    _rewritten(
        "KP005",
        _kind,
        "indented",
        lambda raw: (
            json.dumps(json.loads(raw.splitlines()[0]), indent=2).encode()
            + b"\n"
            + b"\n".join(raw.splitlines()[1:])
            + b"\n"
        ),
    )
    _rewritten("KP005", _kind, "a line with a comma behind it", lambda raw: raw.replace(b"}\n", b"},\n", 1))
    _rewritten("KP005", _kind, "None instead of null", lambda raw: raw.replace(b": null", b": None", 1))
    _rewritten("KP005", _kind, "NaN instead of null", lambda raw: raw.replace(b": null", b": NaN", 1))
    _rewritten("KP005", _kind, "single quotes", lambda raw: raw.replace(b'"', b"'", 8))
    _rewritten("KP005", _kind, "typographic quotes", lambda raw: raw.replace(b'"layer"', "“layer”".encode(), 1))
    _rewritten("KP005", _kind, "two records on one line", lambda raw: raw.replace(b"}\n", b"} ", 1))
    _rewritten(
        "KP015", _kind, "a field twice", lambda raw: raw.replace(b', "', b", " + raw[1 : raw.index(b", ")] + b', "', 1)
    )
    _rewritten("KP005", _kind, "a comment line", lambda raw: b"# checked twice\n" + raw)
    _rewritten("KP009", _kind, "a line that is null", lambda raw: b"null\n" + raw)
    _rewritten("KP005", _kind, "an empty line between", lambda raw: raw.replace(b"}\n", b"}\n\n", 1))
    _rewritten("KP008", _kind, "a layer that is none", lambda raw: raw.replace(b'"layer": "', b'"layer": "my_', 1))
    _rewritten("KP006 KP007", _kind, "a field in capitals", lambda raw: raw.replace(b'"layer"', b'"Layer"', 1))


@mutation("KP005")
def merge_conflict(corpus: Spoiled) -> Injected:
    """A merge left its marks, and both versions of a line."""
    document, record = corpus.annotation("entities")
    at = document.line(record) - 1
    document.records[at : at + 1] = ["<<<<<<< HEAD", record, "=======", dict(record), ">>>>>>> second-pass"]
    document.save()
    return Injected(document.path, at + 1, document.doc_id)


def _line_changed(codes: str, how: str, change: Callable[[str], str]) -> None:
    def act(corpus: Spoiled) -> Injected:
        layer = corpus.pick(["entities", "quantities", "timexes", "attributions", "stances", "claims"])
        document, record = corpus.annotation(layer)
        at = document.line(record) - 1
        document.records[at] = change(json.dumps(record, ensure_ascii=False))
        document.save()
        return Injected(document.path, at + 1, document.doc_id)

    add(codes, f"line: {how}", act)


_line_changed("KP005", "cut in the middle", lambda line: line[: len(line) // 2])
_line_changed("KP005", "without its last brace", lambda line: line[:-1])
_line_changed("KP005", "with a comma before the brace", lambda line: f"{line[:-1]},}}")
_line_changed("KP006", "a field of one's own", lambda line: f'{line[:-1]}, "comment": "look again"}}')
_line_changed("KP006", "a trap for scripts", lambda line: f'{line[:-1]}, "__proto__": {{}}}}')
_line_changed("KP006", "start in capitals", lambda line: line.replace('"id"', '"ID"'))
_line_changed("KP015", "id twice", lambda line: line.replace('"id": ', '"id": "x1", "id": '))
_line_changed("KP007", "without id", lambda line: json.dumps({k: v for k, v in json.loads(line).items() if k != "id"}))
_line_changed("KP009", "id as a number", lambda line: json.dumps(json.loads(line) | {"id": 7}))
_line_changed("KP009", "id null", lambda line: json.dumps(json.loads(line) | {"id": None}))
_line_changed("KP014 KP009 KP107", "id empty", lambda line: json.dumps(json.loads(line) | {"id": ""}))
_line_changed("KP014 KP009 KP107", "id of blanks", lambda line: json.dumps(json.loads(line) | {"id": "  "}))
_line_changed("KP008", "layer in capitals", lambda line: line.replace('"layer": "', '"layer": "X', 1))
_line_changed("KP008 KP009", "layer null", lambda line: json.dumps(json.loads(line) | {"layer": None}))
_line_changed(
    "KP007 KP008", "without layer", lambda line: json.dumps({k: v for k, v in json.loads(line).items() if k != "layer"})
)
_line_changed("KP005 KP009", "in a list", lambda line: f"[{line}]")
_line_changed("KP005 KP002", "a tab in a string", lambda line: line.replace('"id": "', '"id": "\t'))
_line_changed("KP005", "half a surrogate pair", lambda line: line.replace('"id": "', '"id": "\\ud83d'))


def _without(layer: str, name: str, where: Callable[[Record], object] = bool, code: str = "KP007") -> None:
    def act(corpus: Spoiled) -> Injected:
        document, record = corpus.annotation(layer, lambda one, _: where(one))
        spans = tuple((s, e) for s, e in [(record.get("start"), record.get("end"))] if isinstance(s, int))
        del record[name]
        injected = corpus.broken(document, record)
        return Injected(injected.path, injected.line, injected.doc_id, injected.annotation_id, spans)

    add(code, f"{layer} without {name}", act, f"{layer} without a field")


for _layer, _names in {
    "entities": ("start", "end", "label", "mention_type", "entity_id"),
    "quantities": ("start", "end", "kind", "modifier", "aggregation"),
    "timexes": ("start", "end", "timex_type", "value", "resolution"),
    "attributions": ("sources", "cue", "content", "source_realization", "source_type", "cue_class", "quote_type"),
    "stances": ("holder", "target", "dimension"),
    "claims": ("claim_id", "start", "end", "origin_commitment", "author_commitment", "drift"),
    "documents": ("doc_id", "title", "dct", "rights", "text_sha256", "n_codepoints"),
}.items():
    for _name in _names:
        _without(_layer, _name)

for _layer, _name, _value in (
    ("entities", "start", lambda one: str(one["start"])), ("entities", "end", lambda one: one["end"] + 0.5),
    ("entities", "start", None), ("entities", "label", None), ("entities", "entity_id", ["kbs"]),
    ("entities", "start", True), ("entities", "end", 2**40), ("entities", "text", 5),
    ("quantities", "value", "12"), ("quantities", "value", "1,200"), ("quantities", "kind", None),
    ("quantities", "modifier", None), ("quantities", "aggregation", None), ("quantities", "measured", "soldiers"),
    ("quantities", "relations", None), ("quantities", "relations", {"type": "restates"}),
    ("quantities", "value", True), ("timexes", "value", 2024), ("timexes", "value", None), ("timexes", "mod", []),
    ("attributions", "sources", None), ("attributions", "content", None), ("attributions", "cue", None),
    ("attributions", "content", lambda one: one["content"][0]), ("attributions", "parent_id", 1),
    ("attributions", "addressees", ["lawmakers"]), ("stances", "target", None), ("stances", "holder", None),
    ("stances", "polarity", -1), ("stances", "target", "a1"), ("claims", "quantity_ids", "q1"),
    ("claims", "quantity_ids", None), ("claims", "timex_ids", [1]), ("claims", "claim_id", None),
    ("documents", "dct", "18.10.2024"), ("documents", "dct", "2024-13-01"), ("documents", "dct", "2024-02-30"),
    ("documents", "dct", "18 October 2024"), ("documents", "dct", "2024-10"), ("documents", "dct", "2024-10-18T09:00:00"),
    ("documents", "dct", ""), ("documents", "dct", 20241018), ("documents", "n_codepoints", "1089"),
    ("documents", "n_codepoints", None), ("documents", "rights", None), ("documents", "lang", None),
):  # fmt: skip
    changed(
        f"{_layer}.{_name} of another type: {'' if callable(_value) else json.dumps(_value)}",
        "KP009",
        _layer,
        family=f"{_layer} of another type",
        **{_name: _value},
    )

for _name, _value, _codes in (
    ("lang", "English", "KP014"), ("lang", "", "KP014"), ("url", "www.example.org", "KP014"), ("url", "", "KP014"),
    ("genre", "Wire Brief", "KP201"), ("rights", "CC BY 4.0", "KP201"), ("rights", "cc-by-4.0", "KP201"),
    ("text_sha256", lambda one: one["text_sha256"].upper(), "KP014 KP101"), ("text_sha256", "", "KP014 KP101"),
    ("text_sha256", lambda one: one["text_sha256"][:-1], "KP014 KP101"), ("n_codepoints", 0, "KP014 KP101 KP102"),
    ("n_codepoints", -1, "KP014 KP101 KP102"), ("doc_id", lambda one: one["doc_id"].upper(), "KP010"),
    ("doc_id", lambda one: f"{one['doc_id']} ", "KP010"), ("doc_id", "", "KP010"), ("doc_id", "other-x1", "KP010"),
):  # fmt: skip
    changed(
        f"documents.{_name}: {'' if callable(_value) else json.dumps(_value)}",
        _codes,
        "documents",
        family=f"documents.{_name}",
        **{_name: _value},
    )


@mutation("KP010")
def document_line_missing(corpus: Spoiled) -> Injected:
    """The first line was deleted."""
    document = corpus.document()
    del document.records[0]
    document.save()
    return Injected(document.path, 1, document.doc_id)


@mutation("KP010")
def document_line_last(corpus: Spoiled) -> Injected:
    """Lines were sorted by something else, so that the document's line is no longer the first."""
    document = corpus.document()
    document.records.append(document.records.pop(0))
    document.save()
    return Injected(document.path, None, document.doc_id)


@mutation("KP010")
def document_line_twice(corpus: Spoiled) -> Injected:
    """Two files were joined."""
    document = corpus.document()
    document.records.append(dict(document.head))
    document.save()
    return Injected(document.path, len(document.records), document.doc_id)


@mutation("KP010")
def annotations_swapped(corpus: Spoiled) -> Injected:
    """Two documents have each other's annotations."""
    one = corpus.document()
    other = corpus.document(lambda it: it.path.parent == one.path.parent and it is not one)
    _swap(one.path, other.path)
    return Injected(one.path, 1, one.doc_id)


@mutation("KP101")
def texts_swapped(corpus: Spoiled) -> Injected:
    """Two documents have each other's texts."""
    one = corpus.with_text()
    other = corpus.with_text(lambda it: it is not one)
    _swap(one.path.with_suffix(".txt"), other.path.with_suffix(".txt"))
    return Injected(one.path, 1, one.doc_id)


@mutation("KP016", "KP018")
def fingerprints_swapped(corpus: Spoiled) -> Injected:
    """Two text-free documents have each other's fingerprints."""
    one = corpus.text_free()
    other = corpus.document(lambda it: it.text is None and it is not one)
    _swap(one.path.with_suffix(".print"), other.path.with_suffix(".print"))
    return Injected(one.path.with_suffix(".print"), None, one.doc_id)


def _swap(one: Path, other: Path) -> None:
    raw = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(raw)


def _fingerprint(codes: str, how: str, change: Callable[[bytes], bytes]) -> None:
    def act(corpus: Spoiled) -> Injected:
        document = corpus.text_free()
        path = document.path.with_suffix(".print")
        path.write_bytes(change(path.read_bytes()))
        return Injected(path, None, document.doc_id)

    add(codes, f"fingerprint: {how}", act)


_fingerprint("KP016", "cut off", lambda raw: raw[: len(raw) // 2])
_fingerprint("KP016", "emptied", lambda _: b"")
_fingerprint("KP016 KP018", "read as Latin-1", lambda raw: raw.decode("latin-1").encode())


@mutation("KP017")
def fingerprint_deleted(corpus: Spoiled) -> Injected:
    """The fingerprint was not committed."""
    document = corpus.text_free()
    document.path.with_suffix(".print").unlink()
    return Injected(document.path, None, document.doc_id)


def _renamed(  # noqa: PLR0913 - which file, and what becomes of it
    name: str, codes: str, pick: Callable[[Spoiled], Document], old: str, new: str, *, keep: bool
) -> None:
    def act(corpus: Spoiled) -> Injected:
        document = pick(corpus)
        source = document.path.with_suffix(old)
        target = document.path.with_name(new.format(document.doc_id)) if new else corpus.folder / "gone"
        (shutil.copy if keep else shutil.move)(source, target)
        return Injected(target if new else document.path.with_suffix(".txt"))

    add(codes, name, act)


_renamed("the text is missing", "KP011", Spoiled.with_text, ".txt", "", keep=False)
_renamed("the text has another name", "KP011 KP012", Spoiled.with_text, ".txt", "{}.text", keep=False)
_renamed("the text in capitals", "KP011 KP012", Spoiled.with_text, ".txt", "{}.TXT", keep=False)
_renamed("the native file has another ending", "KP012 KP701", Spoiled.with_text, ".jsonl", "{}.json", keep=False)
_renamed("the native file in capitals", "KP012", Spoiled.with_text, ".jsonl", "{}.JSONL", keep=False)
_renamed("the native file is gone", "KP012 KP013", Spoiled.with_text, ".jsonl", "", keep=False)
_renamed("a backup beside it", "KP012", Spoiled.document, ".jsonl", "{}.jsonl~", keep=True)
_renamed("a copy beside it", "KP010 KP012 KP701", Spoiled.document, ".jsonl", "{}-copy.jsonl", keep=True)
_renamed("a copy of an operating system", "KP010 KP012", Spoiled.document, ".jsonl", "{} (2).jsonl", keep=True)
_renamed("a fingerprint of a text that is here", "KP012", Spoiled.with_text, ".txt", "{}.print", keep=True)


def _split_lines(name: str, codes: str, change: Callable[[list[str], int], list[str]]) -> None:
    def act(corpus: Spoiled) -> Injected:
        path = corpus.annotations / "splits.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        document = corpus.document()
        number = next(n for n, line in enumerate(lines) if line.startswith(f"{document.doc_id},"))
        new = change(lines, number)
        path.write_text("".join(f"{line}\n" for line in new), encoding="utf-8")
        return Injected(path, number + 1 if len(new) == len(lines) and sum(map(str.__ne__, new, lines)) == 1 else None)

    add(codes, f"splits: {name}", act)


def _line(change: Callable[[str], str]) -> Callable[[list[str], int], list[str]]:
    return lambda lines, n: [*lines[:n], change(lines[n]), *lines[n + 1 :]]


_split_lines("a document without line", "KP701", lambda lines, n: lines[:n] + lines[n + 1 :])
_split_lines("a document twice", "KP013", lambda lines, n: [*lines, lines[n]])
_split_lines("a document in two splits", "KP013", lambda lines, n: [*lines, lines[n].rpartition(",")[0] + ",train"])
_split_lines("a document that is not there", "KP013", lambda lines, _: [*lines, "zz-001,zz,train"])
_split_lines("a split that is none", "KP013", _line(lambda line: line.rpartition(",")[0] + ",test"))
_split_lines("a split in capitals", "KP013", _line(lambda line: line.rpartition(",")[0] + ",Train"))
_split_lines("a blank behind the split", "KP013", _line(lambda line: line + " "))
_split_lines("no split", "KP013", _line(lambda line: line.rpartition(",")[0]))
_split_lines("an empty split", "KP013", _line(lambda line: line.rpartition(",")[0] + ","))
_split_lines("an empty group", "KP013", _line(lambda line: ",,".join(line.split(",")[::2])))
_split_lines("a column more", "KP013", _line(lambda line: line + ",x"))
_split_lines("semicolons", "KP013", lambda lines, _: [line.replace(",", ";") for line in lines])
_split_lines("no head", "KP013", lambda lines, _: lines[1:])
_split_lines(
    "columns in another order", "KP013", lambda lines, _: [",".join(reversed(line.split(","))) for line in lines]
)
_split_lines("a doc_id in capitals", "KP013 KP701", _line(lambda line: line[:2].upper() + line[2:]))
_split_lines(
    "a merge conflict",
    "KP013",
    lambda lines, n: [*lines[:n], "<<<<<<< HEAD", lines[n], "=======", lines[n], ">>>>>>> x", *lines[n + 1 :]],
)
_split_lines("text-free in train", "KP703 KP702", lambda lines, _: [line.replace(",news", ",train") for line in lines])
_split_lines("text in news", "KP703", lambda lines, _: [line.replace(",eval", ",news") for line in lines])


@mutation("KP001")
def splits_missing(corpus: Spoiled) -> Injected:
    """splits.csv was not committed."""
    path = corpus.annotations / "splits.csv"
    path.unlink()
    return Injected(path)


@mutation("KP001")
def register_missing(corpus: Spoiled) -> Injected:
    """entities.jsonl was not committed."""
    corpus.register.path.unlink()
    return Injected(corpus.register.path)


@mutation("KP001")
def claims_missing(corpus: Spoiled) -> Injected:
    """claims.jsonl was not committed."""
    corpus.claims.path.unlink()
    return Injected(corpus.claims.path)
