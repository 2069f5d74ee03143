"""What is different between two states of a corpus is said by what annotations say, not by their ids."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import article
from test_duplicates import _add

from corpus_kp.changes.difference import Difference, difference
from corpus_kp.changes.matching import changes
from corpus_kp.changes.snapshot import of_corpus, of_package
from corpus_kp.changes.units import COMPARED_LAYERS, units
from corpus_kp.changes.versions import Bump, bump, fits, suggested
from corpus_kp.corpus import Corpus
from corpus_kp.errors import UsageError

Run = Callable[..., subprocess.CompletedProcess[str]]
Edit = Callable[[list[dict[str, Any]]], None]
FIRST = "annotations/open/hx-a001.jsonl"


@pytest.fixture
def newer(harbour: Path, tmp_path: Path) -> Path:
    """A second copy of the made-up corpus."""
    return Path(shutil.copytree(harbour, tmp_path / "newer"))


def _edit(folder: Path, edit: Edit, file: str = FIRST) -> None:
    path = folder / file
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    edit(lines)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


def _of(lines: list[dict[str, Any]], layer: str) -> list[dict[str, Any]]:
    return [line for line in lines if line["layer"] == layer]


def _difference(old: Path, new: Path) -> Difference:
    return difference(of_corpus(Corpus(old), "old"), of_corpus(Corpus(new), "new"))


def _said(found: Difference) -> list[tuple[str, str, list[str]]]:
    return [(change.layer, change.kind, [field.name for field in change.fields]) for change in found.changes]


def test_two_copies_are_not_different(harbour: Path, newer: Path) -> None:
    """And no new version is asked for."""
    found = _difference(harbour, newer)
    assert found.empty
    assert bump(found) == (Bump.NONE, [])


def _renumber(lines: list[dict[str, Any]]) -> None:
    text = json.dumps(lines[1:], ensure_ascii=False)
    text = re.sub(r'"([eqtasc])(\d+)"', lambda match: f'"{match[1]}{int(match[2]) + 70}"', text)
    lines[1:] = json.loads(text)


def test_other_ids_are_no_difference(harbour: Path, newer: Path) -> None:
    """Neither of annotations nor of what refers to them."""
    _edit(newer, _renumber)
    assert (newer / FIRST).read_text() != (harbour / FIRST).read_text()
    assert _difference(harbour, newer).empty


def _set(layer: str, number: int, **values: Any) -> Edit:
    return lambda lines: _of(lines, layer)[number].update(values)


def _remove(layer: str) -> Edit:
    return lambda lines: lines.remove(_of(lines, layer)[-1])


def _widen(lines: list[dict[str, Any]]) -> None:
    entity = _of(lines, "entities")[0]
    text = entity["text"]
    entity.update(end=entity["end"] - 1, text=text[:-1])


def _add_entity(lines: list[dict[str, Any]]) -> None:
    entity = dict(_of(lines, "entities")[0], id="e99", mention_type="NOM")
    lines.append(entity)


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_set("entities", 0, entity_id="nobody"), [("entities", "changed", ["entity_id"])]),
        (_set("timexes", 0, timex_type="SET"), [("timexes", "relabelled", ["label"])]),
        (_set("quantities", 0, value=7), [("quantities", "changed", ["value"])]),
        (_remove("stances"), [("stances", "removed", [])]),
        (_widen, [("entities", "moved", ["span"])]),
        (_add_entity, [("entities", "added", [])]),
        (_set("attributions", 0, cue_class="warn"), [("attributions", "relabelled", ["label"])]),
        (
            _set("attributions", 0, addressees=[{"start": 0, "end": 4, "text": "Dock"}]),
            [("attributions", "changed", ["addressees"])],
        ),
    ],
)
def test_a_change_is_said_once_and_by_its_kind(
    harbour: Path, newer: Path, edit: Edit, expected: list[tuple[str, str, list[str]]]
) -> None:
    """Added, removed, moved, relabelled, another value."""
    _edit(newer, edit)
    assert _said(_difference(harbour, newer)) == expected
    back = {"added": "removed", "removed": "added"}
    assert [kind for _, kind, _ in _said(_difference(newer, harbour))] == [back.get(k, k) for _, k, _ in expected]


def test_a_sentence_that_is_put_in_moves_no_annotation(harbour: Path, newer: Path) -> None:
    """Offsets behind it are others, and nothing else."""
    path = (newer / FIRST).with_suffix(".txt")
    text = path.read_text(encoding="utf-8")
    at = text.index("\n") + 1
    new = f"{text[:at]}A new first sentence, with a 💉. {text[at:]}"
    by = len(new) - len(text)
    path.write_text(new, encoding="utf-8", newline="")

    def move(value: Any) -> None:
        if isinstance(value, dict):
            for name, part in value.items():
                if name in ("start", "end") and isinstance(part, int):
                    value[name] = part + by * (part >= at)
                else:
                    move(part)
        elif isinstance(value, list):
            for part in value:
                move(part)

    def edit(lines: list[dict[str, Any]]) -> None:
        move(lines[1:])
        lines[0].update(text_sha256=hashlib.sha256(new.encode()).hexdigest(), n_codepoints=len(new))

    _edit(newer, edit)
    found = _difference(harbour, newer)
    assert found.changes == []
    assert [(entry.what, entry.kind) for entry in found.entries] == [("document", "text changed")]


def test_documents_splits_registers_and_columns_are_held_against_each_other(harbour: Path, newer: Path) -> None:
    """Each with its kind; the strongest decides about the version."""
    _add(newer, "hx-a003", article(60), "train")
    found = _difference(harbour, newer)
    assert [(e.what, e.name, e.kind) for e in found.entries] == [("document", "hx-a003", "added")]
    assert bump(found) == (Bump.MINOR, ["1 documents added"])
    splits = newer / "annotations" / "splits.csv"
    splits.write_text(splits.read_text().replace("hx-a002,board-reply,eval", "hx-a002,other,train"))
    found = _difference(harbour, newer)
    assert [(e.name, e.fields) for e in found.of("split")] == [
        ("hx-a002", (("split", "eval", "train"), ("group", "board-reply", "other")))
    ]
    assert bump(found)[0] is Bump.MAJOR
    schema = newer / "schemas" / "timexes.yaml"  # its legal values are the classes of the tags
    schema.write_text(schema.read_text().replace("isin: [DATE, ", "isin: [EPOCH, DATE, "))
    assert [e.name for e in _difference(harbour, newer).of("column")] == ["tokens.timex_tags"]
    register = newer / "annotations" / "entities.jsonl"
    register.write_text(register.read_text().replace("Harbour Union", "Dockers Union"))
    assert {e.kind for e in _difference(harbour, newer).of("entity")} == {"changed"}


_SPAN = st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda pair: (pair[0], pair[0] + pair[1]))
_ENTITY = st.builds(
    lambda span, label, slug: {"start": span[0], "end": span[1], "label": label, "entity_id": slug},
    _SPAN,
    st.sampled_from(["ORG", "GPE"]),
    st.sampled_from(["a", "b"]),
)


@given(old=st.lists(_ENTITY, max_size=7), new=st.lists(_ENTITY, max_size=7))
def test_every_annotation_is_accounted_for_once(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> None:
    """What is not said to be added, removed or changed stands in both, the same; and a state is not different from itself."""
    sides = []
    for rows in (old, new):
        named = [
            {"doc_id": "d", "id": f"e{n}", "text": None, "mention_type": "NAM", "gpe_role": None, **row}
            for n, row in enumerate(rows)
        ]
        sides.append({layer: units("entities", named) if layer == "entities" else [] for layer in COMPARED_LAYERS})
    found = list(changes("d", *sides))
    touched_old = {change.old.id for change in found if change.old}
    touched_new = {change.new.id for change in found if change.new}
    assert len(touched_old) == sum(change.old is not None for change in found)
    assert len(touched_new) == sum(change.new is not None for change in found)
    same_old, same_new = (
        sorted((u.place, u.said) for u in side["entities"] if u.id not in touched)
        for side, touched in zip(sides, (touched_old, touched_new), strict=True)
    )
    assert same_old == same_new
    assert list(changes("d", sides[0], sides[0])) == []


@pytest.mark.parametrize(
    ("version", "level", "expected"),
    [
        ("1.2.3", Bump.MAJOR, "2.0.0"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("1.2.3", Bump.NONE, "1.2.3"),
        ("0.2.3", Bump.MAJOR, "0.3.0"),
        ("0.2.3", Bump.MINOR, "0.3.0"),
    ],
)
def test_versions_follow_semantic_versioning(version: str, level: Bump, expected: str) -> None:
    """A version that goes on further fits too, one that goes less far does not."""
    assert suggested(version, level) == expected
    assert fits(version, expected, level)
    assert fits(version, "9.0.0", level)
    assert level is Bump.NONE or not fits(version, version, level)


def test_the_command_compares_packages_and_folders(harbour: Path, newer: Path, run: Run, tmp_path: Path) -> None:
    """A package says the same of itself as the folder that it was made of; --check refuses a version that stays."""
    assert run("--corpus", harbour, "build", "--out", tmp_path / "package").returncode == 0
    same = run("diff", tmp_path / "package", harbour)
    assert "nothing is different\n" in same.stdout, same.stderr
    _edit(newer, _set("quantities", 0, value=7))
    ended = run("diff", tmp_path / "package" / "manifest.json", newer, "--check")
    assert ended.returncode == 1
    assert "hx-a001 quantities q1" in ended.stdout
    assert "asks for a patch version, 1.2.1: corrections only" in ended.stdout
    assert '1.2.0 does not fit: set version = "1.2.1" in corpus.toml' in ended.stdout
    found = json.loads(run("diff", harbour, newer, "--format", "json").stdout)
    assert (found["bump"], found["fits"], found["changes"][0]["kind"]) == ("patch", False, "changed")
    assert "- `quantities` of 1 document: 1 changed." in run("diff", harbour, newer, "--format", "markdown").stdout


def test_the_command_compares_with_a_revision_in_git(harbour: Path, run: Run) -> None:
    """Of the corpus that one stands in."""
    for call in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one"],
        ["tag", "v1"],
    ):
        subprocess.run(["git", *call], cwd=harbour, check=True, capture_output=True)
    _edit(harbour, _remove("timexes"))
    ended = run("diff", "v1", cwd=harbour)
    assert ended.returncode == 0, ended.stderr
    assert "timexes      0        1" in ended.stdout
    wrong = run("diff", "v7", cwd=harbour)
    assert wrong.returncode == 2
    assert "v7: neither a folder nor a revision" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def _git(folder: Path, *call: str) -> None:
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *call], cwd=folder, check=True)


def test_a_revision_is_read_as_it_was_committed_and_a_folder_that_was_not_there_is_said(
    harbour: Path, run: Run
) -> None:
    """Line ends that the user has git make are not those of the corpus; the folder may have had another name."""
    _git(harbour.parent, "init", "-q")
    _git(harbour.parent, "add", "harbour")
    _git(harbour.parent, "commit", "-qm", "one")
    _git(harbour.parent, "config", "core.autocrlf", "true")
    ended = run("diff", "HEAD", cwd=harbour)
    assert "nothing is different" in ended.stdout, ended.stderr
    renamed = harbour.rename(harbour.with_name("port"))
    ended = run("diff", "HEAD", cwd=renamed)
    assert ended.returncode == 2
    assert "HEAD: this revision has no folder port" in ended.stderr


def _package(harbour: Path, run: Run, place: Path) -> Path:
    assert run("--corpus", harbour, "build", "--out", place).returncode == 0
    return place


def test_rows_of_a_package_that_have_one_id_are_told_apart(harbour: Path, run: Run, tmp_path: Path) -> None:
    """A row that stands twice is one more."""
    old = _package(harbour, run, tmp_path / "old")
    new = Path(shutil.copytree(old, tmp_path / "new"))
    path = new / "entities" / "train-00000-of-00001.parquet"
    table = pq.read_table(path)
    pq.write_table(pa.concat_tables([table, table.slice(0, 1)]), path)
    for names, kind in (((old, new), "added"), ((new, old), "removed")):
        assert _said(difference(*(of_package(name, "") for name in names))) == [("entities", kind, [])]


@pytest.mark.parametrize("column", ["id", "start", "doc_id"])
@pytest.mark.parametrize("damage", ["nulls", "type", "gone", "features"])
def test_a_package_that_cannot_be_compared_is_one_message(
    harbour: Path, run: Run, tmp_path: Path, column: str, damage: str
) -> None:
    """Rows without a place, or that say odd things of themselves."""
    package = _package(harbour, run, tmp_path / "package")
    path = package / "entities" / "train-00000-of-00001.parquet"
    table = pq.read_table(path)
    at, kind = table.column_names.index(column), table[column].type
    other = pa.int64() if kind == pa.string() else pa.string()
    made = {
        "nulls": lambda: table.set_column(at, column, pa.nulls(len(table), kind)),
        "type": lambda: table.set_column(at, column, pa.array(["x" if kind != pa.string() else 1] * len(table), other)),
        "gone": lambda: table.drop_columns([column]),
        "features": lambda: table.replace_schema_metadata({b"huggingface": b'{"info": {"features": {"a": "x"}}}'}),
    }
    pq.write_table(made[damage](), path)
    ended = run("diff", harbour, package)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr
    assert "the package cannot be read" in ended.stderr


def test_ids_of_a_package_cannot_steer_a_terminal(harbour: Path, run: Run, tmp_path: Path) -> None:
    """Nor does its version."""
    package = _package(harbour, run, tmp_path / "package")
    path = package / "entities" / "train-00000-of-00001.parquet"
    table = pq.read_table(path)
    ids = pa.array([f"\x1b[31m{n}" for n in range(len(table))])
    starts = pa.array(range(900, 900 + len(table)), pa.int32())
    pq.write_table(table.set_column(1, "id", ids).set_column(2, "start", starts), path)
    manifest = package / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"version": "1.2.0"', '"version": "1.2.0\\u001b[2J"'))
    for form in ("text", "markdown"):
        ended = run("diff", harbour, package, "--format", form)
        assert ended.stdout
        assert "\x1b" not in ended.stdout + ended.stderr


@pytest.mark.parametrize("version", ["9" * 5000 + ".1.1", "1.2", "1.02.0", "v1.2.0", "1.2.0\n", "١.٢.٣", ""])
def test_what_is_no_version_is_said(version: str) -> None:
    """Numbers of thousands of digits too."""
    with pytest.raises(UsageError, match="is no version; expected three numbers"):
        suggested(version, Bump.PATCH)


@pytest.mark.parametrize("what", ["nowhere", "empty", "broken"])
def test_a_wrong_state_is_one_message(harbour: Path, run: Run, tmp_path: Path, what: str) -> None:
    """A folder that is not there, that is none, whose files cannot be read."""
    place = tmp_path / what
    if what != "nowhere":
        place.mkdir()
    if what == "broken":
        (place / "manifest.json").write_text("{", encoding="utf-8")
    ended = run("--corpus", harbour, "diff", place)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert what in ended.stderr
