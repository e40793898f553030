"""Does a stream tell everything once, whoever breaks off, lags or comes late?"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence

import pytest

from schemas.codec import plain
from schemas.topics import ALERTS
from streams.api.hub import AT_ONCE_BYTES
from streams.settings import Settings
from tests.api.desk import (
    PATIENCE_SECONDS,
    Client,
    Event,
    alert,
    events,
    incident,
    put,
    reading,
    tell,
)

pytestmark = pytest.mark.broker


async def test_tells_what_happens_as_it_happens(settings: Settings) -> None:
    """The first event says how fresh it all is; then come alerts and incidents, each with an id."""
    async with reading(settings) as api, api.session.get("/v1/stream") as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        (hello,) = await events(answer, 1)
        await tell(settings, alert(1), incident(1))
        news = await events(answer, 2)

    assert (hello["event"], hello["retry"]) == ("freshness", "3000")
    assert {one["event"] for one in news} == {"alert", "incident"}
    assert plain(news[0]["data"].encode())["incident_id"] == "i0001"


async def test_goes_on_where_it_broke_off(settings: Settings) -> None:
    """With the id of the last event one gets all that came since, and nothing twice."""
    async with reading(settings) as api:
        async with api.session.get("/v1/stream") as answer:
            await events(answer, 1, "freshness")
            await tell(settings, *(alert(number) for number in range(5)))
            seen = await events(answer, 3, "alert")
        await tell(settings, alert(5), alert(6))
        await api.heard(7)
        last = {"Last-Event-ID": seen[-1]["id"]}
        async with api.session.get("/v1/stream", headers=last) as answer:
            missed = await events(answer, 4, "alert")

    assert sorted(numbers([*seen, *missed])) == [f"a{number:04}" for number in range(7)]


async def test_a_list_and_the_stream_go_on_from_each_other(settings: Settings) -> None:
    """First the snapshot, then the stream from its ``tail``; and a list from the stream's id."""
    await tell(settings, alert(1), incident(1))
    async with reading(settings) as api:
        alerts = (await api.get("/v1/alerts"))["tail"]
        incidents = (await api.get("/v1/incidents"))["tail"]
        await tell(settings, alert(2), incident(2))
        await api.heard(2)
        both = f"/v1/stream?after={incidents},{alerts}"
        async with api.session.get(both) as answer:
            news = await events(answer, 2, "alert", "incident")
        page = await api.get(f"/v1/alerts?after={news[-1]['id']}")
        await api.get(f"/v1/stream?after={alerts}", status=400)
        async with api.session.get(f"/v1/stream?topics=alerts&after={alerts}") as answer:
            assert numbers(await events(answer, 1, "alert")) == ["a0002"]

    assert {one["event"] for one in news} == {"alert", "incident"}
    assert page["items"] == []


async def test_what_was_missed_is_read_from_kafka(settings: Settings) -> None:
    """A cursor from before what memory holds is good, in another process too."""
    async with (
        reading(settings) as api,
        api.session.get("/v1/stream?topics=alerts") as answer,
    ):
        (hello,) = await events(answer, 1)
    await tell(settings, *(alert(number) for number in range(60)))
    path = f"/v1/stream?topics=alerts&after={hello['id']}"
    async with reading(settings, keep_alerts=6) as api, api.session.get(path) as answer:
        missed = await events(answer, 60, "alert")

    assert len(set(numbers(missed))) == 60


async def test_one_filters_for_itself(settings: Settings) -> None:
    """What a reader does not want is not sent, and its place moves on all the same."""
    async with (
        reading(settings) as api,
        api.session.get("/v1/stream?watch=kivu") as answer,
    ):
        (hello,) = await events(answer, 1)
        await tell(settings, alert(1), alert(2, watch_id="kivu"), alert(3))
        (wanted,) = await events(answer, 1, "alert")

    assert plain(wanted["data"].encode())["alert_id"] == "a0002"
    assert wanted["id"] != hello["id"]


async def test_a_slow_reader_is_dropped_and_misses_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who takes nothing off the line loses it, and others do not wait; then it comes back."""
    monkeypatch.setattr("streams.api.streaming.SLOWEST_SECONDS", 2.0)
    # Sixteen megabytes: more than what the system holds for one who does not read.
    news = [alert(number, sentence="x" * (AT_ONCE_BYTES // 4)) for number in range(250)]
    path = "/v1/stream?topics=alerts"
    async with reading(settings) as api, api.session.get(path) as quick:
        (hello,) = await events(quick, 1)
        host, _, port = api.running.url.removeprefix("http://").rpartition(":")
        slow = socket.create_connection((host, int(port)))
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        slow.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
        await until(api, readers=2)
        written = put(settings, ALERTS, [(one.incident_id, one) for one in news])
        told, _ = await asyncio.gather(events(quick, len(news), "alert"), written)
        await until(api, readers=1)
        slow.close()
        async with api.session.get(f"{path}&after={hello['id']}") as answer:
            again = await events(answer, len(news), "alert")

    for row in (told, again):
        assert sorted(numbers(row)) == [one.alert_id for one in news]


async def until(api: Client, *, readers: int) -> None:
    """Wait until so many hold a stream open; each look is a request."""
    async with asyncio.timeout(PATIENCE_SECONDS):
        while api.running.service.knowledge.hub.readers != readers:
            await api.get("/v1/freshness")


def numbers(row: Sequence[Event]) -> list[str]:
    """The ids of the alerts in a row of events."""
    return [plain(one["data"].encode())["alert_id"] for one in row]


async def test_a_cursor_that_lies_ahead_of_all_is_refused(settings: Settings) -> None:
    """One from another Kafka would wait for ever: 410, the snapshot goes on."""
    from streams.api import cursor

    async with reading(settings) as api:
        far = dict.fromkeys(("alerts", "incidents", "decisions"), (9, 9, 9))
        said = await api.get(f"/v1/stream?after={cursor.written(far)}", status=410)
        await api.get("/v1/stream?after=nonsense", status=400)

    assert said["type"] == "urn:tocsin:problem:cursor-expired"


async def test_so_many_streams_and_no_more(settings: Settings) -> None:
    """One reader cannot take all places; who leaves makes room."""
    async with reading(settings, streams_each=1) as api:
        async with api.session.get("/v1/stream") as first:
            await events(first, 1)
            async with api.session.get("/v1/stream") as second:
                assert (second.status, second.headers["Retry-After"]) == (429, "30")
        await until(api, readers=0)
        async with api.session.get("/v1/stream") as third:
            assert third.status == 200
