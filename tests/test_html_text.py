"""The words of saved pages: whole, in order, once, and in bounded time."""

from __future__ import annotations

import html
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kp.textfree.html_text import DEEPEST, UnreadablePageError, html_text

_LEAD = "The harbour of Nordvik will open again in spring, the minister said."

#: Seconds; on an idle machine without coverage none of these takes two.
_PATIENCE = 60


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>The <em>har</em>bour <a href=/x>opens</a>, <b>he</b> said.</p>", "The harbour opens, he said."),
        ("<p><span class=cap>T</span>he harbour</p>", "The harbour"),
        ("<p>one<br>two<br/> three</p>", "one\ntwo\nthree"),
        ("<p>one\n   two\t three </p>", "one two three"),
        ("<p>one<p>two<div>three</div>four", "one\n\ntwo\n\nthree\n\nfour"),
        ("<div>one<div>two<div>three</div>four</div>five</div>", "one\n\ntwo\n\nthree\n\nfour\n\nfive"),
        ("<ul><li>one<li>two</ul><dl><dt>three<dd>four</dl>", "one\n\ntwo\n\nthree\n\nfour"),
        ("<table><tr><td>1,250<td>men<tr><th>x</table>", "1,250\n\nmen\n\nx"),
        ("<blockquote>one</blockquote><figure><figcaption>two</figcaption></figure>", "one\n\ntwo"),
        ("<pre>one\n  two</pre>", "one\ntwo"),
        ("<p>50&nbsp;000 &pound;&eacute;&#8217;&#x2019; AT&T &lt;3 &copy</p>", "50\xa0000 £é\u2019\u2019 AT&T <3 ©"),
        ("<p>har<!-- a <p>comment -->bour, har<wbr>bour</p>", "harbour, harbour"),
        ("<p>one <x-note>two</x-note> three</p>", "one two three"),
        ("<p>a<span hidden>b</span><span style='color: red; display : none'>c</span>d</p>", "ad"),
        ("<p>a<button>tip</button>b</p><select><option>no</select>", "atipb"),
        ("<p>one</p></body></html><p>late</p>", "one\n\nlate"),
        ("<svg><title>no</title><text>no</text></svg><p>one</p>", "one"),
        ("<svg><text>no<p>one</p><p>two</p>", "one\n\ntwo"),
        ("plain words, no tag", "plain words, no tag"),
        ("", ""),
        ("  \n", ""),
        ("<!-- only -->", ""),
        ("<script>var one</script><style>p {}</style>", ""),
    ],
)
def test_words_are_those_that_a_reader_sees(page: str, text: str) -> None:
    """Inline tags part nothing, blocks part with a blank line, `<br>` with a newline, entities are decoded."""
    assert html_text(page) == text


@pytest.mark.parametrize("tag", ["script", "style", "template", "textarea", "iframe", "title"])
def test_what_no_reader_sees_is_left_out(tag: str) -> None:
    """Scripts, templates and the like say nothing, and what stands after them is there."""
    assert html_text(f"<{tag}>{_LEAD}</{tag}><p>{_LEAD}</p>") == _LEAD


@pytest.mark.parametrize(
    "copy",
    [
        "<nav>{}</nav>",
        "<aside><p>{}</p></aside>",
        "<footer>{}…</footer>",
        "<ul><li><a href=/b>{}</a></ul>",
        "<ul><li><a href=/b>Read more: {}</a></ul>",
        "<div hidden><p>{}</p></div>",
        "<div style='display:none'>{}</div>",
        "<div class='story-related'><p>{}</p></div>",
        "<div role=navigation>{}</div>",
        "<noscript><p>{}</p></noscript>",
        '<script type="application/ld+json">{{"articleBody": "{}"}}</script>',
    ],
)
def test_repeats_beside_the_article_are_left_out(copy: str) -> None:
    """A teaser or a hidden copy of what the article says is not there a second time, before it or after it."""
    article = f"<article><p>{_LEAD} Nobody knows more.</p></article>"
    once = f"{_LEAD} Nobody knows more."
    assert html_text(copy.format(_LEAD) + article) == once
    assert html_text(article + copy.format(_LEAD[:40])) == once


def test_what_is_said_only_beside_the_article_stays() -> None:
    """A page may hide the rest of an article, or hold it in an aside: words are lost only where they are twice."""
    page = f"<p>First.</p><div hidden><p>{_LEAD}</p></div><aside>{_LEAD[:30]} in autumn</aside>"
    assert html_text(page) == f"First.\n\n{_LEAD}\n\n{_LEAD[:30]} in autumn"


