"""Fixes as data: which edits mend a finding, what they make of the files, and writing it."""

from __future__ import annotations

from corpus_kp.fixing.applying import Change, changes
from corpus_kp.fixing.diffs import diff
from corpus_kp.fixing.registry import FIXERS, with_fixes
from corpus_kp.fixing.rounds import Fixed, fix_files, preview

__all__ = ["FIXERS", "Change", "Fixed", "changes", "diff", "fix_files", "preview", "with_fixes"]
