"""Mutated corpora: every way to break a rule is reported by it, at the document, the line and the span where it was put.

The mutations were written from the scheme, before the rules were looked at: what annotators, editors, exports and
merges do to a corpus. A seed chooses where a fault goes.
"""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from conftest import ROOT
from mutations import MUTATIONS, Injected, Mutation, NotHere, Spoiled
from mutations.spoiling import Lines, Record

from corpus_kp.baseline import read_baseline, sift
from corpus_kp.catalogue import catalogue
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Finding
from corpus_kp.validation import validate

#: Mutations that are tried on the shipped corpus, which takes longer.
_SAMPLE = 12
#: Places that are tried for a fault, as not every annotation can have it.
_SEEDS = 12
#: Faults that are put into one corpus at once.
_AT_ONCE = 12


def _one_of_each_family(mutations: list[Mutation]) -> list[Mutation]:
    """Of a long list of spellings of one fault, one that a seed chooses."""
    shuffled = random.Random(3).sample(mutations, len(mutations))
    return sorted({mutation.family: mutation for mutation in shuffled}.values(), key=lambda one: one.name)


def _is_error(mutation: Mutation) -> bool:
    return all(catalogue()[code].severity == "error" for code in mutation.codes)


#: Errors of one annotation alone, of which a dozen fit into one corpus; warnings wait where there is an error.
_ALONE = _one_of_each_family([one for one in MUTATIONS if one.alone and _is_error(one)])
_SINGLE = _one_of_each_family([one for one in MUTATIONS if not (one.alone and _is_error(one))])
_NUMBER = -(-len(_ALONE) // _AT_ONCE)
_DOZENS = [_ALONE[number::_NUMBER] for number in range(_NUMBER)]


def _copied(folder: Path, *parts: Path) -> Spoiled:
    folder.mkdir()
    for part in parts:
        (shutil.copytree if part.is_dir() else shutil.copy)(part, folder / part.name)
    return Spoiled(folder, random.Random(0))


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoiled]:
    """A copy of the made-up corpus."""
    source = ROOT / "tests" / "corpora" / "harbour"
    folder = tmp_path_factory.mktemp("mutations") / "harbour"
    yield _copied(folder, *source.iterdir(), ROOT / "schemas")
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Spoiled]:
    """A copy of the shipped corpus."""
    folder = tmp_path_factory.mktemp("mutations") / "shipped"
    yield _copied(folder, ROOT / "annotations", ROOT / "schemas", ROOT / "corpus.toml")
    shutil.rmtree(folder)


def _overlap(finding: Finding, span: tuple[int, int]) -> bool:
    if finding.start is None or finding.end is None:
        return False
    (start, end), (first, last) = sorted(span), sorted((finding.start, finding.end))
    return first <= max(end - 1, start) and start <= max(last - 1, first)


def _wrong(finding: Finding, injected: Injected) -> str | None:
    """Where a finding points amiss; None if it is right."""
    in_file = Path(finding.path).name == injected.path.name
    if injected.doc_id and not in_file and finding.doc_id != injected.doc_id:
        return "another document"
    if injected.annotation_id and finding.annotation_id != injected.annotation_id:
        return "another annotation"
    if injected.line and in_file and finding.line != injected.line:
        return "another line"
    if injected.spans and finding.start is not None and not any(_overlap(finding, span) for span in injected.spans):
        return "another span"
    return None


def _amiss(mutation: Mutation, injected: Injected, findings: list[Finding]) -> str | None:
    """What is amiss in a report; None if it has the fault at its place."""
    named = [finding for finding in findings if finding.code in mutation.codes]
    if not named:
        return f"not reported by {' or '.join(mutation.codes)}: {[(f.code, f.message) for f in findings[:5]]}"
    wrong = [_wrong(finding, injected) for finding in named]
    return None if None in wrong else f"{wrong[0]}: {injected}, not {named[0]}"


def _findings(spoiled: Spoiled) -> list[Finding]:
    """What is found in a corpus, but for what it accepts."""
    corpus = Corpus(spoiled.folder)
    accepted = read_baseline(corpus.baseline) if corpus.baseline else []
    return list(sift(validate(corpus).findings, accepted, corpus).new)


def _found(mutation: Mutation, *corpora: Spoiled) -> tuple[Injected, list[Finding]]:
    """Where a fault was put into the first corpus that has a place for it, and what is found."""
    for corpus, seed in product(corpora, range(_SEEDS)):
        corpus.mend(f"{mutation.name} {seed}")
        try:
            injected = mutation.act(corpus)
        except NotHere:
            continue
        return injected, _findings(corpus)
    return pytest.skip(f"no corpus has anything that {mutation.name} could spoil")


