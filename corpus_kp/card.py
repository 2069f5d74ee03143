"""The dataset card: prose by people, numbers and tables made from the data.

In `DATASET_CARD.md` a generated part stands between `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
import yaml

from corpus_kp.content import SPLITS
from corpus_kp.errors import CorpusConfigError
from corpus_kp.frames import Frames
from corpus_kp.package import CONFIGS, Part
from corpus_kp.schema import TABLES, Schemas
from corpus_kp.stats.counting import LABELS, composition, labels, listed

_BLOCK = re.compile(r"(<!-- generated: (?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_FRONT = re.compile(r"\A---\n(?P<yaml>.*?)\n---\n(?P<body>.*)\Z", re.DOTALL)
#: Legal values and characters of a type that the dictionary shows at most.
_VALUES_SHOWN, _TYPE_SHOWN = 20, 60
#: Columns of the documents by which the card counts them.
_BY = ("tier", "genre", "rights")


def counts(sets: Iterable[Part], splits: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Rows of each config (lines) and split (columns), with a header."""
    rows: Counter[tuple[str, str]] = Counter()
    for one in sets:
        rows[one.config, one.split] += one.rows
    shown = [split for split in splits if any(key[1] == split for key in rows)]
    made = [config for config in CONFIGS if any(key[0] == config for key in rows)]
    lines = [(config, *(str(rows[config, split]) for split in shown)) for config in made]
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


@dataclass(frozen=True)
class Figures:
    """What the card counts; of parts of a corpus it can be summed.

    Attributes:
        composition: `tier`, `genre`, `rights`, `documents` and `codepoints`.
        labels: `column` (with its table), `value` and `rows`.
    """

    composition: pl.DataFrame
    labels: pl.DataFrame

    @classmethod
    def of(cls, frames: Frames) -> Figures:
        """Counts what is in tables."""
        counted = [
            pl.DataFrame(found, schema={"value": pl.String, "rows": pl.Int64}, orient="row").select(
                pl.lit(column).alias("column"), "value", "rows"
            )
            for column, found in labels(frames).items()
        ]
        return cls(composition(frames, *_BY, words=False), pl.concat(counted))

    @classmethod
    def summed(cls, parts: Sequence[Figures]) -> Figures:
        """What is in all of some parts."""
        sizes = pl.concat(part.composition for part in parts).group_by(*_BY).sum().sort(*_BY, nulls_last=True)
        counted = pl.concat(part.labels for part in parts).group_by("column", "value").sum()
        return cls(sizes, counted.sort("rows", "value", descending=[True, False]))


def blocks(
    figures: Figures, sets: Sequence[Part], schemas: Schemas, agreement: Sequence[tuple[str, ...]]
) -> dict[str, str]:
    """The generated parts of the card, by name."""
    return blocks_of_tables(figures, sets, schemas) | {"agreement": markdown_table(agreement)}


def blocks_of_tables(figures: Figures, sets: Sequence[Part], schemas: Schemas) -> dict[str, str]:
    """The generated parts that say nothing but what the tables of a package say."""
    return {
        "counts": markdown_table(counts(sets, SPLITS)),
        "composition": markdown_table(_composition(figures)),
        "labels": markdown_table(_labels(figures)),
        "dictionary": _dictionary(schemas),
    }


def markdown_table(rows: Sequence[tuple[str, ...]]) -> str:
    """A Markdown table; the first row is the header."""
    header, *lines = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([header, f"|{' --- |' * len(rows[0])}", *lines])


def _composition(figures: Figures) -> list[tuple[str, ...]]:
    rows = figures.composition.iter_rows()
    return [(*_BY, "documents", "code points"), *(tuple(map(str, row)) for row in rows)]


def _labels(figures: Figures) -> list[tuple[str, ...]]:
    columns = [f"{table}.{column}" for table, column in LABELS]
    found = figures.labels.partition_by("column", as_dict=True, include_key=False)
    return [
        ("column", "values (rows)"),
        *((column, listed(list(found[column,].iter_rows())) if (column,) in found else "") for column in columns),
    ]


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


def readme(card: str, version: str, sets: Sequence[Part], digests: Mapping[str, str], *, refilled: bool = False) -> str:
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


def _config(name: str, version: str, digest: str, sets: Sequence[Part]) -> dict[str, Any]:
    files = [
        {"split": split, "path": paths[0] if len(paths) == 1 else paths} for split, paths in _paths(name, sets).items()
    ]
    default = {"default": True} if name == sets[0].config else {}
    return {"config_name": name, **default, "version": version, "description": f"sha256:{digest}", "data_files": files}


def _paths(name: str, sets: Sequence[Part]) -> dict[str, list[str]]:
    """The files of a config, by split."""
    paths: dict[str, list[str]] = {}
    for one in sets:
        if one.config == name:
            paths.setdefault(one.split, []).append(one.file)
    return paths


def _info(name: str, sets: Sequence[Part]) -> dict[str, Any]:
    chosen = [s for s in sets if s.config == name]
    splits = [
        {
            "name": split,
            "num_bytes": sum(s.size for s in chosen if s.split == split),
            "num_examples": sum(s.rows for s in chosen if s.split == split),
        }
        for split in _paths(name, sets)
    ]
    size = sum(s.size for s in chosen)
    features = chosen[0].features._to_yaml_list()  # noqa: SLF001 - the only writer of this format
    return {"config_name": name, "features": features, "splits": splits, "download_size": size, "dataset_size": size}
