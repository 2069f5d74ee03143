"""Fixes: what they mend, what they leave, and that nothing else changes."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from cases import fixes
from cases.edits import at
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mending import check, files, fix, found_fixes
from native_file import NativeFile

from corpus_kp.catalogue import catalogue
from corpus_kp.corpus import Corpus
from corpus_kp.findings import Fix
from corpus_kp.fixing import diff, preview, with_fixes
from corpus_kp.fixing.registry import kinds
from corpus_kp.validation import validate

GOLDEN = Path(__file__).parent / "golden" / "fixes"
SLOW = settings(deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
DAMAGE = {**fixes.SAFE, **fixes.UNSAFE}


def test_the_catalogue_says_what_can_be_mended() -> None:
    """`fix` of a rule is the surest kind of fix that its code has."""
    assert {code: rule.fix for code, rule in catalogue().items() if rule.fix} == kinds()


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_a_clean_corpus_stays_as_it_is(harbour: Path, *, unsafe: bool) -> None:
    """No fix is made, and no file is even written anew."""
    before = {path: (data, path.stat().st_mtime_ns) for path, data in files(harbour).items()}
    fixed = fix(harbour, unsafe=unsafe)
    assert (fixed.changes, fixed.findings, dict(fixed.fixes)) == ((), [], {})
    assert {path: (data, path.stat().st_mtime_ns) for path, data in files(harbour).items()} == before


@pytest.mark.parametrize("name", fixes.SAFE)
def test_safe_fixes_give_back_the_bytes(name: str, harbour: Path, first: NativeFile) -> None:
    """Damage is taken away without a trace, and a second time nothing changes."""
    before = files(harbour)
    fixes.SAFE[name](first)
    damaged = files(harbour)
    assert damaged != before
    fixed = fix(harbour)
    assert fixed.findings == []
    assert files(harbour) == before
    assert {(c.before, c.after) for c in fixed.changes} == {
        (damaged[path], before[path]) for path in before if damaged[path] != before[path]
    }
    assert fix(harbour, unsafe=True).changes == ()


@pytest.mark.parametrize("name", fixes.UNSAFE)
def test_unsafe_fixes_give_back_the_bytes_only_where_they_are_asked_for(
    name: str, harbour: Path, first: NativeFile
) -> None:
    """Guesses are offered, and made only with leave."""
    before = files(harbour)
    fixes.UNSAFE[name](first)
    damaged = files(harbour)
    assert fix(harbour).changes == ()
    assert files(harbour) == damaged
    assert fix(harbour, unsafe=True).findings == []
    assert files(harbour) == before


@pytest.mark.parametrize("name", fixes.LEFT)
def test_what_is_not_certain_is_left(name: str, harbour: Path, first: NativeFile) -> None:
    """There is a finding, and no fix for it."""
    fixes.LEFT[name](first)
    damaged = files(harbour)
    fixed = fix(harbour, unsafe=True)
    assert fixed.findings
    assert all(finding.fix is None for finding in fixed.findings)
    assert files(harbour) == damaged


@pytest.mark.parametrize("name", DAMAGE)
def test_edits_are_as_small_as_they_can_be(
    name: str, harbour: Path, first: NativeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Titles and edits are the golden ones; edits are in order, apart, and replace nothing by itself."""
    monkeypatch.chdir(harbour)
    DAMAGE[name](first)
    found = list(dict.fromkeys(found_fixes(harbour)))
    for one in found:
        places = [(edit.path, edit.line, edit.column, edit.end_line, edit.end_column) for edit in one.edits]
        assert places == sorted(set(places))
        assert all((*a[3:],) <= (*b[1:3],) for a, b in pairwise(places) if a[0] == b[0])
    golden = json.loads((GOLDEN / "edits.json").read_text(encoding="utf-8"))
    assert [_told(one) for one in found] == golden[name]


def _told(one: Fix) -> list[str]:
    """A fix in words: its title, and the first of its edits."""
    edits = [f"{e.path}:{e.line}:{e.column}-{e.end_line}:{e.end_column} {e.replacement!r}" for e in one.edits]
    more = [f"and {len(edits) - 4} more"] if len(edits) > 4 else []
    return [f"{'safe' if one.safe else 'unsafe'}: {one.title}", *edits[:4], *more]


