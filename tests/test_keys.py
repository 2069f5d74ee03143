"""Rows of one key come together, however they are divided."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from upath import UPath

from corpus_kp.shards.engines.keys import KEY, divided, packed, unpacked
from corpus_kp.shards.engines.local import LocalEngine

_LEAST, _MOST = -(2**63), 2**63 - 1
_KEYS = st.lists(st.one_of(st.integers(_LEAST, _MOST), st.sampled_from([_LEAST, -1, 0, 1, _MOST])), max_size=40)
_TYPES = {KEY: pl.Int64, "rows": pl.UInt32}


def _frame(keys: list[int]) -> pl.DataFrame:
    return pl.DataFrame({KEY: sorted(keys)}, schema={KEY: pl.Int64}).with_columns(row=pl.int_range(pl.len()))


def _counted(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of each key: right only where all of them are there."""
    return rows.group_by(KEY).agg(rows=pl.len()).cast(_TYPES)


@given(_KEYS, _KEYS, st.integers(1, 50))
def test_a_key_is_in_one_part_and_each_row_too(one: list[int], other: list[int], parts: int) -> None:
    """Of two frames, rows of one key have one number; no row is lost, and none moves."""
    found = [list(divided(_frame(keys), parts)) for keys in (one, other)]
    for keys, divisions in zip((one, other), found, strict=True):
        assert_frame_equal(pl.concat([_frame([]), *(rows for _, rows in divisions)]), _frame(keys))
        assert all(0 <= part < parts and len(rows) for part, rows in divisions)
    of_key = [{key: part for part, rows in divisions for key in rows[KEY]} for divisions in found]
    assert all(of_key[1][key] == part for key, part in of_key[0].items() if key in of_key[1])


@pytest.mark.parametrize("parts", [1, 2, 3, 7, 1000])
def test_parts_are_ranges_of_equal_length(parts: int) -> None:
    """The first key of a range is in it, and the one before is not."""
    firsts = [_LEAST + 2**64 * part // parts for part in range(parts)]
    edges = [key for first in firsts[1:] for key in (first - 1, first)]
    found = {key: part for part, rows in divided(_frame([_LEAST, *edges, _MOST]), parts) for key in rows[KEY]}
    assert [found[first] for first in firsts] == list(range(parts))
    assert [found[first - 1] for first in firsts[1:]] == list(range(parts - 1))
    assert found[_MOST] == parts - 1


def test_packed_rows_keep_their_types() -> None:
    """What a cluster's own types have no name for comes through as well."""
    rows = pl.DataFrame(
        {"label": ["a", None], "count": [1, 2], "spans": [[{"start": 1}], None], "text": ["김 😀", ""]},
        schema={
            "label": pl.Enum(["a", "b"]),
            "count": pl.UInt8,
            "spans": pl.List(pl.Struct({"start": pl.Int32})),
            "text": pl.String,
        },
    )
    for some in (rows, rows.slice(1, 1), rows.clear()):
        assert_frame_equal(unpacked(packed(some)), some)


@settings(deadline=None)
@given(st.lists(_KEYS, max_size=12), st.integers(1, 30), st.booleans())
def test_one_machine_gives_all_rows_of_a_key_at_once(files: list[list[int]], at_once: int, remote: bool) -> None:  # noqa: FBT001 - drawn by hypothesis
    """However many rows are wanted at a time, and wherever the files are; nothing is left beside them."""
    with TemporaryDirectory() as folder:
        paths = [(UPath(f"file://{folder}") if remote else Path(folder)) / f"{n}.parquet" for n in range(len(files))]
        for path, keys in zip(paths, files, strict=True):
            _frame(keys).write_parquet(str(path).removeprefix("file://"))
        found = LocalEngine(1, at_once).by_key(paths, _counted, _TYPES)
        assert sorted(path.name for path in Path(folder).iterdir()) == sorted(path.name for path in paths)
    every = _frame([key for keys in files for key in keys])
    assert_frame_equal(found.sort(KEY), pl.concat([pl.DataFrame(schema=_TYPES), _counted(every)]).sort(KEY))
