"""What a claim says, in a few words."""

from __future__ import annotations

#: How a hedged count is said; the bound or value that a modifier goes with stands in braces.
_HEDGED = {
    "approx": "about {value}",
    "at_least": "at least {low}",
    "more_than": "more than {low}",
    "at_most": "up to {high}",
    "less_than": "fewer than {high}",
    "nearly": "nearly {value}",
    "range": "{low} to {high}",
}
#: How an open date is said.
_OPEN = {
    "BEFORE": "before {}",
    "AFTER": "after {}",
    "ON_OR_BEFORE": "by {}",
    "ON_OR_AFTER": "from {}",
    "START": "early {}",
    "MID": "mid {}",
    "END": "late {}",
    "APPROX": "about {}",
}


def number(value: float) -> str:
    """`12,000`, `2.5`."""
    return f"{value:,.15g}"


def counted(value: float | None, low: float | None, high: float | None, modifier: str | None) -> str:
    """A count as a mention has it: `12,000`, `about 1,500`, `at least 3`, `10,000 to 12,000`.

    Args:
        value: of the claim.
        low: its lower bound.
        high: its upper bound.
        modifier: of the quantity that carries it, where one does; without it the bounds speak for themselves.

    Returns:
        The words; empty where the claim has no number.
    """
    numbers = {"value": value, "low": low, "high": high}
    known = {name: number(given) for name, given in numbers.items() if given is not None}
    for form in (_HEDGED.get(modifier or ""), *_plain(known)):
        if form is not None and all(f"{{{name}}}" not in form or name in known for name in numbers):
            return form.format(**known)
    return ""


def _plain(known: dict[str, str]) -> list[str]:
    if "value" in known:
        return ["{value}"]
    return ["{low} to {high}", "at least {low}", "up to {high}"] if known else []


def dated(value: str, mod: str | None) -> str:
    """A TIMEX3 value with its modifier: `by 2031-03-04`."""
    return _OPEN.get(mod or "", "{}").replace("{}", value)


def yes_or_no(value: float) -> str:
    """The answer to a question that asks whether."""
    return {1.0: "yes", 0.0: "no"}.get(value, number(value))
