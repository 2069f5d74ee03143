"""What is different between two states of a corpus."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from corpus_kp.changes.matching import Change, changes
from corpus_kp.changes.snapshot import Snapshot
from corpus_kp.changes.units import COMPARED_LAYERS, Shift, Unit, units
from corpus_kp.schema import TABLES

#: What registers say of entities and claims stands in the tables once for each mention.
_REGISTERS = {
    "entity": ("entities", "entity_id", ("label", "canonical_name", "wikidata_qid")),
    "claim": (
        "claims",
        "claim_id",
        (
            *("issue_id", "question", "answer_type", "proposition", "value", "value_min", "value_max", "time"),
            *("event_status", "scope_key"),
        ),
    ),
}
_PAIR = ("claim_a", "claim_b", "dimension")
#: Columns of a document that are compared; offsets mean nothing in another text.
_TEXT = ("text_sha256", "n_codepoints", "text")


@dataclass(frozen=True)
class Entry:
    """Something beside the annotations that is different.

    Attributes:
        what: document, split, entity, claim, pair or column.
        name: of it.
        kind: added, removed, moved (splits) or changed.
        fields: name, old and new value of what differs.
    """

    what: str
    name: str
    kind: str
    fields: tuple[tuple[str, Any, Any], ...] = ()


@dataclass(frozen=True)
class Difference:
    """What is different.

    Attributes:
        old, new: the states.
        entries: documents, splits, registers, columns.
        changes: annotations of documents that both states have.
        added: annotations of documents that only the newer state has, by layer.
        removed: those of documents that only the older one has.
    """

    old: Snapshot
    new: Snapshot
    entries: list[Entry]
    changes: list[Change]
    added: Mapping[str, int]
    removed: Mapping[str, int]

    @property
    def empty(self) -> bool:
        """Whether nothing is different."""
        return not (self.entries or self.changes)

    def of(self, what: str, kind: str = "") -> list[Entry]:
        """Entries of one sort."""
        return [entry for entry in self.entries if entry.what == what and kind in ("", entry.kind)]


def difference(old: Snapshot, new: Snapshot) -> Difference:
    """Holds two states of a corpus against each other.

    Args:
        old: the older state.
        new: the newer one.
    """
    documents = [_rows(state, "documents", ("doc_id",)) for state in (old, new)]
    entries = [*_columns(old, new), *_documents(*documents), *_splits(*documents)]
    for what, (table, key, said) in _REGISTERS.items():
        entries += _keyed(what, *(_rows(state, table, (key,), (key, *said)) for state in (old, new)))
    entries += _keyed("pair", *(_rows(state, "claim_pairs", _PAIR) for state in (old, new)))
    both = documents[0].keys() & documents[1].keys()
    return Difference(
        old=old,
        new=new,
        entries=entries,
        changes=[change for doc in _differing(old, new, both) for change in _changes(doc, old, new, documents)],
        added=_counts(new, documents[1].keys() - both),
        removed=_counts(old, documents[0].keys() - both),
    )


def _rows(
    state: Snapshot, table: str, key: tuple[str, ...], columns: tuple[str, ...] = ()
) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Rows by their key; the first one of each."""
    frame = state.tables[table]
    if frame.is_empty():
        return {}
    kept = frame.select(name for name in columns if name in frame.columns) if columns else frame
    rows = kept.unique(key, keep="first", maintain_order=True).sort(key).iter_rows(named=True)
    return {tuple(row[name] for name in key): row for row in rows}


def _columns(old: Snapshot, new: Snapshot) -> Iterator[Entry]:
    for table in TABLES:
        before, after = old.columns.get(table, {}), new.columns.get(table, {})
        if not before or not after:
            continue  # a package has no file of a table without rows
        for name in dict.fromkeys([*before, *after]):
            if name not in after:
                yield Entry("column", f"{table}.{name}", "removed")
            elif name not in before:
                yield Entry("column", f"{table}.{name}", "added")
            elif before[name] != after[name]:
                yield Entry("column", f"{table}.{name}", "changed", (("type", before[name], after[name]),))


def _documents(old: Mapping[Any, dict[str, Any]], new: Mapping[Any, dict[str, Any]]) -> Iterator[Entry]:
    apart = {"_split", "group_id", "text", "n_codepoints"}
    for entry in _keyed("document", _but(old, apart), _but(new, apart)):
        kind = "text changed" if any(name == "text_sha256" for name, *_ in entry.fields) else entry.kind
        yield Entry(entry.what, entry.name, kind, entry.fields)


