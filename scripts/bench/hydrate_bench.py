"""Measures how text-free annotations are put back on perturbed copies: `python scripts/bench/hydrate_bench.py`.

Texts are the published articles (folder named by CORPUS_KP_ARTICLES), the corpus's own, what the installed Python
packages ship, and any folder named with --texts. Everything drawn is seeded: the same call gives the same counts.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import leakage
import peers
import report
import scale
import sizes
import texts
from runs import Bench, run
from trials import Outcome

#: Texts of a default run, and of a run that is asked for more.
_DOCUMENTS, _ALL = 60, 1_000_000
_SIZED = 200


def main() -> None:
    """Reads the options, measures, prints tables."""
    options = _options()
    try:
        _measure(options)
    except report.ShownTextError as error:
        sys.exit(str(error))


def _measure(options: argparse.Namespace) -> None:
    pool = _pool(options)
    bench = Bench(pool, options.seed)
    count = min(options.documents, len(pool))
    outcome = run(bench, count, options.jobs)
    if options.peers:
        outcome += _of_peers(bench, min(options.peer_documents, count), options.jobs)
    print(f"{report.trial_tables(outcome)}\n")
    parts = _other_parts(bench, count, options)
    if options.list:
        report.write_cases(options.list, outcome.cases)
    if options.json:
        numbers = report.as_json(outcome, {"texts": texts.origins(pool[:count]), **parts})
        options.json.write_text(json.dumps(numbers, indent=1), encoding="utf-8")


def _pool(options: argparse.Namespace) -> list[texts.Text]:
    """The texts that are tried, and more where an attack or a scale needs them."""
    wanted = _ALL if options.leakage or options.scale else options.documents
    pool = texts.collect(options.texts, wanted, options.seed)
    if not texts.ARTICLES.is_dir():
        print(f"the published articles are not in {texts.ARTICLES}: measured without them", file=sys.stderr)
    print(f"{report.origins_table(texts.origins(pool[: options.documents]))}\n")
    return pool


def _of_peers(bench: Bench, count: int, jobs: int) -> Outcome:
    """Peers, on the first texts only."""
    absent = peers.missing()
    if absent:
        print(f"not installed, so not measured: pip install {' '.join(absent)}", file=sys.stderr)
    methods = tuple(peers.installed())
    return run(Bench(bench.texts, bench.seed, methods), count, jobs) if methods else Outcome()


def _other_parts(bench: Bench, count: int, options: argparse.Namespace) -> dict[str, object]:
    """Sizes always; leakage and scale where they are asked for."""
    parts: dict[str, object] = {"sizes": sizes.measure(bench.texts[: min(count, _SIZED)], options.seed)}
    print(f"{report.sizes_text(parts['sizes'])}\n")
    if options.leakage:
        parts["leakage"] = leakage.measure(bench.texts, count, options.seed)
        print(f"{report.leakage_text(parts['leakage'])}\n")
    if options.scale:
        parts["scale"] = scale.measure(bench, *options.scale)
        print(report.scale_text(parts["scale"]))
    return parts


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--texts", type=Path, action="append", default=[], metavar="DIR", help="a folder of texts; may be repeated")
    add("--documents", type=int, default=_DOCUMENTS, metavar="N", help="how many are tried (default: %(default)s)")
    add("--seed", type=int, default=1, help="of everything that is drawn")
    add("--peers", action="store_true", help="measure SisC and STAM too: pip install sisc stam")
    add("--peer-documents", type=int, default=4, metavar="N", help="for peers, whose time grows with the square")
    add("--leakage", action="store_true", help="try to open fingerprints with less than their text")
    add("--scale", type=_scale, metavar="AxB", help="A fingerprints among B files, for example 1000x10000")
    add("--list", type=Path, metavar="FILE", help="write every silent case there; it shows words of texts")
    add("--json", type=Path, metavar="FILE", help="write all numbers there")
    add("--jobs", type=int, default=1, metavar="N", help="processes for the trials")
    return parser.parse_args()


def _scale(value: str) -> tuple[int, int]:
    documents, _, files = value.partition("x")
    return int(documents), int(files)


if __name__ == "__main__":
    main()
