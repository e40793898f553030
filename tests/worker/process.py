"""
A worker in a process of its own, with the stand-in agents.

Usage: process.py SETTINGS, as JSON. Two things can be asked of it by variables:
``TOCSIN_TEST_SKIP_FIX``, names of fixes to leave out, and
``TOCSIN_TEST_SLOW_SEEK``, seconds by which the main loop hears late that the
consumer has been put back to what was committed, as it does when it is busy.
"""

from __future__ import annotations

import asyncio
import os
import sys

from faust.transport.consumer import ThreadDelegateConsumer as Consumer

from streams import faust_fixes, topology, worker
from streams.settings import Settings
from tests.worker import standin


def delay_seeking(seconds: float) -> None:
    seek_to_committed = Consumer.seek_to_committed

    async def hear_late(self: Consumer) -> object:
        offsets = await seek_to_committed(self)
        await asyncio.sleep(seconds)
        return offsets

    Consumer.seek_to_committed = hear_late


def main() -> None:
    faust_fixes.apply(frozenset(os.environ.get("TOCSIN_TEST_SKIP_FIX", "").split(",")))
    faust_fixes.apply = lambda: None
    delay_seeking(float(os.environ.get("TOCSIN_TEST_SLOW_SEEK", "0")))
    topology.reading, topology.following = standin.reading, standin.following
    topology.World = standin.World
    worker.prepare = lambda: None  # nobody reads words here
    settings = Settings.model_validate_json(sys.argv[1])
    worker.run_worker(settings, bootstrap=settings.kafka.bootstrap or "")


if __name__ == "__main__":
    main()
