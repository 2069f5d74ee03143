"""Where a finding points: columns of a native line, the annotation's own span, and the words around it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from corpus_kp.corpus import Corpus
from corpus_kp.excerpts import Lines, excerpt_of, excerpt_of_line
from corpus_kp.findings import Excerpt
from corpus_kp.frames import Frames
from corpus_kp.json_position import locate, parse_path
from corpus_kp.regular_files import read_regular
from corpus_kp.spans import all_spans, own_spans


class Places:
    """Looks up places in native files and texts; a file is read once, and only where there is a finding."""

    def __init__(self, corpus: Corpus, frames: Frames) -> None:
        """Prepares the look-up.

        Args:
            corpus: where the files are.
            frames: the tables that were checked, for texts and spans.
        """
        self._corpus = corpus
        self._lines: dict[str, list[str]] = {}
        self._feeds: dict[str, Lines] = {}
        self._frames = frames
        self._texts: Mapping[str, tuple[str, str]] | None = None
        self._own: Mapping[tuple[str, str], tuple[int, int]] | None = None

    def columns(self, path: str, line: int | None, field: str) -> tuple[int, int] | None:
        """First column and the one after the last, 1-based, of a field of a native line."""
        text = self._line(path, line)
        if text is None:
            return None
        try:
            first, last = locate(text, parse_path(field))
        except (ValueError, RecursionError):  # the file has changed since it was read
            return None
        return first + 1, last + 1

    def own_span(self, doc_id: str | None, annotation_id: str | None) -> tuple[int, int] | None:
        """The span of an annotation; that of its cue, where it has several."""
        if self._own is None:
            spans = own_spans(all_spans(self._frames))
            self._own = {(doc, name): (start, end) for doc, name, start, end in spans.iter_rows()}
        return self._own.get((doc_id or "", annotation_id or ""))

    def excerpt(self, doc_id: str | None, start: int | None, end: int | None) -> Excerpt | None:
        """Words of a document among those around them, where its text is at hand and they lie in it."""
        if doc_id is None or start is None or end is None:
            return None
        path, text = self._text(doc_id)
        if not text or not 0 <= start <= end <= len(text):
            return None
        if doc_id not in self._feeds:
            self._feeds[doc_id] = Lines(text)
        return excerpt_of(text, path, start, end, self._feeds[doc_id])

    def excerpt_of_line(self, path: str, line: int | None, columns: tuple[int, int] | None) -> Excerpt | None:
        """A stretch of a native line, for what has no text."""
        text = self._line(path, line)
        if text is None or columns is None:
            return None
        return excerpt_of_line(text, path, line or 1, columns)

    def _line(self, path: str, line: int | None) -> str | None:
        if path not in self._lines:
            self._lines[path] = _read(self._corpus.file(path))
        lines = self._lines[path]
        return lines[line - 1] if line and 0 < line <= len(lines) else None

    def _text(self, doc_id: str) -> tuple[str, str]:
        if self._texts is None:
            rows = self._frames["documents"].filter(pl.col("text").is_not_null())
            self._texts = {
                doc: (path.removesuffix(".jsonl") + ".txt" if tier == "open" else "", text)
                for doc, tier, path, text in rows.select("doc_id", "tier", "_file", "text").iter_rows()
            }
        return self._texts.get(doc_id, ("", ""))


def _read(file: Path) -> list[str]:
    try:
        return read_regular(file).decode(errors="replace").split("\n")
    except OSError:
        return []
