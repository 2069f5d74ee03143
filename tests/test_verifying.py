"""Every kind of damage to a package is found and named, also where all checksums were made to fit."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from corpus_kp.building import build, check
from corpus_kp.card import front_matter
from corpus_kp.corpus import Corpus
from corpus_kp.errors import UsageError
from corpus_kp.package import RecordSet
from corpus_kp.schema import Schemas, load_schemas
from corpus_kp.verifying import verify

Run = Callable[..., subprocess.CompletedProcess[str]]
Damage = Callable[[Path], None]
ENTITIES = "entities/train-00000-of-00001.parquet"


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    """The contract."""
    return load_schemas(Path(__file__).resolve().parents[1] / "schemas")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package of the made-up corpus, without and with its article."""
    place = tmp_path_factory.mktemp("built")
    root = Path(__file__).resolve().parents[1]
    shutil.copytree(root / "tests" / "corpora" / "harbour", place / "harbour")
    shutil.copytree(root / "schemas", place / "harbour" / "schemas")
    corpus = Corpus(place / "harbour")
    build(corpus, check(corpus), place / "package")
    build(corpus, check(corpus, place / "harbour" / "articles"), place / "refilled")
    return place


@pytest.fixture
def package(built: Path, tmp_path: Path) -> Path:
    """A copy that a test may damage."""
    return Path(shutil.copytree(built / "package", tmp_path / "package"))


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def reseal(folder: Path) -> None:
    """Makes every digest fit what lies there, as somebody would who wants to hide a change."""
    from datasets import Features

    path = folder / "manifest.json"
    manifest = json.loads(path.read_text())
    for config, entry in manifest["configs"].items():
        for split, part in entry["splits"].items():
            only = part["parts"][0]
            table = pq.read_table(folder / only["file"])
            part["rows"] = only["rows"] = table.num_rows
            made = RecordSet(config, split, Features.from_arrow_schema(table.schema), table).part
            only["records_sha256"] = made.digest
        files = [part["parts"][0]["file"] for part in entry["splits"].values()]
        lines = [f"{_sha(folder / file)}  {file}\n" for file in files]
        entry["files_sha256"] = hashlib.sha256("".join(lines).encode()).hexdigest()
    front, body = front_matter((folder / "README.md").read_text())
    for one in front["configs"]:
        one["description"] = f"sha256:{manifest['configs'][one['config_name']]['files_sha256']}"
    text = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=120)
    (folder / "README.md").write_text(f"---\n{text}---\n{body}")
    metadata = json.loads((folder / "croissant.json").read_text())
    for one in metadata["distribution"]:
        if one["@id"] in manifest["files"]:
            one["sha256"] = _sha(folder / one["@id"])
    (folder / "croissant.json").write_text(json.dumps(metadata, indent=2, ensure_ascii=False) + "\n")
    for name, entry in manifest["files"].items():
        entry |= {"bytes": (folder / name).stat().st_size, "sha256": _sha(folder / name)}
    path.write_text(json.dumps(manifest, indent=2) + "\n")
    names = [*manifest["files"], "manifest.json"]
    (folder / "SHA256SUMS").write_text("".join(f"{_sha(folder / name)}  {name}\n" for name in names))


def _rewrite(
    folder: Path, file: str, change: Callable[[dict[str, Any]], None], rows: Callable[[dict[str, Any]], bool]
) -> None:
    """Changes rows of a Parquet file, in its types."""
    table = pq.read_table(folder / file)
    records = table.to_pylist()
    for record in filter(rows, records):
        change(record)
    pq.write_table(pa.Table.from_pylist(records, schema=table.schema), folder / file)


def _every(_: dict[str, Any]) -> bool:
    return True


def test_a_package_as_built_has_no_problem_and_resealing_changes_nothing(package: Path, schemas: Schemas) -> None:
    """What the other tests rely on."""
    assert verify(package, schemas) == []
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file() and path.suffix == ".parquet"}
    reseal(package)
    assert verify(package, schemas) == []
    assert all(path.read_bytes() == data for path, data in before.items())


