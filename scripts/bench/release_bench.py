"""Measures what a release costs after one document of many was changed: seconds, and bytes that move.

`python scripts/bench/release_bench.py --documents 10000`: made-up tables as one Parquet file each, published to the
test hub of `tests/hub` on loopback; then a document in the middle gets other words and one more entity, and is
published again: by `corpus_kp.publishing` (one commit), and by `Dataset.push_to_hub` (a commit for each config). The
hub stores whole files, as git-lfs does. What a store of chunks (Xet) would take is seen by giving the same files to
`hf_xet` with a store in a folder: how much it grows. Each with content-defined chunking of the writer, and without.
"""
# ruff: noqa: S603, S607 - git, and our own programs

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "scripts" / "bench"))

import polars as pl
import pyarrow.parquet as pq

TABLES = ("documents", "entities", "quantities", "timexes", "attributions", "stances")
_CHUNKING = {"min_chunk_size": 256 * 1024, "max_chunk_size": 1024 * 1024, "norm_level": 0}

_PUSH = """
import sys, time
from pathlib import Path
import pyarrow.parquet as pq
from datasets import Dataset
started = time.perf_counter()
for path in sorted(Path(sys.argv[1]).glob("*/*.parquet")):
    Dataset(pq.read_table(path)).push_to_hub(sys.argv[2], config_name=path.parent.name, split="train")
print(time.perf_counter() - started)
"""
_COMMIT = """
import sys, time
from pathlib import Path
from corpus_kp.publishing.hub import Hub
folder, hub = Path(sys.argv[1]), Hub(sys.argv[2])
started = time.perf_counter()
if not hub.exists():
    hub.create(private=False)
head = hub.head()
there = hub.files(head)
files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("*/*.parquet")}
new = {name: data for name, data in files.items() if name not in there or not there[name].equals(data)}
commit = hub.commit(new, [], head, "release")
hub.tag(sys.argv[3], commit, "release")
print(time.perf_counter() - started)
"""


def tables(documents: int, folder: Path) -> dict[str, pl.DataFrame]:
    """Made-up tables of so many documents, from the shards of `validate_bench.py`."""
    from synthetic import make_corpus

    from corpus_kp.schema import load_schemas

    if not (folder / "made.json").is_file():
        make_corpus(folder, documents, 1, load_schemas(ROOT / "schemas"))
    return {name: pl.read_parquet(folder / name / "*.parquet").sort("doc_id", maintain_order=True) for name in TABLES}


def changed(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The same with other words in one document, and one more entity."""
    documents = frames["documents"]
    doc_id = documents["doc_id"][len(documents) // 2]
    text = pl.when(pl.col("doc_id") == doc_id).then(pl.lit("Corrected. ") + pl.col("text")).otherwise(pl.col("text"))
    rows = frames["entities"]
    at = rows.with_row_index("_n").filter(pl.col("doc_id") == doc_id)["_n"][0]
    more = pl.concat([rows[:at], rows[at : at + 1].with_columns(id=pl.lit("e999")), rows[at:]])
    return frames | {"documents": documents.with_columns(text=text), "entities": more}


def write(frames: dict[str, pl.DataFrame], folder: Path, *, chunking: bool) -> int:
    """One Parquet file for each table, as `build` writes them; the bytes."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, frame in frames.items():
        path = folder / name / "train-00000-of-00001.parquet"
        path.parent.mkdir(parents=True)
        kept = frame.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String))
        table = kept.to_arrow(compat_level=pl.CompatLevel.oldest())
        options = {"use_content_defined_chunking": _CHUNKING} if chunking else {}
        pq.write_table(table, path, compression="zstd", compression_level=3, write_page_index=True, **options)
    return size(folder)


