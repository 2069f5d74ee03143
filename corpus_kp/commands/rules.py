"""`corpus-kp rules`."""

from __future__ import annotations

import click

from corpus_kp.catalogue import catalogue


@click.command()
def command() -> None:
    """Lists the rules: code, name in the scheme, severity, name and what it demands.

    Example: corpus-kp rules
    """
    for rule in catalogue().values():
        click.echo(f"{rule.code}  {rule.scheme:<3}  {rule.severity:<7}  {rule.name}")
        click.echo(f"    {rule.explanation}")
