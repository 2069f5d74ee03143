"""Compares extractors of text from pages: what they lose, glue, split, repeat and add, how long they take, and bombs.

    python scripts/bench/html_bench.py [FOLDER ...]

The pages are made from prose in Python's own manual, in the descriptions of the installed packages and in the folders
named (.txt). It needs `trafilatura`, `resiliparse` and `selectolax` beside the library; what is missing is left out.
Each extractor runs in a process of its own, so that its memory can be read and its time limited.
"""

from __future__ import annotations

import argparse
import html
import json
import random
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from html.parser import HTMLParser
from importlib import metadata
from pathlib import Path
from pydoc_data.topics import topics
from typing import Any

from prose import is_prose, paragraphs, unwrapped

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
from corpus_kp.textfree.html_text import PageEvents, html_text, joined

Extractor = Callable[[str], str]

_PAGES, _PARAGRAPHS = 400, (6, 25)
_SECONDS, _SEED = 30, 20
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
_ENTITIES = {"\u2019": "&rsquo;", "\u201c": "&ldquo;", "\u201d": "&#8221;", "\u2014": "&mdash;", "\u2026": "&hellip;"}
_INLINE = ("a href='/topic'", "em", "strong", "span class=x", "i", "x-term", "mark")

#: Lists and tables are articles too: what a sentence becomes, and whether its parts stand alone.
_SHAPES = {
    "p": "<p>{}</p>\n",
    "open": "<p>{}\n",
    "div": "<div class=text><div>{}</div></div>\n",
    "li": "<ul><li>{}</ul>\n",
    "quote": "<blockquote><p>{}</p></blockquote>\n",
    "cell": "<table><tr><td>{}<td>1,250</table>\n",
    "heading": "<h2>{}</h2>\n",
}
_ADS = (
    '<div class="ad"><span>Advertisement</span><script>ads.push("top")</script></div>\n',
    '<div class="newsletter"><h3>Morning letter</h3><p>News each day.</p><input><button>Go</button></div>',
    '<figure><img src="a.jpg" alt="A quay"><figcaption>A quay. Photo: Agency</figcaption></figure>\n',
    '<aside class="teaser"><a href="/b">Read more: {lead}</a></aside>\n',
    "<aside><blockquote>{lead}</blockquote></aside>\n",
    "<!-- <p>an old paragraph</p> -->\n",
)
_HEAD = """<!DOCTYPE html><html><head><meta charset=utf-8><title>{title} - Example</title>
<style>p {{ margin: 0 }}</style>
<script type="application/ld+json">{{"headline": "{title}", "articleBody": "{body}"}}</script>
<script>if (1 < 2) {{ document.write("<p>{lead}</p>") }}</script></head>"""
_COOKIES = """<div role="dialog" class="modal"><p>We value your privacy. We and our 812 partners store cookies.</p>
<button>Accept</button><button>Reject</button></div>"""
_NAV = "<nav><ul><li><a href=/>Home</a><li><a href=/world>World</a><li><a href=/sport>Sport</a></ul></nav>"
_TEASERS = """<section class="related"><h2>More on this</h2><ul><li><a href=/1>{title}</a><p>{lead}</p>
<li><a href=/2>{lead}</a></ul></section>"""
_SEMANTIC = f"""{_HEAD}<body><header><a href=/>The Daily Example</a></header>{_NAV}{_COOKIES}<main><article>
<h1>{{title}}</h1><p class=byline>By Our Correspondent</p>{{article}}</article></main><aside>{_TEASERS}</aside>
<footer><p>All rights reserved.</p></footer></body></html>"""
_DIVS = f"""{_HEAD}<body><div id=page><div class=menu><a href=/>Home</a> | <a href=/news>News</a></div><div><div>
<h1>{{title}}</h1><div class=content>{{article}}</div></div>{_TEASERS}<div class=foot>Contact Terms</div></div>"""
_TABLES = """<html><head><title>{title}</title><body><table width=100%><tr><td width=120><a href=/>Home</a><br>
<a href=/news>News</a><td><font size=5><b>{title}</b></font><p>{article}
<td><b>Most read</b><br><a href=/1>{title}</a></table>"""
_HIDDEN_COPY = f"""{_HEAD}<body class='app modal-open'><div id=root>{_COOKIES}<noscript><p>Please enable scripts.</p>
</noscript><div style='display:none' class=print><h1>{{title}}</h1>{{plain}}</div><template><p>{{lead}}</p></template>
<svg><title>Logo</title><path d='M0'/></svg><h1><a href=/self>{{title}}</a></h1><section>{{article}}</section>
{_TEASERS}</div>"""
_TEMPLATES = (_SEMANTIC, _DIVS, _TABLES, _HIDDEN_COPY)


