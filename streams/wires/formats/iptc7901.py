r"""
Which dispatches does an IPTC 7901 transmission hold?

Text for telegraph lines, still sent by some desks: a header after SOH (source
and number, priority, category, words, a slug), the text between STX and ETX,
and the time of sending before EOT::

    \x01bdt0316 3 pl 198  dpa 0324 \r\n\x02…\x03\r\n281015 Jul 24\r\n\x04

There are several to a file, and no identity but source, number and day. Not
here: ANPA 1312, its American cousin.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from schemas.dispatch import Dispatch

from .document import NO_TIME, NotADispatch, Origin, Parsed, finished
from .items import read_each
from .markup import one_line, paragraphs
from .origins import agency_of
from .signals import signal_of
from .times import instant

_MESSAGE = re.compile(r"\x01([^\x01\x02]{1,400})\x02([^\x03\x04]*)(?:\x03([^\x01\x04]{0,200}))?")
_HEADER = re.compile(
    r"(?P<source>[A-Za-z]{1,6})\s?(?P<number>\d{1,6})\s+(?P<priority>[1-9fburdFBURD])\s+"
    r"(?P<category>[A-Za-z]{1,4})\s*(?P<words>\d*)\s*(?P<slug>[^\r\n]*)"
)
# AP's letters: flash, bulletin (which kills move as, too), urgent, regular, deferred.
_LETTERS = {"f": (1, "flash"), "b": (2, "bulletin"), "u": (3, "urgent"), "r": (4, ""), "d": (5, "")}
# "KILL hal0316" names the transmission of that day that is to go.
_NUMBERED = re.compile(r"\b([A-Za-z]{1,6})(\d{2,6})\b")
_SENT = re.compile(
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\s*(?P<zone>[A-Z]{1,5}(?=\s))?\s*"
    r"(?P<month>[A-Za-z]{3})[a-z]*\.?\s*(?P<year>\d{2,4})"
)
_SENT_DAY_ONLY = re.compile(r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)\b")
# A headline of dpa and its neighbours ends in an equals sign at the end of its line.
_END_OF_HEADLINE = re.compile(r"[ \t]*=[ \t]*(?:\r?\n|$)")
LONGEST_HEADLINE = 300
_INDENT = re.compile(r"\r?\n[ \t]{2,}(?=\S)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class _Telegram(NamedTuple):
    """One transmission: its header's fields, its text, and what follows the text."""

    header: dict[str, str]
    body: str
    trailer: str


def read(data: bytes, origin: Origin) -> Parsed:
    """
    Read a file of transmissions.

    Raises:
        NotADispatch: It holds none.
    """
    written = _decoded(data)
    telegrams = [
        _Telegram(header.groupdict(), found[2], found[3] or "")
        for found in _MESSAGE.finditer(written)
        if (header := _HEADER.match(found[1].strip()))
    ]
    if not telegrams:
        raise NotADispatch("no IPTC 7901 header (source, number, priority, category)")
    return read_each(
        telegrams,
        lambda telegram: _dispatch(telegram, origin),
        lambda telegram: telegram.header["source"] + telegram.header["number"],
        numbered=False,
    )


def _decoded(data: bytes) -> str:
    """Decode a format that has no room to say how: UTF-8 if it is, else Western European."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _dispatch(telegram: _Telegram, origin: Origin) -> Dispatch:
    """Turn one transmission into a dispatch."""
    header = telegram.header
    source, number = header["source"].lower(), int(header["number"])
    sent = _sent(telegram.trailer, origin)
    day = (sent or origin.received_at or NO_TIME).date().isoformat()
    priority = header["priority"].lower()
    urgency, called = _LETTERS.get(priority) or (int(priority), "")
    headline, text = _words(telegram.body)
    slug = one_line(header["slug"])
    about_itself = signal_of(pubstatus="usable", notes=[slug], slug=headline or slug)
    signal = about_itself or signal_of(pubstatus="usable", codes=[called], urgency=urgency)
    about = _NUMBERED.search(slug) if signal in ("correction", "kill") else None
    return finished(
        origin,
        key=_key(origin, source, number, day),
        provider=_provider(slug, source),
        headline=headline,
        text=text,
        published_at=sent,
        otherwise=origin.received_at or NO_TIME,
        urgency=urgency,
        signal=signal,
        corrects=_key(origin, about[1].lower(), int(about[2]), day) if about else None,
        subjects=(header["category"].lower(),),
    )


def _key(origin: Origin, source: str, number: int, day: str) -> str:
    """Name a transmission: numbers begin anew each day, and services share letters."""
    return f"{origin.provider or source}:{source}{number}:{day}"


def _words(body: str) -> tuple[str, str]:
    """Part the headline, if it is marked as one, from the text; an indent opens a paragraph."""
    clean = _CONTROLS.sub("", body)
    end = _END_OF_HEADLINE.search(clean, 0, LONGEST_HEADLINE)
    headline, rest = (clean[: end.start()], clean[end.end() :]) if end else ("", clean)
    return one_line(headline), paragraphs(_INDENT.sub("\n\n", f"\n{rest}"))


def _provider(slug: str, source: str) -> str:
    """Name the agency that signs the header ("dpa 0324"), else the service by its code."""
    return agency_of(slug.split()) or source


def _sent(trailer: str, origin: Origin) -> datetime | None:
    """
    Return when it was sent: ``281015 Jul 24``, or ``281015`` for the nearest such day.

    Without a day of its own a transmission is of the day that it reached us, or of the
    one before or after, by whichever the number of the day fits.
    """
    if found := _SENT.search(trailer):
        year = found["year"] if len(found["year"]) == 4 else f"20{found['year'][-2:]}"
        clock = f"{found['hour']}:{found['minute']}"
        zone = f" {found['zone']}" if found["zone"] else ""
        return instant(f"{found['day']} {found['month']} {year} {clock}{zone}", origin.zone)
    found = _SENT_DAY_ONLY.search(trailer)
    if found is None or origin.received_at is None:
        return None
    received = origin.received_at.astimezone(UTC)
    for days in (0, -1, 1):
        day = received + timedelta(days=days)
        if day.day == int(found["day"]):
            return instant(
                f"{day.date().isoformat()}T{found['hour']}:{found['minute']}", origin.zone
            )
    return None
