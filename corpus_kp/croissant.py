"""`croissant.json`: what is in a package, in the vocabulary of Croissant 1.1 (MLCommons)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from corpus_kp.card import front_matter
from corpus_kp.package import CONFIGS, Part
from corpus_kp.settings import Settings

CROISSANT = "croissant.json"
#: The files as a whole; loaders map it to a folder or to the repository.
_REPOSITORY = "package"
_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
#: Types of `datasets` in Croissant's words.
_TYPES = {
    "string": "sc:Text",
    "int32": "sc:Integer",
    "int64": "sc:Integer",
    "float64": "sc:Float",
    "bool": "sc:Boolean",
}
_BIBTEX = re.compile(r"```bibtex\n(.*?)\n```", re.DOTALL)


def croissant(settings: Settings, card: str, sets: Sequence[Part], sums: Mapping[str, str]) -> dict[str, Any]:
    """The metadata of a package.

    Flat columns, structs and lists of flat structs are described; a list in a list of structs is left out, because
    readers of Croissant cannot load it.

    Args:
        settings: name, version and title of the corpus.
        card: the dataset card, for its licence and citation.
        sets: what is in the package.
        sums: SHA-256 of its files.
    """
    configs = [config for config in CONFIGS if any(one.config == config for one in sets)]
    features = {one.config: one.features for one in sets}
    front, body = front_matter(card)
    citation = _BIBTEX.search(body)
    return {
        "@context": dict(_CONTEXT),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": settings.name,
        "description": settings.title,
        "license": str(front.get("license_link") or front.get("license") or "see README.md"),
        "version": settings.version,
        **({"citeAs": citation[1]} if citation else {}),
        "distribution": [_repository(), *_files(sets, sums), *map(_file_set, configs)],
        "recordSet": [
            _splits(sets),
            *_enumerations(configs, features),
            *(_record_set(config, features[config]) for config in configs),
        ],
    }


def _repository() -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": _REPOSITORY,
        "name": _REPOSITORY,
        "description": "The folder of this package, or the repository that it was published to.",
        "contentUrl": ".",
        "encodingFormat": "git+https",
        "sha256": "https://github.com/mlcommons/croissant/issues/80",
    }


def _files(sets: Iterable[Part], sums: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for one in sets:
        yield {
            "@type": "cr:FileObject",
            "@id": one.file,
            "name": one.file,
            "contentUrl": one.file,
            "encodingFormat": "application/x-parquet",
            "sha256": sums[one.file],
        }


def _file_set(config: str) -> dict[str, Any]:
    return {
        "@type": "cr:FileSet",
        "@id": f"{config}-files",
        "name": f"{config}-files",
        "containedIn": {"@id": _REPOSITORY},
        "encodingFormat": "application/x-parquet",
        "includes": f"{config}/*.parquet",
    }


def _splits(sets: Iterable[Part]) -> dict[str, Any]:
    names = list(dict.fromkeys(one.split for one in sets))
    return {
        "@type": "cr:RecordSet",
        "@id": "splits",
        "name": "splits",
        "dataType": "cr:Split",
        "key": {"@id": "splits/name"},
        "field": [_field("splits/name", "sc:Text")],
        "data": [{"splits/name": name} for name in names],
    }


def _field(identity: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"@type": "cr:Field", "@id": identity, "name": identity.rsplit("/", 1)[-1], "dataType": kind, **more}


def _enumerations(configs: Iterable[str], features: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The names of the labels of each column that stores their numbers."""
    from datasets import ClassLabel, List

    for config in configs:
        for column, feature in features[config].items():
            inner = feature.feature if isinstance(feature, List) else feature
            if isinstance(inner, ClassLabel):
                name = f"{config}.{column}"
                yield {
                    "@type": "cr:RecordSet",
                    "@id": name,
                    "name": name,
                    "dataType": "sc:Enumeration",
                    "key": {"@id": f"{name}/id"},
                    "field": [_field(f"{name}/id", "sc:Integer"), _field(f"{name}/name", "sc:Text")],
                    "data": [{f"{name}/id": n, f"{name}/name": label} for n, label in enumerate(inner.names)],
                }


def _record_set(config: str, features: Mapping[str, Any]) -> dict[str, Any]:
    split = _field(
        f"{config}/split",
        "sc:Text",
        source={
            "fileSet": {"@id": f"{config}-files"},
            "extract": {"fileProperty": "fullpath"},
            "transform": {"regex": rf"^(?:.*/)?{config}/([a-z]+)-[0-9]+-of-[0-9]+\.parquet$"},
        },
    )
    columns = (_column(config, name, feature) for name, feature in features.items())
    return {
        "@type": "cr:RecordSet",
        "@id": config,
        "name": config,
        "field": [split, *(column for column in columns if column)],
    }


def _column(config: str, name: str, feature: Any) -> dict[str, Any] | None:
    """A field, or None where a reader could not load it."""
    from datasets import List

    inner, repeated = (feature.feature, True) if isinstance(feature, List) else (feature, False)
    source = {"fileSet": {"@id": f"{config}-files"}, "extract": {"column": name}}
    more: dict[str, Any] = {"repeated": True} if repeated else {}
    if isinstance(inner, Mapping):
        if any(not _is_flat(part) for part in inner.values()):
            return None
        parts = [
            _field(
                f"{config}/{name}/{part}",
                _type(kind),
                source={
                    "fileSet": {"@id": f"{config}-files"},
                    "extract": {"column": name},
                    "transform": {"jsonPath": part},
                },
            )
            for part, kind in inner.items()
        ]
        return {
            "@type": "cr:Field",
            "@id": f"{config}/{name}",
            "name": name,
            "subField": parts,
            "source": source,
            **more,
        }
    return _field(f"{config}/{name}", _type(inner), source=source, **more) if _is_flat(inner) else None


def _is_flat(feature: Any) -> bool:
    from datasets import List

    return not isinstance(feature, Mapping | List)


def _type(feature: Any) -> str:
    kind = str(getattr(feature, "dtype", "string"))
    return "sc:DateTime" if kind.startswith("timestamp") else _TYPES.get(kind, "sc:Text")
