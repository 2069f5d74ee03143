"""Two annotators' versions of the documents that both have, read and paired."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from corpus_kp.agreement.annotators import Annotator
from corpus_kp.agreement.layers import LAYERS, Layer
from corpus_kp.agreement.pairing import Paired, paired_document
from corpus_kp.agreement.units import Unit, units_of
from corpus_kp.corpus import Corpus
from corpus_kp.document_files import header_of
from corpus_kp.errors import ComparisonError, UnreadableError, UsageError
from corpus_kp.findings import Finding
from corpus_kp.reading import Reading
from corpus_kp.records import Document, DocumentLine

#: Names that a message lists at most.
_LISTED = 5


@dataclass(frozen=True)
class Version:
    """One annotator's version of a document.

    Attributes:
        reading: its native file.
        document: its first line.
        units: its annotations, by layer.
    """

    reading: Reading[DocumentLine]
    document: Document
    units: Mapping[str, Sequence[Unit]]


@dataclass(frozen=True)
class ComparedDocument:
    """A document that both have.

    Attributes:
        doc_id: of both.
        a, b: the versions.
        layers: their annotations, paired, by layer.
        words: whether covered words may be shown: only of documents of a tier with text.
    """

    doc_id: str
    a: Version
    b: Version
    layers: Mapping[str, Paired]
    words: bool


@dataclass(frozen=True)
class Comparison:
    """Two annotators, held against each other.

    Attributes:
        a, b: who is compared; A is the reference.
        documents: that both have, in order.
        only_a, only_b: ids of documents that only one has.
        layers: that are compared.
    """

    a: Annotator
    b: Annotator
    documents: Sequence[ComparedDocument]
    only_a: Sequence[str]
    only_b: Sequence[str]
    layers: Sequence[Layer]

    @property
    def codepoints(self) -> int:
        """Length of the documents together."""
        return sum(document.a.document.n_codepoints for document in self.documents)

    def rows(self, layer: Layer) -> tuple[int, int]:
        """Number of annotations of A and of B in a layer."""
        documents = self.of_layer(layer)
        return sum(len(paired.a) for paired in documents), sum(len(paired.b) for paired in documents)

    def of_layer(self, layer: Layer) -> list[Paired]:
        """The annotations of a layer, by document."""
        return [document.layers[layer.name] for document in self.documents]


def compare(
    corpus: Corpus, a: Annotator, b: Annotator, documents: Collection[str] = (), layers: Collection[str] = ()
) -> Comparison:
    """Reads and pairs what two annotators made of the same documents.

    Args:
        corpus: the corpus.
        a: the reference.
        b: who is compared with it.
        documents: ids to which the comparison is limited; none means all.
        layers: likewise.

    Raises:
        UsageError: there is no document that both have, or not one that is asked for.
        UnreadableError: a file has faults; it carries their findings.
        ComparisonError: two versions belong to different texts.
    """
    shared = _shared(a, b, documents)
    first, second = _versions(corpus, a, shared), _versions(corpus, b, shared)
    findings = [*first[1], *second[1]]
    if findings:
        raise UnreadableError(findings)
    _refuse_other_texts(a, b, first[0], second[0])
    with_words = {path.stem for tier, path in corpus.document_files() if tier.text}
    return Comparison(
        a=a,
        b=b,
        documents=[_document(name, first[0][name], second[0][name], words=name in with_words) for name in shared],
        only_a=sorted(a.files.keys() - b.files.keys()),
        only_b=sorted(b.files.keys() - a.files.keys()),
        layers=[layer for name, layer in LAYERS.items() if not layers or name in layers],
    )


def _document(name: str, a: Version, b: Version, *, words: bool) -> ComparedDocument:
    # all layers are paired, also those that are not shown: references lead from one to another
    return ComparedDocument(name, a, b, paired_document(LAYERS.values(), a.units, b.units), words)


def _shared(a: Annotator, b: Annotator, wanted: Collection[str]) -> list[str]:
    shared = sorted(a.files.keys() & b.files.keys())
    for name in wanted:
        if name not in shared:
            raise UsageError(_not_shared(name, a, b, shared))
    if not shared:
        raise UsageError(
            f"{a.name} and {b.name} have no document in common; "
            f"{a.name} has {_listed(a.files)}; {b.name} has {_listed(b.files)}"
        )
    chosen = [name for name in shared if not wanted or name in wanted]
    if all(a.files[name].resolve() == b.files[name].resolve() for name in chosen):
        raise UsageError(f"{a.name} and {b.name} are the same files, which agree with themselves; name two annotators")
    return chosen


def _not_shared(name: str, a: Annotator, b: Annotator, shared: Sequence[str]) -> str:
    holders = [annotator.name for annotator in (a, b) if name in annotator.files]
    if holders:
        return f"{name}: only {holders[0]} has this document, so there is nothing to compare"
    near = difflib.get_close_matches(name, shared, n=1)
    hint = f"did you mean {near[0]}?" if near else f"both have {_listed(shared)}"
    return f"{name}: neither {a.name} nor {b.name} has such a document; {hint}"


def _listed(names: Collection[str]) -> str:
    listed = sorted(names)
    more = len(listed) - _LISTED
    return ", ".join(listed[:_LISTED]) + (f" and {more} more" if more > 0 else "") if listed else "none"


def _versions(corpus: Corpus, annotator: Annotator, names: Sequence[str]) -> tuple[dict[str, Version], list[Finding]]:
    """An annotator's versions of some documents, and what is wrong with their files."""
    versions: dict[str, Version] = {}
    findings: list[Finding] = []
    for name in names:
        reading = corpus.document_reader.lines(annotator.files[name])
        reading.doc_id = name  # whatever the file is called
        header = header_of(reading, name)
        findings += reading.findings
        if header is not None and not reading.findings:
            versions[name] = Version(reading, header.record, units_of(reading.lines))
    return versions, findings


def _refuse_other_texts(
    a: Annotator, b: Annotator, first: Mapping[str, Version], second: Mapping[str, Version]
) -> None:
    """Offsets into different texts cannot be compared."""
    other = [name for name, version in first.items() if _text_of(version) != _text_of(second[name])]
    if other:
        raise ComparisonError(
            f"{_listed(other)}: {a.name} and {b.name} annotated different texts (text_sha256 or n_codepoints differ), "
            "so their offsets say nothing about each other; annotate the same text, or name other documents with "
            "--documents"
        )


def _text_of(version: Version) -> tuple[str, int]:
    return (version.document.text_sha256, version.document.n_codepoints)
