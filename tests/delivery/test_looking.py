"""Does an alert leave the rows that somebody will ask about, and no others?"""

from __future__ import annotations

from datetime import timedelta

from schemas.alert import Alert
from schemas.delivery import Delivery, Standing
from schemas.subscription import Subscription
from streams.delivery.book import Book
from streams.delivery.looking import rows_for
from tests.notifying.reader import NOON, alert, cancel

from .commands import row


def looked(one: Alert, *rows: Delivery, enabled: bool) -> list[Delivery]:
    """Look at an alert for a subscription that has these *rows*."""
    book = Book(Standing(subscription_id="desk", since=NOON, updated_at=NOON), partition=0)
    book.subscription = Subscription(
        id="desk", channel="webhook", target="https://desk.example", enabled=enabled
    )
    for each in rows:
        book.put(each)
    return list(
        rows_for(
            one, book, source=(0, 7), stamped=NOON + timedelta(1), silences=(), now=NOON
        )
    )  # fmt: skip


def test_what_is_switched_off_leaves_no_row() -> None:
    """
    A row for each alert of each entry that is off would bury what others ask about.
    """
    assert [one.state for one in looked(alert(), enabled=True)] == ["queued"]
    assert looked(alert(), enabled=False) == []


def test_who_was_told_and_hears_of_no_retraction_is_written_down() -> None:
    """
    It was switched off in between: somebody may have to be told by other means.
    """
    first = alert()
    told = row("desk", first.alert_id, delivery_seq=1, seen_at=NOON, updated_at=NOON)

    (found,) = looked(cancel(2, [first]), told, enabled=False)

    assert (found.kind, found.state) == ("CANCEL", "skipped")
    assert found.detail == "the subscription is switched off"
