"""Writes a made-up corpus of any size as shards: clean under all rules, but for the faults that are planted.

Annotated passages are written once, about some days; a document is a heading and a passage for each of its slots, all
of one day, with sentences of its own between them. Documents are put together column by column.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import numpy as np
import planted
import polars as pl
import pyarrow as pa
from fillers import fillers
from passages import Passage, Setting
from templates import HEADLINES, SENTENCES
from texts import drawing
from world import World, make_world

from corpus_kp.content import SourceDocument
from corpus_kp.frames import REGISTERS, Frames
from corpus_kp.reading import Line
from corpus_kp.records import Document
from corpus_kp.schema import LAYERS, Schemas
from corpus_kp.settings import Tier
from corpus_kp.shards.files import ShardFolder, write_register, write_shard
from corpus_kp.tables import tabulate

#: Passages that are drawn from for each of a document; so few are alike.
CHOICES = 16
#: Days that documents are about, from the first one on.
DAYS, FIRST = 60, date(2031, 1, 6)
#: Share of documents with characters beyond ASCII, as news has.
FAR_SHARE = 0.7
#: Documents of a shard.
SHARD = 1500
#: Documents for each fault that is planted; of a small corpus, each kind twice.
FOR_A_FAULT = 250
_TIER = Tier(name="open", folder="open", text=True)
#: Columns with spans in lists; the others are shifted as they are.
_LISTS = ("sources", "content", "addressees")
_OFFSETS = ("start", "end", "measured_start", "measured_end", "target_start", "target_end", "cue_start", "cue_end")


@dataclass(frozen=True)
class Shape:
    """How documents are.

    Attributes:
        slots: passages with annotations, after the heading.
        fillers: sentences without annotations behind each of them.
    """

    slots: int = 8
    fillers: int = 4

    def passage(self, day: int, far: int, slot: int, choice: int) -> int:
        """Number of a passage in the pool; works for arrays too."""
        return ((day * 2 + far) * (self.slots + 1) + slot) * CHOICES + choice


@dataclass(frozen=True)
class Pool:
    """Passages that documents are made of.

    Attributes:
        shape: of the documents.
        frames: their rows; `doc_id` is the number of the passage.
        texts: by number.
        first, count: where the rows of each passage begin in each layer, and how many there are.
    """

    shape: Shape
    frames: Frames
    texts: list[str]
    first: dict[str, np.ndarray]
    count: dict[str, np.ndarray]


_SHAPE = Shape()


def make_corpus(  # noqa: PLR0913 - what is made, of what, how
    folder: Path,
    documents: int,
    seed: int,
    schemas: Schemas,
    *,
    size: int = SHARD,
    shape: Shape = _SHAPE,
    faults: bool = True,
) -> ShardFolder:
    """Writes a corpus, unless the folder has it already.

    Args:
        folder: of the shards.
        documents: how many.
        seed: of everything that is drawn.
        schemas: the table contract.
        size: documents of a shard.
        shape: of the documents.
        faults: whether some are planted; `planted.json` in the folder lists them.
    """
    shards, made = ShardFolder(folder), folder / "made.json"
    asked = {
        "documents": documents,
        "seed": seed,
        "faults": faults,
        "size": size,
        "shape": asdict(shape),
        "sources": _sources(schemas),
    }
    if made.is_file() and json.loads(made.read_text(encoding="utf-8")) == asked:
        return shards
    pool = make_pool(seed, schemas, shape)
    most = max(documents // FOR_A_FAULT, 2 * len(planted.FAULTS))
    targets = planted.draw(seed, documents, most) if faults else ()
    known, often = list[planted.Planted](), Counter[planted.Fault]()
    mentioned: set[str] = set()
    for number, first in enumerate(range(0, documents, size)):
        frames = compose(pool, np.arange(first, min(first + size, documents)), seed)
        known += planted.plant(frames, targets, often)
        mentioned |= set(frames["claims"]["claim_id"])
        write_shard(frames, shards, f"{number:05}", schemas)
    _write_registers(pool, mentioned, shards, schemas)
    (folder / "planted.json").write_text(json.dumps(known), encoding="utf-8")
    made.write_text(json.dumps(asked), encoding="utf-8")
    return shards


def _write_registers(pool: Pool, mentioned: set[str], shards: ShardFolder, schemas: Schemas) -> None:
    """The registers, with the claims that the documents of this corpus mention."""
    is_mentioned = {name: pl.col(name).is_in(list(mentioned)) for name in ("claim_id", "claim_a", "claim_b")}
    claims = pool.frames["claim_register"].filter(is_mentioned["claim_id"])
    registers = {
        "register": pool.frames["register"],
        "issues": pool.frames["issues"].join(claims, on="issue_id", how="semi"),
        "claim_register": claims,
        "claim_pairs": pool.frames["claim_pairs"].filter(is_mentioned["claim_a"] & is_mentioned["claim_b"]),
    }
    for name in REGISTERS:
        write_register(registers[name], shards, name, schemas)


def _sources(schemas: Schemas) -> str:
    """What a corpus depends on beside its arguments: the code of the bench and the contract."""
    here = Path(__file__).parent
    names = ("synthetic.py", "fillers.py", "passages.py", "templates.py", "expressions.py", "world.py", "planted.py")
    code = "".join((here / name).read_text(encoding="utf-8") for name in names)
    return hashlib.sha256(f"{code}{schemas.tables}".encode()).hexdigest()


def make_pool(seed: int, schemas: Schemas, shape: Shape) -> Pool:
    """Writes every passage and tabulates them, each as if it were a document.

    Args:
        seed: of what is drawn.
        schemas: the table contract.
        shape: of the documents.
    """
    world = make_world(seed)
    content = world.registers()
    content.documents = [_source(number, passage) for number, passage in enumerate(_passages(world, seed, shape))]
    frames = tabulate(content, schemas)
    texts = [document.text or "" for document in content.documents]
    count = {layer: np.bincount(_numbers(frames[layer]), minlength=len(texts)) for layer in LAYERS}
    first = {layer: np.cumsum(counts) - counts for layer, counts in count.items()}
    return Pool(shape, frames, texts, first, count)


def _numbers(frame: pl.DataFrame) -> np.ndarray:
    return frame["doc_id"].cast(pl.Int64).to_numpy()


def _passages(world: World, seed: int, shape: Shape) -> Iterator[Passage]:
    """In the order of their numbers; slot 0 has the headings."""
    for day in range(DAYS):
        for far in (False, True):
            for slot in range(shape.slots + 1):
                for choice in range(CHOICES):
                    random = drawing(seed, "passage", day, far, slot, choice)
                    port = random.choice(world.far if far and choice % 2 else world.plain)
                    setting = Setting(port, world.groups, FIRST + timedelta(day), slot, far)
                    yield _passage(setting, random)


def _passage(setting: Setting, random: Random) -> Passage:
    passage = Passage(setting, random)
    if setting.slot == 0:
        passage.write(random.choice(HEADLINES))
        return passage
    for number, template in enumerate(random.sample(SENTENCES, random.choice((1, 1, 2)))):
        passage.say(" " if number else "")
        passage.write(template)
    return passage


def _source(number: int, passage: Passage) -> SourceDocument:
    header = Document(
        doc_id=f"{number:06}",
        title=None,
        publisher=None,
        genre="wire brief",
        lang="en",
        dct=None,
        url=None,
        rights="CC-BY-4.0",
        text_sha256="",
        n_codepoints=len(passage.text),
    )
    in_order = sorted(passage.annotations, key=lambda one: getattr(one, "start", 0))
    lines = [Line(annotation, line) for line, annotation in enumerate(in_order, 2)]
    return SourceDocument(Line(header, 1), lines, _TIER, "pool", passage.text)


def compose(pool: Pool, numbers: np.ndarray, seed: int) -> Frames:
    """Puts documents together.

    Args:
        pool: of passages.
        numbers: of the documents in the corpus; a document does not depend on the others.
        seed: of what is drawn.

    Returns:
        documents and layers, as `tabulate` makes them.
    """
    days, far, parts = _drawn(numbers, seed, pool.shape)
    texts = [
        list(_paragraphs(pool, row, number, seed, far=is_far))
        for row, number, is_far in zip(parts.tolist(), numbers.tolist(), far.tolist(), strict=True)
    ]
    lengths = np.array([[len(text) + 1 for text in row] for row in texts])
    shifts = np.cumsum(lengths, axis=1) - lengths
    ids = pl.Series("doc_id", [f"syn-{number:07}" for number in numbers.tolist()])
    frames = Frames(documents=_documents(ids, days, texts))
    owners = np.repeat(np.arange(len(numbers)), parts.shape[1])
    for layer in LAYERS:
        rows, passages = _rows(pool.first[layer][parts.ravel()], pool.count[layer][parts.ravel()])
        frame = _shifted(pool.frames[layer][rows], shifts.ravel()[passages].astype(np.int32))
        frames[layer] = frame.with_columns(doc_id=ids.gather(owners[passages]))
    return frames


def _drawn(numbers: np.ndarray, seed: int, shape: Shape) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The day of each document, whether it goes beyond ASCII, and the passages it is made of."""
    draws = np.array(
        [np.random.default_rng((seed, number)).integers(0, 1 << 30, shape.slots + 3) for number in numbers.tolist()]
    )
    days = draws[:, 0] % DAYS
    far = (draws[:, 1] % 1000 < 1000 * FAR_SHARE).astype(np.int64)
    slots, choices = np.arange(shape.slots + 1), draws[:, 2:] % CHOICES
    return days, far == 1, shape.passage(days[:, None], far[:, None], slots[None, :], choices)


