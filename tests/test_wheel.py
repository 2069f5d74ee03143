"""The built wheel, in an empty environment, away from the checkout."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest


@pytest.mark.slow
def test_the_wheel_builds_the_corpus_that_it_carries(root: Path, tmp_path: Path) -> None:
    """`pip install` of the wheel, then `corpus-kp build`, outside the checkout; nothing heavy comes along."""
    wheels = tmp_path / "wheels"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels, root], check=True)
    (wheel,) = wheels.glob("*.whl")
    venv.create(tmp_path / "env", with_pip=True)
    bin_ = tmp_path / "env" / "bin"
    install = [bin_ / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet", wheel]
    subprocess.run(install, check=True, cwd=tmp_path)
    ended = subprocess.run([bin_ / "corpus-kp", "build"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "read      53 documents: 48 open, 5 text_free" in ended.stdout
    assert (tmp_path / "build" / "corpus_kp" / "full" / "train-00000-of-00001.parquet").is_file()
    carried = zipfile.ZipFile(wheel).namelist()
    assert sum(name.endswith(".print") for name in carried) == 5
    assert not [name for name in carried if "/news/" in name and name.endswith(".txt")]
    listed = subprocess.run([bin_ / "python", "-m", "pip", "list"], capture_output=True, text=True, check=True).stdout
    names = {line.split()[0].lower() for line in listed.splitlines()[2:]}
    assert not names & {"torch", "pyspark", "tensorflow", "jax"}
