"""When is a message tried again?"""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from streams.delivery.schedule import LONGEST_WAIT, SPREAD, next_attempt
from streams.settings import Delivery
from tests.notifying.reader import NOON

DELAYS = Delivery().retry_seconds


def test_the_schedule_is_that_of_standard_webhooks() -> None:
    """
    Ten attempts over 75 hours and 35 minutes, and a little spread.
    """
    waits = [next_attempt(DELAYS, key="a", attempts=number, now=NOON) for number in range(1, 11)]
    total = sum((at - NOON for at in waits if at is not None), timedelta())

    assert waits[-1] is None
    assert None not in waits[:-1]
    assert 75.5 <= total.total_seconds() / 3600 <= 75.6 * (1 + SPREAD)


@given(key=st.text(), attempts=st.integers(1, 9), after=st.floats(0, 1e7))
def test_it_waits_as_long_as_it_is_asked_to(key: str, attempts: int, after: float) -> None:
    """
    Never less than the schedule, never longer for it than a day, and always the same.
    """
    at = next_attempt(DELAYS, key=key, attempts=attempts, now=NOON, retry_after=after)
    again = next_attempt(DELAYS, key=key, attempts=attempts, now=NOON, retry_after=after)

    assert at is not None
    assert at == again
    assert at - NOON >= timedelta(seconds=DELAYS[attempts - 1])
    assert at - NOON >= min(timedelta(seconds=after), LONGEST_WAIT)
    longest = timedelta(seconds=DELAYS[attempts - 1] * (1 + SPREAD))
    assert at - NOON <= max(longest, LONGEST_WAIT)


def test_a_thousand_do_not_come_back_together() -> None:
    """
    Each has a moment of its own.
    """
    moments = {next_attempt(DELAYS, key=f"msg_{n}", attempts=2, now=NOON) for n in range(1000)}

    assert len(moments) > 990
