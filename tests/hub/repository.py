"""A dataset repository of the test hub: a git repository with its large files beside it, as git-lfs lays them."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{oid}\nsize {size}\n"
_ATTRIBUTES = b"*.parquet filter=lfs diff=lfs merge=lfs -text\n"
_AUTHOR = {
    "GIT_AUTHOR_NAME": "hub",
    "GIT_AUTHOR_EMAIL": "hub@localhost",
    "GIT_COMMITTER_NAME": "hub",
    "GIT_COMMITTER_EMAIL": "hub@localhost",
}


class MovedError(Exception):
    """The branch is not where a commit expects it."""


@dataclass(frozen=True)
class File:
    """A file of a revision: its path, git's id and size, and for a large one its SHA-256 and true size."""

    path: str
    blob: str
    size: int
    sha256: str | None = None


class Repository:
    """A git repository in a folder, with a branch `main`."""

    def __init__(self, folder: Path) -> None:
        """Names the folder."""
        self.folder = folder
        self.private = False
        self.gated = False

    def create(self) -> None:
        """Makes it, with a first commit, as a hub does."""
        self.folder.mkdir(parents=True)
        self._git("init", "-q", "-b", "main")
        self.commit({".gitattributes": _ATTRIBUTES}, {}, [], "initial commit", None)

    def _git(self, *arguments: str, data: bytes | None = None, **environment: str) -> bytes:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            input=data,
            capture_output=True,
            check=False,
            env={**os.environ, **_AUTHOR, **environment},
        )
        if done.returncode:
            raise LookupError(done.stderr.decode())
        return done.stdout

    def resolve(self, revision: str) -> str:
        """The commit of a branch, tag or commit; LookupError where there is none."""
        return self._git("rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}").decode().strip()

    def refs(self, kind: str) -> dict[str, str]:
        """The commits of `heads` or `tags`."""
        listed = self._git("for-each-ref", "--format=%(refname:short) %(objectname) %(*objectname)", f"refs/{kind}")
        parts = (line.split(" ") for line in listed.decode().splitlines())
        return {name: peeled or direct for name, direct, peeled in parts}

    def files(self, revision: str) -> dict[str, File]:
        """Every file of a revision."""
        listed = self._git("ls-tree", "-r", "-z", "--long", revision).decode().split("\0")
        found = {}
        for entry in filter(None, listed):
            about, _, path = entry.partition("\t")
            _, _, blob, size = about.split()
            found[path] = self._file(path, blob, int(size))
        return found

    def _file(self, path: str, blob: str, size: int) -> File:
        if path.endswith(".parquet"):
            lines = self._git("cat-file", "blob", blob).decode().splitlines()
            return File(path, blob, int(lines[2].split()[1]), lines[1].removeprefix("oid sha256:"))
        return File(path, blob, size)

    def read(self, file: File) -> bytes:
        """The bytes of a file."""
        return self.object(file.sha256).read_bytes() if file.sha256 else self._git("cat-file", "blob", file.blob)

    def object(self, sha256: str) -> Path:
        """Where a large file lies."""
        return self.folder / ".git" / "lfs" / "objects" / sha256[:2] / sha256[2:4] / sha256

    def store(self, data: bytes) -> None:
        """Keeps a large file."""
        path = self.object(hashlib.sha256(data).hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)

    def commit(
        self,
        files: Mapping[str, bytes],
        large: Mapping[str, tuple[str, int]],
        deleted: list[str],
        message: str,
        parent: str | None,
    ) -> str:
        """One commit on `main`; MovedError where that is not at `parent`."""
        try:
            head: str | None = self.resolve("main")
        except LookupError:
            head = None
        if parent is not None and parent != head:
            raise MovedError
        index = str(self.folder / ".git" / "hub-index")
        Path(index).unlink(missing_ok=True)
        if head:
            self._git("read-tree", head, GIT_INDEX_FILE=index)
        pointers = {path: _POINTER.format(oid=oid, size=size).encode() for path, (oid, size) in large.items()}
        for path, data in {**files, **pointers}.items():
            blob = self._git("hash-object", "-w", "--stdin", data=data).decode().strip()
            self._git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", GIT_INDEX_FILE=index)
        for path in deleted:
            self._git("update-index", "--force-remove", path, GIT_INDEX_FILE=index)
        tree = self._git("write-tree", GIT_INDEX_FILE=index).decode().strip()
        parents = ["-p", head] if head else []
        made = self._git("commit-tree", tree, *parents, "-m", message).decode().strip()
        self._git("update-ref", "refs/heads/main", made)
        return made

    def tag(self, name: str, revision: str) -> bool:
        """Sets a tag; False where there is one of that name."""
        if name in self.refs("tags"):
            return False
        self._git("update-ref", f"refs/tags/{name}", self.resolve(revision))
        return True

    def log(self, revision: str) -> list[str]:
        """Messages of the commits, newest first."""
        return self._git("log", "--format=%s", revision).decode().splitlines()