def _files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_one_flipped_byte_is_found_in_every_file(package: Path, schemas: Schemas) -> None:
    """And the file is named."""
    for name in _files(package):
        path = package / name
        data = path.read_bytes()
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :])
        problems = verify(package, schemas)
        assert any(name in (problem.file, problem.message.split(":")[0]) for problem in problems), name
        path.write_bytes(data)
    assert verify(package, schemas) == []


def test_a_missing_and_an_additional_file_are_found(package: Path, schemas: Schemas) -> None:
    """Each by its name."""
    (package / ENTITIES).unlink()
    (package / "entities" / "test-00000-of-00001.parquet").write_bytes(b"PAR1")
    found = {(problem.check, problem.file, problem.message) for problem in verify(package, schemas)}
    assert ("files", ENTITIES, "is missing") in found
    assert ("files", "entities/test-00000-of-00001.parquet", "is in no manifest") in found


def _relabel(folder: Path) -> None:
    _rewrite(folder, ENTITIES, lambda row: row.update(label=(row["label"] + 1) % 3), lambda row: row["id"] == "e1")


def _leak(folder: Path) -> None:
    news = "entities/news-00000-of-00001.parquet"
    _rewrite(folder, news, lambda row: row.update(text="word"), _every)


def _leak_deep(folder: Path) -> None:
    def change(row: dict[str, Any]) -> None:
        row["attributions"][0]["content"][0]["text"] = "word"

    _rewrite(folder, "full/news-00000-of-00001.parquet", change, _every)


def _reserve(folder: Path) -> None:
    for config in ("documents", "full"):
        file = f"{config}/train-00000-of-00001.parquet"
        _rewrite(folder, file, lambda row: row.update(rights="all-rights-reserved"), _every)


def _wrong_range(folder: Path) -> None:
    for config in ("quantities", "full"):

        def change(row: dict[str, Any], config: str = config) -> None:
            for quantity in [row] if config == "quantities" else row["quantities"]:
                quantity["measured_start"] = -5

        _rewrite(folder, f"{config}/train-00000-of-00001.parquet", change, _every)


def _drop_row(folder: Path) -> None:
    table = pq.read_table(folder / ENTITIES)
    pq.write_table(table.slice(1), folder / ENTITIES)


def _card_number(folder: Path) -> None:
    path = folder / "README.md"
    text = path.read_text()
    assert "| entities |" in text
    at = text.index("| entities |")
    path.write_text(text[:at] + text[at:].replace("| entities | ", "| entities | 9", 1))


def _other_version(folder: Path) -> None:
    path = folder / "README.md"
    path.write_text(path.read_text().replace("version: 1.2.0", "version: 1.3.0"))


def _croissant(folder: Path) -> None:
    path = folder / "croissant.json"
    metadata = json.loads(path.read_text())
    metadata["recordSet"] = metadata["recordSet"][:-1]
    path.write_text(json.dumps(metadata, indent=2) + "\n")


@pytest.mark.parametrize(
    ("damage", "check_name", "file"),
    [
        (_relabel, "copies", "full/"),
        (_relabel, "card", "README.md"),
        (_leak, "text", "entities/news-00000-of-00001.parquet"),
        (_leak_deep, "text", "full/news-00000-of-00001.parquet"),
        (_reserve, "rights", "documents/"),
        (_wrong_range, "contract", "quantities/"),
        (_drop_row, "copies", "full/"),
        (_card_number, "card", "README.md"),
        (_other_version, "card", "README.md"),
        (_croissant, "croissant", "croissant.json"),
    ],
)
def test_damage_is_found_though_all_digests_fit(
    package: Path, schemas: Schemas, damage: Damage, check_name: str, file: str
) -> None:
    """Tables are held against each other, the card and the contract, not only against their digests."""
    damage(package)
    reseal(package)
    problems = verify(package, schemas)
    assert (check_name, file) in {(problem.check, problem.file) for problem in problems}, problems
    assert not {problem.check for problem in problems} & {"files", "sums", "digests", "counts"}


def test_a_package_with_refilled_articles_is_not_to_be_given_on(built: Path, schemas: Schemas) -> None:
    """It is whole, but for that."""
    problems = verify(built / "refilled", schemas)
    assert {problem.check for problem in problems} == {"text", "rights"}
    assert any("hx-n001 was refilled" in problem.message for problem in problems)


