"""Somebody is told in his own words that another is not reached."""

from __future__ import annotations

from datetime import UTC, datetime
from string import Formatter
from typing import get_args

import pytest
from msgspec.structs import replace

from agents.notifying.notices import _words, notice_words
from schemas.notice import Notice, notice_key
from schemas.watch import TextLanguage

FAILING = Notice(
    subscription_id="desk-hook", title="The desk's own system", channel="webhook",
    since=datetime(2026, 1, 1, 12, tzinfo=UTC), attempts=7, waiting=3,
    detail="500 Internal Server Error",
)  # fmt: skip


def test_says_which_since_when_and_what_came_of_it() -> None:
    """
    In the reader's zone; what a server answered stays as it was.
    """
    subject, text = notice_words(FAILING, "en", "Europe/Paris")

    assert subject == "Not reached: “The desk's own system”"
    assert text.splitlines() == [
        "No message has arrived since 2026-01-01 13:00 Europe/Paris.",
        "Channel: webhook",
        "Attempts: 7",
        "Alerts waiting: 3",
        "Last answer: 500 Internal Server Error",
        "Attempts go on.",
    ]


@pytest.mark.parametrize("language", get_args(TextLanguage))
def test_one_that_is_switched_off_says_how_it_is_mended(language: TextLanguage) -> None:
    """
    The same command in every language, by the id that it takes.
    """
    disabled = replace(FAILING, disabled=True, title=None)
    subject, text = notice_words(disabled, language, "UTC")

    assert "desk-hook" in subject
    assert "tocsin subscriptions enable desk-hook" in text
    assert subject != notice_words(FAILING, language, "UTC")[0]


def test_every_language_has_the_same_lines_with_the_same_gaps() -> None:
    """
    What a translation leaves out would be found by the reader at night.
    """
    gaps = {
        language: {key: [gap for _, gap, *_ in Formatter().parse(said) if gap is not None]
                   for key, said in lines.items()}
        for language, lines in _words().items()
    }  # fmt: skip

    assert set(gaps) == set(get_args(TextLanguage))
    assert all(each == gaps["en"] for each in gaps.values())


def test_a_failure_is_told_twice_at_most() -> None:
    """
    That it lasts, and that nothing is tried any more; each to each reader.
    """
    again = replace(FAILING, attempts=9, detail="other", waiting=5)
    keys = [notice_key(one, "duty") for one in (FAILING, again, replace(FAILING, disabled=True))]

    assert keys[0] == keys[1] != keys[2]
    assert notice_key(FAILING, "night") not in keys
