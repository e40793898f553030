"""Is everything looked at, in time, with a Kafka and without one?"""

from __future__ import annotations

import asyncio
import socket
from contextlib import aclosing
from pathlib import Path
from time import monotonic

import pytest

from schemas.codec import decode, plain
from schemas.heartbeat import Heartbeat
from schemas.topics import ALERTS, HEARTBEATS, TOPICS
from streams import kafka
from streams.doctor import examination, inside, machine
from streams.doctor.examination import examine
from streams.doctor.findings import Finding
from streams.kafka_admin import PATIENCE_SECONDS
from streams.settings import Kafka, Settings
from tests.worker.workshop import handled, wire, working

# What the network may cost, and what a machine shared by many may take for the rest.
LONGEST = PATIENCE_SECONDS + 20


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """Settings in an empty folder, with a Kafka that is nowhere."""
    return Settings(
        state=tmp_path / "state",
        feeds=tmp_path / "feeds.toml",
        watchlist=tmp_path / "watchlist.toml",
        kafka=Kafka(bootstrap="127.0.0.1:1"),
    )


@pytest.fixture(autouse=True)
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is shared by many may take longer than an operator would wait."""
    monkeypatch.setattr(inside, "STEP_SECONDS", 60)
    monkeypatch.setattr(inside, "STAMP_SECONDS", 60)
    monkeypatch.setattr(examination, "CLUSTER_SECONDS", 100)


def about(check: str, findings: list[Finding]) -> list[Finding]:
    return [one for one in findings if one.check == check]


async def test_nobody_answers_is_one_line_and_the_rest_is_looked_at(here: Settings) -> None:
    """The address is named with what to do; this machine is looked at all the same."""
    findings = await examine(here)

    assert [one.level for one in about("kafka", findings)] == ["failure"]
    assert "no Kafka answers at 127.0.0.1:1" in about("kafka", findings)[0].found
    assert {one.check for one in findings} == {
        "versions", "state folder", "feeds", "watchlist", "words", "kafka"
    }  # fmt: skip


async def test_a_broker_that_is_silent_costs_seconds(
    here: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes the connection and says nothing, as a frozen one or a firewall does."""
    monkeypatch.setattr(machine, "words", list)  # a second's work on a machine with time
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        began = monotonic()
        findings = await examine(here.model_copy(update={"kafka": Kafka(bootstrap=address)}))

    assert monotonic() - began < LONGEST
    assert about("kafka", findings)[0].level == "failure"


async def test_a_name_that_nobody_knows(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that does not know it, or is silent itself, is told as such."""

    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    findings = await examine(here.model_copy(update={"kafka": Kafka(bootstrap="no.example:9092")}))

    assert "no host of it has an address" in about("kafka", findings)[0].found


async def test_no_kafka_at_all_says_how_to_get_one(here: Settings) -> None:
    """Nothing is configured and nothing runs: the first thing that a new user meets."""
    findings = await examine(here.model_copy(update={"kafka": Kafka()}))

    assert "no embedded broker runs" in about("kafka", findings)[0].found
    assert "tocsin run" in about("kafka", findings)[0].advice


def test_the_command_shows_and_counts(tocsin) -> None:
    """A line and its advice, or JSON; the exit code of the gravest."""
    lines = tocsin("doctor").stdout.decode()
    done = tocsin("doctor", "--json")
    findings = [plain(line) for line in done.stdout.splitlines()]

    assert done.returncode == 1
    assert "FAILURE kafka" in lines
    assert "→ start `tocsin run`" in lines
    assert {one["level"] for one in findings} == {"ok", "warning", "failure"}


@pytest.mark.broker
async def test_a_worker_at_work_is_found_well(settings: Settings) -> None:
    """Topics, changelogs, clocks, group, heartbeats and records, each with its figures."""
    async with working(settings) as worker, handled(settings) as heard:
        await wire(settings, range(10))
        await heard.all_of(range(10))
        async with asyncio.timeout(60):
            await until_ready(settings)
            findings = await examine(settings)
        await worker.stop()
    levels = {one.check: one.level for one in findings}

    assert [one for one in findings if one.level == "failure"] == []
    assert {levels[check] for check in ("kafka", "topics", "changelogs", "workers", "records")} == {
        "ok"
    }
    assert any("this machine agrees with the broker" in one.found for one in findings)
    assert any("has judged up to" in one.found for one in about("heartbeats", findings))
    assert about("pollers", findings)[0].level == "warning"


@pytest.mark.broker
async def test_a_record_that_nobody_can_read_is_found(settings: Settings) -> None:
    """Whoever wrote it: topic, partition and offset."""
    async with kafka.producer(settings.kafka.bootstrap or "") as producer:
        topic = kafka.topic_name(settings, ALERTS)
        await producer.send_and_wait(topic, b'{"kind": "FLOOD"}', b"k", partition=2)
    [found] = about("records", await examine(settings))

    assert found.level == "failure"
    assert f"{topic}, partition 2, offset 0" in found.found


@pytest.mark.broker
async def test_a_cluster_without_topics_is_not_broken(kafka: str, prefix: str) -> None:
    """Before the first start there is nothing: warnings, and who makes them."""
    settings = Settings(kafka=Kafka(bootstrap=kafka, prefix=prefix))
    findings = [one for one in await examine(settings) if one.check != "state folder"]

    assert {one.check for one in findings if one.level == "failure"} == set()
    assert about("topics", findings)[0].found.startswith(f"{len(TOPICS)} missing: ")


async def until_ready(settings: Settings) -> None:
    """Wait for a worker's heartbeat that says so, and knows how far it has judged."""
    name = kafka.topic_name(settings, HEARTBEATS)
    reading = kafka.read(settings.kafka.bootstrap or "", name, follow=True)
    async with aclosing(reading) as records:
        async for record in records:
            if decode(Heartbeat, record.value or b"").ready:
                return
