"""An HTML page around an article, and the exact place of every character of the article in the page's text.

The page is written twice with the same draws: as a site would give it, and with private-use characters around each
paragraph of the article. In what the extractor makes of the second they tell where the paragraphs stand, so that a
caption or a teaser that quotes one is never taken for it; inside a paragraph the characters other than white space
are the same, one by one. Where any of this does not hold the truth would be unknown, and an error says so.
"""

from __future__ import annotations

import html
import random
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from origins import Copy, Place
from prose import WORD, paragraphs, sentences

#: Before and after a paragraph, plus its number.
_OPEN, _CLOSE = 0xF0000, 0x100000
_MARK = re.compile("[\U000f0000-\U000ffffd\U00100000-\U0010fffd]")
_FIGURE, _ADVERTISEMENT, _PULL_QUOTE, _ASIDE, _INLINE = 0.15, 0.12, 0.08, 0.1, 0.03
_TEASER_WORDS, _TEASERS = (8, 25), 4

_HEAD = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title} | The Daily Example</title>
<meta name="description" content="{teaser}"><meta property="og:title" content="{title}">
<style>.share {{ display: none }} nav li {{ float: left }}</style>
<script>window.page = {{"section": "world", "ads": ["top", "side"]}}; if (1 < 2) {{ track("view"); }}</script></head>
<body><header><a href="/"><img src="/logo.png" alt="The Daily Example"></a></header>
<nav><ul><li><a href="/world">World</a></li><li><a href="/business">Business</a></li><li><a href="/sport">Sport</a>
</li><li><a href="/login">Log in</a></li></ul></nav>
<p class="skip"><a href="#main">Skip to content</a></p><main id="main"><article>
<h1>{title}</h1><p class="byline">By Our Correspondent, published 14 March, updated 2 hours ago</p>
<p class="standfirst">{teaser}&hellip;</p>
<div class="share"><button>Share</button><button>Save</button></div>
"""
_FOOT = """</article></main><section class="related"><h2>More on this story</h2><ul>{teasers}</ul></section>
<section><h2>Most read</h2><ol>{teasers}</ol></section>
<form action="/newsletter"><label>Get the morning briefing</label><input type="email"><button>Sign up</button></form>
<footer><p>&copy; The Daily Example. All rights reserved.</p><ul><li>Terms</li><li>Privacy</li></ul></footer>
<noscript><img src="/pixel.gif" alt=""></noscript></body></html>
"""
_AD = '<div class="ad"><p>Advertisement</p><p>Try it free for thirty days. No card is needed.</p></div>\n'


class PageError(RuntimeError):
    """The extractor treats marked paragraphs in another way, so nobody knows where the article stands."""


@cache
def library_extractor() -> Callable[[str], str]:
    """The extractor with which the library reads pages."""
    from corpus_kp.textfree.html_text import html_text

    return html_text


def web_page(copy: Copy, draw: random.Random, extract: Callable[[str], str]) -> Copy:
    """The text of a page that shows an article.

    Args:
        copy: the article.
        draw: decides about ads, captions, pull quotes, teasers, links.
        extract: gives the text of an HTML page.

    Raises:
        PageError: the extractor lost or changed characters so that their places are unknown.
    """
    places = paragraphs(copy.text)
    bodies = [_with_links(copy.text, start, end, draw) for start, end in places]
    page = _page(bodies, [" ".join(copy.text[start:end].split()) for start, end in sentences(copy.text)], draw)
    marked = [chr(_OPEN + number) + body + chr(_CLOSE + number) for number, body in enumerate(bodies)]
    return _with_origins(extract(page.format(*bodies)), extract(page.format(*marked)), copy, places)


def _with_origins(plain: str, marked: str, copy: Copy, places: Sequence[Place]) -> Copy:
    """Carries the origins of the article's characters over to the extracted text."""
    if _MARK.sub("", marked) != plain:
        raise PageError("the extractor gives another text where paragraphs are marked")
    page = Copy.foreign(plain)
    at = _without_space(plain)
    for number, (start, end) in enumerate(places):
        left, right = marked.find(chr(_OPEN + number)), marked.find(chr(_CLOSE + number))
        first = np.searchsorted(at, left - 2 * number)
        source = _without_space(copy.text[start:end]) + start
        target = at[first : first + len(source)]
        if _bare(marked[left + 1 : right]) != _bare(copy.text[start:end]):
            raise PageError(f"the extractor changed or dropped paragraph {number}")
        for name in ("first", "last", "change"):
            getattr(page, name)[target] = getattr(copy, name)[source]
    return page


def _without_space(text: str) -> NDArray[np.int64]:
    """Places of the characters other than white space."""
    return np.array([at for at, character in enumerate(text) if not character.isspace()], np.int64)


def _bare(text: str) -> str:
    return "".join(text.split())


def _page(bodies: Sequence[str], quotable: Sequence[str], draw: random.Random) -> str:
    """A page with a place, `{}`, for each paragraph."""
    title = _teaser(draw.choice(quotable), draw)
    parts = [_HEAD.format(title=title, teaser=_teaser(quotable[0], draw))]
    for _ in bodies:
        parts += ["<p>\0</p>\n", *_between(quotable, draw)]
    teasers = "".join(f'<li><a href="/{i}">{_teaser(draw.choice(quotable), draw)}</a></li>' for i in range(_TEASERS))
    parts.append(_FOOT.format(teasers=teasers))
    return "".join(parts).replace("{", "{{").replace("}", "}}").replace("\0", "{}")


def _between(quotable: Sequence[str], draw: random.Random) -> Iterator[str]:
    """What sites put between paragraphs."""
    if draw.random() < _FIGURE:
        caption = html.escape(draw.choice(quotable))
        yield f'<figure><img src="/a.jpg" alt="{caption}"><figcaption>{caption} Photo: Agency</figcaption></figure>\n'
    if draw.random() < _ADVERTISEMENT:
        yield _AD
    if draw.random() < _PULL_QUOTE:
        yield f"<blockquote>{html.escape(draw.choice(quotable))}</blockquote>\n"
    if draw.random() < _ASIDE:
        yield f'<aside><a href="/more">Read more: {_teaser(draw.choice(quotable), draw)}</a></aside>\n'


def _with_links(text: str, start: int, end: int, draw: random.Random) -> str:
    """A paragraph with a few words in links, bold or italics."""
    parts, done = [], start
    for match in WORD.finditer(text, start, end):
        if draw.random() < _INLINE:
            tag = draw.choice(["a href='/topic'", "em", "strong", "span class=x"])
            parts += [html.escape(text[done : match.start()]), f"<{tag}>{match.group()}</{tag.split()[0]}>"]
            done = match.end()
    return "".join([*parts, html.escape(text[done:end])])


def _teaser(sentence: str, draw: random.Random) -> str:
    """The first words of a sentence, as links to an article show them."""
    return html.escape(" ".join(sentence.split()[: draw.randint(*_TEASER_WORDS)]))
