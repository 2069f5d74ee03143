"""Corpora of any size: shards of documents with all their rows, each checked and packaged by one function."""
