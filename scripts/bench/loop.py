"""The checks that a user of `datasets` would write: loops over rows, with dictionaries for what is looked up.

Checked are: hash and length of texts; spans in bounds and their words; labels and other listed values; ids that stand
twice; references to entities, attributions, quantities, timexes and claims; value fields of quantities, their order,
units and bounds; TIMEX3 values, days and intervals; crossing spans; quantities that are timexes too; content, sources,
disjoint roles, links and cited content of attributions; fields and targets of stances. Not checked are near-duplicates,
quotes and verbs without an attribution, the words of numbers and dates, distances, normal forms, claims against each
other, derived columns: what takes more than a line or two for each row.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from corpus_kp.rules.quantities import FIELDS
from corpus_kp.rules.stances import FIELDS as STANCE_FIELDS
from corpus_kp.rules.timexes import VALUE_PATTERNS
from corpus_kp.schema import LAYERS, Schemas

Row = dict[str, Any]
Finding = tuple[str, str | None, str | None]
_VALUES = ("value", "value_min", "value_max")
_PATTERNS = {kind: re.compile(pattern) for kind, pattern in VALUE_PATTERNS.items()}
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_STANCE = ("certainty", "polarity", "response", "evaluation", "attitude")
_MOST_PERCENT = 1000


def check(folder: Path, schemas: Schemas) -> Iterator[Finding]:
    """Loops over every row of every table.

    Args:
        folder: of the shards.
        schemas: for the listed values.
    """
    with tempfile.TemporaryDirectory() as cache:
        tables = {name: _load(folder / name, cache) for name in ("documents", *LAYERS)}
        registers = {name: _load(folder / f"{name}.parquet", cache) for name in ("register", "claim_register")}
        known = _Known(registers, schemas)
        for row in tables["documents"]:
            yield from known.document(row)
        for layer in LAYERS:
            for row in tables[layer]:
                known.note(layer, row)
        for layer in LAYERS:
            for row in tables[layer]:
                yield from known.row(layer, row)
        yield from known.whole()


def _load(path: Path, cache: str) -> Iterable[Row]:
    from datasets import Dataset, disable_progress_bars

    disable_progress_bars()
    files = [str(file) for file in (sorted(path.glob("*.parquet")) if path.is_dir() else [path])]
    return Dataset.from_parquet(files, cache_dir=cache)


class _Known:
    """What was seen so far, for checks that look things up."""

    def __init__(self, registers: dict[str, Iterable[Row]], schemas: Schemas) -> None:
        self.texts: dict[str, str] = {}
        self.labels = {row["entity_id"]: row["label"] for row in registers["register"]}
        self.claims = {row["claim_id"] for row in registers["claim_register"]}
        self.ids: dict[str, dict[str, str]] = defaultdict(dict)
        self.content: dict[tuple[str, str], list[tuple[int, int]]] = {}
        self.parents: dict[tuple[str, str], str] = {}
        self.twice: list[Finding] = []
        self.spans: dict[tuple[str, str], list[tuple[int, int, str]]] = defaultdict(list)
        self.legal = {
            layer: {name: set(column.values) for name, column in schemas[layer].columns.items() if column.values}
            for layer in ("documents", *LAYERS)
        }

    def document(self, row: Row) -> Iterator[Finding]:
        text = row["text"]
        self.texts[row["doc_id"]] = text
        if hashlib.sha256(text.encode()).hexdigest() != row["text_sha256"] or len(text) != row["n_codepoints"]:
            yield "KP101", row["doc_id"], None
        if row["rights"] == "all-rights-reserved":
            yield "KP803", row["doc_id"], None
        if not re.match(r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$", row["lang"]):
            yield "KP014", row["doc_id"], None
        yield from self._illegal("documents", row)

    def note(self, layer: str, row: Row) -> None:
        """Notes what others refer to."""
        doc_id, name = row["doc_id"], row["id"]
        if name in self.ids[doc_id]:
            self.twice.append(("KP107", doc_id, name))
        self.ids[doc_id][name] = layer
        if layer in ("entities", "quantities", "timexes"):
            self.spans[doc_id, layer].append((row["start"], row["end"], name))
        if layer == "attributions":
            self.content[doc_id, name] = [(part["start"], part["end"]) for part in row["content"]]
            if row["parent_id"]:
                self.parents[doc_id, name] = row["parent_id"]

    def row(self, layer: str, row: Row) -> Iterator[Finding]:
        """Checks of one row."""
        doc_id, name = row["doc_id"], row["id"]
        text = self.texts.get(doc_id)
        if text is None:
            yield "KP014", doc_id, name
            return
        yield from self._spans(layer, row, text)
        yield from self._illegal(layer, row)
        for code in getattr(self, f"_{layer}")(row):
            yield code, doc_id, name

    def whole(self) -> Iterator[Finding]:
        """Checks of whole documents."""
        yield from self.twice
        for (doc_id, _), spans in self.spans.items():
            spans.sort(key=lambda span: (span[0], -span[1]))
            open_: list[tuple[int, int, str]] = []
            for span in spans:
                while open_ and open_[-1][1] <= span[0]:
                    open_.pop()
                if open_ and open_[-1][1] < span[1]:
                    yield "KP109", doc_id, span[2]
                open_.append(span)
        for (doc_id, layer), spans in self.spans.items():
            if layer == "quantities":
                others = self.spans.get((doc_id, "timexes"), [])
                for start, end, name in spans:
                    if any(first < end and start < last for first, last, _ in others):
                        yield "KP411", doc_id, name

    def _spans(self, layer: str, row: Row, text: str) -> Iterator[Finding]:
        for start, end, words in _spans_of(layer, row):
            if not 0 <= start < end <= len(text):
                yield "KP102", row["doc_id"], row["id"]
            elif words is None:
                yield "KP113", row["doc_id"], row["id"]
            elif text[start:end] != words:
                yield "KP103", row["doc_id"], row["id"]

    def _illegal(self, layer: str, row: Row) -> Iterator[Finding]:
        for column, values in self.legal[layer].items():
            if row[column] is not None and row[column] not in values:
                yield "KP201", row["doc_id"], row.get("id")

    def _refers(self, row: Row, name: str | None, layer: str) -> bool:
        return name is None or self.ids[row["doc_id"]].get(name) == layer

    def _entities(self, row: Row) -> Iterator[str]:
        label = self.labels.get(row["entity_id"])
        if label is None:
            yield "KP208"
        elif label != row["label"]:
            yield "KP202"
        if row["gpe_role"] and row["label"] != "GPE":
            yield "KP204"

    def _quantities(self, row: Row) -> Iterator[str]:
        if tuple(name for name in _VALUES if row[name] is not None) != FIELDS.get(row["modifier"]):
            yield "KP401"
        numbers = [row[name] for name in ("value_min", "value", "value_max") if row[name] is not None]
        if any(low > high for low, high in pairwise(numbers)):
            yield "KP402"
        if (row["kind"] in ("count", "ordinal")) != (row["unit"] is None):
            yield "KP403"
        least = 1 if row["kind"] == "ordinal" else -100 if row["kind"] == "percent" else 0
        if numbers and (min(numbers) < least or (row["kind"] == "percent" and max(numbers) > _MOST_PERCENT)):
            yield "KP408"
        for relation in row["relations"]:
            if not self._refers(row, relation["to"], "quantities"):
                yield "KP112"

    def _timexes(self, row: Row) -> Iterator[str]:
        value = row["value"]
        if not _PATTERNS[row["timex_type"]].search(value) or not all(map(_exists, _DAY.findall(value))):
            yield "KP421"
        begin, _, end = value.partition("/")
        if end and begin > end:
            yield "KP424"

    def _attributions(self, row: Row) -> Iterator[str]:
        if not row["content"]:
            yield "KP301"
        if bool(row["sources"]) == (row["source_realization"] in ("implicit", "author")):
            yield "KP302"
        if any(not source["entity_ids"] for source in row["sources"]):
            yield "KP303"
        if any(name not in self.labels for source in row["sources"] for name in source["entity_ids"]):
            yield "KP208"
        yield from _roles(row, self.content[row["doc_id"], row["id"]])
        yield from self._links(row)

    def _links(self, row: Row) -> Iterator[str]:
        doc_id, parent = row["doc_id"], row["parent_id"]
        if (parent is None) != (row["link_type"] is None):
            yield "KP311"
        if not self._refers(row, parent, "attributions"):
            yield "KP112"
        elif self._depth(doc_id, row["id"]) > 5:  # noqa: PLR2004 - the scheme's depth
            yield "KP308"
        elif row["link_type"] == "cites" and self.content[doc_id, row["id"]] != self.content[doc_id, parent]:
            yield "KP309"

    def _depth(self, doc_id: str, name: str) -> int:
        depth, at = 1, self.parents.get((doc_id, name))
        while at is not None and depth <= 5:  # noqa: PLR2004 - the scheme's depth
            depth, at = depth + 1, self.parents.get((doc_id, at))
        return depth

    def _stances(self, row: Row) -> Iterator[str]:
        if (row["holder"] == "AUTHOR") != (row["attribution_id"] is None):
            yield "KP501"
        if row["holder"] != "AUTHOR" and row["holder"] not in self.labels:
            yield "KP208"
        if tuple(name for name in _STANCE if row[name] is not None) != STANCE_FIELDS.get(row["dimension"]):
            yield "KP502"
        is_event, has_span = row["target_kind"] == "event", row["target_start"] is not None
        if is_event == (row["target_id"] is not None) or is_event != has_span:
            yield "KP505"
        elif row["target_kind"] == "claim" and row["target_id"] not in self.claims:
            yield "KP506"
        elif row["target_kind"] == "attribution" and not self._refers(row, row["target_id"], "attributions"):
            yield "KP112"
        if not self._refers(row, row["attribution_id"], "attributions"):
            yield "KP112"

    def _claims(self, row: Row) -> Iterator[str]:
        if row["claim_id"] not in self.claims:
            yield "KP506"
        lost = [name for name in row["quantity_ids"] if not self._refers(row, name, "quantities")]
        lost += [name for name in row["timex_ids"] if not self._refers(row, name, "timexes")]
        if lost or not self._refers(row, row["attribution_id"], "attributions"):
            yield "KP112"


def _spans_of(layer: str, row: Row) -> Iterator[tuple[int, int, str | None]]:
    if layer in ("entities", "quantities", "timexes", "claims"):
        yield row["start"], row["end"], row["text"]
    if layer == "quantities" and row["measured_start"] is not None:
        yield row["measured_start"], row["measured_end"], row["measured_text"]
    if layer == "stances" and row["cue_start"] is not None:
        yield row["cue_start"], row["cue_end"], row["cue_text"]
    if layer == "attributions":
        for part in (row["cue"], *row["sources"], *row["content"], *row["addressees"]):
            yield part["start"], part["end"], part["text"]


def _roles(row: Row, fragments: list[tuple[int, int]]) -> Iterator[str]:
    parts = [*row["sources"], row["cue"], *row["content"]]
    places = sorted((part["start"], part["end"]) for part in parts)
    if any(second[0] < first[1] for first, second in pairwise(fragments)):
        yield "KP104"
    elif any(second[0] < first[1] for first, second in pairwise(places)):
        yield "KP305"


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
