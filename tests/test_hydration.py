"""Hydration: which file is which article, the best copy of each, and what is put back."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from made_up import article, spans

from corpus_kp.content import SourceDocument
from corpus_kp.errors import UsageError
from corpus_kp.reading import Line
from corpus_kp.records import Document, Entity
from corpus_kp.settings import Tier
from corpus_kp.textfree.fingerprint import seal
from corpus_kp.textfree.hydration import TRIES, Hydration, hydrate
from corpus_kp.textfree.reports import csv_report, json_report, notes, table

_TIER = Tier(name="text_free", folder="closed", text=False)


def _source(doc_id: str, text: str, *, fingerprint: bool = True) -> SourceDocument:
    """A text-free document with entities all over its text."""
    marked = [span for span in spans(text, 40) if "\n\n" not in text[slice(*span)]]
    header = Document(
        doc_id=doc_id, title=None, publisher=None, genre="news article", lang="en", dct=None, url=None,
        rights="all-rights-reserved", text_sha256=hashlib.sha256(text.encode()).hexdigest(), n_codepoints=len(text),
    )  # fmt: skip
    entities = [
        Entity(id=f"e{number}", start=start, end=end, label="ORG", mention_type="NAM", entity_id="x")
        for number, (start, end) in enumerate(marked)
    ]
    lines = [Line(entity, number) for number, entity in enumerate(entities, 2)]
    return SourceDocument(
        Line(header, 1), lines, _TIER, f"{doc_id}.jsonl", fingerprint=seal(text, marked) if fingerprint else None
    )


@pytest.fixture
def texts() -> dict[str, str]:
    """Three articles."""
    return {f"mu-n00{seed}": article(250, seed) for seed in (1, 2, 3)}


@pytest.fixture
def sources(texts: dict[str, str]) -> list[SourceDocument]:
    """The same articles without text."""
    return [_source(doc_id, text) for doc_id, text in texts.items()]


def _files(hydration: Hydration) -> dict[str, str | None]:
    return {document.doc_id: document.file.name if document.file else None for document in hydration.documents}


def _write(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_every_article_is_found_in_its_file(texts, sources, tmp_path: Path) -> None:
    """Whatever the file's name, format and encoding; other texts are left alone."""
    one, two, three = texts.values()
    page = "<html><body><nav>Home</nav>" + "".join(f"<p>{p}</p>" for p in two.split("\n\n")) + "</body></html>"
    _write(tmp_path, b__txt=one, a__html=page, c__md=three.encode("utf-16"), d__txt=article(250, 9), e__txt="short")
    found = hydrate(sources, [tmp_path])
    assert _files(found) == {"mu-n001": "b.txt", "mu-n002": "a.html", "mu-n003": "c.md"}
    assert [document.identical for document in found.documents] == [True, False, True]
    assert found.complete
    assert {document.counts["exact"] for document in found.documents} == {len(d.spans) for d in found.documents}


def test_what_is_put_back_are_the_words_of_the_copy(texts, sources, tmp_path: Path) -> None:
    """Offsets, covered words, hash and length are those of its lines in the file; the source is not changed."""
    copy = texts["mu-n001"].replace("“", '"')
    before = "A line before.\n\nMenu\n\n"
    _write(tmp_path, x__txt=f"{before}{copy}\n\nRead more\n")
    hydrated = hydrate(sources[:1], [tmp_path]).documents[0]
    filled = hydrated.refilled.document
    assert hydrated.cut == len(before)
    assert filled.text == copy
    assert filled.header.record.n_codepoints == len(copy)
    assert filled.header.record.text_sha256 == filled.sha256 == hashlib.sha256(copy.encode()).hexdigest()
    for line in filled.annotations:
        assert line.record.text == copy[line.record.start : line.record.end]
    assert all(line.record.text is None for line in sources[0].annotations)
    assert sources[0].text is None


