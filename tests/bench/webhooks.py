"""
What does a webhook cost the process that sends it?

The channel alone, without a ledger: an alert of three kilobytes is signed with two secrets and
sent fifty at a time to a receiver in another process. Over connections that are kept, over new
ones, and over new ones with TLS, which is the worst case: each receiver is called seldom.
"""

from __future__ import annotations

import asyncio
import os
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import uvloop

from streams.delivery.channels.webhook import Webhook
from streams.settings import Delivery
from tests.delivery.webhooks import SECRETS, alert, message, subscription

ROOT = Path(__file__).parents[2]
COUNT = 4000
AT_ONCE = 50
SENTENCE = "Residents said that shells fell near the market before dawn. " * 40


class Cost(NamedTuple):
    """By the clock and by the sender's own core."""

    per_second: float
    cpu_us: float


@contextmanager
def receiver(*options: str) -> Iterator[int]:
    """Run a receiver; yields its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.webhooks_server", *options], cwd=ROOT,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        yield int(process.stdout.readline())
        process.stdin.close()


def certificate(folder: Path) -> tuple[str, str]:
    """Make a certificate for 127.0.0.1 and its key; both are good for a day."""
    made, key = str(folder / "made.pem"), str(folder / "key.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1", "-addext",
         "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", made],
        check=True, capture_output=True,
    )  # fmt: skip
    return made, key


async def send(url: str, allow: str) -> Cost:
    """Send them all, once to warm up and once measured."""
    text = alert(sentence=SENTENCE)
    to = subscription(url, "env:HOOK_NEW", "env:HOOK_OLD")
    async with Webhook(Delivery(allow=(allow,))) as webhook:

        async def work(numbers: Iterator[int]) -> None:
            for number in numbers:
                answer = await webhook.send(
                    message(number, alerts=(text,)), to, now=datetime.now(UTC)
                )
                assert answer.end == "delivered", answer

        for _ in range(2):
            numbers = iter(range(COUNT))
            began, core = time.perf_counter(), time.process_time()
            await asyncio.gather(*(work(numbers) for _ in range(AT_ONCE)))
            clock, core = time.perf_counter() - began, time.process_time() - core
    return Cost(COUNT / clock, core / COUNT * 1e6)


def measure() -> dict[str, Cost]:
    """Return what each way costs."""
    found = {}
    with tempfile.TemporaryDirectory() as name, patch.dict(os.environ, SECRETS):
        made, key = certificate(Path(name))
        context = ssl.create_default_context(cafile=made)
        with receiver() as port:
            allow = f"127.0.0.1:{port}"
            found["kept"] = uvloop.run(send(f"http://{allow}/", allow))
        with receiver("close") as port:
            allow = f"127.0.0.1:{port}"
            found["new"] = uvloop.run(send(f"http://{allow}/", allow))
        trusting = patch("aiohttp.connector._SSL_CONTEXT_VERIFIED", context)
        with receiver("close", made, key) as port, trusting:
            allow = f"127.0.0.1:{port}"
            found["tls"] = uvloop.run(send(f"https://{allow}/", allow))
    return found
