"""Annotators of the made-up corpus, and comparisons that are made without files."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from native_file import NativeFile

from corpus_kp.agreement.annotators import Annotator
from corpus_kp.agreement.comparison import ComparedDocument, Comparison, Version
from corpus_kp.agreement.layers import LAYERS
from corpus_kp.agreement.pairing import paired_document
from corpus_kp.agreement.units import units_of
from corpus_kp.reading import Line, Reading
from corpus_kp.records import Attribution, Document, Entity, Record, Source, Span, Stance, Target

FOLDERS = {"hx-a001": "open", "hx-a002": "open", "hx-n001": "closed"}
#: Length of made-up documents.
LENGTH = 60


def give(harbour: Path, name: str, *documents: str) -> Path:
    """Gives an annotator their own version of documents, equal to the gold; the folder."""
    folder = harbour / "annotations" / "rounds" / name
    folder.mkdir(parents=True)
    for document in documents or FOLDERS:
        shutil.copy(harbour / "annotations" / FOLDERS[document] / f"{document}.jsonl", folder)
    return folder


def change(folder: Path, document: str, annotation_id: str, **values: Any) -> None:
    """Changes fields of an annotation."""
    file = NativeFile(folder / f"{document}.jsonl")
    number = next(n for n, line in enumerate(file.lines, 1) if json.loads(line).get("id") == annotation_id)
    file.edit(number, lambda record: record.update(values))


def drop(folder: Path, document: str, wanted: Callable[[dict[str, Any]], bool]) -> None:
    """Takes annotations away."""
    file = NativeFile(folder / f"{document}.jsonl")
    file.write([line for line in file.lines if not wanted(json.loads(line))])


def disagreeing(harbour: Path) -> None:
    """Two annotators, a and b, who differ in each way that there is."""
    give(harbour, "a")
    b = give(harbour, "b", "hx-a001", "hx-n001")
    drop(b, "hx-a001", lambda record: record.get("id") in {"e1", "c2"})
    change(b, "hx-a001", "e2", start=39, end=46, text="workers")
    change(b, "hx-a001", "e7", label="ORG", gpe_role=None)
    change(b, "hx-a001", "q1", modifier="exact", start=113, end=118, text="1,200", measured=None)
    change(b, "hx-a001", "t1", value="2031-03-10")
    change(b, "hx-a001", "a4", content=[{"start": 202, "end": 220, "text": "ships were delayed"}])
    change(b, "hx-a001", "a3", parent_id="a2", link_type="cites", cue_class="report")
    change(b, "hx-a001", "s1", certainty="PR")
    drop(b, "hx-n001", lambda record: record.get("id") == "e2")


def comparison(
    documents: Sequence[tuple[Iterable[Record], Iterable[Record]]], a: str = "a", b: str = "b"
) -> Comparison:
    """A comparison of made-up annotations: for each document, those of A and those of B."""
    compared = [_document(f"d{number}", *sides) for number, sides in enumerate(documents)]
    layers = list(LAYERS.values())
    return Comparison(Annotator(a, {}), Annotator(b, {}), compared, (), (), layers)


def _document(doc_id: str, a: Iterable[Record], b: Iterable[Record]) -> ComparedDocument:
    first, second = _version(doc_id, a), _version(doc_id, b)
    return ComparedDocument(
        doc_id, first, second, paired_document(LAYERS.values(), first.units, second.units), words=False
    )


def _version(doc_id: str, records: Iterable[Record]) -> Version:
    document = Document(
        doc_id=doc_id, title=None, publisher=None, genre="wire brief", lang="en", dct=None, url=None,
        rights="CC-BY-4.0", text_sha256="0" * 64, n_codepoints=LENGTH,
    )  # fmt: skip
    lines = [Line(record, number) for number, record in enumerate(records, 2)]
    return Version(Reading(f"{doc_id}.jsonl"), document, units_of(lines))


def made_up(seed: int, number: int) -> list[Record]:
    """Made-up annotations of a document: mentions, attributions inside one another, stances about these."""
    chance = random.Random(seed)
    mentions = [_mention(chance, f"e{n}") for n in range(number)]
    attributions = [_attribution(chance, n) for n in range(number // 2)]
    stances = [_stance(chance, n, attributions) for n in range(number // 2) if attributions]
    return [*mentions, *attributions, *stances]


def _place(chance: random.Random) -> dict[str, int]:
    start = chance.randrange(LENGTH - 12)
    return {"start": start, "end": start + chance.randint(1, 12)}


def _mention(chance: random.Random, name: str) -> Entity:
    label = chance.choice(["GPE", "ORG", "PERSON"])
    role = chance.choice(["org", "loc"]) if label == "GPE" else None
    entity = chance.choice(["harbour-union", "port-ansel"])
    return Entity(id=name, **_place(chance), label=label, mention_type="NAM", gpe_role=role, entity_id=entity)


def _attribution(chance: random.Random, number: int) -> Attribution:
    parent = f"a{chance.randrange(number)}" if number and chance.random() < 0.5 else None
    return Attribution(
        id=f"a{number}",
        sources=[Source(**_place(chance), entity_ids=["port-ansel"]) for _ in range(chance.randint(0, 2))],
        cue=Span(**_place(chance)),
        content=[Span(**_place(chance)) for _ in range(chance.randint(1, 2))],
        source_realization="explicit",
        source_type="gov",
        cue_class=chance.choice(["say", "deny"]),
        attr_type="assertion",
        quote_type="indirect",
        parent_id=parent,
        link_type="embedded" if parent else None,
    )


def _stance(chance: random.Random, number: int, attributions: Sequence[Attribution]) -> Stance:
    about = chance.choice(attributions).id
    commitment = chance.random() < 0.7
    return Stance(
        id=f"s{number}",
        holder=chance.choice(["port-ansel", "harbour-union"]),
        attribution_id=about,
        target=Target(kind="attribution", id=about),
        dimension="commitment" if commitment else "response",
        certainty=chance.choice(["CT", "PR"]) if commitment else None,
        polarity=chance.choice(["+", "-"]) if commitment else None,
        response=None if commitment else "deny",
        cue=Span(**_place(chance)) if chance.random() < 0.8 else None,
    )
