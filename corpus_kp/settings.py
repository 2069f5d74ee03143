"""`corpus.toml`: what makes a folder a corpus."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from corpus_kp.errors import CorpusConfigError
from corpus_kp.regular_files import read_regular

#: Bytes of the largest configuration that is read; its reader takes time and memory with the square of a long key.
_LARGEST = 2**16
#: Folders below `annotations/`, none of which is hidden or leads out of it.
_FOLDER = r"\A(?!\.)[^/\\\0]+(?:/(?!\.)[^/\\\0]+)*\Z"


class Tier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Documents that share a folder and their rights.

    Attributes:
        name: `open` or `text_free`, the value of the tier column.
        folder: below `annotations/`.
        text: whether the text stands beside the annotations.
    """

    name: Literal["open", "text_free"]
    folder: Annotated[str, msgspec.Meta(pattern=_FOLDER, max_length=200)]
    text: bool


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `corpus.toml` says in `[corpus]`.

    Attributes:
        name, version, title: of the corpus; the name becomes that of the package folder.
        repository: `ORG/NAME` of the dataset on a hub, where its releases are; `load` looks there.
    """

    name: Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9_][A-Za-z0-9_.-]*\Z")]
    version: Annotated[str, msgspec.Meta(pattern=r"\A[0-9]+\.[0-9]+\.[0-9]+\Z")]
    title: str
    repository: Annotated[str, msgspec.Meta(pattern=r"\A[\w.-]+/[\w.-]+\Z")] | None = None


class Validation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `corpus.toml` says in `[validation]`.

    Attributes:
        severities: by code of a rule, where they differ from the catalogue; `off` leaves its findings out.
        baseline: file of accepted findings, relative to the corpus folder.
    """

    severities: Mapping[str, Literal["error", "warning", "info", "off"]] = {}
    baseline: Annotated[str, msgspec.Meta(pattern=_FOLDER, max_length=200)] | None = None


class Configuration(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole of `corpus.toml`.

    Attributes:
        corpus: what the corpus is.
        tiers: in order.
        validation: what is checked otherwise than in the catalogue.
    """

    corpus: Settings
    tiers: tuple[Tier, ...]
    validation: Validation = Validation()


def read_configuration(path: Path) -> Configuration:
    """Reads `corpus.toml`.

    Raises:
        CorpusConfigError: the file is missing, no TOML, or has a key too few, too many or of the wrong kind.
    """
    try:
        return msgspec.convert(tomllib.loads(read_regular(path, _LARGEST).decode("utf-8-sig")), Configuration)
    except OSError as error:
        raise CorpusConfigError(f"{path}: {error.strerror}; a corpus folder needs a corpus.toml") from error
    except msgspec.ValidationError as error:
        raise CorpusConfigError(f"{path}: {error}{_legal(str(error))}; CONTRIBUTING.md shows a whole file") from error
    except (ValueError, RecursionError) as error:  # also of its characters, of numbers that are too long
        raise CorpusConfigError(f"{path}: not TOML: {error}") from error


_AT = re.compile(r"at `(?P<path>[^`]+)`$")
_STEP = re.compile(r"[^.$\[\]]+|\[[^\]]*\]")


def _legal(message: str) -> str:
    """The values that are legal at the place of an error, where they are listed."""
    place = _AT.search(message)
    kind: Any = msgspec.inspect.type_info(Configuration)
    for step in _STEP.findall(place["path"]) if place else ():
        match kind:
            case msgspec.inspect.StructType(fields=fields):
                kind = next((field.type for field in fields if field.encode_name == step), None)
            case msgspec.inspect.VarTupleType(item_type=item):
                kind = item
            case msgspec.inspect.DictType(value_type=value):
                kind = value
    legal = kind.values if isinstance(kind, msgspec.inspect.LiteralType) else ()
    if message.endswith(".folder`"):
        return " (a folder below annotations/, as open)"
    return f" (one of {', '.join(map(str, legal))})" if legal else ""
