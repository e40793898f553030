"""Does the demo notice what is missing, what is wrong, and how long it took?"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from schemas.alert import Alert, AlertKind, Match
from schemas.decision import Decision, Reason
from schemas.dispatch import Dispatch
from schemas.record import DispatchRef
from streams.demo.score import SETTLED, Score, percentiles
from streams.demo.story import Ring, expected, items, story

START = datetime(2031, 3, 5, 9, 15, tzinfo=UTC)
LATER = START + timedelta(seconds=SETTLED)
BY_ID = dict(zip((item.id for item in story()), items(START), strict=True))


def ref(dispatch: Dispatch) -> DispatchRef:
    return DispatchRef(key=dispatch.key, revision=dispatch.revision)


def alert(item: str, watch: str, kind: AlertKind = "ONSET") -> Alert:
    return Alert(
        alert_id=f"{item}-{watch}",
        kind=kind,
        msg_type="Alert",
        incident_id="i",
        incident_revision=1,
        watch_id=watch,
        match=Match(entry="country ML", rule="inside"),
        sent=START,
        effective=START,
        expires=START,
        headline="Fighting",
        caused_by=ref(BY_ID[item]),
    )


def decision(item: str, reason: Reason, *, mention: int = 0, watch: str | None = None) -> Decision:
    return Decision(
        decision_id=f"{item}-{reason}-{mention}-{watch}",
        dispatch=ref(BY_ID[item]),
        mention_idx=mention,
        watch_id=watch,
        outcome="suppress",
        reason=reason,
        at=START,
    )


def told() -> Score:
    score = Score(START)
    for dispatch in BY_ID.values():
        score.dispatched(dispatch, int(dispatch.received_at.timestamp() * 1000))
    return score


def test_everything_as_expected_leaves_nothing_missing_and_nothing_false() -> None:
    """
    The demo is right when each expected alarm rang once.
    """
    score = told()
    for ring in expected():
        score.rang(alert(ring.item, ring.watch, ring.kind), 0, START)

    assert score.missing() == []
    assert score.false() == []


def test_an_alarm_too_many_or_too_few_is_named() -> None:
    """
    A sport item that rings is false, an outbreak that does not is missing.
    """
    score = told()
    score.rang(alert("derby", "mali"), 0, START)

    assert score.false() == [Ring("derby", "ONSET", "mali")]
    assert Ring("menaka-ambush", "ONSET", "mali") in score.missing()


def test_an_alarm_of_unknown_cause_is_false() -> None:
    """
    What nothing in the story set off cannot be right.
    """
    score = Score(START)
    score.rang(alert("menaka-ambush", "mali"), 0, START)

    assert score.false() == [Ring("?", "ONSET", "mali")]


def test_a_near_miss_is_told_once_and_only_when_it_has_settled() -> None:
    """
    The alarm may come after the first decision about the same dispatch.
    """
    score = told()
    score.decided(decision("drill", "exercise"), START)
    score.decided(decision("menaka-ambush", "historical", mention=1), START)
    at_once = list(score.near_misses(START))
    score.rang(alert("menaka-ambush", "mali"), 0, START)

    assert at_once == []
    assert [why.reason for _, why in score.near_misses(LATER)] == ["exercise"]
    assert list(score.near_misses(LATER)) == []


def test_old_items_are_not_told_as_near_misses() -> None:
    """
    What was on a wire before the story is not part of it.
    """
    score = told()
    score.decided(decision("ansongo-old", "not_live"), START)

    assert list(score.near_misses(LATER)) == []


def test_the_first_mention_tells_why_and_outside_watch_only_when_nothing_else_does() -> None:
    """
    A reaction that lies outside three of four entries is a reaction.
    """
    score = told()
    score.decided(decision("derby", "historical", mention=1), START)
    score.decided(decision("derby", "outside_watch", watch="kidal"), START)
    score.decided(decision("derby", "reaction_only", watch="mali"), START)

    assert score.reason(ref(BY_ID["derby"])).reason == "reaction_only"


def test_old_items_are_no_near_misses_in_the_summary() -> None:
    """
    What was there at first contact could not ring, so it says nothing about judgement.
    """
    score = told()
    score.decided(decision("ansongo-old", "not_live"), START)
    score.decided(decision("drill", "exercise"), START)

    assert score.quiet_reasons() == {"exercise": 1}


def test_items_without_a_decision_are_named() -> None:
    """
    Every dispatch ends in a decision; one that does not is lost.
    """
    score = told()
    score.decided(decision("drill", "exercise"), START)

    assert "drill" not in score.undecided(story())
    assert "derby" in score.undecided(story())


def test_delays_are_measured_from_record_to_record_and_from_fetch_to_screen() -> None:
    """
    Kafka's timestamps for the one, the poller's stamp and the screen for the other.
    """
    score = told()
    received = BY_ID["menaka-ambush"].received_at
    record_ms = int(received.timestamp() * 1000)
    shown = received + timedelta(milliseconds=90)

    score.rang(alert("menaka-ambush", "mali"), record_ms + 20, shown)

    assert score.record_to_record() == (20, 20, 20)
    assert score.fetched_to_screen() == (90, 90, 90)


def test_percentiles_are_nearest_rank() -> None:
    """
    p50 of four is the second, and nothing has none.
    """
    assert percentiles([4, 1, 3, 2]) == (2, 4, 4)
    assert percentiles([]) is None
