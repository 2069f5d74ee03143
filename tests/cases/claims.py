"""Rules about issues, claims and their relations."""

from __future__ import annotations

from cases.edits import Break, register

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP601": [
        register("claims.jsonl", '"claim_id": "strikers/n1200", "issue_id": "strikers"', '"claim_id": "strikers/n1200", "issue_id": "riders"'),
        lambda f: f.write([line for line in f.lines if "strikers/about_1200" not in line]),
    ],
    "KP611": [register("claims.jsonl", '"claim_b": "delays/yes"', '"claim_b": "delays/perhaps"')],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {}
