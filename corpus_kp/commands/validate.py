"""`corpus-kp validate`."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus_kp.baseline import read_baseline
from corpus_kp.checkup import Checkup, first_errors
from corpus_kp.commands.shard_options import PLACE, engine_of, is_shard_folder, refuse_shard_options, shard_options
from corpus_kp.content import Content
from corpus_kp.corpus import Corpus, find_corpus
from corpus_kp.errors import CorpusKpError, UsageError
from corpus_kp.findings import Finding, has_error
from corpus_kp.renderers import FORMATS, Outcome, render
from corpus_kp.rendering import count, printable
from corpus_kp.selection import selection, with_severities

if TYPE_CHECKING:
    from upath import UPath

_PATH = click.Path(path_type=Path)
#: What is for native files only.
_NATIVE = ("articles", "fix", "unsafe_fixes", "only_diff", "baseline", "update_baseline", "keep_watching")
#: Forms that can be read while they grow.
_STREAMS = ("text", "concise", "jsonl")
#: Forms for people; https://no-color.org switches their colours off.
_COLOURED = ("text", "concise")


@click.command()
@click.argument("paths", nargs=-1, type=PLACE, metavar="[PATH]...")
@click.option(
    "--articles", type=_PATH, metavar="DIR", help="The published articles: their annotations are checked too."
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Form of the report."
)
@click.option(
    "--select", multiple=True, metavar="RULE", help="Only these rules: KP103, KP1, O3, O, span-text-mismatch."
)
@click.option("--ignore", multiple=True, metavar="RULE", help="Not these rules; named as in --select.")
@click.option("--fix", is_flag=True, help="Mend what can be mended without loss.")
@click.option("--unsafe-fixes", is_flag=True, help="Mend also what has to be looked through afterwards.")
@click.option("--diff", "only_diff", is_flag=True, help="Show what the fixes would change, and write nothing.")
@click.option(
    "--baseline", type=_PATH, metavar="FILE", help="Findings in FILE are accepted. Default: that of corpus.toml."
)
@click.option("--update-baseline", is_flag=True, help="Accept what is found today: write it into the baseline.")
@click.option("--strict", is_flag=True, help="Warnings are errors.")
@click.option("--max-errors", type=click.IntRange(min=1), metavar="N", help="Show N errors at most.")
@click.option("--watch", "keep_watching", is_flag=True, help="Check again whenever a file changes, until Ctrl-C.")
@click.option("--state", type=PLACE, metavar="DIR", help="Keep there what is known of shards, so that a run can go on.")
@shard_options
@click.pass_obj
def command(folder: Path | None, /, **options: Any) -> None:
    """Checks the corpus, or only the documents of PATH, and says what is wrong, where, and what to do.

    PATH can be a folder of shards as well, in which the documents of a large corpus lie as Parquet (`corpus-kp shard`
    makes one); the schemas are those of the corpus. Exit status: 0 clean (warnings too, unless --strict), 1 errors,
    2 wrong call, 3 a fault of corpus-kp itself, 130 ended by Ctrl-C.

    Example: corpus-kp validate annotations/briefs/kp-b001.jsonl
    """
    _refuse_contradictions(options)
    corpus = find_corpus(folder)
    shards = [path for path in options["paths"] if is_shard_folder(path)]
    if shards:
        sys.exit(_check_shards(corpus, shards, options))
    refuse_shard_options(options, "state")
    baseline = _baseline(corpus, options)
    writing = options["update_baseline"]
    checkup = Checkup(
        paths=options["paths"],
        articles=options["articles"],
        chosen=selection(options["select"], options["ignore"], strict=options["strict"]),
        accepted=read_baseline(baseline) if baseline and (baseline.exists() or not writing) else (),
        max_errors=options["max_errors"],
    )
    if options["keep_watching"]:
        _watch(corpus, checkup, options["form"])
    elif options["only_diff"]:
        sys.exit(_show_diff(corpus, checkup, unsafe=options["unsafe_fixes"]))
    elif writing and baseline:
        entries = checkup.accept(corpus, baseline)
        click.echo(f"{printable(str(baseline))}: {count(entries, 'finding')} accepted; give each line its reason")
    else:
        sys.exit(_check(corpus, checkup, options))


def _check_shards(corpus: Corpus, shards: Sequence[UPath | Path], options: dict[str, Any]) -> int:
    from corpus_kp.commands.shards import reporting
    from corpus_kp.shards.files import ShardFolder
    from corpus_kp.shards.run import job_of, run, temporary_state
    from corpus_kp.shards.state import State

    if len(options["paths"]) > 1:
        raise UsageError(f"{shards[0]} is a folder of shards; name nothing else beside it")
    native = [name.replace("_", "-") for name in _NATIVE if options[name]]
    if native:
        raise UsageError(f"{shards[0]} is a folder of shards; --{native[0].removeprefix('only-')} is for native files")
    kept = State(options["state"]).alone() if options["state"] else temporary_state()
    advice = "" if options["state"] else "with --state DIR what is done would have been kept"
    try:
        with kept as state, reporting(options, advice) as progress:
            job = job_of(ShardFolder(shards[0]), corpus.schemas, state)
            checked = run(job, engine_of(options), progress)
    except OSError as error:
        raise CorpusKpError(f"what is known of shards cannot be kept: {error}") from error
    chosen = selection(options["select"], options["ignore"], strict=options["strict"])
    findings = chosen.of(with_severities(checked.findings(), corpus.validation.severities))
    shown = first_errors(findings, options["max_errors"])
    files = [job.shards.shown("documents", name) for name in job.names]
    outcome = Outcome(shown, files, checked.counts["documents"], hidden=len(findings) - len(shown))
    _print(outcome, options["form"])
    return int(has_error(findings))


def _check(corpus: Corpus, checkup: Checkup, options: dict[str, Any]) -> int:
    fixed = 0
    if options["fix"] or options["unsafe_fixes"]:
        from corpus_kp.fixing import fix_files

        mended = fix_files(corpus, lambda: _findings(corpus, checkup), unsafe=options["unsafe_fixes"])
        fixed = sum(mended.fixes.values())
    outcome, failed = checkup.outcome(corpus, checkup.report(corpus), fixed)
    _print(outcome, options["form"])
    return int(failed)


def _findings(corpus: Corpus, checkup: Checkup) -> tuple[list[Finding], Content]:
    """What fixes may mend: what is accepted stays as it is."""
    report = checkup.report(corpus)
    return checkup.new(corpus, report), report.content


def _print(outcome: Outcome, form: str) -> None:
    color = form in _COLOURED and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    for line in render(outcome, form, color=color, width=width):
        click.echo(line, color=color or None)


def _show_diff(corpus: Corpus, checkup: Checkup, *, unsafe: bool) -> int:
    """Prints what the fixes would change; 1 where there is a change, or an error that they leave."""
    from corpus_kp.fixing import diff, preview

    def check(copy: Corpus, paths: Sequence[Path]) -> tuple[list[Finding], Content]:
        return _findings(copy, replace(checkup, paths=paths))

    mended = preview(corpus, checkup.paths, check, unsafe=unsafe)
    for line in diff(mended.changes):
        click.echo(line)
    left = sum(finding.severity == "error" for finding in mended.findings)
    would, files = count(sum(mended.fixes.values()), "finding"), count(len(mended.changes), "file")
    click.echo(f"{would} would be mended in {files}, {count(left, 'error')} left; nothing was written", err=True)
    return int(bool(mended.changes) or left > 0)


def _watch(corpus: Corpus, checkup: Checkup, form: str) -> None:
    from corpus_kp.watching import watch

    try:
        for changed, outcome in watch(corpus.folder, checkup):
            if changed:
                click.echo(f"--- {printable(', '.join(corpus.shown(path) for path in changed))}")
            if isinstance(outcome, CorpusKpError):
                click.echo(f"corpus-kp: {printable(str(outcome))}", err=True)
            else:
                _print(outcome, form)
    except KeyboardInterrupt:
        click.echo("")


def _baseline(corpus: Corpus, options: dict[str, Any]) -> Path | None:
    """The baseline of the call, else that of the configuration."""
    if options["baseline"]:
        return Path(options["baseline"])
    if corpus.baseline:
        return corpus.baseline
    if options["update_baseline"]:
        raise UsageError("--update-baseline needs a file: name it with --baseline FILE, or in corpus.toml")
    return None


def _refuse_contradictions(options: dict[str, Any]) -> None:
    mending = options["fix"] or options["unsafe_fixes"] or options["only_diff"]
    showing = options["only_diff"]
    accepting, watching = options["update_baseline"], options["keep_watching"]
    pairs = [
        (watching and (mending or accepting), "--watch does not go with fixes and --update-baseline"),
        (accepting and mending, "--update-baseline does not go with fixes"),
        (
            showing and (options["form"] != "text" or options["max_errors"]),
            "--diff does not go with --format and --max-errors",
        ),
        (watching and options["form"] not in _STREAMS, f"--watch has --format {', '.join(_STREAMS)} only"),
    ]
    for contradicting, message in pairs:
        if contradicting:
            raise UsageError(f"{message}; call them one after the other")
