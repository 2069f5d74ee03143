"""Reads a release back as an experimenter would: by its tag, from an empty cache, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from typing import Any

from corpus_kp.publishing.hub import Hub, HubError

_PROGRAM = """
import json, sys
from datasets import load_dataset
repository, revision, configs = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
found = {}
for config in configs:
    loaded = load_dataset(repository, config, revision=revision)
    found[config] = {split: rows.num_rows for split, rows in loaded.items()}
print(json.dumps(found))
"""


def read_back(hub: Hub, tag: str, commit: str, manifest: Mapping[str, Any]) -> None:
    """Loads every config at a tag and compares the rows.

    Args:
        hub: the repository.
        tag: of the release.
        commit: that it has to stand on.
        manifest: of the package that was published.

    Raises:
        HubError: the tag stands elsewhere, or what loads is not what was published.
    """
    at = hub.tags().get(tag)
    if at != commit:
        raise HubError(f"{hub.repository}: {tag} stands on {at}, not on {commit}")
    expected = {
        config: {split: part["rows"] for split, part in entry["splits"].items()}
        for config, entry in manifest["configs"].items()
    }
    found = _loaded(hub.repository, tag, list(expected))
    if found != expected:
        wrong = sorted(config for config in expected if found.get(config) != expected[config])
        raise HubError(f"{hub.repository}: at {tag} these configs load with other rows: {', '.join(wrong)}")


def _loaded(repository: str, tag: str, configs: list[str]) -> dict[str, dict[str, int]]:
    from huggingface_hub import get_token

    with tempfile.TemporaryDirectory(prefix="corpus-kp-") as scratch:
        token = get_token()
        environment = {**os.environ, "HF_HOME": scratch, "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"}
        environment |= {"HF_TOKEN": token} if token else {}
        for name in ("HF_HUB_CACHE", "HF_DATASETS_CACHE", "HF_XET_CACHE"):
            environment.pop(name, None)
        call = [sys.executable, "-c", _PROGRAM, repository, tag, json.dumps(configs)]
        done = subprocess.run(call, capture_output=True, text=True, env=environment, cwd=scratch, check=False)  # noqa: S603 - our own program
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise HubError(f"{repository}: at {tag} it does not load: {last.replace(token or chr(0), '***')}")
    return dict(json.loads(done.stdout))
