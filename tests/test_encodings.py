"""Encodings are told from the bytes."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus_kp.textfree.encodings import Decoded, Undecodable, codec_of, declared_encoding, decode

_FRAME = "The minister said the harbour would reopen in spring. {} Nobody could confirm it on Monday, the office added."
_ENGLISH = {
    "quotes": "\u201cWe don\u2019t know,\u201d he said \u2013 twice.",
    "one apostrophe": "It wasn\u2019t clear.",
    "one accent": "José spoke.",
    "accents": "José Müller met François at the café.",
    "pounds": "It cost £25m.",
    "euros": "It cost €25m.",
    "dashes": "The deal \u2014 long awaited \u2014 failed.",
    "ellipsis": "And then\u2026 nothing.",
    "capital": "Élysée officials.",
    "northern": "Bjørn Østby of Malmö and Åse.",
    "mixed": "\u201cThe Élysée paid €3m,\u201d José\u2019s aide said\u2026",
    "degrees": "It was 30°C.",
}
_RUSSIAN = "Министр заявил, что порт откроется весной. Тысячи докеров отправлены на север, сообщили в ведомстве."
_KOREAN = "장관은 항구가 봄에 다시 열릴 것이라고 말했다. 천 명이 넘는 부두 노동자가 북쪽으로 보내졌다고 밝혔다."
_JAPANESE = "大臣は港が春に再開されると述べた。千人を超える港湾労働者が北へ送られたという。"
_CHINESE = "部长说港口将于春天重新开放。一千多名码头工人被派往北方，但没有人能够证实这一数字。"


@pytest.mark.parametrize("encoding", ["cp1252", "iso8859-15", "mac-roman", "utf-8"])
@pytest.mark.parametrize("sentence", _ENGLISH.values(), ids=_ENGLISH)
def test_english_with_a_few_signs_is_told(sentence: str, encoding: str) -> None:
    """One quotation mark or accent is enough; Windows-1252 never comes out as its Polish or Macintosh relatives."""
    text = _FRAME.format(sentence)
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip(f"{encoding} has no such sign")
    decoded = decode(data)
    assert isinstance(decoded, Decoded)
    assert decoded.text == text
    if encoding == "cp1252":
        assert decoded.encoding == "cp1252"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", _RUSSIAN),
        ("koi8-r", _RUSSIAN),
        ("iso8859-5", _RUSSIAN),
        ("euc-kr", _KOREAN),
        ("cp949", _KOREAN),
        ("shift_jis", _JAPANESE),
        ("euc-jp", _JAPANESE),
        ("iso2022_jp", _JAPANESE),
        ("gb18030", _CHINESE),
        *((encoding, _RUSSIAN + _KOREAN) for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32")),
        *((f"utf-{width}-{order}", _FRAME) for width in (16, 32) for order in ("le", "be")),
        ("utf-16-le", _KOREAN),
        ("utf-16-be", _RUSSIAN),
    ],
)
def test_other_scripts_are_told(encoding: str, text: str) -> None:
    """Russian, Korean, Japanese and Chinese in their old encodings, and Unicode with and without a mark."""
    decoded = decode(text.encode(encoding))
    assert isinstance(decoded, Decoded)
    assert decoded.text == text
    assert text.encode(encoding).decode(decoded.encoding) == text


@given(text=st.text(min_size=1), encoding=st.sampled_from(["utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-32-be"]))
def test_a_mark_decides(text: str, encoding: str) -> None:
    """Any text comes back with its newlines, without its mark; a NUL after the mark of UTF-16 is one of UTF-32."""
    text = text.lstrip("\0") or "x"
    mark = {"utf-16-be": codecs.BOM_UTF16_BE, "utf-32-be": codecs.BOM_UTF32_BE}.get(encoding, b"")
    decoded = decode(mark + text.encode(encoding))
    assert isinstance(decoded, Decoded)
    assert decoded.text == text


def test_a_lost_byte_does_not_spoil_the_rest() -> None:
    """A byte that is no UTF-8, in a text that else is, becomes U+FFFD."""
    data = "\u201cOne\u201d, \u201ctwo\u201d and \u201cthree\u201d".encode()
    assert decode(data[:-1]) == Decoded("\u201cOne\u201d, \u201ctwo\u201d and \u201cthree\ufffd", "utf-8")
    assert decode(codecs.BOM_UTF16_LE + "One harbour".encode("utf-16-le") * 40 + b"x") == Decoded(
        "One harbour" * 40 + "\ufffd", "utf-16"
    )


@pytest.mark.parametrize(
    "data", [bytes(range(256)), b"\x00\x01\x02\x03", b"text \x00 text", bytes(range(1, 32)) * 9 + b"\xff\xfe\xc1"]
)
def test_binary_bytes_are_no_text(data: bytes) -> None:
    """NULs that UTF-16 does not explain, or many control characters."""
    assert isinstance(decode(data), Undecodable)


@settings(deadline=None)
@given(data=st.binary(), declared=st.none() | st.text(max_size=12) | st.sampled_from(["utf-8", "utf-7", "hex", "gbk"]))
def test_any_bytes_give_text_or_a_reason(data: bytes, declared: str | None) -> None:
    """No bytes and no label raise."""
    assert isinstance(decode(data, declared), Decoded | Undecodable)


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("latin1", "cp1252"),
        ("ISO-8859-1", "cp1252"),
        ("us-ascii", "cp1252"),
        ("windows-1251", "cp1251"),
        ("x-cp1251", "cp1251"),
        ("UTF8", "utf-8"),
        ("gb2312", "gb18030"),
        ("x-gbk", "gb18030"),
        ("Shift_JIS", "cp932"),
        ("x-sjis", "cp932"),
        ("ks_c_5601-1987", "cp949"),
        ("windows-949", "cp949"),
        ("utf-16", None),
        ("rot13", None),
        ("base64", None),
        ("no-such", None),
        ("a\0b", None),
        ("", None),
    ],
)
def test_labels_mean_what_they_mean_on_the_web(label: str, codec: str | None) -> None:
    """Latin-1 is Windows-1252, GB 2312 is GB 18030; what is no encoding of text is not taken."""
    assert codec_of(label) == codec


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b"<meta charset=windows-1251>", "windows-1251"),
        (b"<META http-equiv='Content-Type' content='text/html; charset=koi8-r'>", "koi8-r"),
        (b"<!-- <meta charset=gbk> --><meta charset = 'euc-kr'>", "euc-kr"),
        (b'<?xml version="1.0" encoding="ISO-8859-2"?><html>', "ISO-8859-2"),
        (b"<p>charset=gbk</p>", None),
        (b"<!-- <meta charset=gbk>", None),
    ],
)
def test_a_page_says_its_encoding(head: bytes, label: str | None) -> None:
    """In a `meta` element or the XML declaration, not in a comment."""
    assert declared_encoding(head) == label


def test_a_declaration_counts_where_the_bytes_do_not_decide() -> None:
    """Bytes that are UTF-8 are UTF-8 whatever the page says; others are what it says."""
    polish = "Wiosną port będzie otwarty."
    assert decode(polish.encode("iso8859-2"), "iso-8859-2") == Decoded(polish, "iso8859-2")
    assert decode(polish.encode(), "iso-8859-2") == Decoded(polish, "utf-8")
    assert decode("£5".encode("cp1252"), "iso-8859-1") == Decoded("£5", "cp1252")
    assert decode(b"\x81 \x93x\x94", "latin1") == Decoded("\x81 \u201cx\u201d", "cp1252")