def _paragraphs(pool: Pool, row: list[int], number: int, seed: int, *, far: bool) -> Iterator[str]:
    """The heading, and each passage with sentences behind it that no other document has."""
    yield pool.texts[row[0]]
    random = np.random.default_rng((seed, 1, number))
    for part in row[1:]:
        yield f"{pool.texts[part]} {fillers(random, pool.shape.fillers, far=far)}"


def _rows(first: np.ndarray, count: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the pool for passages that follow one another, and the passage of each row."""
    passages = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(passages)) - np.repeat(np.cumsum(count) - count, count)
    return first[passages] + within, passages


def _documents(ids: pl.Series, days: np.ndarray, texts: list[list[str]]) -> pl.DataFrame:
    whole = ["\n".join(row) for row in texts]
    dates = [datetime.combine(FIRST + timedelta(day), datetime.min.time(), UTC) for day in days.tolist()]
    frame = pl.DataFrame(
        {
            "doc_id": ids,
            "title": [row[0] for row in texts],
            "dct": pl.Series(dates, dtype=pl.Datetime("us", "UTC")),
            "text": whole,
            "text_sha256": [hashlib.sha256(text.encode()).hexdigest() for text in whole],
            "n_codepoints": pl.Series([len(text) for text in whole], dtype=pl.Int32),
        }
    )
    number = pl.col("doc_id").str.slice(4).cast(pl.Int64)
    return frame.with_columns(
        tier=pl.lit("open"),
        publisher=pl.lit(None, pl.String),
        genre=pl.lit("wire brief"),
        lang=pl.lit("en"),
        url=pl.lit(None, pl.String),
        rights=pl.lit("CC-BY-4.0"),
        group_id=pl.format("group-{}", number // 3),
        _split=pl.when(number // 3 % 10 == 0).then(pl.lit("eval")).otherwise(pl.lit("train")),
    )


def _shifted(frame: pl.DataFrame, shift: np.ndarray) -> pl.DataFrame:
    """Rows whose spans have moved."""
    moved = [pl.col(name) + pl.lit(pl.Series(shift)) for name in _OFFSETS if name in frame.columns]
    frame = frame.with_columns(moved)
    if "cue" in frame.columns:
        fields = {name: pl.col("cue").struct.field(name) for name in ("start", "end", "text")}
        by = pl.lit(pl.Series(shift))
        frame = frame.with_columns(
            pl.struct(fields["start"] + by, fields["end"] + by, fields["text"]).alias("cue"),
            *(_shifted_lists(frame[name], shift) for name in _LISTS),
        )
    return frame


def _shifted_lists(lists: pl.Series, shift: np.ndarray) -> pl.Series:
    """Spans in lists; Arrow lets the lists be taken apart and put together again."""
    array = lists.rechunk().to_arrow()
    values = array.flatten()
    by = pa.array(np.repeat(shift, array.value_lengths().to_numpy(zero_copy_only=False)))
    fields = [field.name for field in values.type]
    children = [
        pa.compute.add(values.field(name), by) if name in ("start", "end") else values.field(name) for name in fields
    ]
    offsets = pa.array(np.concatenate([[0], np.cumsum(array.value_lengths().to_numpy(zero_copy_only=False))]))
    made = pa.LargeListArray.from_arrays(offsets, pa.StructArray.from_arrays(children, names=fields))
    return pl.Series(lists.name, made, dtype=lists.dtype)
