"""Validates again whenever a file of a corpus changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from corpus_kp.checkup import Checkup
from corpus_kp.corpus import find_corpus
from corpus_kp.errors import CorpusKpError
from corpus_kp.renderers import Outcome

#: Files that a corpus is read from.
_SUFFIXES = (".jsonl", ".txt", ".csv", ".toml", ".yaml", ".print")
#: Milliseconds in which changes are taken together; an editor writes a file in several steps.
_TOGETHER = 50


def watch(folder: Path, checkup: Checkup) -> Iterator[tuple[list[Path], Outcome | CorpusKpError]]:
    """Validates at once and after each change, without end.

    A change of a document has only that document checked; a change of a register, a schema or the configuration,
    everything.

    Args:
        folder: the corpus folder.
        checkup: what is asked for.

    Yields:
        The files that changed, none at first, and the outcome; an error where the configuration is wrong, which may
        be half written.
    """
    from watchfiles import DefaultFilter, watch

    corpus = find_corpus(folder)
    yield [], checkup.outcome(corpus, checkup.report(corpus))[0]
    places = [corpus.annotations, folder / "schemas", folder / "corpus.toml"]
    for changes in watch(*places, watch_filter=DefaultFilter(), debounce=_TOGETHER, step=_TOGETHER):
        changed = sorted({Path(path) for _, path in changes if Path(path).suffix in _SUFFIXES})
        if changed:
            yield changed, _again(folder, checkup, changed)


def _again(folder: Path, checkup: Checkup, changed: list[Path]) -> Outcome | CorpusKpError:
    try:
        corpus = find_corpus(folder)
        alone = all(path.is_file() and corpus.is_document(path) for path in changed)
        narrowed = replace(checkup, paths=changed) if alone else checkup
        return narrowed.outcome(corpus, narrowed.report(corpus))[0]
    except CorpusKpError as error:
        return error
