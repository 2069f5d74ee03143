"""Packages the corpus: `python scripts/build.py [OPTIONS]`, the same as `corpus-kp build`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpus_kp.cli import main

main(["build", *sys.argv[1:]], prog_name="build.py")
