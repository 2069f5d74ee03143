"""A server by other hands reads the very folder that was published to: rows of each release by its tag."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hub.served import REPOSITORY, ServedHub, build

Call = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.slow
# ruff: noqa: PLR0913, PLR0917 - fixtures are arguments
_VERSION = "0.5.4"
_READ = """
import json, sys
from datasets import load_dataset
import corpus_kp
found = {}
for tag in sys.argv[2:]:
    rows = load_dataset(sys.argv[1], "quantities", revision=tag)
    strict = corpus_kp.load("quantities", "train", repository=sys.argv[1], revision=tag)
    found[tag] = {split: part.num_rows for split, part in rows.items()} | {"strict": strict.num_rows}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def olah_command(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server olah, in an environment of its own: it wants other versions of what we use."""
    place = tmp_path_factory.mktemp("olah") / "venv"
    subprocess.run([sys.executable, "-m", "venv", place], check=True)
    install = [place / "bin" / "pip", "install", "-q", f"olah=={_VERSION}"]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"olah {_VERSION} cannot be installed here: {done.stderr.strip().splitlines()[-1]}")
    return place / "bin" / "olah-cli"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def olah(olah_command: Path, hub: ServedHub, tmp_path: Path) -> Iterator[str]:
    """Its address; it reads the folder of the hub and asks nobody else."""
    port = _free_port()
    settings = tmp_path / "olah.toml"
    settings.write_text(
        f'[basic]\nhost = "127.0.0.1"\nport = {port}\nrepos-path = "{tmp_path / "olah"}"\nhf-netloc = "127.0.0.1:9"\n'
        f'hf-lfs-netloc = "127.0.0.1:9"\nmirrors-path = ["{hub.root}"]\n[accessibility]\noffline = true\n'
    )
    server = subprocess.Popen(
        [olah_command, "-c", settings], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=tmp_path
    )
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while not _answers(url):
        assert time.monotonic() < deadline, "olah did not start"
        assert server.poll() is None, "olah ended"
        time.sleep(0.2)
    yield url
    server.terminate()
    server.wait(20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1):  # noqa: S310 - loopback
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _copy_first_document(harbour: Path) -> None:
    """One more document, with the annotations of the first but for its claims, in the group of that."""
    folder = harbour / "annotations" / "open"
    text = (folder / "hx-a001.txt").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in (folder / "hx-a001.jsonl").read_text(encoding="utf-8").splitlines()]
    anonymous = [line for line in lines if "hx-a001-" in json.dumps(line)]
    kept = [line for line in lines if line["layer"] in ("documents", "quantities", "timexes") and line not in anonymous]
    kept[0]["doc_id"] = "hx-a003"
    written = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in kept)
    (folder / "hx-a003.jsonl").write_text(written, encoding="utf-8")
    (folder / "hx-a003.txt").write_text(text, encoding="utf-8", newline="")
    with (harbour / "annotations" / "splits.csv").open("a", encoding="utf-8") as file:
        file.write("hx-a003,strike-monday,train\n")


def test_two_releases_load_by_their_tags_from_a_server_by_others(
    olah: str, call: Call, run: Call, package: Path, harbour: Path, tmp_path: Path
) -> None:
    """Build, publish, correct, publish; then each tag has its own rows."""
    assert call("publish", package, REPOSITORY, "--create", "--execute").returncode == 0
    rows = json.loads((package / "manifest.json").read_text())["configs"]["quantities"]["splits"]
    _copy_first_document(harbour)
    new = build(harbour, run, tmp_path / "new", "1.3.0")
    done = call("publish", new, REPOSITORY, "--execute")
    assert done.returncode == 0, done.stderr
    later = json.loads((new / "manifest.json").read_text())["configs"]["quantities"]["splits"]
    assert later["train"]["rows"] > rows["train"]["rows"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    environment |= {"HF_ENDPOINT": olah, "HF_HOME": str(tmp_path / "hf-olah"), "HF_HUB_DISABLE_XET": "1"}
    read = [sys.executable, "-c", _READ, REPOSITORY, "v1.2.0", "v1.3.0"]
    ended = subprocess.run(read, capture_output=True, text=True, env=environment, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout.strip().splitlines()[-1])
    for tag, stated in (("v1.2.0", rows), ("v1.3.0", later)):
        wanted = {split: part["rows"] for split, part in stated.items()}
        assert found[tag] == wanted | {"strict": wanted["train"]}
