"""What would have come is what the checks of life say of the past."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from schemas.subscription import Silence, Subscription
from streams.delivery.rehearsing import Rehearsal, Written, rehearse
from tests.notifying.reader import NOON, after, alert, cancel

NIGHT = Subscription(
    id="night", channel="email", target="me@desk.example", quiet_hours=("11:00", "13:00"),
    quiet_mode="hold", zone="Etc/UTC",
)  # fmt: skip
PLAIN = Subscription(id="plain", channel="email", target="me@desk.example", watches=("mali",))


def got(
    subscription: Subscription, *written: Written, silences: tuple[Silence, ...] = ()
) -> Rehearsal:
    """What it would have got within a day."""
    return rehearse(subscription, written, silences, until=after(24 * 60))


def updates(count: int, *, every: float) -> list[Written]:
    """An incident's messages, *every* so many minutes."""
    return [
        Written(alert(number + 1, at=after(every * number)), after(every * number))
        for number in range(count)
    ]


def test_many_updates_become_few_messages() -> None:
    """
    14 in 22 minutes: nobody reads more than three.
    """
    found = got(PLAIN, *updates(14, every=22 / 13))

    assert len(found.rows) == 14
    assert 1 <= len(found.given) <= 3
    assert found.given[-1].parcel.alerts[-1].incident_revision == 14


def test_what_is_held_wakes_when_the_hours_end() -> None:
    """
    Though nothing more was written by then.
    """
    found = got(NIGHT, Written(alert(), NOON))

    assert [one.at for one in found.given] == [after(60)]


def test_each_that_did_not_come_says_by_which_check() -> None:
    """
    Another watch entry's alert is no delivery at all.
    """
    silence = Silence(
        id="s",
        incident_id="i2",
        starts=NOON,
        ends=NOON + timedelta(hours=1),
        reason="drill",
        author="me",
    )
    found = got(
        Subscription(**{**as_values(PLAIN), "min_severity": "Severe"}),
        Written(alert(), NOON),
        Written(alert(incident_id="i2", severity="Severe"), after(1)),
        Written(alert(incident_id="i3", severity="Severe", status="Exercise"), after(2)),
        Written(alert(incident_id="i4", severity="Severe", watch_id="goma"), after(3)),
        Written(alert(incident_id="i5", severity="Severe"), after(4)),
        silences=(silence,),
    )

    stopped = Counter(row.stopped_by for row in found.rows.values() if row.state == "skipped")
    assert stopped == {"filter": 1, "silence": 1, "status": 1}
    assert len(found.given) == 1


def as_values(subscription: Subscription) -> dict[str, object]:
    """Its fields by name."""
    return {name: getattr(subscription, name) for name in subscription.__struct_fields__}


def test_what_is_taken_back_comes_to_those_who_were_told() -> None:
    """
    And once, though it was written twice.
    """
    first = alert()
    back = cancel(2, [first], at=after(90))

    told = got(PLAIN, Written(first, NOON), Written(back, after(90)), Written(back, after(91)))
    untold = got(NIGHT, Written(first, NOON), Written(cancel(2, [first], at=after(30)), after(30)))

    assert [one.parcel.alerts[0].kind for one in told.given] == ["ONSET", "CANCEL"]
    assert untold.given == []


def test_one_that_is_switched_off_is_shown_as_if_it_were_on() -> None:
    """
    That is what one wants to know before switching it on.
    """
    off = Subscription(**{**as_values(PLAIN), "enabled": False})

    assert len(got(off, Written(alert(), NOON)).given) == 1
