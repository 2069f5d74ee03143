"""Rules about time expressions."""

from __future__ import annotations

from cases.edits import Break, at
from cases.rewording import all_of, reworded, second

#: One fault, or more, for each rule.
FAULTS: dict[str, list[Break]] = {
    "KP421": [
        at("timexes", value="last Monday"), at("timexes", value="2031-02-30"), at("timexes", value="P3D"),
        at("timexes", timex_type="DURATION", value="2031"), at("timexes", value="2031-13"), at("timexes", value="2031-02-01/2031-02-30"),
        at("timexes", value="2031-03-03/05"),
    ],
    "KP422": [at("documents", dct=None)],
    "KP424": [at("timexes", value="2031-03-04/2031-03-01"), at("timexes", value="2031-04/2031-03-30")],
}  # fmt: skip

#: What comes close to a fault of the rule and is none.
NEAR_MISSES: dict[str, list[Break]] = {
    "KP421": [
        second(reworded("4 March 2031", "29 February 2032"), at("timexes", value="2032-02-29")),
        at("timexes", value="2031-W10"), at("timexes", value="2031-03-03T24:00", timex_type="TIME"),
        at("timexes", value="XXXX-02-30"), at("timexes", value="203/204"),
    ],
    "KP422": [all_of(at("documents", dct=None), at("timexes", value="XXXX-WXX-1", resolution="unresolved"))],
    "KP424": [at("timexes", value="2031-03-04/2031-03-04"), at("timexes", value="2031-03/2031-03-01")],
}  # fmt: skip
