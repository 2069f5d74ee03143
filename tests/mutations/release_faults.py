"""Faults of splits, of near-duplicates, and of what may be given on."""

from __future__ import annotations

import shutil
from collections.abc import Callable

from mutations.spoiling import Document, Injected, NotHere, Record, Spoiled, add, mutation


def _group_moved(corpus: Spoiled) -> Injected:
    path = corpus.annotations / "splits.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    document = corpus.with_text(lambda one: sum(f",{_group(lines, one.doc_id)}," in line for line in lines) > 1)
    number = next(n for n, line in enumerate(lines) if line.startswith(f"{document.doc_id},"))
    other = "eval" if lines[number].endswith("train") else "train"
    lines[number] = f"{lines[number].rpartition(',')[0]},{other}"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return Injected(path, number + 1, document.doc_id)


def _group(lines: list[str], doc_id: str) -> str:
    return next(line.split(",")[1] for line in lines if line.startswith(f"{doc_id},"))


add(("KP702",), "splits: a document of a group in another split", _group_moved)


def _copied(name: str, change: Callable[[str], str]) -> None:
    """A document was copied under another name, into another split."""

    def act(corpus: Spoiled) -> Injected:
        document = corpus.with_text()
        path = document.path.with_name("kp-zz99.jsonl")
        twin = Document(path, [dict(document.head, doc_id="kp-zz99")], document.text)
        twin.retell(change(document.text or ""))
        twin.save()
        splits = corpus.annotations / "splits.csv"
        lines = splits.read_text(encoding="utf-8").splitlines()
        was = next(line for line in lines if line.startswith(f"{document.doc_id},")).rpartition(",")[2]
        other = "eval" if was == "train" else "train"
        splits.write_text("\n".join([*lines, f"kp-zz99,some-story,{other}\n"]), encoding="utf-8")
        return Injected(path, None, "kp-zz99")

    add(("KP704",), f"near-duplicate: {name}", act)


_copied("the same text", str)
_copied("a sentence more", lambda text: f"{text}\nNo more was known by noon.\n")
_copied("the first third cut off", lambda text: text[len(text) // 3 :].partition(" ")[2])
_copied("all in capitals", str.upper)
_copied("other quote marks and dashes", lambda text: text.replace("’", "'").replace("-", " - "))
_copied("paragraphs in another order", lambda text: "\n".join(reversed(text.rstrip("\n").split("\n"))) + "\n")


def _worded(
    name: str, codes: str, layer: str, where: Callable[[Record], object], change: Callable[[Record], object]
) -> None:
    """Words stand where the texts are not ours to give."""

    def act(corpus: Spoiled) -> Injected:
        document, record = corpus.annotation(layer, lambda one, doc: doc.text is None and where(one))
        change(record)
        return corpus.broken(document, record)

    add(codes, f"text-free: {name}", act)


_worded("words of a mention", "KP801", "entities", bool, lambda one: one.update(text="some words"))
_worded("no words of a mention", "KP801", "entities", bool, lambda one: one.update(text=""))
_worded("words of a quantity", "KP801", "quantities", bool, lambda one: one.update(text="about 1,200"))
_worded(
    "words of a measured thing",
    "KP801",
    "quantities",
    lambda one: one["measured"],
    lambda one: one["measured"].update(text="men"),
)
_worded("words of a cue", "KP801", "attributions", bool, lambda one: one["cue"].update(text="said"))
_worded(
    "words of a source",
    "KP801",
    "attributions",
    lambda one: one["sources"],
    lambda one: one["sources"][0].update(text="officials"),
)
_worded(
    "words of a fragment", "KP801", "attributions", bool, lambda one: one["content"][0].update(text="that it is so")
)
_worded(
    "words of an addressee",
    "KP801",
    "attributions",
    lambda one: one["addressees"],
    lambda one: one["addressees"][0].update(text="reporters"),
)
_worded(
    "words of a stance's cue", "KP801", "stances", lambda one: one["cue"], lambda one: one["cue"].update(text="denied")
)
_worded("words of a claim mention", "KP801", "claims", bool, lambda one: one.update(text="some words that state it"))
_worded("words of a time", "KP801", "timexes", bool, lambda one: one.update(text="Friday"))
_worded("the title", "KP801", "documents", bool, lambda one: one.update(title="Soldiers on their way, agency says"))
_worded("words in an id", "KP014", "entities", bool, lambda one: one.update(id="soldiers on their way"))


@mutation("KP802")
def text_beside_text_free(corpus: Spoiled) -> Injected:
    """A refilled article was left in the folder."""
    document = corpus.text_free()
    path = document.path.with_suffix(".txt")
    path.write_text("Some words.\n", encoding="utf-8")
    return Injected(path, None, document.doc_id)


@mutation("KP802", "KP012")
def text_beside_text_free_under_another_name(corpus: Spoiled) -> Injected:
    """A refilled article was left in the folder, as HTML."""
    document = corpus.text_free()
    path = document.path.with_suffix(".html")
    path.write_text("<p>Some words.</p>\n", encoding="utf-8")
    return Injected(path)


@mutation("KP803")
def reserved_text_in_the_open_tier(corpus: Spoiled) -> Injected:
    """A text whose rights are reserved stands where texts are published."""
    document = corpus.with_text()
    document.head["rights"] = "all-rights-reserved"
    return corpus.broken(document, document.head)


@mutation("KP012")
def text_free_document_moved_to_the_open_tier(corpus: Spoiled) -> Injected:
    """Annotations of an article, and a text, were put into the folder of the open tier."""
    document = corpus.text_free()
    target = corpus.with_text().path.with_name(document.path.name)
    shutil.move(document.path, target)
    target.with_suffix(".txt").write_text("x" * document.head["n_codepoints"], encoding="utf-8")
    return Injected(document.path.with_suffix(".print"))


@mutation("KP018")
def span_added_without_a_new_fingerprint(corpus: Spoiled) -> Injected:
    """A mention was added to a text-free document, and its fingerprint left as it was."""
    document, record = corpus.annotation("entities", lambda _, doc: doc.text is None)
    twin = dict(record, id=document.fresh_id(), start=record["start"] + 40, end=record["end"] + 40)
    taken = {(one["start"], one["end"]) for one in document.of("entities")}
    if twin["end"] > document.head["n_codepoints"] or any(s < twin["end"] and twin["start"] < e for s, e in taken):
        raise NotHere
    document.records.append(twin)
    document.save()
    return Injected(document.path.with_suffix(".print"), None, document.doc_id)
