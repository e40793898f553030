"""
How is a broker of a cluster hurt, and when is it well again?

Killed, stopped, frozen, cut off: each can be undone, and whoever undoes it may
wait until every copy is in step. Nothing here waits for a while: brokers are
asked until they say so. Not here: how the three are started
(``three_brokers.py``), and what a tocsin must do meanwhile (``faults/``).
"""

from __future__ import annotations

import asyncio
import textwrap
from collections import Counter
from collections.abc import Callable
from itertools import cycle
from typing import TYPE_CHECKING, Any

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError
from aiokafka.protocol.api import Request
from aiokafka.protocol.coordination import FindCoordinatorRequest
from aiokafka.protocol.metadata import MetadataRequest

from tests.engine import PYTHON_IMAGE

if TYPE_CHECKING:
    from docker.models.containers import Container

BROKERS = (1, 2, 3)

# A broker is up after some 6 s; on a busy machine, and with logs to mend, it gets far longer.
READY_SECONDS = 120.0
ANSWER_MS = 3000
ASK_AGAIN_SECONDS = 0.1

GROUP = 0  # the kind of coordinator (KIP-98): a group's, not a transaction's

# Takes the network cards of the container whose network this one shares down or up. Packets
# are lost in silence then, as behind a switch that died; `docker network disconnect` would take
# the published port away as well, and clients would be told "refused" at once.
SWITCH = textwrap.dedent("""
    import fcntl, socket, struct, sys
    GET, SET, UP = 0x8913, 0x8914, 1  # SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        for _, name in socket.if_nameindex():
            if name != "lo":
                card = struct.pack("16sh14x", name.encode(), 0)
                flags = struct.unpack("16sh14x", fcntl.ioctl(asked, GET, card))[1]
                flags = flags | UP if sys.argv[1] == "up" else flags & ~UP
                fcntl.ioctl(asked, SET, struct.pack("16sh14x", name.encode(), flags))
""")


