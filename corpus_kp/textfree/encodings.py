"""Bytes of a file that somebody saved, turned into text: the encoding is told from the bytes and from a declaration."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

#: Byte order marks, the longest first: that of UTF-32 begins like that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

#: Encodings whose names stand, in pages and in detectors, for a larger one (after the WHATWG encoding standard).
_LARGER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
}

#: The encodings of the web, as Python names them; a page may declare no other one, some of which cost minutes.
_OF_THE_WEB = frozenset(
    {"utf-8", "cp866", "koi8-r", "koi8-u", "mac-roman", "mac-cyrillic", "cp874", "gb18030", "big5hkscs", "euc_jp"}
    | {"iso2022_jp", "cp932", "cp949", *(f"cp125{last}" for last in range(9))}
    | {f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)}
)

_UNDEFINED = "\x81\x8d\x8f\x90\x9d"
_CP1252 = {byte: bytes([byte]).decode("cp1252") for byte in range(128, 160) if chr(byte) not in _UNDEFINED}

_DECLARATION = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:-]{1,40})", re.IGNORECASE)
_DECLARED_WITHIN = 65_536

_CONTROLS = re.compile(r"[\x00-\x07\x0e-\x19\x1c-\x1f\x7f]")
_FIRST_NON_ASCII = re.compile(rb"[\x80-\xff]|\x1b")

#: How much is given to the detector, in bytes: enough to tell, little enough to be quick.
_SAMPLE = 32_768
_LEAD = 512

#: How many characters outside ASCII the rules for Western European texts look at.
_LOOKED_AT = 2_000


@dataclass(frozen=True)
class Decoded:
    """A text and the encoding it came in.

    Attributes:
        text: without the byte order mark; every other character as it stands in the file, newlines too.
        encoding: as Python names it.
    """

    text: str
    encoding: str


@dataclass(frozen=True)
class Undecodable:
    """Bytes that are no text, or none that can be told.

    Attributes:
        reason: one sentence: what they are, and what to do.
    """

    reason: str


def decode(data: bytes, declared: str | None = None) -> Decoded | Undecodable:
    """The text of a file.

    A byte order mark decides; then UTF-16 and UTF-32 that show by their NULs; then UTF-8, since other encodings hardly
    ever look like it; then the declaration; then UTF-8 with a fault; then the signs and names that are usual in
    English, in a Western encoding; then a detector, which alone would take a few of them for those of another one.

    Args:
        data: all bytes of the file.
        declared: the label that a page gives itself, if any.
    """
    marked = _marked(data)
    if marked:
        return marked
    if b"\0" in data:
        return _wide(data) or Undecodable("a binary file; save the article as text")
    for told in (_utf8, lambda rest: _labelled(rest, declared), _damaged_utf8, _western, _detected):
        decoded = told(data)
        if decoded:
            return decoded
    return Undecodable("its encoding cannot be told; save it as UTF-8")


def declared_encoding(data: bytes) -> str | None:
    """The label in the `meta` element or the XML declaration of a page, as written there; None without one."""
    head = data[:_DECLARED_WITHIN]
    found = _XML_DECLARATION.match(head) or _DECLARATION.search(_without_comments(head))
    return found.group(1).decode("ascii", "replace") if found else None


def codec_of(label: str) -> str | None:
    """The name in Python of the encoding that a label means on the web; None for an unknown one."""
    for name in (label, label.lower().removeprefix("x-"), label.lower().replace("windows-", "cp")):
        try:
            codec = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        encoding = _LARGER.get(codec.name, codec.name)
        return encoding if encoding in _OF_THE_WEB else None
    return None


def _without_comments(head: bytes) -> bytes:
    kept: list[bytes] = []
    for index, part in enumerate(head.split(b"<!--")):
        kept.append(part.partition(b"-->")[2] if index else part)
    return b"".join(kept)


def _marked(data: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            decoded = _strict(data, encoding)
            if decoded:
                return decoded
            if encoding != "utf-32":
                return _nearly(data, encoding)
    return None


def _strict(data: bytes, encoding: str) -> Decoded | None:
    if encoding == "cp1252":
        return Decoded(data.decode("latin-1").translate(_CP1252), encoding)
    try:
        return Decoded(data.decode(encoding), encoding)
    except (UnicodeError, LookupError):
        return None


def _nearly(data: bytes, encoding: str) -> Decoded | None:
    """The text with U+FFFD in place of what is damaged, where that is little: at most one in a hundred characters."""
    text = data.decode(encoding, "replace")
    return Decoded(text, encoding) if text.count("\ufffd") <= 1 + len(text) // 100 else None


def _wide(data: bytes) -> Decoded | None:
    """UTF-32 and UTF-16 without a mark: most NULs stand where ASCII has them, and no control character comes out."""
    first, second = data[::2].count(0), data[1::2].count(0)
    for encoding in ("utf-32-le", "utf-32-be", "utf-16-le" if second > first else "utf-16-be"):
        decoded = _strict(data, encoding)
        if decoded and not any(map(_is_no_letter, decoded.text[:_LOOKED_AT])):
            return decoded
    return None


def _is_no_letter(character: str) -> bool:
    """A control character other than white space, or one that stands for nothing: bytes were paired wrongly."""
    return unicodedata.category(character) in {"Cc", "Cn", "Co"} and not character.isspace()


def _utf8(data: bytes) -> Decoded | None:
    """UTF-8, ASCII included; not the Japanese and Korean encodings that consist of ASCII and escapes."""
    return None if b"\x1b$" in data else _strict(data, "utf-8")


def _labelled(data: bytes, declared: str | None) -> Decoded | None:
    encoding = codec_of(declared) if declared else None
    if encoding == "utf-8":
        return _damaged_utf8(data)
    return _strict(data, encoding) if encoding else None


def _damaged_utf8(data: bytes) -> Decoded | None:
    """UTF-8 in which a byte was lost: far more characters outside ASCII are whole than not."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    whole = len(text) - len(text.encode("ascii", "ignore")) - broken
    return Decoded(text, "utf-8") if 0 < 2 * broken <= whole else None