def test_the_article_itself_may_say_a_thing_twice() -> None:
    """Outside of teasers and hidden parts nothing is left out, and no headline because a paragraph quotes it."""
    assert html_text(f"<p>{_LEAD}<p>{_LEAD}") == f"{_LEAD}\n\n{_LEAD}"
    assert html_text(f"<h1><a href=/x>{_LEAD}</a></h1><p>{_LEAD}") == f"{_LEAD}\n\n{_LEAD}"


def test_a_class_on_the_whole_page_means_nothing() -> None:
    """`<body class="modal">` does not make the article a teaser."""
    assert html_text(f"<body class='modal hidden'><p>{_LEAD}<p>{_LEAD}</body>") == f"{_LEAD}\n\n{_LEAD}"


def test_repeats_are_not_looked_for_in_a_book() -> None:
    """Where the search would take minutes everything stays."""
    article = "".join(f"<p>{_LEAD} {number}</p>" for number in range(2_000))
    beside = "".join(f"<aside>{_LEAD} {number}</aside>" for number in range(2_000))
    assert html_text(article + beside).count(_LEAD) == 4_000


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 200_000 + "x",
        "<b>" * 350_000 + "x",
        "<table><tr><td>" * 60_000 + "x",
        "<svg><g>" * 100_000,
        "<div>" * 50_000 + "</span>" * 50_000,
        "<p>a" * 600_000,
    ],
    ids=["div", "bold", "tables", "svg", "stray ends", "paragraphs"],
)
def test_bombs_are_refused_in_good_time(page: str) -> None:
    """A page that nests without end or never ends is given up with a sentence that says what to do."""
    start = time.perf_counter()
    with pytest.raises(UnreadablePageError, match="open it in a browser and save its text"):
        html_text(page)
    assert time.perf_counter() - start < _PATIENCE


@pytest.mark.parametrize(
    "odd",
    [
        f"<p title='{'x' * 5_000_000}'>{{}}</p>",
        "<p " + " ".join(f"a{number}" for number in range(100_000)) + ">{}</p>",
        "<p>{}" + "".join(f"<b a={number}>" for number in range(1_500)) + "<p>x" * 1_500,
        "<p>{}</p>" + "<!--" * 500_000,
        "<p><b><i><u>" * 20_000 + "<p>{}",
        "<p>{}</p>" + "<nav><p>" + "a b c d e f </nav><p>" * 20_000,
    ],
    ids=["long attribute", "many attributes", "unclosed bold", "open comments", "unclosed inline", "much beside"],
)
def test_what_only_looks_like_a_bomb_is_read(odd: str) -> None:
    """Pages on which tree builders need minutes or gigabytes."""
    start = time.perf_counter()
    assert _LEAD in html_text(odd.format(_LEAD))
    assert time.perf_counter() - start < _PATIENCE


def test_a_page_nested_deep_but_not_without_end_is_read() -> None:
    """The limit is far above what browsers show."""
    depth = DEEPEST - 10
    assert html_text("<div>" * depth + _LEAD + "</div>" * depth) == _LEAD


@settings(deadline=None)
@given(st.text())
def test_any_page_gives_text_or_a_reason(page: str) -> None:
    """Nothing but the one error comes out."""
    assert isinstance(html_text(page), str)


_WORDS = st.text(st.characters(min_codepoint=33, exclude_categories=["C", "Z"]), min_size=1)


@settings(deadline=None)
@given(st.lists(st.lists(_WORDS, min_size=1), min_size=1))
def test_paragraphs_come_back(paragraphs: list[list[str]]) -> None:
    """What is escaped and put into paragraphs comes out, word for word."""
    page = "".join(f"<p>{html.escape(' '.join(words))}</p>" for words in paragraphs)
    assert html_text(page) == "\n\n".join(" ".join(words) for words in paragraphs)


def test_the_published_articles_come_back_from_pages(articles: Path) -> None:
    """Every line of a real article stands in the text of a page made of it, in order."""
    for path in sorted(articles.glob("*.txt")):
        lines = [" ".join(line.split()) for line in path.read_text("utf-8").splitlines() if line.strip()]
        page = "".join(f"<div><p>{html.escape(line)}</p></div><aside>Advertisement</aside>" for line in lines)
        found = html_text(f"<html><body><nav>{html.escape(lines[0])}</nav>{page}</body></html>")
        assert [line for line in found.split("\n\n") if line != "Advertisement"] == lines
