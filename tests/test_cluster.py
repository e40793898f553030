"""The cluster of the tests: what is done to a broker is felt by its clients, and undone."""

from __future__ import annotations

import asyncio
import uuid
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from schemas.topics import DISPATCHES
from streams import kafka
from streams.broker.topics import ensure_topics
from streams.settings import Kafka, Settings
from tests.cluster import BROKERS, Cluster
from tests.worker import workshop

pytestmark = pytest.mark.broker

PARTITIONS = 6


@pytest.fixture
async def spread(cluster: Cluster, prefix: str, tmp_path: Path) -> Settings:
    """Settings of a tocsin on the cluster, whose topics have three copies of each partition."""
    kafka = Kafka(bootstrap=cluster.bootstrap, prefix=prefix, partitions=PARTITIONS, replication=3)
    made = Settings(state=tmp_path / "state", kafka=kafka)
    assert await ensure_topics(cluster.bootstrap, made) == []
    return made


@pytest.fixture
def topic(spread: Settings) -> str:
    """Where its dispatches lie."""
    return kafka.topic_name(spread, DISPATCHES)


async def wire(producer: AIOKafkaProducer, topic: str, numbers: range) -> set[bytes]:
    """Send these numbers round all partitions, one after the other; returns them as stored."""
    for number in numbers:
        value = str(number).encode()
        await producer.send_and_wait(topic, value, partition=number % PARTITIONS)
    return {str(number).encode() for number in numbers}


async def stored(cluster: Cluster, topic: str) -> list[bytes]:
    records = kafka.read(cluster.bootstrap, topic, follow=False)
    return [record.value or b"" async for record in records]


async def test_roles_may_make_their_topics_at_once(cluster: Cluster, tmp_path: Path) -> None:
    """
    One broker hears of a new topic before another: whoever starts waits for all of them.
    """
    for _ in range(6):
        prefix = f"test-{uuid.uuid4().hex[:12]}."
        new = Kafka(bootstrap=cluster.bootstrap, prefix=prefix, partitions=2, replication=3)
        settings = Settings(state=tmp_path, kafka=new)
        found = await asyncio.gather(
            *(ensure_topics(cluster.bootstrap, settings) for _ in range(2)), return_exceptions=True
        )

        assert found == [[], []]


async def test_the_death_of_a_leader_loses_nothing(cluster: Cluster, topic: str) -> None:
    """
    Another copy leads, what was acknowledged is there, and sending goes on.
    """
    leader = await cluster.broker_leading_most(topic)
    async with kafka.producer(cluster.bootstrap) as producer:
        sent = await wire(producer, topic, range(300))
        await cluster.kill(leader)
        sent |= await wire(producer, topic, range(300, 600))
    leaders = {await cluster.leader_of(topic, number) for number in range(PARTITIONS)}
    found = await stored(cluster, topic)

    assert leaders == {*BROKERS} - {leader}
    assert len(found) == 600
    assert set(found) == sent


async def test_a_broker_that_is_cut_off_leads_no_more_and_comes_back(
    cluster: Cluster, topic: str
) -> None:
    """
    Its clients and the other brokers have lost it; reconnected, its copies catch up.
    """
    cut = await cluster.leader_of(topic, 0)
    await cluster.cut_off(cut)
    await cluster.out_of_step(cut)
    leader = await cluster.leader_of(topic, 0)
    async with kafka.producer(cluster.bootstrap) as producer:
        sent = await wire(producer, topic, range(60))
    await cluster.reconnect(cut)
    await cluster.in_step()

    assert leader in {*BROKERS} - {cut}
    assert set(await stored(cluster, topic)) == sent


async def test_workers_need_not_all_brokers(cluster: Cluster, spread: Settings) -> None:
    """
    The worker that saw the leader of most die goes on, and one that starts meanwhile begins.
    """
    leader = await cluster.broker_leading_most(spread.kafka.prefix)
    async with workshop.handled(spread) as heard:
        async with workshop.working(spread) as worker:
            await workshop.wire(spread, range(100))
            await heard.all_of(range(100))
            await cluster.kill(leader)
            await workshop.wire(spread, range(100, 200))
            await heard.all_of(range(200), within=90)
            code = await worker.stop()
        async with workshop.working(spread):
            await workshop.wire(spread, range(200, 300))
            await heard.all_of(range(300), within=90)

    assert code == 0
