"""Every state and every check has words, in commands and on the page for operators."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from schemas.delivery import Check, State
from streams.delivery.ledger_words import CHECKS, STATES, in_words

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
    held = row("mail", "a1", state="held", stopped_by="quiet_hours", detail="until 06:30")

    assert (
        in_words(held)
        == "waits for a check's hour — quiet_hours: it is the reader's night (until 06:30)"
    )
    assert in_words(row("mail", "a1")) == "the receiver confirmed it"
