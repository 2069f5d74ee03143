"""Trials: one span under one perturbation, put back by the library and judged against the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from time import process_time
from typing import Protocol, Self

from drawn_spans import draw_spans
from origins import Copy, Lookup, Place, Truth
from perturbations import PERTURBATIONS, Surroundings
from prose import sentences
from texts import Text, drawing

from corpus_kp.textfree.anchoring import anchor
from corpus_kp.textfree.fingerprint import Fingerprint, seal, unseal
from corpus_kp.textfree.folding import Folded, fold

#: Statuses that claim the annotated words.
CLAIMS = ("exact", "repaired")
#: Kinds of wrong claims, see `Case`.
SILENT = ("edge", "beside", "gone", "elsewhere")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a method says about a span: a place, and how sure it is of it (exact, repaired, altered, lost)."""

    place: Place | None
    status: str
    bits: float = 0.0


LOST = Claim(None, "lost")


@dataclass(frozen=True, slots=True)
class Case:
    """A silent error, or a claim on a verbatim repeat.

    Attributes:
        method: whose.
        document, perturbation: of the trial.
        span: in the original.
        truth, claim: places in the copy.
        status, bits: of the claim.
        kind: `repeat`; `edge` (the right words, other marks at the edges); `beside` (more or fewer words around the
            right place); `gone` (far from what is left of the words); `elsewhere` (they stand intact in another place).
        words, expected, got: the texts of span, truth and claim.
    """

    method: str
    document: str
    perturbation: str
    span: Place
    truth: Place | None
    claim: Place
    status: str
    bits: float
    kind: str
    words: str
    expected: str
    got: str


@dataclass
class Tally:
    """Counts of trials; two tallies can be added.

    Attributes:
        documents, opened: how many, and how many of them a copy opened.
        trials: spans of all documents.
        intact, right: intact spans, and those with the exact offsets.
        reported: intact spans given as lost or altered.
        silent, repeats: wrong claims without those on a verbatim repeat, and the latter.
        respelled, repaired: spans with another spelling alone, and those claimed at exactly their place.
        altered, altered_right: pointers to a span whose words changed, and those with the exact offsets.
        seconds: of the processor, for folding, opening and anchoring, or for aligning.
    """

    documents: int = 0
    opened: int = 0
    trials: int = 0
    intact: int = 0
    right: int = 0
    reported: int = 0
    silent: int = 0
    repeats: int = 0
    respelled: int = 0
    repaired: int = 0
    altered: int = 0
    altered_right: int = 0
    seconds: float = 0.0

    def __add__(self, other: Tally) -> Tally:
        """The sum of two tallies."""
        return Tally(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(self)))


class Method(Protocol):
    """A way to put spans back: made for one text and its spans, asked about one copy after another."""

    name: str

    def claims(self, copy: str) -> list[Claim] | None:
        """One claim for each span; None where the copy does not open the fingerprint."""


class Ours:
    """The library: what is shipped are the bytes of a fingerprint."""

    name = "ours"

    def __init__(self, text: str, spans: Sequence[Place]) -> None:
        """Seals a text.

        Args:
            text: the article.
            spans: sorted and distinct.
        """
        self.fingerprint = Fingerprint.decode(seal(text, spans).encode())

    def claims(self, copy: str) -> list[Claim] | None:
        """Folds, opens and anchors."""
        folded = fold(copy)
        skeleton = unseal(self.fingerprint, folded)
        if skeleton is None:
            return None
        anchors = anchor(skeleton, folded)
        return [
            Claim(None if found.start is None else (found.start, found.end), found.status, found.bits)
            for found in anchors
        ]


@dataclass
class Outcome:
    """What the trials of some documents gave.

    Attributes:
        tallies: by method and perturbation.
        origins: by method and origin of the text.
        cases: to be read.
    """

    tallies: dict[tuple[str, str], Tally] = field(default_factory=dict)
    origins: dict[tuple[str, str], Tally] = field(default_factory=dict)
    cases: list[Case] = field(default_factory=list)

    def __iadd__(self, other: Outcome) -> Self:
        """Adds the outcome of other documents."""
        for own, added in ((self.tallies, other.tallies), (self.origins, other.origins)):
            for key, tally in added.items():
                own[key] = own.get(key, Tally()) + tally
        self.cases += other.cases
        return self


def try_text(text: Text, seed: int, around: Surroundings, methods: Sequence[type[Method]] = (Ours,)) -> Outcome:
    """Puts the spans of a text back on its perturbed copies.

    Args:
        text: a document; if it is annotated, its annotated spans are tried with the drawn ones.
        seed: of the bench.
        around: what perturbations may put in.
        methods: what is measured.
    """
    spans = sorted({*draw_spans(text, seed), *text.spans})
    made = [method(text.text, spans) for method in methods]
    original = Copy.of(text.text)
    outcome = Outcome()
    for name, perturb in PERTURBATIONS.items():
        copy = perturb(original, drawing(seed, name, text.name), around)
        judge = Judge(text, copy, name)
        known = [judge.places.truth(*span) for span in spans]
        for method in made:
            outcome += _measured(method, judge, spans, known)
    return outcome


