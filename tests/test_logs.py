"""Are log lines bounded in number, and free of secrets?"""

from __future__ import annotations

import subprocess
import sys

import pytest
import structlog

from streams.logs import REPEATS, Repeats, masked


def test_repeats_are_told_a_few_times_a_minute() -> None:
    """A feed that fails on every poll does not fill the disk."""
    repeats = Repeats()
    for _ in range(REPEATS):
        repeats(None, "warning", {"event": "feed.failed", "feed": "a"})

    with pytest.raises(structlog.DropEvent):
        repeats(None, "warning", {"event": "feed.failed", "feed": "a"})


def test_another_feed_is_another_event() -> None:
    """One noisy feed does not hide the failure of another one."""
    repeats = Repeats()
    for _ in range(REPEATS):
        repeats(None, "warning", {"event": "feed.failed", "feed": "a"})

    assert repeats(None, "warning", {"event": "feed.failed", "feed": "b"})["feed"] == "b"


def test_credentials_in_addresses_are_masked() -> None:
    """Keys and passwords in a feed's address stay out of the logs."""
    event = masked(None, "info", {"url": "https://me:pw@wire.example/x?api_key=abc&n=5"})

    assert event["url"] == "https://***@wire.example/x?api_key=***&n=5"


def test_a_traceback_shows_no_values() -> None:
    """What a function holds may be a secret, also where a person looks on."""
    script = (
        "import io, sys, structlog\n"
        "from streams.logs import configure\n"
        "class Screen(io.StringIO):\n"
        "    def isatty(self): return True\n"
        "sys.stderr = Screen()\n"
        "configure('delivery')\n"
        "def call():\n"
        "    url = ''.join(['s3', 'cr3t'])\n"
        "    return {}['nothing']\n"
        "try:\n"
        "    call()\n"
        "except KeyError:\n"
        "    structlog.get_logger().exception('failed')\n"
        "print(sys.stderr.getvalue())\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script], check=True, capture_output=True, text=True
    )

    assert "KeyError: 'nothing'" in said.stdout
    assert "s3cr3t" not in said.stdout
