"""
Agents that keep the contract and hardly think: what is tested here is what carries them.

Of five dispatches one goes on to ``following``, as in life; there each record is
a revision of its country's one incident and rings.
"""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime

from agents.effects import Output
from schemas.alert import Alert, Match
from schemas.codec import decode
from schemas.control import Followed, Tick, WatchlistChanged
from schemas.decision import Decision
from schemas.dispatch import Dispatch
from schemas.incident import Incident
from schemas.reading import Reading, Source
from schemas.record import DispatchRef, identity
from schemas.state import Clock, Dossier, Version
from schemas.topics import ALERTS, DECISIONS, INCIDENTS, READINGS, REVISIONS

# How long the broker takes to answer an agent's first record of a dispatch.
FIRST_ANSWER_SECONDS = float(os.environ.get("TOCSIN_TEST_FIRST_ANSWER", "0"))

# Where the first record stops, half done, until the test writes a line: "reading", "following".
HOLD = {os.environ.get("TOCSIN_TEST_HOLD")}

# Numbers of dispatches that the agent trips over, as an agent with a bug does.
TRIPS_OVER = frozenset(os.environ.get("TOCSIN_TEST_TRIPS_OVER", "").split(","))

COUNTRIES = ("ML", "NE", "BF", "NG", "SD", "TD")


def decision(dispatch: DispatchRef, at: datetime, reason: str) -> Output:
    record = Decision(
        decision_id=identity(dispatch.key, dispatch.revision, reason),
        dispatch=dispatch,
        outcome="suppress",
        reason=reason,
        at=at,
    )
    return Output(DECISIONS, dispatch.key, record)


async def hold(where: str) -> None:
    if where in HOLD:
        HOLD.remove(where)
        print("held by", where, flush=True)
        await asyncio.to_thread(sys.stdin.readline)


async def reading(events, *, versions, boundary, send) -> None:
    answer_after = FIRST_ANSWER_SECONDS
    async for event in events:
        async with boundary(event, stage="reading"):
            dispatch = decode(Dispatch, event.value)
            await asyncio.sleep(answer_after)
            answer_after = 0
            await send(*read(dispatch))
            await hold("reading")
            versions[dispatch.key] = Version(
                revision=dispatch.revision, fingerprint="x", seen_at=dispatch.received_at
            )


def read(dispatch: Dispatch) -> list[Output]:
    number = int(dispatch.key.rsplit(":", 1)[1])
    if str(number) in TRIPS_OVER:
        raise KeyError(f"tripped over {number}")
    if number % 5:
        ref = DispatchRef(key=dispatch.key, revision=dispatch.revision)
        return [decision(ref, dispatch.received_at, "not_event")]
    country = COUNTRIES[number // 5 % len(COUNTRIES)]
    said = Reading(
        reading_id=identity(dispatch.key, dispatch.revision),
        dispatch=Source(
            key=dispatch.key,
            revision=dispatch.revision,
            provider=dispatch.provider,
            publisher_family=dispatch.publisher_family,
            language="en",
            published_at=dispatch.published_at,
            received_at=dispatch.received_at,
            headline=dispatch.headline,
        ),
        country=country,
    )
    return [Output(READINGS, country, said)]


class World:
    def __init__(self, incidents, clocks, _held) -> None:
        self.incidents = incidents
        self.clocks = clocks
        self.clock = clocks.get("clock", Clock())

    @property
    def now(self) -> datetime | None:
        return self.clock.now


async def following(events, *, memory, boundary, send) -> None:
    async for event in events:
        async with boundary(event, stage="following"):
            record = decode(Followed, event.value)
            world = memory(event.message.partition)
            await follow(world, record, send)


async def follow(world: World, record, send) -> None:
    now = max(record.at, world.clock.now or datetime.min.replace(tzinfo=UTC))
    if isinstance(record, Tick | WatchlistChanged):
        world.clock = world.clocks["clock"] = Clock(now=now)
        return
    ref = DispatchRef(key=record.dispatch.key, revision=record.dispatch.revision)
    known = world.incidents.get(record.country)
    revision = known.incident.revision + 1 if known else 1
    incident = Incident(
        incident_id=record.country,
        revision=revision,
        country=record.country,
        family="fight",
        first_seen=now,
        last_evidence=now,
    )
    alert = Alert(
        alert_id=identity(record.reading_id),
        kind="UPDATE",
        msg_type="Update",
        incident_id=record.country,
        incident_revision=revision,
        watch_id="all",
        match=Match(entry=record.country, rule="inside"),
        sent=now,
        effective=now,
        expires=now,
        headline=record.dispatch.headline or "",
        caused_by=ref,
    )
    await send(
        Output(INCIDENTS, record.country, incident),
        Output(REVISIONS, record.country, incident),
        Output(ALERTS, record.country, alert),
        decision(ref, now, "opened"),
    )
    await hold("following")
    world.incidents[record.country] = Dossier(incident=incident)
    world.clock = world.clocks["clock"] = Clock(now=now)
