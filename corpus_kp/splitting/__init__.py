"""Documents are put into groups, and groups into splits."""
