"""The command as users call it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from native_file import NativeFile

Run = Callable[..., subprocess.CompletedProcess[str]]

GOLDEN = Path(__file__).parent / "golden"


def test_build_prints_what_it_read_checked_and_wrote(harbour: Path, run: Run, tmp_path: Path) -> None:
    """The whole output, but for the size and the place."""
    ended = run("--corpus", harbour, "build", "--articles", harbour / "articles", "--out", tmp_path / "out")
    assert ended.returncode == 0, ended.stderr
    shown = re.sub(r"[\d.]+ MB", "SIZE MB", ended.stdout.replace(str(tmp_path), "TMP"))
    assert shown == (GOLDEN / "build.txt").read_text(encoding="utf-8")


def test_the_line_that_build_prints_loads_the_package(harbour: Path, run: Run, tmp_path: Path) -> None:
    """It can be pasted."""
    ended = run("--corpus", harbour, "build", cwd=tmp_path)
    code = "\n".join(line for line in ended.stdout.splitlines() if "load_dataset" in line)
    environment = {"HF_HOME": str(tmp_path / "hf"), "HOME": str(tmp_path), "PATH": ""}
    program = [sys.executable, "-c", f"{code}\nprint(dataset['train'].num_rows)"]
    loaded = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment)
    assert loaded.stdout == "4\n", loaded.stderr


def test_a_clean_corpus_exits_with_0(harbour: Path, run: Run) -> None:
    """And says how much was checked."""
    ended = run("--corpus", harbour, "validate")
    assert (ended.returncode, ended.stdout) == (0, "3 documents checked: 0 errors, 0 warnings\n")


def test_errors_exit_with_1_and_stop_the_build(harbour: Path, first: NativeFile, run: Run) -> None:
    """Findings are printed by both commands, and nothing is written."""
    first.edit(first.number("timexes"), lambda record: record.update(value="soon"))
    validated = run("--corpus", harbour, "validate")
    assert validated.returncode == 1
    assert "hx-a001.jsonl:7:107: error KP421 timex-value: soon is no TIMEX3 value of a DATE" in validated.stdout
    assert validated.stdout.endswith("3 documents checked: 1 error, 0 warnings\n")
    built = run("--corpus", harbour, "build")
    assert built.returncode == 1
    assert "KP421" in built.stdout
    assert "nothing was built" in built.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["validate", "no-such-file.jsonl"], "no such file or folder"),
        (["validate", "{harbour}/DATASET_CARD.md"], "no document of this corpus"),
        (["validate", "--articles", "nowhere"], "no such file or folder"),
        (["build", "--tier", "secret"], "no tier 'secret' in corpus.toml; there are: open, text_free"),
        (["build", "--articles", "nowhere"], "no such file or folder"),
        (["build", "--out", "{harbour}/corpus.toml"], "is a file; name a folder with --out"),
        (["build", "--out", "{harbour}"], "holds files that are no package"),
        (["frobnicate"], "No such command"),
        (["build", "--fast"], "No such option"),
    ],
)
def test_a_wrong_call_exits_with_2_and_one_message(harbour: Path, run: Run, arguments: list[str], message: str) -> None:
    """The message says what is wrong and what to do; there is no traceback."""
    ended = run("--corpus", harbour, *(argument.format(harbour=harbour) for argument in arguments))
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr + ended.stdout


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "no corpus here"),
        ('[corpus]\nname="x"\nversion=1\ntitle="x"\n', "Expected `str`, got `int` - at `$.corpus.version`"),
        ('[corpus]\nname="../x"\nversion="1.0.0"\ntitle="x"\n', "at `$.corpus.name`"),
        ('[corpus]\nname="x"\nversion="1.0.0"\ntitle="x"\n[[tiers]]\nname="open"\nfolder="open"\ntext="yes"\n', "bool"),
        ("[corpus", "not TOML"),
        ('[corpus]\nname = "x"\n', "missing required field"),
        (
            '[corpus]\nname="x"\nversion="1.0.0"\ntitle="x"\n[[tiers]]\nname="open"\nfolder="nowhere"\ntext=true\n',
            "nowhere",
        ),
    ],
)
def test_a_wrong_configuration_exits_with_2(harbour: Path, run: Run, content: str | None, message: str) -> None:
    """Missing file, broken file, missing key, missing folder."""
    path = harbour / "corpus.toml"
    path.unlink() if content is None else path.write_text(content, encoding="utf-8")
    ended = run("--corpus", harbour, "validate")
    assert ended.returncode == 2
    assert message in ended.stderr
    assert "Traceback" not in ended.stderr


def test_what_the_system_refuses_is_one_message(harbour: Path, run: Run) -> None:
    """A name that is too long, wherever it is met."""
    ended = run("--corpus", harbour, "build", "--out", "x" * 300)
    assert ended.returncode == 1
    assert "File name too long" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_corpus_around_the_working_directory_is_taken(harbour: Path, run: Run) -> None:
    """Also from a folder below it; paths are shown as seen from there."""
    ended = run("validate", cwd=harbour / "annotations" / "open")
    assert ended.stdout == "3 documents checked: 0 errors, 0 warnings\n"


def test_the_rules_are_listed(run: Run) -> None:
    """Code, name in the scheme, severity, name and explanation."""
    shown = run("rules").stdout
    assert "KP103  O3   error    span-text-mismatch" in shown
    assert "The words stored with a span are the words of the text at its offsets." in shown


def test_text_of_a_corpus_cannot_steer_a_terminal(harbour: Path, first: NativeFile, run: Run) -> None:
    """Escape sequences are shown, not sent."""
    first.edit(first.number("timexes"), lambda record: record.update(value="\x1b[31mred\u202e"))
    ended = run("--corpus", harbour, "validate")
    assert "\x1b" not in ended.stdout
    assert "\u202e" not in ended.stdout
    assert "\\x1b[31mred" in ended.stdout


@pytest.mark.parametrize("script", ["validate.py", "build.py"])
def test_scripts_do_what_the_commands_do(root: Path, harbour: Path, tmp_path: Path, script: str) -> None:
    """They run from a clone without installing a command."""
    command = [
        sys.executable,
        root / "scripts" / script,
        *(["--out", tmp_path / "out"] if script == "build.py" else []),
    ]
    ended = subprocess.run(command, cwd=harbour, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "0 errors, 0 warnings" in ended.stdout


def test_importing_the_package_loads_nothing_heavy() -> None:
    """`import corpus_kp` is light; pandas, datasets, pandera, polars and pyarrow come when they are needed."""
    program = "import sys, corpus_kp; print([m for m in ('pandas','datasets','pandera','polars','pyarrow') if m in sys.modules])"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


def test_public_names_are_there() -> None:
    """What the package promises can be imported, and nothing else."""
    import corpus_kp

    for name in corpus_kp.__all__:
        assert getattr(corpus_kp, name) is not None
    with pytest.raises(AttributeError, match="nothing_here"):
        corpus_kp.nothing_here  # noqa: B018
