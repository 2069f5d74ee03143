"""Text-free articles: sealed fingerprints, and the way back to text."""
