"""The dataset card: prose by people, numbers and tables made from the data.

In `DATASET_CARD.md` a generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from corpus_kp.content import SPLITS
from corpus_kp.errors import CorpusConfigError
from corpus_kp.frames import Frames
from corpus_kp.package import CONFIGS, RecordSet
from corpus_kp.schema import TABLES, Schemas
from corpus_kp.stats.counting import composition, labels, listed

_BLOCK = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_FRONT = re.compile(r"\A---\n(?P<yaml>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
#: Legal values and characters of a type that the dictionary shows at most.
_VALUES_SHOWN, _TYPE_SHOWN = 20, 60


def counts(sets: Iterable[RecordSet], splits: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Rows of each config (lines) and split (columns), with a header."""
    rows = {(s.config, s.split): s.table.num_rows for s in sets}
    shown = [split for split in splits if any(key[1] == split for key in rows)]
    lines = [(config, *(str(rows.get((config, split), 0)) for split in shown)) for config in CONFIGS]
    return [("config", *shown), *lines]


def fill_blocks(card: str, blocks: Mapping[str, str]) -> str:
    """Replaces the generated parts of a card.

    Raises:
        CorpusConfigError: the card asks for a part that does not exist, or lacks one.
    """
    wanted = {match["name"] for match in _BLOCK.finditer(card)}
    if wanted != set(blocks):
        odd = ", ".join(sorted(wanted ^ set(blocks)))
        raise CorpusConfigError(
            f"DATASET_CARD.md: generated parts and <!-- generated: NAME --> markers differ in: {odd}; "
            f"there has to be one marker for each of {', '.join(sorted(blocks))}"
        )
    return _BLOCK.sub(lambda match: f"{match[1]}{blocks[match['name']].strip()}\n{match[3]}", card)


def block_contents(card: str) -> dict[str, str]:
    """The generated parts of a card as they stand in it, by name."""
    found = re.finditer(_BLOCK.pattern.replace(".*?", "(?P<content>.*?)"), card, re.DOTALL)
    return {match["name"]: match["content"].strip() for match in found}


def blocks(
    frames: Frames, sets: list[RecordSet], schemas: Schemas, agreement: Sequence[tuple[str, ...]]
) -> dict[str, str]:
    """The generated parts of the card, by name."""
    return blocks_of_tables(frames, sets, schemas) | {"agreement": markdown_table(agreement)}


def blocks_of_tables(frames: Frames, sets: list[RecordSet], schemas: Schemas) -> dict[str, str]:
    """The generated parts that say nothing but what the tables of a package say."""
    return {
        "counts": markdown_table(counts(sets, SPLITS)),
        "composition": markdown_table(_composition(frames)),
        "labels": markdown_table(_labels(frames)),
        "dictionary": _dictionary(schemas),
    }


def markdown_table(rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table; the first row is the header."""
    header, *lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([header, f"|{' --- |' * len(rows[0])}", *lines])


def _composition(frames: Frames) -> list[tuple[str, ...]]:
    by = ("tier", "genre", "rights")
    rows = composition(frames, *by).select(*by, "documents", "codepoints").iter_rows()
    return [("tier", "genre", "rights", "documents", "code points"), *(tuple(map(str, row)) for row in rows)]


def _labels(frames: Frames) -> list[tuple[str, ...]]:
    return [("column", "values (rows)"), *((name, listed(found)) for name, found in labels(frames).items())]


def _dictionary(schemas: Schemas) -> str:
    parts = []
    for name in TABLES:
        schema = schemas[name]
        rows = [("column", "type", "null", "description")]
        for column in schema.columns.values():
            kind = f"`{column.dtype if len(str(column.dtype)) < _TYPE_SHOWN else type(column.dtype).__name__}`"
            legal = f" One of: {', '.join(column.values[:_VALUES_SHOWN])}." if column.values else ""
            rows.append((f"`{column.name}`", kind, "yes" if column.nullable else "no", column.description + legal))
        parts.append(f"#### `{name}`\n\n{schema.description}\n\n{markdown_table(rows)}")
    return "\n\n".join(parts)


_REFILLED = """
> **This package holds the text of articles that may not be given on.** It was refilled from copies of your own;
> keep it to yourself. What is said below of the text-free tier holds for the package without these texts.
"""


def front_matter(card: str) -> tuple[dict[str, Any], str]:
    """The YAML at the top of a card, and what follows it.

    Args:
        card: the whole text.

    Raises:
        CorpusConfigError: the card has no YAML front matter.
    """
    match = _FRONT.match(card)
    if not match:
        raise CorpusConfigError("DATASET_CARD.md: it has to start with YAML front matter between two lines of ---")
    try:
        return dict(yaml.safe_load(match["yaml"])), match["body"]
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise CorpusConfigError(f"DATASET_CARD.md: its front matter is no YAML mapping: {error}") from error


def readme(
    card: str, version: str, sets: list[RecordSet], digests: Mapping[str, str], *, refilled: bool = False
) -> str:
    """The package's README.md: the card with `configs:` and `dataset_info:` in its front matter.

    Args:
        card: the filled card.
        version: of the corpus; part of the cache key of `load_dataset`.
        sets: what was written.
        digests: content digest of each config; part of the cache key as well.
        refilled: whether texts that may not be given on are in the package.

    Raises:
        CorpusConfigError: the card has no YAML front matter.
    """
    front, body = front_matter(card)
    configs = [_config(name, version, digests[name], sets) for name in digests]
    front |= {"configs": configs, "dataset_info": [_info(n, sets) for n in digests]}
    text = yaml.safe_dump(front, sort_keys=False, allow_unicode=True, width=120)
    return f"---\n{text}---\n{_REFILLED if refilled else ''}{body}"


def _config(name: str, version: str, digest: str, sets: list[RecordSet]) -> dict[str, Any]:
    files = [{"split": s.split, "path": s.file} for s in sets if s.config == name]
    default = {"default": True} if name == CONFIGS[0] else {}
    return {"config_name": name, **default, "version": version, "description": f"sha256:{digest}", "data_files": files}


def _info(name: str, sets: list[RecordSet]) -> dict[str, Any]:
    chosen = [s for s in sets if s.config == name]
    splits = [{"name": s.split, "num_bytes": s.table.nbytes, "num_examples": s.table.num_rows} for s in chosen]
    size = sum(s.table.nbytes for s in chosen)
    features = chosen[0].features._to_yaml_list()  # noqa: SLF001 - the only writer of this format
    return {"config_name": name, "features": features, "splits": splits, "download_size": size, "dataset_size": size}
