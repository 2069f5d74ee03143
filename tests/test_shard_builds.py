"""A package that is built of shards: the same as a native one, however it is run and however often it is ended."""

# ruff: noqa: E402 - the made-up corpora of the bench are found once its folder is on the path

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts" / "bench"))

from synthetic import make_corpus

from corpus_kp.building import build, check
from corpus_kp.corpus import Corpus
from corpus_kp.errors import UsageError
from corpus_kp.package import CONFIGS
from corpus_kp.schema import LAYERS
from corpus_kp.shards.engines.local import LocalEngine
from corpus_kp.shards.files import ShardFolder, write_shards
from corpus_kp.shards.packaging import BuiltShards, build_shards
from corpus_kp.shards.state import State, Summary
from corpus_kp.tables import tabulate
from corpus_kp.verifying import verify

_FEW = ("documents", "entities", "claims", "claim_pairs")
_UNMEASURED = {name: value for name, value in os.environ.items() if not name.startswith("COV")}

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six shards of forty documents without a fault."""
    folder = tmp_path_factory.mktemp("made-up")
    return make_corpus(folder, 240, 1, Corpus(ROOT).schemas, size=40, faults=False).path


def _bytes(folder: Path) -> Mapping[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _built(shards: Path, out: Path, jobs: int = 1, **options: object) -> BuiltShards:
    return build_shards(Corpus(ROOT), shards, out, LocalEngine(jobs), options.pop("configs", _FEW), **options)


def test_the_rows_are_those_of_a_native_build(harbour: Path, tmp_path: Path) -> None:
    """In every config and split, in the same order and types; and the package is what its manifest says."""
    corpus = Corpus(harbour)
    build(corpus, check(corpus), tmp_path / "native")
    shards = write_shards(tabulate(corpus.read(), corpus.schemas), tmp_path / "shards", corpus.schemas, 1)
    built = build_shards(corpus, shards.path, tmp_path / "sharded", LocalEngine(1))
    assert not built.checked.failed
    for config in CONFIGS:
        splits = {path.name.partition("-")[0] for path in (tmp_path / "native" / config).iterdir()}
        assert {path.name.partition("-")[0] for path in (tmp_path / "sharded" / config).iterdir()} == splits
        for split in splits:
            native, sharded = (
                pl.concat([pl.DataFrame(pq.read_table(p)) for p in sorted((tmp_path / n / config).glob(f"{split}-*"))])
                for n in ("native", "sharded")
            )
            assert sharded.equals(native)
    assert verify(tmp_path / "sharded", corpus.schemas) == []
    native, sharded = (json.loads((tmp_path / name / "manifest.json").read_text()) for name in ("native", "sharded"))
    rows = [
        {c: {s: e["rows"] for s, e in m["configs"][c]["splits"].items()} for c in CONFIGS} for m in (native, sharded)
    ]
    assert rows[0] == rows[1]
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


@pytest.mark.slow
def test_processes_make_the_same_bytes_as_one(made_up: Path, tmp_path: Path) -> None:
    """Whichever shard is done first; and a package that stands there is replaced."""
    _built(made_up, tmp_path / "alone")
    _built(made_up, tmp_path / "together", 3)
    assert _bytes(tmp_path / "alone") == _bytes(tmp_path / "together")
    _built(made_up, tmp_path / "together", configs=["documents"])
    assert {name.partition("/")[0] for name in _bytes(tmp_path / "together") if "/" in name} == {"documents"}


@pytest.mark.slow
def test_many_files_of_a_split_load_as_one(made_up: Path, tmp_path: Path) -> None:
    """`load_dataset` reads them all, in order."""
    _built(made_up, tmp_path / "package")
    loaded = _loaded(tmp_path / "package", "documents", tmp_path / "cache")
    files = sorted((made_up / "documents").iterdir())
    documents = pl.concat([pl.read_parquet(path, columns=["doc_id", "split"]) for path in files])
    assert loaded == {split: documents.filter(split=split)["doc_id"].sort().to_list() for split in ("train", "eval")}


def _loaded(package: Path, config: str, cache: Path) -> dict[str, list[str]]:
    """The doc_ids of each split, by `load_dataset` in a process of its own."""
    program = (
        "import sys, json\nfrom datasets import load_dataset\n"
        "rows = load_dataset(sys.argv[1], sys.argv[2])\n"
        "print(json.dumps({split: list(part['doc_id']) for split, part in rows.items()}))"
    )
    environment = {**_UNMEASURED, "HF_HOME": str(cache), "HF_DATASETS_OFFLINE": "1"}
    call = [sys.executable, "-c", program, package, config]
    return json.loads(subprocess.run(call, check=True, capture_output=True, text=True, env=environment).stdout)


@pytest.mark.slow
def test_a_shard_without_rows_in_a_table_makes_no_file_there(made_up: Path, tmp_path: Path) -> None:
    """`datasets` cannot load an empty file; the package is right without it."""
    folder = ShardFolder(shutil.copytree(made_up, tmp_path / "shards"))
    text = "Rain fell on Port Ansel all day, and the ferries stayed in."
    bare = (
        pl.read_parquet(folder.file("documents", "00000"))
        .head(1)
        .with_columns(
            doc_id=pl.lit("syn-0000000-a"),
            title=pl.lit(None, pl.String),
            text=pl.lit(text),
            text_sha256=pl.lit(hashlib.sha256(text.encode()).hexdigest()),
            n_codepoints=pl.lit(len(text), pl.Int32),
            group_id=pl.lit("rain"),
        )
    )
    for table in ("documents", *LAYERS):
        rows = bare if table == "documents" else pl.read_parquet(folder.file(table, "00000")).clear()
        rows.write_parquet(folder.file(table, "00000a"))
    built = _built(folder.path, tmp_path / "package")
    assert not built.checked.failed
    split = bare["split"][0]
    files = {path.name for path in (tmp_path / "package" / "documents").glob(f"{split}-*")}
    assert len(files - {path.name for path in (tmp_path / "package" / "entities").glob(f"{split}-*")}) == 1
    assert "syn-0000000-a" in _loaded(tmp_path / "package", "documents", tmp_path / "cache")[split]
    assert _loaded(tmp_path / "package", "entities", tmp_path / "cache").keys() == {"train", "eval"}
    problems = verify(tmp_path / "package", Corpus(ROOT).schemas)
    assert problems == []


class _StopError(Exception):
    """Ends a build in the middle."""


def _stop_after(number: int) -> Callable[[Summary, int, int], None]:
    def progress(_: Summary, done: int, __: int) -> None:
        if done == number:
            raise _StopError

    return progress


def _times(out: Path) -> dict[str, int]:
    """When each shard was noted as done."""
    folder = out.parent / f".{out.name}.shards" / "state" / "shards"
    return {path.stem: path.stat().st_mtime_ns for path in folder.iterdir()}


def test_a_build_that_was_ended_goes_on_with_what_is_missing(made_up: Path, tmp_path: Path) -> None:
    """Shards that are done are not done again, and the package is that of a build without a break."""
    out = tmp_path / "package"
    with pytest.raises(_StopError):
        _built(made_up, out, progress=_stop_after(4))
    assert not out.exists()
    before = _times(out)
    assert sorted(before) == ["00000", "00001", "00002", "00003"]
    with pytest.raises(_StopError):
        _built(made_up, out, progress=_stop_after(6))
    assert {name: _times(out)[name] for name in before} == before
    _built(made_up, out)
    _built(made_up, tmp_path / "whole")
    assert _bytes(out) == _bytes(tmp_path / "whole")


def _spoil_a_part(work: Path) -> None:
    path = next((work / "package" / "entities").glob("train-00001-*"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def _spoil_what_was_gathered(work: Path) -> None:
    (work / "state" / "gathered" / "KP702.documents" / "00001.parquet").unlink()


def _spoil_what_is_noted(work: Path) -> None:
    (work / "state" / "shards" / "00001.json").write_text("{}")


@pytest.mark.parametrize("spoil", [_spoil_a_part, _spoil_what_was_gathered, _spoil_what_is_noted])
def test_what_is_done_is_proven_and_not_believed(spoil: Callable[[Path], None], made_up: Path, tmp_path: Path) -> None:
    """A file that is not as it was written is made again, and no other one."""
    out = tmp_path / "package"
    with pytest.raises(_StopError):
        _built(made_up, out, progress=_stop_after(4))
    before = _times(out)
    spoil(tmp_path / ".package.shards")
    with pytest.raises(_StopError):
        _built(made_up, out, progress=_stop_after(6))
    after = _times(out)
    assert {name for name in before if before[name] != after[name]} == {"00001"}
    _built(made_up, out)
    _built(made_up, tmp_path / "whole")
    assert _bytes(out) == _bytes(tmp_path / "whole")


def test_a_shard_that_was_changed_is_done_again(made_up: Path, tmp_path: Path) -> None:
    """And so are all of them when a register or the configs are other ones."""
    shards, out = tmp_path / "shards", tmp_path / "package"
    shutil.copytree(made_up, shards)
    with pytest.raises(_StopError):
        _built(shards, out, progress=_stop_after(6))
    before = _times(out)
    path = ShardFolder(shards).file("documents", "00002")
    pl.read_parquet(path).with_columns(publisher=pl.lit("Port Ansel Post")).write_parquet(path)
    with pytest.raises(_StopError):
        _built(shards, out, progress=_stop_after(6))
    after = _times(out)
    assert {name for name in before if before[name] != after[name]} == {"00002"}
    with pytest.raises(_StopError):
        _built(shards, out, progress=_stop_after(6), configs=["documents"])
    assert not {name for name in after if after[name] == _times(out)[name]}


@pytest.mark.slow
@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGKILL])
def test_the_command_that_is_ended_goes_on(way: signal.Signals, made_up: Path, tmp_path: Path, run: Command) -> None:
    """By Ctrl-C, which says so and has an exit status of its own, or by a kill; no process of it is left."""
    out = tmp_path / "package"
    configs = [word for config in _FEW for word in ("--config", config)]
    call = [
        sys.executable,
        "-m",
        "corpus_kp",
        "--corpus",
        ROOT,
        "build",
        made_up,
        "--out",
        out,
        "--jobs",
        "2",
        "--json",
    ]
    command = [*map(str, call), *configs]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=_UNMEASURED, start_new_session=True
    ) as process:
        assert process.stderr is not None
        event = json.loads(process.stderr.readline())
        os.killpg(process.pid, way)  # as a terminal does
        said = process.stderr.read()
    assert (event["event"], event["done"], event["of"], event["documents"]) == ("shard", 1, 6, 40)
    assert process.returncode == (130 if way is signal.SIGINT else -signal.SIGKILL)
    if way is signal.SIGINT:
        assert said.splitlines()[-1].startswith("stopped: ")
        assert "of 6 shards done; the same command goes on from there" in said
        assert "Traceback" not in said
    assert not out.exists()
    before = _times(out)
    assert before
    done = run("--corpus", ROOT, "build", made_up, "--out", out, "--jobs", 1, *configs)
    assert (done.returncode, done.stderr) == (0, "")
    _built(made_up, tmp_path / "whole")
    assert _bytes(out) == _bytes(tmp_path / "whole")


def _broken(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100])


def _other_schema(path: Path) -> None:
    pl.read_parquet(path).rename({"start": "begin"}).write_parquet(path)


def _absurd(path: Path) -> None:
    pl.read_parquet(path).with_columns(start=pl.lit(-(2**31), pl.Int32), end=pl.lit(2**31 - 1, pl.Int32)).write_parquet(
        path
    )


@pytest.mark.parametrize(
    ("poison", "code"),
    [(_broken, "KP001"), (_other_schema, "KP014"), (_absurd, "KP102")],
    ids=["broken", "other-schema", "absurd-offsets"],
)
def test_a_poisoned_shard_is_reported_and_the_rest_is_done(
    poison: Callable[[Path], None], code: str, made_up: Path, tmp_path: Path, run: Command
) -> None:
    """Nothing is built, but once it is mended, only that shard is done."""
    shards, out = tmp_path / "shards", tmp_path / "package"
    shutil.copytree(made_up, shards)
    path = ShardFolder(shards).file("entities", "00003")
    right = path.read_bytes()
    poison(path)
    configs = [word for config in _FEW for word in ("--config", config)]
    call = ("--corpus", ROOT, "build", shards, "--out", out, "--jobs", 1, *configs)
    failed = run(*call)
    assert failed.returncode == 1
    assert code in failed.stdout
    assert "entities/00003.parquet" in failed.stdout
    assert "nothing was built" in failed.stderr
    assert "Traceback" not in failed.stderr
    assert not out.exists()
    before = _times(out)
    assert len(before) == 6
    path.write_bytes(right)
    mended = run(*call, "--json")
    assert mended.returncode == 0, mended.stderr
    assert [json.loads(line)["findings"] for line in mended.stderr.splitlines()] == [{}] * 6
    _built(made_up, tmp_path / "whole")
    assert _bytes(out) == _bytes(tmp_path / "whole")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "SHARDS", "--tier", "open"], "--tier is for the documents of a corpus folder"),
        (["build", "SHARDS", "--articles", "x"], "--articles is for the documents of a corpus folder"),
        (["build", "nowhere"], "nowhere: no shards here"),
        (["build", "--jobs", "2"], "--jobs is for a folder of shards; none is named"),
        (["build", "SHARDS", "--master", "local"], "--master is for --engine spark"),
        (["build", "SHARDS", "--engine", "spark", "--jobs", "2"], "--jobs is for --engine local"),
        (["build", "--out", "memory://x"], "only one of shards is built elsewhere"),
        (["validate", "SHARDS", "--fix"], "--fix is for native files"),
        (["validate", "SHARDS", "--diff"], "--diff is for native files"),
        (["validate", "SHARDS", "SHARDS"], "name nothing else beside it"),
        (["validate", "--state", "x"], "--state is for a folder of shards"),
        (["validate", "memory://nowhere"], "no shards there"),
        (["validate", "nosuch://x"], "Unsupported filesystem"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(arguments: list[str], said: str, made_up: Path, run: Command) -> None:
    """One message, exit status 2, nothing written."""
    done = run("--corpus", ROOT, *(str(made_up) if word == "SHARDS" else word for word in arguments))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_validate_keeps_what_is_done_if_it_is_asked_to(made_up: Path, tmp_path: Path, run: Command) -> None:
    """A second run reads what the first one knew, and says the same."""
    call = ("--corpus", ROOT, "validate", made_up, "--jobs", 1, "--state", tmp_path / "state")
    first, second = run(*call), run(*call)
    assert (first.returncode, first.stdout) == (second.returncode, second.stdout) == (0, first.stdout)
    assert len(list((tmp_path / "state" / "shards").iterdir())) == 6
    assert first.stdout.splitlines()[-1].startswith("240 documents checked: 0 errors")


def test_a_package_is_not_taken_for_shards(made_up: Path, tmp_path: Path, run: Command) -> None:
    """It has the same folders."""
    _built(made_up, tmp_path / "package")
    for command in ("validate", "build"):
        done = run("--corpus", ROOT, command, tmp_path / "package")
        assert (done.returncode, done.stderr) == (
            2,
            f"corpus-kp: {tmp_path / 'package'}: is a package and no shards; corpus-kp verify checks it\n",
        )


def test_a_package_elsewhere_is_never_replaced(made_up: Path) -> None:
    """On a file system that has no renaming of folders there is no way to do it as a whole."""
    from upath import UPath

    out = UPath("memory://test-a-package-elsewhere/package")
    built = _built(made_up, out, configs=["documents"])  # type: ignore[arg-type]
    assert built.parts
    assert {path.name for path in out.iterdir()} == {
        "documents",
        "README.md",
        "croissant.json",
        "manifest.json",
        "SHA256SUMS",
    }
    with pytest.raises(UsageError, match="holds a package, which can be replaced as a whole on a disk only"):
        _built(made_up, out, configs=["documents"])  # type: ignore[arg-type]


@pytest.mark.parametrize("command", ["build", "validate"])
def test_two_runs_do_not_share_what_they_know(command: str, made_up: Path, tmp_path: Path, run: Command) -> None:
    """The second one is told so and changes nothing; when the first has ended, it may."""
    out, state = tmp_path / "package", tmp_path / "state"
    place, known = {
        "build": (("--out", out), tmp_path / ".package.shards" / "state"),
        "validate": (("--state", state), state),
    }[command]
    call = ("--corpus", ROOT, command, made_up, *place, "--jobs", "1")
    with State(known).alone():
        before = _bytes(tmp_path)
        refused = run(*call)
        assert (refused.returncode, _bytes(tmp_path)) == (2, before)
        assert f"{known}: another run is at work there; wait until it ends" in refused.stderr
    assert run(*call).returncode == 0
