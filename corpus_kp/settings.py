"""`corpus.toml`: what makes a folder a corpus."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from corpus_kp.errors import CorpusConfigError


@dataclass(frozen=True)
class Tier:
    """Documents that share a folder and their rights.

    Attributes:
        name: `open` or `text_free`, the value of the tier column.
        folder: below `annotations/`.
        text: whether the text stands beside the annotations.
    """

    name: str
    folder: str
    text: bool


@dataclass(frozen=True)
class Settings:
    """What `corpus.toml` says.

    Attributes:
        name, version, title: of the corpus.
        tiers: in order.
    """

    name: str
    version: str
    title: str
    tiers: tuple[Tier, ...]


def read_settings(path: Path) -> Settings:
    """Reads `corpus.toml`.

    Raises:
        CorpusConfigError: the file is missing, no TOML, or lacks a key.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        corpus = table["corpus"]
        tiers = tuple(Tier(tier["name"], tier["folder"], tier["text"]) for tier in table["tiers"])
        return Settings(corpus["name"], corpus["version"], corpus["title"], tiers)
    except OSError as error:
        raise CorpusConfigError(f"{path}: {error.strerror}; a corpus folder needs a corpus.toml") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusConfigError(f"{path}: not TOML: {error}") from error
    except (KeyError, TypeError) as error:
        raise CorpusConfigError(f"{path}: the key {error} is missing; CONTRIBUTING.md shows a whole file") from error
