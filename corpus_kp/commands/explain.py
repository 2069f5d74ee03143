"""`corpus-kp explain`."""

from __future__ import annotations

import shutil

import click

from corpus_kp.catalogue import catalogue
from corpus_kp.rule_docs import explanation
from corpus_kp.selection import selection


@click.command()
@click.argument("rules", nargs=-1, required=True, metavar="RULE...")
def command(rules: tuple[str, ...]) -> None:
    """Explains rules: what they demand and why, what is wrong and what is right, and what to do.

    RULE is a code (KP103), a name (span-text-mismatch), a rule of the scheme (O3), or a family (KP1, O).

    Example: corpus-kp explain KP103
    """
    known = catalogue()
    width = min(100, shutil.get_terminal_size().columns)
    codes = dict.fromkeys(code for word in rules for code in sorted(selection([word]).codes))
    for number, code in enumerate(codes):
        if number:
            click.echo()
        for line in explanation(known[code], lambda text: click.style(text, bold=True), width):
            click.echo(line)
