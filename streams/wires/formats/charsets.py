"""
In which character set is this document written, and who says so?

Declarations lie (AFP's topic feeds claim Latin-1 and are UTF-8), servers name a default,
and a stray byte from an old archive spoils a document for parsers that are strict. The
bytes are asked first, then the declaration, then the server. Not here: formats that have
no XML declaration (``fields.py``, ``iptc7901.py``).
"""

from __future__ import annotations

import codecs
import re
from typing import Literal, NamedTuple

Evidence = Literal["mark", "bytes", "declaration", "server", "none"]

_DECLARED = re.compile(
    rb"""^((?:\xef\xbb\xbf)?\s*<\?xml[^>]*?encoding\s*=\s*["'])([\w.:-]{1,40})(["'])""",
    re.IGNORECASE,
)
# Character sets of one byte a letter, in which any bytes can be read and most claims are lies.
_ONE_BYTE = re.compile(r"iso-8859-\d{1,2}|latin-?1|windows-125\d|koi8-[ru]|us-ascii", re.IGNORECASE)
# UTF-16 has a mark, or shows in its first sign; UTF-32, whose mark begins alike, is nobody's.
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)


class Charset(NamedTuple):
    """
    What a document is written in.

    Attributes:
        name: As Python or its declaration calls it; ``""`` when nothing tells.
        evidence: What told: a byte order mark, the bytes themselves, the XML declaration, the
            server, or nothing.
        strays: Bytes that are no UTF-8 in a document that otherwise is.
    """

    name: str
    evidence: Evidence
    strays: int = 0


def charset_of(data: bytes, told: str | None = None) -> Charset:
    """
    Decide what the XML document *data* is written in.

    Bytes that decode strictly as UTF-8 and have sequences of several bytes are UTF-8,
    whatever they claim: in real text of one byte a letter such sequences do not form by
    chance. Where nothing else is claimed, most of them being sound is enough: documents are
    cut within a letter, and old texts pasted in.

    Args:
        data: The document.
        told: What its server says; asked last, because servers name a default.
    """
    declared = _DECLARED.match(data)
    claimed = declared[2].decode().lower() if declared else ""
    claims_utf_8 = claimed in ("", "utf-8", "utf8")
    if wide := next((name for opening, name in _WIDE if data.startswith(opening)), None):
        return Charset(wide, "bytes" if b"<" in data[:2] else "mark")
    if data.isascii():
        return Charset(claimed or "us-ascii", "declaration" if claimed else "bytes")
    sound, strays = _utf_8_in(data)
    if data.startswith(codecs.BOM_UTF8):
        return Charset("utf-8", "mark", strays)
    if not strays and claims_utf_8:
        return Charset("utf-8", "declaration" if claimed else "bytes")
    if (not strays and _ONE_BYTE.fullmatch(claimed)) or (claims_utf_8 and sound > strays):
        return Charset("utf-8", "bytes", strays)
    if claimed:
        return Charset(claimed, "declaration")
    return Charset(told, "server") if told and _is_charset(told) else Charset("", "none")


def honest(data: bytes, told: str | None = None) -> bytes:
    """Make the XML document *data* declare what it is written in, as ``charset_of`` decides."""
    found = charset_of(data, told)
    if found.name.startswith("utf-16") and found.evidence != "declaration":
        # feedparser does not believe a mark without a declaration.
        return _undeclared(data.decode(found.name, "replace").removeprefix("\ufeff").encode())
    if found.evidence == "server":
        return b'<?xml version="1.0" encoding="%b"?>' % found.name.encode() + _undeclared(data)
    if found.name != "utf-8" or found.evidence == "declaration":
        return data
    if found.strays:
        data = data.decode("utf-8", _AS_WINDOWS_1252).encode()
    declared = _DECLARED.match(data)
    return declared[1] + b"utf-8" + declared[3] + data[declared.end() :] if declared else data


def _utf_8_in(data: bytes) -> tuple[int, int]:
    """Count the letters beyond ASCII that *data* has in UTF-8, and the bytes that are none."""
    sound = data.decode("utf-8", "ignore")
    letters = len(sound) - len(sound.encode("ascii", "ignore"))
    return letters, len(data) - len(sound.encode())


def _is_charset(name: str) -> bool:
    """Tell whether *name* is a character set that is known; Python's `zlib` is none."""
    try:
        return b"a".decode(name) == "a"
    except (LookupError, ValueError):
        return False


def _undeclared(data: bytes) -> bytes:
    """Take away the XML declaration: what is left is UTF-8, or declared anew."""
    return re.sub(rb"^\s*<\?xml[^>]*\?>", b"", data, count=1)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as what they most likely are."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_AS_WINDOWS_1252 = "tocsin-windows-1252"
codecs.register_error(_AS_WINDOWS_1252, _as_windows_1252)
