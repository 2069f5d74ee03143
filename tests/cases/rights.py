"""Rules about rights."""

from __future__ import annotations

from cases.edits import Break, at

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP803": [at("documents", rights="all-rights-reserved")],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {}
