"""Every state and every check has words, in commands and on the page for operators."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

from schemas.delivery import Check, State
from streams.delivery.ledger_words import CHECKS, STATES, in_short, in_words

from .commands import row

PAGE = Path(__file__).parents[2] / "docs" / "delivering.md"


def test_none_is_forgotten() -> None:
    """
    A new one without words would be shown as a riddle.
    """
    page = PAGE.read_text(encoding="utf-8")

    assert tuple(STATES) == get_args(State)
    assert tuple(CHECKS) == get_args(Check)
    assert [word for word in (*STATES, *CHECKS) if f"`{word}`" not in page] == []


def test_a_row_in_words_says_state_check_and_detail() -> None:
    """
    What an operator asks first.
    """
    at = datetime(2024, 7, 28, 6, 30, tzinfo=UTC)
    held = row("mail", "a1", state="held", stopped_by="quiet_hours", next_attempt=at)
    failed = row("hook", "a1", state="failed", detail="HTTP 503", next_attempt=at)
    when = "2024-07-28 06:30:00 UTC"

    assert in_words(held) == f"waits until {when} — quiet_hours: it is the reader's night"
    assert in_words(failed) == f"did not arrive, tried again at {when} (HTTP 503)"
    assert in_words(row("mail", "a1")) == "the receiver confirmed it"


def test_a_list_says_why_and_when_without_saying_the_state_twice() -> None:
    """
    The state stands beside it.
    """
    at = datetime(2024, 7, 28, 6, 30, tzinfo=UTC)
    failed = row("hook", "a1", state="failed", detail="HTTP 503", next_attempt=at)
    stopped = row("mail", "a1", state="skipped", stopped_by="filter", detail="severity Minor")

    assert in_short(failed) == "HTTP 503, tried again at 2024-07-28 06:30:00 UTC"
    assert in_short(stopped) == "filter: severity Minor"
    assert in_short(row("mail", "a1", state="held", stopped_by="group")).startswith("group: the")
    assert in_short(row("mail", "a1")) == "the receiver confirmed it"
