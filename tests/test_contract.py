"""The pandera schemas, run over tables."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from native_file import NativeFile

from corpus_kp.contract import contract_faults, repeated
from corpus_kp.corpus import Corpus
from corpus_kp.errors import BuildError
from corpus_kp.frames import Frames
from corpus_kp.pandera_gate import assert_contract, pandera_failures
from corpus_kp.renderers.text import render_text
from corpus_kp.schema import Schemas, TableSchema, load_schemas
from corpus_kp.tables import tabulate
from corpus_kp.validation import validate


def _replace(name: str, old: str, new: str) -> Callable[[Path], None]:
    def act(folder: Path) -> None:
        path = folder / "annotations" / name
        content = path.read_text(encoding="utf-8")
        assert old in content
        path.write_text(content.replace(old, new, 1), encoding="utf-8")

    return act


@pytest.mark.parametrize(
    ("change", "place", "message", "expected"),
    [
        (
            _replace("entities.jsonl", '"wikidata_qid": null', '"wikidata_qid": "42"'),
            "entities.jsonl:1",
            "wikidata_qid is 42",
            "Wikidata item; it matches ^Q[1-9][0-9]*$",
        ),
        (
            _replace("claims.jsonl", '"scope_key": "ships.delay', '"scope_key": "Ships delay'),
            "claims.jsonl:5",
            "scope_key is Ships delay.port_ansel",
            "it matches ^[a-z0-9_]+",
        ),
        (
            _replace("open/hx-a001.jsonl", '"lang": "en"', '"lang": "English"'),
            "hx-a001.jsonl:1",
            "lang is English",
            "it matches ^[a-z]{2,3}",
        ),
        (
            _replace("open/hx-a002.jsonl", '"url": null', '"url": "port-ansel.example"'),
            "hx-a002.jsonl:1",
            "url is port-ansel.example",
            "it matches ^https?://",
        ),
    ],
    ids=["pattern-in-a-register", "pattern-in-the-claims", "pattern-in-a-document", "no-url"],
)  # fmt: skip
def test_a_row_that_breaks_the_contract_is_one_finding_with_its_line(
    harbour: Path, change: Callable[[Path], None], place: str, message: str, expected: str
) -> None:
    """The finding points at the source and never shows pandera's own words."""
    change(harbour)
    (finding,) = [f for f in validate(Corpus(harbour)).findings if f.code in ("KP014", "KP203")]
    printed = "\n".join(render_text([finding]))
    assert place in printed
    assert message in printed
    assert expected in printed
    assert "SchemaError" not in printed


def _faults(frames: Frames, schemas: Schemas) -> set[tuple[str, str]]:
    """Document and message of each fault, as they come."""
    rows = [row for _, rows in contract_faults(frames, schemas) for row in rows.iter_rows(named=True)]
    found = {(row["doc_id"], row["message"]) for row in rows}
    assert len(found) == len(rows)
    return found


def test_every_broken_row_and_column_is_found_once(harbour: Path) -> None:
    """Tables that do not come from native files meet the same contract."""
    corpus = Corpus(harbour)
    frames = tabulate(corpus.read(), corpus.schemas)
    frames["timexes"] = frames["timexes"].with_columns(
        timex_type=pl.lit("DAY"), value=pl.when(doc_id="hx-a001").then("value"), start=pl.lit(-1, pl.Int32)
    )
    documents = ("hx-a001", "hx-a002", "hx-n001")
    assert _faults(frames, corpus.schemas) == {
        *((doc_id, "timex_type is DAY") for doc_id in documents),
        *((doc_id, "start is -1") for doc_id in documents),
        *((doc_id, "value is null") for doc_id in documents[1:]),
    }


def test_a_row_that_stands_twice_is_found(harbour: Path) -> None:
    """The key of a table is unique."""
    corpus = Corpus(harbour)
    frames = tabulate(corpus.read(), corpus.schemas)
    frames["timexes"] = pl.concat([frames["timexes"], frames["timexes"].head(1)])
    assert _faults(frames, corpus.schemas) == {("hx-a001", "the row stands twice in timexes")}


@pytest.mark.parametrize("value", [10**12, -(10**12)])
def test_absurd_numbers_are_findings(first: NativeFile, harbour: Path, value: int) -> None:
    """Numbers that no column holds do not end in an exception."""
    first.edit(1, lambda record: record.update(n_codepoints=value))
    assert validate(Corpus(harbour)).failed


_SCHEMA = """
schema_type: polars_dataframe
name: things
title: Things
description: Every kind of check that a schema may have.
strict: true
unique: [doc_id, id]
columns:
  doc_id: {dtype: String, description: Document id., str_matches: '^[a-z]+$'}
  id: {dtype: Int32, description: Id., ge: 0, le: 5}
  label: {dtype: String, description: Label., isin: [one, two]}
  weight: {dtype: Float64, nullable: true, description: Weight., gt: 0, lt: 1}
  note: {dtype: String, nullable: true, description: Note., str_matches: 'x$'}
"""
_ROW = st.fixed_dictionaries(
    {
        "doc_id": st.sampled_from(["a", "b", "A", "", None]),
        "id": st.integers(-1, 6) | st.none(),
        "label": st.sampled_from(["one", "two", "three", None]),
        "weight": st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0, None]),
        "note": st.sampled_from(["x", "xy", "yx", "x\n", "", None]),
    }
)


@pytest.fixture(scope="module")
def things(tmp_path_factory: pytest.TempPathFactory) -> TableSchema:
    """A schema with every kind of check."""
    folder = tmp_path_factory.mktemp("schemas")
    shutil.copytree(Path(__file__).parent.parent / "schemas", folder, dirs_exist_ok=True)
    (folder / "tokens.yaml").write_text(_SCHEMA, encoding="utf-8")
    return load_schemas(folder)["tokens"]


@settings(deadline=None)
@given(rows=st.lists(_ROW, min_size=1, max_size=8))
def test_the_expressions_find_what_pandera_finds(things: TableSchema, rows: list[dict[str, object]]) -> None:
    """Row by row and column by column, for every kind of check that a schema may have."""
    frame = pl.DataFrame(rows, schema=things.polars).with_row_index("_line")
    ours = {
        (row["field"], row["_line"])
        for _, broken in contract_faults(Frames(things=frame), Schemas({"things": things}))
        for row in broken.iter_rows(named=True)
        if row["field"]
    }
    theirs = {(f["column"], f["index"]) for f in pandera_failures(frame, things) if f["column"] in things.columns}
    assert ours == theirs
    doubled = frame.select("doc_id", "id").is_duplicated().any()
    assert doubled == (len(repeated(frame, ["doc_id", "id"])) > 0)


def test_pandera_has_the_last_word_on_what_is_packaged(harbour: Path) -> None:
    """What it refuses is not built."""
    corpus = Corpus(harbour)
    frames = tabulate(corpus.read(), corpus.schemas)
    assert_contract(frames, corpus.schemas)
    frames["timexes"] = frames["timexes"].with_columns(start=pl.lit(-1, pl.Int32))
    with pytest.raises(BuildError, match=r"pandera refuses .* timexes.start"):
        assert_contract(frames, corpus.schemas)
