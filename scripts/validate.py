"""Checks the corpus: `python scripts/validate.py [PATH...]`, the same as `corpus-kp validate`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from corpus_kp.cli import main

main(["validate", *sys.argv[1:]], prog_name="validate.py")
