"""JSON in UTF-8 whose every character can be seen: others are escaped."""

from __future__ import annotations

import json
from typing import Any

import msgspec


def json_line(value: Any) -> str:
    """A value (records too) as JSON on one line.

    Control characters, the ones that turn the direction of a text, and lone surrogates are escaped, so that the line
    is valid UTF-8 and cannot steer a terminal.
    """
    line = json.dumps(msgspec.to_builtins(value), ensure_ascii=False)
    return line if line.isprintable() else "".join(map(_escaped, line))


def _escaped(character: str) -> str:
    """Characters outside of strings are printable, so that this is an escape within one."""
    return character if character.isprintable() else json.dumps(character)[1:-1] if character != "\x7f" else "\\u007f"
