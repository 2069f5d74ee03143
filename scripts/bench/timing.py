"""Processor seconds of each rule over the shards of a corpus, in one process."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from corpus_kp import judging
from corpus_kp.frames import Frames
from corpus_kp.rules.checks import CHECKS
from corpus_kp.schema import Schemas
from corpus_kp.shards import judging as shard_judging
from corpus_kp.shards import run, task
from corpus_kp.shards.engines.local import LocalEngine
from corpus_kp.shards.files import ShardFolder
from corpus_kp.shards.state import State

#: What is not a rule, and where it is called.
_PARTS = {
    "reading": (ShardFolder, "fetch"),
    "decoding": (ShardFolder, "parse"),
    "records": (task, "record_faults"),
    "hashes of texts": (task, "hashed"),
    "what goes on to other shards": (State, "write"),
    "rules across shards": (run, "across"),
    "derived columns": (shard_judging, "derive"),
    "comparing derived columns": (shard_judging, "differences"),
    "table contract": (judging, "contract_faults"),
}


class _Clock:
    """Seconds by name; what is called inside of another is not counted twice."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self._inner = [0.0]

    def timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """The same call, with its seconds noted."""

        def measured(*args: Any, **values: Any) -> Any:
            self._inner.append(0.0)
            begin = time.process_time()
            result = call(*args, **values)
            result = list(result) if hasattr(result, "__next__") else result
            spent = time.process_time() - begin
            self.seconds[name] += spent - self._inner.pop()
            self._inner[-1] += spent
            return result

        return measured


def by_rule(folder: Path, schemas: Schemas) -> dict[str, float]:
    """Checks all shards one after another.

    Returns:
        Processor seconds by code of a rule, by name of a view that rules share, and by part of the engine.
    """
    clock, before = _Clock(), dict(CHECKS)
    parts = {name: getattr(*place) for name, place in _PARTS.items()}
    view = Frames.view
    try:
        CHECKS.update({code: clock.timed(code, check) for code, check in before.items()})
        for name, (owner, attribute) in _PARTS.items():
            setattr(owner, attribute, clock.timed(name, parts[name]))
        Frames.view = _timed_views(view, clock)
        clock.timed("the rest", run.check_shards)(folder, schemas, LocalEngine(1))
    finally:
        CHECKS.update(before)
        Frames.view = view
        for name, (owner, attribute) in _PARTS.items():
            setattr(owner, attribute, parts[name])
    return dict(clock.seconds.most_common())


def _timed_views(view: Callable[..., Any], clock: _Clock) -> Callable[..., Any]:
    def timed(frames: Frames, make: Callable[[Frames], Any]) -> Any:
        if make in frames.__dict__.get("views", {}):
            return view(frames, make)
        return clock.timed(f"view {make.__name__.strip('_')}", view)(frames, make)

    return timed
