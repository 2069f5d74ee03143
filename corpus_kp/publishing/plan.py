"""What has to be done so that a repository holds a package."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from corpus_kp.card import front_matter
from corpus_kp.errors import CorpusConfigError
from corpus_kp.package import MANIFEST, README, SUMS
from corpus_kp.publishing.hub import Hub, Remote

#: Files of the repository that are none of a package and stay.
_KEPT = {".gitattributes"}


@dataclass(frozen=True)
class Plan:
    """What is to be done.

    Attributes:
        tag: of the release.
        head: the commit that it is based on; None where the repository is empty or missing.
        add, change, delete, same: names of files.
        files: the bytes of every file of the release.
        tagged: the commit that the tag stands on, if it is set.
    """

    tag: str
    head: str | None
    add: list[str]
    change: list[str]
    delete: list[str]
    same: list[str]
    files: Mapping[str, bytes] = field(repr=False)
    tagged: str | None

    @property
    def empty(self) -> bool:
        """Whether the repository holds the package already."""
        return not (self.add or self.change or self.delete)

    @property
    def bytes_sent(self) -> int:
        """Bytes of the files that are added or changed."""
        return sum(len(self.files[name]) for name in (*self.add, *self.change))


def plan(hub: Hub, folder: Path, revision: str | None = None) -> Plan:
    """Compares a package with a repository.

    Args:
        hub: the repository.
        folder: of the package.
        revision: the commit to compare with; None is the head of the main branch.
    """
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    tag = f"v{manifest['version']}"
    head = revision or hub.head()
    there = hub.files(head) if head else {}
    tagged = hub.tags().get(tag) if head else None
    card = hub.read(README, head) if head and README in there else None
    files = release_files(folder, manifest, card)
    return Plan(
        tag=tag,
        head=head,
        add=sorted(files.keys() - there.keys()),
        change=sorted(name for name, data in files.items() if name in there and not there[name].equals(data)),
        delete=sorted(there.keys() - files.keys() - _KEPT),
        same=sorted(name for name, data in files.items() if name in there and there[name].equals(data)),
        files=files,
        tagged=tagged,
    )


def holds(there: Mapping[str, Remote], files: Mapping[str, bytes]) -> bool:
    """Whether a revision holds just these files.

    Args:
        there: files of the revision.
        files: the bytes of each file that it should hold.
    """
    return there.keys() - _KEPT == files.keys() and all(there[name].equals(data) for name, data in files.items())


def release_files(folder: Path, manifest: dict[str, Any], remote_card: bytes | None) -> dict[str, bytes]:
    """The bytes of every file of a release.

    What stands in the front matter of the card on the hub and not in ours (gates, settings that were made there) is
    kept; manifest and checksums are those of the card that results.

    Args:
        folder: of the package.
        manifest: of the package.
        remote_card: the card on the hub, if there is one.
    """
    files = {name: (folder / name).read_bytes() for name in (*manifest["files"], MANIFEST, SUMS)}
    merged = _merged(files[README], remote_card) if remote_card is not None else files[README]
    if merged == files[README]:
        return files
    digest = hashlib.sha256(merged).hexdigest()
    entries = manifest["files"] | {README: {"bytes": len(merged), "sha256": digest}}
    stated = (json.dumps(manifest | {"files": entries}, indent=2, ensure_ascii=False) + "\n").encode()
    sums = {name: entry["sha256"] for name, entry in entries.items()} | {MANIFEST: hashlib.sha256(stated).hexdigest()}
    lines = (line.partition("  ")[2] for line in files[SUMS].decode().splitlines())
    listed = "".join(f"{sums[name]}  {name}\n" for name in lines)
    return files | {README: merged, MANIFEST: stated, SUMS: listed.encode()}


def _merged(card: bytes, remote: bytes) -> bytes:
    """Our card, with the keys of the front matter on the hub that it lacks."""
    front, body = front_matter(card.decode())
    try:
        theirs, _ = front_matter(remote.decode())
    except (CorpusConfigError, UnicodeDecodeError):
        return card
    more = {key: value for key, value in theirs.items() if key not in front}
    if not more:
        return card
    text = yaml.safe_dump(front | more, sort_keys=False, allow_unicode=True, width=120)
    return f"---\n{text}---\n{body}".encode()
