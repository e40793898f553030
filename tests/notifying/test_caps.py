"""How many messages come in an hour, and what becomes of the rest; the digest."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from tests.notifying.reader import NOON, Reader, after, alert, cancel


def many(count: int, every: float = 1, first: float = 0, **more):
    """Return first news of so many incidents."""
    return [
        alert(at=after(first + number * every), incident_id=f"n{number:03}", **more)
        for number in range(count)
    ]


def test_the_rest_of_an_hour_comes_as_one_message() -> None:
    """
    Three, and when the hour is over the other seventeen together.
    """
    told = many(20)
    reader = Reader(cap_per_hour=3, group_wait_seconds=0).hear(*told).wait(after(300))

    assert [len(one.ids) for one in reader.got] == [1, 1, 1, 17]
    assert reader.got[-1].at == after(60)
    assert reader.got[-1].message.because == "cap"
    assert reader.got[-1].ids == [one.alert_id for one in told[3:]]


def test_a_row_that_the_cap_holds_says_so_and_until_when() -> None:
    """
    The ledger names the check and when it is asked again.
    """
    told = many(4)
    reader = Reader(cap_per_hour=3, group_wait_seconds=0).hear(*told)

    row = reader.row(told[-1])
    assert (row.state, row.stopped_by, row.next_attempt) == ("held", "cap", after(60))
    assert "3 messages" in row.detail


def test_one_critical_message_more_passes_with_all_that_waits() -> None:
    """
    The cap does not keep an alarm for an hour, and lets no second one pass.
    """
    rest = many(5)
    worst = [alert(at=after(10 + n), incident_id=f"x{n}", severity="Extreme") for n in range(3)]
    reader = Reader(cap_per_hour=3, group_wait_seconds=0).hear(*rest, *worst).wait(after(300))

    assert [one.at for one in reader.got] == [NOON, after(1), after(2), after(10), after(60)]
    assert [len(one.ids) for one in reader.got] == [1, 1, 1, 3, 2]


def test_an_escalation_does_not_pass_the_cap() -> None:
    """
    Worse and worse news of one incident is no way round it.
    """
    told = [alert()] + [
        alert(n, at=after(n), kind="ESCALATION", severity="Severe") for n in range(2, 30)
    ]
    reader = Reader("chat", cap_per_hour=2, group_wait_seconds=0).hear(*told).wait(after(59))

    assert len(reader.got) == 3


def test_cancellations_pass_the_cap_and_count_for_nothing() -> None:
    """
    All five come, and a message after them too.
    """
    told = many(5, every=0.1)
    backs = [cancel(2, [one], incident_id=one.incident_id, at=after(5)) for one in told]
    last = alert(at=after(6), incident_id="last")
    reader = Reader(cap_per_hour=6, group_wait_seconds=0).hear(*told, *backs, last)

    assert len(reader.got) == 11


def test_what_the_cap_held_and_was_taken_back_is_counted() -> None:
    """
    The message that ends a flood says how many alarms of it were false.
    """
    told = many(5)
    backs = [cancel(2, [one], incident_id=one.incident_id, at=after(30)) for one in told[3:]]
    reader = Reader(cap_per_hour=2, group_wait_seconds=0).hear(*told, *backs).wait(after(300))

    assert reader.got[-1].ids == [told[2].alert_id]
    assert (reader.got[-1].message.because, reader.got[-1].message.dropped) == ("cap", 2)


def test_one_message_holds_fifty_and_the_next_the_others() -> None:
    """
    A night of 120 incidents is three messages, none left out.
    """
    told = many(120, every=0.1)
    reader = Reader(digest="18:00").hear(*told).wait(after(600))

    assert [len(one.ids) for one in reader.got] == [50, 50, 20]
    assert [one for got in reader.got for one in got.ids] == [one.alert_id for one in told]


def test_a_digest_comes_once_a_day_with_the_newest_of_each() -> None:
    """
    Two incidents and an update of one: two lines at seven in the evening.
    """
    told = [alert(severity="Extreme"), alert(at=after(5), incident_id="i2"), alert(2, at=after(50))]
    reader = Reader(digest="20:00", zone="Europe/Paris").hear(*told).wait(after(24 * 60))

    (got,) = reader.got
    assert got.at == after(7 * 60)
    assert got.ids == [told[1].alert_id, told[2].alert_id]
    assert got.message.because == "digest"


def test_a_cancellation_does_not_wait_for_the_digest() -> None:
    """
    Told in the digest, taken back at once.
    """
    first = alert()
    back = cancel(2, [first], at=after(8 * 60))
    reader = Reader(digest="19:00").hear(first, back)

    assert [one.at for one in reader.got] == [after(7 * 60), after(8 * 60)]


def test_a_digest_that_falls_into_the_night_waits_for_the_morning() -> None:
    """
    Quiet hours are asked when the digest would go out.
    """
    reader = Reader(digest="23:00", quiet_hours=("22:00", "06:00"), quiet_mode="hold")
    reader.hear(alert()).wait(after(24 * 60))

    assert [one.at for one in reader.got] == [after(18 * 60)]


def test_the_hour_of_the_cap_is_the_last_sixty_minutes() -> None:
    """
    Not the clock's: at 13:00 no second flood begins.
    """
    told = many(8, every=2, first=50)
    reader = Reader(cap_per_hour=3, group_wait_seconds=0).hear(*told).wait(after(70))

    assert len(reader.got) == 3
    assert reader.wait(after(111)).got[-1].at == after(50) + timedelta(hours=1)


def test_what_was_dropped_is_told_of_once() -> None:
    """
    The message that ends a second flood does not count what the first one's did.
    """
    told = [*many(2), alert(at=after(3), incident_id="stale", expires=after(45))]
    told += many(2, first=4, every=0.5, watch_id="kidal")
    told = [replace(one, incident_id=f"{n}") for n, one in enumerate(told)]
    back = cancel(2, told[3:4], incident_id="3", at=after(30))
    reader = Reader(cap_per_hour=2, group_wait_seconds=0).hear(*told, back).wait(after(190))
    reader.hear(*(alert(at=after(200 + n), incident_id=f"m{n}") for n in range(4)))
    reader.wait(after(400))

    assert [one.message.dropped for one in reader.got if one.message.because] == [2, 0]
