"""Rules about time expressions and the words of the text."""

from __future__ import annotations

from cases.edits import Break, at
from cases.rewording import all_of, reworded

_OPEN = {"resolution": "unresolved"}


def _monday(words: str, **values: object) -> Break:
    """Gives the time expression of the first document other words, and the fields that go with them."""
    return all_of(reworded("Monday", words), at("timexes", **values))


#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP423": [
        at("timexes", value="2031-03-04"),
        at("timexes", value="XXXX-WXX-2", **_OPEN),
        _monday("Mon., 4 March", value="2031-03-04"),
        _monday("early Monday night", timex_type="TIME", value="2031-03-02TNI"),
    ],
    "KP425": [
        reworded("out on Monday", "out by Monday"),
        reworded("out on Monday", "out before Monday"),
        reworded("out on Monday", "out since Monday"),
        reworded("out on Monday", "out until Monday"),
        reworded("out on Monday", "out on or after Monday"),
        all_of(reworded("out on", "out from"), reworded("Monday,", "Monday on,")),
    ],
}

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP423": [
        _monday("the eve of Tuesday"),
        _monday("sunrise", timex_type="TIME", value="2031-03-03TMO"),
        at("timexes", value="2031-03", timex_type="DATE"),
        at("timexes", value="XXXX-WXX-1", **_OPEN),
        _monday("Mon., 3 March"),
    ],
    "KP425": [
        all_of(reworded("out on Monday", "out by Monday"), at("timexes", mod="ON_OR_BEFORE")),
        all_of(reworded("out on", "out after"), reworded("Monday,", "Monday's vote,")),
        all_of(reworded("out on", "out before"), reworded("Monday,", "Monday talks,")),
        reworded("out on Monday,", "out a week before Monday,"),
        reworded("out on Monday", "out not until Monday"),
        all_of(reworded("out on", "out until"), _monday("now", value="PRESENT_REF")),
        all_of(reworded("out on", "out after"), _monday("five days", timex_type="DURATION", value="P5D")),
        all_of(reworded("out on", "out by"), _monday("night", timex_type="TIME", value="TNI")),
        reworded("out on Monday", "out from Monday"),
    ],
}