def test_a_package_without_rows_of_a_layer_has_no_problem(harbour: Path, schemas: Schemas, tmp_path: Path) -> None:
    """A small corpus may have no stance, and no claim; there is no file of such a table."""
    for path in (harbour / "annotations").glob("*/*.jsonl"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if json.loads(line)["layer"] != "stances"), encoding="utf-8")
    corpus = Corpus(harbour)
    build(corpus, check(corpus), tmp_path / "package")
    assert not (tmp_path / "package" / "stances").exists()
    assert verify(tmp_path / "package", schemas) == []


def test_row_digests_do_not_depend_on_the_writer(package: Path, schemas: Schemas) -> None:
    """A file that another program wrote has other bytes and the same rows."""
    table = pq.read_table(package / ENTITIES)
    pq.write_table(table, package / ENTITIES, compression="snappy", row_group_size=3)
    assert {problem.check for problem in verify(package, schemas)} == {"files", "card"}


@pytest.mark.parametrize("content", [None, "{", '{"name": 1}', "[]"])
def test_a_manifest_that_cannot_be_read_is_said(package: Path, schemas: Schemas, content: str | None) -> None:
    """Missing: a wrong call; broken: a problem."""
    path = package / "manifest.json"
    if content is None:
        path.unlink()
        with pytest.raises(UsageError, match=r"no package here \(manifest.json is missing\)"):
            verify(package, schemas)
        return
    path.write_text(content)
    assert [problem.check for problem in verify(package, schemas)] == ["manifest"]


def _pipe(name: str) -> Damage:
    def damage(folder: Path) -> None:
        (folder / name).unlink()
        os.mkfifo(folder / name)

    return damage


def _new_pipe(folder: Path) -> None:
    os.mkfifo(folder / "entities" / "more.parquet")


def _content(name: str, content: str) -> Damage:
    return lambda folder: (folder / name).write_text(content) and None


def _column(name: str, values: Callable[[int], pa.Array]) -> Damage:
    def damage(folder: Path) -> None:
        table = pq.read_table(folder / ENTITIES)
        at = table.column_names.index(name)
        pq.write_table(table.set_column(at, name, values(table.num_rows)), folder / ENTITIES)

    return damage


def _features(content: bytes) -> Damage:
    def damage(folder: Path) -> None:
        table = pq.read_table(folder / ENTITIES).replace_schema_metadata({b"huggingface": content})
        pq.write_table(table, folder / ENTITIES)

    return damage


