"""From fixes to the bytes of files."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from pathlib import Path

from corpus_kp.corpus import Corpus
from corpus_kp.findings import Edit, Finding, Fix
from corpus_kp.fixing.files import read_target


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after its fixes.

    Attributes:
        path: the file itself, behind all links.
        shown: how findings name it.
        before, after: its bytes.
    """

    path: Path
    shown: str
    before: bytes
    after: bytes


#: Characters of a file that are replaced: first, the one after the last, and what stands there afterwards.
_Replacement = tuple[int, int, str]


class _Draft:
    """A file and the edits that are made in it."""

    def __init__(self, path: Path, shown: str, data: bytes, text: str) -> None:
        self.path, self.shown, self._data, self._text = path, shown, data, text
        self._lines = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
        self._replacements: list[_Replacement] = []

    def place(self, edit: Edit) -> _Replacement | None:
        """Where an edit is made; None where the file has no such place."""
        if not 0 < edit.line <= edit.end_line <= len(self._lines):
            return None
        first, last = self._lines[edit.line - 1] + edit.column - 1, self._lines[edit.end_line - 1] + edit.end_column - 1
        return (first, last, edit.replacement) if first <= last <= len(self._text) else None

    def touches(self, replacement: _Replacement) -> bool:
        """Whether it is made where something is replaced already; only its neighbours can be there."""
        first, last, _ = replacement
        at = bisect_right(self._replacements, first, key=itemgetter(0))
        beside = self._replacements[max(0, at - 1) : at + 1]
        return any(first == start or (first < end and start < last) for start, end, _ in beside)

    def add(self, replacement: _Replacement) -> None:
        """Makes a replacement that touches no other one."""
        insort(self._replacements, replacement)

    def change(self) -> Change:
        """The file before and after."""
        parts, at = [], 0
        for first, last, replacement in self._replacements:
            parts += [self._text[at:first], replacement]
            at = last
        after = "".join([*parts, self._text[at:]]).encode()
        return Change(self.path, self.shown, self._data, after)


def changes(findings: Sequence[Finding], corpus: Corpus, *, unsafe: bool) -> list[Change]:
    """What the fixes of some findings make of the files; nothing is written.

    A fix is made with all its edits or not at all. One whose edits touch those of another is left for the next round;
    safe ones come first.

    Args:
        findings: with their fixes.
        corpus: that was checked.
        unsafe: whether fixes that are not safe are made too.
    """
    return changes_and_fixes(findings, corpus, unsafe=unsafe)[0]


def changes_and_fixes(
    findings: Iterable[Finding], corpus: Corpus, *, unsafe: bool
) -> tuple[list[Change], list[tuple[str, Fix]]]:
    """What fixes make of the files, and the findings that they mend.

    Args:
        findings: with their fixes.
        corpus: that was checked.
        unsafe: whether fixes that are not safe are made too.

    Returns:
        The changes, as `changes` gives them, and for each finding that is mended its code and fix.
    """
    drafts = _Drafts(corpus)
    made: list[tuple[str, Fix]] = []
    for fix, codes in sorted(_fixes(findings, unsafe=unsafe).items(), key=lambda pair: not pair[0].safe):
        placed = [(draft, draft.place(edit)) for edit in fix.edits if (draft := drafts.of(edit.path))]
        kept = [(draft, place) for draft, place in placed if place is not None and not draft.touches(place)]
        if len(kept) == len(fix.edits):
            made.extend((code, fix) for code in codes)
            for draft, place in kept:
                draft.add(place)
    changed = [draft.change() for draft in drafts.by_path.values()]
    return sorted(
        (change for change in changed if change.after != change.before), key=lambda change: change.shown
    ), made


def _fixes(findings: Iterable[Finding], *, unsafe: bool) -> dict[Fix, list[str]]:
    """Each fix once, with the codes of the findings that it mends."""
    found: dict[Fix, list[str]] = {}
    known: dict[int, list[str]] = {}  # to hash one with many edits takes time, and many findings can have it
    for finding in findings:
        if finding.fix and finding.fix.edits and (finding.fix.safe or unsafe):
            if id(finding.fix) not in known:
                known[id(finding.fix)] = found.setdefault(finding.fix, [])
            known[id(finding.fix)].append(finding.code)
    return found


class _Drafts:
    """The files that are mended, each read once."""

    def __init__(self, corpus: Corpus) -> None:
        self.by_path: dict[Path, _Draft] = {}
        self._corpus = corpus
        self._by_name: dict[str, _Draft | None] = {}

    def of(self, shown: str) -> _Draft | None:
        """The draft of the file that a name of findings stands for; None where it may not be mended."""
        if shown not in self._by_name:
            found = read_target(self._corpus, shown)
            draft = self.by_path.get(found[0]) or _Draft(found[0], shown, *found[1:]) if found else None
            self._by_name[shown] = draft
            if draft:
                self.by_path[draft.path] = draft
        return self._by_name[shown]
