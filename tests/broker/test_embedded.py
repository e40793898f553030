"""The embedded Kafka starts, is found, ends, and leaves nothing running, however it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from schemas.topics import DOCUMENTS
from streams.broker.embedded import EmbeddedKafka
from streams.broker.home import Home, bootstrap_in
from streams.kafka import producer, read
from streams.trouble import Trouble

ROOT = Path(__file__).parents[2]

Start = Callable[[], subprocess.Popen[str]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start ``tocsin broker`` as a process of its own, and return when it is ready."""
    started = []

    def ready() -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "streams", "broker", "--folder", str(tmp_path / "broker")]
        process = subprocess.Popen(
            command,
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("to stop it"):
                break
        return process

    yield ready
    for process in started:
        process.terminate()
        process.communicate(timeout=60)


@pytest.mark.broker
async def test_lives_on_after_whatever_end(start: Start, tmp_path: Path) -> None:
    """
    One life of a folder: taken while it runs, kept after SIGTERM, free soon after kill -9.
    """
    folder = tmp_path / "broker"
    first = start()
    bootstrap = bootstrap_in(folder) or ""
    async with producer(bootstrap) as sender:
        await sender.send_and_wait(DOCUMENTS.name, b"kept")
    with pytest.raises(Trouble, match=f"pid {first.pid}, {bootstrap}; "):
        EmbeddedKafka(folder).start()
    first.send_signal(signal.SIGTERM)

    assert first.wait(timeout=60) == 0
    assert bootstrap_in(folder) is None

    second = start()
    bootstrap = bootstrap_in(folder) or ""
    records = read(bootstrap, DOCUMENTS.name, follow=False)

    assert [record.value async for record in records] == [b"kept"]

    second.kill()
    second.wait()

    # Java holds the folder's lock as well: getting it means that Java has ended.
    Home(folder).claim()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(bootstrap.rpartition(":")[2])))


def test_says_that_a_port_is_taken(tmp_path: Path) -> None:
    """
    A port in use is one line, before anything is started; the folder stays free.
    """
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        with pytest.raises(Trouble, match=rf"port {port} of 127\.0\.0\.1 cannot be used"):
            EmbeddedKafka(tmp_path, port=port).start()
    Home(tmp_path).claim()


@pytest.mark.broker
async def test_tells_why_kafka_did_not_start(tmp_path: Path) -> None:
    """
    When Kafka ends during its start, its last words are the message.
    """
    (tmp_path / "data").mkdir()
    properties = "version=1\ncluster.id=Tk2FqZ0lRkSx0mP3bWvYnQ\nnode.id=7\n"
    (tmp_path / "data" / "meta.properties").write_text(properties)

    with pytest.raises(Trouble, match=r"did not start: .*node.*7.* \| more in "):
        async with EmbeddedKafka(tmp_path):
            pass
    Home(tmp_path).claim()
