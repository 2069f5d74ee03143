"""What a rule is, and the list of all of them: faults of files and records, and rules over tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cache
from typing import Any, Literal

from corpus_kp.findings import Finding, Severity


class Level(IntEnum):
    """Order of the checks. What has an error on one level, an annotation or a document, is not checked on the next."""

    FILES = 1
    RECORDS = 2
    TEXT = 3
    BOUNDS = 4
    REFERENCES = 5
    CONTRACT = 6
    SPANS = 7
    LAYERS = 8


class Scope(IntEnum):
    """What a rule looks into: one document, a document beside the registers, or the whole corpus."""

    DOCUMENT = 1
    REGISTERS = 2
    CORPUS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of the catalogue.

    Attributes:
        code: `KP103`, never reused.
        scheme: the rule's name in the scheme, `O3`; empty where the scheme has none.
        name: two or three words, `span-text-mismatch`.
        level: when it is judged.
        severity: of its findings, unless `corpus.toml` says otherwise.
        scope: what has to be read for it to be judged.
        reads: of a rule across documents: the columns that it needs of all of them, by table; registers it sees
            anyway. A run over shards gathers the distinct rows of these and judges the rule once. A rule that reads
            nothing but registers is judged with them.
        by: of a rule across documents: the column by whose values its rows can be judged apart, as by a group.
        views: likewise, views (`Frames.view`) that it needs of all documents; of a corpus in shards each is made of
            every shard, and the rule sees them one below the other.
        explanation: what it demands.
        why: what goes wrong without it.
        bad: an example that breaks it, made up, as it would stand in a file.
        good: the same, right.
        help: what to do about a finding.
        fix: whether `--fix` mends it (`safe`), `--unsafe-fixes` does, or people have to.
    """

    code: str
    scheme: str
    name: str
    level: Level
    explanation: str
    help: str
    why: str = ""
    bad: str = ""
    good: str = ""
    severity: Severity = "error"
    scope: Scope = Scope.DOCUMENT
    reads: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: str = ""
    views: tuple[Callable[[Any], Any], ...] = ()
    fix: Literal["safe", "unsafe"] | None = None

    def finding(self, **values: Any) -> Finding:
        """A finding of this rule.

        Args:
            values: of the finding; `help` replaces that of the rule.
        """
        kind = {"code": self.code, "name": self.name, "severity": self.severity, "help": self.help}
        return Finding(**{**kind, **values})


_RULES: dict[str, Rule] = {}


def register(rule: Rule) -> Rule:
    """Puts a rule into the catalogue.

    Raises:
        ValueError: the code is taken.
    """
    if rule.code in _RULES:
        raise ValueError(f"{rule.code} is taken by {_RULES[rule.code].name}")
    _RULES[rule.code] = rule
    return rule


@cache
def catalogue() -> dict[str, Rule]:
    """Every rule by code, in order of the codes."""
    import corpus_kp.faults
    import corpus_kp.rules  # noqa: F401 - both fill the catalogue as they are imported

    return dict(sorted(_RULES.items()))
