"""
How does a machine without Docker and without Java run a real Kafka?

``EmbeddedKafka`` starts the jars of ``jars.lock`` on the Java runtime that
comes as a wheel, keeps its data between runs, and ends it. Loopback only, one
node: everything else is a cluster that ``kafka.bootstrap`` points at. Making
topics is not here (``streams/broker/topics.py``).
"""

from __future__ import annotations

import asyncio
import base64
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

from streams.aside import aside
from streams.broker import leash
from streams.broker.home import Home, bootstrap_in
from streams.broker.java import java
from streams.broker.properties import LOGGING, server_properties
from streams.trouble import Trouble

if TYPE_CHECKING:
    # Reading settings loads pydantic; a test's broker needs none.
    from streams.settings import Settings

HERE = "127.0.0.1"

LOOK_AGAIN_SECONDS = 0.02

# Starting takes 2 s; ten times as long on a loaded machine is slow, longer is stuck.
START_SECONDS = 60.0

# Stopping takes 0.4 s; after this Java is killed, and the next start repairs its files.
STOP_SECONDS = 5.0


class EmbeddedKafka:
    """
    A Kafka broker of our own; a context manager, ``with`` or ``async with``.

    Attributes:
        folder: Its data and logs; made when missing, kept when it stops.
        bootstrap: ``127.0.0.1:port`` once it has started.
    """

    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        """Describe a broker in *folder*, on *port* or on any free one; starts nothing."""
        self.folder = folder.absolute()
        self.bootstrap = ""
        self._port = port
        self._home = Home(self.folder)
        self._program: list[str] = []
        self._broker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """
        Start, and return when clients can connect.

        The calling thread has to live as long as the broker shall (``leash``).

        Raises:
            Trouble: Another broker runs in the folder, the port is taken, a jar cannot be
                had, or Kafka ended while starting.
        """
        try:
            self._prepare()
            self._launch()
            for _ in self._until_it_listens():
                time.sleep(LOOK_AGAIN_SECONDS)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the broker, gently first; returns within 6 s. Harmless when it does not run."""
        broker, self._broker = self._broker, None
        if broker is not None and broker.poll() is None:
            broker.terminate()
            try:
                broker.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                broker.kill()
                broker.wait()
        self._home.leave()

    @property
    def pid(self) -> int:
        """Of the process that runs; whoever pauses or kills a broker needs it."""
        if self._broker is None:
            raise RuntimeError("the broker does not run")
        return self._broker.pid

    async def ended(self) -> None:
        """
        Wait as long as the broker runs.

        Raises:
            Trouble: It ended by itself.
        """
        if self._broker is not None:
            await asyncio.to_thread(self._broker.wait)
        if self._broker is not None:  # else it was told to stop
            raise Trouble(f"the embedded Kafka ended by itself: {self._last_words()}")

    async def again(self) -> None:
        """
        Start anew where it was, after it ended by itself: its clients find it there.

        Raises:
            Trouble: As ``start``.
        """
        await asyncio.to_thread(self.stop)
        self._port = int(self.bootstrap.rpartition(":")[2])
        await self.__aenter__()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    async def __aenter__(self) -> Self:
        try:
            await aside(self._prepare)  # a first download may hang; Ctrl-C does not
            self._launch()  # here, not in a thread that ends before the broker does
            for _ in self._until_it_listens():
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
        except BaseException:
            self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.stop)

    def _prepare(self) -> None:
        """Claim the folder, and put into it what Kafka wants to find."""
        self._home.claim()
        port, controller_port = _free_port(self._port), _free_port()
        self._program = java()
        properties = server_properties(port=port, controller_port=controller_port)
        (self.folder / "server.properties").write_text(properties, "ascii")
        (self.folder / "log4j2.properties").write_text(LOGGING, "ascii")
        self.bootstrap = f"{HERE}:{port}"
        # Kafka writes this file last when it formats a folder (0.8 s, once).
        if not (self.folder / "data" / "meta.properties").exists():
            self._format()

    def _format(self, *more: str) -> None:
        """Let Kafka prepare its data folder, under a cluster id of its own; *more*: options."""
        # The first character is ours: a leading "-" would be read as an option.
        cluster = "T" + base64.urlsafe_b64encode(uuid.uuid4().bytes).decode()[1:22]
        tool = [
            "kafka.tools.StorageTool",
            "format",
            "-t",
            cluster,
            "-c",
            "server.properties",
            *more,
        ]
        with (self.folder / "log" / "output.log").open("wb") as output:
            done = subprocess.run(
                [*self._program, *tool], cwd=self.folder, stdout=output, stderr=output, check=False
            )
        if done.returncode != 0:
            raise Trouble(f"could not format {self.folder / 'data'}: {self._last_words()}")

    def _launch(self) -> None:
        """Start Java in a session of its own, so that Ctrl-C reaches its clients first."""
        lock = self._home.lock
        if lock is None:
            raise RuntimeError("the folder has not been claimed")
        me = (sys.executable, "-I", "-S", leash.__file__, str(os.getpid()))
        with (self.folder / "log" / "output.log").open("wb") as output:
            self._broker = subprocess.Popen(
                [*me, *self._program, "kafka.Kafka", "server.properties"],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                pass_fds=(lock,),
            )

    def _until_it_listens(self) -> Iterator[None]:
        """Yield as long as nobody can connect, then announce the broker."""
        give_up = time.monotonic() + START_SECONDS
        while not _answers(self.bootstrap):
            if self._broker is None or self._broker.poll() is not None:
                raise Trouble(f"the embedded Kafka did not start: {self._last_words()}")
            if time.monotonic() > give_up:
                raise Trouble(
                    f"the embedded Kafka did not start in {START_SECONDS:.0f} s; "
                    f"its log is {self.folder / 'log' / 'server.log'}"
                )
            yield
        self._home.announce(self.bootstrap)

    def _last_words(self) -> str:
        """Return what Kafka said last, and where to read more."""
        said = (self.folder / "log" / "output.log").read_text("utf-8", "replace")
        lines = [line.strip() for line in said.splitlines() if line.strip()][-3:]
        return " | ".join([*lines, f"more in {self.folder / 'log'}"])


def folder_of(settings: Settings) -> Path:
    """Return where the embedded broker of *settings* lives."""
    return settings.state / "broker"


def find_bootstrap(settings: Settings) -> str | None:
    """Return the cluster that *settings* name, or the embedded broker that runs now."""
    return settings.kafka.bootstrap or bootstrap_in(folder_of(settings))


def _free_port(wanted: int | None = None) -> int:
    """Return *wanted* if it is free, or any free port of the loopback address."""
    with socket.socket() as probe:
        # As Java will bind it: a port that only waits for old connections to fade is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HERE, wanted or 0))
        except OSError as error:
            raise Trouble(
                f"port {wanted} of {HERE} cannot be used ({error.strerror}); "
                "give another one, or none to get any that is free"
            ) from error
        return int(probe.getsockname()[1])


def _answers(bootstrap: str) -> bool:
    """Tell whether somebody listens at *bootstrap*."""
    host, _, port = bootstrap.rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True
