"""Validates again whenever a file of a corpus changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from corpus_kp.checkup import Checkup
from corpus_kp.corpus import Corpus, find_corpus
from corpus_kp.errors import CorpusKpError
from corpus_kp.renderers import Outcome

#: Files that a corpus is read from.
_SUFFIXES = (".jsonl", ".txt", ".csv", ".toml", ".yaml", ".print")
#: Milliseconds in which changes are taken together; an editor writes a file in several steps.
_TOGETHER = 50
#: Milliseconds after which the watch says that nothing changed.
_WAKING = 100


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

    corpus, first = find_corpus(folder), True
    for changes in watch(
        *_folders(corpus),
        watch_filter=DefaultFilter(),
        debounce=_TOGETHER,
        step=_TOGETHER,
        rust_timeout=_WAKING,
        yield_on_timeout=True,
        recursive=False,
    ):
        changed = sorted({path for path in (Path(path) for _, path in changes) if _is_read(path, folder)})
        if first:  # once it is watched, so that what is saved during this check is seen
            first = False
            yield [], checkup.outcome(corpus, checkup.report(corpus))[0]
        elif changed:
            yield changed, _again(folder, checkup, changed)


def _folders(corpus: Corpus) -> list[Path]:
    """Folders that files are read from; a single file would be lost once an editor puts another in its place."""
    within = [path for path in corpus.annotations.rglob("*") if path.is_dir()]
    tiers = [corpus.annotations / tier.folder for tier in corpus.tiers]
    return list(dict.fromkeys([corpus.folder, corpus.annotations, *tiers, *within, corpus.folder / "schemas"]))


def _is_read(path: Path, folder: Path) -> bool:
    """Whether a corpus is read from a file; of those beside the configuration, nothing else is."""
    return path.suffix in _SUFFIXES and (path.parent != folder or path.name == "corpus.toml")


def _again(folder: Path, checkup: Checkup, changed: list[Path]) -> Outcome | CorpusKpError:
    try:
        corpus = find_corpus(folder)
        alone = all(path.is_file() and corpus.is_document(path) for path in changed)
        asked = [path for path in changed if _among(path, checkup.paths)]
        narrowed = replace(checkup, paths=asked) if alone and asked else checkup
        return narrowed.outcome(corpus, narrowed.report(corpus))[0]
    except CorpusKpError as error:
        return error


def _among(path: Path, paths: Sequence[Path]) -> bool:
    """Whether a file of a document is one of those that were asked for, or below one; none means all."""
    native = path.resolve().with_suffix("")
    return not paths or any(native.is_relative_to(asked.resolve().with_suffix("")) for asked in paths)
