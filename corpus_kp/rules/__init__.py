"""The catalogue of rules: data, and one function each from tables to the rows that offend."""

from __future__ import annotations

from corpus_kp.rules import attributions, claims, entities, quantities, rights, spans, splits, stances, timexes
from corpus_kp.rules.catalogue import CATALOGUE, Level, Rule, Scope, rule

__all__ = [
    "CATALOGUE",
    "Level",
    "Rule",
    "Scope",
    "attributions",
    "claims",
    "entities",
    "quantities",
    "rights",
    "rule",
    "spans",
    "splits",
    "stances",
    "timexes",
]
