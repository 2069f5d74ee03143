"""Agreement of annotators."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from corpus_kp.corpus import Corpus
from corpus_kp.rounds import agreement


def _rounds(harbour: Path, *names: str) -> list[Path]:
    paths = []
    for name in names:
        folder = harbour / "annotations" / "rounds" / name
        folder.mkdir(parents=True)
        paths.append(Path(shutil.copy(harbour / "annotations" / "open" / "hx-a001.jsonl", folder)))
    return paths


def _edit(path: Path, change: object) -> None:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(json.dumps(r) + "\n" for r in records if change(r)), encoding="utf-8")


def test_there_is_none_without_two_annotators(harbour: Path) -> None:
    """One version cannot agree with anything."""
    _rounds(harbour, "a")
    assert agreement(Corpus(harbour)) == []


def test_equal_versions_agree_fully(harbour: Path) -> None:
    """Every layer has F1 1."""
    _rounds(harbour, "a", "b")
    lines = agreement(Corpus(harbour))
    assert [line.layer for line in lines] == ["entities", "quantities", "timexes", "attributions", "stances"]
    assert {line.cells[4:6] for line in lines} == {("1.000", "1.000")}


def test_missing_rows_and_other_values_are_counted_apart(harbour: Path) -> None:
    """Of 7 entities one is missing and one has another label: 12/13 by span, 10/13 with values."""
    _, second = _rounds(harbour, "a", "b")

    def change(record: dict) -> bool:
        if record.get("id") == "e2":
            record["label"] = "ORG"
        return record.get("id") != "e1"

    _edit(second, change)
    entities = agreement(Corpus(harbour))[0]
    assert (entities.first, entities.second, entities.matched, entities.equal) == (7, 6, 6, 5)
    assert entities.cells[4:6] == (f"{12 / 13:.3f}", f"{10 / 13:.3f}")


def test_a_further_annotator_is_held_against_the_gold(harbour: Path) -> None:
    """The third one is compared with what was decided."""
    *_, third = _rounds(harbour, "a", "b", "c")
    _edit(third, lambda record: record["layer"] != "stances")
    lines = {(line.pair, line.layer): line for line in agreement(Corpus(harbour))}
    assert lines["c - gold", "stances"].cells[4] == "0.000"
    assert lines["c - gold", "entities"].cells[4] == "1.000"
    assert lines["a - b", "stances"].cells[4] == "1.000"
