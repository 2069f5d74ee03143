"""The bench of validation: its corpus has to be right, and its faults known, or it measures nothing."""

# ruff: noqa: E402 - the modules of the bench are found once its folder is on the path

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

BENCH = Path(__file__).resolve().parent.parent / "scripts" / "bench"
sys.path.insert(0, str(BENCH))

import planted
from synthetic import make_corpus

from corpus_kp.schema import LAYERS, Schemas, load_schemas
from corpus_kp.shards.engines.local import LocalEngine
from corpus_kp.shards.files import ShardFolder
from corpus_kp.shards.run import check_shards

_DOCUMENTS = 400


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    """The contract of the shipped corpus."""
    return load_schemas(BENCH.parents[1] / "schemas")


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory, schemas: Schemas) -> ShardFolder:
    """A corpus with planted faults."""
    return make_corpus(tmp_path_factory.mktemp("faulty"), _DOCUMENTS, 1, schemas)


def _rows(shards: ShardFolder, table: str) -> pl.DataFrame:
    return pl.read_parquet(shards.file(table, "00000"))


def test_a_made_up_corpus_is_clean(tmp_path: Path, schemas: Schemas) -> None:
    """No rule, no warning and no word of the contract finds anything in it."""
    shards = make_corpus(tmp_path, _DOCUMENTS, 2, schemas, faults=False)
    assert list(check_shards(shards.path, schemas, LocalEngine(1)).findings()) == []


def test_a_made_up_corpus_is_like_news(faulty: ShardFolder) -> None:
    """About 3 kB a document, most of them beyond ASCII, some 64 annotations on all layers."""
    texts = _rows(faulty, "documents")["text"]
    assert 2500 < texts.str.len_chars().mean() < 3500
    assert 0.6 < (texts.str.len_bytes() != texts.str.len_chars()).mean() < 0.8
    annotations = {layer: len(_rows(faulty, layer)) / _DOCUMENTS for layer in LAYERS}
    assert all(annotations.values())
    assert 55 < sum(annotations.values()) < 75


def test_exactly_the_planted_faults_are_found(faulty: ShardFolder, schemas: Schemas) -> None:
    """At the right document and annotation, of many kinds, and nothing is invented."""
    known = [tuple(fault) for fault in json.loads((faulty.path / "planted.json").read_text(encoding="utf-8"))]
    found = check_shards(faulty.path, schemas, LocalEngine(1)).findings()
    assert Counter((f.code, f.doc_id, f.annotation_id) for f in found) == Counter(known)
    assert len({code for code, _, _ in known}) >= 25


def test_every_fault_is_planted_in_turn() -> None:
    """No kind is left out where documents have room for all of them."""
    assert len(planted.draw(1, 1000, 2 * len(planted.FAULTS))) == 2 * len(planted.FAULTS)


def test_a_document_does_not_depend_on_how_many_there_are(tmp_path: Path, schemas: Schemas) -> None:
    """So that a larger corpus holds the smaller one, but for the faults."""
    few = make_corpus(tmp_path / "few", 30, 1, schemas, faults=False)
    more = make_corpus(tmp_path / "more", 60, 1, schemas, faults=False)
    for table in ("documents", *LAYERS):
        rows, ids = _rows(few, table), _rows(few, "documents")["doc_id"]
        assert rows.equals(_rows(more, table).filter(pl.col("doc_id").is_in(ids.implode())))


def test_a_corpus_is_made_once(faulty: ShardFolder, schemas: Schemas) -> None:
    """What lies there is taken, unless something else is asked for."""
    path = faulty.file("entities", "00000")
    before = path.stat().st_mtime_ns
    make_corpus(faulty.path, _DOCUMENTS, 1, schemas)
    assert path.stat().st_mtime_ns == before


@pytest.mark.slow
def test_the_bench_measures_every_contestant(tmp_path: Path) -> None:
    """A whole run: ours finds exactly the planted faults, a loop invents none, and the page has every table."""
    pytest.importorskip("psutil")
    command = [
        sys.executable,
        BENCH / "validate_bench.py",
        "--documents",
        "60",
        "120",
        "--rounds",
        "1",
        "--folder",
        tmp_path,
    ]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    rows = [line.strip("| ").split(" | ") for line in run.stdout.splitlines() if line.startswith("|")]
    exact = {(row[0], row[1]): row[2:] for row in rows if row[-1] in ("yes", "no")}
    for size in ("60", "120"):
        count, found, others, verdict = exact["corpus_kp", size]
        assert (found, others, verdict) == (count, "0", "yes")
        assert exact["datasets loop", size][2] == "0"
    for title in ("Seconds", "Processor seconds", "Ratios", "Growth", "Planted faults", "Seconds of each rule"):
        assert f"## {title}\n" in run.stdout