class Cluster:
    """
    Three brokers, 1 to 3, and what may happen to each.

    Attributes:
        bootstrap: ``host:port,…`` of all three.
    """

    def __init__(self, containers: dict[int, Container], addresses: dict[int, str]) -> None:
        self._containers = containers
        self._addresses = addresses
        self._away: dict[int, str] = {}  # broker -> what was done to it
        self.bootstrap = ",".join(addresses.values())

    async def kill(self, broker: int) -> None:
        """End *broker* as ``kill -9`` does."""
        self._away[broker] = "killed"
        await asyncio.to_thread(self._containers[broker].kill)

    async def stop(self, broker: int) -> None:
        """End *broker* gently: it hands its partitions over first."""
        self._away[broker] = "stopped"
        await asyncio.to_thread(self._containers[broker].stop, timeout=60)

    async def start(self, broker: int) -> None:
        """Start *broker* again with what it has stored; returns when it serves clients."""
        await asyncio.to_thread(self._containers[broker].start)
        await self._ask(MetadataRequest([]), broker)
        self._away.pop(broker, None)

    async def pause(self, broker: int) -> None:
        """Freeze *broker*: its connections stay open and say nothing."""
        self._away[broker] = "paused"
        await asyncio.to_thread(self._containers[broker].pause)

    async def unpause(self, broker: int) -> None:
        """Let a frozen *broker* go on."""
        await asyncio.to_thread(self._containers[broker].unpause)
        self._away.pop(broker, None)

    async def cut_off(self, broker: int) -> None:
        """Part *broker* from the others and from its clients; nobody is told."""
        self._away[broker] = "cut off"
        await asyncio.to_thread(self._switch, broker, "down")

    async def reconnect(self, broker: int) -> None:
        """Let packets to and from *broker* through again."""
        await asyncio.to_thread(self._switch, broker, "up")
        self._away.pop(broker, None)

    async def restart_all(self) -> None:
        """Restart one broker after the other, each gently, each when all copies are in step."""
        for broker in BROKERS:
            await self.in_step()
            await self.stop(broker)
            await self.start(broker)
        await self.in_step()

    async def heal(self) -> None:
        """Undo whatever was done; returns when all copies are in step."""
        undo = {"paused": self.unpause, "cut off": self.reconnect}
        for broker, done in list(self._away.items()):
            await undo.get(done, self.start)(broker)
        await self.in_step()

    async def in_step(self) -> None:
        """Wait until every copy of every partition is as new as its leader."""
        await self._until(
            lambda rows: all(
                row["leader"] > 0 and len(row["isr"]) == len(row["replicas"]) for row in rows
            )
        )

    async def out_of_step(self, broker: int) -> None:
        """Wait until the others have given *broker* up: no partition counts on its copy."""
        await self._until(lambda rows: not any(broker in row["isr"] for row in rows))

    async def leader_of(self, topic: str, partition: int) -> int:
        """Return which broker leads *partition*; -1 when none does."""
        rows = await self._partitions(topic)
        return next(row["leader"] for row in rows if row["partition"] == partition)

    async def broker_leading_most(self, prefix: str = "") -> int:
        """Return which broker leads the most partitions of topics that begin with *prefix*."""
        rows = [row for row in await self._partitions() if row["topic"].startswith(prefix)]
        return Counter(row["leader"] for row in rows if row["leader"] > 0).most_common(1)[0][0]

    async def coordinator_of(self, group: str) -> int:
        """Return which broker keeps the offsets and members of *group*."""
        async with asyncio.timeout(READY_SECONDS):
            while True:
                answer = await self._ask(FindCoordinatorRequest(group, GROUP))
                if not answer.error_code:
                    return answer.coordinator_id
                # The first question makes the topic that groups are kept in.
                await asyncio.sleep(ASK_AGAIN_SECONDS)

    async def _until(self, enough: Callable[[list[dict[str, Any]]], bool]) -> None:
        """
        Wait until all partitions are *enough* as each broker that is well describes them.

        One that comes back knows at first only what was when it went, and says that all is well.
        """
        async with asyncio.timeout(READY_SECONDS):
            while not all([enough(await self._partitions(None, one)) for one in self._well()]):  # noqa: ASYNC110  # brokers have to be asked
                await asyncio.sleep(ASK_AGAIN_SECONDS)

    async def _partitions(self, topic: str | None = None, *brokers: int) -> list[dict[str, Any]]:
        """Describe every partition, of *topic* or of all, as one of *brokers* knows them."""
        answer = await self._ask(MetadataRequest(None if topic is None else [topic]), *brokers)
        rows = answer.to_object()["topics"]
        return [{"topic": row["topic"], **each} for row in rows for each in row["partitions"]]

    async def _ask(self, question: Request, *brokers: int) -> Any:
        """Ask *brokers*, or all that are well, one after the other until one answers."""
        well = cycle(brokers or self._well())
        async with asyncio.timeout(READY_SECONDS):
            while True:
                broker = next(well)
                client = AIOKafkaClient(
                    bootstrap_servers=self._addresses[broker], request_timeout_ms=ANSWER_MS
                )
                try:
                    await client.bootstrap()
                    return await client.send(broker, question)
                except KafkaError:
                    await asyncio.sleep(ASK_AGAIN_SECONDS)
                finally:
                    await client.close()

    def _well(self) -> list[int]:
        """Return the brokers to which nothing was done, or all of it undone."""
        return [each for each in BROKERS if each not in self._away]

    def _switch(self, broker: int, to: str) -> None:
        """Switch the network of *broker* "up" or "down"."""
        container = self._containers[broker]
        container.client.containers.run(
            PYTHON_IMAGE, ["python3", "-c", SWITCH, to],
            network_mode=f"container:{container.id}", cap_add=["NET_ADMIN"], remove=True,
        )  # fmt: skip