def _western(data: bytes) -> Decoded | None:
    """English with signs and names from Western Europe, in the first encoding in which all of them make sense."""
    for encoding in ("cp1252", "iso8859-15", "mac-roman"):
        decoded = _strict(data, encoding)
        if decoded and not _is_binary(decoded.text) and _makes_sense(decoded.text):
            return decoded
    return None


def _makes_sense(text: str) -> bool:
    odd = looked_at = 0
    for looked_at, (before, sign, after) in enumerate(_outside_ascii(text), 1):
        odd += not _fits(before, sign, after)
        if looked_at == _LOOKED_AT:
            break
    return looked_at > 0 and odd * 20 <= looked_at


def _outside_ascii(text: str) -> Iterator[tuple[str, str, str]]:
    """Every character outside ASCII with its neighbours; a space at either end of the text."""
    for found in re.finditer(r"[^\x00-\x7f]", text):
        at = found.start()
        yield text[at - 1 : at] or " ", found.group(), text[at + 1 : at + 2] or " "


def _fits(before: str, sign: str, after: str) -> bool:
    for signs, rule in _PLACES:
        if sign in signs:
            return rule(before, after)
    return False


def _is_latin(letter: str) -> bool:
    return letter.isascii() and letter.isalpha()


def _inside_a_word(before: str, after: str) -> bool:
    return before.isalpha() and after.islower()


def _small(before: str, after: str) -> bool:
    return _is_latin(before) or (_is_latin(after) and after.islower())


def _capital(before: str, after: str) -> bool:
    return not before.islower() and (_is_latin(after) or (before.isupper() and not after.isdigit()))


def _opens(before: str, after: str) -> bool:
    return not before.isalnum() and not after.isspace()


def _closes(before: str, after: str) -> bool:
    return not before.isspace() or after.isalnum()


def _of_money(before: str, after: str) -> bool:
    return after.isdigit() or before.isdigit() or (not before.isalpha() and not after.isalpha())


def _after_a_number(before: str, after: str) -> bool:
    return before.isdigit() or (before.isspace() and after.isspace())


def _anywhere(before: str, after: str) -> bool:
    return bool(before and after)


def _between_words(before: str, after: str) -> bool:
    return not _inside_a_word(before, after)


#: Where a sign stands in a text in which it was meant. What is not here (thorn, eth, broken bar ...) was hardly meant.
#: Signs that resemble others are the point of the table.
_PLACES: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("“‘„‚«‹", _opens),  # noqa: RUF001
    ("”’»›", _closes),  # noqa: RUF001
    ("–—\xa0", _anywhere),  # noqa: RUF001
    ("…•·™®©†‡§", _between_words),
    ("€£¥¢", _of_money),
    ("°½¼¾²³×", _after_a_number),  # noqa: RUF001
    ("àáâãäåæçèéêëìíîïñòóôõöøùúûüÿœšžß", _small),
    ("ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜŒŠŽ", _capital),
)


def _detected(data: bytes) -> Decoded | None:
    """What the detector says, where the whole file bears it out."""
    import chardet

    first = _FIRST_NON_ASCII.search(data)
    start = max(0, first.start() - _LEAD) if first else 0
    label = chardet.detect(data[start : start + _SAMPLE])["encoding"]
    encoding = codec_of(label) if label else None
    decoded = _strict(data, encoding) if encoding else None
    return decoded if decoded and not _is_binary(decoded.text) else None


def _is_binary(text: str) -> bool:
    """More control characters than stray into a text: one in a hundred."""
    return (len(text) - len(_CONTROLS.sub("", text))) * 100 > len(text)
