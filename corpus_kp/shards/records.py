"""What the reader demands of native lines, as column expressions over a shard: ids, values, words beside offsets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import polars as pl

from corpus_kp.frames import Frames
from corpus_kp.schema import LAYERS, Schemas
from corpus_kp.spans import all_spans

#: Columns that follow from others; a shard holds them for its readers.
_DERIVED = {
    "entities": ("canonical_name", "wikidata_qid"),
    "attributions": ("depth", "chain"),
    "stances": ("label",),
    "claims": (
        *("issue_id", "question", "answer_type", "proposition", "value", "value_min", "value_max", "time"),
        *("event_status", "scope_key", "chain"),
    ),
}

Faults = Iterator[tuple[str, pl.DataFrame]]


def labelled(frames: Frames, schemas: Schemas) -> tuple[Frames, list[tuple[str, pl.DataFrame]]]:
    """Turns strings into labels, as the rules expect them.

    Args:
        frames: tables as they were read.
        schemas: the table contract.

    Returns:
        The tables, and rows with a value that is no label.
    """
    found: list[tuple[str, pl.DataFrame]] = []
    made = Frames(frames)
    for table, frame in frames.items():
        columns = schemas[table].columns if table in schemas.tables else {}
        for name, column in columns.items():
            if isinstance(column.dtype, pl.Enum):
                label = pl.col(name).cast(column.dtype, strict=False)
                illegal = frame.filter(label.is_null() & pl.col(name).is_not_null())
                if len(illegal):
                    found.append(("KP201", _illegal(illegal, name, pl.col(name), column.values or ())))
                made[table] = made[table].with_columns(label)
    return made, found


def hashed(documents: pl.DataFrame) -> pl.DataFrame:
    """Documents with the SHA-256 of their texts, and the split as rules know it."""
    texts = documents["text"].cast(pl.Binary)  # a loop over documents, of which hashing is the greater part
    sums = [None if text is None else hashlib.sha256(text).hexdigest() for text in texts]
    return documents.with_columns(pl.Series("_sha256", sums, pl.String)).rename({"split": "_split"})


def differences(stored: Frames, derived: Frames) -> Faults:
    """Rows whose derived columns do not hold what follows from the others.

    Args:
        stored: tables as a shard has them.
        derived: the same rows with these columns made anew.

    Yields:
        Code of a rule and such rows, with the columns of `ROW_COLUMNS`.
    """
    for table, columns in _DERIVED.items():
        for name in columns:
            rows = stored[table].with_columns(_derived=derived[table][name])
            rows = rows.filter(pl.col(name).ne_missing(pl.col("_derived")))
            if len(rows):
                shown, right = _shown(rows, name), _shown(rows, "_derived")
                message = pl.format("{} is {}, but other columns make it {}", pl.lit(name), shown, right)
                yield "KP014", _described(rows, message, name, right)


def _shown(rows: pl.DataFrame, name: str) -> pl.Expr:
    value = pl.col(name).list.join(" > ") if isinstance(rows.schema[name], pl.List) else pl.col(name).cast(pl.String)
    return value.fill_null("null")


def record_faults(frames: Frames, schemas: Schemas) -> Faults:
    """Checks the records of a shard, before any rule looks at them.

    Args:
        frames: tables with labels.
        schemas: the table contract.

    Yields:
        Code of a rule and the rows that break it, with the columns of `ROW_COLUMNS`.
    """
    checks = (_repeated_documents, _strangers, _repeated_ids, _open_spans, _words)
    for check in checks:
        yield from check(frames)
    yield from _relations(frames, schemas)


def _repeated_documents(frames: Frames) -> Faults:
    documents = frames["documents"]
    rows = documents.filter(pl.col("doc_id").is_null() | ~pl.col("doc_id").is_first_distinct())
    shown = pl.format("the document {} stands in two rows", pl.col("doc_id").fill_null("null"))
    yield "KP014", _described(rows, shown, "doc_id", pl.lit("one row for each document"))


def _strangers(frames: Frames) -> Faults:
    """Rows of documents that this shard does not have."""
    documents = frames["documents"]["doc_id"].drop_nulls()
    for layer in LAYERS:
        rows = frames[layer].filter(~pl.col("doc_id").is_in(documents.implode()).fill_null(value=False))
        shown = pl.format("the document {} is not in this shard", pl.col("doc_id").fill_null("null"))
        expected = pl.lit("all rows of a document in files of one name")
        yield "KP014", _described(rows, shown, "doc_id", expected)


def _repeated_ids(frames: Frames) -> Faults:
    """Ids that stand twice in a document, in one layer or in two."""
    ids = pl.concat([frames[layer].select("doc_id", "id") for layer in LAYERS])
    if ids.select((pl.col("doc_id").hash(0) + pl.col("id").hash(1)).n_unique()).item() == len(ids):
        return  # hashes are far quicker than rows
    columns = ("doc_id", "id", "_file", "_line")
    rows = pl.concat([frames[layer].select(*columns, layer=pl.lit(layer)) for layer in LAYERS])
    rows = rows.filter((pl.col("doc_id").hash(0) + pl.col("id").hash(1)).is_duplicated())
    first = (pl.col(name).first().over("doc_id", "id") for name in ("_line", "layer"))
    rows = rows.with_columns(pl.col("id").is_first_distinct().over("doc_id").alias("_is_first"), *_prefixed(first))
    shown = pl.format(
        "the id '{}' of this {} line stands already on line {} of {}", "id", "layer", "_first_line", "_first_layer"
    )
    repeated = rows.filter(~pl.col("_is_first") & pl.col("id").is_not_null())
    yield "KP107", _described(repeated, shown, "id", pl.lit("an id that is unique in its document"))


def _prefixed(first: Iterator[pl.Expr]) -> Iterator[pl.Expr]:
    for name, expression in zip(("_first_line", "_first_layer"), first, strict=True):
        yield expression.alias(name)


def _open_spans(frames: Frames) -> Faults:
    """Spans that lack their start or end; an event's is judged by a rule."""
    open_ = pl.col("start").is_null() | pl.col("end").is_null()
    rows = all_spans(frames).filter(open_ & (pl.col("role") != "target"))
    lacking = pl.when(pl.col("start").is_null()).then(pl.lit("start")).otherwise(pl.lit("end"))
    shown = pl.format("the field `{}` is missing", lacking)
    yield "KP007", _described(_once(rows), shown, pl.col("field"), pl.format("`{}`", lacking))


