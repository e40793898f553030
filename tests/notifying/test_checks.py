"""Which check stops an alert: status, silences, time; and who is told that it was false."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from schemas.subscription import Silence
from tests.notifying.reader import NOON, Reader, after, alert, cancel


@pytest.mark.parametrize(
    ("more", "word"),
    [({"replay": True}, "replay"), ({"status": "Test"}, "Test"), ({"status": "Exercise"}, "Exer")],
)
def test_what_is_no_live_alert_reaches_nobody(more: dict[str, Any], word: str) -> None:
    """
    Replays, tests and exercises stop at the first check, except for those who ask for them.
    """
    one = alert(severity="Extreme", **more)
    reader = Reader().hear(one)

    assert reader.got == []
    assert reader.row(one).stopped_by == "status"
    assert word in reader.row(one).detail
    assert len(Reader(exercises=True).hear(one).got) == 1


def test_the_first_check_that_stops_is_named() -> None:
    """
    Status before filter before silence before quiet hours.
    """
    everything = {
        "min_severity": "Extreme", "quiet_hours": ("11:00", "13:00"), "group_wait_seconds": 0,
    }  # fmt: skip
    silence = Silence(id="s", watch_id="mali", starts=NOON, ends=after(60), reason="r", author="b")
    stopped = []
    for change in ({}, {"exercises": True}, {"min_severity": "Unknown"}, {}, {"quiet_hours": None}):
        everything = everything | change
        reader = Reader(**everything)
        reader.silences = [silence] if len(stopped) < 3 else []
        one = alert(replay=True)
        stopped.append(reader.hear(one).row(one).stopped_by)

    assert stopped == ["status", "filter", "silence", "quiet_hours", None]


def test_who_is_switched_off_is_sent_nothing() -> None:
    """
    Not even a CANCEL; the ledger says why.
    """
    first = alert(severity="Severe")
    reader = Reader().hear(first)
    reader.wanted = replace(reader.wanted, enabled=False)
    back = cancel(2, [first], at=after(1))
    other = alert(incident_id="i2", at=after(2))
    reader.hear(back, other)

    assert len(reader.got) == 1
    assert "switched off" in reader.row(back).detail
    assert "switched off" in reader.row(other).detail


def test_what_has_expired_is_not_told() -> None:
    """
    News that was kept up on its way is skipped when nobody needs it any more.
    """
    one = alert(at=NOON, expires=after(5))
    reader = Reader()
    reader.wait(after(6)).look(one)

    assert reader.got == []
    assert "expired" in reader.row(one).detail


SILENCES = [
    ({"subscription_id": "anna"}, True),
    ({"subscription_id": "bert"}, False),
    ({"watch_id": "mali"}, True),
    ({"watch_id": "niger"}, False),
    ({"incident_id": "i1"}, True),
    ({"incident_id": "i2"}, False),
    ({"region": "ML-8"}, True),
    ({"region": "ML"}, True),
    ({"region": "ML-9"}, False),
    ({"region": "ML", "watch_id": "niger"}, False),
    ({"region": "ML", "watch_id": "mali", "subscription_id": "anna"}, True),
]


@pytest.mark.parametrize(("names", "stops"), SILENCES)
def test_a_silence_stops_what_it_names(names: dict[str, str], stops: bool) -> None:
    """
    All that it names must fit; who made it and why is in the ledger.
    """
    reader = Reader(group_wait_seconds=0)
    reader.silences = [
        Silence(id="s1", starts=NOON, ends=after(60), reason="known", author="bert", **names)
    ]
    one = alert()
    reader.hear(one)

    assert len(reader.got) == (not stops)
    assert not stops or reader.row(one).stopped_by == "silence"
    until = f"{after(60):%Y-%m-%d %H:%M} UTC"
    assert not stops or reader.row(one).detail == f"silence s1 of bert until {until}: known"


def test_a_silence_has_a_beginning_and_an_end() -> None:
    """
    It stops from its first moment up to its last, which is not its own.
    """
    reader = Reader(group_wait_seconds=0, cooldown_seconds=0)
    reader.silences = [
        Silence(id="s", watch_id="mali", starts=after(1), ends=after(2), reason="r", author="b")
    ]
    told = [alert(n + 1, at=after(n / 2)) for n in range(5)]
    reader.hear(*told)

    assert [one.at for one in reader.got] == [NOON, after(0.5), after(2)]


def test_a_silence_counts_when_it_would_ring() -> None:
    """
    News that waits is silenced by what somebody said meanwhile.
    """
    one = alert()
    reader = Reader().hear(one)
    reader.silences = [
        Silence(id="s", incident_id="i1", starts=NOON, ends=after(60), reason="r", author="b")
    ]
    reader.wait(after(5))

    assert reader.got == []
    assert reader.row(one).stopped_by == "silence"


def test_a_cancellation_goes_to_those_who_were_told_and_to_no_one_else() -> None:
    """
    Past filters, silences and watches that are theirs no more; who was filtered hears nothing.
    """
    first = alert(severity="Severe")
    back = cancel(2, [first], at=after(5), severity="Minor")
    told = Reader(min_severity="Severe", kinds=("ONSET",)).hear(first)
    told.silences = [
        Silence(id="s", watch_id="mali", starts=NOON, ends=after(60), reason="r", author="b")
    ]
    told.wanted = replace(told.wanted, watches=("niger",))
    untold = Reader(min_severity="Extreme").hear(first)

    assert [one.ids for one in told.hear(back).got] == [[first.alert_id], [back.alert_id]]
    assert untold.hear(back).got == []
    assert untold.account.row(back.alert_id) is None


def test_an_attempt_that_failed_may_have_arrived() -> None:
    """
    Who may have been told is told that it was false.
    """
    first = alert(severity="Severe")
    reader = Reader().hear(first)
    reader.account.put(replace(reader.row(first), state="failed", next_attempt=after(9)))

    assert len(reader.hear(cancel(2, [first], at=after(5))).got) == 2


def test_quiet_hours_without_length_are_refused() -> None:
    """
    From ten to ten is either always or never: nobody knows which was meant.
    """
    with pytest.raises(ValueError, match="quiet"):
        Reader(quiet_hours=("22:00", "22:00"))
