"""Which findings count, and how much: selected and ignored rules, severities of a corpus, strictness."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from corpus_kp.catalogue import Level, Rule, catalogue
from corpus_kp.errors import CorpusConfigError, UsageError
from corpus_kp.findings import Finding

#: Rules about rights and leaks, which protect others than the annotators.
_RIGHTS = "KP8"


@dataclass(frozen=True, slots=True)
class Selection:
    """Rules that are looked at.

    Attributes:
        codes: of the rules whose findings count.
        strict: whether warnings are errors.
    """

    codes: frozenset[str]
    strict: bool = False

    def of(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that count; with `strict`, warnings have become errors."""
        chosen = [finding for finding in findings if finding.code in self.codes]
        if not self.strict:
            return chosen
        return [replace(f, severity="error") if f.severity == "warning" else f for f in chosen]


def selection(select: Sequence[str] = (), ignore: Sequence[str] = (), *, strict: bool = False) -> Selection:
    """Reads what a user selects.

    Args:
        select: codes, beginnings of codes (`KP4`), names of rules or of the scheme (`Q5`, `Q`); none means all.
        ignore: likewise; what is ignored is ignored even if it is selected.
        strict: whether warnings are errors.

    Raises:
        UsageError: nothing in the catalogue is called so.
    """
    rules = catalogue()
    chosen = {code for word in select for code in _codes(word, rules)} if select else set(rules)
    if not chosen:
        raise UsageError("no rule is named; name some as KP103, KP1 or O3, or leave the option out")
    return Selection(frozenset(chosen - {code for word in ignore for code in _codes(word, rules)}), strict)


def _codes(word: str, rules: Mapping[str, Rule]) -> set[str]:
    """Codes of the rules that a word means; several may stand in it, with commas between them."""
    found: set[str] = set()
    for part in filter(None, (part.strip() for part in word.split(","))):
        here = {code for code, rule in rules.items() if _means(part, rule)}
        if not here:
            known = [*rules, *(rule.name for rule in rules.values())]
            near = difflib.get_close_matches(part, known, n=1)
            hint = f"did you mean {near[0]}?" if near else "names are such as KP103, KP1, O3, O"
            raise UsageError(f"no rule is called {part!r}; {hint} (`corpus-kp rules` lists them)")
        found |= here
    return found


def _means(word: str, rule: Rule) -> bool:
    """Whether a code, the beginning of one, a name, or a rule or family of the scheme means this rule."""
    upper = word.upper()
    schemes = rule.scheme.split()
    if upper in schemes or word.lower() == rule.name:
        return True
    if len(upper) == 1 and upper.isalpha():
        return any(scheme.startswith(upper) for scheme in schemes)
    return upper.startswith("KP") and upper[2:].isdigit() and rule.code.startswith(upper)


def with_severities(findings: Iterable[Finding], severities: Mapping[str, str]) -> list[Finding]:
    """Findings with the severities of a corpus; those of rules that are off are left out.

    Args:
        findings: with the severities of the catalogue.
        severities: of `corpus.toml`, by code.

    Raises:
        CorpusConfigError: a code is not in the catalogue, or its rule may not be lowered.
    """
    if not severities:
        return list(findings)
    _check(severities)
    return [
        replace(finding, severity=severities.get(finding.code, finding.severity))  # type: ignore[arg-type]
        for finding in findings
        if severities.get(finding.code) != "off"
    ]


def _check(severities: Mapping[str, str]) -> None:
    rules = catalogue()
    for code, severity in severities.items():
        if code not in rules:
            near = difflib.get_close_matches(code, rules, n=1)
            hint = f"; did you mean {near[0]}?" if near else "; `corpus-kp rules` lists the codes"
            raise CorpusConfigError(f"corpus.toml: [validation.severities] names {code!r}, which is no rule{hint}")
        why = protects(rules[code])
        if why and severity != "error":
            raise CorpusConfigError(f"corpus.toml: {code} cannot be set to {severity!r}: {why}")


def protects(rule: Rule) -> str:
    """Why the findings of a rule can be neither lowered nor accepted; empty where they can.

    Args:
        rule: of the catalogue.
    """
    if rule.severity != "error":
        return ""
    if rule.code.startswith(_RIGHTS):
        return "it protects the rights of others"
    low = rule.level in (Level.FILES, Level.RECORDS, Level.TEXT, Level.BOUNDS)
    return "what it finds is not checked any further, so other faults would pass in silence" if low else ""
