"""The digest of rows is that of their values, however they lie in memory or in a file."""

from __future__ import annotations

from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.record_digests import records_digest

_SPAN = pa.struct([("start", pa.int32()), ("text", pa.string()), ("ids", pa.list_(pa.string()))])
_SCHEMA = pa.schema(
    [
        ("doc_id", pa.string()),
        ("start", pa.int32()),
        ("value", pa.float64()),
        ("same", pa.bool_()),
        ("dct", pa.timestamp("us", tz="UTC")),
        ("spans", pa.list_(_SPAN)),
        ("cue", _SPAN),
        ("nothing", pa.string()),
    ]
)
_WORDS = st.none() | st.text(max_size=5)
_SPANS = st.none() | st.fixed_dictionaries(
    {
        "start": st.none() | st.integers(-(2**31), 2**31 - 1),
        "text": _WORDS,
        "ids": st.none() | st.lists(_WORDS, max_size=3),
    }
)
_ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "doc_id": _WORDS,
            "start": st.none() | st.integers(-5, 5),
            "value": st.none() | st.floats(allow_nan=False).map(lambda value: value + 0.0),  # one zero
            "same": st.none() | st.booleans(),
            "dct": st.none() | st.datetimes(datetime(1980, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
            "spans": st.none() | st.lists(_SPANS, max_size=3),
            "cue": _SPANS,
            "nothing": st.none(),
        }
    ),
    max_size=6,
)


def _large(table: pa.Table) -> pa.Table:
    """The same with 64-bit offsets of strings and of the outer lists."""
    wide = {pa.string(): pa.large_string(), pa.list_(_SPAN): pa.large_list(_SPAN)}
    return table.cast(pa.schema([field.with_type(wide.get(field.type, field.type)) for field in table.schema]))


@given(_ROWS, st.data())
def test_rows_have_one_digest_however_they_are_stored(rows: list[dict], data: st.DataObject) -> None:
    """Cut into chunks, sliced out of more rows, with other offsets, written and read."""
    table = pa.Table.from_pylist(rows, _SCHEMA)
    digest = records_digest(table)
    cut = data.draw(st.integers(0, len(rows)))
    assert records_digest(pa.concat_tables([table.slice(0, cut), table.slice(cut)])) == digest
    more = pa.concat_tables([table, table, table]).combine_chunks()
    assert records_digest(more.slice(len(rows), len(rows))) == digest
    assert records_digest(_large(table)) == digest
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink)
    assert records_digest(pq.read_table(pa.BufferReader(sink.getvalue()))) == digest


@given(_ROWS, _ROWS)
def test_other_rows_have_another_digest(rows: list[dict], others: list[dict]) -> None:
    """In any value, in a null, in their order and in their number."""
    one, other = (pa.Table.from_pylist(part, _SCHEMA) for part in (rows, others))
    assert (records_digest(one) == records_digest(other)) == one.equals(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (["ab", "c"], ["a", "bc"]),
        (["", None], [None, ""]),
        ([["a"], ["b"]], [["a", "b"], []]),
        ([[], None], [None, []]),
        ([{"a": 1}, None], [{"a": 1}, {"a": None}]),
    ],
)
def test_values_do_not_run_into_each_other(one: list, other: list) -> None:
    """What is joined is not lost in the joint."""
    kind = pa.list_(pa.string()) if one[0] == [] else pa.array(one).type
    digests = {records_digest(pa.table({"a": pa.array(values, kind)})) for values in (one, other)}
    assert len(digests) == 2


def test_names_and_types_count() -> None:
    """A column of another name or type is another one."""
    values = pa.array([1, 2], pa.int32())
    tables = [pa.table({"a": values}), pa.table({"b": values}), pa.table({"a": values.cast(pa.int64())})]
    assert len({records_digest(table) for table in tables}) == 3
