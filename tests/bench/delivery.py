"""
Can one machine deliver to five thousand webhooks?

A delivery process, an embedded Kafka and a receiver on the same machine. Fifty watch entries
with a hundred subscriptions each; five alerts a second for half a minute, so five hundred
deliveries a second, then fifty alerts at once, one for each subscription. Measured: how long
after its record on ``alerts`` a delivery arrives, how fast the fifty are through, and what
the process takes.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from streams.broker.embedded import EmbeddedKafka
from streams.broker.topics import ensure_topics
from streams.settings import Delivery, Kafka, Settings
from tests.delivery.desk import SECRET, SECRET_VARIABLE, Wire, hook, news, wire
from tests.wires.strain import memory_of

from .wires import running

WATCHES = 50
EACH = 100
PER_SECOND = 5
SECONDS = 30
QUIET_SECONDS = 5.0  # between the load and the fifty at once; and for the last to arrive
READY = b"subscriptions.shared"


def measure() -> dict[str, float]:
    """Run it all, for about a minute; returns the figures."""
    os.environ[SECRET_VARIABLE] = SECRET
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with (
            EmbeddedKafka(folder / "kafka") as kafka,
            running("tests.bench.delivery_server", log=folder / "server.log") as server,
        ):
            assert server.stdout
            port = int(server.stdout.readline())
            settings = _settings(folder, kafka.bootstrap, port)
            asyncio.run(_topics(kafka.bootstrap, settings))
            log = folder / "delivery.log"
            with running(
                "tests.delivery.role", settings.model_dump_json(), kafka.bootstrap, log=log
            ) as role:
                began = time.monotonic()
                while READY not in log.read_bytes():
                    if role.poll() is not None or time.monotonic() - began > 60:
                        raise RuntimeError(log.read_text()[-2000:])
                    time.sleep(0.2)
                start = time.monotonic() - began
                before = _cpu(role)
                paced, burst = asyncio.run(_load(settings))
                used = _cpu(role) - before
                figures = {"start_s": start, "memory_mb": memory_of(role.pid)}
            said, _ = server.communicate()
    came: list[tuple[float, str, str]] = json.loads(said.splitlines()[-1])
    figures["cpu_us"] = used / len(came) * 1e6
    return figures | _paced(came, paced) | _burst(came, burst)


def _settings(folder: Path, bootstrap: str, port: int) -> Settings:
    file = folder / "subscriptions.toml"
    url = f"http://127.0.0.1:{port}"
    file.write_text(
        "\n".join(
            hook(f"desk-{watch}-{number}", f"{url}/{watch}/{number}", watches=[f"watch-{watch}"])
            for watch in range(WATCHES)
            for number in range(EACH)
        )
    )
    return Settings(
        state=folder, subscriptions=file, kafka=Kafka(bootstrap=bootstrap),
        delivery=Delivery(allow=(f"127.0.0.1:{port}",)),
    )  # fmt: skip


async def _topics(bootstrap: str, settings: Settings) -> None:
    await ensure_topics(bootstrap, settings)


async def _load(settings: Settings) -> tuple[dict[str, float], dict[str, float]]:
    """Send the alerts; returns when each was sent, of the load and of the fifty at once."""
    async with wire(settings) as alerts:
        begin = time.monotonic()
        for number in range(PER_SECOND * SECONDS):
            await asyncio.sleep(begin + number / PER_SECOND - time.monotonic())
            await _ring(alerts, f"paced-{number}", number % WATCHES)
        paced = len(alerts.sent)
        await asyncio.sleep(QUIET_SECONDS)
        await asyncio.gather(*(_ring(alerts, f"burst-{watch}", watch) for watch in range(WATCHES)))
        await asyncio.sleep(3 * QUIET_SECONDS)
    times = [(one.alert_id, one.sent.timestamp()) for one in alerts.sent]
    return dict(times[:paced]), dict(times[paced:])


async def _ring(alerts: Wire, incident: str, watch: int) -> None:
    await alerts.send(news(incident, watch_id=f"watch-{watch}"))


def _paced(came: list[tuple[float, str, str]], sent: dict[str, float]) -> dict[str, float]:
    late = sorted(at - sent[alert] for at, alert, _ in came if alert in sent)
    span = max(at for at, alert, _ in came if alert in sent) - min(sent.values())
    return {
        "wanted": len(sent) * EACH,
        "arrived": len({(alert, whose) for _, alert, whose in came if alert in sent}),
        "per_second": len(late) / span,
        "p50_ms": late[len(late) // 2] * 1000,
        "p99_ms": late[int(len(late) * 0.99)] * 1000,
    }


def _burst(came: list[tuple[float, str, str]], sent: dict[str, float]) -> dict[str, float]:
    times = [at for at, alert, _ in came if alert in sent]
    seconds = max(times) - min(sent.values())
    return {"burst_arrived": len(times), "burst_per_second": len(times) / seconds}


def _cpu(process: subprocess.Popen[Any]) -> float:
    """Return the seconds of a core that *process* has used."""
    with suppress(FileNotFoundError):
        fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0
