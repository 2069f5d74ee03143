"""Rules about quantities."""

from __future__ import annotations

from cases.edits import Break, add, at
from cases.rewording import added, all_of, placed, reworded, second

_OVERLAP = {
    "layer": "timexes", "id": "x1", "start": 113, "end": 118, "text": "1,200", "timex_type": "DATE", "value": "1200",
    "resolution": "explicit",
}  # fmt: skip


def _percent(value: float) -> Break:
    """A percent of the second document."""
    words = f"{value:,} percent".replace("-", "minus ")
    return second(reworded("Three", words), placed("quantities", words, kind="percent", unit="%", value=value))


#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP401": [at("quantities", value=None), at("quantities", modifier="at_least"), at("quantities", modifier="vague")],
    "KP402": [at("quantities", modifier="range", value=None, value_min=5, value_max=3)],
    "KP403": [at("quantities", unit="km"), at("quantities", kind="money"), at("quantities", kind="measure", unit="USD")],
    "KP408": [at("quantities", value=-1), at("quantities", kind="ordinal", value=0), at("quantities", kind="ordinal", value=1.5), at("quantities", kind="percent", unit="%", value=5000)],
    "KP411": [add(_OVERLAP)],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP401": [second(at("quantities", modifier="vague", value=None), placed("quantities", "Three"))],
    "KP402": [second(at("quantities", modifier="nearly", value=3, value_max=3))],
    "KP403": [second(at("quantities", kind="measure", unit="GB"))],
    "KP408": [_percent(1000), _percent(-100), second(reworded("Three", "No"), at("quantities", value=0))],
    "KP411": [
        all_of(
            reworded(" dockers", " night dockers"),
            added("timexes", "night", timex_type="TIME", value="TNI", resolution="explicit"),
        )
    ],
}
