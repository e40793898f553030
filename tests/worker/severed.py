"""
A network of its own for a worker, whose cable to this machine can be pulled out.

Packets are lost in silence then, as behind a switch that died, and what was not yet
delivered stays in the worker's buffers. It is a network namespace of Linux with one
cable to ours; at our end a relay stands before the broker. Not here: cutting off
brokers (``tests/cluster.py``).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from ipaddress import IPv4Address
from random import Random


def lacking() -> str | None:
    """Say why no such network can be made; ``None`` when it can."""
    if shutil.which("ip") is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "a network that can be cut needs Linux, `ip` and root"
    name = f"tocsin-{uuid.uuid4().hex[:6]}"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode:
        return "nobody may make networks here"
    _ip("netns", "delete", name)
    return None


class Severed:
    """
    The worker's network.

    Attributes:
        within: What to put before a command that is to run in it.
        via: ``host:port`` of the broker, as it is seen from there.
    """

    def __init__(self, name: str, via: str) -> None:
        self.within = ("ip", "netns", "exec", name)
        self.via = via
        self._name = name

    def cut(self) -> None:
        """Pull the cable out."""
        _ip("link", "set", self._name, "down")

    def mend(self) -> None:
        """Put it in again."""
        _ip("link", "set", self._name, "up")

    async def delivered(self) -> None:
        """Wait until nothing is left in the system's buffers there, of whatever process."""
        while self._undelivered_bytes():  # noqa: ASYNC110  # the system has to be asked
            await asyncio.sleep(0.1)

    def _undelivered_bytes(self) -> int:
        told = subprocess.run(
            [*self.within, "cat", "/proc/net/tcp"], capture_output=True, text=True, check=True
        )
        queues = [line.split()[4] for line in told.stdout.splitlines()[1:]]
        return sum(int(queue.partition(":")[0], 16) for queue in queues)


@asynccontextmanager
async def severed(broker: str) -> AsyncIterator[Severed]:
    """Make a network from which *broker*, ``host:port`` on this machine, is reached."""
    name = f"tocsin-{uuid.uuid4().hex[:6]}"
    # Four addresses of a range that is for trying out networks (RFC 2544): no machine has them.
    first = IPv4Address("198.18.0.0") + 4 * Random().randrange(1 << 15)  # noqa: S311  # no secret
    here, there = first + 1, first + 2
    _ip("netns", "add", name)
    try:
        _ip("link", "add", name, "type", "veth", "peer", "name", "eth0", "netns", name)
        _ip("addr", "add", f"{here}/30", "dev", name)
        _ip("link", "set", name, "up")
        _ip("-n", name, "addr", "add", f"{there}/30", "dev", "eth0")
        _ip("-n", name, "link", "set", "lo", "up")
        _ip("-n", name, "link", "set", "eth0", "up")
        async with _relay(broker, str(here)) as port:
            yield Severed(name, f"{here}:{port}")
    finally:
        _ip("netns", "delete", name)  # and the cable with it


@asynccontextmanager
async def _relay(broker: str, here: str) -> AsyncIterator[int]:
    """Pass on to *broker* what comes *here* by the cable; yields the port to ask."""
    host, _, port = broker.rpartition(":")
    carrying: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection(host, int(port))
        for one in (_carry(reader, ours), _carry(theirs, writer)):
            task = asyncio.ensure_future(one)
            carrying.add(task)
            task.add_done_callback(carrying.discard)

    server = await asyncio.start_server(serve, here, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(carrying):
            task.cancel()
        await asyncio.gather(*carrying, return_exceptions=True)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on bytes until either side has gone."""
    try:
        with suppress(OSError):
            while some := await reader.read(1 << 16):
                writer.write(some)
                await writer.drain()
    finally:
        writer.close()


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)
