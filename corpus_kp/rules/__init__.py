"""The rules over tables: one function each from tables to the rows that offend."""

from __future__ import annotations

from corpus_kp.rules import attributions, claims, entities, quantities, rights, spans, splits, stances, timexes
from corpus_kp.rules.checks import CHECKS

__all__ = [
    "CHECKS",
    "attributions",
    "claims",
    "entities",
    "quantities",
    "rights",
    "spans",
    "splits",
    "stances",
    "timexes",
]
