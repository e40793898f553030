"""Which check stops an alert: status, filters, silences; and who is told that it was false."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from agents.notifying.filters import unmet
from schemas.incident import Change
from schemas.subscription import Silence, Subscription
from schemas.watch import Polygon
from tests.notifying.reader import KIDAL, NOON, Reader, after, alert, cancel

BOX = Polygon(areas=((((0.0, 17.0), (3.0, 17.0), (3.0, 20.0), (0.0, 20.0), (0.0, 17.0)),),))
FAR = Polygon(areas=((((10.0, 17.0), (13.0, 17.0), (13.0, 20.0), (10.0, 20.0), (10.0, 17.0)),),))
REGION = replace(KIDAL, name="Kidal Region", precision=4)
MALI = replace(KIDAL, name="Mali", iso3166_2=None, adm1=None, precision=6)


@pytest.mark.parametrize(
    ("wanted", "more", "passes"),
    [
        ({}, {}, True),
        ({"kinds": ("ONSET",)}, {}, True),
        ({"kinds": ("CEASEFIRE",)}, {}, False),
        ({"events": ("fight", "remote")}, {}, True),
        ({"events": ("riot",)}, {}, False),
        ({"events": ("riot",)}, {"event": None}, False),
        ({"regions": ("ML",)}, {}, True),
        ({"regions": ("ML-8",)}, {}, True),
        ({"regions": ("NE", "ML-8")}, {}, True),
        ({"regions": ("ML-9",)}, {}, False),
        ({"regions": ("NE",)}, {}, False),
        ({"regions": ("ML-8",)}, {"place": MALI}, False),
        ({"regions": ("ML",)}, {"place": MALI}, True),
        ({"regions": ("ML",)}, {"place": None}, False),
        ({"polygon": BOX}, {}, True),
        ({"polygon": FAR}, {}, False),
        ({"polygon": BOX}, {"place": REGION}, False),
        ({"polygon": BOX}, {"place": replace(KIDAL, lat=None)}, False),
        ({"polygon": BOX}, {"place": None}, False),
        ({"min_severity": "Moderate"}, {}, True),
        ({"min_severity": "Severe"}, {}, False),
        ({"min_severity": "Minor"}, {"severity": "Unknown"}, False),
        ({"min_certainty": "Likely"}, {}, True),
        ({"min_certainty": "Observed"}, {}, False),
        ({"min_origins": 1}, {}, True),
        ({"min_origins": 2}, {"reports": 9}, False),
        ({"languages": ("fr", "en")}, {}, True),
        ({"languages": ("en",)}, {}, False),
        ({"sources": ("afp",)}, {}, True),
        ({"sources": ("ap",)}, {}, False),
        ({"sources": ("afp",)}, {"provider": None}, False),
        ({"not_sources": ("afp",)}, {}, False),
        ({"not_sources": ("ap",)}, {}, True),
        ({"not_sources": ("ap",)}, {"provider": None}, True),
    ],
)
def test_a_filter_lets_pass_what_is_known_to_fit(
    wanted: dict[str, Any], more: dict[str, Any], passes: bool
) -> None:
    """
    Whatever is unknown, or too coarse to tell, does not pass what asks for it.
    """
    one = alert(**more)
    why = unmet(one, Subscription(id="a", channel="email", target="a@example.org", **wanted))

    assert (why is None) == passes
    reader = Reader(group_wait_seconds=0, **wanted).hear(one)
    assert len(reader.got) == passes
    assert passes or (reader.row(one).stopped_by, reader.row(one).detail) == ("filter", why)


def test_all_filters_must_be_met() -> None:
    """
    Within one field any word will do; of several fields each must.
    """
    wanted = {"regions": ("ML",), "min_severity": "Severe"}

    assert Reader(**wanted).hear(alert()).got == []
    assert len(Reader(**wanted).hear(alert(severity="Severe")).got) == 1


def test_another_watch_leaves_no_row() -> None:
    """
    What has nothing to do with them is not written down for them.
    """
    reader = Reader(watches=("niger",))

    assert reader.hear(alert()).account.row("i1-mali-ONSET-1") is None


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
    assert not stops or "bert" in reader.row(one).detail


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


def test_who_was_told_of_something_severe_is_told_that_it_is_less() -> None:
    """
    A downgrade passes the filter that let the first news through, once.
    """
    told = [alert(severity="Severe"), *(
        alert(n, at=after(20 * n), severity="Minor", certainty="Unlikely") for n in (2, 3)
    )]  # fmt: skip
    reader = Reader(min_severity="Severe", min_certainty="Likely").hear(*told).wait(after(200))

    assert [one.ids for one in reader.got] == [[told[0].alert_id], [told[1].alert_id]]
    assert reader.row(told[2]).stopped_by == "filter"


def test_who_was_told_that_it_is_here_is_told_that_it_is_elsewhere() -> None:
    """
    A correction of the place passes the filter by region.
    """
    gao = replace(KIDAL, name="Gao", iso3166_2="ML-7", lat=16.27, lon=-0.04)
    moved = (Change(path="places.main", old="Kidal", new="Gao", reason="moved"),)
    told = [
        alert(),
        alert(2, at=after(20), place=gao, change_set=moved),
        alert(3, at=after(60), place=gao),
    ]
    reader = Reader(regions=("ML-8",)).hear(*told).wait(after(200))

    assert [one.ids for one in reader.got] == [[told[0].alert_id], [told[1].alert_id]]


def test_who_was_never_told_is_not_told_what_it_is_no_more() -> None:
    """
    First news that waits is dropped when it turns out to be less than they asked for.
    """
    told = [alert(), alert(2, at=after(0.2), severity="Minor")]
    reader = Reader(min_severity="Moderate").hear(*told).wait(after(60))

    assert reader.got == []
    assert reader.row(told[0]).stopped_by == "filter"
    assert "overtaken" in reader.row(told[0]).detail


def test_a_message_of_another_kind_leaves_the_one_that_waits() -> None:
    """
    Who asks for first news alone gets it, whatever comes after.
    """
    told = [alert(), alert(2, at=after(0.2))]
    reader = Reader(kinds=("ONSET",)).hear(*told).wait(after(60))

    assert [one.ids for one in reader.got] == [[told[0].alert_id]]


def test_quiet_hours_without_length_are_refused() -> None:
    """
    From ten to ten is either always or never: nobody knows which was meant.
    """
    with pytest.raises(ValueError, match="quiet"):
        Reader(quiet_hours=("22:00", "22:00"))


def test_all_that_is_put_together_again_is_the_same() -> None:
    """
    An account made anew of the rows, in any order, answers as the old one does.
    """
    reader = Reader(cap_per_hour=2)
    reader.hear(*(alert(incident_id=f"n{n}", at=after(n)) for n in range(9)))
    known = reader.account
    rows = [known.row(f"n{n}-mali-ONSET-1") for n in range(9)]
    anew = type(known)(row for row in reversed(rows) if row is not None)

    assert list(anew.waiting()) == list(known.waiting())
    assert anew.begun_since(NOON - timedelta(hours=1)) == known.begun_since(
        NOON - timedelta(hours=1)
    )
    assert anew.told_of("n0") == known.told_of("n0")
