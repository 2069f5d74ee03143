"""The checks where annotators meet them: pytest, pre-commit, other repositories' workflows."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from cases import quantities
from native_file import NativeFile

from corpus_kp.baseline import write_baseline
from corpus_kp.corpus import Corpus
from corpus_kp.validation import validate

pytestmark = pytest.mark.slow


def _pytest(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_plugin_has_one_test_for_each_document(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """The test of a document with an error fails and shows the finding; the others pass."""
    quantities.FAULTS["KP401"][0](first)
    ended = _pytest(tmp_path, "--corpus-kp", harbour)
    assert ended.returncode == 1
    assert "hx-a001 FAILED" in ended.stdout
    assert "hx-a002 PASSED" in ended.stdout
    assert "registers PASSED" in ended.stdout
    assert "KP401 value-fields" in ended.stdout
    assert "1 failed, 3 passed" in ended.stdout


def test_the_plugin_fails_on_warnings_where_it_is_told_to(harbour: Path, tmp_path: Path) -> None:
    """And passes them otherwise."""
    (harbour / "annotations" / "closed" / "hx-n001.print").unlink()
    assert _pytest(tmp_path, "--corpus-kp", harbour).returncode == 0
    assert _pytest(tmp_path, "--corpus-kp", harbour, "--corpus-kp-strict").returncode == 1


def test_the_plugin_accepts_what_the_corpus_accepts(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """The same findings as the command; a configuration that is wrong is one message."""
    quantities.FAULTS["KP401"][0](first)
    with (harbour / "corpus.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('\n[validation]\nbaseline = "accepted.jsonl"\n')
    corpus = Corpus(harbour)
    write_baseline(harbour / "accepted.jsonl", validate(corpus).findings, corpus)
    assert "4 passed" in _pytest(tmp_path, "--corpus-kp", harbour).stdout
    (harbour / "accepted.jsonl").unlink()
    wrong = _pytest(tmp_path, "--corpus-kp", harbour)
    assert wrong.returncode == 2
    assert "the baseline cannot be read" in wrong.stdout
    assert "FileNotFoundError" not in wrong.stdout


def test_the_plugin_names_a_folder_that_is_no_corpus(tmp_path: Path) -> None:
    """And does nothing where it was not asked."""
    wrong = _pytest(tmp_path, "--corpus-kp", tmp_path)
    assert "no corpus here" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    (tmp_path / "test_other.py").write_text("def test_other() -> None:\n    assert 1 + 1 == 2\n", encoding="utf-8")
    assert "1 passed" in _pytest(tmp_path).stdout


def test_the_hook_of_the_documentation_stops_a_commit(
    root: Path, harbour: Path, first: NativeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pre-commit itself runs it on the files of a commit."""
    documentation = (root / "docs" / "validating.md").read_text(encoding="utf-8")
    hook = documentation.split("## pre-commit")[1].split("```yaml\n")[1].split("```")[0]
    (harbour / ".pre-commit-config.yaml").write_text(hook, encoding="utf-8")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{Path(shutil.which('git') or '/').parent}")
    monkeypatch.setenv("PRE_COMMIT_HOME", str(harbour.parent / "hooks"))

    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        named = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
        return subprocess.run(named, cwd=harbour, capture_output=True, text=True, check=False)

    git("init", "-q")
    git("add", "-A")
    install = [sys.executable, "-m", "pre_commit", "install"]
    assert subprocess.run(install, cwd=harbour, capture_output=True, check=False).returncode == 0
    assert git("commit", "-m", "clean").returncode == 0
    quantities.FAULTS["KP401"][0](first)
    refused = git("commit", "-a", "-m", "with a fault")
    assert refused.returncode == 1
    assert "KP401" in refused.stderr + refused.stdout


def test_hooks_and_workflow_are_those_of_the_documentation(root: Path) -> None:
    """The files are read by other repositories; both take the same files and call the command that is there."""
    (hook,) = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert hook["files"] in (root / "docs" / "validating.md").read_text(encoding="utf-8")
    workflow = yaml.safe_load((root / ".github" / "workflows" / "validate.yml").read_text(encoding="utf-8"))
    steps = workflow["jobs"]["validate"]["steps"]
    assert any("validate --format github" in step.get("run", "") for step in steps)
