"""
How is all of it looked at, and in time?

This machine and its configuration beside the cluster and the mail server, all at
once, each with a limit: a network that is dead costs one line and a few seconds, not
the rest. Not here: any judgement.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from aiokafka import AIOKafkaConsumer

from streams import kafka
from streams.aside import aside
from streams.broker.embedded import find_bootstrap, folder_of
from streams.brokers import client_options
from streams.kafka_admin import admin
from streams.settings import Settings

from . import configuration, machine, mail, subscribers
from .findings import Finding, failure
from .inside import Look, limited

NAME_SECONDS = 3.0
CLUSTER_SECONDS = 8.0
"""For everything that is asked of the cluster: with the name's, the whole stays near ten."""


async def examine(settings: Settings) -> list[Finding]:
    """Look at everything; findings come in the order of the looking, never an exception."""
    here: list[Callable[[], list[Finding]]] = [
        machine.versions,
        lambda: machine.state_folder(settings.state),
        lambda: configuration.feeds(settings),
        lambda: configuration.kafka(settings),
        lambda: configuration.watchlist(settings),
        lambda: subscribers.subscriptions(settings),
        machine.words,
    ]

    def look() -> list[Finding]:
        return [finding for one in here for finding in one()]

    around: list[Finding] = []
    post: list[Finding] = []
    looking = limited("kafka", CLUSTER_SECONDS + NAME_SECONDS, _cluster(settings, around), around)
    inside, *_ = await asyncio.gather(aside(look), looking, _mail(settings, post))
    return [*inside, *post, *around]


async def _cluster(settings: Settings, findings: list[Finding]) -> None:
    """Look at the cluster, if there is one; *findings* takes what is found, as it is found."""
    bootstrap = find_bootstrap(settings)
    if bootstrap is None:
        told = f"no kafka.bootstrap is set, and no embedded broker runs in {folder_of(settings)}"
        findings.append(failure("kafka", told, "start `tocsin run`, or set kafka.bootstrap"))
    elif not await _is_known(bootstrap):
        told = f"{bootstrap}: no host of it has an address"
        advice = "is kafka.bootstrap right, and does the name server answer?"
        findings.append(failure("kafka", told, advice))
    else:
        async with admin(bootstrap) as client, _consumer(bootstrap) as consumer:
            await Look(settings, bootstrap, client, consumer, findings).at_all()


async def _mail(settings: Settings, findings: list[Finding]) -> None:
    """Look at the mail server, if there is one."""
    if settings.email.host is not None and not await _is_known(settings.email.where):
        told = f"{settings.email.where} has no address"
        findings.append(failure("mail", told, "is email.host right, does the name server answer?"))
    else:
        findings += await mail.server(settings)


async def _is_known(bootstrap: str) -> bool:
    """Tell whether a name server knows a host; one that is silent must not hold up our end."""
    hosts = [one.rpartition(":")[0].strip("[]") for one in bootstrap.split(",")]

    def look(host: str) -> Callable[[], Any]:
        return lambda: socket.getaddrinfo(host, None)

    with suppress(TimeoutError):
        async with asyncio.timeout(NAME_SECONDS):
            answers = await asyncio.gather(
                *(aside(look(host)) for host in hosts), return_exceptions=True
            )
            return any(not isinstance(answer, BaseException) for answer in answers)
    return False


@asynccontextmanager
async def _consumer(bootstrap: str) -> AsyncIterator[AIOKafkaConsumer]:
    """Give a started consumer without a group."""
    consumer = AIOKafkaConsumer(
        **client_options(bootstrap),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=kafka.LARGEST_REQUEST,
        fetch_max_wait_ms=100,
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()
