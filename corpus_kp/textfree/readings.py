"""The texts that a cell may be read as: as it stands, without tags, out of bytes, or decoded from Base64."""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpus_kp.textfree.cells import Cell, opened

#: Encodings in encodings are decoded so far.
_DEPTH = 3
#: What may be Base64 (in lines too), its form for addresses, hexadecimal, or a large number.
_TOKEN = re.compile(r"(?:[A-Za-z0-9+/]{40,}\r?\n)*[A-Za-z0-9+/_-]{7,}={0,2}")
_HEX = re.compile(r"(?:0[xX])?((?:[0-9A-Fa-f]{2}){5,})[0-9A-Fa-f]?")
#: Digits of a number of 512 bits.
_MOST_DIGITS = 155
#: From so many characters on, Base64 may start at each of four places.
_LONG, _PHASES = 16, 4
_TAG = re.compile(r"<[^<>]*>")
#: How bytes that are no characters are kept, so that places can be counted in bytes.
_ERRORS = {"utf-8": "surrogateescape", "utf-16-le": "surrogatepass"}
#: Bytes that no text in UTF-8 starts with: the rest of a character, and the marks of UTF-16.
_NO_LETTERS = bytes([*range(0x80, 0xC0), 0xFE, 0xFF])


@dataclass(frozen=True, slots=True)
class Reading:
    """A text that a cell holds, and how places in it are told.

    Attributes:
        cell: whose text.
        text: it.
        codec: in which it was read from bytes.
        skipped: bytes before it.
    """

    cell: Cell
    text: str
    codec: str = ""
    skipped: int = 0

    def place(self, at: int) -> str:
        """The place of a code point: the cell, and in a whole file the line (1-based) or byte (0-based)."""
        if self.codec:
            return byte_place(self.cell, self.skipped + len(self.text[:at].encode(self.codec, _ERRORS[self.codec])))
        if self.cell.value:
            return self.cell.where
        line = 1 + self.text.count("\n", 0, at)
        return f"{self.cell.where}line {line}"


@dataclass(frozen=True, slots=True)
class Encoded:
    """Bytes that a text holds in letters and digits.

    Attributes:
        start: code point in the text.
        data: the bytes.
    """

    start: int
    data: bytes


def byte_place(cell: Cell, byte: int) -> str:
    """The place of a byte (0-based) of a cell of bytes."""
    return f"{cell.where}, byte {byte}" if cell.value else f"{cell.where}byte {byte}"


def readings(cell: Cell) -> Iterator[Reading]:
    """The texts of a cell; the first is the cell as it stands."""
    if isinstance(cell.content, str):
        yield Reading(cell, cell.content)
        if "<" in cell.content:
            yield Reading(cell, _TAG.sub(lambda tag: re.sub(r"[^\n]", " ", tag.group()), cell.content))
        return
    yield _from_bytes(cell, cell.content, "utf-8", 0)
    if b"\0" in cell.content:
        for skipped in (0, 1):
            yield _from_bytes(cell, cell.content[skipped:] + b"\0", "utf-16-le", skipped)


def encoded(text: str) -> Iterator[Encoded]:
    """Bytes that stand in a text as hexadecimal or Base64 digits, or as a large number."""
    for match in _TOKEN.finditer(text):
        for data in _decoded(match.group()):
            yield Encoded(match.start(), data)


def decoded_cells(reading: Reading, depth: int = 0) -> Iterator[Cell]:
    """What is encoded or packed in a text: cells that hold words.

    Args:
        reading: of a cell.
        depth: how often it was decoded already.
    """
    if depth == _DEPTH:
        return
    for piece in encoded(reading.text):
        for content in _with_words(piece.data):
            cell = Cell(f"{reading.place(piece.start)}, decoded", content)
            yield cell
            for inner in readings(cell):
                yield from decoded_cells(inner, depth + 1)


@lru_cache(maxsize=1 << 17)
def _decoded(token: str) -> tuple[bytes, ...]:
    """What a token may stand for, as a whole or in parts."""
    token = "".join(token.split())
    parts = (token, token.replace("-", ""), *re.split("[-_]", token), *re.split("[-_/+]", token))
    return tuple(dict.fromkeys(data for part in dict.fromkeys(parts) for data in _bytes_of(part)))


def _bytes_of(digits: str) -> Iterator[bytes]:
    if match := _HEX.fullmatch(digits):
        yield bytes.fromhex(match[1])
    if digits.isdecimal() and len(digits) <= _MOST_DIGITS:
        number = int(digits)
        length = -(-number.bit_length() // 8)
        yield from (number.to_bytes(length, "big"), number.to_bytes(length, "little"))
    digits = digits.rstrip("=").replace("-", "+").replace("_", "/")
    for phase in range(_PHASES if len(digits) >= _LONG else 1):
        shifted = digits[phase : len(digits) - ((len(digits) - phase) % 4 == 1)]
        try:
            yield base64.b64decode(shifted + "=" * (-len(shifted) % 4))
        except binascii.Error:
            return


@lru_cache(maxsize=1 << 17)
def _with_words(data: bytes) -> tuple[str | bytes, ...]:
    """Bytes that are text, or what is packed in them; without what was cut or is a mark at their start."""
    plain = data.replace(b"\0", b"").lstrip(_NO_LETTERS)
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(plain)
    except UnicodeDecodeError:
        return tuple(opened(data).values())
    if not any(character.isalnum() for character in text):
        return ()
    return (data,) if b"\0" in data else (text,)


def _from_bytes(cell: Cell, data: bytes, codec: str, skipped: int) -> Reading:
    if codec == "utf-16-le":
        data = data[: len(data) // 2 * 2]
    return Reading(cell, data.decode(codec, _ERRORS[codec]), codec, skipped)