def _name(mutation: Mutation) -> str:
    return f"{mutation.codes[0]}-{mutation.name}"


@pytest.mark.parametrize("mutation", _SINGLE, ids=_name)
def test_a_fault_is_reported_at_its_place(mutation: Mutation, made_up: Spoiled, shipped: Spoiled) -> None:
    """In the made-up corpus; where that has nothing to spoil, in the shipped one."""
    injected, findings = _found(mutation, made_up, shipped)
    assert _amiss(mutation, injected, findings) is None


@pytest.mark.parametrize("mutation", random.Random(7).sample(_SINGLE, _SAMPLE), ids=_name)
def test_a_fault_of_the_shipped_corpus_is_reported_at_its_place(mutation: Mutation, shipped: Spoiled) -> None:
    """Real annotations have more neighbours that a rule may take for the fault."""
    injected, findings = _found(mutation, shipped)
    assert _amiss(mutation, injected, findings) is None


@pytest.mark.parametrize("dozen", _DOZENS, ids=lambda dozen: dozen[0].name)
def test_errors_hide_no_others(dozen: list[Mutation], shipped: Spoiled) -> None:
    """A dozen of them in one corpus are reported at their dozen places."""
    shipped.mend(dozen[0].name)
    injected = []
    for mutation in dozen:
        try:
            injected.append((mutation, replace(mutation.act(shipped), line=None)))
        except NotHere:
            continue
    findings = validate(Corpus(shipped.folder)).findings
    amiss = {mutation.name: _amiss(mutation, place, findings) for mutation, place in injected}
    assert len(injected) > _AT_ONCE // 2
    assert {name: fault for name, fault in amiss.items() if fault} == {}


_Run = Callable[[list[str]], dict[str, object]]
#: Where words of an article may have slipped in: the layer of a register, or of the text-free document, and the field.
_LEAKS: dict[str, tuple[str, _Run]] = {
    "proposition": ("claim_register", lambda words: {"proposition": " ".join(words)}),
    "proposition in capitals": ("claim_register", lambda words: {"proposition": " ".join(words).upper()}),
    "question": ("issues", lambda words: {"question": f"Is it so that {' '.join(words)}?"}),
    "note": ("claim_pairs", lambda words: {"note": f"see: {' '.join(words)}"}),
    "name": ("register", lambda words: {"canonical_name": " ".join(words)}),
    "alias": ("register", lambda words: {"aliases": ["x", " ".join(words)]}),
    "alias of many": ("register", lambda words: {"aliases": words}),
    "scope key": ("claim_register", lambda words: {"scope_key": "_".join(words)}),
    "publisher": ("documents", lambda words: {"publisher": " ".join(words)}),
    "address": ("documents", lambda words: {"url": f"https://example.org/{'-'.join(words)}.html"}),
    "id": ("entities", lambda words: {"id": "-".join(words)}),
}  # fmt: skip


@pytest.mark.parametrize("leak", _LEAKS)
def test_words_of_an_article_are_reported_wherever_they_stand(leak: str, made_up: Spoiled) -> None:
    """Eight words running, in any cell, in any spelling that a slug makes of them."""
    layer, values = _LEAKS[leak]
    made_up.mend(leak)
    lines: Lines = {
        "register": made_up.register,
        "documents": made_up.text_free(),
        "entities": made_up.text_free(),
    }.get(layer, made_up.claims)
    article = (made_up.folder / "articles" / "hx-n001.txt").read_text(encoding="utf-8")
    words = re.findall(r"[a-z]+", article.partition("grain")[2].lower())
    start = made_up.chance.randrange(len(words) - 8)
    record: Record = lines.of(layer)[0]
    record.update(values(words[start : start + 8]))
    lines.save()
    findings = validate(Corpus(made_up.folder), articles=made_up.folder / "articles").findings
    assert ("KP804", lines.line(record)) in [(f.code, f.line) for f in findings if f.path.endswith(lines.path.name)]


def test_lines_in_another_order_are_no_fault(made_up: Spoiled, shipped: Spoiled) -> None:
    """Only the document's line has its place."""
    for corpus in (made_up, shipped):
        corpus.mend("order")
        for document in corpus.documents:
            document.records[1:] = sorted(document.records[1:], key=lambda record: str(record["id"]))
            document.save()
        assert _findings(corpus) == []


def test_a_mended_corpus_is_clean(made_up: Spoiled, shipped: Spoiled) -> None:
    """Else a fault would be found that another test has left behind."""
    for corpus in (made_up, shipped):
        corpus.mend("clean")
        assert _findings(corpus) == []
