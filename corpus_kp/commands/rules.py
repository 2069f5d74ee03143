"""`corpus-kp rules`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from corpus_kp.catalogue import Rule, catalogue
from corpus_kp.rule_docs import listing, records, table


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "markdown"]), default="text", show_default=True, help="Form."
)
def command(form: str) -> None:
    """Lists the rules: code, name in the scheme, severity, what mends it, name, and what it demands.

    Example: corpus-kp rules
    """
    for line in _lines(catalogue().values(), form):
        click.echo(line)


def _lines(rules: Iterable[Rule], form: str) -> Iterator[str]:
    if form == "json":
        return _json(rules)
    return table(rules) if form == "markdown" else listing(rules, lambda text: click.style(text, bold=True))


def _json(rules: Iterable[Rule]) -> Iterator[str]:
    from corpus_kp.renderers.json_text import json_line

    objects = [json_line(rule) for rule in records(rules)]
    yield "["
    yield ",\n".join(objects)
    yield "]"
