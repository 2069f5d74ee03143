"""A package becomes a tagged revision of a dataset repository on a hub."""
