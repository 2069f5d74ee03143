"""Shards and packages on an object store, which a server of S3 on loopback stands for."""

# ruff: noqa: E402 - the made-up corpora of the bench are found once its folder is on the path

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "bench"))

from synthetic import make_corpus

from corpus_kp.corpus import Corpus
from corpus_kp.shards.engines.local import LocalEngine
from corpus_kp.shards.packaging import build_shards

pytestmark = pytest.mark.slow
_CONFIGS = ("documents", "entities", "claims", "claim_pairs")
_OPTIONS = [word for config in _CONFIGS for word in ("--config", config)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment in which `s3://` leads to a store of our own, with one empty bucket."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "AWS"))}
    keys = {"AWS_ACCESS_KEY_ID": "nobody", "AWS_SECRET_ACCESS_KEY": "nothing", "AWS_DEFAULT_REGION": "us-east-1"}
    environment |= keys | {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "AWS_EC2_METADATA_DISABLED": "true"}
    call = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with (tmp_path / "store.log").open("w") as log, subprocess.Popen(call, stdout=log, stderr=log) as server:
        try:
            _wait_for(port)
            _on_store(environment, "store.mkdir('corpus')")
            yield environment
        finally:
            server.kill()


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server of the object store did not start")


def _on_store(environment: Mapping[str, str], program: str) -> None:
    """Runs a line of Python with the store at hand."""
    whole = f"import s3fs\nstore = s3fs.S3FileSystem()\n{program}"
    subprocess.run([sys.executable, "-c", whole], check=True, env=environment)


def _bytes(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_shards_on_a_store_are_checked_and_packaged_there(store: dict[str, str], tmp_path: Path) -> None:
    """The package is that of a disk; one that is there is not replaced; a fault is named by its address."""
    corpus = Corpus(ROOT)
    shards = make_corpus(tmp_path / "shards", 60, 1, corpus.schemas, size=20, faults=False).path
    _on_store(store, f"store.put({str(shards)!r} + '/', 'corpus/shards/', recursive=True)")
    build_shards(corpus, shards, tmp_path / "disk", LocalEngine(1), _CONFIGS)

    def call(*words: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "corpus_kp", "--corpus", ROOT, *words]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, env=store)

    build = ("build", "s3://corpus/shards", "--out", "s3://corpus/package", "--jobs", 2, *_OPTIONS)
    built = call(*build)
    assert (built.returncode, built.stderr) == (0, "")
    _on_store(store, f"store.get('corpus/package', {str(tmp_path / 'store')!r}, recursive=True)")
    assert _bytes(tmp_path / "store") == _bytes(tmp_path / "disk")
    again = call(*build)
    assert again.returncode == 2
    assert "s3://corpus/package: holds a package" in again.stderr
    _on_store(store, "store.pipe('corpus/shards/claims/00001.parquet', b'PAR1')")
    found = call("validate", "s3://corpus/shards", "--format", "concise", "--jobs", 1)
    assert found.returncode == 1
    assert found.stdout.startswith("s3://corpus/shards/claims/00001.parquet: error KP001 ")
    assert "Traceback" not in found.stderr
