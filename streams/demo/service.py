"""
How do the invented wires run as a service of their own?

For ``docker-compose.yml``, where poller, worker and Kafka are services too: serves
the wires until told to stop, and tells the story once, as soon as a poller has
seen what was there before it. Not here: the demo in one process (``run.py``).

Usage: python -m streams.demo.service --port 8080 --drops FOLDER
"""

from __future__ import annotations

import argparse
import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

import structlog

from streams import logs
from streams.stopping import until_told

from .run import guarded
from .story import Wire, story, wires
from .wire_server import StoryClock, dropping, serving

log = structlog.get_logger(__name__)

LOOK_AGAIN_SECONDS = 0.1


class Audience:
    """
    Who has seen what was on the wires before the story?

    Attributes:
        first: Set once somebody asks for any wire.
        complete: Set once every HTTP wire was asked for.
    """

    def __init__(self) -> None:
        self.first = asyncio.Event()
        self.complete = asyncio.Event()
        self._unasked = {wire.id for wire in wires() if wire.format != "newsml12"}

    def asked(self, wire: Wire) -> None:
        """Note that somebody asked for *wire*."""
        self.first.set()
        self._unasked.discard(wire.id)
        if not self._unasked:
            self.complete.set()


async def serve(port: int, drops: Path) -> None:
    """
    Serve the wires for ever, to whoever reaches this machine.

    Args:
        port: Of the HTTP wires.
        drops: Where each wire that writes files has a folder of its own.
    """
    # Made first: a poller that finds no folder rests before it looks again.
    folders = {wire: drops / wire.id for wire in wires() if wire.format == "newsml12"}
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    audience = Audience()
    clock = StoryClock(datetime.now(UTC))

    def asked(wire: Wire) -> None:
        if not audience.first.is_set():
            clock.start = datetime.now(UTC)  # it is news from now on, however long nobody asked
        audience.asked(wire)

    async with AsyncExitStack() as stack:
        # On all addresses: in a container of its own there is no other way in.
        await stack.enter_async_context(serving(clock, host="0.0.0.0", port=port, asked=asked))  # noqa: S104
        log.info("wires.served", wires=len(wires()), port=port)
        await audience.first.wait()
        dropped = [dropping(wire, folder, clock) for wire, folder in folders.items()]
        await stack.enter_async_context(guarded(*dropped))
        await audience.complete.wait()
        await _taken(list(folders.values()))
        clock.begin()
        log.info("story.begins", items=len(story()), seconds=story()[-1].at)
        await clock.reach(story()[-1].at)
        log.info("story.ends")
        await asyncio.Event().wait()


async def _taken(folders: list[Path]) -> None:
    """Wait until the files that have been put into *folders* were read and set aside."""
    while True:
        await asyncio.sleep(LOOK_AGAIN_SECONDS)  # those that drop them come first
        if not any(path.is_file() for folder in folders for path in folder.iterdir()):
            return


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    parser = argparse.ArgumentParser(prog="python -m streams.demo.service", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="of the wires that speak HTTP")
    parser.add_argument(
        "--drops", type=Path, required=True, help="folder of those that write files"
    )
    wish = parser.parse_args()
    logs.configure("wires")
    asyncio.run(until_told(serve(wish.port, wish.drops)))


if __name__ == "__main__":
    main()
