"""A difference for people, for a changelog, and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from corpus_kp.changes.difference import Difference, Entry
from corpus_kp.changes.matching import KINDS, Change
from corpus_kp.changes.units import COMPARED_LAYERS
from corpus_kp.changes.versions import Bump, bump, fits, suggested
from corpus_kp.rendering import count, printable

#: What is counted beside annotations: entries by sort, and their names for people.
_SORTS = {
    "column": "columns of the contract",
    "document": "documents",
    "split": "splits and groups",
    "entity": "entities of the register",
    "claim": "claims of the register",
    "pair": "relations of claims",
}
_SHOWN = 60


def text_report(found: Difference, limit: int) -> Iterator[str]:
    """Lines for a terminal.

    Args:
        found: what is different.
        limit: entries and changes that are listed at most; 0 lists all.
    """
    yield f"{_name(found.old.name, found.old.version)} -> {_name(found.new.name, found.new.version)}"
    yield ""
    if found.empty:
        yield from ("nothing is different", "")
    for block in (_counted(found), _table(found), _listed(found, limit)):
        lines = list(block)
        yield from lines
        yield from [""] if lines else []
    yield from _version(found)


def _name(name: str, version: str) -> str:
    return f"{printable(name)} ({printable(version)})"


def _counted(found: Difference) -> Iterator[str]:
    for what, name in _SORTS.items():
        kinds = Counter(entry.kind for entry in found.of(what))
        if kinds:
            yield f"{name}: {', '.join(f'{number} {kind}' for kind, number in sorted(kinds.items()))}"


def _table(found: Difference) -> Iterator[str]:
    counted = Counter((change.layer, change.kind) for change in found.changes)
    head = ("layer", *KINDS, "in new documents", "in removed ones")
    rows = [
        (layer, *(str(counted[layer, kind]) for kind in KINDS), str(found.added[layer]), str(found.removed[layer]))
        for layer in COMPARED_LAYERS
        if any(counted[layer, kind] for kind in KINDS) or found.added[layer] or found.removed[layer]
    ]
    if not rows:
        return
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    for row in (head, *rows):
        yield f"{row[0]:{widths[0]}}  " + "  ".join(
            f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True)
        )


def _listed(found: Difference, limit: int) -> Iterator[str]:
    lines = [*(_entry(entry) for entry in found.entries), *(_change(change) for change in found.changes)]
    shown = lines[:limit] if limit else lines
    yield from shown
    if len(lines) > len(shown):
        yield f"... and {len(lines) - len(shown)} more; --limit 0 lists all"


def _entry(entry: Entry) -> str:
    return f"{entry.what} {printable(entry.name)}: {entry.kind}{_values(entry.fields)}"


def _change(change: Change) -> str:
    unit = change.new or change.old
    if unit is None:
        raise ValueError("a change is of something")
    where = f"{change.doc_id} {change.layer} {unit.id} [{unit.shown[0]}, {unit.shown[1]}) {unit.label}"
    return f"{printable(where)}: {change.kind}{_values((field.name, field.old, field.new) for field in change.fields)}"


def _values(fields: Any) -> str:
    parts = [f"{name} {_short(old)} -> {_short(new)}" for name, old, new in fields]
    return f" ({'; '.join(parts)})" if parts else ""


def _short(value: Any) -> str:
    text = "nothing" if value is None else printable(str(value))
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _version(found: Difference) -> Iterator[str]:
    level, reasons = bump(found)
    if level is Bump.NONE:
        yield "no new version is needed"
        return
    wanted = suggested(found.old.version, level)
    yield f"asks for a {level.name.lower()} version, {wanted}: {', '.join(reasons)}"
    if not fits(found.old.version, found.new.version, level):
        yield f'{found.new.version} does not fit: set version = "{wanted}" in corpus.toml'


def markdown_report(found: Difference) -> Iterator[str]:
    """A section of a changelog; lists what is named, counts the rest."""
    yield f"## [{printable(found.new.version)}]"
    sections: dict[str, list[str]] = {"Added": [], "Changed": [], "Removed": [], "Fixed": []}
    for what, name in _SORTS.items():
        for kind in sorted({entry.kind for entry in found.of(what)}):
            section = {"added": "Added", "removed": "Removed"}.get(kind, "Changed")
            names = [f"`{printable(entry.name)}`" for entry in found.of(what, kind)]
            more = f" and {len(names) - 12} more" if len(names) > 12 else ""  # noqa: PLR2004 - a line's length
            sections[section].append(f"{name}, {kind}: {', '.join(names[:12])}{more}.")
    for layer in COMPARED_LAYERS:
        kinds = Counter(change.kind for change in found.changes if change.layer == layer)
        if found.added[layer]:
            sections["Added"].append(f"{found.added[layer]} {layer} in new documents.")
        if kinds:
            parts = [f"{kinds[kind]} {kind}" for kind in KINDS if kinds[kind]]
            sections["Fixed"].append(f"`{layer}` of {count(_documents(found, layer), 'document')}: {', '.join(parts)}.")
    for section, lines in sections.items():
        if lines:
            yield ""
            yield f"### {section}"
            yield ""
            yield from (f"- {line[0].upper()}{line[1:]}" for line in lines)


def _documents(found: Difference, layer: str) -> int:
    return len({change.doc_id for change in found.changes if change.layer == layer})


def record(found: Difference) -> dict[str, Any]:
    """Everything as plain values, for JSON."""
    level, reasons = bump(found)
    return {
        "old": {"name": found.old.name, "version": found.old.version},
        "new": {"name": found.new.name, "version": found.new.version},
        "bump": level.name.lower(),
        "reasons": reasons,
        "suggested": suggested(found.old.version, level),
        "fits": fits(found.old.version, found.new.version, level),
        "entries": [
            {"what": e.what, "name": e.name, "kind": e.kind, "fields": [_field(*field) for field in e.fields]}
            for e in found.entries
        ],
        "changes": [_change_record(change) for change in found.changes],
        "in_new_documents": dict(found.added),
        "in_removed_documents": dict(found.removed),
    }


def _change_record(change: Change) -> dict[str, Any]:
    sides = {
        side: {"id": unit.id, "start": unit.shown[0], "end": unit.shown[1], "label": unit.label} if unit else None
        for side, unit in (("old", change.old), ("new", change.new))
    }
    fields = [_field(field.name, field.old, field.new) for field in change.fields]
    return {"doc_id": change.doc_id, "layer": change.layer, "kind": change.kind, **sides, "fields": fields}


def _field(name: str, old: Any, new: Any) -> dict[str, Any]:
    return {"name": name, "old": _plain(old), "new": _plain(new)}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else str(value)
