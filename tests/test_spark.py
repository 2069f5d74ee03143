"""The same shards on a real Spark: workers in processes of their own, one of which is killed in the middle."""

# ruff: noqa: E402 - the made-up corpora of the bench are found once its folder is on the path

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from across_shards import ACROSS, plant_across

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "bench"))

from synthetic import make_corpus

from corpus_kp.corpus import Corpus
from corpus_kp.package import CONFIGS
from corpus_kp.shards.engines.local import LocalEngine
from corpus_kp.shards.packaging import build_shards

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java: apt-get install default-jre-headless"),
]

#: Two workers, each a process with one core.
MASTER = "local-cluster[2,1,1024]"
_DOCUMENTS, _SIZE = 10_000, 500
#: Sentences with tags cost far more than all else, and are made in the same function.
_MADE = [config for config in CONFIGS if config != "tokens"]
_UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def _bytes(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _workers(process: psutil.Process) -> Iterator[psutil.Process]:
    for child in process.children(recursive=True):
        with suppress(psutil.Error):  # one that ends meanwhile
            if any("CoarseGrainedExecutorBackend" in word for word in child.cmdline()):
                yield child


def test_a_cluster_builds_the_same_bytes_though_a_worker_is_killed(tmp_path: Path) -> None:
    """Ten thousand documents: row order, digests, card and manifest."""
    corpus = Corpus(ROOT)
    shards = make_corpus(tmp_path / "shards", _DOCUMENTS, 1, corpus.schemas, size=_SIZE, faults=False).path
    out = tmp_path / "spark"
    call = [sys.executable, "-m", "corpus_kp", "--corpus", ROOT, "build", shards, "--out", out, "--json"]
    configs = [word for config in _MADE for word in ("--config", config)]
    command = [*map(str, call), "--engine", "spark", "--master", MASTER, *configs]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=_UNMEASURED
    ) as process:
        assert process.stderr is not None
        events, killed = [], 0
        for line in process.stderr:
            if line.startswith("{"):
                events.append(json.loads(line))
            if len(events) == 3 and not killed:
                worker = next(_workers(psutil.Process(process.pid)))
                killed = worker.pid
                worker.kill()
    assert process.returncode == 0
    assert killed
    assert sorted(event["shard"] for event in events) == [f"{n:05}" for n in range(_DOCUMENTS // _SIZE)]
    build_shards(corpus, shards, tmp_path / "local", LocalEngine(1), _MADE)
    assert _bytes(out) == _bytes(tmp_path / "local")


def test_a_cluster_finds_what_one_machine_finds(tmp_path: Path) -> None:
    """Planted faults of many kinds, near-duplicates in two splits among them; and a shard that cannot be read."""
    corpus = Corpus(ROOT)
    shards = make_corpus(tmp_path / "shards", 400, 1, corpus.schemas, size=100).path
    plant_across(shards)
    call = [sys.executable, "-m", "corpus_kp", "--corpus", ROOT, "validate", shards, "--format", "jsonl"]
    spark = [*map(str, call), "--engine", "spark", "--master", MASTER]
    local = [*map(str, call), "--jobs", "1"]

    def said(command: list[str]) -> tuple[int, str]:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=_UNMEASURED)
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout

    found = said(local)
    assert found[0] == 1
    assert {json.loads(line)["code"] for line in found[1].splitlines()} >= ACROSS
    assert said(spark) == found
    path = shards / "claims" / "00001.parquet"
    path.write_bytes(path.read_bytes()[:50])
    unread = said(local)
    assert "KP001" in unread[1]
    assert said(spark) == unread


def test_without_a_cluster_there_is_one_message(tmp_path: Path) -> None:
    """What is wrong, and what is needed."""
    corpus = Corpus(ROOT)
    shards = make_corpus(tmp_path / "shards", 10, 1, corpus.schemas, size=5, faults=False).path
    call = [sys.executable, "-m", "corpus_kp", "--corpus", ROOT, "validate", shards, "--engine", "spark"]
    done = subprocess.run(
        [*map(str, call), "--master", "nonsense"], capture_output=True, text=True, check=False, env=_UNMEASURED
    )
    assert done.returncode == 2
    assert "corpus-kp: Spark does not start" in done.stderr
    assert "Traceback" not in done.stderr.split("corpus-kp: ")[-1]
