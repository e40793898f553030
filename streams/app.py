"""
How is Faust set up?

One function makes the application from our settings; nothing is made at import.
Records travel as bytes, topics are made by us, time-outs are short enough that
a broken broker ends the process instead of stalling it. Not here: topics,
tables and agents (``streams/topology.py``), and the faults that settings cannot
cure (``streams/faust_fixes.py``).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import monotonic
from typing import Any

import faust
from faust.auth import Credentials, SASLCredentials, SSLCredentials
from faust.sensors.monitor import Monitor
from faust.types import TP

from .broker.making import safe_copies
from .brokers import access_of, client_options
from .kafka import GROUP
from .recovery import Tables
from .settings import Settings


class App(faust.App):
    """
    A Faust application that lets others take part in its life.

    Attributes:
        before_commit: Awaited before offsets are committed; what raises ends the process.
        before_restoring: Awaited when an assignment is ours, and before its tables are read.
        when_ready: Called whenever an assignment is restored and its agents are at work.
        drained: Set when it was told to stop, and what was in hand is done and committed.
        when_crashed: Called at once when anything of it crashes, by whatever thread it was.
        bootstrap: The brokers, and how to get in.
        changelog_settings: What tables' changelogs are made with, besides what each table says.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.before_commit: list[Callable[[], Awaitable[None]]] = []
        self.before_restoring: list[Callable[[], Awaitable[None]]] = []
        self.when_ready: list[Callable[[], None]] = []
        self.when_crashed: list[Callable[[BaseException], None]] = []
        self.drained = asyncio.Event()
        self.bootstrap = ""
        self.changelog_settings: dict[str, str] = {}

    def on_rebalance_end(self) -> None:
        """Tell those who wait that agents are at work (called by Faust)."""
        super().on_rebalance_end()
        for tell in self.when_ready:
            tell()

    async def _stop_consumer(self) -> None:
        """Finish what is in hand, and commit it (called by Faust when stopping)."""
        try:
            await super()._stop_consumer()
        finally:
            self.drained.set()

    async def _on_partitions_revoked(self, revoked: set[TP]) -> None:
        """
        Let go of partitions only when what is in hand is committed (called by Faust).

        Told to stop, Faust closes the connection here, so that the last commit fails and
        the group is not left but waited for. Nor may others have a partition before our
        last changes of its memory are out: they would overwrite newer ones.
        """
        if self.should_stop:
            await self.drained.wait()
        else:
            await super()._on_partitions_revoked(revoked)

    def _on_rebalance_when_stopped(self) -> None:
        """Take nothing more up; leaving the group comes next (called by Faust)."""

    def in_hand(self) -> int:
        """Return how many records agents have begun and not finished."""
        return 0 if self._consumer is None else len(self._consumer.unacked)

    def _crash(self, reason: BaseException) -> None:
        """Tell those who must know before Faust does anything about it (called by Faust)."""
        super()._crash(reason)
        for tell in self.when_crashed:
            tell(reason)


def credentials(bootstrap: str) -> Credentials | None:
    """Return how Faust's own clients get in, as ours do; ``None`` where everybody may."""
    access, options = access_of(bootstrap), client_options(bootstrap)
    context = options.get("ssl_context")
    if access.has_login:
        return SASLCredentials(
            username=options["sasl_plain_username"],
            password=options["sasl_plain_password"],
            mechanism=options["sasl_mechanism"],
            ssl_context=context,
        )
    return None if context is None else SSLCredentials(context)


class QuietMonitor(Monitor):
    """
    Faust's monitor without its bookkeeping for each record, a tenth of a hop's cost.

    What Faust itself asks of it stays: when a partition was last heard of.
    """

    def on_message_in(self, *_: Any, **__: Any) -> None:
        """Do nothing."""

    def on_message_out(self, *_: Any, **__: Any) -> None:
        """Do nothing."""

    def on_stream_event_in(self, tp: TP, *_: Any, **__: Any) -> None:
        """Note that the partition is alive."""
        self.stream_inbound_time[tp] = monotonic()

    def on_stream_event_out(self, *_: Any, **__: Any) -> None:
        """Do nothing."""


def make_app(
    settings: Settings, bootstrap: str, *, datadir: Path, group: str = GROUP, is_led: bool = True
) -> App:
    """
    Make the application, not yet started and without agents.

    Args:
        settings: Ours.
        bootstrap: ``host:port,…`` of the brokers.
        datadir: Faust's folder, made if need be; with tables in memory it stays empty.
        group: Whose members share the work, after the prefix.
        is_led: Whether one of them is to do what only one shall.
    """
    datadir.mkdir(parents=True, exist_ok=True)
    app = App(
        settings.kafka.prefix + group,
        broker=[f"kafka://{host}" for host in bootstrap.split(",")],
        broker_credentials=credentials(bootstrap),
        datadir=str(datadir),
        store="memory://",
        Monitor=QuietMonitor,
        TableManager=Tables,
        key_serializer="raw",
        value_serializer="raw",
        processing_guarantee="at_least_once",
        # Faust makes what only it needs: changelogs and the leader's topic. Ours are made,
        # and compared, by streams/broker/topics.py.
        topic_allow_declare=True,
        topic_disable_leader=not is_led,
        topic_replication_factor=settings.kafka.replication,
        table_standby_replicas=0,
        # A group on one broker may notice a lost worker sooner than one on a cluster; Faust takes
        # no session that is longer than a request.
        broker_session_timeout=25 if settings.kafka.replication > 1 else 6,
        broker_heartbeat_interval=3 if settings.kafka.replication > 1 else 1,
        # JoinGroup uses the request time-out and must outlast the rebalance.
        broker_rebalance_timeout=20,
        broker_request_timeout=25,
        broker_max_poll_interval=300,
        broker_max_poll_records=500,
        broker_commit_interval=1,
        # Only by the clock and when letting go: a commit after so many records is made by the
        # loop that hands them out, and cancelled with it after half of its work.
        broker_commit_every=sys.maxsize,
        consumer_auto_offset_reset="earliest",
        # Faust's own producer carries nothing: outputs and changelogs go through ours.
        producer_acks=-1,
        stream_buffer_maxsize=1024,
        # False would commit the record in hand when stopping.
        stream_wait_empty=True,
        # The group protocol looks up no host: workers are told apart by their member ids.
        web_enabled=False,
        cython_optimizations=True,
    )
    app.bootstrap = bootstrap
    app.changelog_settings = safe_copies(settings)
    return app
