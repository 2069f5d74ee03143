"""Shards are made of tables in any order, and nothing is lost or guessed on the way."""

# ruff: noqa: E402 - the made-up corpora of the bench are found once its folder is on the path

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from across_shards import ACROSS, plant_across
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "bench"))

from synthetic import make_corpus

from corpus_kp.corpus import Corpus
from corpus_kp.schema import LAYERS
from corpus_kp.shards import spreading
from corpus_kp.shards.engines.local import LocalEngine
from corpus_kp.shards.near_duplicates import connected
from corpus_kp.shards.run import check_shards
from corpus_kp.shards.spreading import spread

_TABLES = ("documents", *LAYERS)
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three shards of forty documents without a fault."""
    return make_corpus(tmp_path_factory.mktemp("made-up"), 120, 1, Corpus(ROOT).schemas, size=40, faults=False).path


def _table(folder: Path, table: str) -> pl.DataFrame:
    return pl.concat([pl.read_parquet(path) for path in sorted((folder / table).glob("*.parquet"))])


def _shuffled(shards: Path, out: Path, seed: int, *drop: str) -> Path:
    """The tables with their rows in another order, in files of any size."""
    draw = random.Random(seed)
    for table in _TABLES:
        rows = _table(shards, table).sample(fraction=1, shuffle=True, seed=seed)
        rows = rows.drop(drop) if table == "documents" else rows
        cuts = sorted(draw.sample(range(len(rows) + 1), 2))
        (out / table).mkdir(parents=True)
        for number, (first, last) in enumerate(zip([0, *cuts], [*cuts, len(rows)], strict=True)):
            rows[first:last].write_parquet(out / table / f"{number}.parquet")
    for path in shards.glob("*.parquet"):
        shutil.copy(path, out)
    return out


def _bytes(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**16), documents=st.sampled_from([7, 40, 500]), rows=st.sampled_from([50, 10**6]))
def test_the_order_of_rows_makes_no_difference(
    seed: int, documents: int, rows: int, made_up: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same shards, byte for byte, of any order, files and batches; no document in two of them, no row lost."""
    folder, schemas = tmp_path_factory.mktemp("order"), Corpus(ROOT).schemas
    batch = spreading._ROWS, spreading._TEXTS  # noqa: SLF001 - so that there are many batches of few rows
    spreading._ROWS = spreading._TEXTS = rows  # noqa: SLF001
    try:
        made = spread(_shuffled(made_up, folder / "rows", seed), folder / "one", schemas, LocalEngine(1), documents)
        spread(made_up, folder / "other", schemas, LocalEngine(1), documents)
    finally:
        spreading._ROWS, spreading._TEXTS = batch  # noqa: SLF001
    assert _bytes(folder / "one") == _bytes(folder / "other")
    assert made.counts == {table: len(_table(made_up, table)) for table in _TABLES}
    assert made.shards == -(-120 // documents)
    for table in _TABLES:
        keys = ["doc_id"] if table == "documents" else ["doc_id", "id"]
        assert _table(folder / "one", table).sort(keys).equals(_table(made_up, table).sort(keys))
    ids = [pl.read_parquet(path)["doc_id"].to_list() for path in sorted((folder / "one" / "documents").iterdir())]
    assert [doc_id for part in ids for doc_id in part] == sorted(doc_id for part in ids for doc_id in part)
    assert not list(check_shards(folder / "one", schemas, LocalEngine(1)).findings())


def test_documents_without_a_split_get_one_that_more_documents_do_not_change(made_up: Path, tmp_path: Path) -> None:
    """A split follows from the name of the group; near-duplicates share a group, and an assigned one's is kept."""
    schemas = Corpus(ROOT).schemas
    rows = _shuffled(made_up, tmp_path / "rows", 3, "split", "group_id")
    documents = _table(rows, "documents").sort("doc_id")
    copies = documents[:3].with_columns(doc_id=pl.format("{}-copy", "doc_id"))
    for path in (rows / "documents").iterdir():
        path.unlink()
    assigned = pl.when(doc_id=documents["doc_id"][1]).then(pl.lit("eval"))
    group = pl.when(doc_id=documents["doc_id"][1]).then(pl.lit("kept"))
    whole = pl.concat([documents, copies]).with_columns(split=assigned, group_id=group)
    whole.write_parquet(rows / "documents" / "a.parquet")
    made = spread(rows, tmp_path / "shards", schemas, LocalEngine(1), 50, share=0.3)
    assert (made.assigned, made.pairs) == (122, 3)
    found = {row["doc_id"]: row for row in _table(tmp_path / "shards", "documents").iter_rows(named=True)}
    for doc_id in copies["doc_id"]:
        first = found[doc_id.removesuffix("-copy")]
        assert (found[doc_id]["group_id"], found[doc_id]["split"]) == (first["group_id"], first["split"])
    assert (found[documents["doc_id"][1]]["group_id"], found[documents["doc_id"][1]]["split"]) == ("kept", "eval")
    splits = [row["split"] for row in found.values()]
    assert set(splits) == {"train", "eval"}
    assert 0.15 < splits.count("eval") / len(splits) < 0.45
    whole.filter(~pl.col("doc_id").str.ends_with("7")).write_parquet(rows / "documents" / "a.parquet")
    for table in LAYERS:
        layer = _table(rows, table).filter(~pl.col("doc_id").str.ends_with("7"))
        for path in (rows / table).iterdir():
            path.unlink()
        layer.write_parquet(rows / table / "a.parquet")
    spread(rows, tmp_path / "fewer", schemas, LocalEngine(1), 50, share=0.3)
    fewer = _table(tmp_path / "fewer", "documents")
    assert all(found[row["doc_id"]]["split"] == row["split"] for row in fewer.iter_rows(named=True))
    findings = check_shards(tmp_path / "shards", schemas, LocalEngine(1)).findings()
    assert {finding.code for finding in findings} <= {"KP601"}


def _without(table: str) -> Callable[[Path], object]:
    return lambda rows: shutil.rmtree(rows / table)


def _changed(table: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> Callable[[Path], object]:
    def act(rows: Path) -> None:
        path = next((rows / table).glob("0.parquet"))
        change(pl.read_parquet(path)).write_parquet(path)

    return act


_TWICE = _changed("documents", lambda frame: pl.concat([frame, frame[:1]]))
_STRAY = _changed("claims", lambda frame: frame.with_columns(doc_id=pl.lit("syn-9999999")))
_NO_ID = _changed("documents", lambda frame: frame.with_columns(doc_id=pl.lit(None, pl.String)))


@pytest.mark.parametrize(
    ("act", "code", "said"),
    [
        (_without("stances"), 2, "the table stances is missing; expected stances.parquet, or Parquet files in stances/"),
        (_changed("timexes", lambda frame: frame.drop("mod")), 2, "the column mod is missing; expected the columns id"),
        (_changed("timexes", lambda frame: frame.cast({"start": pl.Int64})), 2, "the column start is of type Int64"),
        (lambda rows: (rows / "claims" / "0.parquet").write_bytes(b"PAR1"), 2, "cannot be read as Parquet"),
        (lambda rows: (rows / "issues.parquet").write_bytes(b"PAR1"), 2, "issues.parquet: cannot be read as Parquet"),
        (_TWICE, 1, "stands in two rows of"),
        (_STRAY, 1, "rows are of documents that are not there, such as syn-9999999; add the documents, or take"),
        (_NO_ID, 1, "documents have no doc_id"),
        (_without("documents"), 2, "the table documents is missing"),
    ],
)  # fmt: skip
def test_rows_that_do_not_fit_are_named_and_nothing_is_written(  # noqa: PLR0913, PLR0917 - cases and fixtures
    act: Callable[[Path], object], code: int, said: str, made_up: Path, tmp_path: Path, run: Command
) -> None:
    """One message, no traceback, no half-written folder."""
    rows = _shuffled(made_up, tmp_path / "rows", 1)
    act(rows)
    done = run("--corpus", ROOT, "shard", rows, "--out", tmp_path / "shards", "--jobs", 1)
    assert done.returncode == code
    assert said in done.stderr.replace("doc_id, id", "id")
    assert "Traceback" not in done.stderr
    assert not [path for path in tmp_path.iterdir() if "shards" in path.name]


def test_a_corpus_is_sharded_and_packaged_by_commands(harbour: Path, tmp_path: Path, run: Command) -> None:
    """As the help shows it; what stands at the place of the shards is left alone."""
    shards = tmp_path / "shards"
    made = run("--corpus", harbour, "shard", "--out", shards, "--documents", 2)
    assert (made.returncode, made.stdout) == (0, f"wrote     {shards}: 2 shards\n")
    again = run("--corpus", harbour, "shard", "--out", shards)
    assert (again.returncode, again.stdout) == (2, "")
    assert "is there already; name another folder with --out" in again.stderr
    assert run("--corpus", harbour, "validate", shards).returncode == 0
    built = run("--corpus", harbour, "build", shards, "--out", tmp_path / "package")
    assert built.returncode == 0, built.stderr
    assert run("--corpus", harbour, "verify", tmp_path / "package").returncode == 0


@given(st.integers(1, 30), st.lists(st.tuples(st.integers(0, 29), st.integers(0, 29)), max_size=40))
def test_connected_sets_are_those_of_a_walk(nodes: int, edges: list[tuple[int, int]]) -> None:
    """Each node has the least node that can be reached from it."""
    edges = [(one % nodes, other % nodes) for one, other in edges]
    ends = np.array(edges, np.int64).reshape(-1, 2)
    found = connected(ends[:, 0], ends[:, 1], nodes)
    reached = list(range(nodes))
    for _ in range(nodes):
        for one, other in edges:
            reached[one] = reached[other] = min(reached[one], reached[other])
    assert found.tolist() == reached


@pytest.mark.parametrize("at_once", [400, 10**4])
def test_what_goes_across_shards_is_found_however_few_rows_are_brought_together(at_once: int, tmp_path: Path) -> None:
    """Near-duplicates and groups in two splits: the same findings of any number of parts."""
    schemas = Corpus(ROOT).schemas
    shards = make_corpus(tmp_path / "shards", 120, 1, schemas, size=40, faults=False).path
    plant_across(shards)
    whole = list(check_shards(shards, schemas, LocalEngine(1)).findings())
    assert {finding.code for finding in whole} == ACROSS
    assert list(check_shards(shards, schemas, LocalEngine(1, at_once)).findings()) == whole
