"""
A process of a replay: does one leg after another, as it is told.

Usage: ``python -m streams.replay.process``, with the settings as JSON on the first line of
standard input and an ``Order`` on each other; answers ``Progress`` and then ``Ended`` or ``Failed`` on standard output,
one a line. It runs from whichever checkout shall judge, so both sides pass over what
only the other knows. Not here: who tells it (``streams/replay/running.py``).
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
import traceback
from typing import BinaryIO, Final

import uvloop

from schemas.codec import decode, encode
from schemas.record import Record
from schemas.replay import Checkpoint, Replay, Stage
from streams.logs import configure
from streams.settings import Settings
from streams.trouble import Trouble

from .leg import Leg

TELL_SECONDS: Final = 0.3


class Order(Record, frozen=True, kw_only=True, tag_field="record", tag="order"):
    """
    One leg to be done.

    Attributes:
        bootstrap: Where the brokers are, when the settings do not say.
        replay, stage, partition: Which.
        partitions: Of every topic of the replay.
        rate: Records a second at most; 0 for as many as there can be.
    """

    bootstrap: str
    replay: Replay
    stage: Stage
    partition: int
    partitions: int
    rate: float = 0


class Progress(Record, frozen=True, kw_only=True, tag_field="record", tag="progress"):
    """How far it is: the checkpoint to be."""

    reached: Checkpoint


class Ended(Record, frozen=True, kw_only=True, tag_field="record", tag="ended"):
    """The leg is done."""

    reached: Checkpoint


class Failed(Record, frozen=True, kw_only=True, tag_field="record", tag="failed"):
    """The leg cannot be done, in words."""

    why: str


Answer = Progress | Ended | Failed


class Teller:
    """
    Tells how far a leg is, and holds it to its rate.

    Args:
        out: Where answers go.
        rate: Records a second at most; 0 for no bound.
    """

    def __init__(self, out: BinaryIO, rate: float) -> None:
        self._out = out
        self._rate = rate
        self._told_at = 0.0
        self._began: tuple[float, int] | None = None

    def put(self, answer: Answer) -> None:
        """Write one line."""
        self._out.write(encode(answer) + b"\n")
        self._out.flush()

    def tell(self, reached: Checkpoint) -> float:
        """Say how far it is, unless that was just now; returns by how many seconds it is too quick."""
        now = time.monotonic()
        if self._began is None:
            self._began = now, reached.taken
        if now - self._told_at > TELL_SECONDS:
            self._told_at = now
            self.put(Progress(reached=reached))
        if not self._rate:
            return 0
        since, taken = self._began
        return max(0, (reached.taken - taken) / self._rate - (now - since))


async def work(settings: Settings, orders: asyncio.Queue[bytes], out: BinaryIO) -> None:
    """Do what *orders* say, for ever."""
    while True:
        order = decode(Order, await orders.get())
        leg = Leg(
            settings.kafka.bootstrap or order.bootstrap,
            settings,
            order.replay,
            order.stage,
            order.partition,
            partitions=order.partitions,
        )
        teller = Teller(out, order.rate)
        try:
            teller.put(Ended(reached=await leg.run(teller.tell)))
        except Trouble as trouble:
            teller.put(Failed(why=str(trouble)))


async def main(out: BinaryIO) -> None:
    """Work until standard input ends, and end with it even in mid-leg: we are alone then."""
    reader = asyncio.StreamReader(limit=64 << 20)
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    settings = Settings.model_validate_json(await reader.readline())
    orders: asyncio.Queue[bytes] = asyncio.Queue()
    working = asyncio.ensure_future(work(settings, orders, out))
    working.add_done_callback(_end_if_failed)
    while line := await reader.readline():
        orders.put_nowait(line)
    os._exit(0)  # what is begun is dropped by the broker


def _end_if_failed(working: asyncio.Future[None]) -> None:
    """End at once for a fault of ours: whoever waits for an answer sees it."""
    error = working.exception()
    if error is not None:
        traceback.print_exception(error)
        sys.stderr.flush()
        os._exit(1)


if __name__ == "__main__":
    configure("replay")
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints goes to the log
    uvloop.run(main(answers))
