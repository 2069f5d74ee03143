"""Faults that are planted in a made-up corpus, at documents that are drawn, with what has to be found.

Each document takes one fault at most, and each fault has one finding: a rule, a document, an annotation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import polars as pl
from texts import drawing

from corpus_kp.frames import Frames

Row = dict[str, Any]
#: Code, document, and annotation (None for the document itself) of a finding.
Planted = tuple[str, str, str | None]


@dataclass(frozen=True)
class Page:
    """Everything about one document.

    Attributes:
        document: its row.
        layers: rows by layer.
    """

    document: Row
    layers: Mapping[str, list[Row]]

    def span(self, start: int, end: int) -> Row:
        """A span with its words."""
        return {"start": start, "end": end, "text": self.document["text"][start:end]}


@dataclass(frozen=True)
class Fault:
    """A way to break a document.

    Attributes:
        code: of the rule that has to find it.
        layer: where it is done.
        change: of a row; may look at the page.
        fits: which rows it can be done to.
        at: the annotation of the finding, where it is another one.
        gone: the row is deleted, and the finding is about the document.
        twice: the row is added under another id.
    """

    code: str
    layer: str
    change: Callable[[Row, Page], Row] = lambda *_: {}
    fits: Callable[[Row], bool] = lambda _: True
    at: Callable[[Row, Page], str] | None = None
    gone: bool = False
    twice: bool = False


def _put(**values: Any) -> Callable[[Row, Page], Row]:
    return lambda row, page: values  # noqa: ARG005


def _is(**values: Any) -> Callable[[Row], bool]:
    return lambda row: all(row[name] == value for name, value in values.items())


def _crossing(row: Row, page: Page) -> Row:
    other = next(one for one in page.layers["entities"] if one["id"] != row["id"])
    return page.span(other["start"] + 1, other["end"] + 1)


def _on_a_quantity(_: Row, page: Page) -> Row:
    quantity = page.layers["quantities"][0]
    return {name: quantity[name] for name in ("start", "end", "text")}


def _cue_in_content(row: Row, page: Page) -> Row:
    content = row["content"][0]
    return {"cue": page.span(content["start"], content["start"] + len(content["text"].split()[0]))}


def _disordered(row: Row, page: Page) -> Row:
    start, end = row["content"][0]["start"], row["content"][-1]["end"]
    middle = (start + end) // 2
    return {"content": [page.span(middle, end), page.span(start, middle)]}


def _shorter(row: Row, page: Page) -> Row:
    whole = row["content"][0]
    return {"content": [page.span(whole["start"], whole["start"] + whole["text"].rindex(" "))]}


def _response_to(row: Row, page: Page) -> str:
    return next(
        one["id"]
        for one in page.layers["stances"]
        if one["response"] == "deny" and one["attribution_id"] == row["attribution_id"]
    )


def _next_day(row: Row, _: Page) -> Row:
    return {"value": (date.fromisoformat(row["value"]) + timedelta(1)).isoformat()}


def _first_quantity(_: Row, page: Page) -> str:
    return page.layers["quantities"][0]["id"]


def _id_of_a_quantity(row: Row, page: Page) -> Row:
    return {"id": _first_quantity(row, page)}


def _without_entities(row: Row, _: Page) -> Row:
    return {"sources": [one | {"entity_ids": []} for one in row["sources"]]}


def _now_exact(row: Row, _: Page) -> Row:
    return {"modifier": "exact", "value": row["value_min"], "value_min": None}


def _outermost(row: Row) -> bool:
    return row["parent_id"] is None and row["quote_type"] == "direct"


_MEASURED = ("measured_start", "measured_end", "measured_text")
_COUNT = _is(kind="count", modifier="exact", aggregation="none")
FAULTS: tuple[Fault, ...] = (
    Fault("KP101", "documents", lambda row, _: {"n_codepoints": row["n_codepoints"] + 1}),
    Fault("KP803", "documents", _put(rights="all-rights-reserved")),
    Fault("KP201", "documents", _put(genre="ballad")),
    Fault("KP014", "documents", _put(lang="English")),
    Fault("KP701", "documents", _put(_split=None)),
    Fault("KP103", "entities", lambda row, _: {"text": f"{row['text']}s"}),
    Fault("KP103", "timexes", lambda row, page: page.span(row["start"] - 2, row["end"]) | {"text": row["text"]}),
    Fault("KP102", "entities", _put(end=1_000_000)),
    Fault("KP102", "timexes", lambda row, _: {"end": row["start"], "text": ""}),
    Fault("KP113", "entities", _put(text=None)),
    Fault("KP107", "entities", _id_of_a_quantity, at=_first_quantity),
    Fault("KP201", "entities", _put(label="PERSN")),
    Fault("KP202", "entities", _put(label="FAC"), _is(label="ORG")),
    Fault("KP014", "entities", _put(canonical_name="Somebody")),
    Fault("KP204", "entities", _put(gpe_role="org"), _is(label="ORG")),
    Fault("KP208", "entities", _put(entity_id="nobody-at-all")),
    Fault("KP109", "entities", _crossing, _is(mention_type="NAM")),
    Fault("KP401", "quantities", _put(value=None), _COUNT),
    Fault("KP402", "quantities", lambda row, _: {"value_min": row["value_max"] + 1}, _is(modifier="range")),
    Fault("KP403", "quantities", _put(unit="km"), _COUNT),
    Fault("KP408", "quantities", _put(value=-5.0), _COUNT),
    Fault("KP112", "quantities", _put(relations=[{"type": "restates", "to": "q9-99"}])),
    Fault("KP201", "quantities", _put(relations=[{"type": "echoes", "to": "q9-99"}])),
    Fault("KP411", "timexes", _on_a_quantity, _is(resolution="dct"), at=_first_quantity),
    Fault("KP421", "timexes", _put(value="last week")),
    Fault("KP421", "timexes", _put(value="2031-02-30"), _is(timex_type="DATE")),
    Fault("KP424", "timexes", _put(value="2031-03-04/2031-03-01"), _is(timex_type="DATE")),
    Fault("KP301", "attributions", _put(content=[]), _is(quote_type="nominal")),
    Fault("KP302", "attributions", _put(source_realization="implicit"), _outermost),
    Fault("KP303", "attributions", _without_entities, _outermost),
    Fault("KP305", "attributions", _cue_in_content, _is(cue_class="plan_intend")),
    Fault("KP308", "attributions", lambda row, _: {"parent_id": row["id"], "link_type": "embedded"}, _outermost),
    Fault("KP309", "attributions", _shorter, _is(link_type="cites")),
    Fault("KP311", "attributions", _put(link_type=None), _is(link_type="embedded")),
    Fault("KP104", "attributions", _disordered, _outermost),
    Fault("KP112", "attributions", _put(parent_id="a9-99", link_type="embedded"), _outermost),
    Fault("KP501", "stances", _put(attribution_id=None), lambda row: row["holder"] != "AUTHOR"),
    Fault("KP502", "stances", _put(certainty=None), _is(dimension="commitment")),
    Fault("KP504", "stances", _put(polarity="+"), _is(certainty="CT", polarity="-"), at=_response_to),
    Fault("KP505", "stances", _put(target_kind="event"), _is(target_kind="attribution")),
    Fault("KP506", "stances", _put(target_kind="claim", target_id="nothing/here"), _is(target_kind="attribution")),
    Fault("KP112", "claims", _put(attribution_id="a9-99")),
    Fault("KP506", "claims", _put(claim_id="nothing/here")),
    Fault("KP201", "claims", _put(drift="sideways")),
    Fault("KP404", "quantities", _now_exact, _is(modifier="at_least")),
    Fault("KP405", "quantities", lambda row, _: {"value": row["value"] + 1}, _is(kind="percent")),
    Fault("KP406", "quantities", _put(**dict.fromkeys(_MEASURED)), _is(aggregation="total")),
    Fault("KP410", "quantities", _put(aggregation="none"), _is(aggregation="total")),
    Fault("KP412", "quantities", fits=_is(kind="money", aggregation="each"), gone=True),
    Fault("KP423", "timexes", _next_day, _is(resolution="dct")),
    Fault("KP108", "entities", twice=True),
    Fault("KP312", "attributions", _put(quote_type="direct"), _is(quote_type="indirect")),
)  # fmt: skip


@dataclass
class _Changes:
    """What becomes of the rows of one layer, by number of the row."""

    changed: dict[int, Row] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    added: list[Row] = field(default_factory=list)


def draw(seed: int, documents: int, faults: int) -> frozenset[str]:
    """Draws which documents take a fault.

    Args:
        seed: of what is drawn.
        documents: of the corpus.
        faults: how many.
    """
    chosen = drawing(seed, "planted", documents).sample(range(documents), min(faults, documents))
    return frozenset(f"syn-{number:07}" for number in chosen)


def plant(frames: Frames, targets: Container[str], often: Counter[Fault]) -> list[Planted]:
    """Breaks documents of a shard, each in the way that fits it and was used least so far.

    Args:
        frames: its tables; those with a fault are replaced.
        targets: of `draw`.
        often: how often each fault has been planted; is kept up.

    Returns:
        What has to be found.
    """
    here = [doc_id for doc_id in frames["documents"]["doc_id"] if doc_id in targets]
    tables = {
        name: frame.with_row_index("_row").filter(pl.col("doc_id").is_in(here))
        for name, frame in frames.items()
        if "doc_id" in frame.columns
    }
    parts = {name: frame.partition_by("doc_id", as_dict=True) for name, frame in tables.items()}
    changes: dict[str, _Changes] = {}
    known = []
    for doc_id in here:
        rows = {name: part[doc_id,].to_dicts() if (doc_id,) in part else [] for name, part in parts.items()}
        page = Page(rows["documents"][0], rows)
        fault = min((one for one in FAULTS if _row(one, page)), key=lambda one: often[one])
        often[fault] += 1
        known.append(_plant(fault, page, changes))
    for layer, change in changes.items():
        frames[layer] = _with(frames[layer], change)
    return known


def _row(fault: Fault, page: Page) -> Row | None:
    return next(filter(fault.fits, reversed(page.layers[fault.layer])), None)


def _plant(fault: Fault, page: Page, changes: dict[str, _Changes]) -> Planted:
    row = _row(fault, page) or {}
    change = changes.setdefault(fault.layer, _Changes())
    number = row["_row"]
    if fault.gone:
        change.gone.add(number)
        return fault.code, page.document["doc_id"], None
    if fault.twice:
        change.added.append(row | {"id": "twice"})
        return fault.code, page.document["doc_id"], "twice"
    change.changed[number] = row | fault.change(row, page)
    where = fault.at(row, page) if fault.at else row.get("id")
    return fault.code, page.document["doc_id"], where


def _with(frame: pl.DataFrame, change: _Changes) -> pl.DataFrame:
    kinds = {name: pl.String() if isinstance(dtype, pl.Enum) else dtype for name, dtype in frame.schema.items()}
    kept = frame.cast(kinds).with_row_index("_row")  # a label may be none
    kept = kept.filter(~pl.col("_row").is_in([*change.changed, *change.gone]))
    return (
        pl.concat([kept, _frame([*change.changed.values(), *change.added], kept)])
        .sort("_row", maintain_order=True)
        .drop("_row")
    )


def _frame(rows: Iterable[Row], like: pl.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=like.schema)
