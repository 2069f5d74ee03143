"""A report for people: a paragraph for each finding, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from corpus_kp.findings import Excerpt, Finding, Place
from corpus_kp.renderers import Outcome
from corpus_kp.renderers.painting import HUES, Paint, fix_option, headline, painter
from corpus_kp.renderers.summary import closing
from corpus_kp.renderers.terminal import marked
from corpus_kp.rendering import count, printable

_INDENT = "    "
_GUTTER = f"{_INDENT}| "
#: Code points from which on what was expected is a rule or a list, which is said once.
_LONG = 30
#: Findings of one kind in one document that are shown in full.
_FOLDED = 10
#: A fix with more edits mends more than one finding.
_SHARED = 3


def render(outcome: Outcome, *, color: bool, width: int | None) -> Iterator[str]:
    """Paragraphs and the summary."""
    yield from render_text(outcome.findings, color=color, width=width)
    if outcome.findings:
        yield ""
    yield from closing(outcome)


def render_text(findings: Iterable[Finding], *, color: bool = False, width: int | None = None) -> Iterator[str]:
    """A paragraph for each finding, with an empty line between two.

    Args:
        findings: in the order in which they are shown.
        color: whether colours are used.
        width: columns of the terminal; None means that excerpts are not cut.
    """
    paint = painter(color=color)
    said: set[tuple[str, str]] = set()
    for number, (finding, more) in enumerate(_folded(list(findings))):
        if number:
            yield ""
        yield headline(finding, paint)
        yield from _place(finding)
        yield from _excerpt(finding, paint, width)
        yield from _advice(finding, paint, said)
        if more:
            yield f"{_INDENT}also:     {more}"


def _folded(findings: Sequence[Finding]) -> Iterator[tuple[Finding, str]]:
    """Those that are shown in full, each with a word about those that are not: of its kind and document, or its fix."""
    sizes = Counter(map(_kin, findings))
    seen: Counter[object] = Counter()
    for finding in findings:
        kin = _kin(finding)
        seen[kin] += 1
        most = 1 if _shared(finding) else _FOLDED
        if seen[kin] <= most:
            left = sizes[kin] - most if seen[kin] == most else 0
            yield finding, _more(finding, left, one_fix=_shared(finding)) if left > 0 else ""


def _shared(finding: Finding) -> bool:
    """Whether its fix mends other findings too, as one for all offsets of a document does."""
    return finding.fix is not None and len(finding.fix.edits) > _SHARED


def _kin(finding: Finding) -> tuple[object, ...]:
    """What findings have in common that are folded: one fix for all of them, else kind and file."""
    if finding.fix and _shared(finding):
        return (finding.doc_id, finding.fix.title, len(finding.fix.edits))
    return (finding.code, finding.doc_id, finding.path)


def _more(finding: Finding, left: int, *, one_fix: bool) -> str:
    if one_fix:
        return f"{count(left, 'more finding')} that this fix mends too"
    return f"{count(left, 'more finding')} of {finding.code} in this file; --format concise lists all"


def _place(finding: Finding) -> Iterator[str]:
    """Annotation and span, and where the words stand if that is another file."""
    ids = " ".join(printable(name) for name in (finding.doc_id, finding.annotation_id) if name)
    span = f" [{finding.start}, {finding.end})" if finding.start is not None and finding.end is not None else ""
    part = finding.excerpt
    file = f"{printable(part.path)}:{part.line}:{part.column}" if part and part.path not in ("", finding.path) else ""
    if finding.annotation_id or span or file:
        yield _INDENT + ", ".join(filter(None, ((ids + span).strip(), file)))


def _excerpt(finding: Finding, paint: Paint, width: int | None) -> Iterator[str]:
    part: Excerpt | None = finding.excerpt
    if part is None or not part.text:
        return
    hue = HUES[finding.severity]
    # the last column stays free: some terminals break a line that fills it
    before, words, after, carets = marked(part, None if width is None else max(20, width - len(_GUTTER) - 1))
    yield f"{_GUTTER}{before}{paint(words, fg=hue) if words else ''}{after}".rstrip()
    if before or after.strip("…"):  # else the whole line is meant
        indent = len(carets) - len(carets.lstrip())
        yield f"{_GUTTER}{carets[:indent]}{paint(carets[indent:], fg=hue, bold=True)}"


def _advice(finding: Finding, paint: Paint, said: set[tuple[str, str]]) -> Iterator[str]:
    """What was expected and what to do; what holds for a kind of finding is said at the first one."""
    if finding.expected and not _said(finding.code, finding.expected, said):
        yield f"{_INDENT}expected: {printable(finding.expected)}"
    for other in finding.related:
        yield f"{_INDENT}see:      {_where(other)}"
    if finding.fix:
        option = paint(f"({fix_option(finding)})", fg="green")
        yield f"{_INDENT}fix:      {printable(finding.fix.title)} {option}"
    if finding.help and not _said(finding.code, finding.help, said, once=True):
        yield f"{_INDENT}help:     {printable(finding.help)}"


def _where(other: Place) -> str:
    parts = [printable(other.path), *(str(n) for n in (other.line, other.column) if n is not None)]
    return ": ".join(filter(None, (":".join(parts), printable(other.message))))


def _said(code: str, text: str, said: set[tuple[str, str]], *, once: bool = False) -> bool:
    """Whether it was said and need not be said again; short or quoted words belong to their own case."""
    general = once or (len(text) > _LONG and not text.startswith('"'))
    known = general and (code, text) in said
    said.add((code, text))
    return known
