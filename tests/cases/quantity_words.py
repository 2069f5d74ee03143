"""Rules about quantities and the words of the text."""

from __future__ import annotations

from cases.edits import Break, at
from cases.rewording import added, all_of, measuring, placed, reworded, second, without

_EXACT = {"modifier": "exact", "value": 1200}
_FAR = {"measured": {"start": 34, "end": 46, "text": "Dock workers"}}
_COUNT = {"kind": "count", "value": 300, "modifier": "exact", "aggregation": "none"}


def _counted(words: str, **values: object) -> Break:
    """Gives the quantity of the first document other words, and the fields that go with them."""
    return all_of(reworded("About 1,200", words), at("quantities", **values))


def _beside(before: str, number: str, behind: str = "", **values: object) -> Break:
    """Words beside a number of the second document, outside its span."""
    return second(reworded("Three", f"{before}{number}{behind}"), placed("quantities", number, **values))


#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP404": [
        at("quantities", modifier="exact"),
        _counted("No more than 1,200", **_EXACT),
        _counted("1,200 or so", **_EXACT),
        _counted("1,200 to 1,300", **_EXACT),
        _beside("At least ", "three"),
        _beside("In this, close to ", "40", value=40),
        _beside("In this, over ", "seven kilometres", " of", kind="measure", unit="km", value=7),
        _beside("", "Three", " or more"),
        _beside("", "30", "-plus", value=30),
        _beside("At least another ", "three", aggregation="additional"),
    ],
    "KP405": [
        second(at("quantities", value=13)),
        second(at("quantities", modifier="nearly", value=3, value_max=4)),
        second(at("quantities", modifier="at_most", value=None, value_max=30)),
        _beside("", "8 to 10", value=None, value_min=8, value_max=11, modifier="range"),
        _beside("", "8 to 10", value=9, modifier="approx"),
    ],
    "KP406": [at("quantities", measured=None)],
    "KP407": [
        at("quantities", **_FAR),
        all_of(reworded(" joined", " joined 300 of them"), added("quantities", "300", **_COUNT), measuring("ships")),
    ],
    "KP409": [second(placed("timexes", "4 March"), added("quantities", "2031", kind="count", value=2031, modifier="exact", aggregation="none"))],
    "KP410": [
        reworded(" dockers", " more dockers"),
        all_of(reworded("said. ", "said. In total, "), reworded("About", "about")),
        reworded(" joined", " in all, joined"),
        reworded(" joined", " were among those who joined"),
        reworded(" joined", " each, joined"),
        _counted("Another 1,200", **_EXACT),
    ],
    "KP412": [second(without("timexes")), reworded(" joined", " joined at 14 gates")],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP404": [
        _beside("Talks about ", "three"),
        _beside("Reports about ", "40", value=40),
        _beside("In Washington D.C. ", "three"),
        _beside("About the ", "first", kind="ordinal", value=1),
        _beside("", "Three", ", at most quays,"),
    ],
    "KP405": [
        _beside("", "Three-ish"),
        _beside("", "15 percent", kind="percent", unit="%", value=15),
        _beside("", "Fewer than 1.5 million", modifier="less_than", value=None, value_max=1500000),
        _beside("", "A dozen", value=12),
    ],
    "KP406": [
        all_of(reworded(" dockers joined", " of the dockers joined"), at("quantities", measured=None)),
        all_of(reworded(" dockers joined", " striking dockers joined"), at("quantities", measured=None)),
        second(reworded("Three", "One"), reworded("ships may", "ship may"), at("quantities", value=1, measured=None)),
    ],
    "KP407": [
        all_of(reworded(" joined", " joined 300 of them"), added("quantities", "300", **_COUNT), measuring("Dock workers")),
        all_of(reworded("dockers joined", "grim, tired, unpaid dockers of the long night shift joined"), at("quantities")),
    ],
    "KP409": [
        _beside("", "1999", value=1999),
        all_of(reworded(" joined", " joined 1799 of them"), added("quantities", "1799", **_COUNT | {"value": 1799})),
        all_of(reworded(" joined", " joined 2,031 of them"), added("quantities", "2,031", **_COUNT | {"value": 2031})),
    ],
    "KP410": [
        reworded(" dockers", " more or less idle dockers"),
        second(reworded("may wait", "may each wait")),
        _beside("Among the ", "three"),
        _beside("In all ", "three"),
        _beside("", "Three percent", " more", kind="percent", unit="%"),
        all_of(reworded(" dockers", " more dockers"), at("quantities", aggregation="additional")),
    ],
    "KP412": [
        all_of(reworded(" joined", " joined Local 14"), added("entities", "Local 14", label="ORG", mention_type="NAM", entity_id="harbour-union")),
    ],
}  # fmt: skip
