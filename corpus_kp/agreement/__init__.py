"""Agreement of two annotators: figures with intervals, and what they have differently. See docs/agreement.md."""

from corpus_kp.agreement.agreeing import agree
from corpus_kp.agreement.report import Report

__all__ = ["Report", "agree"]
