"""A release is one commit and one right tag, whatever happens on the way; and what loads is what was published."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hub.served import REPOSITORY, ServedHub, build

Call = Callable[..., subprocess.CompletedProcess[str]]
pytestmark = pytest.mark.slow
# ruff: noqa: PLR0913, PLR0917 - fixtures are arguments


def _releases(hub: ServedHub) -> list[str]:
    return [message for message in hub.repository.log("main") if message.startswith("Release")]


def _assert_released(hub: ServedHub, package: Path, tag: str = "v1.2.0") -> None:
    """The head, or the tag's commit, holds just the package."""
    commit = hub.repository.refs("tags")[tag]
    files = hub.repository.files(commit)
    there = {path: hub.repository.read(file) for path, file in files.items() if path != ".gitattributes"}
    assert there == {p.relative_to(package).as_posix(): p.read_bytes() for p in package.rglob("*") if p.is_file()}


def test_a_plan_is_shown_and_nothing_is_sent_without_execute(hub: ServedHub, call: Call, package: Path) -> None:
    """What would be added, and the tag; then it is done, and a second time nothing is left to do."""
    ended = call("publish", package, REPOSITORY)
    assert ended.returncode == 2
    assert "no such dataset repository" in ended.stderr
    planned = call("publish", package, REPOSITORY, "--create", "--private")
    assert planned.returncode == 0, planned.stderr
    assert f"{REPOSITORY}: v1.2.0 (to be made, private)" in planned.stdout
    assert "tag     v1.2.0 on a new commit" in planned.stdout
    assert not hub.repository.folder.exists()
    done = call("publish", package, REPOSITORY, "--create", "--private", "--execute")
    assert done.returncode == 0, done.stderr
    assert "read back by v1.2.0: 10 configs" in done.stdout
    _assert_released(hub, package)
    again = call("publish", package, REPOSITORY, "--execute")
    assert (again.returncode, _releases(hub)) == (0, ["Release v1.2.0"])
    assert "is there already" in again.stdout


def _correct(harbour: Path) -> None:
    """A quantity gets another value."""
    path = harbour / "annotations" / "open" / "hx-a001.jsonl"
    path.write_text(
        path.read_text()
        .replace('"kind": "count", "value": 1200', '"kind": "count", "value": 1201')
        .replace('"value": 1200', '"value": 1201')
    )


def test_the_next_release_has_to_have_a_version_that_fits(
    hub: ServedHub, call: Call, run: Call, package: Path, harbour: Path, tmp_path: Path
) -> None:
    """The same tag with other content is refused, and so is one that does not go on; each tag keeps its content."""
    assert call("publish", package, REPOSITORY, "--create", "--execute").returncode == 0
    entities = harbour / "annotations" / "entities.jsonl"
    entities.write_text(
        entities.read_text().replace('"canonical_name": "Harbour Board"', '"canonical_name": "Board of the Harbour"')
    )
    other = build(harbour, run, tmp_path / "other")
    refused = call("publish", other, REPOSITORY, "--execute")
    assert refused.returncode == 1
    assert "v1.2.0 is released already, with other content" in refused.stderr
    settings = harbour / "corpus.toml"
    settings.write_text(settings.read_text().replace('"1.2.0"', '"1.1.9"'))
    low = build(harbour, run, tmp_path / "low", "1.1.9")
    refused = call("publish", low, REPOSITORY, "--execute")
    assert refused.returncode == 1
    assert "version 1.1.9 does not fit: against v1.2.0" in refused.stderr
    assert "asks for 1.2.1" in refused.stderr
    settings.write_text(settings.read_text().replace('"1.1.9"', '"1.2.1"'))
    new = build(harbour, run, tmp_path / "new", "1.2.1")
    done = call("publish", new, REPOSITORY, "--execute")
    assert done.returncode == 0, done.stderr
    _assert_released(hub, package, "v1.2.0")
    _assert_released(hub, new, "v1.2.1")