@pytest.mark.parametrize("name", ["text-mark-and-dos", "repeated-line", "space-before", "text-dos-counted"])
def test_a_diff_shows_what_would_be_written(
    name: str, harbour: Path, first: NativeFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The preview writes nothing and says what the fixes then do, control characters by their codes."""
    monkeypatch.chdir(harbour)
    fixes.SAFE[name](first)
    damaged = files(harbour)
    corpus = Corpus(harbour)
    shown = preview(corpus, [], check, unsafe=False)
    assert files(harbour) == damaged
    assert "".join(f"{line}\n" for line in diff(shown.changes)) == (GOLDEN / f"{name}.diff").read_text(encoding="utf-8")
    fixed = fix(harbour)
    assert (fixed.changes, fixed.fixes) == (shown.changes, shown.fixes)


def test_a_diff_of_one_document(harbour: Path, first: NativeFile, monkeypatch: pytest.MonkeyPatch) -> None:
    """The preview is limited to paths, given from where the user stands; findings name the files of the corpus."""
    monkeypatch.chdir(first.path.parent)
    second = NativeFile(first.path.with_name("hx-a002.jsonl"))
    at("documents", n_codepoints=12)(first)
    at("entities", label="COUNTRY")(second)
    shown = preview(Corpus(harbour), [Path("hx-a001.jsonl")], check, unsafe=True)
    assert [change.shown for change in shown.changes] == ["hx-a001.jsonl"]
    assert [change.path for change in shown.changes] == [first.path]
    shown = preview(Corpus(harbour), [Path("hx-a002.jsonl")], check, unsafe=False)
    assert ([f.path for f in shown.findings], shown.changes) == (["hx-a002.jsonl"], ())


def test_fragments_are_put_in_order_as_they_are_written(harbour: Path, first: NativeFile) -> None:
    """Each fragment keeps its own spelling."""
    one = '{"start": 197,"end":207, "text": "that \\u0073hips"}'
    two = '{"start": 208, "end": 220, "text": "were delayed"}'
    line = first.number("attributions", "a4") - 1
    lines = first.lines
    whole = '{"start": 197, "end": 220, "text": "that ships were delayed"}'
    for content, expected in (((two, one), (one, two)), ((one, two), (one, two))):
        first.write([*lines[:line], lines[line].replace(whole, ",  ".join(content)), *lines[line + 1 :]])
        assert fix(harbour).findings == []
        assert ",  ".join(expected) in first.lines[line]


def test_an_event_target_is_cut_too(harbour: Path, first: NativeFile) -> None:
    """A target has no words of its own, only offsets."""
    target = {"kind": "event", "id": None, "start": 190, "end": 196}
    at("stances", "s2", target=target)(first)
    before = first.path.read_bytes()
    at("stances", "s2", target=target | {"start": 189, "end": 197})(first)
    fix(harbour)
    assert first.path.read_bytes() == before


def test_escapes_stay_as_they_are(harbour: Path, first: NativeFile) -> None:
    """A file in ASCII stays one: edges of escaped words are cut, new words are written in escapes."""
    first.path.write_text("".join(json.dumps(json.loads(line)) + "\n" for line in first.lines), encoding="utf-8")
    before = first.path.read_bytes()
    data = before.replace(b'159, "end": 162, "text": "\\uae40', b'158, "end": 163, "text": " \\uae40', 1)
    first.path.write_bytes(data.replace(b'\\uc218", "label"', b'\\uc218\\u0020", "label"', 1))
    assert [finding.code for finding in check(Corpus(harbour))[0]] == ["KP106"]
    assert fix(harbour).findings == []
    assert first.path.read_bytes() == before
    first.path.write_bytes(before.replace(b'"text": "\\uae40\\ubbfc\\uc218", "label"', b'"text": null, "label"', 1))
    fix(harbour, unsafe=True)
    assert first.path.read_bytes() == before


@pytest.mark.parametrize(("comma", "colon"), [(", ", ": "), (",", ":"), (", ", " : ")])
def test_missing_words_come_in_the_spacing_of_the_line(
    harbour: Path, first: NativeFile, comma: str, colon: str
) -> None:
    """Behind the end of the span, as the other fields stand there."""
    records = [json.loads(line) for line in first.lines]
    first.write([json.dumps(record, ensure_ascii=False, separators=(comma, colon)) for record in records])
    before = first.path.read_text(encoding="utf-8")
    words = f'{comma}"text"{colon}"Monday"'
    assert words in before
    first.path.write_text(before.replace(words, ""), encoding="utf-8")
    fix(harbour, unsafe=True)
    assert first.path.read_text(encoding="utf-8") == before


def test_missing_words_are_not_made_from_offsets_that_nothing_proves(harbour: Path, first: NativeFile) -> None:
    """Without quoted texts, or with one that does not fit, the offsets may be anything."""
    lines = first.lines
    bare = [json.loads(line) for line in lines]
    for span in fixes.spans_in(bare):
        span.pop("text", None)
    first.write([json.dumps(record, ensure_ascii=False) for record in bare])
    assert fix(harbour, unsafe=True).changes == ()
    first.write(lines)
    at("timexes", text=None)(first)
    at("entities", "e6", start=158)(first)
    assert fix(harbour, unsafe=True).changes == ()


def test_a_text_that_got_a_line_before_it(harbour: Path, first: NativeFile) -> None:
    """The stored hash is that of the rest, so the offsets move, and hash and length are stored anew."""
    text = first.path.with_suffix(".txt")
    words = "Port news\n" + text.read_text(encoding="utf-8")
    expected = fixes.recounted(first.lines, words, lambda part: len(part) + 10)
    text.write_text(words, encoding="utf-8")
    fix(harbour)
    fixes.hashed(bytes)(NativeFile(first.path))
    assert first.lines[1:] == expected[1:]
    assert not {f.code for f in check(Corpus(harbour))[0]} & {"KP101", "KP102", "KP103"}


def test_versions_of_annotators_move_with_their_text(harbour: Path, first: NativeFile) -> None:
    """They have offsets into the same file: all are converted, or none and the text stays too."""
    version = harbour / "annotations" / "rounds" / "berg" / first.path.name
    version.parent.mkdir(parents=True)
    version.write_bytes(first.path.read_bytes())
    before = files(harbour)
    for file in (first, NativeFile(version)):
        words = first.path.with_suffix(".txt").read_text(encoding="utf-8")
        file.write(fixes.recounted(file.lines, words, fixes.COUNTS["carriage returns"]))
    fixes.both(fixes.hashed(fixes.dos), fixes.rewritten(".txt", fixes.dos))(first)
    NativeFile(version).write([first.lines[0], *NativeFile(version).lines[1:]])
    damaged = files(harbour)
    fix(harbour)
    assert files(harbour) == before
    for path, data in damaged.items():
        path.write_bytes(data)
    at("timexes", text="Sunday")(NativeFile(version))
    assert fix(harbour).changes == ()


def test_offsets_of_text_free_documents_are_left(harbour: Path) -> None:
    """Their fingerprint has a check for each span; a text beside them is not theirs."""
    file = NativeFile(harbour / "annotations" / "closed" / "hx-n001.jsonl")
    article = harbour / "articles" / "hx-n001.txt"
    text = article.read_text(encoding="utf-8")
    start = text.index(" ", 30)
    at("timexes", "t1", start=27)(file)
    at("documents", n_codepoints=50)(file)
    file.path.with_suffix(".txt").write_bytes(article.read_bytes())
    assert text[27] == " "
    assert start > 27
    corpus = Corpus(harbour)
    for paths in ((), (file.path,)):
        report = validate(corpus, paths, harbour / "articles")
        found = with_fixes(report.findings, corpus, report.content)
        assert found
        assert not any(finding.fix for finding in found)


# --- offsets that were counted otherwise -------------------------------------------------------------------------

WORDS = st.sampled_from(["harbour", "union", "naïve", "김민서", "💉", "“yes”", "é", "a", "🇰🇷", "dock\u0301s", "12,000"])
LINES = st.lists(st.lists(WORDS, min_size=1, max_size=6).map(" ".join), min_size=1, max_size=5)


def _document(first: NativeFile, lines: list[str]) -> list[str]:
    """Writes a text, and a native file with an entity for each of its words."""
    text = "\n".join(lines) + "\n"
    first.path.with_suffix(".txt").write_bytes(text.encode())
    header = json.loads(first.lines[0])
    records, place = [], 0
    for number, word in enumerate(text.split()):
        place = text.index(word, place)
        span = {"start": place, "end": place + len(word), "text": word}
        labels = {"label": "PERSON", "mention_type": "NOM", "gpe_role": None, "entity_id": "dockers"}
        records.append({"layer": "entities", "id": f"e{number}", **span, **labels})
        place += len(word)
    first.write([json.dumps(record, ensure_ascii=False) for record in [header, *records]])
    fixes.hashed(bytes)(first)
    return first.lines


@SLOW
@given(
    lines=LINES,
    unit=st.sampled_from(list(fixes.COUNTS)),
    shift=st.integers(-3, 3),
    file=st.sampled_from([bytes, fixes.dos, fixes.marked, lambda data: fixes.marked(fixes.dos(data))]),
    hashes_file=st.booleans(),
    told_apart=st.booleans(),
)
def test_offsets_counted_otherwise_come_back_or_stay(  # noqa: PLR0913, PLR0917
    harbour: Path,
    first: NativeFile,
    lines: list[str],
    unit: str,
    shift: int,
    file: Callable[[bytes], bytes],
    *,
    hashes_file: bool,
    told_apart: bool,
) -> None:
    """Where quoted words tell the readings apart, every offset comes back; else not one is touched."""
    template = first.lines
    try:
        original = _document(first, ["the naïve 💉 crew", "walked out late", *lines] if told_apart else lines)
        text = first.path.with_suffix(".txt").read_bytes()
        fixes.counted(unit, shift)(first)
        if hashes_file:
            fixes.hashed(file)(first)
        damaged = first.lines
        fixes.rewritten(".txt", file)(first)
        fix(harbour)
        if told_apart:
            assert (first.lines, first.path.with_suffix(".txt").read_bytes()) == (original, text)
        assert first.lines in (original, damaged)
        assert fix(harbour).changes == ()
    finally:
        first.write(template)


@SLOW
@given(lines=st.lists(st.lists(st.sampled_from(["harbour", "union", "dock"]), min_size=1).map(" ".join), min_size=1), unit=st.sampled_from(list(fixes.COUNTS)[:3]))  # fmt: skip
def test_units_that_are_the_same_change_nothing(harbour: Path, first: NativeFile, lines: list[str], unit: str) -> None:
    """In ASCII a byte is a code point: there is nothing to convert."""
    template = first.lines
    try:
        original = _document(first, lines)
        fixes.counted(unit)(first)
        assert first.lines == original
        damaged = files(harbour)
        codes = {finding.code for finding in fix(harbour).findings}
        assert not codes & {"KP101", "KP102", "KP103"}
        assert files(harbour) == damaged
    finally:
        first.write(template)


def test_too_few_quoted_texts_prove_nothing(harbour: Path, first: NativeFile) -> None:
    """Two words that moved may be two slips; three that moved alike are a unit."""
    for words, mended in ((["naïve", "dockers"], False), (["naïve", "dockers", "walked"], True)):
        original = _document(first, [" ".join(words)])
        fixes.counted("UTF-8 bytes")(first)
        fix(harbour)
        assert (first.lines == original) == mended


@SLOW
@given(names=st.lists(st.sampled_from([name for name in fixes.SAFE if name.startswith(("space", "repeated"))]), unique=True), unit=st.sampled_from(list(fixes.COUNTS)), ends=st.booleans())  # fmt: skip
def test_many_faults_of_one_file_converge(
    harbour: Path, first: NativeFile, names: list[str], unit: str, *, ends: bool
) -> None:
    """Fixes that meet in a line wait for each other, and in the end everything is as it was."""
    before = files(harbour)
    try:
        for name in sorted(names, reverse=True):  # spaces first: what is repeated is repeated with them
            fixes.SAFE[name](first)
        fixes.counted(unit)(first)
        fixes.rewritten(".jsonl", fixes.dos if ends else bytes)(first)
        assert fix(harbour).findings == []
        assert files(harbour) == before
    finally:
        for path, data in before.items():
            path.write_bytes(data)
