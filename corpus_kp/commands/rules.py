"""`corpus-kp rules`."""

from __future__ import annotations

import click

from corpus_kp.faults import FAULTS, Fault
from corpus_kp.rules import CATALOGUE, Rule


@click.command()
def command() -> None:
    """Lists the rules: code, name in the scheme, severity, name and what it demands.

    Example: corpus-kp rules
    """
    rules: list[Fault | Rule] = [*FAULTS.values(), *CATALOGUE.values()]
    for rule in sorted(rules, key=lambda rule: rule.code):
        click.echo(f"{rule.code}  {rule.scheme:<3}  {rule.severity:<7}  {rule.name}")
        click.echo(f"    {rule.explanation}")
