"""The path of a release: `python scripts/release.py ORG/NAME [--execute] [--create] [--since REVISION]`.

Validates, shows what is different since a revision, builds, verifies, and publishes; each step is the command of the
same name, and the first that fails ends it. Without --execute nothing is sent.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpus_kp.cli import main
from corpus_kp.corpus import find_corpus


def _step(*arguments: str) -> None:
    print(f"$ corpus-kp {' '.join(arguments)}", flush=True)
    try:
        main(list(arguments), prog_name="corpus-kp")
    except SystemExit as ended:
        if ended.code:
            raise


def release(options: argparse.Namespace) -> None:
    """Runs the steps."""
    out = f"build/{find_corpus(None).settings.name}"
    _step("validate")
    if options.since:
        _step("diff", options.since, "--check")
    _step("build", "--out", out)
    _step("verify", out)
    flags = [flag for flag, wanted in (("--create", options.create), ("--execute", options.execute)) if wanted]
    _step("publish", out, options.repository, *flags)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("repository", metavar="ORG/NAME")
    parser.add_argument("--since", metavar="REVISION", help="git revision of the last release, such as v0.1.0")
    parser.add_argument("--create", action="store_true", help="make the repository if there is none")
    parser.add_argument("--execute", action="store_true", help="send it")
    release(parser.parse_args())
