"""
What is sent to the live service whose past is replayed?

The bench's invented stream with all that a real one has beside news: resends, further
versions, corrections and corrections of these, kills (some before what they kill), embargoes,
copies by other agencies, what comes late, a feed's first contact, an archive of the weeks
before; and between them the stories of ``tests/following``, in many languages. It comes in
chapters ten weeks apart, so that incidents end under way. Drawn from one seed. Not here: how
it is sent (``tests/replay/living.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import NamedTuple

from msgspec.structs import replace

from schemas.dispatch import Dispatch
from tests.bench.corpus import WARS, stream
from tests.following.telling import Story, stories

CHAPTER = 640
APART = timedelta(weeks=10)
"""Whole weeks, or the weekdays that the texts name were wrong."""

ARCHIVED = "-old"
"""How the key of what comes from an archive ends."""

STEP = timedelta(seconds=5)
"""Between two dispatches of the bench's stream: an hour of it is a chapter."""

ODDS = (
    ("resend", 0.03), ("revision", 0.04), ("correction", 0.04), ("kill", 0.03),
    ("early_kill", 0.02), ("embargo", 0.03), ("copy", 0.04), ("late", 0.03),
    ("baseline", 0.02), ("backfill", 0.03),
)  # fmt: skip

CORRECTED_AGAIN = 0.4


class Sent(NamedTuple):
    """A dispatch, its chapter, and when in the stream's own time it is sent."""

    at: datetime
    chapter: int
    dispatch: Dispatch


def sent(count: int, start: datetime, *, seed: int) -> list[Sent]:
    """Return some *count* dispatches, a few more or less, in the order in which they are sent."""
    chance = Random(seed)  # noqa: S311  # lots, not secrets
    told = list(_told(chance, count * 7 // 10, start))
    chapters = max(one.chapter for one in told) + 1
    for number, story in enumerate(stories()):
        told += _story(story, number, number % chapters, start)
    told.sort(key=lambda one: (one.chapter, one.at, one.dispatch.key))
    return told[:count]


def watchlist(edition: int) -> str:
    """Return a watchlist file; each *edition* leaves others out and tells others sooner."""
    entries = [
        f'[[watch]]\nid = "{code.lower()}"\ncountry = "{code}"\n'
        f"batch_seconds = {(number + edition) % 3 * 60}\n"
        f"cooldown_seconds = {(number + edition) % 3 * 90}\n"
        f"min_origins = {1 + (number + edition) % 4 // 3}\n"
        for number, code in enumerate([*WARS, "IL", "LB", "IQ", "ET", "HT", "MX", "CO"])
        if (number + edition) % 5 != 4
    ]
    entries.append('[[watch]]\nid = "kidal"\niso3166_2 = "ML-8"\n')
    if edition:
        entries.append('[[watch]]\nid = "m23"\nactor = "M23"\nbatch_seconds = 0\n')
    return "\n".join(entries)


def _told(chance: Random, count: int, start: datetime) -> Iterator[Sent]:
    """Yield the bench's stream, and what else is said of some of it."""
    for number, plain in enumerate(islice(stream(10**9, start), count)):
        chapter = number // CHAPTER
        at = start + chapter * APART + number % CHAPTER * STEP
        one = replace(plain, published_at=at, received_at=at)
        for other in _happened(one, chance):
            yield Sent(_sending(other, at), chapter, other)


def _sending(dispatch: Dispatch, at: datetime) -> datetime:
    """Return when *dispatch* is sent; what was received before *at* comes late."""
    return max(at, dispatch.received_at)


def _happened(one: Dispatch, chance: Random) -> Iterator[Dispatch]:
    """Yield *one* as it comes, with what comes because of it."""
    (what,) = chance.choices(
        [name for name, _ in ODDS] + [""],
        [odds for _, odds in ODDS] + [1 - sum(odds for _, odds in ODDS)],
    )
    yield _as_it_comes(one, what, timedelta(days=chance.randrange(3, 40)))
    match what:
        case "resend":
            yield replace(one, received_at=one.received_at + timedelta(minutes=2))
        case "revision":
            yield _later(one, 4, revision=2, text=_recounted(one.text, chance))
        case "correction":
            yield from _corrections(one, chance)
        case "kill":
            yield _killed(_later(one, 8, key=f"{one.key}-k", corrects=one.key))
        case "early_kill":
            kill = _killed(_later(one, 1, key=f"{one.key}-k", corrects=one.key))
            yield replace(kill, received_at=one.received_at - timedelta(seconds=20))
        case "copy":
            family = f"paper-{chance.randrange(5)}"
            yield _later(one, 3, key=f"{one.key}-x", provider=family, publisher_family=family)


def _as_it_comes(one: Dispatch, what: str, days: timedelta) -> Dispatch:
    """Return *one* as it comes first; what is old is so many *days* old."""
    match what:
        case "embargo":
            return replace(one, embargo_until=one.received_at + timedelta(minutes=10))
        case "late":
            return replace(one, received_at=one.received_at - timedelta(minutes=30))
        case "baseline":
            return replace(one, intake="baseline")
        case "backfill":
            at = one.published_at - days
            key = one.key + ARCHIVED
            return replace(one, key=key, intake="backfill", published_at=at, received_at=at)
    return one


def _corrections(one: Dispatch, chance: Random) -> Iterator[Dispatch]:
    """Yield a correction of *one* under a name of its own, and sometimes one of that."""
    text, named = _recounted(one.text, chance), f"{one.key}-c"
    yield _later(one, 6, key=named, corrects=one.key, signal="correction", text=text)
    if chance.random() < CORRECTED_AGAIN:
        text = _recounted(text, chance)
        yield _later(one, 9, key=f"{one.key}-d", corrects=named, text=text)


def _later(one: Dispatch, minutes: int, **more: object) -> Dispatch:
    """Return *one* so many minutes later, with *more* changed."""
    at = one.received_at + timedelta(minutes=minutes)
    return replace(one, **{"published_at": at, "received_at": at, **more})


def _killed(one: Dispatch) -> Dispatch:
    return replace(one, pubstatus="canceled", signal="kill", headline=None, text="Kill it.")


def _recounted(text: str, chance: Random) -> str:
    """Return *text* with another figure in its lead."""
    return re.sub(r"\b\d+\b", str(chance.randrange(2, 60)), text, count=1)


def _story(story: Story, number: int, chapter: int, start: datetime) -> Iterator[Sent]:
    """Yield a story of the suite, whole weeks later: some day after its chapter begins."""
    first = start + chapter * APART
    moved = first + (story.values["start"] - first) % timedelta(weeks=1)
    shift = moved - story.values["start"]
    for one in story.dispatches():
        dispatch = shifted(
            replace(
                one,
                key=f"story-{number}:{one.key}",
                corrects=one.corrects and f"story-{number}:{one.corrects}",
            ),
            shift,
        )
        yield Sent(dispatch.received_at, chapter, dispatch)


def shifted(one: Dispatch, shift: timedelta) -> Dispatch:
    """Return *one* with all its times moved by *shift*."""
    return replace(
        one,
        published_at=one.published_at + shift,
        received_at=one.received_at + shift,
        embargo_until=one.embargo_until and one.embargo_until + shift,
    )
