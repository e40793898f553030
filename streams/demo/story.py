"""
What happens in the demo, and what must ring?

About forty invented items over half a minute. Each says when it appears, on
which wire, and what is expected of it: the alarms it must set off, or the
reason for which it must stay silent. The words are in the TOML files beside
this one; days in them are counted from the day of the demo, so that the news
is fresh whenever it is told.

Not here: how a wire looks (``documents.py``), or when the clock runs
(``run.py``).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from schemas.alert import AlertKind
from schemas.codec import convert
from schemas.decision import Reason
from schemas.dispatch import Dispatch, Signal
from schemas.record import Record

HERE = Path(__file__).parent
ETC = HERE / "etc"
"""The demo's configuration; in containers it is that of the roles, whole."""

CHAPTERS = ("mali.toml", "lakes.toml", "elsewhere.toml")

UNREST = "16000000"
"""The old subject code on every NewsML item, sport included: a topic, never a trigger."""

_PLACEHOLDER = re.compile(r"\{(weekday|date)([+-]\d+)?\}")
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
_MONTHS = {
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    "fr": (
        "janvier", "février", "mars", "avril", "mai", "juin",
        "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ),
}  # fmt: skip


class Wire(Record, frozen=True, kw_only=True):
    """
    One invented agency.

    Attributes:
        id: Of its feed.
        title: Its name.
        format: How it writes.
        language: Of all its items.
    """

    id: str
    title: str
    format: Literal["rss", "atom", "newsml12"]
    language: Literal["en", "fr"]


class Item(Record, frozen=True, kw_only=True):
    """
    One version of one item, and what it must lead to.

    Attributes:
        id: Ours; with ``revises`` the wire's id is that of the item it names.
        at: Seconds after the start at which it appears; below zero it was there before.
        feed: Id of its wire.
        headline: ``None`` on an alert.
        text: Paragraphs parted by empty lines, with placeholders.
        urgency, alert, advisory, genre: As NewsML 1.2 carries them.
        revises: The item whose next version this is.
        rings: Alarms it must set off: which kind, for which watch entry.
        silent: Why it must not ring: any of these reasons.
    """

    id: str
    at: float
    feed: str
    headline: str | None = None
    text: str
    urgency: int | None = None
    alert: bool = False
    advisory: str | None = None
    genre: tuple[str, ...] = ()
    revises: str | None = None
    rings: tuple[tuple[AlertKind, str], ...] = ()
    silent: tuple[Reason, ...] = ()

    @property
    def wire_id(self) -> str:
        """The id under which its wire knows it, the same for all versions."""
        return self.revises or self.id

    @property
    def revision(self) -> int:
        """Which version this is; the story revises nothing twice."""
        return 1 if self.revises is None else 2

    @property
    def old(self) -> bool:
        """Whether it was on the wire before the demo began."""
        return self.at < 0


class Ring(NamedTuple):
    """One alarm: what the item set off, and for which watch entry."""

    item: str
    kind: AlertKind
    watch: str


@cache
def wires() -> tuple[Wire, ...]:
    """Return the four wires."""
    return convert(
        tuple[Wire, ...], tomllib.loads((HERE / "wires.toml").read_text("utf-8"))["wire"]
    )


@cache
def story() -> tuple[Item, ...]:
    """Return every item, in the order in which they appear."""
    chapters = (tomllib.loads((HERE / name).read_text("utf-8"))["item"] for name in CHAPTERS)
    told = [convert(Item, item) for chapter in chapters for item in chapter]
    return tuple(sorted(told, key=lambda item: item.at))


def wire_of(item: Item) -> Wire:
    """Return the wire that carries *item*."""
    return next(wire for wire in wires() if wire.id == item.feed)


def expected() -> Iterator[Ring]:
    """Yield every alarm that the story must set off."""
    for item in story():
        for kind, watch in item.rings:
            yield Ring(item.id, kind, watch)


def filled(words: str, day: date, language: str) -> str:
    """
    Put weekdays and dates for the placeholders in *words*, counted from *day*.

    ``{weekday-3}`` is the name of the day three days before, ``{date}`` "July 28" or
    "28 juillet". Lines are joined, so that the story file may be wrapped.
    """

    def said(match: re.Match[str]) -> str:
        then = day + timedelta(days=int(match[2] or 0))
        if match[1] == "weekday":
            return _WEEKDAYS[language][then.weekday()]
        month = _MONTHS[language][then.month - 1]
        return f"{month} {then.day}" if language == "en" else f"{then.day} {month}"

    paragraphs = re.split(r"\n\s*\n", words.strip())
    return "\n\n".join(_PLACEHOLDER.sub(said, " ".join(part.split())) for part in paragraphs)


def published(item: Item, start: datetime) -> datetime:
    """Return when the wire says that *item* moved, in whole seconds as wires do."""
    return (start + timedelta(seconds=item.at)).replace(microsecond=0)


def first_published(item: Item, start: datetime) -> datetime:
    """Return when the first version of *item* moved."""
    return published(next(first for first in story() if first.id == item.wire_id), start)


def link(item: Item) -> str:
    """Return the address of *item*'s page (a domain that can never exist, RFC 2606)."""
    return f"https://{item.feed}.example/{item.wire_id}"


def headline(item: Item, start: datetime) -> str | None:
    """Return the headline of *item* as told on the day of *start*, ``None`` for an alert."""
    return item.headline and filled(item.headline, start.date(), wire_of(item).language)


def text(item: Item, start: datetime) -> str:
    """Return the text of *item* as told on the day of *start*."""
    return filled(item.text, start.date(), wire_of(item).language)


def items(start: datetime) -> list[Dispatch]:
    """Return the whole story as the dispatches that its wires should be parsed to, in order."""
    return [_dispatch(item, start) for item in story()]


def _dispatch(item: Item, start: datetime) -> Dispatch:
    wire = wire_of(item)
    numbered = wire.format == "newsml12"  # the others edit in place and keep date and page
    signal: Signal | None = "correction" if item.advisory else "alert" if item.alert else None
    return Dispatch(
        key=f"{item.feed}:{item.wire_id}",
        revision=item.revision,
        provider=item.feed,
        publisher_family=item.feed,
        headline=headline(item, start),
        text=text(item, start),
        language=wire.language,
        published_at=published(item, start) if numbered else first_published(item, start),
        received_at=start + timedelta(seconds=max(item.at, 0)),
        urgency=item.urgency,
        signal=signal,
        genre=item.genre,
        subjects=(UNREST,) if numbered else (),
        url=None if numbered else link(item),
        feed=item.feed,
        intake="baseline" if item.old else "live",
    )
