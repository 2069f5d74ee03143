"""The catalogue for people: a rule explained, the list of all rules, and docs/rules.md."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

from corpus_kp.catalogue import Level, Rule, Scope

FAMILIES = {
    "KP0": "Files and records",
    "KP1": "Spans",
    "KP2": "Entities",
    "KP3": "Attribution",
    "KP4": "Quantities and time",
    "KP5": "Stance",
    "KP6": "Claims",
    "KP7": "Splits and duplicates",
    "KP8": "Rights and leaks of text",
    "KP9": "Releases",
}
#: What has to be right for the next level to be judged.
LEVELS = {
    Level.FILES: "files can be read",
    Level.RECORDS: "lines are records of their layer",
    Level.TEXT: "the text is the one that was annotated",
    Level.BOUNDS: "offsets lie in the text",
    Level.REFERENCES: "ids are there and refer to something",
    Level.CONTRACT: "tables keep their schemas",
    Level.SPANS: "spans have their words and go together",
    Level.LAYERS: "what the layers say goes together",
}
SCOPES = {
    Scope.DOCUMENT: "in each document",
    Scope.REGISTERS: "in each document, beside the registers",
    Scope.CORPUS: "in the whole corpus",
}
_FIXES = {
    "safe": "`--fix` mends it where one way to do so is certain",
    "unsafe": "`--unsafe-fixes` mends it where one way to do so is certain; look through what it did",
    None: "people have to mend it",
}
_OPTIONS = {"safe": "--fix", "unsafe": "--unsafe-fixes"}
_INTRODUCTION = """\
# Rules

<!-- Written by scripts/write_rules.py from the catalogue; change the rules, not this file. -->

What `corpus-kp validate` looks for. `corpus-kp explain CODE` shows a rule on the terminal, `corpus-kp rules` the list.
Severities are those of the catalogue; `corpus.toml` can set others. An annotation with an error on one level is
not judged on the next ones, nor is a document with an error of its own, so that one fault is one finding:
"""


def title(rule: Rule) -> str:
    """`KP103 span-text-mismatch (O3)`."""
    return f"{rule.code} {rule.name}" + (f" ({rule.scheme})" if rule.scheme else "")


def standing(rule: Rule) -> str:
    """Severity, scope, level and fix in words."""
    level = f"level {rule.level} ({LEVELS[rule.level]})"
    return f"{rule.severity.capitalize()}; judged {SCOPES[rule.scope]}, on {level}; {_FIXES[rule.fix]}."


def examples(rule: Rule) -> Iterator[tuple[str, str]]:
    """The wrong and the right example, as far as there are any."""
    return ((name, text) for name, text in (("Wrong", rule.bad), ("Right", rule.good)) if text)


def explanation(rule: Rule, heading: Callable[[str], str] = str, width: int = 100) -> Iterator[str]:
    """Lines about a rule for a terminal.

    Args:
        rule: of the catalogue.
        heading: gives a heading its looks.
        width: columns of a line at most; examples are not wrapped.
    """
    yield heading(title(rule))
    yield from textwrap.wrap(standing(rule), width)
    yield ""
    yield from textwrap.wrap(" ".join(filter(None, (rule.explanation, rule.why))), width)
    for name, text in examples(rule):
        yield ""
        yield heading(f"{name}:")
        yield from (f"    {line}" for line in text.splitlines())
    yield ""
    yield heading("What to do:")
    yield from textwrap.wrap(rule.help, width, initial_indent="    ", subsequent_indent="    ")


def listing(rules: Iterable[Rule], heading: Callable[[str], str] = str) -> Iterator[str]:
    """A line for each rule in columns, with the option that mends it, and below it what the rule demands."""
    chosen = list(rules)
    wide = max((len(rule.scheme) for rule in chosen), default=0)
    for rule in chosen:
        option = f"  [{_OPTIONS[rule.fix]}]" if rule.fix else ""
        yield f"{heading(rule.code)}  {rule.scheme:<{wide}}  {rule.severity:<7}  {heading(rule.name)}{option}"
        yield f"    {rule.explanation}"


def table(rules: Iterable[Rule]) -> Iterator[str]:
    """The list as a table in Markdown."""
    yield "| code | scheme | name | severity | fix | what it demands |"
    yield "|---|---|---|---|---|---|"
    for rule in rules:
        cells = (rule.code, rule.scheme, rule.name, rule.severity, rule.fix or "", rule.explanation)
        yield f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def records(rules: Iterable[Rule]) -> Iterator[dict[str, object]]:
    """The list as records."""
    for rule in rules:
        yield {
            "code": rule.code,
            "scheme": rule.scheme,
            "name": rule.name,
            "severity": rule.severity,
            "level": int(rule.level),
            "scope": rule.scope.name.lower(),
            "fix": rule.fix,
            "explanation": rule.explanation,
            "why": rule.why,
            "bad": rule.bad,
            "good": rule.good,
            "help": rule.help,
        }


def rules_page(rules: Iterable[Rule]) -> str:
    """docs/rules.md: every rule of the catalogue with all its parts, by family."""
    lines = [_INTRODUCTION, *(f"{level}. {words}" for level, words in LEVELS.items())]
    for family, members in groupby(rules, key=lambda rule: rule.code[:3]):
        lines += ["", f"## {family} {FAMILIES[family]}"]
        for rule in members:
            lines += ["", *_section(rule)]
    return "\n".join(lines) + "\n"


def _section(rule: Rule) -> Iterator[str]:
    yield f"### {title(rule)}"
    yield ""
    yield standing(rule)
    yield ""
    yield " ".join(filter(None, (rule.explanation, rule.why)))
    for name, text in examples(rule):
        yield ""
        yield f"{name}:"
        yield ""
        yield "```"
        yield text
        yield "```"
    yield ""
    yield f"**What to do:** {rule.help}"
