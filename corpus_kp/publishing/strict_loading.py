"""Loads the very revision that was asked for, or nothing.

`load_dataset` alone hands over another revision from its cache, with a line in the log, where the hub is down, is not
asked (offline), or does not know the tag; even a commit that is named loads another one then. So files are fetched by
their commit, and it is not called.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus_kp.errors import UsageError
from corpus_kp.package import MANIFEST
from corpus_kp.publishing.hub import HubError
from corpus_kp.record_digests import records_digest

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Dataset

_TYPE = "dataset"


def load_release(config: str, split: str, repository: str, revision: str) -> Dataset:
    """Rows of a config and split of a release.

    Args:
        config: `attributions`, ...
        split: `train`, `eval` or `news`.
        repository: `ORG/NAME`.
        revision: tag or commit.

    Raises:
        UsageError: the release has no row there.
        HubError: the revision cannot be resolved or loaded, or what was loaded is something else.
    """
    import pyarrow as pa
    from datasets import Dataset, DatasetInfo, NamedSplit

    commit = _commit(repository, revision)
    manifest = _manifest(repository, revision, commit)
    stated = manifest["configs"].get(config, {}).get("splits", {}).get(split)
    if stated is None:
        raise UsageError(f"{config} has no row in {split} of {repository} at {revision}")
    tables = []
    for part in stated["parts"]:
        tables.append(_table(repository, revision, commit, part["file"]))
        if records_digest(tables[-1]) != part["records_sha256"]:
            raise HubError(
                f"{repository}: {config}, {split} at {revision} has other rows than its manifest says; fetch it anew "
                "with an empty cache (HF_HOME)"
            )
    return Dataset(
        pa.concat_tables(tables),
        info=DatasetInfo(version=manifest["version"], config_name=config),
        split=NamedSplit(split),
    )


def _commit(repository: str, revision: str) -> str:
    """The commit of a revision; from the hub, or from what an earlier call has noted of this very revision."""
    from huggingface_hub import HfApi

    try:
        found = HfApi(library_name="corpus_kp").resolve_revision(repository, repo_type=_TYPE, revision=revision)
        return str(found.resolved)
    except Exception as error:  # of the client, of HTTP, of the disk: none of them gives a commit
        raise _unknown(repository, revision, error) from error


def _manifest(repository: str, revision: str, commit: str) -> dict[str, Any]:
    from huggingface_hub import hf_hub_download

    try:
        path = hf_hub_download(repository, MANIFEST, repo_type=_TYPE, revision=commit)
        return dict(json.loads(Path(path).read_text(encoding="utf-8")))
    except Exception as error:
        raise _unknown(repository, revision, error) from error


def _table(repository: str, revision: str, commit: str, file: str) -> pa.Table:
    """A file of that very commit; files are cached by their commits."""
    import pyarrow.parquet as pq
    from huggingface_hub import hf_hub_download

    try:
        path = Path(hf_hub_download(repository, file, repo_type=_TYPE, revision=commit))
        found = pq.read_table(path, memory_map=True)
    except Exception as error:
        raise _unknown(repository, revision, error) from error
    if commit not in path.parts:
        raise HubError(f"{repository}: {revision} is the commit {commit}, but {path} was loaded")
    return found


def _unknown(repository: str, revision: str, error: Exception) -> HubError:
    return HubError(
        f"{repository}: {revision} cannot be loaded ({type(error).__name__}); there is no such revision, the hub "
        "cannot be reached, or it gives no right to see it; nothing else was loaded in its place"
    )
