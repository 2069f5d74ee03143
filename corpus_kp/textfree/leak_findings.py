"""R1 and R2 on the files of a corpus: no words of an article stand in its annotations, in any cell or key."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from corpus_kp.content import Content, SourceDocument
from corpus_kp.corpus import Corpus
from corpus_kp.faults import fault
from corpus_kp.findings import Finding
from corpus_kp.textfree.envelope import SUFFIX
from corpus_kp.textfree.leaks import Leak, find_leaks, protected_from

_LINE = re.compile(r"line (\d+):? ?")


def leak_findings(corpus: Corpus, content: Content, filled: Iterable[SourceDocument]) -> Iterator[Finding]:
    """Looks for words of articles in the files that are published of them.

    Args:
        corpus: whose files are looked through: documents without text, their fingerprints, the annotators' own
            versions of them, the registers.
        content: what was read from it.
        filled: text-free documents whose very text is at hand.
    """
    documents = list(filled)
    if not documents:
        return
    for leak in find_leaks(_files(corpus, documents), protected_from(documents), content.names()):
        yield _finding(corpus, leak)


def _files(corpus: Corpus, documents: Iterable[SourceDocument]) -> list[Path]:
    """What is published of these documents, and the registers."""
    own = [corpus.file(document.path) for document in documents]
    prints = [path.with_suffix(SUFFIX) for path in own]
    rounds = [path for native in own for path in (corpus.annotations / "rounds").glob(f"*/{native.name}")]
    registers = [corpus.annotations / name for name in ("entities.jsonl", "claims.jsonl")]
    return [path for path in (*own, *prints, *sorted(rounds), *registers) if path.is_file()]


def _finding(corpus: Corpus, leak: Leak) -> Finding:
    line = _LINE.match(leak.where)
    return fault(
        "KP804",
        path=corpus.shown(leak.path),
        line=int(line[1]) if line else None,
        column=1 if line else None,
        doc_id=leak.doc_id,
        message=f"{_LINE.sub('', leak.where, count=1) or 'here'}: {leak.what}",
        expected="labels, offsets, values, names of the register, and words of our own",
    )