def _measured(method: Method, judge: Judge, spans: Sequence[Place], known: Sequence[Truth]) -> Outcome:
    started = process_time()
    claims = method.claims(judge.copy.text)
    tally = Tally(documents=1, opened=int(claims is not None), seconds=process_time() - started)
    cases = []
    for span, truth, claim in zip(spans, known, claims or [LOST] * len(spans), strict=True):
        kind = judge.verdict(span, truth, claim)
        _count(tally, truth, claim, kind)
        if kind in {"repeat", *SILENT}:
            cases.append(judge.case(method.name, span, truth, claim, kind))
    return Outcome({(method.name, judge.perturbation): tally}, {(method.name, judge.text.origin): tally}, cases)


def _count(tally: Tally, truth: Truth, claim: Claim, kind: str) -> None:
    tally.trials += 1
    tally.intact += truth.intact
    tally.right += truth.intact and kind == "right"
    tally.reported += truth.intact and kind == "reported"
    tally.repeats += kind == "repeat"
    tally.silent += kind in SILENT
    tally.respelled += truth.respelled
    tally.repaired += truth.respelled and kind == "right"
    pointer = claim.status == "altered" and truth.place is not None and not truth.intact
    tally.altered += pointer
    tally.altered_right += pointer and claim.place == truth.place


class Judge:
    """Compares claims about one copy with the truth."""

    def __init__(self, text: Text, copy: Copy, perturbation: str) -> None:
        """Finds the truth; what verdicts on repeats need is made when the first claim is wrong.

        Args:
            text: the original.
            copy: one of its copies.
            perturbation: how the copy was made.
        """
        self.text, self.copy, self.perturbation = text, copy, perturbation
        self.places = Lookup(text.text, copy)
        self._folded: tuple[Folded, Folded, list[Place]] | None = None

    def verdict(self, span: Place, truth: Truth, claim: Claim) -> str:
        """The verdict on one claim: right, reported, repeat, or a kind of silent error."""
        if claim.place is None or claim.status not in CLAIMS:
            return "reported"
        if claim.place == truth.place and (truth.intact or truth.respelled):
            return "right"
        if truth.core and self._has_the_words(truth.core, claim.place):
            return "edge"
        if self._is_repeat(span, truth, claim.place):
            return "repeat"
        if truth.core and _overlap(truth.core, claim.place):
            return "beside"
        return "elsewhere" if truth.intact else "gone"

    def case(self, method: str, span: Place, truth: Truth, claim: Claim, kind: str) -> Case:
        """What a person who reads the case has to know."""
        expected = self.copy.text[slice(*truth.place)] if truth.place else ""
        got = self.copy.text[slice(*claim.place)] if claim.place else ""
        words = self.text.text[slice(*span)]
        where = (method, self.text.name, self.perturbation, span, truth.place, claim.place or (0, 0))
        return Case(*where, claim.status, claim.bits, kind, words, expected, got)

    def _both(self) -> tuple[Folded, Folded, list[Place]]:
        """The folded original and copy, and the original's sentences in code points."""
        if self._folded is None:
            self._folded = (fold(self.text.text), fold(self.copy.text), sentences(self.text.text))
        return self._folded

    def _has_the_words(self, core: Place, claim: Place) -> bool:
        """Does the claim cover the words of the right place, no more and no less?"""
        _, copy, _ = self._both()
        return copy.words_in(*core) == copy.words_in(*claim)

    def _is_repeat(self, span: Place, truth: Truth, claim: Place) -> bool:
        """Does the claim stand on a verbatim repeat of the span's sentence, as the original or as the copy has it?"""
        original, copy, places = self._both()
        touched = [place for place in places if _overlap(place, span)]
        if not touched:
            return False
        sentence = (touched[0][0], touched[-1][1])
        if _is_framed_alike(original, sentence, span, copy, claim):
            return True
        core = self.places.truth(*sentence).core
        return bool(core and truth.core) and _is_framed_alike(copy, core, truth.core, copy, claim)


def _is_framed_alike(one: Folded, sentence: Place, span: Place, two: Folded, claim: Place) -> bool:
    """Do the words of a sentence around a span stand in the same way around a claim?"""
    start, end = one.words_in(*sentence)
    first, last = one.words_in(*span)
    left, right = two.words_in(*claim)
    left, right = left - (first - start), right + (end - last)
    return left >= 0 and one.words[start:end] == two.words[left:right]


def _overlap(one: Place, two: Place) -> bool:
    return one[0] < two[1] and two[0] < one[1]
