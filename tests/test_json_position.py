"""Positions of values in lines of JSON."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_kp.json_position import locate, parse_path, repeated_key

_SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_VALUES = st.recursive(
    _SCALARS, lambda child: st.lists(child, max_size=4) | st.dictionaries(st.text(), child, max_size=4), max_leaves=12
)
_STYLES = st.sampled_from([{}, {"ensure_ascii": False}, {"separators": (",", ":")}, {"indent": 1}])


def _paths(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[tuple[str | int, ...], object]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value), *(found for key, child in items for found in _paths(child, (*path, key)))]


@given(value=_VALUES, style=_STYLES, data=st.data())
def test_a_path_leads_to_the_characters_of_its_value(value: object, style: dict, data: st.DataObject) -> None:
    """Whatever the value and the style, the characters at the span are the value's own JSON."""
    line = json.dumps(value, **style)
    path, wanted = data.draw(st.sampled_from(_paths(value)))
    start, end = locate(line, path)
    assert json.loads(line[start:end]) == wanted
    assert line[start:end] == line[start:end].strip()


def test_a_key_is_found_as_well_as_its_value() -> None:
    """`key=True` gives the key."""
    line = '{"a": {"bad": 1}}'
    start, end = locate(line, ("a", "bad"), key=True)
    assert line[start:end] == '"bad"'


def test_a_path_that_leads_nowhere_ends_at_the_innermost_value() -> None:
    """The span of what is there is better than none."""
    assert locate('{"a": [1]}', ("a", 7, "b")) == (6, 9)


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("$", ()),
        ("$.start", ("start",)),
        ("content[1]", ("content", 1)),
        ("$.sources[0].entity_ids[2]", ("sources", 0, "entity_ids", 2)),
        ("$.sources[...].end", ("sources",)),
    ],
)
def test_paths_are_split_into_keys_and_indexes(text: str, steps: tuple[str | int, ...]) -> None:
    """Both the decoder's and the rules' way of writing paths are read."""
    assert parse_path(text) == steps


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('{"a": 1, "b": {"a": 2}}', None),
        ('{"a": 1, "b": {"c": 2, "c": 3}}', 23),
        ('{"a": 1, "b": {"a": 2}, "a": 3}', 24),
        ('[{"a": 1}, {"a": 1, "\\u0061": 2}]', 20),
    ],
)
def test_the_second_place_of_a_repeated_key_is_found(line: str, place: int | None) -> None:
    """In the object that has it twice, however the key is written."""
    found = repeated_key(line)
    assert (found and found[1][0]) == place
