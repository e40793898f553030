"""
What the tests of the API share: invented news, a server on the session's broker, and its client.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
from msgspec.structs import replace

from schemas.alert import Alert, Match, Reference
from schemas.codec import encode, plain
from schemas.event import Place
from schemas.feed import Feed, FeedRecord, FeedState
from schemas.heartbeat import Heartbeat
from schemas.incident import Incident, Severity
from schemas.record import Record
from schemas.topics import ALERTS, INCIDENTS, Topic
from streams import kafka
from streams.api.serving import Running, serving
from streams.settings import Settings

# After so long a thing does not come any more, on however busy a machine: no test's claim.
PATIENCE_SECONDS = 60
NOW = datetime.now(UTC).replace(microsecond=0)

KIDAL = Place(name="Kidal", role="main", country="ML", iso3166_2="ML-8", lat=18.4, lon=1.4,
              precision=1, radius_km=5)  # fmt: skip
GOMA = Place(name="Goma", role="main", country="CD", iso3166_2="CD-NK", lat=-1.7, lon=29.2,
             precision=1, radius_km=5)  # fmt: skip


def alert(number: int, **fields: Any) -> Alert:
    """The alert with that number, of an incident of its own unless *fields* say otherwise."""
    usual: dict[str, Any] = {
        "alert_id": f"a{number:04}",
        "kind": "ONSET",
        "msg_type": "Alert",
        "severity": "Severe",
        "incident_id": f"i{number:04}",
        "incident_revision": 1,
        "watch_id": "sahel",
        "match": Match(entry="country ML", rule="inside", place="Kidal"),
        "sent": NOW + timedelta(seconds=number),
        "effective": NOW,
        "expires": NOW + timedelta(days=3),
        "headline": f"Fighting near Kidal, {number}",
        "place": KIDAL,
    }
    return Alert(**{**usual, **fields})


def after(earlier: Alert, number: int, **fields: Any) -> Alert:
    """An alert that replaces *earlier*; a CANCEL takes it back."""
    return replace(
        earlier,
        alert_id=f"a{number:04}",
        msg_type="Cancel" if fields.get("kind") == "CANCEL" else "Update",
        references=(Reference(alert_id=earlier.alert_id, sent=earlier.sent),),
        incident_revision=earlier.incident_revision + 1,
        **{"kind": "UPDATE", **fields},
    )


def incident(number: int, **fields: Any) -> Incident:
    """The incident with that number."""
    usual: dict[str, Any] = {
        "incident_id": f"i{number:04}",
        "country": "ML",
        "family": "fight",
        "places": (KIDAL,),
        "severity": Severity(level="severe"),
        "revised_at": NOW,
        "first_seen": NOW,
        "last_evidence": NOW,
        "sentence": "Fighting broke out near Kidal.",
    }
    return Incident(**{**usual, **fields})


def polled(feed_id: str, provider: str) -> FeedRecord:
    """A feed that was read just now."""
    state = FeedState(feed_id=feed_id, outcome="ok_new", last_new=NOW, last_success=NOW)
    return FeedRecord(feed=Feed(id=feed_id, provider=provider, folder="drop"), state=state)


def heartbeat(**fields: Any) -> Heartbeat:
    """A worker that lives and is up to date with the second of January."""
    usual: dict[str, Any] = {
        "role": "worker", "instance": "x", "version": "0", "started": NOW, "at": NOW,
        "every_seconds": 3600, "phase": "working", "ready": True, "partitions": 3,
        "watermark": datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
    }  # fmt: skip
    return Heartbeat(**{**usual, **fields})


async def put(settings: Settings, topic: Topic, records: Iterable[tuple[str, Record]]) -> None:
    """Write *records* under their keys."""
    name = kafka.topic_name(settings, topic)
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        sent = [await producer.send(name, encode(one), key.encode()) for key, one in records]
        await asyncio.gather(*sent)


async def tell(settings: Settings, *news: Alert | Incident) -> None:
    """Write alerts and incidents, one after the other."""
    for one in news:
        topic = ALERTS if isinstance(one, Alert) else INCIDENTS
        await put(settings, topic, [(one.incident_id, one)])


class Client:
    """A reader of the API."""

    def __init__(self, running: Running, session: aiohttp.ClientSession) -> None:
        self.running = running
        self.session = session

    async def heard(self, count: int) -> None:
        """Wait until so many events have reached the stream since the server began."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.running.service.knowledge.hub.news(count - 1)

    async def get(self, path: str, *, status: int = 200, **headers: str) -> Any:
        """Ask; returns the JSON of the answer, after a look at its status."""
        async with self.session.get(path, headers=headers) as answer:
            said = await answer.read()

            assert answer.status == status, said
        return plain(said)

    async def ids(self, path: str) -> list[str]:
        """Return the ids of a list's items, in its order."""
        items = (await self.get(path))["items"]
        return [one.get("alert", one).get("alert_id") or one.get("incident_id") for one in items]


def with_api(settings: Settings, **api: Any) -> Settings:
    """Return *settings* with an API on any free port."""
    usual = {"port": 0, "rate_per_second": 10_000.0, "burst": 10_000}
    return settings.model_copy(
        update={"api": settings.api.model_copy(update={**usual, **api}), "subscriptions": settings.state / "none.toml"}
    )  # fmt: skip


@asynccontextmanager
async def reading(
    settings: Settings, *, headers: dict[str, str] | None = None, **api: Any
) -> AsyncIterator[Client]:
    """Serve until the block ends; it begins when all that is there has been read."""
    bootstrap = settings.kafka.bootstrap or ""
    async with serving(with_api(settings, **api), bootstrap=bootstrap) as running:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await running.until_ready()
        async with aiohttp.ClientSession(running.url, headers=headers) as session:
            yield Client(running, session)


class Event(dict[str, str]):
    """One event of a stream, by field."""


async def events(answer: aiohttp.ClientResponse, count: int, *kinds: str) -> Sequence[Event]:
    """Read so many events of these kinds off a stream."""
    found: list[Event] = []
    fields = Event()
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for line in answer.content:
            words = line.decode().rstrip("\n")
            if words:
                name, _, value = words.partition(": ")
                fields[name] = value
                continue
            if fields.get("event") in (kinds or (fields.get("event"),)) and "data" in fields:
                found.append(fields)
            fields = Event()
            if len(found) == count:
                break
    return found