def test_settings_made_on_the_hub_stay_and_files_of_others_go(
    hub: ServedHub, call: Call, run: Call, package: Path, harbour: Path, tmp_path: Path
) -> None:
    """Keys of the card's front matter that ours lacks are kept; what verify says of the release then is still nothing."""
    assert call("publish", package, REPOSITORY, "--create", "--execute").returncode == 0
    card = (package / "README.md").read_text().replace("---\n", "---\nextra_gated_prompt: Say who you are.\n", 1)
    hub.repository.commit({"README.md": card.encode(), "NOTES.md": b"x"}, {}, [], "a gate", None)
    again = call("publish", package, REPOSITORY, "--execute")
    assert again.returncode == 0, again.stderr
    settings = harbour / "corpus.toml"
    settings.write_text(settings.read_text().replace('"1.2.0"', '"1.2.1"'))
    new = build(harbour, run, tmp_path / "new", "1.2.1")
    planned = call("publish", new, REPOSITORY)
    assert "delete    1: NOTES.md" in planned.stdout
    assert call("publish", new, REPOSITORY, "--execute").returncode == 0
    files = hub.repository.files("v1.2.1")
    assert "NOTES.md" not in files
    assert b"extra_gated_prompt: Say who you are." in hub.repository.read(files["README.md"])
    fetched = tmp_path / "fetched"
    for path, file in files.items():
        if path != ".gitattributes":
            (fetched / path).parent.mkdir(parents=True, exist_ok=True)
            (fetched / path).write_bytes(hub.repository.read(file))
    verified = run("verify", fetched)
    assert verified.returncode == 0, verified.stdout


FAULTS = {
    "the head has moved": ("/commit/", {"move": True}),
    "too many requests": ("/commit/", {"status": 429}),
    "no time before the commit": ("/commit/", {"status": 503}),
    "no time after the commit": ("/commit/", {"status": 502, "after": True}),
    "the answer to the commit is lost": ("/commit/", {"after": True}),
    "no time before the tag": ("/tag/", {"status": 503}),
    "no time after the tag": ("/tag/", {"status": 500, "after": True}),
    "the answer to the tag is lost": ("/tag/", {"after": True}),
    "no time for the upload": ("/preupload/", {"status": 500}),
}


#: Publishes as the command does, without reading back.
_PUBLISH = """
import sys
from pathlib import Path
from corpus_kp.publishing.hub import Hub
from corpus_kp.publishing.release import prepared, publish, refuse_wrong_package
from corpus_kp.schema import load_schemas
hub, package = Hub(sys.argv[2]), Path(sys.argv[1])
refuse_wrong_package(package, load_schemas(Path(sys.argv[3])))
made = prepared(hub, package)
if not hub.exists():
    hub.create(private=False)
publish(hub, package, made, print)
"""


