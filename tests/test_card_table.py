"""The table of agreement in the card."""

from __future__ import annotations

from pathlib import Path

from annotators import change, drop, give

from corpus_kp.agreement.card_table import HEADER, agreement_table
from corpus_kp.corpus import Corpus


def _rows(harbour: Path) -> dict[tuple[str, str], dict[str, str]]:
    header, *rows = agreement_table(Corpus(harbour))
    named = [dict(zip(header, row, strict=True)) for row in rows]
    return {(row["pair"], row["layer"]): row for row in named}


def test_there_is_none_without_two_annotators(harbour: Path) -> None:
    """One version cannot agree with anything."""
    give(harbour, "a")
    assert agreement_table(Corpus(harbour)) == [HEADER]


def test_equal_versions_agree_fully(harbour: Path) -> None:
    """Every layer has F1 1, with an interval, and says what its values are."""
    give(harbour, "a")
    give(harbour, "b")
    rows = _rows(harbour)
    assert [layer for _, layer in rows] == ["entities", "quantities", "timexes", "attributions", "stances", "claims"]
    for row in rows.values():
        assert row["F1 span"] == row["F1 overlap"] == row["F1 span and values"] == "1.000 [1.000, 1.000]"


def test_missing_rows_and_other_values_are_counted_apart(harbour: Path) -> None:
    """Of 7 mentions one is missing, one has another span and one another label."""
    give(harbour, "a", "hx-a001")
    b = give(harbour, "b", "hx-a001")
    drop(b, "hx-a001", lambda record: record.get("id") == "e1")
    change(b, "hx-a001", "e2", start=39, end=46, text="workers")
    change(b, "hx-a001", "e3", label="LOC", gpe_role=None)
    row = _rows(harbour)["a - b", "entities"]
    cells = [row[name] for name in ("F1 span", "F1 overlap", "F1 span and values")]
    assert cells == [f"{2 * agreed / 13:.3f}" for agreed in (5, 6, 4)]
    assert (row["documents"], row["of"]) == ("1", "label")


def test_a_further_annotator_is_held_against_the_gold(harbour: Path) -> None:
    """The third one is compared with what was decided; a layer without anything has F1 0 and no kappa."""
    give(harbour, "a")
    give(harbour, "b")
    c = give(harbour, "c", "hx-a001", "hx-a002")
    for document in ("hx-a001", "hx-a002"):
        drop(c, document, lambda record: record["layer"] == "stances")
    rows = _rows(harbour)
    assert rows["c - gold", "stances"]["F1 span"].startswith("0.000")
    assert rows["c - gold", "stances"]["kappa"] == "n/a"
    assert rows["c - gold", "entities"]["F1 span"].startswith("1.000")
    assert rows["a - b", "stances"]["F1 span"].startswith("1.000")


def test_layers_that_nobody_annotated_twice_are_left_out(harbour: Path) -> None:
    """Claims that stand in the gold alone say nothing about agreement."""
    for name in ("a", "b", "c"):
        folder = give(harbour, name)
        for document in ("hx-a001", "hx-a002", "hx-n001"):
            drop(folder, document, lambda record: record["layer"] == "claims")
    assert "claims" not in {layer for _, layer in _rows(harbour)}


def test_annotators_without_a_document_in_common_are_left_out(harbour: Path) -> None:
    """A card can still be made."""
    give(harbour, "a", "hx-a001")
    give(harbour, "b", "hx-a002")
    assert agreement_table(Corpus(harbour)) == [HEADER]
