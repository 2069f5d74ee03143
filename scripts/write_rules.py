"""Writes `docs/rules.md` from the catalogue of rules: `python scripts/write_rules.py`."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from corpus_kp.catalogue import catalogue
from corpus_kp.rule_docs import rules_page

(ROOT / "docs" / "rules.md").write_text(rules_page(catalogue().values()), encoding="utf-8")
