"""Checks and mends a corpus folder, as the command does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from corpus_kp.content import Content
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding, Fix
from corpus_kp.fixing import Fixed, fix_files, with_fixes
from corpus_kp.validation import validate


def check(corpus: Corpus, paths: Sequence[Path] = ()) -> tuple[list[Finding], Content]:
    """What is wrong with a corpus."""
    report = validate(corpus, paths)
    return report.findings, report.content


def fix(folder: Path, *, unsafe: bool = False) -> Fixed:
    """Mends a corpus folder."""
    corpus = Corpus(folder)
    return fix_files(corpus, lambda: check(corpus), unsafe=unsafe)


def found_fixes(folder: Path) -> list[Fix]:
    """The fixes of all findings."""
    corpus = Corpus(folder)
    return [finding.fix for finding in with_fixes(*_checked(corpus)) if finding.fix]


def _checked(corpus: Corpus) -> tuple[list[Finding], Corpus, Content]:
    findings, content = check(corpus)
    return findings, corpus, content


def files(folder: Path) -> dict[Path, bytes]:
    """The bytes of all files."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
