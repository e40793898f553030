"""Are log lines bounded in number, and free of secrets?"""

from __future__ import annotations

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