def size(folder: Path) -> int:
    """Bytes below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def in_chunks(first: Path, second: Path, scratch: Path) -> tuple[int, int]:
    """Bytes that a store of chunks takes for the first files, and then for the second ones."""
    program = (
        "import sys, hf_xet; from pathlib import Path; "
        "hf_xet.upload_files([str(p) for p in sorted(Path(sys.argv[1]).glob('*/*.parquet'))], "
        "'local://' + sys.argv[2], None, None, None, None)"
    )
    store = scratch / "store"
    store.mkdir()
    sizes = [0]
    for number, folder in enumerate((first, second)):
        environment = {**os.environ, "HF_HOME": str(scratch / f"home{number}")}
        subprocess.run([sys.executable, "-c", program, folder, store], check=True, env=environment, capture_output=True)
        sizes.append(size(store))
    return sizes[1], sizes[2] - sizes[1]


def published(program: str, folders: tuple[Path, Path], url: str, scratch: Path) -> Iterator[float]:
    """Seconds of publishing each of two states."""
    home = {
        "HF_HOME": str(scratch / "home"),
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
    }
    environment = {**os.environ, **home, "HF_ENDPOINT": url, "HF_TOKEN": "hf_test", "HF_HUB_DISABLE_XET": "1"}
    environment["PYTHONPATH"] = str(ROOT)
    for number, folder in enumerate(folders):
        call = [sys.executable, "-c", program, folder, "org/data", f"v1.{number}.0"]
        done = subprocess.run(call, check=True, env=environment, capture_output=True, text=True)
        yield float(done.stdout.strip().splitlines()[-1])


def stored(root: Path) -> tuple[int, int]:
    """Bytes of large files on the hub, and commits."""
    repository = root / "datasets" / "org" / "data"
    log = subprocess.run(
        ["git", "rev-list", "--count", "main"], cwd=repository, capture_output=True, text=True, check=True
    )
    return size(repository / ".git" / "lfs"), int(log.stdout) - 1


def measure(documents: int, cache: Path) -> dict[str, Any]:
    """All figures."""
    old = tables(documents, cache)
    new = changed(old)
    result: dict[str, Any] = {"documents": documents}
    with tempfile.TemporaryDirectory() as place:
        scratch = Path(place)
        for chunking in (True, False):
            folders = (scratch / "old", scratch / "new")
            sizes = [
                write(frames, folder, chunking=chunking) for frames, folder in zip((old, new), folders, strict=True)
            ]
            key = "chunking" if chunking else "plain"
            (scratch / key).mkdir()
            first, second = in_chunks(*folders, scratch / key)
            result[key] = {"bytes": sizes[0], "store_first": first, "store_second": second}
            if not chunking:
                continue
            for name, program in (("corpus_kp", _COMMIT), ("push_to_hub", _PUSH)):
                root = scratch / name
                server = subprocess.Popen(
                    [sys.executable, ROOT / "tests" / "hub" / "server.py", root, "0"], stdout=subprocess.PIPE, text=True
                )
                try:
                    port = int(server.stdout.readline()) if server.stdout else 0
                    turns = published(program, folders, f"http://127.0.0.1:{port}", scratch / f"{name}-home")
                    seconds, states = [], []
                    for turn in turns:
                        seconds.append(turn)
                        states.append(stored(root))
                finally:
                    server.terminate()
                    server.wait(10)
                result[name] = {
                    "seconds": seconds,
                    "bytes": [states[0][0], states[1][0] - states[0][0]],
                    "commits": [states[0][1], states[1][1] - states[0][1]],
                }
    return result


def page(found: dict[str, Any]) -> Iterator[str]:
    """The figures in Markdown."""
    mega = 1e6
    yield "# What a release costs, measured\n"
    yield (
        f"Made by `python scripts/bench/release_bench.py --documents {found['documents']} --write`; what is measured "
        f"is said there. {found['documents']:,} made-up documents in six tables, "
        f"{found['chunking']['bytes'] / mega:.1f} MB of Parquet; then one document with other "
        "words and one more entity. One run, on loopback.\n"
    )
    yield "| release | by | seconds | MB sent as whole files | commits |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for number, name in enumerate(("first", "one document changed")):
        for who in ("corpus_kp", "push_to_hub"):
            one = found[who]
            cells = (f"{one['seconds'][number]:.2f}", f"{one['bytes'][number] / mega:.2f}", one["commits"][number])
            yield f"| {name} | {who} | {cells[0]} | {cells[1]} | {cells[2]} |"
    yield "\nIn a store of chunks (hf_xet, a store in a folder), bytes by which it grows:\n"
    yield "| Parquet written | first release, MB | one document changed, MB | share |"
    yield "| --- | ---: | ---: | ---: |"
    for key, name in (("chunking", "with content-defined chunking"), ("plain", "without")):
        one = found[key]
        share = one["store_second"] / one["store_first"]
        yield f"| {name} | {one['store_first'] / mega:.2f} | {one['store_second'] / mega:.2f} | {share:.1%} |"


def main() -> None:
    """Runs the bench."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=1000, metavar="N")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "bench", help="where corpora are kept")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", action="store_true", help="write docs/release-costs.md")
    options = parser.parse_args()
    found = measure(options.documents, options.folder / str(options.documents))
    text = json.dumps(found, indent=2) if options.json else "\n".join(page(found))
    print(text)
    if options.write:
        (ROOT / "docs" / "release-costs.md").write_text("\n".join(page(found)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
