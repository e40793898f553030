"""
What does one e-mail look like?

From a message, its words and a time: header, plain text and the same as HTML, the same bytes
for the same arguments. Put together here and not by the standard library's ``EmailMessage``,
which writes a long List-Unsubscribe or References as encoded words that no client reads
(Python 3.11). Not here: the words, and the server (``smtp.py``).
"""

from __future__ import annotations

import binascii
import html
import re
from collections.abc import Callable
from datetime import datetime
from itertools import groupby
from typing import Final, NamedTuple

from schemas.message import Message
from schemas.record import identity
from schemas.subscription import Subscription
from streams.email_settings import Email

from .cleaning import cut, plain
from .letter_head import headers

# A digest of some hundred alerts. Many clients hide what is longer than 100 kB.
LONGEST_TEXT: Final = 60_000

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)\]]")
_RIGHT_TO_LEFT = ("ar",)


class Page(NamedTuple):
    """What a message says: one line, plain text, and in which language (ISO 639-1)."""

    subject: str
    body: str
    language: str


PageOf = Callable[[Message, Subscription], Page]


def letter(
    message: Message, subscription: Subscription, page: Page, email: Email,
    *, to: tuple[str, ...], now: datetime,
) -> bytes:  # fmt: skip
    """
    Write *message* as an e-mail, with CRLF and in ASCII.

    Args:
        message: What is sent; its id is the Message-ID, so that a repeat is known for one.
        subscription: To whom.
        page: What it says.
        email: Who writes, and where readers can leave.
        to: Shown only when it is one: readers of one subscription need not know each other.
        now: The Date.
    """
    text = cut(plain(page.body), LONGEST_TEXT).strip("\n")
    boundary = f"=_{identity('boundary', message.id)}"
    parts = (
        _part("plain", text + "\n", boundary),
        _part("html", _hypertext(text, page.language), boundary),
    )
    head = headers(
        message, subscription, email, subject=page.subject, language=page.language, to=to, now=now
    )
    lines = [f"{name}: {value}" for name, value in head]
    lines.append(f'Content-Type: multipart/alternative; boundary="{boundary}"')
    return "\r\n".join([*lines, "", *parts, f"--{boundary}--", ""]).encode("ascii")


def _part(subtype: str, text: str, boundary: str) -> str:
    body = binascii.b2a_qp(text.replace("\n", "\r\n").encode(), istext=True).decode("ascii")
    return (
        f'--{boundary}\r\nContent-Type: text/{subtype}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: quoted-printable\r\n\r\n{body}"
    )


def _hypertext(text: str, language: str) -> str:
    """Write *text* as HTML: paragraphs, lists and links, nothing that is fetched or run."""
    direction = "rtl" if language in _RIGHT_TO_LEFT else "ltr"
    blocks = "\n".join(
        _block([*lines], is_list=is_list)
        for one in re.split(r"\n{2,}", text)
        for is_list, lines in groupby(one.splitlines(), key=_is_item)
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{html.escape(language)}" dir="{direction}">\n'
        f'<head><meta charset="utf-8"></head>\n<body>\n{blocks}\n</body>\n</html>\n'
    )


def _is_item(line: str) -> bool:
    return line.startswith("- ")


def _block(lines: list[str], *, is_list: bool) -> str:
    if is_list:
        items = "\n".join(f"<li>{_linked(line[2:])}</li>" for line in lines)
        return f"<ul>\n{items}\n</ul>"
    return "<p>" + "<br>\n".join(map(_linked, lines)) + "</p>"


def _linked(line: str) -> str:
    """Escape a line, and make links of the addresses in it."""
    written, done = "", 0
    for found in _LINK.finditer(line):
        where = html.escape(found[0])
        written += f'{html.escape(line[done : found.start()])}<a href="{where}">{where}</a>'
        done = found.end()
    return written + html.escape(line[done:])
