"""A pytest plugin: `pytest --corpus-kp DIR` has one test for each document of a corpus, and one for its registers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from corpus_kp.findings import Finding


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds `--corpus-kp`."""
    group = parser.getgroup("corpus_kp", "validation of a corpus")
    group.addoption("--corpus-kp", metavar="DIR", default=None, help="Test each document of the corpus in DIR.")
    group.addoption("--corpus-kp-strict", action="store_true", help="Warnings fail a test too.")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """Collects the configuration of the corpus that was named."""
    folder = parent.config.getoption("--corpus-kp")
    if folder and file_path == Path(folder).resolve() / "corpus.toml":
        collector: pytest.Collector = _CorpusFile.from_parent(parent, path=file_path)
        return collector
    return None


def pytest_configure(config: pytest.Config) -> None:
    """Has pytest look at the configuration, whatever else it was told to collect."""
    folder = config.getoption("--corpus-kp")
    if folder:
        place = Path(folder).resolve() / "corpus.toml"
        if not place.is_file():
            raise pytest.UsageError(f"--corpus-kp {folder}: no corpus here (corpus.toml is missing)")
        if str(place) not in config.args:
            config.args.append(str(place))


class _CorpusFile(pytest.File):
    """The documents of a corpus; it is validated once."""

    def collect(self) -> Iterator[pytest.Item]:
        """One item for each document, and one for what belongs to none."""
        from corpus_kp.errors import CorpusKpError

        try:
            names, findings = self._validated()
        except CorpusKpError as error:
            raise self.CollectError(str(error)) from error
        for name in [*names, None]:
            item: _Checked = _Checked.from_parent(self, name=name or "registers")
            item.findings = [f for f in findings if (f.doc_id if f.doc_id in names else None) == name]
            yield item

    def _validated(self) -> tuple[list[str], list[Finding]]:
        """The names of the documents, and the findings that the corpus has not accepted."""
        from corpus_kp.baseline import read_baseline
        from corpus_kp.checkup import Checkup
        from corpus_kp.corpus import Corpus
        from corpus_kp.selection import selection

        corpus = Corpus(self.path.parent)
        chosen = selection(strict=self.config.getoption("--corpus-kp-strict"))
        checkup = Checkup(chosen=chosen, accepted=read_baseline(corpus.baseline) if corpus.baseline else ())
        return [path.stem for _, path in corpus.document_files()], checkup.new(corpus, checkup.report(corpus))


class _Checked(pytest.Item):
    """The findings of one document."""

    findings: list[Finding]

    def runtest(self) -> None:
        """Fails where there is an error."""
        from corpus_kp.findings import has_error

        if has_error(self.findings):
            raise _FoundError(self.findings)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *args: Any, **options: Any) -> Any:
        """The findings, as `corpus-kp validate` shows them."""
        if not isinstance(excinfo.value, _FoundError):
            return super().repr_failure(excinfo, *args, **options)
        from corpus_kp.renderers import Outcome, render

        return "\n".join(render(Outcome(self.findings, [self.name], 1), "text"))

    def reportinfo(self) -> tuple[Path, None, str]:
        """File and name of the test."""
        return self.path, None, self.name


class _FoundError(Exception):
    """A document has errors."""
