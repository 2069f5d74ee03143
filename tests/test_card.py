"""The dataset card and the project's pages."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from corpus_kp.building import build, check, filled_card
from corpus_kp.card import Figures, fill_blocks
from corpus_kp.cli import COMMANDS
from corpus_kp.corpus import Corpus
from corpus_kp.errors import CorpusConfigError
from corpus_kp.package import CONFIGS, record_sets
from corpus_kp.schema import TABLES
from corpus_kp.validation import validate

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_its_numbers_are_those_of_the_data(root: Path) -> None:
    """`corpus-kp card` would change nothing."""
    corpus = Corpus(root)
    frames = validate(corpus).frames
    sets = list(record_sets(frames, corpus.schemas))
    assert filled_card(corpus, Figures.of(frames), [one.part for one in sets]) == (root / "DATASET_CARD.md").read_text(
        encoding="utf-8"
    )


def test_it_has_the_sections_of_a_hub_card(root: Path) -> None:
    """All sections of the Hugging Face template are there, and none says that more is needed."""
    card = (root / "DATASET_CARD.md").read_text(encoding="utf-8")
    wanted = [
        "Dataset Description", "Dataset Summary", "Supported Tasks", "Languages", "Dataset Structure", "Data Instances",
        "Data Fields", "Data Splits", "Dataset Creation", "Curation Rationale", "Source Data", "Annotations",
        "Personal and Sensitive Information", "Considerations for Using the Data", "Social Impact of Dataset",
        "Discussion of Biases", "Other Known Limitations", "Additional Information", "Dataset Curators",
        "Licensing Information", "Citation Information", "Contributions",
    ]  # fmt: skip
    headings = re.findall(r"^#+ (.*)$", card, flags=re.MULTILINE)
    assert [name for name in wanted if name not in headings] == []
    assert "More Information Needed" not in card
    assert "TODO" not in card


def test_the_package_card_names_every_config_with_version_and_digest(harbour: Path, tmp_path: Path) -> None:
    """The YAML is what `load_dataset` and its cache go by."""
    corpus = Corpus(harbour)
    build(corpus, check(corpus), tmp_path / "out")
    front = yaml.safe_load((tmp_path / "out" / "README.md").read_text(encoding="utf-8").split("---\n")[1])
    assert [config["config_name"] for config in front["configs"]] == list(CONFIGS)
    assert [config.get("default") for config in front["configs"]] == [True] + [None] * len(TABLES)
    for config in front["configs"]:
        assert config["version"] == "1.2.0"
        assert re.fullmatch("sha256:[0-9a-f]{64}", config["description"])
    info = {entry["config_name"]: entry for entry in front["dataset_info"]}
    assert {s["name"]: s["num_examples"] for s in info["entities"]["splits"]} == {"train": 7, "eval": 4, "news": 3}
    assert front["pretty_name"] == "harbour"


@pytest.mark.parametrize("front", ["[a, b]", "a: [", ""])
def test_front_matter_that_is_no_mapping_is_one_clear_error(harbour: Path, tmp_path: Path, front: str) -> None:
    """The message names the card."""
    card = harbour / "DATASET_CARD.md"
    card.write_text(re.sub(r"(?s)\A---\n.*?\n---\n", f"---\n{front}\n---\n", card.read_text()), encoding="utf-8")
    corpus = Corpus(harbour)
    with pytest.raises(CorpusConfigError, match="front matter"):
        build(corpus, check(corpus), tmp_path / "out")


def test_a_missing_marker_is_one_clear_error(harbour: Path) -> None:
    """A card that cannot be filled says which part is missing."""
    card = (harbour / "DATASET_CARD.md").read_text(encoding="utf-8")
    with pytest.raises(CorpusConfigError, match="labels"):
        fill_blocks(card.replace("<!-- generated: labels -->", ""), dict.fromkeys(
            ("agreement", "composition", "counts", "dictionary", "labels"), "x"))  # fmt: skip


def test_the_card_command_fills_and_checks(harbour: Path, run: Run) -> None:
    """Out of date: exit 1 and nothing written; then made anew; then up to date."""
    card = harbour / "DATASET_CARD.md"
    before = card.read_text(encoding="utf-8")
    stale = run("--corpus", harbour, "card", "--check")
    assert (stale.returncode, card.read_text(encoding="utf-8")) == (1, before)
    assert "corpus-kp card" in stale.stderr
    assert run("--corpus", harbour, "card").returncode == 0
    assert "| entities | 7 | 4 | 3 |" in card.read_text(encoding="utf-8")
    assert run("--corpus", harbour, "card", "--check").returncode == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme_and_has_an_example(root: Path, run: Run, command: str) -> None:
    """A command that is not documented does not exist."""
    assert f"corpus-kp {command}" in (root / "README.md").read_text(encoding="utf-8")
    shown = run(command, "--help")
    assert shown.returncode == 0
    assert f"Example: corpus-kp {command}" in shown.stdout


def test_the_pages_of_the_project_name_what_exists(root: Path) -> None:
    """Every file or folder of the project that a page names is there."""
    for page in ("README.md", "CONTRIBUTING.md"):
        text = (root / page).read_text(encoding="utf-8")
        named = re.findall(r"`((?:corpus_kp|annotations|schemas|scripts|tests)/[\w./-]*)`", text)
        assert named
        assert [name for name in named if not (root / name).exists()] == [], page


def test_the_example_of_the_readme_gives_its_output(root: Path, tmp_path: Path) -> None:
    """The example is run, and prints what the page says that it prints."""
    import sys

    readme = (root / "README.md").read_text(encoding="utf-8")
    code, output = re.search(r"```python\n(.*?)```\n+```text\n(.*?)```", readme, flags=re.DOTALL).groups()
    corpus = Corpus(root)
    build(corpus, check(corpus), tmp_path / "build" / "corpus_kp")
    environment = {"HF_HOME": str(tmp_path / "hf"), "PATH": "", "HOME": str(tmp_path)}
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False, env=environment
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == output


def test_the_picture_of_the_tables_is_that_of_the_schemas(root: Path) -> None:
    """`scripts/draw_tables.py` would change nothing."""
    import runpy

    from corpus_kp.schema import load_schemas

    draw = runpy.run_path(str(root / "scripts" / "draw_tables.py"))["draw"]
    assert draw(dict(load_schemas(root / "schemas").tables)) == (root / "docs" / "tables.svg").read_text(
        encoding="utf-8"
    )
