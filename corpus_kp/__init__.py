"""Checks, packages and ships a span-annotated corpus: who said how many, through whom, and who denies it.

    >>> import corpus_kp
    >>> report = corpus_kp.validate(corpus_kp.find_corpus())
    >>> report.failed
    False

Heavy libraries are imported when a function needs them.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from corpus_kp.version import __version__

if TYPE_CHECKING:
    from corpus_kp.building import build, check
    from corpus_kp.corpus import Corpus, find_corpus
    from corpus_kp.errors import CorpusKpError
    from corpus_kp.findings import Finding
    from corpus_kp.loading import as_arrow, as_polars, load
    from corpus_kp.textfree.hydration import hydrate
    from corpus_kp.textfree.stripping import strip
    from corpus_kp.validation import Report, validate

__all__ = [
    "Corpus",
    "CorpusKpError",
    "Finding",
    "Report",
    "__version__",
    "as_arrow",
    "as_polars",
    "build",
    "check",
    "find_corpus",
    "hydrate",
    "load",
    "strip",
    "validate",
]

_HOME = {
    "Corpus": "corpus",
    "CorpusKpError": "errors",
    "Finding": "findings",
    "Report": "validation",
    "as_arrow": "loading",
    "as_polars": "loading",
    "build": "building",
    "check": "building",
    "find_corpus": "corpus",
    "hydrate": "textfree.hydration",
    "load": "loading",
    "strip": "textfree.stripping",
    "validate": "validation",
}


def __getattr__(name: str) -> object:
    """Loads a public name from its module on first use."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOME[name]}"), name)