def _words(frames: Frames) -> Faults:
    """Spans without their words where the text is at hand, and with words where it is not."""
    documents = frames["documents"]
    free = documents.filter(pl.col("text").is_null())["doc_id"].drop_nulls()
    spans, has_words = all_spans(frames), pl.col("role") != "target"
    is_free = pl.col("doc_id").is_in(free.implode())
    here = pl.when(pl.col("field") == "").then(pl.lit("the span of the line")).otherwise("field")
    without = spans.filter(has_words & pl.col("text").is_null()).filter(~is_free)
    expected = pl.lit("text in every span of a document with text")
    yield "KP113", _described(_once(without), pl.format("`text` is missing in {}", here), pl.col("field"), expected)
    if len(free):
        speaking = spans.filter(has_words & pl.col("text").is_not_null()).filter(is_free)
        shown, none = pl.format("words of the article stand in {}", here), pl.lit("no text where the text is withheld")
        yield "KP801", _described(_once(speaking), shown, pl.col("field"), none)
        titled = documents.filter(pl.col("text").is_null() & (pl.col("tier") == "text_free") & _given("title"))
        yield "KP801", _described(titled, pl.lit("words of the article stand in title"), pl.lit("title"), none)


def _given(name: str) -> pl.Expr:
    return pl.col(name).is_not_null()


def _relations(frames: Frames, schemas: Schemas) -> Faults:
    """Relations of quantities: the contract looks at columns, not into lists."""
    rows = frames["quantities"].filter(pl.col("relations").list.len() > 0).explode("relations")
    kind, to = (pl.col("relations").struct.field(name) for name in ("type", "to"))
    values = schemas["quantities"].columns["relations"].fields["type"].values or ()
    yield "KP201", _illegal(rows.filter(~kind.is_in(values)), "type", kind, values)
    lacking = pl.when(kind.is_null()).then(pl.lit("type")).otherwise(pl.lit("to"))
    rows = rows.filter(kind.is_null() | to.is_null())
    shown = pl.format("the field `{}` is missing", lacking)
    yield "KP007", _described(rows, shown, "relations", pl.format("`{}`", lacking))


def _illegal(rows: pl.DataFrame, name: str, value: pl.Expr, values: tuple[str, ...]) -> pl.DataFrame:
    return _described(rows, pl.format("{} is '{}'", pl.lit(name), value), name, pl.lit(f"one of {', '.join(values)}"))


def _once(spans: pl.DataFrame) -> pl.DataFrame:
    """The first span of each annotation."""
    return spans.unique(["_file", "_line"], keep="first", maintain_order=True)


def _described(rows: pl.DataFrame, message: pl.Expr, field: str | pl.Expr, expected: pl.Expr) -> pl.DataFrame:
    known = [name for name in ("doc_id", "id", "_file", "_line") if name in rows.columns]
    place = pl.lit(field) if isinstance(field, str) else field
    return rows.select(*known, message=message, field=place, expected=expected)
