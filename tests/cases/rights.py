"""Rules about rights."""

from __future__ import annotations

from native_file import NativeFile

from cases.edits import Break, at


def free_text_that_is_not_given(file: NativeFile) -> None:
    """A document of the text-free tier whose text might be given on."""
    closed = NativeFile(file.path.parent.parent / "closed" / "hx-n001.jsonl")
    at("documents", rights="CC-BY-4.0")(closed)


#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP803": [at("documents", rights="all-rights-reserved")],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {"KP803": [free_text_that_is_not_given]}
