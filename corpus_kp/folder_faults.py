"""What else stands in a corpus folder: files of no document, and the annotators' own versions."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from corpus_kp.corpus_folder import CorpusFolder
from corpus_kp.document_files import DocumentFiles, header_of, text_faults
from corpus_kp.errors import CorpusConfigError
from corpus_kp.faults import fault
from corpus_kp.findings import Finding
from corpus_kp.settings import Tier
from corpus_kp.textfree.envelope import SUFFIX


def stray_files(corpus: CorpusFolder) -> Iterator[Finding]:
    """Files in the folder of a tier that belong to no document; hidden ones are the system's, and are let pass."""
    for tier in corpus.tiers:
        folder = corpus.annotations / tier.folder
        if not folder.is_dir():
            raise CorpusConfigError(f"{corpus.shown(folder)}: the folder of tier {tier.name!r} is missing")
        for path in sorted(path for path in folder.iterdir() if not path.name.startswith(".")):
            yield from stray_file(corpus, tier, path)


def stray_file(corpus: CorpusFolder, tier: Tier, path: Path) -> Iterator[Finding]:
    """What is wrong with a file in the folder of a tier that belongs to no document.

    Args:
        corpus: the corpus folder.
        tier: in whose folder it lies.
        path: the file.
    """
    shown = corpus.shown(path)
    if not tier.text and path.suffix == ".txt":
        message = f"text stands in the folder of tier {tier.name}"
        yield fault("KP802", path=shown, message=message, expected="annotations and fingerprints only")
    elif not _belongs(path, tier):
        beside = f"NAME.jsonl with NAME{'.txt' if tier.text else SUFFIX} beside it"
        yield fault("KP012", path=shown, message="the file belongs to no document of this tier", expected=beside)


def faults_of_rounds(corpus: CorpusFolder, tiers: Mapping[str, Tier]) -> Iterator[Finding]:
    """Faults of the annotators' own versions; a version of a text-free document has no text either."""
    files = DocumentFiles(corpus)
    for path in sorted((corpus.annotations / "rounds").glob("*/*.jsonl")):
        reading = files.lines(path)
        header_of(reading, path.stem)
        yield from reading.findings
        if path.stem in tiers and not tiers[path.stem].text:
            yield from text_faults(reading, tiers[path.stem])


def _belongs(path: Path, tier: Tier) -> bool:
    if path.suffix == ".jsonl":
        return True  # it is read as a document, and whoever reads it says what it is if no file
    return path.suffix == (".txt" if tier.text else SUFFIX) and os.path.lexists(path.with_suffix(".jsonl"))
