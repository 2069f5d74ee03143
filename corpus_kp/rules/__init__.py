"""The catalogue of rules: data, and one function each from tables to the rows that offend."""

from __future__ import annotations

from corpus_kp.rules import attributions, entities, quantities, spans, stances, timexes
from corpus_kp.rules.catalogue import CATALOGUE, Level, Rule, rule

__all__ = ["CATALOGUE", "Level", "Rule", "attributions", "entities", "quantities", "rule", "spans", "stances", "timexes"]