def bombs() -> dict[str, Callable[[], str]]:
    """Pages that break parsers, by name."""
    return {
        "200,000 nested div": lambda: "<p>before</p>" + "<div>" * 200_000 + "x",
        "1 MB of <b>": lambda: "<p>before</p>" + "<b>" * (2**20 // 3) + "x",
        "60,000 nested tables": lambda: "<p>before</p>" + "<table><tr><td>" * 60_000 + "x",
        "5 MB attribute": lambda: f"<p title='{'x' * 5_000_000}'>x</p>",
        "100,000 attributes": lambda: f"<p {' '.join(f'a{i}' for i in range(100_000))}>x</p>",
        "3,000 unclosed <b a=i>": lambda: "<p>" + "".join(f"<b a={i}>" for i in range(3_000)) + "<p>x" * 3_000,
        "50,000 div, stray ends": lambda: "<div>" * 50_000 + "</span>" * 50_000,
        "16 MB of <p>a": lambda: "<p>a" * (2**24 // 4),
        "1,000,000 open comments": lambda: "<!--" * 1_000_000,
    }


def extractors() -> dict[str, Callable[[], Extractor]]:
    """What is compared, each loaded on first use."""
    return {
        "lxml events, own rules": lambda: html_text,
        "selectolax tree, own rules": _selectolax_rules,
        "stdlib events, own rules": lambda: _stdlib_rules,
        "selectolax text()": _selectolax_text,
        "resiliparse, all": lambda: _resiliparse(main=False),
        "resiliparse, article": lambda: _resiliparse(main=True),
        "trafilatura, recall": lambda: _trafilatura(favor_recall=True),
        "trafilatura, precision": lambda: _trafilatura(favor_precision=True),
    }


def _selectolax_rules() -> Extractor:
    from selectolax.lexbor import LexborHTMLParser

    def extract(page: str) -> str:
        events = PageEvents()
        node, depth = LexborHTMLParser(page).root, 0
        while node is not None:
            down = _report_start(node, events)
            if down is not None:
                node, depth = down, depth + 1
                continue
            while node is not None and node.next is None:
                node, depth = (node.parent if depth else None), depth - 1
                if node is not None:
                    events.end(node.tag)
            node = node.next if node is not None else None
        return joined(events.close())

    return extract


def _report_start(node: Any, events: PageEvents) -> Any:
    """Reports a node of the tree; the child with which to go on, or None."""
    if node.tag == "-text":
        events.data(node.text_content or "")
    elif not node.tag.startswith(("-", "_", "!")):
        events.start(node.tag, {name: value or "" for name, value in node.attributes.items()})
        if node.child is not None:
            return node.child
        events.end(node.tag)
    return None


class _Balanced(HTMLParser):
    """Gives every start an end, which the parser of the standard library does not."""

    def __init__(self) -> None:
        super().__init__()
        self.events = PageEvents()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.events.start(tag, {name: value or "" for name, value in attrs})
        if tag in _VOID:
            self.events.end(tag)
        else:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while self._open:
                last = self._open.pop()
                self.events.end(last)
                if last == tag:
                    return

    def handle_data(self, data: str) -> None:
        self.events.data(data)


def _stdlib_rules(page: str) -> str:
    parser = _Balanced()
    parser.feed(page)
    parser.close()
    return joined(parser.events.close())


def _selectolax_text() -> Extractor:
    from selectolax.lexbor import LexborHTMLParser

    def extract(page: str) -> str:
        tree = LexborHTMLParser(page)
        tree.strip_tags(["script", "style", "noscript", "template"])
        return str(tree.body.text(separator="\n")) if tree.body else ""

    return extract


def _resiliparse(*, main: bool) -> Extractor:
    from resiliparse.extract.html2text import extract_plain_text

    return lambda page: str(extract_plain_text(page, main_content=main, alt_texts=False, list_bullets=False))


def _trafilatura(**options: bool) -> Extractor:
    import trafilatura

    return lambda page: trafilatura.extract(page, include_comments=False, **options) or ""


def prose(folders: list[Path]) -> list[str]:
    """Paragraphs of running English, in a fixed order."""
    files = (path for folder in folders for path in sorted(folder.rglob("*.txt")))
    texts = [*topics.values(), *(path.read_text("utf-8", "replace") for path in files)]
    texts += [str(package.metadata.get_payload()) for package in metadata.distributions()]
    found = (unwrapped(text[start:end]) for text in texts for start, end in paragraphs(text))
    return sorted({paragraph for paragraph in found if is_prose(paragraph)})


def pages(texts: list[str]) -> Iterator[tuple[str, list[str]]]:
    """Pages, and the pieces of the article in each: headline, paragraphs, items, cells."""
    draw = random.Random(_SEED)  # noqa: S311 - a bench that repeats itself
    for number in range(_PAGES):
        chosen = draw.sample(texts, draw.randint(*_PARAGRAPHS))
        title = " ".join(draw.choice(texts).split()[:9]).rstrip(".,;:")
        lead = " ".join(chosen[0].split()[:12])
        body = "".join(_piece(text, lead, draw) for text in chosen)
        plain = "".join(f"<p>{html.escape(text)}</p>" for text in chosen)
        names = {"title": title, "lead": lead, "body": json.dumps(" ".join(chosen))[1:-1].replace("</", "<\\/")}
        escaped = {name: html.escape(value) for name, value in names.items()}
        yield _TEMPLATES[number % len(_TEMPLATES)].format(article=body, plain=plain, **escaped), [title, *chosen]


def _piece(text: str, lead: str, draw: random.Random) -> str:
    shape = draw.choices(list(_SHAPES), [10, 4, 2, 2, 2, 1, 1])[0]
    between = draw.choice(_ADS).format(lead=html.escape(lead)) if draw.random() < 0.3 else ""  # noqa: PLR2004
    return _SHAPES[shape].format(_marked_up(text, draw)) + between


def _marked_up(text: str, draw: random.Random) -> str:
    """A paragraph with links, emphasis over words and parts of words, line breaks, comments and a drop cap."""
    words = [_word(word, draw) for word in text.split()]
    if draw.random() < 0.1 and text[0].isalpha():  # noqa: PLR2004
        words[0] = f"<span class=cap>{text[0]}</span>{html.escape(text[1:].partition(' ')[0])}"
    return "".join(word + draw.choices([" ", "\n  ", "<br>", "&nbsp;"], [60, 10, 1, 1])[0] for word in words).rstrip()


def _word(word: str, draw: random.Random) -> str:
    cut = draw.randint(0, len(word))
    left, right = _escaped(word[:cut]), _escaped(word[cut:])
    tag = draw.choice(_INLINE)
    name = tag.partition(" ")[0]
    kinds = {
        "plain": left + right,
        "whole": f"<{tag}>{left}{right}</{name}>",
        "half": f"{left}<{tag}>{right}</{name}>",
        "nested": f"<b>{left}<i>{right}</i></b>",
        "comment": f"{left}<!-- id -->{right}",
        "wbr": f"{left}<wbr>{right}",
    }
    return kinds[draw.choices(list(kinds), [90, 4, 1, 1, 1, 0.5])[0]]


def _escaped(text: str) -> str:
    return "".join(_ENTITIES.get(character, html.escape(character)) for character in text)


def measure(extract: Extractor, texts: list[str]) -> dict[str, float]:
    """Means over the pages: whole pieces, pieces glued or split, repeats of the lead, words added, time, memory."""
    whole = cut = pieces = leads = added = said = 0
    seconds = 0.0
    for page, article in pages(texts):
        started = time.perf_counter()
        words = extract(page).split()
        seconds += time.perf_counter() - started
        counts = _compare(words, article)
        whole, cut, pieces = whole + counts[0], cut + counts[1], pieces + len(article)
        leads += max(0, _times(article[1].split()[:12], words) - 1)
        said += sum(len(piece.split()) for piece in article)
        added += len(words) - counts[2]
    return {
        "whole %": 100 * whole / pieces,
        "glued or split %": 100 * cut / pieces,
        "lead repeated": leads / _PAGES,
        "added words per word": added / said,
        "ms per page": 1000 * seconds / _PAGES,
        "MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _compare(words: list[str], article: list[str]) -> tuple[int, int, int]:
    """Pieces that are whole and in order; pieces whose letters are there but not their words; words that are whole."""
    line, bare, at = f" {' '.join(words)} ", "".join(words), 0
    whole = cut = found_words = 0
    for piece in article:
        found = line.find(f" {' '.join(piece.split())} ", at)
        if found >= 0:
            at, whole, found_words = found + len(piece), whole + 1, found_words + len(piece.split())
        else:
            cut += "".join(piece.split()) in bare
    return whole, cut, found_words


def _times(few: list[str], words: list[str]) -> int:
    return f" {' '.join(words)} ".count(f" {' '.join(few)}")


def survive(extract: Extractor, bomb: str) -> dict[str, float]:
    """Seconds and memory that a bomb takes; an error counts as survival."""
    page = bombs()[bomb]()
    started = time.perf_counter()
    try:
        extract(page)
    except Exception as error:  # noqa: BLE001 - any refusal is fine, a hang or a crash is not
        print(type(error).__name__, file=sys.stderr)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"s": time.perf_counter() - started, "MB": used}


def _in_a_process(name: str, folders: list[Path], bomb: str = "") -> Mapping[str, float] | str:
    command = [sys.executable, __file__, "--only", name, "--bomb", bomb, *map(str, folders)]
    try:
        done = subprocess.run(  # noqa: S603 - this script
            command, capture_output=True, text=True, check=True, timeout=_SECONDS if bomb else None
        )
    except subprocess.TimeoutExpired:
        return f"over {_SECONDS} s"
    except subprocess.CalledProcessError as error:
        return f"ended with {error.returncode}" if error.returncode < 0 else error.stderr.splitlines()[-1]
    return dict(json.loads(done.stdout.splitlines()[-1]))


def _table(folders: list[Path]) -> None:
    for name in extractors():
        result = _in_a_process(name, folders)
        shown = result if isinstance(result, str) else ", ".join(f"{key} {value:.2f}" for key, value in result.items())
        print(f"{name:28} {shown}", flush=True)
    for bomb in bombs():
        print(f"\n{bomb}")
        for name in extractors():
            result = _in_a_process(name, folders, bomb)
            shown = result if isinstance(result, str) else f"{result['s']:.2f} s, {result['MB']:.0f} MB"
            print(f"  {name:28} {shown}", flush=True)


def main() -> None:
    """Prints the tables, or with --only one measurement as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--only", choices=extractors())
    parser.add_argument("--bomb", default="")
    arguments = parser.parse_args()
    if not arguments.only:
        _table(arguments.folders)
        return
    extract = extractors()[arguments.only]()
    done = survive(extract, arguments.bomb) if arguments.bomb else measure(extract, prose(arguments.folders))
    print(json.dumps(done))


if __name__ == "__main__":
    main()
