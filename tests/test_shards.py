"""A corpus in shards is checked as the same corpus in native files is."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import cases
import polars as pl
import pytest
from native_file import NativeFile

from corpus_kp.catalogue import Scope, catalogue
from corpus_kp.corpus import Corpus
from corpus_kp.errors import UsageError
from corpus_kp.findings import Finding
from corpus_kp.frames import REGISTERS
from corpus_kp.rules import CHECKS
from corpus_kp.shards import task
from corpus_kp.shards.engines.local import LocalEngine
from corpus_kp.shards.files import ShardFolder, write_shards
from corpus_kp.shards.run import Checked, check_shards
from corpus_kp.tables import tabulate
from corpus_kp.validation import validate

_FAMILIES = [importlib.import_module(f"cases.{module.name}") for module in pkgutil.iter_modules(cases.__path__)]
FAULTS = {code: faults for family in _FAMILIES for code, faults in getattr(family, "FAULTS", {}).items()}


@pytest.fixture
def shards(harbour: Path, tmp_path: Path) -> Path:
    """The made-up corpus as shards of one document each."""
    return _written(Corpus(harbour), tmp_path / "shards", 1)


_LINE = re.compile(r"on line \d+")


def _written(corpus: Corpus, folder: Path, documents: int) -> Path:
    return write_shards(tabulate(corpus.read(), corpus.schemas), folder, corpus.schemas, documents).path


def _check(shards: Path, root: Path, jobs: int = 1) -> Checked:
    return check_shards(shards, Corpus(root).schemas, LocalEngine(jobs))


def _said(findings: Iterable[Finding]) -> Counter[tuple[object, ...]]:
    """What findings say; lines of a register are other ones in native files."""
    said = ((f.code, f.doc_id, f.annotation_id, f.start, f.end, _LINE.sub("on line N", f.message)) for f in findings)
    return Counter(said)


def _change(shards: Path, table: str, *columns: pl.Expr, shard: str = "00000") -> None:
    """Changes columns of a table of a shard."""
    path = ShardFolder(shards).file(table, shard)
    pl.read_parquet(path).with_columns(columns).write_parquet(path)


def _first(value: object, name: str) -> pl.Expr:
    """A value in the first row of a column."""
    return pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(value)).otherwise(name).alias(name)


@pytest.mark.parametrize("documents", [1, 2, 100])
def test_a_clean_corpus_is_clean_in_shards(harbour: Path, tmp_path: Path, documents: int) -> None:
    """However many documents a shard has."""
    corpus = Corpus(harbour)
    checked = check_shards(_written(corpus, tmp_path / "shards", documents), corpus.schemas, LocalEngine(1))
    assert list(checked.findings()) == []
    assert not checked.failed
    assert checked.counts["documents"] == 3


def test_the_shipped_corpus_gives_the_same_findings_in_shards(root: Path, tmp_path: Path) -> None:
    """The documents with text and those without."""
    corpus = Corpus(root)
    found = check_shards(_written(corpus, tmp_path / "shards", 3), corpus.schemas, LocalEngine(1)).findings()
    assert _said(found) == _said(validate(corpus).findings)


@pytest.mark.parametrize("code", sorted(FAULTS))
def test_a_fault_gives_the_same_findings_in_shards(code: str, harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """The same rule, document, annotation, span, message and advice for each rule over tables."""
    FAULTS[code][0](first)
    corpus = Corpus(harbour)
    native = _said(validate(corpus).findings)
    found = check_shards(_written(corpus, tmp_path / "shards", 1), corpus.schemas, LocalEngine(1)).findings()
    assert {said[0] for said in native} == {code}
    assert _said(found) == native


def test_processes_find_what_one_finds(harbour: Path, first: NativeFile, tmp_path: Path) -> None:
    """Side by side or one after another."""
    FAULTS["KP401"][0](first)
    corpus = Corpus(harbour)
    shards = _written(corpus, tmp_path / "shards", 1)
    alone, together = (check_shards(shards, corpus.schemas, LocalEngine(jobs)) for jobs in (1, 2))
    assert len(alone.rows) == 1
    assert alone.rows.equals(together.rows)
    assert alone.counts == together.counts


@pytest.mark.parametrize("few", [0, 200])
def test_many_documents_with_an_error_are_judged_with_their_shard(
    harbour: Path, first: NativeFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Few are judged with those of other shards; what is found is the same, across documents too."""
    monkeypatch.setattr(task, "FEW", few)
    FAULTS["KP702"][0](first)
    FAULTS["KP401"][0](NativeFile(first.path.with_name("hx-a002.jsonl")))
    corpus = Corpus(harbour)
    found = check_shards(_written(corpus, tmp_path / "shards", 1), corpus.schemas, LocalEngine(1)).findings()
    assert _said(found) == _said(validate(corpus).findings)


