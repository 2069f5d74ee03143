"""The command `corpus-kp`: one module for each subcommand, each a thin layer over one library call."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import click

from corpus_kp.errors import CorpusKpError
from corpus_kp.rendering import printable
from corpus_kp.version import __version__

COMMANDS = (
    "agree",
    "build",
    "card",
    "claims",
    "diff",
    "duplicates",
    "explain",
    "hydrate",
    "publish",
    "rules",
    "shard",
    "split",
    "stats",
    "strip",
    "validate",
    "verify",
)


#: Set in the environment, it has a fault of our own end with its traceback.
_TRACEBACK = "CORPUS_KP_TRACEBACK"


class _Commands(click.Group):
    """Loads a subcommand's module when it is called, and shows users' errors without a traceback."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives it
        """Names of the subcommands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        """The subcommand of a name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"corpus_kp.commands.{cmd_name}").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a subcommand; a user's error ends with its exit code."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise  # click's own affair
        except CorpusKpError as error:
            click.echo(f"corpus-kp: {printable(str(error))}", err=True)
            sys.exit(error.exit_code)
        except OSError as error:
            place = f"{error.filename}: " if error.filename else ""
            click.echo(f"corpus-kp: {printable(place)}{error.strerror or error}; nothing was changed", err=True)
            sys.exit(1)
        except Exception as error:  # whatever it is, users see no traceback
            if os.environ.get(_TRACEBACK):
                raise
            what = printable(f"{type(error).__name__}: {error}")
            click.echo(f"corpus-kp: a fault of corpus-kp itself, not of your files: {what[:300]}", err=True)
            click.echo(f"Please report it, with what {_TRACEBACK}=1 shows in addition.", err=True)
            sys.exit(3)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--corpus",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Corpus folder. Default: the one you stand in, else the one that comes with the package.",
)
@click.version_option(__version__, prog_name="corpus-kp")
@click.pass_context
def main(ctx: click.Context, corpus: Path | None) -> None:
    """Checks, packages and ships a span-annotated corpus.

    Example: corpus-kp build
    """
    ctx.obj = corpus
