"""Fixtures: the shipped corpus, a small made-up one, and the published articles where they are at hand."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hub.served import ServedHub, build
from native_file import NativeFile

ROOT = Path(__file__).resolve().parent.parent
ARTICLES = Path(os.environ.get("CORPUS_KP_ARTICLES", ROOT.parent / "shared" / "seeds"))


@pytest.fixture
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture
def articles() -> Path:
    """The folder with the published articles."""
    if not ARTICLES.is_dir():
        pytest.skip(f"the published articles are not in {ARTICLES}; set CORPUS_KP_ARTICLES to their folder")
    return ARTICLES


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A copy of the made-up corpus that a test may break."""
    folder = tmp_path / "harbour"
    shutil.copytree(ROOT / "tests" / "corpora" / "harbour", folder)
    shutil.copytree(ROOT / "schemas", folder / "schemas")
    return folder


@pytest.fixture
def first(harbour: Path) -> NativeFile:
    """The first document of the made-up corpus."""
    return NativeFile(harbour / "annotations" / "open" / "hx-a001.jsonl")


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the real command in a process of its own, in an empty folder."""
    cwd = tmp_path / "cwd"
    cwd.mkdir()

    def call(*args: object, **options: Any) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "corpus_kp", *map(str, args)]
        return subprocess.run(
            command, capture_output=True, text=True, cwd=options.pop("cwd", cwd), check=False, **options
        )

    return call


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[ServedHub]:
    """A served hub without repositories."""
    served = ServedHub(tmp_path / "hub")
    yield served
    served.stop()


@pytest.fixture
def environment(hub: ServedHub, tmp_path: Path) -> dict[str, str]:
    """What a client needs to speak to the hub."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
    more = {"HF_ENDPOINT": hub.url, "HF_TOKEN": "hf_test", "HF_HOME": str(tmp_path / "hf"), "HF_HUB_DISABLE_XET": "1"}
    return kept | more | {"HF_HUB_DISABLE_PROGRESS_BARS": "1"}


@pytest.fixture
def call(
    run: Callable[..., subprocess.CompletedProcess[str]], environment: dict[str, str]
) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs the real command against the hub."""
    return lambda *arguments, **more: run(*arguments, env=environment | more)


@pytest.fixture
def package(harbour: Path, run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path) -> Path:
    """A package of the made-up corpus, version 1.2.0."""
    return build(harbour, run, tmp_path / "package")
