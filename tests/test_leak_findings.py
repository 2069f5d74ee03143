"""R2 as findings: with the articles at hand, their words are looked for in what is published of them."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from native_file import NativeFile

from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.validation import validate

WORDS = "no crane on the northern quay was moving"


def _findings(harbour: Path) -> list[Finding]:
    return [f for f in validate(Corpus(harbour), articles=harbour / "articles").findings if f.code == "KP804"]


def test_a_clean_corpus_has_none(harbour: Path) -> None:
    """With the article, and without."""
    assert _findings(harbour) == []
    assert validate(Corpus(harbour)).findings == []


@pytest.mark.parametrize("words", [WORDS, WORDS.upper(), WORDS.replace(" ", "_")])
def test_a_proposition_that_repeats_the_article_is_found(harbour: Path, words: str) -> None:
    """Whatever its letters and what stands between the words; the finding points at the line and not at the words."""
    path = harbour / "annotations" / "claims.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(n for n, line in enumerate(lines) if "proposition" in line)
    lines[number] = json.dumps({**json.loads(lines[number]), "proposition": words})
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (finding,) = _findings(harbour)
    assert (finding.line, finding.doc_id, Path(finding.path).name) == (number + 1, "hx-n001", "claims.jsonl")
    assert "proposition: words running as in the text of hx-n001 (8 words)" in finding.message
    assert "crane" not in str(finding).casefold()


def test_a_local_slug_that_is_the_covered_text_is_found(harbour: Path) -> None:
    """An id of two words that stand in the article like that."""
    file = NativeFile(harbour / "annotations" / "closed" / "hx-n001.jsonl")
    file.path.write_text(file.path.read_text(encoding="utf-8").replace("hx-n001-officials", "to-comment"))
    assert {finding.message.split(": ")[-1] for finding in _findings(harbour)} == {
        "the words of a span of hx-n001 (2 words)"
    }


def test_the_command_says_so(harbour: Path, run: Callable[..., subprocess.CompletedProcess[str]]) -> None:
    """An error, exit status 1."""
    register = harbour / "annotations" / "entities.jsonl"
    register.write_text(
        register.read_text(encoding="utf-8").replace('"aliases": []', f'"aliases": ["{WORDS} today"]', 1)
    )
    shown = run("--corpus", harbour, "validate", "--articles", harbour / "articles")
    assert shown.returncode == 1
    assert "error KP804 protected-words" in shown.stdout
