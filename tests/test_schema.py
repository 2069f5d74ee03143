"""The table contract."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest
from datasets import ClassLabel, Features

from corpus_kp.errors import CorpusConfigError
from corpus_kp.features import features_of, full_features
from corpus_kp.records import TABLE_OF
from corpus_kp.schema import LAYERS, TABLES, load_schemas, parse_dtype


def test_pandera_reads_every_schema_and_agrees_on_the_types(root: Path) -> None:
    """What we read from the YAML is what pandera reads from it."""
    from pandera.io.polars_io import deserialize_schema

    for schema in load_schemas(root / "schemas").tables.values():
        columns = deserialize_schema(dict(schema.pandera)).columns
        assert {name: column.dtype.type for name, column in columns.items()} == schema.polars
        assert {name: column.nullable for name, column in columns.items()} == {
            name: column.nullable for name, column in schema.columns.items()
        }


def test_every_table_column_and_part_is_described(root: Path) -> None:
    """A column without a description is not finished."""
    for schema in load_schemas(root / "schemas").tables.values():
        for column in schema.columns.values():
            assert column.description.endswith("."), (schema.name, column.name)
            assert all(part.description for part in column.fields.values()), (schema.name, column.name)


@pytest.mark.parametrize("table", TABLES)
def test_features_survive_parquet_metadata_and_yaml(root: Path, table: str) -> None:
    """Features come back from both places in which they are stored."""
    features = features_of(load_schemas(root / "schemas")[table])
    assert Features.from_arrow_schema(features.arrow_schema) == features
    assert Features._from_yaml_list(features._to_yaml_list()) == features  # noqa: SLF001


def test_labels_of_the_contract_are_class_labels(root: Path) -> None:
    """entities.label, stances.label and the tags have names and numbers."""
    schemas = load_schemas(root / "schemas")
    assert isinstance(features_of(schemas["entities"])["label"], ClassLabel)
    assert isinstance(features_of(schemas["stances"])["label"], ClassLabel)
    tags = features_of(schemas["tokens"])["entity_tags"].feature
    assert tags.names[:3] == ["O", "B-PERSON", "I-PERSON"]
    assert len(tags.names) == 1 + 2 * len(schemas["entities"].columns["label"].values)
    assert set(full_features(schemas)) > set(LAYERS)


def test_every_text_field_of_a_record_with_listed_values_is_checked_while_reading(root: Path) -> None:
    """A field of a record is a column of its table, so that its legal values are found."""
    schemas = load_schemas(root / "schemas")
    derived = {"kind", "id", "start", "end"}
    for record, table in TABLE_OF.items():
        columns = schemas[table].columns
        fields = set(record.__struct_fields__) - set(columns)
        assert fields <= {"measured", "target", "cue"} | derived, (record, fields)


@pytest.mark.parametrize(
    "dtype",
    [
        pl.String(),
        pl.List(pl.Struct({"a": pl.Int32, "b": pl.List(pl.String)})),
        pl.Enum(["x", "y"]),
        pl.Datetime("us", "UTC"),
    ],
)
def test_a_printed_type_is_read_back(dtype: pl.DataType) -> None:
    """The YAML holds Polars' own printed form."""
    assert parse_dtype(str(dtype)) == dtype


@pytest.mark.parametrize("text", ["__import__('os')", "List(Nothing)", "1 + 1", "String)"])
def test_what_is_no_type_is_refused(text: str) -> None:
    """A schema is data: nothing in it is run."""
    with pytest.raises((ValueError, SyntaxError)):
        parse_dtype(text)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p: p.unlink(), "cannot be read"),
        (lambda p: p.write_text("a: [", encoding="utf-8"), "not YAML"),
        (lambda p: p.write_text("[]", encoding="utf-8"), "expected a mapping"),
        (lambda p: p.write_bytes(b"name: \xff"), "not YAML"),
        (lambda p: p.write_text(p.read_text().replace("ge: 0", "gee: 0"), encoding="utf-8"), "gee"),
        (lambda p: p.write_text(p.read_text().replace("isin: [DATE,", "isin: [no, DATE,"), encoding="utf-8"), "quote"),
        (lambda p: p.write_text(p.read_text().replace("title:", "titel:"), encoding="utf-8"), "titel"),
        (lambda p: p.write_text(p.read_text().replace("Int32", "Int33", 1), encoding="utf-8"), "timexes.yaml"),
    ],
)
def test_a_broken_schema_is_one_clear_error(root: Path, tmp_path: Path, change: object, message: str) -> None:
    """The message names the file."""
    shutil.copytree(root / "schemas", tmp_path / "schemas")
    change(tmp_path / "schemas" / "timexes.yaml")
    with pytest.raises(CorpusConfigError, match=message):
        load_schemas(tmp_path / "schemas")
