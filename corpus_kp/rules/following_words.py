"""What follows a span: a noun that it counts, a word of the grammar, or nothing. English, as the corpus is."""

from __future__ import annotations

import re
from collections.abc import Iterable

import polars as pl

from corpus_kp.frames import Frames

#: Words that end a noun phrase; none of them is a noun that numbers count.
FUNCTION_WORDS = (
    *("a", "an", "the", "this", "that", "these", "those", "some", "any", "every", "both", "each", "all", "such"),
    *("he", "she", "it", "they", "we", "you", "his", "her", "its", "their", "our", "them", "us", "one", "others"),
    *("who", "whom", "whose", "which", "what", "when", "where", "while", "how", "why", "whether"),
    *("and", "or", "but", "nor", "if", "as", "than", "so", "because", "though", "although", "unless"),
    *("of", "in", "on", "at", "by", "to", "for", "from", "with", "without", "about", "into", "onto", "over", "under"),
    *("after", "before", "since", "until", "till", "during", "through", "between", "among", "against", "along"),
    *("across", "around", "behind", "beside", "besides", "beyond", "inside", "outside", "near", "off", "out", "per"),
    *("per", "towards", "toward", "upon", "via", "within", "despite", "amid", "back", "up", "down", "away", "apart"),
    *("is", "are", "was", "were", "be", "been", "being", "am", "has", "have", "had", "does", "do", "did"),
    *("will", "would", "shall", "should", "can", "could", "may", "might", "must", "not", "no", "never"),
    *("also", "always", "perhaps", "sometimes", "nowadays", "afterwards", "elsewhere", "there", "here", "then", "now"),
)
#: Verbs without -ed and -ing, which may follow a number that stands for its noun ("twenty fled", "1,200 remains").
_VERBS = (
    *("went", "came", "left", "fell", "rose", "took", "gave", "said", "says", "sent", "got", "made", "lost", "held"),
    *("met", "ran", "fled", "fought", "began", "broke", "brought", "saw", "became", "includes", "remains", "means"),
    *("comes", "refers", "seems", "appears", "shows", "takes", "makes", "gives", "goes", "stands", "counts"),
)
#: Nouns that stand in the plural without its ending.
_PLURALS = (
    *("people", "men", "women", "children", "infantry", "personnel", "police", "staff", "crew", "cattle", "aircraft"),
    *("servicemen", "servicewomen", "gunmen", "fishermen", "policemen", "spacecraft", "headquarters"),
)


def english(frames: Frames) -> Frames:
    """The documents in English, or in a language that is not said: others are not judged by English words."""
    spoken = pl.col("lang").str.starts_with("en").fill_null(value=True)
    return Frames(documents=frames["documents"].filter(spoken))


def any_of(phrases: Iterable[str]) -> str:
    """A regular expression for phrases, the longer ones first."""
    return "|".join(re.escape(phrase).replace("\\ ", " ") for phrase in sorted(set(phrases), key=len, reverse=True))


#: A letter or hyphen, said as what it is not: the classes of Unicode take milliseconds to compile.
LETTER = r"[^\s0-9!-,./:-@\[-`{-~\x{2010}-\x{2027}]"
#: The edge of an English word, for the same reason.
EDGE = r"(?-u:\b)"
SPACE = r"[ \x{a0}]"
_RUN = rf"^((?:[ \x{{a0}}-]{LETTER}+){{1,5}})"
_STOP = rf"(?i){SPACE}(?:(?:{any_of((*FUNCTION_WORDS, *_VERBS))}|{LETTER}+(?:ed|ing))(?:{SPACE}.*)?)$"
_PLURAL = rf"^{SPACE}((?:.*{SPACE})?(?:{LETTER}+[a-hj-rtv-z]s|{any_of(_PLURALS)}))(?:{SPACE}|$)"


def following_noun(right: pl.Expr) -> pl.Expr:
    """The noun in the plural that stands right behind a span, with what stands before it; null where there is none.

    Cautious: words in -ed and -ing may be verbs, so that nothing is said behind them ("six injured officers").

    Args:
        right: the text behind the span.
    """
    return noun_phrase(right.str.extract(_RUN)).str.extract(_PLURAL)


def noun_phrase(words: pl.Expr) -> pl.Expr:
    """Words as far as they may be one noun phrase: up to the first that ends it."""
    return words.str.replace(_STOP, "")


def noun_follows(right: pl.Expr) -> pl.Expr:
    """Whether a word that is not of the grammar stands right behind a span ("Friday prayers")."""
    return (noun_phrase(right.str.extract(_RUN)) != "").fill_null(value=False)
