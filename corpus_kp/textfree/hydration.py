"""`hydrate`: finds which file is a copy of which article, and puts text back with a status for every span."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus_kp.content import Content, SourceDocument, bounds_of, sha256_of
from corpus_kp.errors import FingerprintError
from corpus_kp.records import layer_of, places_of
from corpus_kp.textfree.anchoring import LOST, Anchor, Search, Status
from corpus_kp.textfree.article_files import ArticleText, Skipped, article_paths, read_article, read_articles
from corpus_kp.textfree.envelope import Bounds, distinct
from corpus_kp.textfree.fingerprint import unseal
from corpus_kp.textfree.folding import Folded, fold
from corpus_kp.textfree.identification import Index
from corpus_kp.textfree.refilling import Refilled, refill, unmoved

#: Copies of one article that are compared span by span; of more, those with the most of its shingles.
TRIES = 6
#: Called with the number of files that were looked at, and of all.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SpanOutcome:
    """What became of one span.

    Attributes:
        layer, annotation_id, field: which span (`cue`, `content[0]`; empty for the annotation's own).
        start, end: in the article, code points, half-open.
        anchor: where it stands in the refilled text.
    """

    layer: str
    annotation_id: str
    field: str
    start: int
    end: int
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Hydrated:
    """What became of one text-free document.

    Attributes:
        source: as it was read, without text.
        file: the copy, or None: nothing was found.
        encoding: of the file.
        identical: whether the copy is the very text that was annotated.
        share: of the article's shingles that the copy has, 0 to 1.
        refilled: the document with its text, where a copy was found.
        spans: in order of the document's lines.
        others: other files that may hold it too, and were not taken.
        cut: code points of the file before the refilled text, which is the article's lines in it.
        damaged: what is wrong with the fingerprint, where a copy should open it and does not.
    """

    source: SourceDocument
    file: Path | None = None
    encoding: str | None = None
    identical: bool = False
    share: float = 0.0
    refilled: Refilled | None = None
    spans: list[SpanOutcome] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    cut: int = 0
    damaged: str | None = None

    @property
    def doc_id(self) -> str:
        """Of the document."""
        return self.source.doc_id

    @property
    def counts(self) -> Counter[Status]:
        """Number of spans of each status."""
        return Counter(span.anchor.status for span in self.spans)


@dataclass(frozen=True, slots=True)
class Hydration:
    """What became of all text-free documents.

    Attributes:
        documents: in order.
        skipped: files that could not be read, with the reason.
        files: number of files that were looked at.
        copies: number of these that were byte for byte another one.
    """

    documents: list[Hydrated]
    skipped: list[Skipped]
    files: int
    copies: int

    @property
    def complete(self) -> bool:
        """Whether every span of every document is proven."""
        return not any(document.counts["altered"] or document.counts["lost"] for document in self.documents)

    @property
    def shared(self) -> dict[Path, list[str]]:
        """Files that hold more than one article, with their documents."""
        held: dict[Path, list[str]] = {}
        for document in self.documents:
            if document.file:
                held.setdefault(document.file, []).append(document.doc_id)
        return {path: ids for path, ids in held.items() if len(ids) > 1}


@dataclass(slots=True)
class _Sightings:
    """Where copies may be: files with their share of the shingles, by doc_id."""

    identical: dict[str, list[Path]] = field(default_factory=dict)
    likely: dict[str, list[tuple[float, Path]]] = field(default_factory=dict)
    skipped: list[Skipped] = field(default_factory=list)
    copies: int = 0


def hydrate(
    documents: Iterable[SourceDocument], places: Sequence[Path], progress: Progress = lambda _done, _all: None
) -> Hydration:
    """Finds copies of text-free documents among files, and puts text back.

    Every file is read once to see what it may be a copy of; only likely copies are read again. Memory is that of one
    file and of the documents that were found.

    Args:
        documents: text-free ones; they are not changed.
        places: files and folders.
        progress: told after every file.

    Raises:
        UsageError: a place is not there.
    """
    sources = list(documents)
    paths, skipped = article_paths(places)
    sightings = _look_through(sources, paths, progress)
    hydrated = [_hydrated(source, sightings) for source in sources]
    return Hydration(hydrated, [*skipped, *sightings.skipped], len(paths), sightings.copies)


def with_refilled(content: Content, hydrated: Iterable[Hydrated]) -> Content:
    """The content of a corpus with some of its documents refilled; what was given is not changed."""
    filled = {document.doc_id: document.refilled.document for document in hydrated if document.refilled}
    documents = [filled.get(known.doc_id, known) for known in content.documents]
    return replace(content, documents=documents)


def _look_through(sources: Sequence[SourceDocument], paths: Sequence[Path], progress: Progress) -> _Sightings:
    by_hash: dict[str, list[str]] = {}
    for source in sources:
        by_hash.setdefault(source.header.record.text_sha256, []).append(source.doc_id)
    index = Index({s.doc_id: s.fingerprint for s in sources if s.fingerprint is not None})
    seen = _Sightings()
    for number, read in enumerate(read_articles(paths), 1):
        progress(number, len(paths))
        if isinstance(read, Skipped):
            seen.skipped.append(read)
            continue
        seen.copies += read.copies - 1
        for doc_id in by_hash.get(sha256_of(read.text), ()):
            seen.identical.setdefault(doc_id, []).append(read.path)
        for candidate in index.candidates(fold(read.text)):
            seen.likely.setdefault(candidate.doc_id, []).append((candidate.share, read.path))
    progress(len(paths), len(paths))
    return seen


def _hydrated(source: SourceDocument, seen: _Sightings) -> Hydrated:
    """The best copy of a document: the annotated text itself, or the one with the most proven spans."""
    doc_id = source.doc_id
    likely = sorted(seen.likely.get(doc_id, []), key=lambda pair: (-pair[0], pair[1]))
    paths = list(dict.fromkeys([*seen.identical.get(doc_id, []), *(path for _, path in likely)]))
    for path in seen.identical.get(doc_id, []):
        found = _identical(source, path)
        if found is not None:
            return replace(found, others=[other for other in paths if other != path])
    best, damaged = _best(source, likely[:TRIES])
    if best is None:
        return Hydrated(source, spans=_outcomes(source, {}), damaged=damaged)
    return replace(best, others=[other for other in paths if other != best.file])


def _best(source: SourceDocument, likely: Iterable[tuple[float, Path]]) -> tuple[Hydrated | None, str | None]:
    """The copy with the most proven spans, and what is wrong with the fingerprint if it does not open."""
    best: Hydrated | None = None
    for share, path in likely:
        try:
            tried = _try(source, path, share)
        except FingerprintError as error:
            return best, str(error)
        if tried is not None and (best is None or _quality(tried) > _quality(best)):
            best = tried
            if _quality(best)[0] == len(best.spans):
                break
    return best, None


def _identical(source: SourceDocument, path: Path) -> Hydrated | None:
    """The document refilled with its own text, or None: the file is not what it was when it was looked at."""
    read = read_article(path)
    if isinstance(read, Skipped) or sha256_of(read.text) != source.header.record.text_sha256:
        return None
    return _outcome(source, read, unmoved(source), identical=True, share=1.0)


def _try(source: SourceDocument, path: Path, share: float) -> Hydrated | None:
    """The document refilled with a copy, or None: the copy does not open the fingerprint.

    Raises:
        FingerprintError: it should, but the fingerprint is damaged.
    """
    read = read_article(path)
    if isinstance(read, Skipped) or source.fingerprint is None:
        return None
    copy: Folded = fold(read.text)
    spans = distinct(bounds_of(source.annotations))
    skeleton = unseal(source.fingerprint, copy, len(spans))
    if skeleton is None:
        return None
    search = Search(skeleton, copy)
    found = search.anchors()
    start, end = search.stretch(found)
    anchors = {span: at.moved(-start) for span, at in zip(spans, found, strict=True)}
    text = replace(read, text=read.text[start:end])
    return replace(_outcome(source, text, anchors, identical=False, share=share), cut=start)


def _outcome(
    source: SourceDocument, read: ArticleText, anchors: dict[Bounds, Anchor], *, identical: bool, share: float
) -> Hydrated:
    refilled = refill(source, read.text, anchors)
    spans = _outcomes(source, anchors)
    return Hydrated(source, read.path, read.encoding, identical, share, refilled, spans)


def _outcomes(source: SourceDocument, anchors: dict[Bounds, Anchor]) -> list[SpanOutcome]:
    return [
        SpanOutcome(layer_of(line.record), line.record.id, path, *place, anchors.get(place, LOST))
        for line in source.annotations
        for path, place in places_of(line.record)
    ]


def _quality(document: Hydrated) -> tuple[int, int, float]:
    """Order of copies: exact spans, proven spans, share of the shingles."""
    counts = document.counts
    return counts["exact"], counts["exact"] + counts["repaired"], document.share
