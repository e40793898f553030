"""
Which events does a dispatch only mention on its way?

News says what happened at its head. What is told further down without a day of its
own belongs to what the report is about: a look back goes on being one, and in a
dispatch whose head reports no violence a line about violence is background.

Not here: what a mention's own sentence says (``agents/what/realis.py``) and what the head
says the dispatch is about (``agents/what/context.py``).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from agents.when.event_times import Timing
from schemas.event import Mention

from .composed import VIOLENT

HEAD: Final = 3  # sentences: headline, lead and the one after it
FRESH: Final = timedelta(days=7)  # a day so near is the event's own (docs/glossary.md, recent)


class Told(NamedTuple):
    """A mention with its time and the number of its sentence."""

    mention: Mention
    timing: Timing
    number: int

    @property
    def is_undated(self) -> bool:
        """Its own sentence names no day."""
        return self.timing.own.start is None


def without_asides(told: list[Told], today: date) -> list[Mention]:
    """Return the mentions, in order, those that are only told on the way marked as background."""
    kept: list[Told] = []
    for one in told:
        kept.append(_going_on(one, kept[-1] if kept else None))
    if any(_is_news(one.mention) for one in kept if one.number < HEAD):
        return [one.mention for one in kept]
    return [_aside(one, today) for one in kept]


def _is_news(mention: Mention) -> bool:
    is_violent = mention.family in VIOLENT
    return is_violent and mention.realis == "actual" and not mention.background


def _going_on(one: Told, before: Told | None) -> Told:
    """
    Let what follows on a look back look back as well, until a day is named.

    "Fighting has killed 2,400 since April … the great majority by artillery."
    """
    mention = one.mention
    is_below = one.number >= HEAD - 1 and one.is_undated and mention.realis == "actual"
    if before is None or not is_below or one.number - before.number > 1:
        return one
    if before.mention.realis == "historical":
        changed = replace(
            mention,
            realis="historical",
            realis_spans=before.mention.realis_spans,
            time=one.timing.own,
            background=True,
            rules=(*mention.rules, "realis.continued@1"),
        )
        return one._replace(mention=changed)
    return one._replace(mention=replace(mention, scope=before.mention.scope))


def _aside(one: Told, today: date) -> Mention:
    """Make background of violence below a head that reports none, unless it has a fresh day."""
    own = one.timing.own
    day = own.end or own.start
    is_fresh = day is not None and today - FRESH <= day <= today
    if one.number < HEAD or is_fresh or not _is_news(one.mention):
        return one.mention
    return replace(one.mention, background=True, rules=(*one.mention.rules, "events.aside@1"))
