"""The pandera schemas, run over tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from native_file import NativeFile

from corpus_kp.contract import check_contract
from corpus_kp.corpus import Corpus
from corpus_kp.rendering import render_text
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
            "wikidata_qid is '42'",
            "register.wikidata_qid: str_matches('^Q[1-9][0-9]*$')",
        ),
        (
            _replace("claims.jsonl", '"scope_key": "ships.delay', '"scope_key": "Ships delay'),
            "claims.jsonl:5",
            "scope_key is 'Ships delay.port_ansel'",
            "claims.scope_key: str_matches",
        ),
        (
            _replace("open/hx-a001.jsonl", '"lang": "en"', '"lang": "English"'),
            "hx-a001.jsonl:1",
            "lang is 'English'",
            "documents.lang: str_matches",
        ),
        (
            _replace("open/hx-a002.jsonl", '"url": null', '"url": "port-ansel.example"'),
            "hx-a002.jsonl:1",
            "url is 'port-ansel.example'",
            "documents.url: str_matches('^https?://')",
        ),
    ],
    ids=["pattern-in-a-register", "pattern-in-the-claims", "pattern-in-a-document", "no-url"],
)  # fmt: skip
def test_a_row_that_breaks_the_contract_is_one_finding_with_its_line(
    harbour: Path, change: Callable[[Path], None], place: str, message: str, expected: str
) -> None:
    """The finding points at the source and never shows pandera's own words."""
    change(harbour)
    (finding,) = [f for f in validate(Corpus(harbour)).findings if f.code == "KP014"]
    printed = "\n".join(render_text([finding]))
    assert place in printed
    assert message in printed
    assert expected in printed
    assert "SchemaError" not in printed


def test_every_broken_row_and_column_is_found_once(harbour: Path) -> None:
    """Tables that do not come from native files meet the same contract."""
    corpus = Corpus(harbour)
    frames = tabulate(corpus.read(), corpus.schemas)
    frames["timexes"] = frames["timexes"].with_columns(
        timex_type=pl.lit("DAY"), value=pl.when(doc_id="hx-a001").then("value"), start=pl.lit(-1, pl.Int32)
    )
    found = {(f.doc_id, f.expected) for f in check_contract(frames, corpus.schemas)}
    documents = ("hx-a001", "hx-a002", "hx-n001")
    kinds = "isin(['DATE', 'TIME', 'DURATION', 'SET'])"
    assert found == {
        *((doc_id, f"timexes.timex_type: {kinds}") for doc_id in documents),
        *((doc_id, "timexes.start: greater_than_or_equal_to(0)") for doc_id in documents),
        *((doc_id, "timexes.value: not_nullable") for doc_id in documents[1:]),
    }


def test_a_row_that_stands_twice_is_found(harbour: Path) -> None:
    """The key of a table is unique."""
    corpus = Corpus(harbour)
    frames = tabulate(corpus.read(), corpus.schemas)
    frames["timexes"] = pl.concat([frames["timexes"], frames["timexes"].head(1)])
    findings = check_contract(frames, corpus.schemas)
    assert {(f.doc_id, f.message) for f in findings} == {("hx-a001", "the row stands twice in timexes")}


@pytest.mark.parametrize("value", [10**12, -(10**12)])
def test_absurd_numbers_are_findings(first: NativeFile, harbour: Path, value: int) -> None:
    """Numbers that no column holds do not end in an exception."""
    first.edit(1, lambda record: record.update(n_codepoints=value))
    assert validate(Corpus(harbour)).failed
