"""From records to tables."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from native_file import NativeFile

from corpus_kp.corpus import Corpus
from corpus_kp.frames import Frames
from corpus_kp.tables import stance_label, tabulate


def _frames(folder: Path) -> Frames:
    corpus = Corpus(folder)
    return tabulate(corpus.read(), corpus.schemas)


def test_tables_have_the_columns_and_types_of_the_contract(harbour: Path) -> None:
    """Every table is the contract's, with the place where each row was read."""
    corpus = Corpus(harbour)
    frames = _frames(harbour)
    for name, schema in corpus.schemas.tables.items():
        if name == "tokens":
            continue
        columns = {column: dtype for column, dtype in frames[name].schema.items() if not column.startswith("_")}
        assert columns == schema.polars, name
        assert frames[name]["_line"].null_count() == 0


def test_a_row_keeps_what_its_line_says(harbour: Path, first: NativeFile) -> None:
    """Values, nulls and nested spans arrive unchanged."""
    row = _frames(harbour)["quantities"].filter(doc_id="hx-a001").row(0, named=True)
    expected = {"value": 1200.0, "value_min": None, "modifier": "approx", "measured_text": "dockers", "relations": []}
    assert {name: row[name] for name in expected} == expected
    assert row["_line"] == first.number("quantities")


def test_chains_run_from_the_author_inwards(harbour: Path) -> None:
    """Depth counts the attributions, chain names their sources; implicit ones are a question mark."""
    rows = _frames(harbour)["attributions"].filter(doc_id="hx-a002").select("id", "depth", "chain").rows()
    assert (("a3", 2, ["AUTHOR", "harbour-board", "?"])) in rows
    assert (("a2", 1, ["AUTHOR", "harbour-board"])) in rows


def test_coordinated_sources_stand_together_in_a_chain(harbour: Path, first: NativeFile) -> None:
    """Two sources of one attribution are one link."""
    source = {"start": 0, "end": 7, "text": "Harbour", "entity_ids": ["harbour-board"]}
    first.edit(first.number("attributions", "a4"), lambda r: r["sources"].append(source))
    rows = _frames(harbour)["attributions"].filter(doc_id="hx-a001", id="a4")
    assert rows["chain"].to_list() == [["AUTHOR", "port-ansel+harbour-board"]]


def test_a_cycle_of_parents_ends(harbour: Path, first: NativeFile) -> None:
    """A cycle gives a depth beyond the legal one, not an endless loop."""
    for one, other in (("a2", "a3"), ("a3", "a2")):
        number = first.number("attributions", one)
        first.edit(number, lambda r, other=other: r.update(parent_id=other, link_type="embedded"))
    depths = _frames(harbour)["attributions"].filter(pl.col("id").is_in(["a2", "a3"]), doc_id="hx-a001")["depth"]
    assert (depths > 5).all()


def test_a_claim_mention_carries_claim_issue_and_chain(harbour: Path) -> None:
    """The claims table is joined from the document, the register and the attribution."""
    row = _frames(harbour)["claims"].filter(doc_id="hx-a001", claim_id="delays/yes").row(0, named=True)
    assert row["question"] == "Did the strike delay ships?"
    assert row["chain"] == ["AUTHOR", "port-ansel"]
    assert row["origin_commitment"] == "CT-"


def test_scopes_of_pairs_are_compared(harbour: Path) -> None:
    """same_scope is true where both claims have one scope_key."""
    path = harbour / "annotations" / "claims.jsonl"
    path.write_text(path.read_text().replace("dockers.strike.port_ansel", "dockers.strike.all_ports", 1))
    same = dict(_frames(harbour)["claim_pairs"].select("claim_a", "same_scope").rows())
    assert same == {"strikers/n1200": False, "delays/no": True}


@pytest.mark.parametrize(
    ("row", "label"),
    [
        ({"dimension": "commitment", "certainty": "CT", "polarity": "+"}, "affirm"),
        ({"dimension": "commitment", "certainty": "CT", "polarity": "-"}, "deny"),
        ({"dimension": "commitment", "certainty": "PR", "polarity": "-"}, "uncertain"),
        ({"dimension": "commitment", "certainty": "U", "polarity": "u"}, "uncertain"),
        ({"dimension": "response", "response": "deny"}, "deny"),
        ({"dimension": "response", "response": "support"}, "affirm"),
        ({"dimension": "response", "response": "query"}, "uncertain"),
        ({"dimension": "response", "response": "decline"}, "decline"),
        ({"dimension": "response", "response": "comment"}, "other"),
        ({"dimension": "evaluation", "evaluation": "negative", "attitude": "condemn"}, "condemn"),
        ({"dimension": "evaluation", "evaluation": "negative", "attitude": "doubt"}, "other"),
    ],
)
def test_the_one_word_label_follows_from_the_values(row: dict[str, str], label: str) -> None:
    """Each dimension has its words."""
    names = ("dimension", "certainty", "polarity", "response", "evaluation", "attitude")
    frame = pl.DataFrame({name: [row.get(name)] for name in names}, schema=dict.fromkeys(names, pl.String))
    assert frame.select(stance_label()).item() == label
