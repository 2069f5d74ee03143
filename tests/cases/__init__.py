"""Faults and near misses of every rule, as changes of the made-up corpus: one module for each family."""
