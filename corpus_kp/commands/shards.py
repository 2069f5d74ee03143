"""How a run over shards is told: a bar on a terminal, lines for a scheduler, and what is kept of one that is ended."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click

from corpus_kp.rendering import count
from corpus_kp.shards.run import Progress
from corpus_kp.shards.state import Summary

#: Exit status of a command that Ctrl-C ended.
_INTERRUPTED = 130


@contextmanager
def reporting(options: Mapping[str, Any], advice: str = "") -> Iterator[Progress]:
    """What is told while shards are done.

    Args:
        options: of the call.
        advice: what is said to whoever ends the run; by default that the same command goes on.
    """
    teller = _Events() if options["events"] else _Bar() if sys.stderr.isatty() else _Silence()
    try:
        yield teller.tell
    except KeyboardInterrupt:
        teller.end()
        done = f"{teller.done} of {count(teller.of, 'shard')} done" if teller.of else "before the first shard was done"
        click.echo(f"stopped: {done}; {advice or 'the same command goes on from there'}", err=True)
        sys.exit(_INTERRUPTED)
    teller.end()


class _Silence:
    """Keeps count."""

    def __init__(self) -> None:
        self.done = self.of = self.documents = 0
        self.begun = time.monotonic()

    def tell(self, summary: Summary, done: int, of: int) -> None:
        """Takes note of a shard that is done."""
        self.done, self.of = done, of
        self.documents += summary.counts.get("documents", 0)

    def end(self) -> None:
        """Says no more."""

    @property
    def speed(self) -> float:
        """Documents in a second."""
        return self.documents / max(time.monotonic() - self.begun, 1e-9)


class _Bar(_Silence):
    """One bar over all shards, with documents in a second and the time that is left."""

    def __init__(self) -> None:
        super().__init__()
        self._bar: Any = None

    def tell(self, summary: Summary, done: int, of: int) -> None:
        super().tell(summary, done, of)
        if self._bar is None:
            self._bar = click.progressbar(
                length=of, label="shards", show_pos=True, file=sys.stderr, item_show_func=lambda _: self._pace()
            )
            self._bar.__enter__()
        self._bar.update(1, current_item=done)

    def end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None

    def _pace(self) -> str:
        return f"{self.speed:,.0f} documents/s"


class _Events(_Silence):
    """A JSON line for each shard."""

    def tell(self, summary: Summary, done: int, of: int) -> None:
        super().tell(summary, done, of)
        left = (of - done) * (time.monotonic() - self.begun) / done
        event = {
            "event": "shard",
            "shard": summary.shard,
            "done": done,
            "of": of,
            "documents": summary.counts.get("documents", 0),
            "faults": len(summary.faults),
            "findings": dict(summary.findings),
            "left_to_judge": summary.concerned,
            "documents_per_second": round(self.speed, 1),
            "seconds_left": round(left, 1),
        }
        click.echo(json.dumps(event, ensure_ascii=False), err=True)
