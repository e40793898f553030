"""
``tocsin explain --region``: nothing was told of it; is it quiet, or are we blind?

Reads the country's ``readings`` for who told of the region, and a week of
``dispatches`` for who is heard at all. Not here: the judgement
(``agents/telling/silence.py``).
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import typer

from agents.telling.silence import DAY, WEEK, Heard, Hearing, Report, hearing, report_of
from schemas.codec import BadRecord, convert, decode
from schemas.reading import Reading
from schemas.topics import DISPATCHES, READINGS
from schemas.watch import Watch
from streams.wording import clock_time, counted, shown

if TYPE_CHECKING:
    from streams.settings import Settings

_OPTION = "--region"


class Arrival(msgspec.Struct, frozen=True):
    """What counts of a dispatch here; its text is passed over undecoded."""

    publisher_family: str
    received_at: datetime
    intake: str = "live"


def explain_region(named: str, *, since: datetime, now: datetime, as_json: bool) -> None:
    """Say how well the region *named* is heard, from what Kafka keeps since *since*."""
    from streams.cli.context import settings
    from streams.cli.intake import put

    region = region_named(named)
    found = asyncio.run(_hear(settings(), region, since=since, now=now))
    if as_json:
        put({"region": named, "hearing": found})
    else:
        print(told(named, region, found))


def region_named(text: str) -> Watch:
    """
    Read a country (``ML``), a region (``ML-8``) or a gazetteer id as what it covers.

    Raises:
        typer.BadParameter: It is none of them.
    """
    from streams.watch_checks import about

    if text.isdecimal() or text.startswith("x-tocsin:"):
        kind: dict[str, object] = {"place": int(text) if text.isdecimal() else text}
    else:
        kind = {"iso3166_2" if "-" in text else "country": text.upper()}
    try:
        region = convert(Watch, {"id": "region", **kind})
    except BadRecord as error:
        why = f"`{text}` is no country (ML), region (ML-8) or gazetteer id (2455290)"
        raise typer.BadParameter(why, param_hint=_OPTION) from error
    for _, what in about(region):
        raise typer.BadParameter(what, param_hint=_OPTION)
    return region


async def _hear(settings: Settings, region: Watch, *, since: datetime, now: datetime) -> Hearing:
    from streams.cli.kept import bootstrap_of

    bootstrap = bootstrap_of(settings)
    reports, oldest = await _reports(settings, bootstrap, region, since)
    heard = await _heard(settings, bootstrap, now)
    # An archive that was imported lately tells of times before the first record was written.
    known = min([oldest or now, *(one.at for one in reports)])
    return hearing(reports, heard, since=max(since, known), now=now)


async def _reports(
    settings: Settings, bootstrap: str, region: Watch, since: datetime
) -> tuple[list[Report], datetime | None]:
    """Return what was told of *region*, and when the first record that was read was written."""
    from agents.telling.watchlist import countries_of
    from streams.cli.progress import meter
    from streams.kafka import read, topic_name

    found: list[Report] = []
    oldest: datetime | None = None
    with meter("reading readings") as line:
        records = read(
            bootstrap, topic_name(settings, READINGS), start=since, follow=False,
            keys=set(countries_of(region) or ()), progress=line.show,
        )  # fmt: skip
        async with aclosing(records):
            async for record in records:
                written = datetime.fromtimestamp(record.timestamp / 1000, UTC)
                oldest = min(written, oldest or written)
                try:
                    one = decode(Reading, record.value or b"")
                except BadRecord:  # a tick, or other rules
                    continue
                report = report_of(one, region)
                if report is not None and report.at >= since:
                    found.append(report)
    return found, oldest


async def _heard(settings: Settings, bootstrap: str, now: datetime) -> dict[str, Heard]:
    """Count what came from each publisher family within a week; archives do not count."""
    from streams.cli.progress import meter
    from streams.kafka import read, topic_name

    times: dict[str, list[datetime]] = {}
    with meter("reading dispatches") as line:
        records = read(
            bootstrap, topic_name(settings, DISPATCHES), start=now - WEEK, follow=False,
            progress=line.show,
        )  # fmt: skip
        async with aclosing(records):
            async for record in records:
                try:
                    one = decode(Arrival, record.value or b"")
                except BadRecord:  # it lies in the dead letters
                    continue
                if one.intake != "backfill" and now - one.received_at <= WEEK:
                    times.setdefault(one.publisher_family, []).append(one.received_at)
    return {
        family: Heard(day=sum(now - at <= DAY for at in each), week=len(each), last=max(each))
        for family, each in times.items()
    }


def told(named: str, region: Watch, found: Hearing) -> str:
    """Say *found* in lines, for people."""
    from agents.telling.watchlist import entry_of

    usual = "less than a day is known, too little to say"
    if found.per_day is not None:
        usual = f"{found.per_day:g} reports a day, over {found.days:g} days"
    lines = [
        f"{shown(named)} ({entry_of(region)}): {found.verdict}",
        f"  why       {shown(found.why)}",
    ]
    if found.last is not None:
        last = found.last
        words = f"{last.realis} {last.kind} “{shown(last.sentence)}”"
        lines.append(f"  last      {clock_time(last.at)}  {shown(last.family)}  {shown(last.key)}")
        lines.append(f"            {words}")
    day, week = (sum(getattr(one, span) for one in found.voices) for span in ("day", "week"))
    lines += [
        f"  told      {counted(day, 'report')} in 24 h, {week} in 7 d",
        f"  expected  {usual}",
    ]
    if found.voices:
        lines.append(f"  {'SOURCE':24}  {'TOLD 24H/7D/ALL':16}  {'HEARD 24H/7D':14}  LAST HEARD")
    for one in found.voices:
        heard = one.heard
        lines.append(
            f"  {shown(one.family)[:24]:24}  {f'{one.day}/{one.week}/{one.window}':16}  "
            f"{f'{heard.day}/{heard.week}' if heard else '0/0':14}  "
            f"{clock_time(heard.last) if heard else 'not within 7 d'}"
        )
    return "\n".join(lines)
