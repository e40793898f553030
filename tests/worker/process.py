"""
A worker in a process of its own, with the stand-in agents.

Usage: process.py SETTINGS, as JSON. Things can be asked of it by variables:
``TOCSIN_TEST_SKIP_FIX``, names of fixes to leave out; ``TOCSIN_TEST_SLOW_SEEK``,
seconds by which the main loop hears late that the consumer has been put back to what
was committed, as it does when it is busy; ``TOCSIN_TEST_COMMIT_ON_SIGNAL``, to commit
at SIGUSR1 instead of once a second; ``TOCSIN_TEST_CRASH_ON_SIGNAL``, to crash then;
``TOCSIN_TEST_GRACE``, seconds from the wish to stop to a hard end;
``TOCSIN_TEST_VIA``, where it finds the broker, whatever the broker says;
``TOCSIN_TEST_LOUD``, to hear what Faust is about; ``TOCSIN_TEST_PLANT``, names of what
shall go wrong (``planted.py``).
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

import faust
from aiokafka import client
from aiokafka.conn import AIOKafkaConnection
from faust.tables.manager import TableManager
from faust.transport.consumer import ThreadDelegateConsumer as Consumer
from faust.types import EventT

from streams import app as set_up
from streams import clock, faust_fixes, kafka, topology, worker
from streams.app import App
from streams.settings import Settings
from streams.shelf import Logged
from streams.tables import ShelvedTable
from tests.worker import planted, standin


def delay_seeking(seconds: float) -> None:
    seek_to_committed = Consumer.seek_to_committed

    async def hear_late(self: Consumer) -> object:
        offsets = await seek_to_committed(self)
        await asyncio.sleep(seconds)
        return offsets

    Consumer.seek_to_committed = hear_late


def go_via(address: str) -> None:
    """Connect to *address* in place of any broker's."""
    connect = client.create_conn
    host, _, port = address.rpartition(":")

    async def connect_there(_host: str, _port: int, **options: Any) -> AIOKafkaConnection:
        return await connect(host, int(port), **options)

    client.create_conn = connect_there


def on_signal(act: Callable[[App], Coroutine[Any, Any, object]], **conf: object) -> None:
    """Have the application do something at SIGUSR1, once it is at work."""
    make_app = worker.make_app

    def make(*args: object, **options: object) -> App:
        app = make_app(*args, **options)
        for name, value in conf.items():
            setattr(app.conf, name, value)
        app.when_ready.append(lambda: listen(app))
        return app

    def listen(app: App) -> None:
        asyncio.get_running_loop().add_signal_handler(
            signal.SIGUSR1, lambda: asyncio.ensure_future(act(app))
        )

    worker.make_app = make


def recover_as_faust_does() -> None:
    def apply_changelog_batch(self: ShelvedTable, batch: list[EventT]) -> None:
        for event in batch:
            one = Logged(event.message.offset, event.message.key, event.message.value)
            self.shelf(event.message.partition).restored([one], began=clock.now())

    ShelvedTable.apply_changelog_batch = apply_changelog_batch
    set_up.Tables = TableManager


def main() -> None:
    skipped = frozenset(os.environ.get("TOCSIN_TEST_SKIP_FIX", "").split(","))
    # Before the fixes, which wrap what is planted as they would wrap the real fault.
    planted.plant(os.environ.get("TOCSIN_TEST_PLANT", ""))
    faust_fixes.apply(skipped)
    if "recovery" in skipped:
        recover_as_faust_does()
    if "header_names" in skipped:
        kafka.mend_header_names = lambda: None  # who reads a topic mends it too
    faust_fixes.apply = lambda: None
    if "crash" in skipped:
        App._crash = faust.App._crash
    delay_seeking(float(os.environ.get("TOCSIN_TEST_SLOW_SEEK", "0")))
    if os.environ.get("TOCSIN_TEST_COMMIT_ON_SIGNAL"):
        on_signal(lambda app: app.consumer.commit(), broker_commit_interval=3600)
    if os.environ.get("TOCSIN_TEST_CRASH_ON_SIGNAL"):
        on_signal(lambda app: app.crash(RuntimeError("planted")))
    topology.reading, topology.following = standin.reading, standin.following
    topology.World = standin.World
    if grace := os.environ.get("TOCSIN_TEST_GRACE"):
        worker.until_told = partial(worker.until_told, grace=float(grace))
    if via := os.environ.get("TOCSIN_TEST_VIA"):
        go_via(via)
    if "TOCSIN_TEST_LOUD" in os.environ:
        logging.basicConfig(level=logging.INFO, stream=sys.stdout)
        worker.quiet_libraries = lambda: None
    worker.prepare = lambda: None  # nobody reads words here
    settings = Settings.model_validate_json(sys.argv[1])
    worker.run_worker(settings, bootstrap=settings.kafka.bootstrap or "")


if __name__ == "__main__":
    main()
