"""The words of a saved web page, whole and in order, in time and memory that grow with the page only.

The page is never made a tree: lxml (libxml2) reports tags and text as they come. So an unclosed tag or a nest of a
hundred thousand of them costs no more than the bytes that it takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Tags that start and end a stretch of their own; all others, unknown ones too, run on inside a sentence.
#: Three lines instead of sixty.
BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "  # noqa: SIM905
    "footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav noscript ol "
    "p pre search section summary table tbody td tfoot th thead tr ul".split()
)

#: Tags whose words no reader sees, to their end.
UNSEEN = frozenset({"iframe", "noembed", "noframes", "script", "style", "template", "textarea", "title"})

#: Tags whose words no reader sees either, but which pages forget to end: a block starts the page again.
EMBEDDED = frozenset({"audio", "canvas", "datalist", "map", "math", "object", "rp", "select", "svg", "video"})

#: Tags and roles of what stands beside the article.
BESIDE = frozenset({"aside", "dialog", "footer", "nav", "noscript"})
_ROLES = frozenset({"complementary", "contentinfo", "dialog", "navigation", "search"})
_NAMES = re.compile(
    r"\b(?:related|teasers?|promos?|recirc\w*|recommended|trending|popular|read-?(?:more|next)|most-(?:read|viewed)"
    r"|newsletter|sidebar|share|social|hidden|d-none|sr-only|visually-?hidden|screen-reader-text|modal|popup)\b"
)
_WHOLE_PAGE = frozenset({"article", "body", "html", "main"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

#: Depth at which a page is given up. Browsers stop at 512; libxml2 searches the open tags at each end tag.
DEEPEST = 2_000

#: Starts of tags and pieces of text at which a page is given up: fifty times those of a long page.
MOST_EVENTS = 1_000_000

#: Repeats are looked for in stretches of at least so many words, and not in a page of millions: that many code
#: points of the stretches beside the article times those of the article.
_FEWEST_WORDS = 5
_MOST_COMPARISONS = 1_000_000_000

_CHUNK = 65_536
_SPACE = re.compile(r"[ \t\n\r\f]+")
_BREAK = "\0"

#: What stands before the headline in a link: "Read more:".
_LABEL = re.compile(r"^(?:\w+ ){0,3}\w+: ")


class UnreadablePageError(Exception):
    """The page cannot be turned into text; the message is one sentence that says why and what to do."""


@dataclass(slots=True)
class Stretch:
    """The text between two starts or ends of blocks.

    Attributes:
        text: with white space as a browser shows it.
        beside: it stands beside the article, is hidden or is one link and no headline; a repeat there is left out.
    """

    text: str
    beside: bool


def html_text(page: str) -> str:
    """The words of a page, one blank line between blocks, `<br>` as a newline, other white space as one space.

    Nothing that a reader may see is left out, except what is said again: a stretch beside the article (navigation,
    teasers, hidden copies) whose words stand in the article or stood beside it before.

    Raises:
        UnreadablePageError: it is nested too deep, or the parser gives up.
    """
    from lxml import etree

    events = PageEvents()
    parser = etree.HTMLParser(target=events, huge_tree=True, encoding="utf-8")
    data = page.encode("utf-8", "replace")
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        if data:
            parser.close()
    except (etree.LxmlError, MemoryError) as error:
        raise UnreadablePageError("the page is broken; open it in a browser and save its text") from error
    return joined(events.close())


def joined(stretches: Iterable[Stretch]) -> str:
    """The text of a page from its stretches, without those that say again what is said elsewhere."""
    stretches = list(stretches)
    article = "\n".join(_words(stretch.text) for stretch in stretches if not stretch.beside)
    size = sum(len(stretch.text) for stretch in stretches if stretch.beside)
    if size and len(article) > _MOST_COMPARISONS // size:
        article = ""
    said: set[str] = set()
    return "\n\n".join(stretch.text for stretch in stretches if not _is_repeat(stretch, article, said))


def _is_repeat(stretch: Stretch, article: str, said: set[str]) -> bool:
    if not stretch.beside:
        return False
    words = _LABEL.sub("", _words(stretch.text)).rstrip("….").rstrip()
    if words.count(" ") + 1 < _FEWEST_WORDS:
        return False
    repeat = words in said or words in article
    said.add(words)
    return repeat


def _words(text: str) -> str:
    return " ".join(text.split())


@dataclass(slots=True)
class _Open:
    """An open tag, and what ends with it: words unseen until its end, or until a block starts, and so on."""

    tag: str
    unseen: bool
    hushed: bool
    beside: bool
    link: bool


class PageEvents:
    """Collects the stretches of a page from the tags and texts that a parser reports.

    The tags have to come in balance, an end for every start. It knows nothing of the parser.
    """

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._unseen = self._hushed = self._beside = self._links = self._headings = self._pre = self._events = 0
        self._parts: list[str] = []
        self._outside_links = False
        self._stretches: list[Stretch] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A tag starts.

        Raises:
            UnreadablePageError: too many are open.
        """
        if len(self._open) >= DEEPEST:
            raise UnreadablePageError(
                f"the page nests more than {DEEPEST:,} tags; open it in a browser and save its text"
            )
        self._count_event()
        if tag in BLOCKS:
            self._flush()
            self._end_hush()
        elif tag == "br" and not (self._unseen or self._hushed):
            self._parts.append(_BREAK)
        opened = _opened(tag, attributes)
        self._open.append(opened)
        self._count(opened, 1)

    def end(self, tag: str) -> None:
        """The innermost open tag ends."""
        if tag in BLOCKS:
            self._flush()
        if self._open:
            self._count(self._open.pop(), -1)

    def data(self, text: str) -> None:
        """Text of the innermost open tag, perhaps only a part of it."""
        self._count_event()
        if self._unseen or self._hushed:
            return
        text = text.replace("\0", "\ufffd")
        self._parts.append(text.replace("\n", _BREAK) if self._pre else text)
        if (not self._links or self._headings) and not text.isspace():
            self._outside_links = True

    def close(self) -> list[Stretch]:
        """The page ends: its stretches in order."""
        self._flush()
        return self._stretches

    def _count(self, opened: _Open, step: int) -> None:
        self._unseen += step * opened.unseen
        self._hushed += step * opened.hushed
        self._beside += step * opened.beside
        self._links += step * opened.link
        self._headings += step * (opened.tag == "h1")
        self._pre += step * (opened.tag == "pre")

    def _count_event(self) -> None:
        self._events += 1
        if self._events > MOST_EVENTS:
            raise UnreadablePageError(
                f"the page has more than {MOST_EVENTS:,} tags and pieces; open it in a browser and save its text"
            )

    def _end_hush(self) -> None:
        """A block starts: a drawing or a player around it was not ended; the block counts as hidden, no more."""
        if self._hushed:
            for opened in self._open:
                self._beside += opened.hushed and not opened.beside
                opened.beside |= opened.hushed
                opened.hushed = False
            self._hushed = 0

    def _flush(self) -> None:
        if self._parts:
            text = _SPACE.sub(" ", "".join(self._parts))
            text = "\n".join(line.strip(" ") for line in text.split(_BREAK)).strip("\n ")
            if text:
                self._stretches.append(Stretch(text, bool(self._beside) or not self._outside_links))
            self._parts.clear()
        self._outside_links = False


def _opened(tag: str, attributes: Mapping[str, str]) -> _Open:
    """What a tag means for the words in it; a hidden block may be the rest of the article, a hidden word is not."""
    hidden = bool(attributes) and _is_hidden(attributes)
    block = tag in BLOCKS
    return _Open(
        tag=tag,
        unseen=tag in UNSEEN,
        hushed=tag in EMBEDDED or (hidden and not block),
        beside=tag in BESIDE or (block and (hidden or _is_beside(tag, attributes))),
        link=tag == "a" and not attributes.get("href", "#").startswith("#"),
    )


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")[:1000]))


def _is_beside(tag: str, attributes: Mapping[str, str]) -> bool:
    if not attributes or tag in _WHOLE_PAGE:
        return False
    if attributes.get("role", "") in _ROLES:
        return True
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"[:1000].lower().replace("_", "-")
    return bool(_NAMES.search(names))
