"""Rounds of checking and mending, until nothing changes."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus_kp.content import Content
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.fixing.applying import Change, changes_and_fixes
from corpus_kp.fixing.registry import with_fixes
from corpus_kp.fixing.writing import states, write_changes
from corpus_kp.regular_files import LARGEST

#: Rounds at most. Each one makes what the one before brought to light: line ends, then records, then spans.
_ROUNDS = 20


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


def fix_files(corpus: Corpus, check: Callable[[], tuple[list[Finding], Content]], *, unsafe: bool) -> Fixed:
    """Checks, mends and writes, until nothing changes.

    Args:
        corpus: whose files are mended.
        check: reads and checks it.
        unsafe: whether fixes that are not safe are made too.

    Raises:
        FixError: a file was changed by somebody else meanwhile, or cannot be written.
    """
    changed: dict[Path, Change] = {}
    fixes: Counter[tuple[str, str]] = Counter()
    for _ in range(_ROUNDS):
        known = states([corpus.annotations, *(corpus.annotations / tier.folder for tier in corpus.tiers)])
        findings, content = check()
        findings = with_fixes(findings, corpus, content)
        made, applied = changes_and_fixes(findings, corpus, unsafe=unsafe)
        if not made:
            break
        write_changes(made, known)
        fixes.update((code, fix.title) for code, fix in applied)
        for change in made:
            changed[change.path] = replace(changed.get(change.path, change), after=change.after)
    else:
        findings, content = check()
        findings = with_fixes(findings, corpus, content)
    net = sorted((c for c in changed.values() if c.after != c.before), key=lambda change: change.shown)
    return Fixed(tuple(net), fixes, findings, content)


class _Copy(Corpus):
    """A copy of a corpus whose files go by the names of the original."""

    def __init__(self, original: Corpus, folder: Path) -> None:
        super().__init__(folder)
        self._original = original

    def shown(self, path: Path) -> str:
        shown = self._original.shown(self._original.folder / path.relative_to(self.folder))
        self._files[shown] = path
        return shown


def preview(
    corpus: Corpus,
    paths: Sequence[Path],
    check: Callable[[Corpus, Sequence[Path]], tuple[list[Finding], Content]],
    *,
    unsafe: bool,
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
    folder = corpus.folder.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch).resolve() / folder.name
        _copy(folder, place)
        copy = _Copy(corpus, place)
        inside = [place / path.resolve().relative_to(folder) if _in(path, folder) else path for path in paths]
        fixed = fix_files(copy, lambda: check(copy, inside), unsafe=unsafe)
    originals = (replace(change, path=folder / change.path.relative_to(place)) for change in fixed.changes)
    return replace(fixed, changes=tuple(originals))


def _in(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder)


def _copy(folder: Path, place: Path) -> None:
    """Copies what a corpus is read from. Links into the folder lead into the copy, others where they led."""
    place.mkdir()
    for name in ("corpus.toml", "schemas", "annotations"):
        _copy_one(folder / name, folder, place)
        for path in () if (folder / name).is_symlink() else sorted((folder / name).rglob("*")):
            _copy_one(path, folder, place)


def _copy_one(path: Path, folder: Path, place: Path) -> None:
    copy = place / path.relative_to(folder)
    if path.is_symlink():
        led = path.resolve()
        behind = place / led.relative_to(folder) if _in(led, folder) else led
        copy.symlink_to(behind)
        if not behind.exists() and led.exists():
            behind.parent.mkdir(parents=True, exist_ok=True)
            if led.is_dir():
                shutil.copytree(led, behind, symlinks=True, copy_function=_copy_file)
            else:
                _copy_file(led, behind)
    elif path.is_dir():
        copy.mkdir(exist_ok=True)
    else:
        _copy_file(path, copy)


def _copy_file(path: str | Path, copy: str | Path) -> None:
    """Copies a file; what cannot be copied, such as a pipe, is led to, so that the check says what is wrong with it."""
    try:
        if Path(path).stat().st_size > LARGEST:
            raise OSError(errno.EFBIG, "it is too large to be read, and so to be copied", str(path))  # noqa: TRY301
        shutil.copy2(path, copy)
    except OSError:
        Path(copy).unlink(missing_ok=True)
        Path(copy).symlink_to(path)
