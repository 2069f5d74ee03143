"""Whatever stands in a corpus folder, `validate` reports it: no traceback, no hang, nothing that steers a terminal."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hostile import LIVE, STEERING, HostileCorpus, is_sound, spoilt_bytes, spoilt_lines
from hypothesis import given, settings
from hypothesis import strategies as st
from native_file import NativeFile

from corpus_kp.cli import main
from corpus_kp.errors import CorpusConfigError
from corpus_kp.excerpts import Lines, excerpt_of
from corpus_kp.findings import Edit, Finding, Fix
from corpus_kp.regular_files import read_regular
from corpus_kp.renderers import FORMATS
from corpus_kp.renderers.json_text import with_edits_once
from corpus_kp.schema_files import read_schema
from corpus_kp.settings import read_configuration

_MANY = settings(max_examples=40, deadline=None)
_NATIVE = Path("annotations/open/hx-a001.jsonl")
_TEXT = Path("annotations/open/hx-a001.txt")


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> HostileCorpus:
    """A corpus that is spoilt again and again."""
    return HostileCorpus.copied_to(tmp_path_factory.mktemp("hostile").resolve() / "harbour")


def _reports(harbour: Path, *options: str) -> tuple[int, list[dict]]:
    """Status and findings of a corpus."""
    result = CliRunner().invoke(main, ["--corpus", str(harbour), "validate", "--format", "jsonl", *options])
    is_sound(result)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def _refuses(harbour: Path) -> str:
    """The message of a corpus that cannot be read at all."""
    result = CliRunner().invoke(main, ["--corpus", str(harbour), "validate"])
    is_sound(result)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


@pytest.mark.slow
@_MANY
@given(data=st.data())
def test_spoilt_records_are_reported_where_they_stand(corpus: HostileCorpus, data: st.DataObject) -> None:
    """Values of all types, keys, layers, lines: findings are at a line and column of a file of the corpus."""
    file = data.draw(st.sampled_from(corpus.native()))
    spoilt = {file: data.draw(spoilt_lines(corpus.originals[file]))}
    result = corpus.validate(spoilt, "--format", "jsonl")
    is_sound(result)
    corpus.places(result, spoilt)


@pytest.mark.slow
@_MANY
@given(data=st.data())
def test_spoilt_bytes_are_reported_in_every_format(corpus: HostileCorpus, data: st.DataObject) -> None:
    """In texts, annotations, registers, fingerprints, schemas and the configuration."""
    file = data.draw(st.sampled_from(sorted(corpus.originals)))
    form = data.draw(st.sampled_from(FORMATS))
    is_sound(corpus.validate({file: data.draw(spoilt_bytes(corpus.originals[file]))}, "--format", form))


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_spoilt_records_are_mended_or_left(corpus: HostileCorpus, data: st.DataObject) -> None:
    """A fix of what is spoilt is no fault of our own either."""
    file = data.draw(st.sampled_from([_NATIVE, _NATIVE.with_name("hx-a002.jsonl")]))
    is_sound(corpus.validate({file: data.draw(spoilt_lines(corpus.originals[file]))}, "--unsafe-fixes"))


@pytest.mark.parametrize("form", FORMATS)
def test_no_format_lets_a_corpus_steer_the_terminal(harbour: Path, first: NativeFile, form: str) -> None:
    """Escape sequences, other control characters and turned directions in texts, values, keys and names of files."""
    text = harbour / _TEXT
    text.write_text(text.read_text(encoding="utf-8").replace("Dock", STEERING), encoding="utf-8")
    lines = first.lines
    for field in ("id", "text", "label", "entity_id", STEERING):
        entity = json.loads(lines[first.number("entities") - 1])
        lines.append(json.dumps(entity | {"id": f"x{len(lines)}"} | {field: STEERING}, ensure_ascii=False))
    first.write([*lines, STEERING, f'{{"layer": "{STEERING}"}}'])
    (harbour / "annotations" / "open" / f"stray{STEERING}\n.jsonl").write_text(STEERING, encoding="utf-8")
    (harbour / "annotations" / "splits.csv").write_text(
        f"doc_id,group_id,split\n{STEERING},x,train\n", encoding="utf-8"
    )
    result = CliRunner().invoke(main, ["--corpus", str(harbour), "validate", "--format", form])
    is_sound(result)
    assert result.exit_code == 1


@pytest.mark.parametrize("name", ["", "\n", "a`b", "` - at `$.id", "la.bel[0]", "x" * 100_000, STEERING])
@pytest.mark.parametrize("nested", [False, True])
def test_a_field_of_any_name_is_unknown(harbour: Path, first: NativeFile, name: str, *, nested: bool) -> None:
    """Also where its name cannot be found in the line again, so that a whole object is marked."""
    number = first.number("attributions")
    first.edit(number, lambda record: (record["cue"] if nested else record).update({name: 1}))
    status, findings = _reports(harbour)
    mine = [finding["line"] for finding in findings if finding["path"] == str(first.path)]
    assert (status, number in mine) == (1, True)


def test_many_edits_of_one_fix_are_written_once() -> None:
    """A report does not grow with the square of a document whose offsets are all shifted."""
    edits = tuple(
        Edit(path="a.jsonl", line=line, column=1, end_line=line, end_column=2, replacement="7")
        for line in range(1, 300)
    )
    for number, written in ((299, [299, 0, 0]), (2, [2, 2, 2])):
        fix = Fix(title="Count the offsets in code points", safe=True, edits=edits[:number])
        findings = [Finding(code="KP103", name="span-text-mismatch", message=str(n), fix=fix) for n in range(3)]
        assert [len(finding.fix.edits) for finding in with_edits_once(findings) if finding.fix] == written


def _fifo(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    before = Path.cwd()
    os.chdir(path.parent)  # names of sockets are short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(before)


#: What may stand where a file is expected, and what is said of it.
_NO_FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "pipe": (_fifo, "it is a pipe, not a file"),
    "socket": (_socket, "it is a socket, not a file"),
    "endless device": (lambda path: path.symlink_to("/dev/zero"), "it is a device, not a file"),
    "folder": (Path.mkdir, "Is a directory"),
    "link to a folder": (lambda path: path.symlink_to("/"), "Is a directory"),
    "link to itself": (lambda path: path.symlink_to(path.name), "Too many levels of symbolic links"),
    "link to nothing": (lambda path: path.symlink_to("nothing"), "No such file or directory"),
}


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes among files")
@pytest.mark.parametrize("kind", _NO_FILES)
@pytest.mark.parametrize(
    "name",
    [
        "annotations/open/hx-a001.jsonl",
        "annotations/open/hx-a001.txt",
        "annotations/closed/hx-n001.print",
        "annotations/entities.jsonl",
        "annotations/claims.jsonl",
        "annotations/splits.csv",
    ],
)
def test_what_is_no_file_is_reported_and_never_waited_for(harbour: Path, name: str, kind: str) -> None:
    """The other documents are checked all the same."""
    path = harbour / name
    path.unlink()
    make, message = _NO_FILES[kind]
    make(path)
    status, findings = _reports(harbour)
    about = [finding for finding in findings if finding["path"] == str(path)]
    absent = ("KP011", "KP017") if not path.exists() else ()
    assert len(about) == 1
    assert about[0]["code"] in {"KP001", "KP016", *absent}
    assert message in about[0]["message"] or about[0]["code"] in absent
    assert status == (0 if about[0]["code"] == "KP017" else 1)


@pytest.mark.skipif(os.name == "nt", reason="there are no pipes among files")
@pytest.mark.parametrize("name", ["schemas/timexes.yaml", "accepted.jsonl", "corpus.toml"])
def test_what_is_no_file_is_refused_where_the_corpus_needs_it(harbour: Path, name: str) -> None:
    """A schema, a baseline, the configuration."""
    with (harbour / "corpus.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('[validation]\nbaseline = "accepted.jsonl"\n')
    (harbour / "accepted.jsonl").write_text("", encoding="utf-8")
    (harbour / name).unlink()
    os.mkfifo(harbour / name)
    assert ("corpus.toml is missing" if name == "corpus.toml" else "it is a pipe, not a file") in _refuses(harbour)


def test_a_file_that_is_too_large_or_has_no_end_is_not_read(tmp_path: Path) -> None:
    """Its size is looked at before its bytes."""
    file = tmp_path / "file"
    with file.open("wb") as made:
        made.truncate(10**13)
    with pytest.raises(OSError, match="at most are read"):
        read_regular(file)
    file.write_bytes(b"x" * 11)
    with pytest.raises(OSError, match="11 bytes, and 10 at most"):
        read_regular(file, 10)
    assert read_regular(file, 11) == b"x" * 11
    with pytest.raises(OSError, match="null"):
        read_regular(Path("a\0b"))


@pytest.mark.skipif(os.name == "nt", reason="names of files are characters there")
def test_names_that_are_no_text_are_reported(harbour: Path) -> None:
    """They are bytes on most systems; a baseline of them can be read again."""
    folder = os.fsencode(harbour / "annotations" / "open")
    for name in (
        b"hx-\xff.jsonl",
        b"hx-\xff.txt",
        b"\xfe.bin",
        b"a\nb.jsonl",
        b"a\x1b[31mb.jsonl",
        b" .jsonl",
        b"-.txt",
    ):
        Path(os.fsdecode(folder + b"/" + name)).write_text("{}\n", encoding="utf-8")
    for form in FORMATS:
        result = CliRunner().invoke(main, ["--corpus", str(harbour), "validate", "--format", form])
        is_sound(result)
        assert result.exit_code == 1
    status, findings = _reports(harbour, "--select", "KP012")
    assert (status, len(findings)) == (1, 2)
    accepted = ["--baseline", str(harbour / "accepted.jsonl"), "--select", "KP012"]
    result = CliRunner().invoke(main, ["--corpus", str(harbour), "validate", *accepted, "--update-baseline"])
    is_sound(result)
    assert result.exit_code in (0, 2)


def test_a_corpus_without_documents_is_checked(harbour: Path) -> None:
    """It has nothing wrong, and one with empty files has."""
    for folder in ("open", "closed"):
        for path in (harbour / "annotations" / folder).iterdir():
            path.unlink()
    for name in ("entities.jsonl", "claims.jsonl"):
        (harbour / "annotations" / name).write_text("", encoding="utf-8")
    (harbour / "annotations" / "splits.csv").write_text("doc_id,group_id,split\n", encoding="utf-8")
    assert _reports(harbour) == (0, [])
    (harbour / _NATIVE).write_text("", encoding="utf-8")
    (harbour / _TEXT).write_text("", encoding="utf-8")
    status, findings = _reports(harbour)
    assert (status, [finding["code"] for finding in findings]) == (1, ["KP010"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("[" * 1_000_000, "nested too deeply"),
        ('{"layer": "entities", "id": ' + "[" * 1_000_000 + "]" * 1_000_000 + "}", "nested too deeply"),
        ('{"a":' * 1_000_000 + "1" + "}" * 1_000_000, "nested too deeply"),
        ('{"layer": "quantities", "value": ' + "1" * 1_000_000 + "}", "1,000,000 digits"),
        ('{"layer": "entities", "id": NaN}', "not JSON"),
        ('{"layer": "entities", "start": 1e400}', ""),
        ('{"layer": "entities", "id": "\\ud800"}', "not JSON"),
        ("\0" * 1000, "not JSON"),
    ],
    ids=["lists", "value", "objects", "digits", "NaN", "infinite", "surrogate", "null characters"],
)
def test_a_line_that_overthrows_parsers_is_one_finding(
    harbour: Path, first: NativeFile, line: str, message: str
) -> None:
    """At its line; the document with the next faults is checked too."""
    first.write([*first.lines, line])
    NativeFile(harbour / "annotations" / "open" / "hx-a002.jsonl").edit(2, lambda record: record.update(id=7))
    status, findings = _reports(harbour)
    mine = [finding for finding in findings if finding["path"] == str(first.path)]
    assert (status, [finding["line"] for finding in mine]) == (1, [len(first.lines)])
    assert message in mine[0]["message"]
    assert any(finding["path"].endswith("hx-a002.jsonl") and finding["line"] == 2 for finding in findings)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ('doc_id,group_id,split\nhx-a001,x,train\n"hx-a002,x\ny,train\n', 3),
        ('doc_id,group_id,split\n"' + "x,y,train\n" * 20_000, 2),
        ("doc_id,group_id,split\nhx-a001\0,x,train\n\0\n", 3),
        ("doc_id,group_id,split\n" + "a," * 1_000_000 + "\n", 2),
        ("x" * 1_000_000, 1),
        ("", 1),
    ],
    ids=["open quote", "long open quote", "null characters", "a million columns", "no header", "empty"],
)
def test_spoilt_splits_are_reported_at_the_line_where_their_row_begins(harbour: Path, content: str, line: int) -> None:
    """A row in quotes goes on over the next lines."""
    (harbour / "annotations" / "splits.csv").write_text(content, encoding="utf-8")
    status, findings = _reports(harbour, "--select", "KP013")
    assert status == 1
    assert line in [finding["line"] for finding in findings]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('folder = "open"', 'folder = "/"', "a folder below annotations/"),
        ('folder = "open"', 'folder = "../open"', "a folder below annotations/"),
        ('folder = "open"', 'folder = ""', "a folder below annotations/"),
        ('folder = "open"', 'folder = "a\\u0000b"', "a folder below annotations/"),
        ('folder = "open"', 'folder = "\\u001b[31m"', "folder of tier 'open' is missing"),
        ('version = "1.2.0"', "version = " + "9" * 10_000, "not TOML"),
        ("[corpus]", "a = " + "[" * 10_000 + "\n[corpus]", "not TOML"),
        ("[corpus]", "[corpus]" + "\n" * 100_000, "at most are read"),
        ("[corpus]", '"\\u001b[31m" = 1\n[corpus]', "unknown field"),
        ("[corpus]", '[validation]\nbaseline = "a\\u0000b"\n[corpus]', "baseline"),
        ("[corpus]", "[validation]\nseverities = 3\n[corpus]", "severities"),
    ],
)
def test_a_hostile_configuration_is_one_message(harbour: Path, old: str, new: str, message: str) -> None:
    """With status 2, whatever it holds."""
    file = harbour / "corpus.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert message in _refuses(harbour)


def test_a_configuration_takes_no_time_with_the_square_of_its_keys(tmp_path: Path) -> None:
    """A key of many parts nests as many tables."""
    file = tmp_path / "corpus.toml"
    file.write_text(".".join("a" * 5_000) + " = 1", encoding="utf-8")
    with pytest.raises(CorpusConfigError, match=r"corpus\.toml"):
        read_configuration(file)


_DEEP = "columns: " + "[" * 50_000
_BOMB = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 9)}]\n" for n in range(1, 10))
#: What is replaced in a schema, by what, and what the message says.
_SCHEMAS = [
    ("schema_type:", _DEEP, "nested more than 100 deep"),
    ("schema_type:", "- " * 50_000, "nested more than 100 deep"),
    ("schema_type:", f"k0: &k0 [x]\n{_BOMB}schema_type:", "unknown field `k0`"),
    ("title: Time expressions", "title: &a [*a]", "title"),
    ("title: Time expressions", "title: !!python/object/apply:os.system [id]", "not YAML"),
    ("title: Time expressions", "title: 2031-99-99", "not YAML"),
    ("columns:", "columns: &c\n  zz: *c", "column zz"),
    ("columns:", "columns:\n  3: {dtype: String}", "column 3"),
    ("columns:", "columns:\n  _line: {dtype: String}", "_line"),
    ("unique: [doc_id, id]", "unique: [nothing]", "nothing"),
    ("unique: [doc_id, id]", "unique: [[doc_id], {a: b}]", "unique"),
    ("ge: 0", "ge: x", "ge"),
    ("ge: 0", "ge: .nan", "ge"),
    ("ge: 0", "ge: null", "ge"),
    ("ge: 0", f"ge: {'9' * 5000}", "digits"),
    ("ge: 0", f"ge: {'9' * 400}", "ge"),
    ("value: {dtype: String,", "value: {dtype: String, ge: 3,", "no number"),
    ("value: {dtype: String,", "value: {dtype: String, str_matches: '(',", "str_matches"),
    ("value: {dtype: String,", "value: {dtype: String, str_matches: '(?=a)',", "str_matches"),
    ("value: {dtype: String,", "value: {dtype: String, str_matches: '((a{999}){999}){999}',", "str_matches"),
    ("start: {dtype: Int32,", "start: {dtype: Int32, str_matches: a,", "str_matches"),
    ("dtype: Int32", "dtype: 'Array(Int32, 99999999999)'", "no Polars type"),
    ("dtype: Int32", "dtype: '[Int32]'", "no Polars type"),
    ("dtype: Int32", "dtype: 'List(Struct(Struct({''a'': Int32})))'", "no Polars type"),
    ("dtype: Int32", "dtype: 'Int32 if 1if 2 else 3'", "no Polars type"),
    ("dtype: Int32", f"dtype: {'List(' * 300}", "column start"),
    ("dtype: Int32", f"dtype: {'-' * 5000}1", "column start"),
    ("dtype: Int32", "dtype: Int8", "column start has the type Int8"),
    ("  resolution:", "  resolutions:", "column resolution is missing"),
    ("[DATE, TIME, DURATION, SET]", "3", "isin"),
    ("[DATE, TIME, DURATION, SET]", "[DATE], values_of: timexes.start", "timexes.start"),
    ("[DATE, TIME, DURATION, SET]", "[DATE], bio: timexes.nothing", "timexes.nothing"),
    ("[DATE, TIME, DURATION, SET]", "[DATE], fields: {a: 3}", "fields"),
]


@pytest.mark.parametrize(("old", "new", "message"), _SCHEMAS)
def test_a_hostile_schema_is_one_message(harbour: Path, old: str, new: str, message: str) -> None:
    """It names the file and, where it is in one, the column."""
    file = harbour / "schemas" / "timexes.yaml"
    content = file.read_text(encoding="utf-8")
    file.write_text(content.replace(old, new, 1), encoding="utf-8")
    assert old in content
    refused = _refuses(harbour)
    assert "timexes.yaml" in refused
    assert message in refused


def test_a_schema_may_list_other_values_and_more_columns(harbour: Path) -> None:
    """What the program needs is that its own columns are there, with their types."""
    stances, timexes = harbour / "schemas" / "stances.yaml", harbour / "schemas" / "timexes.yaml"
    more = "columns:\n  note: {dtype: String, nullable: true, description: A remark.}"
    timexes.write_text(timexes.read_text(encoding="utf-8").replace("columns:", more), encoding="utf-8")
    assert _reports(harbour) == (0, [])
    labels = stances.read_text(encoding="utf-8").replace("'deny'", "'denial'")
    stances.write_text(labels, encoding="utf-8")
    assert "'denial'" in labels
    assert {finding["code"] for finding in _reports(harbour)[1]} == {"KP014"}


@pytest.mark.parametrize("content", [b"a: [", b"\xff", b"\0", b"%", b"? [a]\n: b", b"a: b\n---\nc: d", b"<<: 3"])
def test_what_is_no_schema_is_one_error(tmp_path: Path, content: bytes) -> None:
    """YAML has many ways to be wrong."""
    file = tmp_path / "timexes.yaml"
    file.write_bytes(content)
    with pytest.raises(CorpusConfigError, match=r"timexes\.yaml"):
        read_schema(file)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"code": ' + b"[" * 100_000,
        b'{"code": "KP103", "path": "x", "start": ' + b"9" * 10_000 + b"}",
        b'{"code": "KP103", "path": "x", "\\u001b[31m": 1}',
        b"\0",
        b"\xff",
        b"\n\n{}",
    ],
)
def test_a_hostile_baseline_is_one_message(harbour: Path, content: bytes) -> None:
    """With the number of its line."""
    with (harbour / "corpus.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('[validation]\nbaseline = "accepted.jsonl"\n')
    (harbour / "accepted.jsonl").write_bytes(content)
    assert "accepted.jsonl" in _refuses(harbour)


def test_a_baseline_with_separators_of_lines_in_its_words_is_read(harbour: Path) -> None:
    """Only a line feed ends a line."""
    with (harbour / "corpus.toml").open("a", encoding="utf-8") as configuration:
        configuration.write('[validation]\nbaseline = "accepted.jsonl"\n')
    entry = '{"code": "KP401", "path": "x", "reason": "a\u2028b\x85c"}\r\n{"code": "KP401", "path": "\\udcff"}\n'
    (harbour / "accepted.jsonl").write_text(entry, encoding="utf-8", newline="")
    result = CliRunner().invoke(main, ["--corpus", str(harbour), "validate"])
    is_sound(result)
    assert (result.exit_code, "2 findings of the baseline found no more" in result.stdout) == (0, True)


@given(text=st.text("ab \n", max_size=60), data=st.data())
def test_lines_are_found_as_they_are_counted(text: str, data: st.DataObject) -> None:
    """The line and column of an excerpt are those that reading from the first character would give."""
    start = data.draw(st.integers(0, len(text)))
    long = "x\n" * 20_000 + text
    excerpt = excerpt_of(long, "a.txt", 40_000 + start, 40_000 + start, Lines(long))
    before = text[:start]
    assert excerpt.line == 20_001 + before.count("\n")
    assert excerpt.column == len(before) - before.rfind("\n")


def test_the_pattern_of_this_module_knows_what_steers_a_terminal() -> None:
    """The escape of C0 and of C1, the bell, separators of lines, and turned directions."""
    assert all(LIVE.match(character) for character in STEERING.replace("[31m", "").replace("\ufeff", ""))
    assert not LIVE.search("Dock workers: “naïve” 김민수 💉\n")
