"""Do lists show what is there, and can one go on from them without a gap?"""

from __future__ import annotations

from datetime import timedelta

import pytest
from aiokafka.admin import RecordsToDelete
from aiokafka.structs import TopicPartition

from schemas.topics import ALERTS
from streams import kafka
from streams.kafka_admin import admin
from streams.settings import Settings
from tests.api.desk import GOMA, NOW, after, alert, incident, reading, tell

pytestmark = pytest.mark.broker


async def test_list_shows_the_newest_first_and_how_each_stands(settings: Settings) -> None:
    """A replaced alert names what replaced it; one that is over is expired."""
    first = alert(1)
    await tell(settings, first, alert(2, expires=NOW - timedelta(hours=1)), after(first, 3))
    async with reading(settings) as api:
        items = (await api.get("/v1/alerts"))["items"]

    stands = {one["alert"]["alert_id"]: (one["state"], one["by"]) for one in items}
    assert stands == {
        "a0001": ("replaced", "a0003"), "a0002": ("expired", None), "a0003": ("in_force", None),
    }  # fmt: skip


async def test_active_alerts_are_in_force_and_no_cancel(settings: Settings) -> None:
    """What was taken back, and the message that did it, are heeded no more."""
    wrong, good = alert(1), alert(2)
    await tell(settings, wrong, good, after(wrong, 3, kind="CANCEL"))
    async with reading(settings) as api:
        assert await api.ids("/v1/alerts?status=active") == ["a0002"]
        assert await api.ids("/v1/alerts?status=taken_back") == ["a0001"]


async def test_filters(settings: Settings) -> None:
    """Each filter lets what fits pass, and nothing else."""
    other = alert(2, watch_id="kivu", place=GOMA, severity="Extreme", kind="SPREAD")
    await tell(settings, alert(1), other)
    wanted = {
        "watch=kivu": ["a0002"], "watch=kivu,sahel": ["a0001", "a0002"], "country=CD": ["a0002"],
        "region=ML-8": ["a0001"], "severity=Extreme": ["a0002"], "kind=SPREAD": ["a0002"],
        "incident=i0001": ["a0001"], "status=replaced": [], "since=2999-01-01T00:00:00Z": [],
    }  # fmt: skip
    async with reading(settings) as api:
        found = {query: sorted(await api.ids(f"/v1/alerts?{query}")) for query in wanted}

    assert found == wanted


async def test_exercises_are_shown_to_who_asks(settings: Settings) -> None:
    """What a replay made, and what is no live alert, is not among what happens."""
    await tell(settings, alert(1), alert(2, replay=True), alert(3, status="Exercise"))
    async with reading(settings) as api:
        assert await api.ids("/v1/alerts") == ["a0001"]
        assert len(await api.ids("/v1/alerts?exercises=true")) == 3


async def test_a_list_and_what_comes_after_it_have_no_gap(settings: Settings) -> None:
    """The snapshot's ``tail`` gives exactly what came since, and its own tail what comes then."""
    await tell(settings, alert(1))
    async with reading(settings) as api:
        before = await api.get("/v1/alerts")
        await tell(settings, alert(2), alert(3))
        await api.heard(2)
        since = await api.get(f"/v1/alerts?after={before['tail']}&limit=1")
        rest = await api.get(f"/v1/alerts?after={since['tail']}")
        nothing = await api.get(f"/v1/alerts?after={rest['tail']}")

    found = [one["alert"]["alert_id"] for page in (since, rest) for one in page["items"]]
    assert (sorted(found), since["is_up_to_date"]) == (["a0002", "a0003"], False)
    assert (nothing["items"], nothing["is_up_to_date"]) == ([], True)


async def test_old_pages_come_from_kafka(settings: Settings) -> None:
    """Memory holds the newest; the rest is read page by page, each record once."""
    await tell(settings, *(alert(number) for number in range(120)))
    async with reading(settings, keep_alerts=30) as api:
        path, found = "/v1/alerts?limit=20", []
        while path:
            page = await api.get(path)
            found += [one["alert"]["alert_id"] for one in page["items"]]
            path = page["older"] and f"/v1/alerts?limit=20&before={page['older']}"

    assert sorted(found) == [f"a{number:04}" for number in range(120)]


async def test_a_tail_older_than_memory_is_read_from_kafka(settings: Settings) -> None:
    """Who comes back late misses nothing."""
    async with reading(settings, keep_alerts=30) as api:
        tail = (await api.get("/v1/alerts"))["tail"]
        await tell(settings, *(alert(number) for number in range(90)))
        await api.heard(90)
        found: list[str] = []
        while True:
            page = await api.get(f"/v1/alerts?limit=25&after={tail}")
            found += [one["alert"]["alert_id"] for one in page["items"]]
            tail = page["tail"]
            if page["is_up_to_date"]:
                break

    assert sorted(found) == [f"a{number:04}" for number in range(90)]


async def test_an_expired_cursor_is_said(settings: Settings) -> None:
    """What a cursor should go on with is gone: 410, and what to do."""
    async with reading(settings) as api:
        tail = (await api.get("/v1/alerts"))["tail"]
    await tell(settings, *(alert(number) for number in range(30)))
    async with admin(settings.kafka.bootstrap or "") as client:
        name = kafka.topic_name(settings, ALERTS)
        cut = {TopicPartition(name, number): RecordsToDelete(-1) for number in range(3)}
        await client.delete_records(cut)
    async with reading(settings) as api:
        said = await api.get(f"/v1/alerts?after={tail}", status=410)
        assert said["type"] == "urn:tocsin:problem:cursor-expired"
        await api.get("/v1/alerts")


async def test_an_old_incident_is_found_by_its_id(settings: Settings) -> None:
    """The newest revision counts, in memory or not; a list names each incident once."""
    await tell(settings, incident(1), incident(1, revision=2, supersedes=1), incident(2))
    async with reading(settings) as api:
        assert sorted(await api.ids("/v1/incidents")) == ["i0001", "i0002"]
        kept = api.running.service.knowledge.kept["incidents"]
        for partition in range(3):
            kept.forget(partition, "i0001")
        assert (await api.get("/v1/incidents/i0001"))["incident"]["revision"] == 2
        await api.get("/v1/incidents/nobody", status=404)


async def test_a_document_is_sent_once(settings: Settings) -> None:
    """Its ETag says that nothing changed; HEAD tells it without the document; another has another."""
    await tell(settings, alert(1))
    async with reading(settings) as api:
        async with api.session.get("/v1/alerts") as answer:
            etag, said = answer.headers["ETag"], await answer.read()
        async with api.session.get("/v1/alerts", headers={"If-None-Match": etag}) as again:
            assert (again.status, await again.read(), again.headers["ETag"]) == (304, b"", etag)
        async with api.session.head("/v1/alerts") as head:
            assert (head.headers["ETag"], head.headers["Content-Length"]) == (etag, str(len(said)))
            assert head.headers["Cache-Control"] == "public, max-age=5"
            assert head.headers["Vary"] == "Accept"
        await tell(settings, alert(2))
        await api.heard(1)
        async with api.session.get("/v1/alerts?limit=9", headers={"If-None-Match": etag}) as new:
            assert new.status == 200
