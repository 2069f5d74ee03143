"""The rules over tables: one function each from tables to the rows that offend."""

from __future__ import annotations

from corpus_kp.rules import (
    attribution_words,
    attributions,
    claim_mentions,
    claim_pairs,
    claims,
    edges,
    entities,
    near_duplicates,
    quantities,
    quantity_words,
    quote_marks,
    rights,
    spans,
    splits,
    stance_words,
    stances,
    timex_words,
    timexes,
)
from corpus_kp.rules.checks import CHECKS

__all__ = [
    "CHECKS",
    "attribution_words",
    "attributions",
    "claim_mentions",
    "claim_pairs",
    "claims",
    "edges",
    "entities",
    "near_duplicates",
    "quantities",
    "quantity_words",
    "quote_marks",
    "rights",
    "spans",
    "splits",
    "stance_words",
    "stances",
    "timex_words",
    "timexes",
]
