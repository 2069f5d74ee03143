"""A corpus in figures."""