def _but(rows: Mapping[Any, dict[str, Any]], names: set[str]) -> dict[Any, dict[str, Any]]:
    return {key: {name: value for name, value in row.items() if name not in names} for key, row in rows.items()}


def _splits(old: Mapping[Any, dict[str, Any]], new: Mapping[Any, dict[str, Any]]) -> Iterator[Entry]:
    for key in sorted(old.keys() & new.keys()):
        fields = tuple(
            (shown, old[key].get(name), new[key].get(name))
            for shown, name in (("split", "_split"), ("group", "group_id"))
            if old[key].get(name) != new[key].get(name)
        )
        if fields:
            yield Entry("split", key[0], "moved" if fields[0][0] == "split" else "changed", fields)


def _keyed(what: str, old: Mapping[Any, dict[str, Any]], new: Mapping[Any, dict[str, Any]]) -> Iterator[Entry]:
    for key in sorted(old.keys() | new.keys()):
        name = " ".join(map(str, key))
        if key not in new:
            yield Entry(what, name, "removed")
        elif key not in old:
            yield Entry(what, name, "added")
        else:
            names = [one for one in old[key] if one in new[key]]
            fields = tuple((one, old[key][one], new[key][one]) for one in names if old[key][one] != new[key][one])
            if fields:
                yield Entry(what, name, "changed", fields)


def _differing(old: Snapshot, new: Snapshot, both: set[tuple[Any, ...]]) -> list[str]:
    """Documents of both states of which a row is different: few, mostly, and only these are looked at one by one."""
    differing: set[str] = set()
    for table in (*COMPARED_LAYERS, "documents"):
        frames = [state.tables[table] for state in (old, new)]
        shared = [name for name in frames[0].columns if name in frames[1].columns]
        if not shared:
            differing |= {doc_id for frame in frames if len(frame) for doc_id in frame["doc_id"]}
            continue
        sums = [
            frame.select("doc_id", _hash=pl.struct(shared).struct.json_encode().hash())
            .group_by("doc_id")
            .agg(pl.col("_hash").sum(), pl.len())
            for frame in frames
        ]
        equal = sums[0].join(sums[1], on=["doc_id", "_hash", "len"], how="semi")["doc_id"]
        differing |= (set(sums[0]["doc_id"]) | set(sums[1]["doc_id"])) - set(equal)
    return sorted(doc_id for (doc_id,) in both if doc_id in differing)


def _changes(
    doc_id: str, old: Snapshot, new: Snapshot, documents: list[dict[tuple[Any, ...], dict[str, Any]]]
) -> Iterator[Change]:
    before, after = (rows[(doc_id,)].get("text") for rows in documents)
    shift = _shift(before, after) if before is not None and after is not None and before != after else None
    yield from changes(doc_id, _units(old, doc_id, shift), _units(new, doc_id))


def _units(state: Snapshot, doc_id: str, shift: Shift | None = None) -> dict[str, list[Unit]]:
    found = {}
    for layer in COMPARED_LAYERS:
        frame = state.tables[layer]
        rows = frame.filter(pl.col("doc_id") == doc_id).iter_rows(named=True) if len(frame) else ()
        found[layer] = units(layer, rows, shift) if shift else units(layer, rows)
    return found


def _shift(old: str, new: str) -> Shift:
    """Where each offset of the older text is in the newer one: what was inserted before it moves it along."""
    from rapidfuzz.distance import Levenshtein

    places = list(range(len(old) + 1))
    for part in Levenshtein.opcodes(old, new):
        for at in range(part.src_start, part.src_end):
            kept = part.tag == "equal"
            places[at] = part.dest_start + (at - part.src_start if kept else 0)
    places[len(old)] = len(new)
    return lambda at: places[min(max(at, 0), len(old))]


def _counts(state: Snapshot, keys: set[tuple[Any, ...]]) -> dict[str, int]:
    named = [doc_id for (doc_id,) in keys]
    counts: Counter[str] = Counter()
    for layer in COMPARED_LAYERS:
        frame = state.tables[layer]
        counts[layer] = len(frame.filter(pl.col("doc_id").is_in(named))) if len(frame) else 0
    return dict(counts)
