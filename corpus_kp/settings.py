"""`corpus.toml`: what makes a folder a corpus."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from corpus_kp.errors import CorpusConfigError


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Documents that share a folder and their rights.

    Attributes:
        name: `open` or `text_free`, the value of the tier column.
        folder: below `annotations/`.
        text: whether the text stands beside the annotations.
    """

    name: Literal["open", "text_free"]
    folder: str
    text: bool


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `corpus.toml` says in `[corpus]`.

    Attributes:
        name, version, title: of the corpus; the name becomes that of the package folder.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_][A-Za-z0-9_.-]*\Z")]
    version: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]+\.[0-9]+\.[0-9]+\Z")]
    title: str


class Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of `corpus.toml`.

    Attributes:
        corpus: what the corpus is.
        tiers: in order.
    """

    corpus: Settings
    tiers: tuple[Tier, ...]


def read_configuration(path: Path) -> Configuration:
    """Reads `corpus.toml`.

    Raises:
        CorpusConfigError: the file is missing, no TOML, or has a key too few, too many or of the wrong kind.
    """
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), Configuration)
    except OSError as error:
        raise CorpusConfigError(f"{path}: {error.strerror}; a corpus folder needs a corpus.toml") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusConfigError(f"{path}: not TOML: {error}") from error
    except msgspec.ValidationError as error:
        names = "; a tier is named open or text_free" if "tiers" in str(error) else ""
        raise CorpusConfigError(f"{path}: {error}{names}; CONTRIBUTING.md shows a whole file") from error
