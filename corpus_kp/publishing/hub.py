"""A dataset repository on a hub: what is asked of it, with errors in words that name no token."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from corpus_kp.errors import CorpusKpError, UsageError

if TYPE_CHECKING:
    from huggingface_hub import HfApi

_T = TypeVar("_T")
#: Organisation and name, of the characters that a hub allows.
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9])?/[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?")
#: Answers after which one looks again: somebody else was faster, or the hub had no time.
_AGAIN = (409, 412, 429, 500, 502, 503, 504)
_TYPE = "dataset"


class HubError(CorpusKpError, OSError):
    """The hub refused, or could not be reached."""


class BusyError(HubError):
    """The hub may have done what it was asked, or not: one has to look again."""


@dataclass(frozen=True)
class Remote:
    """A file on the hub.

    Attributes:
        digest: SHA-256 where the file is stored apart from git, else the id that git gives it.
        large: whether it is stored apart.
    """

    digest: str
    large: bool

    def equals(self, data: bytes) -> bool:
        """Whether it has these bytes."""
        return self.digest == (hashlib.sha256(data).hexdigest() if self.large else git_id(data))


def git_id(data: bytes) -> str:
    """What git calls a file with these bytes."""
    return hashlib.sha1(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest()


class Hub:
    """One dataset repository.

    The token is taken by `huggingface_hub` from HF_TOKEN or its own login, and from nowhere else.
    """

    def __init__(self, repository: str) -> None:
        """Names the repository.

        Args:
            repository: `ORG/NAME`.

        Raises:
            UsageError: it is no such name.
        """
        from huggingface_hub import HfApi

        odd = ".." in repository or "--" in repository or repository.endswith(".git")
        if odd or not _NAME.fullmatch(repository):
            raise UsageError(f"{repository!r} is no name of a repository; expected ORG/NAME")
        self.repository = repository
        self._api: HfApi = HfApi(library_name="corpus_kp")

    def head(self) -> str | None:
        """The newest commit of the main branch; None where there is no repository, or no commit in it."""
        from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError

        with self._asked("read"):
            try:
                return self._api.repo_info(self.repository, repo_type=_TYPE).sha
            except (RepositoryNotFoundError, RevisionNotFoundError):
                return None

    def exists(self) -> bool:
        """Whether there is such a repository for whoever asks."""
        with self._asked("read"):
            return bool(self._api.repo_exists(self.repository, repo_type=_TYPE))

    def create(self, *, private: bool) -> None:
        """Makes the repository; nothing where it is there."""
        with self._asked("create"):
            self._api.create_repo(self.repository, repo_type=_TYPE, private=private, exist_ok=True)

    def files(self, revision: str) -> dict[str, Remote]:
        """Every file of a revision."""
        from huggingface_hub import RepoFile

        with self._asked("list"):
            tree = self._api.list_repo_tree(self.repository, recursive=True, revision=revision, repo_type=_TYPE)
            return {one.path: _remote(one) for one in tree if isinstance(one, RepoFile)}

    def tags(self) -> dict[str, str]:
        """The commit of each tag."""
        with self._asked("list tags of"):
            refs = self._api.list_repo_refs(self.repository, repo_type=_TYPE)
            return {tag.name: tag.target_commit for tag in refs.tags}

    def read(self, path: str, revision: str) -> bytes:
        """The bytes of a file, fetched anew."""
        import tempfile

        with self._asked(f"read {path} of"), tempfile.TemporaryDirectory(prefix="corpus-kp-") as scratch:
            found = self._api.hf_hub_download(
                self.repository, path, revision=revision, repo_type=_TYPE, cache_dir=scratch
            )
            return Path(found).read_bytes()

    def fetch(self, revision: str, target: Path) -> None:
        """Every file of a revision, into a folder."""
        with self._asked("fetch"):
            self._api.snapshot_download(
                self.repository, revision=revision, repo_type=_TYPE, local_dir=target, cache_dir=target.parent / "cache"
            )

    def commit(self, files: Mapping[str, bytes], deleted: list[str], parent: str | None, message: str) -> str:
        """Changes files in one commit on top of another one, and on nothing else.

        Returns:
            The new commit.

        Raises:
            BusyError: the branch has moved, or it is not known what became of the commit.
        """
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        operations: list[Any] = [CommitOperationAdd(path, data) for path, data in files.items()]
        operations += [CommitOperationDelete(path, is_folder=False) for path in deleted]
        with self._asked("commit to"):
            done = self._api.create_commit(
                self.repository, operations, commit_message=message, repo_type=_TYPE, parent_commit=parent
            )
        return str(done.oid)

    def tag(self, name: str, commit: str, message: str) -> None:
        """Sets a tag on a commit.

        Raises:
            BusyError: it is not known whether the tag was set, or there is one of that name.
        """
        with self._asked("tag"):
            self._api.create_tag(self.repository, tag=name, tag_message=message, revision=commit, repo_type=_TYPE)

    @contextmanager
    def _asked(self, what: str) -> Iterator[None]:
        """Errors of the client as ours, without what may hold a token."""
        from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError

        try:
            yield
        except GatedRepoError as error:
            raise HubError(f"{self.repository}: access is gated; ask for it on the hub, then try again") from error
        except RepositoryNotFoundError as error:
            raise HubError(
                f"{self.repository}: no such dataset repository, or no right to see it; --create makes one, HF_TOKEN "
                "or the hub's own login gives the right"
            ) from error
        except Exception as error:
            raise self._refused(what, error) from error

    def _refused(self, what: str, error: Exception) -> Exception:
        """What an error of the client means: that one may try again, or that one may not."""
        from huggingface_hub.errors import HfHubHTTPError

        http = next((one for one in (error, error.__cause__) if isinstance(one, HfHubHTTPError)), None)
        if http is not None:
            status = getattr(getattr(http, "response", None), "status_code", None)
            kind = BusyError if status in _AGAIN or status is None else HubError
            hint = "; set HF_TOKEN or log in" if status in (401, 403) else ""
            return kind(f"cannot {what} {self.repository}: the hub answers {status}{hint}")
        lost = [one for one in (error, error.__cause__) if _is_lost(one)]
        if lost:
            return BusyError(f"cannot {what} {self.repository}: {type(lost[0]).__name__}; is the hub there?")
        if isinstance(error, CorpusKpError):
            return error
        # the client takes an answer for granted and fails in its own ways on another one, done or not
        return BusyError(
            f"cannot {what} {self.repository}: the answer cannot be read ({type(error).__name__}); "
            "is HF_ENDPOINT the address of a hub?"
        )


def _is_lost(error: BaseException | None) -> bool:
    """Whether a connection did not come about, or broke."""
    module = type(error).__module__.partition(".")[0]
    return isinstance(error, OSError) or module in ("httpx", "httpx2", "httpcore", "httpcore2")


def _remote(file: Any) -> Remote:
    lfs = getattr(file, "lfs", None)
    return Remote(lfs.sha256, large=True) if lfs else Remote(file.blob_id, large=False)


def again(run: Callable[[], _T], attempts: int, pause: Callable[[int], None]) -> _T:
    """Runs a function until the hub has time for it.

    Args:
        run: looks anew at the state of the hub each time.
        attempts: how often at most.
        pause: waits; told the number of the attempt.

    Raises:
        BusyError: it had none.
    """
    for attempt in range(1, attempts):
        try:
            return run()
        except BusyError:
            pause(attempt)
    return run()
