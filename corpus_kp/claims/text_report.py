"""Claims as tables for people: the list of issues, and what is said on one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus_kp.claims.answers import dated
from corpus_kp.claims.issues import Issue
from corpus_kp.claims.statements import AUTHOR, LEFT_OUT, Claim, Mention, Pair, Statements, is_in_words
from corpus_kp.renderers.columns import Cell, aligned_rows, folded
from corpus_kp.renderers.painting import Paint
from corpus_kp.rendering import count, printable

_NOTHING = "-"
_MENTION = ("when", "claim", "says", "through whom", "origin, author", "drift", "where")
_COUNTS = ("claims", "mentions", "documents", "conflicts")


def issue_lines(issues: Sequence[Issue], width: int, paint: Paint) -> Iterator[str]:
    """Lines of the list of issues.

    Args:
        issues: in order.
        width: columns of a line.
        paint: sets the header off.
    """
    if not issues:
        yield "no issues"
        return
    header = ("issue", "answer", *_COUNTS)
    rows = [(issue.issue_id, issue.answer_type, *(str(getattr(issue, name)) for name in _COUNTS)) for issue in issues]
    head, *lines = aligned_rows([header, *rows], width, right=range(2, len(header)))
    yield from (paint(line, bold=True) for line in head)
    for issue, row in zip(issues, lines, strict=True):
        yield from row
        yield from (f"    {line}" for line in folded(printable(issue.question), width - 4))
    yield ""
    yield f"{count(len(issues), 'issue')}; corpus-kp claims ISSUE shows who says what on one"


def statement_lines(said: Statements, width: int, paint: Paint) -> Iterator[str]:
    """Lines about one issue: its claims, who says what, and what conflicts with what.

    Args:
        said: on the issue.
        width: columns of a line.
        paint: sets headings off.
    """
    issue = said.issue
    for line in folded(f"{printable(issue.issue_id)}: {printable(issue.question)}", width):
        yield paint(line, bold=True)
    numbers = ", ".join(
        (count(len(said.claims), "claim"), count(issue.mentions, "mention"), count(issue.conflicts, "conflict"))
    )
    yield f"answer: {printable(issue.answer_type)}; {numbers}, in {count(issue.documents, 'document')}"
    yield ""
    yield from _table(list(_claim_rows(said.claims)), width, paint, right=(4,))
    if said.mentions:
        yield ""
        yield from _table(list(_mention_rows(said)), width, paint)
        yield ""
        yield from folded(_legend(said.mentions), width)
    yield ""
    if said.pairs:
        yield from _table(list(_pair_rows(said)), width, paint)
    else:
        yield "no relations to other claims"


def _table(rows: Sequence[Sequence[Cell]], width: int, paint: Paint, right: Sequence[int] = ()) -> Iterator[str]:
    header, *others = aligned_rows(rows, width, right)
    yield from (paint(line, bold=True) for line in header)
    for lines in others:
        yield from lines


def _claim_rows(claims: Sequence[Claim]) -> Iterator[Sequence[Cell]]:
    yield ("claim", "proposition", "scope", "event", "mentions")
    for claim in claims:
        slug, places = _slug(claim.claim_id), str(claim.mentions)
        yield (slug, claim.proposition, claim.scope_key, claim.event_status, places)


def _mention_rows(said: Statements) -> Iterator[Sequence[Cell]]:
    """One row for each mention; those that say the same in one document stand together."""
    wordy = {claim.claim_id for claim in said.claims if is_in_words(claim)}
    alike: dict[Mention, list[Mention]] = {}
    for mention in said.mentions:
        alike.setdefault(replace(mention, id="", start=0, end=0, text=None), []).append(mention)
    rows: list[Sequence[Cell]] = [_MENTION]
    for mention, places in alike.items():
        slug = _slug(mention.claim_id)
        says = "" if mention.claim_id in wordy or mention.says == slug else mention.says
        drift = "" if mention.drift == "none" else mention.drift
        held = f"{mention.origin_commitment}, {mention.author_commitment}"
        rows.append(([_date(mention)], slug, says, _through(mention), held, drift, _where(mention.doc_id, places)))
    filled = [at for at in range(len(_MENTION)) if any(row[at] for row in rows[1:])]
    return ([row[at] or _NOTHING for at in filled] for row in rows)


def _pair_rows(said: Statements) -> Iterator[Sequence[Cell]]:
    yield ("claim", "relation", "claim", "in", "status", "note")
    for pair in said.pairs:
        first, second = (_side(side, said) for side in (pair.claim_a, pair.claim_b))
        yield (first, pair.relation, second, pair.dimension, pair.status, _note(pair))


def _side(claim_id: str, said: Statements) -> Cell:
    """A claim of the issue by its own name, another one with its issue."""
    own = any(claim.claim_id == claim_id for claim in said.claims)
    return _slug(claim_id) if own else claim_id


def _note(pair: Pair) -> str:
    return pair.note or _NOTHING


def _date(mention: Mention) -> str:
    """A date that the mention links, or in brackets the document's."""
    if mention.when is None:
        return _NOTHING
    shown = dated(mention.when.value, mention.when.mod)
    return shown if mention.when.of == "mention" else f"({shown})"


def _through(mention: Mention) -> str:
    """The sources, outermost first."""
    return " > ".join(mention.names[1:] or mention.names)


def _where(doc_id: str, places: Sequence[Mention]) -> list[str]:
    return [doc_id, *(f"[{place.start}, {place.end})" for place in places)]


def _slug(claim_id: str) -> str:
    return claim_id.rpartition("/")[2]


def _legend(mentions: Sequence[Mention]) -> str:
    parts = ["origin, author: how far the innermost source and the document itself hold it true"]
    if any(mention.when and mention.when.of == "document" for mention in mentions):
        parts.append("(date): the document's, as the mention has none of its own")
    if any(mention.when is None for mention in mentions):
        parts.append(f"{_NOTHING}: no date is known")
    if any(mention.names[-1] == AUTHOR for mention in mentions):
        parts.append(f"{AUTHOR}: the document itself")
    if any(LEFT_OUT in mention.chain for mention in mentions):
        parts.append(f"{LEFT_OUT}: a source that the text leaves out")
    return "; ".join(parts)