def test_a_wrong_article_is_never_taken(texts, sources, tmp_path: Path) -> None:
    """Other articles, a fifth of the right one, and a text that quotes it."""
    right = texts["mu-n001"]
    quoting = article(200, 20) + "\n\n" + right[: len(right) // 5] + "\n\n" + article(200, 21)
    _write(tmp_path, a__txt=article(250, 22), b__txt=right[: len(right) // 5], c__txt=quoting)
    found = hydrate(sources, [tmp_path])
    assert _files(found) == dict.fromkeys(texts)
    assert not found.complete
    assert {span.anchor.status for document in found.documents for span in document.spans} == {"lost"}


def test_the_better_of_two_versions_is_taken_and_the_choice_is_said(texts, sources, tmp_path: Path) -> None:
    """More proven spans win; the annotated text itself wins over all."""
    right = texts["mu-n001"]
    cut = right[: len(right) * 2 // 3]
    _write(tmp_path, a__txt=cut, b__txt=right.replace("“", '"') + "\n")
    found = hydrate(sources[:1], [tmp_path])
    assert _files(found) == {"mu-n001": "b.txt"}
    assert [path.name for path in found.documents[0].others] == ["a.txt"]
    assert any("b.txt taken, because most of its spans are proven; not taken: " in note for note in notes(found))
    _write(tmp_path, c__txt=right)
    found = hydrate(sources[:1], [tmp_path])
    assert _files(found) == {"mu-n001": "c.txt"}
    assert any("because it is the annotated text itself" in note for note in notes(found))


def test_two_articles_in_one_file(texts, sources, tmp_path: Path) -> None:
    """Each is found in it, and it is said."""
    _write(tmp_path, both__txt=texts["mu-n001"] + "\n\n* * *\n\n" + texts["mu-n002"])
    found = hydrate(sources, [tmp_path])
    assert _files(found) == {"mu-n001": "both.txt", "mu-n002": "both.txt", "mu-n003": None}
    assert [document.counts["exact"] >= 0.97 * len(document.spans) for document in found.documents[:2]] == [True, True]
    assert any("both.txt holds 2 articles, mu-n001, mu-n002" in note for note in notes(found))
    one, two = (document.refilled.document.text for document in found.documents[:2])
    assert (one, two) == (texts["mu-n001"], texts["mu-n002"])


def test_ten_thousand_copies_are_one(texts, sources, tmp_path: Path) -> None:
    """The same bytes are read once and counted."""
    for number in range(10_000):
        (tmp_path / f"{number}.txt").write_text(texts["mu-n001"], encoding="utf-8")
    found = hydrate(sources[:1], [tmp_path])
    assert (found.files, found.copies, found.complete) == (10_000, 9_999, True)
    assert "9999 files left aside: byte for byte the same as another one" in list(notes(found))


def test_of_many_versions_only_the_likeliest_are_compared(texts, sources, tmp_path: Path) -> None:
    """And it is said."""
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text(
            texts["mu-n001"].replace("“", f'"{article(3, number)}'), encoding="utf-8"
        )
    found = hydrate(sources[:1], [tmp_path])
    assert found.documents[0].file is not None
    said = " ".join(notes(found))
    assert f"and 16 more; of the likely files the best {TRIES} were compared" in said


def test_what_cannot_be_read_is_said_and_the_rest_is_done(texts, sources, tmp_path: Path) -> None:
    """An archive, a binary, a loop of links, a huge file, a file that may not be read."""
    _write(
        tmp_path, good__txt=texts["mu-n001"], zip__txt=b"PK\x03\x04" + bytes(50), bin__txt=os.urandom(3000) + bytes(99)
    )
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(1 << 30)
    found = hydrate(sources[:1], [tmp_path])
    assert found.complete
    assert {skipped.path.name for skipped in found.skipped} == {"zip.txt", "bin.txt", "gone.txt", "huge.txt"}
    assert all(skipped.reason for skipped in found.skipped)


def test_without_a_fingerprint_only_the_very_text_is_recognised(texts, tmp_path: Path) -> None:
    """And the note says why."""
    bare = _source("mu-n001", texts["mu-n001"], fingerprint=False)
    _write(tmp_path, a__txt=texts["mu-n001"] + "\n")
    found = hydrate([bare], [tmp_path])
    assert _files(found) == {"mu-n001": None}
    assert any("its fingerprint is missing or cannot be used" in note for note in notes(found))
    _write(tmp_path, a__txt=texts["mu-n001"])
    assert _files(hydrate([bare], [tmp_path])) == {"mu-n001": "a.txt"}


def test_a_place_that_is_not_there(sources, tmp_path: Path) -> None:
    """Is a wrong call."""
    with pytest.raises(UsageError, match="nowhere"):
        hydrate(sources, [tmp_path / "nowhere"])


def test_reports_have_a_row_for_every_span_and_no_text(texts, sources, tmp_path: Path) -> None:
    """Table, CSV and JSON agree, and no word of the article stands in them."""
    import csv
    import io
    import json

    _write(tmp_path, a__txt=texts["mu-n001"].replace("a", "e"), b__txt=texts["mu-n002"] + " End.")
    found = hydrate(sources, [tmp_path])
    rows = list(csv.DictReader(io.StringIO(csv_report(found))))
    report = json.loads(json_report(found))
    assert len(rows) == sum(len(document.spans) for document in found.documents)
    assert [document["counts"]["exact"] for document in report["documents"]] == [
        sum(row["doc_id"] == document["doc_id"] and row["status"] == "exact" for row in rows)
        for document in report["documents"]
    ]
    said = csv_report(found) + json_report(found) + "\n".join([*table(found), *notes(found)])
    assert not [word for word in texts["mu-n002"].split() if len(word) > 6 and word.strip(".,“”") in said]


def test_progress_is_told_for_every_file(texts, sources, tmp_path: Path) -> None:
    """And ends with all of them."""
    _write(tmp_path, a__txt=texts["mu-n001"], b__txt=texts["mu-n002"], c__txt=texts["mu-n002"])
    told: list[tuple[int, int]] = []
    hydrate(sources, [tmp_path], lambda done, of: told.append((done, of)))
    assert told[-1] == (3, 3)
    assert told == sorted(told)
