"""Facts that rules about attributions and stances share with the schemas and with each other."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from cases.edits import at
from native_file import NativeFile

from corpus_kp.corpus import Corpus
from corpus_kp.frames import Frames
from corpus_kp.rules.attribution_words import CLAUSE_CUES, CUES, NO_CUES, TRANSITIVE_CUES, quoted_passages
from corpus_kp.rules.stances import COMMITMENTS, FIELDS
from corpus_kp.schema import load_schemas
from corpus_kp.tables import MAX_DEPTH
from corpus_kp.validation import validate


def test_the_greatest_depth_is_that_of_the_schema(root: Path) -> None:
    """Chains are followed as far as the contract lets them be."""
    depth = load_schemas(root / "schemas")["attributions"].pandera["columns"]["depth"]
    assert depth["le"] == MAX_DEPTH


def test_commitments_are_those_of_the_schema(root: Path) -> None:
    """FactBank's pairs stand in the claims' schema and are made of the parts that the stances' schema lists."""
    schemas = load_schemas(root / "schemas")
    origin, stances = schemas["claims"].columns["origin_commitment"], schemas["stances"].columns
    assert set(COMMITMENTS) == set(origin.values or ())
    assert {pair[:-1] for pair in COMMITMENTS} == set(stances["certainty"].values or ())
    assert {pair[-1] for pair in COMMITMENTS} == set(stances["polarity"].values or ())
    assert set(FIELDS) == set(stances["dimension"].values or ())


def test_no_verb_stands_in_two_lists() -> None:
    """Where it does, the first list hides the second."""
    verbs = (*CUES, *TRANSITIVE_CUES, *CLAUSE_CUES)
    assert len(verbs) == len(set(verbs))
    assert all(any(cue in phrase for cue in verbs) for phrase in NO_CUES)


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ('He said “no” and "yes".', ["“no”", '"yes"']),
        ("„So“ und »so« und «so» 「そう」.", ["„So“", "»so«", "«so»", "「そう」"]),
        ("“One\ntwo”, “three”", []),
        ("“One.\n“Two.”", ["“Two.”"]),
        ("“A “b” c” d", []),
        ('“A "b" c” d', ['“A "b" c”']),
        ('A 5" and 6" pipe', []),
        ('A "b c', []),
        ("It’s the dockers’ day", []),
    ],
)  # fmt: skip
def test_quoted_passages_of_a_text(text: str, passages: list[str]) -> None:
    """Of all kinds of marks; of a paragraph with a mark too many, none."""
    documents = pl.DataFrame({"doc_id": ["d"], "text": [text], "_file": ["d.jsonl"], "_line": [1]})
    found = quoted_passages(Frames({"documents": documents}))
    assert [text[row["start"] : row["end"]] for row in found.iter_rows(named=True)] == passages


def test_direct_content_of_a_text_without_any_quote_mark(harbour: Path) -> None:
    """There is nothing to look for, and the quote type is wrong all the same."""
    second = NativeFile(harbour / "annotations" / "open" / "hx-a002.jsonl")
    at("attributions", quote_type="direct")(second)
    assert [(finding.code, finding.annotation_id) for finding in validate(Corpus(harbour)).findings] == [
        ("KP312", "a1")
    ]
