"""What `load_dataset` gives, in a process and cache of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from native_file import NativeFile

from corpus_kp.building import build, check
from corpus_kp.corpus import Corpus
from corpus_kp.package import CONFIGS, RecordSet, record_sets

_LOAD = """
import json, sys
from datasets import load_dataset
path, config, cache, streaming = sys.argv[1:]
loaded = load_dataset(path, config, cache_dir=cache, streaming=streaming == "yes")
rows = {split: list(dataset) for split, dataset in loaded.items()}
features = {split: dataset.features.to_dict() for split, dataset in loaded.items()}
print(json.dumps({"rows": rows, "features": features}, default=str))
"""


def _load(path: Path, config: str, cache: Path, *, streaming: bool = False) -> dict:
    command = [sys.executable, "-c", _LOAD, str(path), config, str(cache), "yes" if streaming else "no"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


def _expected(sets: list[RecordSet], config: str) -> dict:
    chosen = [s for s in sets if s.config == config]
    rows = {s.split: json.loads(json.dumps(s.table.to_pylist(), default=str)) for s in chosen}
    return {"rows": rows, "features": {s.split: json.loads(json.dumps(s.features.to_dict())) for s in chosen}}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[RecordSet]]:
    """The shipped corpus as a package."""
    folder = tmp_path_factory.mktemp("package") / "corpus_kp"
    corpus = Corpus(Path(__file__).resolve().parent.parent)
    report = check(corpus)
    build(corpus, report, folder)
    return folder, list(record_sets(report.frames, corpus.schemas))


@pytest.mark.slow
@pytest.mark.parametrize("streaming", [False, True], ids=["plain", "streaming"])
@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_loads_with_the_rows_of_its_table(
    built: tuple[Path, list[RecordSet]], tmp_path: Path, config: str, *, streaming: bool
) -> None:
    """Row by row, with ClassLabels and in every split."""
    path, sets = built
    expected = _expected(sets, config)
    assert {"train", "eval"} <= set(expected["rows"])
    assert all(expected["rows"].values())
    assert _load(path, config, tmp_path, streaming=streaming) == expected


def test_the_default_config_has_every_layer_and_labels_with_names(
    built: tuple[Path, list[RecordSet]], tmp_path: Path
) -> None:
    """`load_dataset(path)` gives whole documents."""
    from datasets import load_dataset

    dataset = load_dataset(str(built[0]), cache_dir=str(tmp_path))["train"]
    assert {"text", "entities", "attributions", "claims"} <= set(dataset.column_names)
    label = dataset.features["entities"].feature["label"]
    entity = dataset[0]["entities"][0]
    assert label.int2str(entity["label"]) in label.names
    assert dataset[0]["text"][entity["start"] : entity["end"]] == entity["text"]


def test_a_rebuild_with_other_data_in_the_same_place_loads_the_new_rows(
    harbour: Path, first: NativeFile, tmp_path: Path
) -> None:
    """The local cache of `datasets` is keyed on the card, so the card carries a digest of the data."""
    from datasets import load_dataset

    out, cache = tmp_path / "out", str(tmp_path / "cache")
    corpus = Corpus(harbour)
    build(corpus, check(corpus), out)
    before = load_dataset(str(out), "timexes", cache_dir=cache)["train"]["value"][:]
    first.edit(first.number("timexes"), lambda record: record.update(value="2031-03-04"))
    build(corpus, check(corpus), out)
    after = load_dataset(str(out), "timexes", cache_dir=cache)["train"]["value"][:]
    assert (before, after) == (["2031-03-03"], ["2031-03-04"])
