"""Is what was asked of delivery done, and once?"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from schemas.delivery import Standing
from schemas.notice import Notice
from schemas.subscription import Subscription, Wish
from streams.delivery.book import Book
from streams.delivery.own_messages import own_message
from streams.delivery.sweeping import is_forgotten, outdated, standing_without
from streams.delivery.wishing import granted
from tests.notifying.reader import NOON

from .commands import row

LATER = timedelta(days=40)
MONTH = timedelta(days=31)


def book(*rows: Any, **standing: Any) -> Book:
    """Return the desk's book with *rows*."""
    known = Standing(subscription_id="desk", since=NOON, updated_at=NOON, **standing)
    made = Book(known, 0)
    made.subscription = Subscription(id="desk", channel="webhook", target="https://a.example")
    for one in rows:
        made.put(one)
    return made


def wish(do: Any, name: str = "w1", **more: Any) -> Wish:
    """Return what somebody asks of the desk."""
    return Wish(id=name, do=do, subscription_id="desk", at=NOON, **more)


def live(alert: str, state: Any, **more: Any) -> Any:
    """Return a row that expires in a day."""
    said = {"seen_at": NOON, "updated_at": NOON, "expires": NOON + timedelta(days=1)} | more
    return row("desk", alert, state=state, **said)


def test_a_test_is_sent_once() -> None:
    """
    A row under the wish's id, which stays until that is over.
    """
    desk = book()
    first = granted(wish("test"), desk, now=NOON)
    desk.put(first.rows[0])
    again = granted(wish("test"), desk, now=NOON)
    desk.put(replace(first.rows[0], state="delivered"))
    over = granted(wish("test"), desk, now=NOON)
    message = own_message(first.rows[0], {}, missed=())

    assert (first.rows[0].alert_id, first.rows[0].kind, first.is_done) == ("w1", "TEST", False)
    assert (again.rows, again.is_done) == ((), False)
    assert (over.rows, over.is_done) == ((), True)
    assert message is not None
    assert message.is_test
    assert message.alerts[0].status == "Test"


def test_a_test_of_what_cannot_be_reached_ends_too() -> None:
    """
    With the reason, for whoever waits for it.
    """
    desk = book(disabled="410")
    outcome = granted(wish("test"), desk, now=NOON)

    assert (outcome.rows[0].state, outcome.rows[0].detail) == ("skipped", "the subscription: 410")
    assert outcome.is_done


def test_a_notice_says_what_its_wish_says() -> None:
    """
    And nothing when that is gone.
    """
    notice = Notice(subscription_id="other", channel="email", since=NOON)
    asked = wish("notice", notice=notice)
    (made,) = granted(asked, book(), now=NOON).rows
    message = own_message(made, {asked.id: asked}, missed=())

    assert message is not None
    assert (message.notice, message.alerts) == (notice, ())
    assert own_message(made, {}, missed=()) is None


def test_what_is_dead_lives_again_under_a_new_number() -> None:
    """
    Unless it has expired; its old number stays given up; and it is done once.
    """
    desk = book(
        live("a", "dead", delivery_seq=3, attempts=10), live("b", "delivered", delivery_seq=4),
        live("c", "dead", expires=NOON), live("d", "failed", attempts=2, next_attempt=NOON + LATER),
    )  # fmt: skip
    outcome = granted(wish("redrive"), desk, now=NOON)
    desk.standing = outcome.standing
    rows = {one.alert_id: one for one in outcome.rows}

    assert set(rows) == {"a", "d"}
    assert (rows["a"].state, rows["a"].delivery_seq, rows["a"].tried_before) == ("failed", None, 10)
    assert (rows["d"].state, rows["d"].next_attempt) == ("failed", NOON)
    assert granted(wish("redrive"), desk, now=NOON).rows == ()
    one = granted(wish("redrive", "w2", alert_ids=("a",)), desk, now=NOON)
    assert [row.alert_id for row in one.rows] == ["a"]


def test_what_was_taken_back_does_not_live_again() -> None:
    """
    Nor is it hastened; the CANCEL itself may come again, and what is true of another entry.
    """
    desk = book(
        live("onset", "dead", attempts=3, delivery_seq=3),
        live("batch", "failed", attempts=1, incident_revision=2, next_attempt=NOON + LATER),
        live("cancel", "dead", kind="CANCEL", incident_revision=3, attempts=1, delivery_seq=5),
        live("again", "dead", incident_revision=4, attempts=1, delivery_seq=6),
        live("elsewhere", "dead", watch_id="niger", incident_revision=2, attempts=1),
        live("other", "dead", incident_id="i2", attempts=1),
    )
    every = granted(wish("redrive"), desk, now=NOON)
    one = granted(wish("redrive", "w2", alert_ids=("onset",)), desk, now=NOON)

    assert {row.alert_id for row in every.rows} == {"cancel", "again", "elsewhere", "other"}
    assert (one.rows, one.is_done) == ((), True)


def test_what_is_enabled_tries_at_once() -> None:
    """
    What waited for a retry is due, and nothing is held against it.
    """
    waiting = live("d", "failed", attempts=2, next_attempt=NOON + LATER)
    desk = book(waiting, disabled="gone", failing_since=NOON, failures=9, warned_at=NOON)
    outcome = granted(wish("enable"), desk, now=NOON)

    assert outcome.standing.disabled is None
    assert (outcome.standing.failing_since, outcome.standing.failures) == (None, 0)
    assert [one.next_attempt for one in outcome.rows] == [NOON]


def test_old_rows_go_and_the_number_stays() -> None:
    """
    What is over for a month is not kept; no number is given away twice for that.
    """
    old, new = live("a", "delivered", delivery_seq=7), live("b", "failed", attempts=1)
    desk = book(old, new)
    gone = outdated(desk.rows(), keep=MONTH, now=NOON + LATER)
    standing = standing_without(desk, now=NOON + LATER)
    desk.forget("a")
    after = Book(standing, 0)

    assert [one.alert_id for one in gone] == ["a"]
    assert after.last_seq == 7
    assert not is_forgotten(desk, keep=MONTH, now=NOON + LATER)
    after.standing = replace(standing, updated_at=NOON)
    assert is_forgotten(after, keep=MONTH, now=NOON + LATER)
