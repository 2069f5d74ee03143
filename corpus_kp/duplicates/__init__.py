"""Documents and passages that repeat each other."""