def _long_name(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["x" * 5000] = {"bytes": 1, "sha256": "0" * 64}
    (folder / "manifest.json").write_text(json.dumps(manifest))


BROKEN = {
    "manifest too deep": (_content("manifest.json", "[" * 200_000), "manifest", "manifest.json"),
    "metadata too deep": (_content("croissant.json", "[" * 200_000), "croissant", "croissant.json"),
    "metadata of another kind": (_content("croissant.json", "[1]"), "croissant", "croissant.json"),
    "metadata that is null": (_content("croissant.json", "null"), "croissant", "croissant.json"),
    "card with odd configs": (_content("README.md", "---\nconfigs: [1]\n---\n"), "card", "manifest.json"),
    "card too deep": (_content("README.md", "---\n" + "[" * 5000 + "\n---\n"), "card", "manifest.json"),
    "card that is a pipe": (_pipe("README.md"), "files", "README.md"),
    "metadata that are a pipe": (_pipe("croissant.json"), "files", "croissant.json"),
    "table that is a pipe": (_pipe(ENTITIES), "files", ENTITIES),
    "one more table that is a pipe": (_new_pipe, "files", "entities/more.parquet"),
    "name too long": (_long_name, "files", "x" * 5000),
    "bytes for words": (_column("text", lambda n: pa.array([b"x"] * n)), "digests", ENTITIES),
    "decimals for offsets": (_column("start", lambda n: pa.array([1] * n, pa.decimal128(5, 1))), "contract", ENTITIES),
    "features that are null": (_features(b"null"), "files", ENTITIES),
    "features of no type": (_features(b'{"info": {"features": {"a": "x"}}}'), "files", ENTITIES),
    "features too deep": (_features(b"[" * 100_000), "files", ENTITIES),
}


@pytest.mark.parametrize("name", BROKEN)
def test_whatever_lies_in_a_package_is_a_problem_and_no_error(package: Path, schemas: Schemas, name: str) -> None:
    """Nothing is waited for, and nothing ends with a traceback."""
    damage, check_name, file = BROKEN[name]
    damage(package)
    assert (check_name, file) in {(problem.check, problem.file) for problem in verify(package, schemas)}


def test_what_is_no_file_is_in_no_manifest_either(package: Path, schemas: Schemas) -> None:
    """A link that leads nowhere, one to a folder, a pipe."""
    (package / "dangling").symlink_to("nowhere")
    (package / "folder").symlink_to(package / "entities")
    os.mkfifo(package / "pipe")
    found = {problem.file for problem in verify(package, schemas) if problem.message == "is in no manifest"}
    assert found == {"dangling", "folder", "pipe"}


def test_a_document_in_two_splits_is_found_though_all_digests_fit(package: Path, schemas: Schemas) -> None:
    """Rows for evaluation that one table has in training; all splits together are the same rows as before."""
    other = ENTITIES.replace("train", "eval")
    tables = [pq.read_table(package / file) for file in (ENTITIES, other)]
    pq.write_table(pa.concat_tables([tables[0], tables[1].slice(0, 1)]), package / ENTITIES)
    pq.write_table(tables[1].slice(1), package / other)
    reseal(package)
    found = [problem for problem in verify(package, schemas) if problem.check == "splits"]
    assert [(problem.file, problem.message) for problem in found] == [
        (ENTITIES, "hx-a002 stands in train, and the table documents has it in eval")
    ]


@pytest.mark.parametrize("name", ["/dev/zero", "../secret", "a/../../b", ""])
def test_a_manifest_that_leads_out_of_the_package_is_not_followed(package: Path, schemas: Schemas, name: str) -> None:
    """Nothing out there is opened."""
    path = package / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["files"][name] = {"bytes": 1, "sha256": "0" * 64}
    path.write_text(json.dumps(manifest))
    problems = verify(package, schemas)
    assert [problem.message for problem in problems] == [f"{name} leads out of the package"]


def test_the_command(package: Path, run: Run, harbour: Path) -> None:
    """Exit statuses, and what it prints."""
    ended = run("verify", package)
    assert (ended.returncode, ended.stdout) == (0, f"{package}: nothing is wrong\n")
    (package / "NOTES").write_text("x")
    ended = run("verify", package)
    assert ended.returncode == 1
    assert ended.stdout == f"NOTES: files: is in no manifest; expected no other files\n{package}: 1 problem\n"
    assert json.loads(run("verify", package, "--json").stdout)["problems"][0]["file"] == "NOTES"
    assert run("verify", harbour).returncode == 2


def test_croissant_is_valid_and_loads_offline_with_all_rows(package: Path, schemas: Schemas) -> None:
    """By mlcroissant, record by record, splits and label names too."""
    import mlcroissant

    dataset = mlcroissant.Dataset(package / "croissant.json", mapping={"package": str(package)})
    assert not dataset.metadata.ctx.issues.errors
    metadata = json.loads((package / "croissant.json").read_text())
    assert metadata["conformsTo"].endswith("/1.1")
    manifest = json.loads((package / "manifest.json").read_text())
    for config, entry in manifest["configs"].items():
        splits = [record[f"{config}/split"].decode() for record in dataset.records(config)]
        assert {split: splits.count(split) for split in set(splits)} == {
            split: part["rows"] for split, part in entry["splits"].items()
        }
    names = [record["entities.label/name"] for record in dataset.records("entities.label")]
    assert names == list(schemas["entities"].columns["label"].values)
    stated = {one["@id"]: one["sha256"] for one in metadata["distribution"] if one["@id"].endswith(".parquet")}
    assert stated == {name: entry["sha256"] for name, entry in manifest["files"].items() if name.endswith(".parquet")}
    entity = next(iter(dataset.records("entities")))
    row = pl.read_parquet(package / "entities" / "eval-00000-of-00001.parquet").row(0, named=True)
    assert (entity["entities/doc_id"].decode(), entity["entities/start"]) == (row["doc_id"], row["start"])
