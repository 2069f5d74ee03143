"""`verify`: whether a package is what its manifest says, in every file and every row, and may be given on."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from corpus_kp.card import Figures, block_contents, blocks_of_tables, front_matter
from corpus_kp.croissant import CROISSANT, croissant
from corpus_kp.errors import CorpusConfigError, UsageError
from corpus_kp.features import encode
from corpus_kp.frames import Frames
from corpus_kp.package import CONFIGS, MANIFEST, README, SUMS, Part, RecordSet, config_features, full_table
from corpus_kp.pandera_gate import pandera_failures
from corpus_kp.regular_files import read_regular
from corpus_kp.rules.rights import RESERVED
from corpus_kp.schema import LAYERS, TABLES, Schemas
from corpus_kp.settings import Settings
from corpus_kp.stats.counting import LABELS
from corpus_kp.tokens import tokens_table

#: What a package may hold beside the files of its manifest.
_OWN = {MANIFEST, SUMS}
#: Bytes of the largest file of a package that is read: more than a memory has.
_LARGEST = 2**40
_NUMBERED = re.compile(r"-(?P<number>[0-9]{5})-of-(?P<of>[0-9]{5})\.parquet$")


@dataclass(frozen=True)
class Problem:
    """Something that is not as it should be.

    Attributes:
        check: which check found it.
        file: below the package folder.
        message: what is wrong.
        expected: what would be right, where that can be said.
    """

    check: str
    file: str
    message: str
    expected: str = ""


@dataclass
class Package:
    """A package as it lies in a folder.

    Attributes:
        folder: where it is.
        manifest: what it says of itself.
        schemas: the contract that it is held against.
    """

    folder: Path
    manifest: Mapping[str, Any]
    schemas: Schemas

    @cached_property
    def sets(self) -> list[RecordSet]:
        """Rows of each config and split that the manifest names, as far as they can be read."""
        return [one for one in self._read if isinstance(one, RecordSet)]

    @cached_property
    def unreadable(self) -> list[Problem]:
        """Files of tables that cannot be read."""
        return [one for one in self._read if isinstance(one, Problem)]

    @cached_property
    def _read(self) -> list[RecordSet | Problem]:
        return [
            self._set(config, split, part["file"])
            for config, split, entry in splits_of(self.manifest)
            for part in entry["parts"]
        ]

    def _set(self, config: str, split: str, file: str) -> RecordSet | Problem:
        import pyarrow.parquet as pq
        from datasets import Features

        try:
            table = pq.read_table(self.folder / file, page_checksum_verification=True)
            return RecordSet(config, split, Features.from_arrow_schema(table.schema), table, *_numbers(file))
        except Exception as error:  # noqa: BLE001 - whatever readers make of bytes and features that others wrote
            return Problem("files", file, f"cannot be read as Parquet: {_reason(error)}", "the file as built")

    @property
    def asked(self) -> set[str]:
        """The configs that were to be packaged."""
        return set(self.manifest.get("only", CONFIGS))

    @property
    def parts(self) -> list[Part]:
        """The same without the rows."""
        return [one.part for one in self.sets]

    @cached_property
    def tables(self) -> Frames:
        """The flat tables, all splits together, labels as they are stored."""
        found = Frames()
        for config in TABLES:
            parts = [pl.DataFrame(one.table) for one in self.sets if one.config == config]
            found[config] = pl.concat(parts) if parts else encode(pl.DataFrame(schema=self.schemas[config].polars))
        return found

    @cached_property
    def decoded(self) -> Frames:
        """The flat tables in the types of the contract."""
        return Frames({name: _decoded(frame, name, self.schemas) for name, frame in self.tables.items()})


def verify(folder: Path, schemas: Schemas) -> list[Problem]:
    """Checks a package.

    Args:
        folder: of the package.
        schemas: the table contract.

    Returns:
        What is wrong, in the order of the checks; empty where nothing is.

    Raises:
        UsageError: there is no package in the folder.
    """
    manifest = read_manifest(folder)
    if isinstance(manifest, Problem):
        return [manifest]
    package = Package(folder, manifest, schemas)
    problems = [*_files(package), *_sums(package), *package.unreadable]
    for check in (_digests, _contract, _splits, _copies, _card, _metadata, _text_free, _rights):
        problems += _guarded(check, package)
    return problems


def _numbers(file: str) -> tuple[int, int]:
    """Which file of how many, as its name says; a shard without rows has none, so that some numbers are not there."""
    named = _NUMBERED.search(file)
    return (int(named["number"]), int(named["of"])) if named else (0, 1)


def _guarded(check: Callable[[Package], Iterable[Problem]], package: Package) -> list[Problem]:
    """What a check finds; rows that it cannot read have been named by the checks before."""
    found: list[Problem] = []
    try:
        found.extend(check(package))
    except Exception as error:  # noqa: BLE001 - a package may hold anything, and each kind of it breaks other readers
        if not package.unreadable:
            reason = f"cannot be checked: {_reason(error)}"
            found.append(Problem(check.__name__.strip("_"), MANIFEST, reason, "as built"))
    return found


def _reason(error: Exception) -> str:
    """What an error says, on one line."""
    return f"{type(error).__name__}: {next(iter(str(error).splitlines()), '')}"


def read_manifest(folder: Path) -> dict[str, Any] | Problem:
    """The manifest of a package, or what is wrong with it.

    Args:
        folder: of the package.

    Raises:
        UsageError: there is none.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise UsageError(f"{folder}: no package here ({MANIFEST} is missing); corpus-kp build makes one")
    try:
        content = json.loads(_text(path))
        shaped = (
            all(isinstance(content[name], str) for name in ("name", "version", "engine"))
            and all(
                isinstance(entry["sha256"], str) and isinstance(entry["bytes"], int)
                for entry in content["files"].values()
            )
            and all(isinstance(entry["rows"], int) for _, _, entry in splits_of(content))
            and all(
                isinstance(part["rows"], int)
                and isinstance(part["records_sha256"], str)
                and isinstance(part["file"], str)
                for part in parts_of(content)
            )
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return Problem("manifest", MANIFEST, f"cannot be read: {type(error).__name__}: {error}", "as build writes it")
    if not shaped:
        return Problem("manifest", MANIFEST, "has values of wrong types", "as build writes it")
    files = [part["file"] for part in parts_of(content)]
    outside = [name for name in (*content["files"], *files) if not _is_inside(name)]
    if outside:
        return Problem("manifest", MANIFEST, f"{outside[0]} leads out of the package", "names of files below it")
    return dict(content)


def splits_of(manifest: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Config, split and what a manifest says of its rows."""
    for config, entry in manifest["configs"].items():
        for split, stated in entry["splits"].items():
            yield config, split, stated


def parts_of(manifest: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a manifest says of each file with rows."""
    for _, _, stated in splits_of(manifest):
        yield from stated["parts"]


def _is_inside(name: str) -> bool:
    """Whether a name stays below the folder that it is taken from."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\\" not in name and bool(path.parts)


def _bytes(path: Path) -> bytes:
    """A file of any size; no pipe or device is waited for."""
    return read_regular(path, _LARGEST)


def _text(path: Path) -> str:
    return _bytes(path).decode()


def _files(package: Package) -> Iterator[Problem]:
    """Every file of the manifest is there with its bytes, and no other one is."""
    listed = package.manifest["files"]
    for name, entry in listed.items():
        try:
            data = _bytes(package.folder / name)
        except FileNotFoundError:
            yield Problem("files", name, "is missing", f"{entry['bytes']} bytes with SHA-256 {entry['sha256']}")
            continue
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            yield Problem("files", name, f"cannot be read: {reason}", "a file with the bytes that were built")
            continue
        found = hashlib.sha256(data).hexdigest()
        if found != entry["sha256"]:
            size = f"{len(data)} bytes" if len(data) != entry["bytes"] else "as many bytes"
            yield Problem(
                "files", name, f"has other content: {size} with SHA-256 {found}", f"SHA-256 {entry['sha256']}"
            )
    there = {
        path.relative_to(package.folder).as_posix()
        for path in package.folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }
    for name in sorted(there - listed.keys() - _OWN):
        yield Problem("files", name, "is in no manifest", "no other files")
    for part in parts_of(package.manifest):
        if part["file"] not in listed:
            yield Problem("manifest", MANIFEST, f"{part['file']} is a table and not among the files")


def _sums(package: Package) -> Iterator[Problem]:
    """SHA256SUMS says the same as the manifest, and is that of the manifest."""
    path = package.folder / SUMS
    if not path.is_file():
        yield Problem("sums", SUMS, "is missing", "a line for each file")
        return
    lines = _bytes(path).decode(errors="replace").splitlines()
    stated = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    wanted = {name: entry["sha256"] for name, entry in package.manifest["files"].items()}
    wanted[MANIFEST] = hashlib.sha256(_bytes(package.folder / MANIFEST)).hexdigest()
    for name in sorted(wanted.keys() | stated.keys()):
        if wanted.get(name) != stated.get(name):
            said = stated.get(name, "nothing")
            yield Problem("sums", SUMS, f"{name}: {said}", wanted.get(name, "no line for this file"))


def _digests(package: Package) -> Iterator[Problem]:
    """Rows, whoever wrote the Parquet file, are those of the manifest: as many, the same, in the same types."""
    for config, split, entry in splits_of(package.manifest):
        if entry["rows"] != sum(part["rows"] for part in entry["parts"]):
            said = f"{config}, {split}: {entry['rows']} rows, which is not what its files have together"
            yield Problem("manifest", MANIFEST, said, "as build writes it")
    stated_of = {part["file"]: part for part in parts_of(package.manifest)}
    for one in package.sets:
        stated = stated_of.get(one.part.file)
        if stated is None:
            yield Problem("manifest", MANIFEST, f"{one.config}, {one.split}: a file has another name", one.part.file)
            continue
        features = config_features(one.config, package.schemas)
        if one.features != features:
            names = [n for n in {**features, **one.features} if features.get(n) != one.features.get(n)]
            yield Problem(
                "contract", one.part.file, f"columns of other names or types: {', '.join(names)}", "those of schemas/"
            )
        if one.table.num_rows != stated["rows"]:
            yield Problem(
                "counts", one.part.file, f"{one.table.num_rows} rows", f"{stated['rows']} rows, as {MANIFEST} says"
            )
        if one.part.digest != stated["records_sha256"]:
            yield Problem("digests", one.part.file, f"rows with the digest {one.part.digest}", stated["records_sha256"])


def _contract(package: Package) -> Iterator[Problem]:
    """The tables keep the contract, in the eyes of pandera."""
    for name, frame in package.decoded.items():
        for failure in pandera_failures(frame, package.schemas[name]):
            yield Problem("contract", f"{name}/", f"row {failure['index']}, {failure['column']}: {failure['check']}")


def _decoded(frame: pl.DataFrame, name: str, schemas: Schemas) -> pl.DataFrame:
    """Labels are stored as numbers; the contract names them."""
    columns = []
    for column in schemas[name].columns.values():
        expression = pl.col(column.name)
        if isinstance(column.dtype, pl.Enum):
            expression = _named(expression, column.dtype)
        elif isinstance(column.dtype, pl.List) and isinstance(column.dtype.inner, pl.Enum):
            expression = expression.list.eval(_named(pl.element(), column.dtype.inner))
        columns.append(expression.cast(column.dtype))
    return frame.select(columns).with_columns(_file=pl.lit(name), _line=pl.int_range(1, pl.len() + 1, dtype=pl.Int32))


def _named(numbers: pl.Expr, names: pl.Enum) -> pl.Expr:
    return numbers.replace_strict(dict(enumerate(names.categories)), default=None, return_dtype=pl.String)


def _splits(package: Package) -> Iterator[Problem]:
    """A document stands in one split, in every table: else what is for evaluation is seen in training."""
    split_of = {
        doc_id: one.split
        for one in package.sets
        if one.config == "documents"
        for doc_id in one.table["doc_id"].to_pylist()
    }
    for one in package.sets:
        if "doc_id" not in one.table.column_names:
            continue
        for doc_id in dict.fromkeys(one.table["doc_id"].to_pylist()):
            wanted = split_of.get(doc_id)
            if wanted != one.split:
                said = f"the table documents has it in {wanted}" if wanted else "it is not in the table documents"
                yield Problem("splits", one.part.file, f"{doc_id} stands in {one.split}, and {said}", "one split")


def _copies(package: Package) -> Iterator[Problem]:
    """`full` and `tokens` are made from the other tables, and say the same."""
    if not package.asked >= {"documents", *LAYERS}:
        return  # not all was packaged, and what was not says nothing of these
    made = full_table(package.tables).sort("doc_id")
    found = [pl.DataFrame(one.table) for one in package.sets if one.config == "full"]
    if found:
        kept = pl.concat(found).sort("doc_id")
        for layer in (*package.schemas["documents"].columns, *LAYERS):
            if not made[layer].equals(kept[layer], null_equal=True):
                yield Problem("copies", "full/", f"{layer} differs from the table {layer}", "the same rows in both")
    if "tokens" not in package.asked:
        return
    again = encode(tokens_table(package.decoded, package.schemas["tokens"])).sort("doc_id", "sentence")
    tokens = package.tables["tokens"].sort("doc_id", "sentence")
    if not again.equals(tokens.select(again.columns), null_equal=True):
        yield Problem("copies", "tokens/", "tokens or tags differ from the other tables", "tags of the spans there")


def _card(package: Package) -> Iterator[Problem]:
    """The card's front matter and its numbers are those of the tables."""
    try:
        front, body = front_matter(_text(package.folder / README))
    except (OSError, UnicodeDecodeError, CorpusConfigError) as error:
        yield Problem("card", README, f"cannot be read: {error}")
        return
    entries = {entry.get("config_name"): entry for entry in front.get("configs") or []}
    for config, stated in package.manifest["configs"].items():
        entry = entries.get(config, {})
        files = {one["split"]: one["path"] for one in entry.get("data_files") or []}
        paths = {split: [part["file"] for part in entry["parts"]] for split, entry in stated["splits"].items()}
        lines = [f"{_sha(package, path)}  {path}\n" for split in paths.values() for path in split]
        digest = hashlib.sha256("".join(lines).encode()).hexdigest()
        if files != {split: names[0] if len(names) == 1 else names for split, names in paths.items()}:
            yield Problem("card", README, f"configs: {config} names other files", "those of the manifest")
        if entry.get("description") != f"sha256:{digest}" or stated["files_sha256"] != digest:
            yield Problem("card", README, f"configs: {config} has another digest than its files", f"sha256:{digest}")
        if str(entry.get("version")) != package.manifest["version"]:
            yield Problem(
                "card", README, f"configs: {config} is of version {entry.get('version')}", package.manifest["version"]
            )
    shown = block_contents(body)
    uncounted = set() if package.asked >= {table for table, _ in LABELS} else {"labels"}
    for name, made in blocks_of_tables(Figures.of(package.decoded), package.parts, package.schemas).items():
        if name not in uncounted and shown.get(name) != made.strip():
            yield Problem("card", README, f"the numbers of {name} are not those of the tables", "as build makes them")


def _sha(package: Package, file: str) -> str:
    path = package.folder / file
    return hashlib.sha256(_bytes(path)).hexdigest() if path.is_file() else "missing"


def _metadata(package: Package) -> Iterator[Problem]:
    """croissant.json is what the tables make it, and loads with their rows."""
    path = package.folder / CROISSANT
    try:
        found = dict(json.loads(_text(path)))
        card = _text(package.folder / README)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        yield Problem("croissant", CROISSANT, f"cannot be read: {_reason(error)}", "as build writes it")
        return
    title = str(found.get("description", ""))
    settings = Settings(package.manifest["name"], package.manifest["version"], title)
    sums = {name: entry["sha256"] for name, entry in package.manifest["files"].items()}
    made = croissant(settings, card, package.parts, sums)
    for name in made.keys() | found.keys():
        if made.get(name) != found.get(name):
            yield Problem("croissant", CROISSANT, f"{name} is not what the tables make it", "as build writes it")
    # other readers wait for a pipe, and read a device without end
    if all(path.is_file() or path.is_dir() for path in package.folder.rglob("*")):
        yield from _loaded(package)


def _loaded(package: Package) -> Iterator[Problem]:
    try:
        import mlcroissant
    except ImportError:
        return
    import logging

    logging.getLogger("absl").setLevel(logging.ERROR)
    path = package.folder / CROISSANT
    try:
        dataset = mlcroissant.Dataset(path, mapping={"package": str(package.folder.resolve())})
        for config, entry in package.manifest["configs"].items():
            number, wanted = sum(1 for _ in dataset.records(config)), sum(p["rows"] for p in entry["splits"].values())
            if number != wanted:
                yield Problem("croissant", CROISSANT, f"{config} loads with {number} rows", f"{wanted} rows")
    except Exception as error:  # noqa: BLE001 - whatever a reader makes of the file
        yield Problem("croissant", CROISSANT, f"does not load: {_reason(error)}")


def _text_free(package: Package) -> Iterator[Problem]:
    """No word of a document without text stands anywhere."""
    for doc_id in package.manifest.get("refilled") or {}:
        yield Problem(
            "text", MANIFEST, f"{doc_id} was refilled: its text may not be given on", "a build without --articles"
        )
    free = package.decoded["documents"].filter(pl.col("tier") == "text_free")["doc_id"]
    for one in package.sets:
        frame = pl.DataFrame(one.table)
        if "doc_id" not in frame.columns:
            continue
        concerned = frame.filter(pl.col("doc_id").is_in(free.implode()))
        for column in _with_words(concerned):
            yield Problem("text", one.part.file, f"{column} has words of a text-free document", "nothing there")


def _with_words(frame: pl.DataFrame) -> Iterator[str]:
    """Columns, nested ones by their paths, that hold covered words or a title."""
    if "tokens" in frame.columns and len(frame):
        yield "tokens"
    for name in ("title", *(column for column in frame.columns if column == "text" or column.endswith("_text"))):
        if name in frame.columns and frame[name].null_count() < len(frame):
            yield name
    for name, dtype in frame.schema.items():
        yield from (f"{name}.{path}" for path in _nested_words(frame[name], dtype))


def _nested_words(values: pl.Series, dtype: pl.DataType) -> Iterator[str]:
    if isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct | pl.List):
        yield from _nested_words(values.explode().drop_nulls(), dtype.inner)
    elif isinstance(dtype, pl.Struct):
        for part in dtype.fields:
            inner = values.struct.field(part.name)
            if part.dtype == pl.String and (part.name == "text" or part.name.endswith("_text")):
                if inner.null_count() < len(inner):
                    yield part.name
            else:
                yield from (f"{part.name}.{path}" for path in _nested_words(inner, part.dtype))  # type: ignore[arg-type]


def _rights(package: Package) -> Iterator[Problem]:
    """The rights of every document allow that its text is given on, or it has none."""
    documents = package.decoded["documents"]
    reserved = documents.filter(pl.col("rights") == RESERVED, pl.col("text").is_not_null() | (pl.col("tier") == "open"))
    for doc_id in reserved["doc_id"]:
        yield Problem(
            "rights", "documents/", f"the rights of {doc_id} are reserved, and it has a text or is in an open tier"
        )
