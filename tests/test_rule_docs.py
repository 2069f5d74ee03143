"""The catalogue's documentation: complete, up to date, and shown by the commands."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus_kp.catalogue import Level, Rule, Scope, catalogue
from corpus_kp.rule_docs import FAMILIES, LEVELS, SCOPES, explanation, rules_page, table

Run = Callable[..., subprocess.CompletedProcess[str]]

RULES = list(catalogue().values())


@pytest.mark.parametrize("rule", RULES, ids=[rule.code for rule in RULES])
def test_a_rule_says_what_why_and_how(rule: Rule) -> None:
    """Explanation, reason, both examples and advice, each of them a text of its own."""
    parts = (rule.explanation, rule.why, rule.bad, rule.good, rule.help)
    assert all(part.strip() == part != "" for part in parts)
    assert rule.bad != rule.good
    assert rule.explanation.endswith(".")
    assert rule.why.endswith(".")


def test_names_are_given_once() -> None:
    """A name and a rule of the scheme mean one rule."""
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)


def test_levels_scopes_and_families_have_their_words() -> None:
    """So that every rule can be explained."""
    assert set(LEVELS) == set(Level)
    assert set(SCOPES) == set(Scope)
    assert {rule.code[:3] for rule in RULES} <= set(FAMILIES)


def test_the_page_is_that_of_the_catalogue(root: Path) -> None:
    """`python scripts/write_rules.py` makes it anew."""
    assert (root / "docs" / "rules.md").read_text(encoding="utf-8") == rules_page(RULES)


def test_a_table_has_the_same_number_of_cells_in_every_line() -> None:
    """A `|` in a text does not end its cell."""
    assert len({line.count("|") for line in table(RULES)}) == 1


def test_an_explanation_is_wrapped_but_for_its_examples() -> None:
    """And has every part."""
    rule = Rule(
        code="KP999", scheme="X1", name="too-long", level=Level.SPANS, explanation="It is short. " * 20, why="So.",
        bad="x" * 120, good='{"short": 1}', help="Cut it.", fix="unsafe",
    )  # fmt: skip
    lines = list(explanation(rule, width=60))
    assert [line for line in lines if len(line) > 60] == [f"    {'x' * 120}"]
    assert lines[0] == "KP999 too-long (X1)"
    assert "--unsafe-fixes" in " ".join(lines[1:4])
    assert lines[-1] == "    Cut it."


@pytest.mark.parametrize("word", ["KP103", "kp103", "span-text-mismatch"])
def test_a_rule_is_explained_by_code_or_name(word: str, run: Run) -> None:
    """In capitals or not."""
    ended = run("explain", word)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == list(explanation(catalogue()["KP103"], width=80))


def test_a_rule_of_the_scheme_is_all_its_rules(run: Run) -> None:
    """One rule of the scheme can be judged by several."""
    heads = [line.split()[0] for line in run("explain", "o3").stdout.splitlines() if line.startswith("KP")]
    assert heads == [rule.code for rule in RULES if "O3" in rule.scheme.split()]


def test_several_rules_are_explained_once_each_in_the_order_of_the_call(run: Run) -> None:
    """An empty line is between two."""
    ended = run("explain", "KP112", "KP103", "kp112")
    heads = [line.split()[0] for line in ended.stdout.splitlines() if line.startswith("KP")]
    assert heads == ["KP112", "KP103"]


def test_a_rule_that_does_not_exist_is_one_message_with_codes_that_do(run: Run) -> None:
    """No traceback, and nothing of the others."""
    ended = run("explain", "KP103", "KP0O3")
    assert (ended.returncode, ended.stdout) == (2, "")
    (message,) = ended.stderr.splitlines()
    assert "KP0O3" in message
    assert set(re.findall(r"KP\d{3}", message)) & set(catalogue())


def test_the_list_has_every_rule_in_each_form(run: Run) -> None:
    """As text, JSON and Markdown."""
    text, listed, markdown = (run("rules", "--format", form).stdout for form in ("text", "json", "markdown"))
    assert [line.split()[0] for line in text.splitlines()[::2]] == [rule.code for rule in RULES]
    assert [(record["code"], record["why"]) for record in json.loads(listed)] == [
        (rule.code, rule.why) for rule in RULES
    ]
    assert [line.split()[1] for line in markdown.splitlines()[2:]] == [rule.code for rule in RULES]
