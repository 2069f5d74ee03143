"""Publishes a package: one commit, checked, one tag on it, read back."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from corpus_kp.changes.difference import difference
from corpus_kp.changes.snapshot import of_package
from corpus_kp.changes.versions import bump, fits, parsed, suggested
from corpus_kp.errors import CorpusKpError, UsageError, ValidationFailedError
from corpus_kp.publishing.hub import BusyError, Hub, HubError, again
from corpus_kp.publishing.plan import Plan, holds, plan
from corpus_kp.schema import Schemas
from corpus_kp.verifying import verify

#: How often the hub is asked, and the seconds before the second time; they double each time.
ATTEMPTS, PAUSE = 6, 0.5
Say = Callable[[str], None]


class ReleaseError(CorpusKpError):
    """What is on the hub is in the way of a release; nothing was changed there."""


@dataclass(frozen=True)
class Released:
    """What is on the hub now.

    Attributes:
        tag: of the release.
        commit: that it stands on.
        committed: whether a commit was made, or the files were there already.
        tagged: whether the tag was set now.
    """

    tag: str
    commit: str
    committed: bool
    tagged: bool


def refuse_wrong_package(folder: Path, schemas: Schemas) -> None:
    """Looks at a package before anybody is asked.

    Args:
        folder: of the package.
        schemas: the table contract.

    Raises:
        UsageError: there is no package.
        ValidationFailedError: it is not what it says, or may not be given on.
    """
    problems = verify(folder, schemas)
    if problems:
        first = problems[0]
        raise ValidationFailedError(
            f"{folder}: {first.file}: {first.message}; nothing was sent; corpus-kp verify says all of it"
        )


def prepared(hub: Hub, folder: Path) -> Plan:
    """What publishing would do.

    Args:
        hub: the repository.
        folder: of a package that nothing is wrong with.

    Raises:
        ReleaseError: the tag is set on other content, or the version does not fit what is different.
    """
    made = again(lambda: plan(hub, folder), ATTEMPTS, _pause)
    if made.tagged:
        if not again(lambda: plan(hub, folder, made.tagged), ATTEMPTS, _pause).empty:
            raise ReleaseError(
                f"{hub.repository}: {made.tag} is released already, with other content; a release is never changed: "
                "raise the version in corpus.toml and build again"
            )
        return made
    _refuse_unfit(hub, folder, made)
    return made


def _refuse_unfit(hub: Hub, folder: Path, made: Plan) -> None:
    """A version goes on from the last one that was released as far as the difference asks for."""
    if made.head is None:
        return
    released = {}
    for tag, commit in hub.tags().items():
        try:
            released[parsed(tag.removeprefix("v"))] = (tag, commit)
        except UsageError:
            continue  # a tag of somebody else's
    if not released:
        return
    tag, commit = released[max(released)]
    with tempfile.TemporaryDirectory(prefix="corpus-kp-") as scratch:
        again(lambda: hub.fetch(commit, Path(scratch) / "old"), ATTEMPTS, _pause)
        try:
            old = of_package(Path(scratch) / "old", tag)
        except UsageError:
            return  # what was released before was made by something else
        found = difference(old, of_package(folder, made.tag))
    level, reasons = bump(found)
    if parsed(found.new.version) <= parsed(found.old.version) or not fits(found.old.version, found.new.version, level):
        wanted = suggested(found.old.version, level)
        raise ReleaseError(
            f"version {found.new.version} does not fit: against {tag} there are {', '.join(reasons) or 'no changes'}, "
            f"which asks for {wanted}; set it in corpus.toml and build again"
        )


def publish(hub: Hub, folder: Path, made: Plan, say: Say) -> Released:
    """Publishes a package; a second run goes on where a first one was ended.

    Args:
        hub: the repository, which is there.
        folder: of the package.
        made: of `prepared`; that nothing has moved since is seen to.
        say: is told each step.

    Raises:
        ReleaseError: the tag was set on another commit meanwhile.
        HubError: the hub refuses, or has no time however often it is asked.
    """
    if made.tagged:
        say(f"{made.tag} is there already, on {made.tagged}")
        return Released(made.tag, made.tagged, committed=False, tagged=False)
    commit, committed = again(lambda: _committed(hub, folder, made, say), ATTEMPTS, _pause)
    tagged = again(lambda: _tagged(hub, made.tag, commit, say), ATTEMPTS, _pause)
    return Released(made.tag, commit, committed, tagged)


def _committed(hub: Hub, folder: Path, made: Plan, say: Say) -> tuple[str, bool]:
    """The commit that holds the package: the head if it does, else a new one on top of it.

    Whatever became of an earlier attempt is seen by looking at the head anew. Where somebody else has released
    meanwhile, nothing is put on top of that before it is known to fit.
    """
    now = plan(hub, folder)
    if now.empty and now.head:
        return now.head, False
    if now.head != made.head:
        _refuse_unfit(hub, folder, now)
    files = {name: now.files[name] for name in (*now.add, *now.change)}
    say(f"sending {len(files)} files, {now.bytes_sent / 1e6:.2f} MB")
    commit = hub.commit(files, now.delete, now.head, f"Release {now.tag}")
    if not holds(hub.files(commit), now.files):
        raise HubError(f"{hub.repository}: the commit {commit} does not hold the package; no tag was set")
    say(f"committed {commit}")
    return commit, True


def _tagged(hub: Hub, tag: str, commit: str, say: Say) -> bool:
    """Whether the tag had to be set; it stands on the commit afterwards."""
    before = hub.tags().get(tag)
    if before is None:
        hub.tag(tag, commit, f"Release {tag}")
    elif before != commit:
        raise ReleaseError(f"{hub.repository}: {tag} was set on {before} meanwhile, not on {commit}")
    if hub.tags().get(tag) != commit:
        raise BusyError(f"{hub.repository}: {tag} was set and is not seen on {commit}")
    say(f"tagged {tag} on {commit}")
    return before is None


def _pause(attempt: int) -> None:
    time.sleep(PAUSE * 2 ** (attempt - 1))
