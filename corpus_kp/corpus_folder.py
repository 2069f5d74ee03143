"""A corpus folder: its configuration, its schemas, and where its files are."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path

from corpus_kp.schema import Schemas, load_schemas
from corpus_kp.settings import Tier, read_configuration


class CorpusFolder:
    """A folder with `corpus.toml`, `annotations/`, `schemas/` and `DATASET_CARD.md`."""

    def __init__(self, folder: Path) -> None:
        """Reads the configuration.

        Args:
            folder: the corpus folder.

        Raises:
            CorpusConfigError: `corpus.toml` is missing or wrong.
        """
        self.folder = folder
        self._files: dict[str, Path] = {}
        configuration = read_configuration(folder / "corpus.toml")
        self.settings = configuration.corpus
        self.tiers = configuration.tiers
        self.validation = configuration.validation

    @property
    def annotations(self) -> Path:
        """The folder of the annotations."""
        return self.folder / "annotations"

    @property
    def baseline(self) -> Path | None:
        """The file of accepted findings, where the configuration names one."""
        return self.folder / self.validation.baseline if self.validation.baseline else None

    @cached_property
    def schemas(self) -> Schemas:
        """The table contract, read once for each corpus."""
        from corpus_kp.schema_fit import check_fit

        schemas = load_schemas(self.folder / "schemas")
        check_fit(schemas, self.folder / "schemas")
        return schemas

    def workplace(self) -> Path:
        """Where output goes by default: the corpus folder for whoever stands in it, else the working directory."""
        return Path(os.path.relpath(self.folder)) if Path.cwd().is_relative_to(self.folder) else Path()

    def shown(self, path: Path) -> str:
        """How findings name a file: relative to the working directory where it lies below it, else in full."""
        shown = (path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path).as_posix()
        self._files[shown] = path
        return shown

    def file(self, shown: str) -> Path:
        """The file that `shown` names."""
        return self._files[shown]

    def relative(self, shown: str) -> str:
        """A file that `shown` named, relative to the corpus folder."""
        path = self._files.get(shown)
        return path.relative_to(self.folder).as_posix() if path and path.is_relative_to(self.folder) else shown

    def document_files(self) -> list[tuple[Tier, Path]]:
        """The native files of every tier, in order of tier and name."""
        return [
            (tier, path) for tier in self.tiers for path in sorted((self.annotations / tier.folder).glob("*.jsonl"))
        ]
