"""Errors that a user can cause. Each message says what, where, what was expected and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corpus_kp.findings import Finding


class CorpusKpError(Exception):
    """Base of every error that is reported without a traceback.

    Attributes:
        exit_code: exit status of the command that ends with this error.
    """

    exit_code = 1


class UsageError(CorpusKpError, ValueError):
    """The call itself is wrong: a path that is not there, an option that does not fit."""

    exit_code = 2


class CorpusConfigError(CorpusKpError, ValueError):
    """`corpus.toml` or a schema cannot be used."""

    exit_code = 2


class BuildError(CorpusKpError, OSError):
    """The package could not be written; the earlier one still stands."""


class ValidationFailedError(CorpusKpError, ValueError):
    """The corpus has findings of severity error, so nothing was built."""


class FingerprintError(CorpusKpError, ValueError):
    """A fingerprint cannot be made or read; the message follows the name of the file or document."""


class FixError(CorpusKpError, OSError):
    """Files could not be mended; what could not be written is as it was."""


class ComparisonError(CorpusKpError, ValueError):
    """Two annotations cannot be held against each other."""


class UnreadableError(CorpusKpError, ValueError):
    """Annotations cannot be read.

    Attributes:
        findings: what is wrong with them.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        """Names the files.

        Args:
            findings: of the reader.
        """
        files = ", ".join(dict.fromkeys(finding.path for finding in findings))
        super().__init__(f"{files}: cannot be read as annotations, so nothing was compared; mend what is wrong there")
        self.findings = findings
