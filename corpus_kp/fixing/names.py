"""Fields and values that are misspelt (KP006, KP201). Not safe: the nearest name need not be the one that was meant."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

import msgspec

from corpus_kp.findings import Edit, Finding
from corpus_kp.fixing.editing import LineEdits, written
from corpus_kp.fixing.sources import Sources, decode, decoded
from corpus_kp.json_position import JsonPath, locate, repeated_key
from corpus_kp.reading import column_of
from corpus_kp.records import TABLE_OF, Relation, Source, Span, Target

#: How like the nearest name has to be (share of characters in common), and by how much more than the next one.
_LIKE, _MARGIN = 0.8, 0.2
#: Characters of a word that may be a spelling of something; comparing takes time with the square.
_LONGEST = 100
_JOINT = re.compile(r"(?<=\w)[\s_-]+(?=\w)")
_STRUCTS: tuple[type[msgspec.Struct], ...] = (*TABLE_OF, Relation, Source, Span, Target)
_FIELDS = {name for kind in _STRUCTS for name in kind.__struct_fields__}


def misspelt_value(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """The legal value that is like the illegal one, if there is exactly one."""
    found = _marked(finding, sources)
    record = decoded(found[0].line) if found else None
    if found is None or record is None:
        return None
    line, place = found
    columns = sources.corpus.schemas[TABLE_OF[type(record)]].columns
    for steps, value in _strings(json.loads(line.line), ()):
        column = column_of(steps, columns) if locate(line.line, steps) == place else None
        meant = nearest(value, tuple(column.values or ())) if column else None
        if meant:
            return f"Replace {value} by {meant}", [line.value(steps, meant)]
    return None


def misspelt_field(finding: Finding, sources: Sources) -> tuple[str, list[Edit]] | None:
    """The field that is like the unknown one, if exactly one may stand there and does not yet."""
    found = _marked(finding, sources)
    if found is None:
        return None
    line, (first, last) = found
    try:
        name = json.loads(line.line[first:last])
    except ValueError:
        return None
    if not isinstance(name, str):
        return None
    meant = nearest(name, tuple(field for field in _alike(name) if _may_stand(field, line.line, first, last)))
    edit = line.columns(first, last, written(meant, line.line))
    return (f"Rename the field {name} to {meant}", [edit]) if meant else None


def _marked(finding: Finding, sources: Sources) -> tuple[LineEdits, tuple[int, int]] | None:
    """The line of a finding, and the columns (0-based, half-open) that it marks."""
    line = sources.line(finding)
    if line is None or finding.line is None or finding.column is None or finding.end_column is None:
        return None
    return LineEdits(finding.path, finding.line, line), (finding.column - 1, finding.end_column - 1)


def _strings(value: Any, path: JsonPath) -> Iterator[tuple[JsonPath, str]]:
    """Every string in a JSON value, with its path."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for step, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _strings(part, (*path, step))


def _may_stand(field: str, line: str, first: int, last: int) -> bool:
    """Whether the reader takes a field at the place of another one, whatever else it may say about the line."""
    renamed = line[:first] + written(field, line) + line[last:]
    try:
        if repeated_key(renamed):
            return False
        decode(renamed)
    except msgspec.ValidationError as error:
        return f"`{field}`" not in str(error) and f".{field}`" not in str(error)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False
    return True


@lru_cache
def nearest(word: str, names: tuple[str, ...]) -> str | None:
    """The name that a word is a spelling of, if that is certain.

    Args:
        word: as it was written.
        names: those that it may be.

    Returns:
        The only name that differs in case or in what joins its parts, else the only one that is alike.
    """
    if len(word) > _LONGEST:
        return None
    same = [name for name in names if _joined(name) == _joined(word)]
    if same:
        return same[0] if len(same) == 1 else None
    likeness = sorted((SequenceMatcher(None, _joined(word), _joined(name)).ratio(), name) for name in names)
    (second, _), (best, name) = ([(0.0, ""), (0.0, ""), *likeness])[-2:]
    return name if best >= _LIKE and best - second >= _MARGIN else None


@lru_cache
def _alike(word: str) -> tuple[str, ...]:
    """The fields that have a say in which one a word is a spelling of."""
    if len(word) > _LONGEST:
        return ()
    joined = _joined(word)
    least = _LIKE - _MARGIN
    return tuple(name for name in sorted(_FIELDS) if SequenceMatcher(None, joined, _joined(name)).ratio() > least)


def _joined(name: str) -> str:
    return _JOINT.sub("_", name.casefold().strip())
