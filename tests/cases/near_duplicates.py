"""Rules about documents that nearly repeat each other."""

from __future__ import annotations

import hashlib

from native_file import NativeFile

from cases.edits import Break, register

_FIRST = "hx-a001,strike-monday,train\n"


def copy(assignment: str, change: tuple[str, str]) -> Break:
    """Adds a document with the words and annotations of the first, but for a change that keeps the length.

    Args:
        assignment: its line in `splits.csv`.
        change: words, and those that stand instead of them.
    """

    def act(file: NativeFile) -> None:
        doc_id = assignment.split(",", maxsplit=1)[0]
        text = file.path.with_suffix(".txt").read_text(encoding="utf-8").replace(*change)
        made = NativeFile(file.path.with_name(f"{doc_id}.jsonl"))
        made.path.with_suffix(".txt").write_text(text, encoding="utf-8")
        made.write(file.lines)
        made.edit(1, lambda record: record.update(doc_id=doc_id, text_sha256=hashlib.sha256(text.encode()).hexdigest()))
        register("splits.csv", _FIRST, f"{_FIRST}{assignment}\n")(file)

    return act


#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP704": [copy("hx-a003,strike-again,eval", ("(naïve:", "(naive:"))],
}

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP704": [copy("hx-a003,strike-again,train", ("(naïve:", "(naive:"))],
}
