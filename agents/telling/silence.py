"""
Is it quiet there, or do we not hear?

That nothing is told of a region means something only while those who used to
tell of it are heard at all. Put together from who told of the region, and when,
and who was heard of anything. Not here: where that is read
(``streams/cli/explain_region.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from schemas.event import Mention
from schemas.reading import Reading
from schemas.record import Record
from schemas.watch import Watch

from .watchlist import Touch, touches

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)
MOST_NAMED: Final = 5  # families in a sentence
Verdict = Literal["reports", "no reports", "blind"]


class Report(Record, frozen=True, kw_only=True):
    """
    One report that told of the region.

    Attributes:
        at: When it came in.
        family: Publisher family.
        key: Of the dispatch.
        realis, kind: Whether it happened, and what: "negated" is a report of quiet.
        sentence: Its words.
    """

    at: datetime
    family: str
    key: str
    realis: str
    kind: str
    sentence: str


class Heard(Record, frozen=True, kw_only=True):
    """
    How often one publisher family was heard of anything.

    Attributes:
        day, week: Dispatches in the last day and week.
        last: When, last.
    """

    day: int
    week: int
    last: datetime


class Voice(Record, frozen=True, kw_only=True):
    """
    One publisher family that told of the region, or is heard.

    Attributes:
        family: Which.
        day, week, window: Reports on the region in the last day, week and the whole window.
        last_told: When it last told of the region, ``None`` when never in the window.
        heard: Of anything at all; ``None`` when not within a week.
    """

    family: str
    day: int = 0
    week: int = 0
    window: int = 0
    last_told: datetime | None = None
    heard: Heard | None = None


class Hearing(Record, frozen=True, kw_only=True):
    """
    How well a region is heard.

    Attributes:
        verdict: ``reports``; ``no reports`` when those who used to tell of it are heard and tell
            nothing; ``blind`` when none of them is heard.
        why: The verdict in words.
        last: The newest report, ``None`` when there is none in the window.
        per_day: Reports a day that are usual, ``None`` while less than a day is known.
        days: How many days of history that is taken from.
        voices: Who tells of it, the most frequent first, then who else is heard.
    """

    verdict: Verdict
    why: str
    last: Report | None
    per_day: float | None
    days: float
    voices: tuple[Voice, ...]


def report_of(reading: Reading, region: Watch) -> Report | None:
    """Return what *reading* tells of *region*, ``None`` when no place of an event lies in it."""
    told = [one for one in reading.mentions if isinstance(touches(region, one.places), Touch)]
    if not told:
        return None
    one: Mention = min(told, key=lambda mention: (mention.realis != "actual", mention.idx))
    source = reading.dispatch
    return Report(
        at=reading.at, family=source.publisher_family, key=source.key, realis=one.realis,
        kind=one.family, sentence=one.sentence,
    )  # fmt: skip


def hearing(
    reports: Iterable[Report], heard: Mapping[str, Heard], *, since: datetime, now: datetime
) -> Hearing:
    """
    Judge what is heard of a region.

    Args:
        reports: Those on the region since *since*, in any order; a resend counts once.
        heard: Who was heard of anything within a week, by publisher family.
        since: How far back the history goes.
        now: The time.
    """
    known = sorted({(one.key, one.at): one for one in reports}.values(), key=_age)
    days = max(0.0, (now - since) / DAY)
    voices = _voices(known, heard, now)
    verdict, why = _verdict(voices, now, days)
    return Hearing(
        verdict=verdict,
        why=why,
        last=known[-1] if known else None,
        per_day=round(len(known) / days, 2) if days >= 1 else None,
        days=round(days, 1),
        voices=tuple(voices),
    )


def _age(one: Report) -> tuple[datetime, str]:
    return one.at, one.key


def _voices(known: Sequence[Report], heard: Mapping[str, Heard], now: datetime) -> list[Voice]:
    found = []
    for family in {*heard, *(one.family for one in known)}:
        mine = [one.at for one in known if one.family == family]
        found.append(
            Voice(
                family=family,
                day=sum(now - at <= DAY for at in mine),
                week=sum(now - at <= WEEK for at in mine),
                window=len(mine),
                last_told=mine[-1] if mine else None,
                heard=heard.get(family),
            )
        )
    return sorted(found, key=_rank)


def _rank(one: Voice) -> tuple[int, int, str]:
    return -one.window, -(one.heard.week if one.heard else 0), one.family


def _verdict(voices: Sequence[Voice], now: datetime, days: float) -> tuple[Verdict, str]:
    usual = [one for one in voices if one.window]
    lately = [one for one in voices if one.day]
    alive = [one for one in usual if one.heard is not None and now - one.heard.last <= DAY]
    heard = [one for one in voices if one.heard is not None and now - one.heard.last <= DAY]
    if lately:
        return "reports", f"{_named(lately)} told of it within the last day"
    if alive:
        return (
            "no reports",
            f"{_named(alive)} {_was(alive)} heard within the last day, told nothing of it",
        )
    if usual:
        return "blind", f"{_named(usual)} used to tell of it and {_was(usual)} not heard for a day"
    others = f"; {len(heard)} others are heard" if heard else "; nobody is heard at all"
    return "blind", f"nobody has told of it in the {days:.1f} days that are known{others}"


def _named(voices: Sequence[Voice]) -> str:
    names = [one.family for one in voices]
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _was(voices: Sequence[Voice]) -> str:
    return "was" if len(voices) == 1 else "were"
