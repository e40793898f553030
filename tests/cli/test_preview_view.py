"""Does a newcomer see which alerts would have come, when, and why not the others?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from msgspec.structs import replace

from schemas.alert import Alert
from schemas.subscription import Subscription
from streams.cli.subscriptions_preview import warm_up
from streams.cli.subscriptions_preview_view import MESSAGES, lines, summary
from streams.delivery.rehearsing import Written, rehearse
from tests.notifying.reader import NOON, after, alert

MAIL = Subscription(
    id="desk", channel="email", target="me@desk.example", zone="Europe/Paris", watches=("mali",)
)


def previewed(one: Subscription, alerts: Iterable[Alert]) -> list[str]:
    """The lines about *alerts*, an hour after noon."""
    written = [Written(each, each.sent) for each in alerts]
    rehearsal = rehearse(one, written, (), until=after(60))
    return list(lines(summary(one, rehearsal, NOON, alerts=len(written))))


def test_what_would_have_come_says_when_by_the_readers_clock() -> None:
    """
    And whose alert it is, and what it says.
    """
    first, came, message = previewed(MAIL, [alert()])

    assert first == "desk, since 2026-03-10 13:00 (times of Europe/Paris):"
    assert came == "  would have come: 1 message, with 1 of the 1 alert of that time"
    when, what = message.strip().split("  ", 1)
    assert when == "2026-03-10 13:00"
    assert " ".join(what.split()) == "ONSET mali Fighting at Kidal, Kidal (Mali)"


def test_what_was_replaced_has_one_reason_however_often() -> None:
    """
    Ids of alerts tell a newcomer nothing, and each line another.
    """
    said = previewed(MAIL, [alert(number, at=after(number / 20)) for number in range(1, 6)])

    assert said[-2:] == [
        "  would not have come: 4",
        "    4×  group: replaced by a newer alert before it went out",
    ]


def test_what_was_held_from_before_comes_though_nothing_was_sent() -> None:
    """
    A cooldown ends within the time that is asked for; the alert was sent before it.
    """
    slow = replace(MAIL, cooldown_seconds=86400.0)
    told = [alert(1), alert(2, at=after(60))]
    rehearsal = rehearse(slow, [Written(each, each.sent) for each in told], (), until=after(2000))
    said = list(lines(summary(slow, rehearsal, after(120), alerts=0)))

    assert (
        said[1]
        == "  would have come: 1 message, with 0 of the 0 alerts of that time and 1 held from before"
    )
    assert len(said) == 3


def test_a_long_cooldown_is_warmed_up_for() -> None:
    """
    Nothing that may hold back what comes later is left out.
    """
    week = replace(MAIL, cooldown_seconds=7 * 86400.0)

    assert warm_up([]) == warm_up([MAIL]) == timedelta(days=1)
    assert warm_up([MAIL, week]) == timedelta(days=7)


def test_other_watch_entries_are_not_its_business() -> None:
    """
    Nothing stopped them: nobody asked for them.
    """
    said = previewed(MAIL, [alert(watch_id="goma")])

    assert said[1:] == [
        "  would have come: 0 messages, with 0 of the 1 alert of that time",
        "  not for it: 1 of other watch entries, or taking back what it never got",
    ]


def test_a_digest_still_waits_and_says_until_when() -> None:
    """
    It is neither told nor lost.
    """
    daily = Subscription(
        id="daily", channel="email", target="me@desk.example", digest="06:30",
        zone="Europe/Paris", enabled=False,
    )  # fmt: skip

    said = previewed(daily, [alert()])

    assert said[0].endswith(", as if it were switched on:")
    assert said[-2:] == [
        "  would still wait: 1  (digest: the reader gets everything once a day)",
        "    the first of them would come at 2026-03-11 06:30",
    ]


def test_of_many_messages_days_are_counted_and_the_newest_shown() -> None:
    """
    A week at war fits a screen.
    """
    many = [
        alert(incident_id=f"i{number}", at=after(number), severity="Severe")
        for number in range(MESSAGES + 3)
    ]
    hook = Subscription(id="hook", channel="webhook", target="https://desk.example")

    said = previewed(hook, many)

    assert "    2026-03-10  15 messages" in said
    assert sum("ONSET" in line for line in said) == MESSAGES


def test_a_quiet_time_is_no_riddle() -> None:
    """
    Nothing came because there was nothing.
    """
    assert previewed(MAIL, [])[1:] == ["  there was no alert in that time: tocsin alerts list"]
