"""Rules about splits and groups."""

from __future__ import annotations

from cases.edits import Break, register

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP701": [register("splits.csv", "hx-a001,strike-monday,train\n", "")],
    "KP702": [register("splits.csv", "strike-monday", "board-reply")],
    "KP703": [register("splits.csv", "strike-monday,train", "strike-monday,news")],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP701": [register("splits.csv", "hx-a001,strike-monday,train\nhx-a002,board-reply,eval\n", "hx-a002,board-reply,eval\nhx-a001,strike-monday,train\n")],
    "KP702": [register("splits.csv", "board-reply,eval", "strike-monday,train")],
    "KP703": [register("splits.csv", "strike-monday,train", "strike-monday,eval")],
}  # fmt: skip
