"""Format gitlab (its form follows)."""

from corpus_kp.renderers.text import render

__all__ = ["render"]
