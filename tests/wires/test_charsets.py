"""Is it known what a document is written in, and who says so?"""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from streams.wires.formats.captions import set_apart
from streams.wires.formats.charsets import Charset, charset_of, honest

WORD = "<a>Été, обстрел</a>"


def declared(charset: str) -> bytes:
    """Return the opening of a document that says that it is in *charset*."""
    return b'<?xml version="1.0" encoding="%b"?>' % charset.encode()


@pytest.mark.parametrize(
    ("document", "told", "found"),
    [
        (b"<a>plain</a>", "koi8-r", Charset("us-ascii", "bytes")),
        (declared("utf-8") + WORD.encode(), "koi8-r", Charset("utf-8", "declaration")),
        (WORD.encode(), "koi8-r", Charset("utf-8", "bytes")),
        (declared("ISO-8859-1") + WORD.encode(), None, Charset("utf-8", "bytes")),
        (declared("big5") + WORD.encode(), None, Charset("big5", "declaration")),
        (WORD.encode("utf-8-sig"), None, Charset("utf-8", "mark")),
        (WORD.encode("utf-16"), None, Charset("utf-16-le", "mark")),
        (WORD.encode("utf-16-be"), None, Charset("utf-16-be", "bytes")),
        (WORD.encode() + b"\xe9", "koi8-r", Charset("utf-8", "bytes", 1)),
        (declared("utf-8") + WORD.encode()[:-5], None, Charset("utf-8", "bytes", 1)),
        (b"<a>\xcf\xc2</a>", "koi8-r", Charset("koi8-r", "server")),
        (b"<a>\xcf\xc2</a>", "zlib", Charset("", "none")),
        (declared("koi8-r") + b"<a>\xcf\xc2</a>", "utf-8", Charset("koi8-r", "declaration")),
    ],
)
def test_what_a_document_is_written_in(document: bytes, told: str | None, found: Charset) -> None:
    """The bytes are asked first, then the declaration, then the server."""
    assert charset_of(document, told) == found


def test_a_stray_byte_spoils_nothing() -> None:
    """It becomes the letter that it most likely was; the others stay."""
    assert honest("<a>Été ".encode() + b"Andr\xe9</a>").decode() == "<a>Été André</a>"


@given(st.binary(max_size=200), st.sampled_from([None, "koi8-r", "utf-16", "idna", "undefined"]))
def test_no_bytes_break_the_decision(data: bytes, told: str | None) -> None:
    """Whatever they claim to be."""
    assert isinstance(honest(data, told), bytes)
    assert isinstance(honest(declared("utf-8") + data, told), bytes)


@pytest.mark.parametrize("piece", [b"\xc3\xa9\xe9\xc3\xa9", b"<media:description><item>", b"\xff"])
def test_megabytes_of_trouble_are_read_at_once(piece: bytes) -> None:
    """Stray bytes and captions cost time that grows with the document, and no faster."""
    document = b"<rss>" + piece * (4_000_000 // len(piece))
    began = time.process_time()
    set_apart(honest(document))

    assert time.process_time() - began < 8
