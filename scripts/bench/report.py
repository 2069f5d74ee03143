"""Tables of what was measured, for people; everything in JSON, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from texts import ROOT
from trials import SILENT, Case, Outcome, Tally

_COLUMNS = (
    "intact right %",
    "reported lost %",
    "silently wrong %",
    "silent",
    "on a repeat",
    "opened",
    "trials",
    "CPU ms",
)


class ShownTextError(ValueError):
    """A file with words of texts would stand inside the project."""


def trial_tables(outcome: Outcome) -> str:
    """One table for each method: a row for each perturbation, and the total."""
    tables = []
    for method in dict.fromkeys(method for method, _ in outcome.tallies):
        rows = {name: tally for (who, name), tally in outcome.tallies.items() if who == method}
        rows["all"] = total(rows.values())
        body = [(name, *_cells(tally)) for name, tally in rows.items()]
        found = [(origin, *_cells(tally)) for (who, origin), tally in outcome.origins.items() if who == method]
        tables.append(
            f"{method}\n{table(('perturbation', *_COLUMNS), body)}\n{_notes(rows['all'], outcome, method)}\n\n"
            f"{table(('texts from', *_COLUMNS), found)}"
        )
    return "\n\n".join(tables)


def total(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies."""
    return sum(tallies, Tally())


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def as_json(outcome: Outcome, parts: Mapping[str, object]) -> dict[str, object]:
    """Tallies and every other part, without words of texts."""
    trials = [
        {"method": method, "perturbation": name, **asdict(tally)} for (method, name), tally in outcome.tallies.items()
    ]
    origins = [{"method": method, "origin": name, **asdict(tally)} for (method, name), tally in outcome.origins.items()]
    return {"trials": trials, "origins": origins, "kinds": kinds(outcome), **parts}


def kinds(outcome: Outcome) -> dict[str, dict[str, int]]:
    """How many cases there are of each kind, by method."""
    counts: dict[str, dict[str, int]] = {}
    for case in outcome.cases:
        own = counts.setdefault(case.method, {})
        own[case.kind] = own.get(case.kind, 0) + 1
    return counts


def write_cases(path: Path, cases: Iterable[Case]) -> None:
    """Writes cases to be read, one JSON object a line. They show words, so they may not lie in the project.

    Raises:
        ShownTextError: the file would lie in the project, and not below its build folder.
    """
    path = path.resolve()
    if path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / "build"):
        raise ShownTextError(f"{path}: shows words of texts, so it may not lie in the project; name a file elsewhere")
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [json.dumps(asdict(case), ensure_ascii=False) for case in cases]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def origins_table(origins: Mapping[str, tuple[int, int]]) -> str:
    """How many documents and words of which origin."""
    return table(("origin", "documents", "words"), [(name, *counts) for name, counts in origins.items()])


def leakage_text(found: Mapping) -> str:
    """The leakage part."""
    shares = [
        (f"{share:.0%}", f"{found['first_part'][share]:.1%}", f"{found['random_sentences'][share]:.1%}")
        for share in found["first_part"]
    ]
    return "\n".join(
        [
            table(("holder of", "opens with the first part", "with random sentences"), shares),
            "articles on the same event: {opened} of {pairs} pairs open".format(**found["same_event"]),
            "any other text: {opened} of {pairs} pairs open, {candidates} have enough tags".format(
                **found["other_texts"]
            ),
            "blind, " + _guessing_text(found["guessing"], "texts on other subjects"),
            "informed, " + _guessing_text(found["informed_guessing"], "all other texts"),
        ]
    )


def _guessing_text(guessing: Mapping, known: str) -> str:
    return (
        f"guessing with {known} ({guessing['words_known']:,} words in all): {guessing['listed']:.2%} of the "
        f"shingles are listed, {guessing['right']:.2%} guessed right (worst text "
        f"{guessing['right_in_the_worst_text']:.1%}); {guessing['opened_by_guesses']} of {guessing['texts']} "
        f"fingerprints open by all guesses, {guessing['opened_by_all_other_texts']} by all other texts at once"
    )


def sizes_text(found: Mapping[str, Mapping]) -> str:
    """The size part."""
    head = ("spans", "documents", "spans/word", "bytes/word: mean", "median", "worst", "in", "bytes/document")
    rows = [
        (
            name,
            size["documents"],
            f"{size['spans_per_word']:.3f}",
            *(f"{size[part]:.2f}" for part in ("mean", "median", "worst")),
            size["worst_document"],
            f"{size['bytes_per_document']:.0f}",
        )
        for name, size in found.items()
    ]
    return table(head, rows)


def scale_text(found: Mapping) -> str:
    """The scale part."""
    runs = found["runs"]
    head = ("documents x files", "MB", *runs[0]["seconds"], "total s", "own", "other", "none", "candidates", "claimed")
    rows = [
        (
            f"{run['documents']} x {run['files']}",
            f"{run['megabytes']:.1f}",
            *(f"{seconds:.2f}" for seconds in run["seconds"].values()),
            f"{run['total']:.2f}",
            run["own"],
            run["other"],
            run["none"],
            run["candidates"],
            f"{run['claimed']} of {run['spans']}",
        )
        for run in runs
    ]
    slopes = ", ".join(f"{slope:.2f}" for slope in found["slopes"])
    made = runs[-1]["files"] - runs[-1]["distinct"]
    note = f"log-log slopes {slopes}; CPU seconds, without sealing; {made} files are recombined sentences"
    return f"{table(head, rows)}\n{note}"


def _cells(tally: Tally) -> tuple[str, ...]:
    return (
        _share(tally.right, tally.intact),
        _share(tally.reported, tally.intact),
        _share(tally.silent, tally.trials, 4),
        f"{tally.silent}",
        f"{tally.repeats}",
        f"{tally.opened}/{tally.documents}",
        f"{tally.trials}",
        f"{1000 * tally.seconds / max(1, tally.documents):.1f}",
    )


def _share(part: int, whole: int, digits: int = 2) -> str:
    return f"{100 * part / whole:.{digits}f}" if whole else "-"


def _notes(whole: Tally, outcome: Outcome, method: str) -> str:
    found = kinds(outcome).get(method, {})
    listed = ", ".join(f"{found.get(kind, 0)} {kind}" for kind in SILENT)
    return (
        f"silent: {listed}; with claims on verbatim repeats {whole.silent + whole.repeats} of {whole.trials}\n"
        f"respelled spans claimed at their place: {_share(whole.repaired, whole.respelled)}% of {whole.respelled}; "
        f"altered pointers exactly right: {_share(whole.altered_right, whole.altered)}% of {whole.altered}"
    )