def test_a_rule_about_all_documents_says_what_it_reads(harbour: Path) -> None:
    """Else it would see no document of a corpus in shards."""
    corpus = Corpus(harbour)
    frames = tabulate(corpus.read(), corpus.schemas)
    for rule in catalogue().values():
        if rule.scope is Scope.CORPUS or rule.reads or rule.views:
            tables = {table: columns for table, columns in rule.reads.items() if table not in REGISTERS}
            registers = {name: frames[name] for name in REGISTERS}
            gathered = frames.only(tables, rule.views)
            assert gathered.keys() <= tables.keys()
            gathered.update(registers)
            assert len(CHECKS[rule.code](gathered)) == 0


def test_a_finding_points_at_the_row_and_shows_the_words(shards: Path, root: Path) -> None:
    """The file of the shard, the number of the row, the words around."""
    _change(shards, "timexes", _first("Tuesday", "text"))
    (finding,) = _check(shards, root).findings()
    assert (finding.code, finding.path, finding.line) == ("KP103", str(shards / "timexes" / "00000.parquet"), 1)
    assert finding.excerpt is not None
    assert finding.excerpt.text[finding.excerpt.start : finding.excerpt.end] == "Monday"


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:200])


@pytest.mark.parametrize(
    ("table", "act", "said"),
    [
        ("entities", _cut, ("KP001", "the file cannot be read: ")),
        ("entities", lambda path: path.write_bytes(b"PAR1" * 9), ("KP001", "the file cannot be read: ")),
        ("stances", Path.unlink, ("KP001", "the file is missing")),
        ("documents", Path.unlink, ("KP001", "the file is missing")),
        ("timexes", lambda path: pl.read_parquet(path).drop("mod").write_parquet(path), ("KP014", "the column mod is missing")),
        ("timexes", lambda path: pl.read_parquet(path).with_columns(x=1).write_parquet(path), ("KP014", "the column x is not in")),
        ("timexes", lambda path: pl.read_parquet(path).cast({"start": pl.Int64}).write_parquet(path), ("KP014", "the column start is of type Int64")),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_one_finding_and_the_other_shards_are_checked(
    shards: Path, root: Path, table: str, act: Callable[[Path], object], said: tuple[str, str]
) -> None:
    """No traceback, and nothing is left out in silence."""
    path = ShardFolder(shards).file(table, "00000")
    act(path)
    _change(shards, "quantities", _first(None, "value"), shard="00001")
    checked = _check(shards, root)
    unusable, other = checked.findings()
    assert (unusable.code, unusable.path, unusable.severity) == (said[0], str(path), "error")
    assert unusable.message.startswith(said[1])
    assert (other.code, other.doc_id) == ("KP401", "hx-a002")
    assert checked.failed


@pytest.mark.parametrize("register", ["register", "issues", "claim_register", "claim_pairs"])
def test_without_a_register_the_rules_about_documents_are_judged(shards: Path, root: Path, register: str) -> None:
    """What refers to the register is not reported as lost."""
    ShardFolder(shards).file(register, "").unlink()
    _change(shards, "quantities", _first(None, "value"))
    assert [finding.code for finding in _check(shards, root).findings()] == ["KP001", "KP401"]


def test_a_folder_without_shards_is_a_wrong_call(tmp_path: Path, root: Path) -> None:
    """The message names a file that is expected; so is a number of processes below one."""
    with pytest.raises(UsageError, match=r"no shards here.*documents.00000.parquet"):
        _check(tmp_path, root)
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "00000.parquet").touch()
    with pytest.raises(UsageError, match="jobs is 0"):
        _check(tmp_path, root, 0)


_RELATIONS = pl.List(pl.Struct({"type": pl.String, "to": pl.String}))


@pytest.mark.parametrize(
    ("table", "column", "said"),
    [
        ("entities", _first("PERSN", "label"), ("KP201", "hx-a001", "e1", "label is 'PERSN'")),
        ("quantities", pl.lit([{"type": "echoes", "to": "q1"}], _RELATIONS).alias("relations"), ("KP201", "hx-a001", "q1", "type is 'echoes'")),
        ("quantities", pl.lit([{"type": "restates", "to": None}], _RELATIONS).alias("relations"), ("KP007", "hx-a001", "q1", "the field `to` is missing")),
        ("entities", _first("a1", "id"), ("KP107", "hx-a001", "a1", "the id 'a1' of this attributions line stands already on line 1 of entities")),
        ("entities", _first(None, "text"), ("KP113", "hx-a001", "e1", "`text` is missing in the span of the line")),
        ("quantities", pl.lit(None).alias("measured_end"), ("KP007", "hx-a001", "q1", "the field `end` is missing")),
        ("timexes", _first("hx-a009", "doc_id"), ("KP014", "hx-a009", "t1", "the document hx-a009 is not in this shard")),
        ("timexes", _first(None, "doc_id"), ("KP014", None, "t1", "the document null is not in this shard")),
        ("documents", _first("ballad", "genre"), ("KP201", "hx-a001", None, "genre is ballad")),
        ("entities", _first("Union of Harbours", "canonical_name"), ("KP014", "hx-a001", "e1", "canonical_name is Union of Harbours, but other columns make it Harbour Union")),
        ("attributions", _first(2, "depth"), ("KP014", "hx-a001", "a1", "depth is 2, but other columns make it 1")),
        ("stances", _first("affirm", "label"), ("KP014", "hx-a001", "s1", "label is affirm, but other columns make it deny")),
        ("claims", _first(900.0, "value"), ("KP014", "hx-a001", "c1", "value is 900.0, but other columns make it 1200.0")),
    ],
)  # fmt: skip
def test_what_the_reader_demands_of_lines_is_demanded_of_rows(
    shards: Path, root: Path, table: str, column: pl.Expr, said: tuple[str, str, str, str]
) -> None:
    """Values, ids, words beside offsets, rows of one document together; and columns that follow from others."""
    _change(shards, table, column)
    found = [(f.code, f.doc_id, f.annotation_id, f.message) for f in _check(shards, root).findings()]
    assert found == [said]


def test_a_document_stands_in_one_row_of_one_shard(shards: Path, root: Path) -> None:
    """Twice in a shard, and in two shards."""
    folder = ShardFolder(shards)
    for table in ("documents", "entities", "quantities", "timexes", "attributions", "stances", "claims"):
        folder.file(table, "00007").write_bytes(folder.file(table, "00001").read_bytes())
    path = folder.file("documents", "00000")
    pl.concat([pl.read_parquet(path)] * 2).write_parquet(path)
    found = [(f.code, f.doc_id, f.line, f.message) for f in _check(shards, root).findings()]
    assert found == [
        ("KP014", "hx-a001", 2, "the document hx-a001 stands in two rows"),
        ("KP014", "hx-a002", 1, "the document hx-a002 stands in two shards"),
    ]


def test_words_of_a_withheld_text_are_found(shards: Path, root: Path) -> None:
    """In a span, and in the title."""
    _change(shards, "documents", pl.lit("Strike").alias("title"), shard="00002")
    _change(shards, "entities", _first("union", "text"), shard="00002")
    found = [(f.code, f.doc_id, f.message) for f in _check(shards, root).findings()]
    assert found == [
        ("KP801", "hx-n001", "words of the article stand in title"),
        ("KP801", "hx-n001", "words of the article stand in the span of the line"),
    ]
