"""How often one incident rings: group wait, cooldown, worse news, several watches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from schemas.watch import Watch
from tests.following.builders import Story, alerts, claim, mention, reading
from tests.notifying.reader import NOON, Reader, after, alert, cancel

PEOPLE = ("email", "chat", "push")


def coverage(count: int = 14, minutes: float = 22) -> list:
    """Return the first news of an incident and updates, evenly over some minutes."""
    told = []
    for number in range(count):
        at = after(number * minutes / (count - 1))
        told.append(alert(number + 1, at=at, refs=told))
    return told


@pytest.mark.parametrize("channel", PEOPLE)
def test_fourteen_updates_in_22_minutes_become_three_messages_at_most(channel: str) -> None:
    """
    A person gets the first news, and then what is newest each quarter of an hour.
    """
    reader = Reader(channel).hear(*coverage()).wait(after(600))

    assert len(reader.got) <= 3
    assert [one.at for one in reader.got] == [after(0.5), after(15.5), after(30.5)]
    assert reader.got[-1].ids == ["i1-mali-UPDATE-14"]


def test_fourteen_reports_of_one_incident_ring_three_times_at_most() -> None:
    """
    The same from the reports on: each changes the toll, and the watch entry holds nothing back.
    """
    story = Story(Watch(id="mali", country="ML", batch_seconds=0, cooldown_seconds=0))
    told = []
    for number in range(14):
        dead = claim(10 + number, 10 + number)
        one = reading(f"afp:{number}", mention(), claims=[dead], after=number * 22 / 13)
        told += alerts(story.tell(one))
    reader = Reader().hear(*told).wait(told[-1].sent + timedelta(hours=9))

    assert len(told) == 14
    assert len(reader.got) <= 3
    assert reader.got[-1].ids == [told[-1].alert_id]


def test_a_webhook_gets_all_fourteen_at_once() -> None:
    """
    A machine is not spared anything: 0/0 is the default of webhooks.
    """
    reader = Reader("webhook").hear(*coverage())

    assert [one.ids for one in reader.got] == [[one.alert_id] for one in coverage()]
    assert [one.at for one in reader.got] == [one.sent for one in coverage()]


def test_a_second_message_replaces_the_first_that_waits() -> None:
    """
    The alert and the urgent that follows it are one message, half a minute after the first.
    """
    first = alert()
    second = alert(2, at=after(0.3), refs=[first])
    reader = Reader().hear(first, second).wait(after(5))

    assert [(one.at, one.ids) for one in reader.got] == [(after(0.5), [second.alert_id])]
    assert (reader.row(first).state, reader.row(first).stopped_by) == ("skipped", "group")
    assert second.alert_id in reader.row(first).detail


def test_what_keeps_coming_does_not_put_the_first_message_off() -> None:
    """
    The wait is counted from the first of them, not from each.
    """
    reader = Reader().hear(*(alert(n + 1, at=after(n * 0.2)) for n in range(20)))

    assert reader.got[0].at == after(0.5)


def test_critical_first_news_does_not_wait() -> None:
    """
    Who is to be woken is woken at once.
    """
    reader = Reader().hear(alert(severity="Severe"))

    assert [one.at for one in reader.got] == [NOON]


def test_what_is_taken_back_within_the_wait_is_never_told() -> None:
    """
    A false alarm of twenty seconds reaches nobody, and so its cancellation does not either.
    """
    first = alert()
    reader = Reader().hear(first, cancel(2, [first], at=after(0.3))).wait(after(60))

    assert reader.got == []
    assert "taken back by i1-mali-CANCEL-2" in reader.row(first).detail


def test_worse_news_passes_the_cooldown() -> None:
    """
    An escalation comes at once, and so does an update that is rated worse.
    """
    first = alert(severity="Severe")
    worse = alert(2, at=after(2), kind="ESCALATION", severity="Severe")
    worst = alert(3, at=after(4), severity="Extreme")
    reader = Reader().hear(first, worse, worst)

    assert [one.at for one in reader.got] == [NOON, after(2), after(4)]


def test_worse_news_replaces_the_update_that_waits() -> None:
    """
    After an escalation nobody needs the older update.
    """
    first = alert(severity="Severe")
    update = alert(2, at=after(1), severity="Severe")
    worse = alert(3, at=after(2), kind="ESCALATION", severity="Severe")
    reader = Reader().hear(first, update, worse).wait(after(60))

    assert [one.ids for one in reader.got] == [[first.alert_id], [worse.alert_id]]


def test_two_watches_of_one_incident_ring_once() -> None:
    """
    Who watches a country and a region of it is told one thing once.
    """
    both = [alert(severity="Severe", watch_id=watch) for watch in ("mali", "kidal")]
    reader = Reader().hear(*both).wait(after(60))

    assert [one.ids for one in reader.got] == [[both[0].alert_id]]
    assert reader.row(both[1]).stopped_by == "cooldown"
    assert "mali" in reader.row(both[1]).detail


def test_incidents_do_not_hold_each_other_up() -> None:
    """
    The cooldown is one incident's.
    """
    reader = Reader().hear(alert(severity="Severe"), alert(severity="Severe", incident_id="i2"))

    assert [one.at for one in reader.got] == [NOON, NOON]


def test_a_cooldown_of_a_webhook_keeps_the_newest_alone() -> None:
    """
    What comes within a cooldown waits, the newest for all, whoever asks for one.
    """
    reader = Reader("webhook", cooldown_seconds=900).hear(*coverage()).wait(after(600))

    assert [one.at for one in reader.got] == [NOON, after(15), after(30)]
    assert [len(one.ids) for one in reader.got] == [1, 1, 1]


def test_after_an_outage_people_get_the_newest_and_machines_all() -> None:
    """
    What could not be sent for an hour comes as the subscriber asked.
    """
    for channel, wanted in (("email", 1), ("webhook", 14)):
        reader = Reader(channel, cooldown_seconds=0, group_wait_seconds=0)
        reader.is_reached = False
        reader.hear(*coverage())
        reader.is_reached = True
        reader.wait(after(60))

        assert sum(len(one.ids) for one in reader.got) == wanted
        assert reader.got[-1].ids[-1] == "i1-mali-UPDATE-14"


def test_the_first_news_after_a_cancellation_is_first_news() -> None:
    """
    Who was told that it was false waits for no cooldown of what was false.
    """
    first = alert(severity="Severe")
    back = cancel(2, [first], at=after(2))
    anew = alert(3, at=after(4), kind="ONSET", msg_type="Alert")
    reader = Reader().hear(first, back, anew).wait(after(10))

    assert [one.at for one in reader.got] == [NOON, after(2), after(4.5)]
    assert reader.got[-1].at - anew.sent == timedelta(seconds=30)