def _publishing(package: Path, root: Path) -> list[str]:
    return [sys.executable, "-c", _PUBLISH, str(package), REPOSITORY, str(root / "schemas")]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_on_the_way_is_gone_through(
    hub: ServedHub, package: Path, environment: dict[str, str], root: Path, name: str
) -> None:
    """One run, exactly one commit and one right tag."""
    path, fault = FAULTS[name]
    hub.fail(path, **fault)
    call = _publishing(package, root)
    ended = subprocess.run(call, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert _releases(hub) == ["Release v1.2.0"]
    _assert_released(hub, package)


STALLS = {
    "while files are sent": ("/lfs/", {"method": "PUT"}),
    "before the commit": ("/commit/", {}),
    "after the commit": ("/commit/", {"after": True}),
    "before the tag": ("/tag/", {}),
    "after the tag": ("/tag/", {"after": True}),
}


@pytest.mark.parametrize("point", STALLS)
def test_a_client_that_is_killed_is_followed_by_one_that_ends_the_work(
    hub: ServedHub, package: Path, environment: dict[str, str], root: Path, point: str
) -> None:
    """Exactly one commit and one right tag after the second run."""
    path, fault = STALLS[point]
    hub.fail(path, **{"stall": 20, **fault})
    call = _publishing(package, root)
    client = subprocess.Popen(call, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while not any(path in request for request in hub.tell("/_log", None)):
        assert time.monotonic() < deadline, "the request was never made"
        time.sleep(0.05)
    time.sleep(0.5)  # so that what is done before the stall is done
    client.send_signal(signal.SIGKILL)
    client.wait(10)
    hub.tell("/_fault", [])
    ended = subprocess.run(call, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 0, ended.stderr
    assert _releases(hub) == ["Release v1.2.0"]
    _assert_released(hub, package)


def test_a_token_is_never_shown(call: Call, package: Path) -> None:
    """Not where it is wrong, not where it is right, and in no file of the release."""
    secret = "hf_secretsecretsecret"  # noqa: S105 - it opens nothing
    ended = call("publish", package, REPOSITORY, "--create", "--execute", HF_TOKEN=secret)
    assert ended.returncode == 1
    assert "401" in ended.stderr
    assert "set HF_TOKEN or log in" in ended.stderr
    done = call("publish", package, REPOSITORY, "--create", "--execute")
    for text in (ended.stdout, ended.stderr, done.stdout, done.stderr):
        assert secret not in text
        assert "hf_test" not in text
        assert "Traceback" not in text
    assert not any(b"hf_test" in path.read_bytes() for path in package.rglob("*") if path.is_file())


def test_a_refilled_or_damaged_package_is_not_published(
    hub: ServedHub, call: Call, run: Call, harbour: Path, package: Path, tmp_path: Path
) -> None:
    """Nothing is sent, nothing is made."""
    refilled = build(harbour, run, tmp_path / "refilled", "1.2.0", "--articles", harbour / "articles")
    ended = call("publish", refilled, REPOSITORY, "--create", "--execute")
    assert ended.returncode == 1
    assert "was refilled: its text may not be given on; nothing was sent" in ended.stderr
    (package / "NOTES").write_text("x")
    ended = call("publish", package, REPOSITORY, "--create", "--execute")
    assert ended.returncode == 1
    assert "NOTES: is in no manifest; nothing was sent" in ended.stderr
    assert not hub.repository.folder.exists()


@pytest.mark.parametrize("name", ["harbour", "a/b/c", "my org/x", "../x/y"])
def test_a_wrong_name_is_a_wrong_call(call: Call, package: Path, name: str) -> None:
    """One message."""
    ended = call("publish", package, name)
    assert ended.returncode == 2
    assert "expected ORG/NAME" in ended.stderr


def test_a_wrong_package_is_said_before_the_hub_is_asked(call: Call, package: Path, tmp_path: Path) -> None:
    """Also where there is no hub."""
    ended = call("publish", tmp_path / "nowhere", REPOSITORY, HF_ENDPOINT="http://127.0.0.1:9")
    assert (ended.returncode, "no package here" in ended.stderr) == (2, True)
    (package / "NOTES").write_text("x")
    ended = call("publish", package, REPOSITORY, HF_ENDPOINT="http://127.0.0.1:9")
    assert (ended.returncode, "NOTES: is in no manifest; nothing was sent" in ended.stderr) == (1, True)


def test_a_hub_that_is_not_there_is_one_message(call: Call, package: Path) -> None:
    """And nothing else."""
    ended = call("publish", package, REPOSITORY, HF_ENDPOINT="http://127.0.0.1:9")
    assert ended.returncode == 1
    assert "is the hub there?" in ended.stderr
    assert "Traceback" not in ended.stderr


_LOAD = """
import sys, corpus_kp
try:
    rows = corpus_kp.load("quantities", "train", repository=sys.argv[1], revision=sys.argv[2])
    print(rows.num_rows, rows.info.version)
except corpus_kp.CorpusKpError as error:
    print(type(error).__name__, error)
"""
_PLAIN = """
import sys
from datasets import load_dataset
print(load_dataset(sys.argv[1], "quantities", split="train", revision=sys.argv[2]).info.version)
"""


def _python(program: str, environment: dict[str, str], revision: str) -> str:
    call = [sys.executable, "-c", program, REPOSITORY, revision]
    done = subprocess.run(call, capture_output=True, text=True, env=environment, check=False)
    return done.stdout.strip().splitlines()[-1] if done.stdout.strip() else done.stderr


def test_loading_is_strict_where_load_dataset_is_not(
    call: Call, run: Call, package: Path, harbour: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    """Without a hub, a revision that was never loaded is an error and not another one; a known one still loads."""
    assert call("publish", package, REPOSITORY, "--create", "--execute").returncode == 0
    settings = harbour / "corpus.toml"
    settings.write_text(settings.read_text().replace('"1.2.0"', '"1.3.0"'))
    new = build(harbour, run, tmp_path / "new", "1.3.0")
    assert call("publish", new, REPOSITORY, "--execute").returncode == 0
    assert _python(_LOAD, environment, "v1.2.0").endswith("1.2.0")
    assert _python(_LOAD, environment, "v1.3.0").endswith("1.3.0")
    assert _python(_LOAD, environment, "v7").startswith(f"HubError {REPOSITORY}: v7 cannot be loaded")
    offline = environment | {"HF_HUB_OFFLINE": "1"}
    assert _python(_PLAIN, environment, "v1.2.0") == "1.2.0"
    assert _python(_PLAIN, offline, "v7") in ("1.2.0", "1.3.0")  # what this is about
    assert _python(_LOAD, offline, "v7").startswith(f"HubError {REPOSITORY}: v7 cannot be loaded")
    assert _python(_LOAD, offline, "v1.2.0").endswith("1.2.0")
    assert _python(_LOAD, offline, "v1.3.0").endswith("1.3.0")


def test_a_private_or_gated_release_needs_the_right_to_see_it(
    hub: ServedHub, call: Call, package: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """With the token it loads, without it there is one message."""
    assert call("publish", package, REPOSITORY, "--create", "--private", "--execute").returncode == 0
    nobody = {name: value for name, value in environment.items() if name != "HF_TOKEN"}
    assert _python(_LOAD, environment, "v1.2.0").endswith("1.2.0")
    for number, settings in enumerate(({"private": True}, {"private": False, "gated": True})):
        hub.tell("/_settings", {REPOSITORY: settings})
        fresh = nobody | {"HF_HOME": str(tmp_path / f"fresh{number}")}
        assert _python(_LOAD, fresh, "v1.2.0").startswith(f"HubError {REPOSITORY}: v1.2.0 cannot be loaded")


@pytest.mark.parametrize("path", ["/refs", "/preupload/", "/batch", "/repos/create"])
def test_an_answer_that_says_nothing_is_one_message(hub: ServedHub, call: Call, package: Path, path: str) -> None:
    """Of a hub that is none."""
    hub.tell("/_fault", [{"path": path, "method": m, "times": 99, "status": 200} for m in ("GET", "POST")])
    ended = call("publish", package, REPOSITORY, "--create", "--execute")
    assert ended.returncode == 1
    assert "the answer cannot be read" in ended.stderr
    assert ended.stderr.count("\n") == 1, ended.stderr


def test_a_name_that_no_hub_takes_is_a_wrong_call(call: Call, package: Path) -> None:
    """Before anything is asked."""
    for name in ("my-org/harbour.git", "harbour", "a/b/c", "my-org/.x", "a--b/c"):
        ended = call("publish", package, name)
        assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr
        assert "is no name of a repository; expected ORG/NAME" in ended.stderr


def test_of_two_who_release_at_once_the_later_one_puts_nothing_on_top(
    hub: ServedHub, package: Path, harbour: Path, run: Call, environment: dict[str, str], root: Path, tmp_path: Path
) -> None:
    """One version with two contents: the first stands, the head is its commit, and the other one is told why."""
    hub.repository.create()
    _correct(harbour)
    other = build(harbour, run, tmp_path / "other")
    hub.fail("/preupload/", stall=12)
    late = subprocess.Popen(_publishing(other, root), env=environment, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while not any("/preupload/" in request for request in hub.tell("/_log", None)):
        assert time.monotonic() < deadline, "the request was never made"
        time.sleep(0.05)
    first = subprocess.run(_publishing(package, root), env=environment, capture_output=True, text=True, check=False)
    assert first.returncode == 0, first.stderr
    _, said = late.communicate(timeout=120)
    assert late.returncode != 0
    assert "ReleaseError" in said
    assert "version 1.2.0 does not fit: against v1.2.0" in said
    _assert_released(hub, package)
    assert _releases(hub) == ["Release v1.2.0"]
