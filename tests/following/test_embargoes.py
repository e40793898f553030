"""What may not be told yet: it is read, kept, and told as of the end of its embargo."""

from __future__ import annotations

from agents.linking.world import World
from tests.following.desks import WATCHES, Desk, decided, dispatch, kill, later, rung


def test_a_report_under_embargo_rings_when_it_ends() -> None:
    """
    Read at once and kept: the decision says so, and the alarm comes as of the embargo's end.
    """
    desk = Desk(WATCHES[0])
    first = desk.take(dispatch(embargo_until=later(90)))
    waiting = desk.wait(89)
    then = desk.wait(300)

    assert (decided(first), decided(waiting)) == (["embargoed"], [])
    assert rung(then) == [("ONSET", "mali")]
    assert desk.alerts()[0].sent == later(90)
    assert desk.alerts()[0].caused_by == dispatch().ref
    assert decided(then) == ["opened"]
    assert next(iter(desk.standing().values())).first_seen == later(90)


def test_a_version_that_lifts_the_embargo_rings_at_once() -> None:
    """
    And not a second time when the old embargo would have ended.
    """
    desk = Desk(WATCHES[0])
    desk.take(dispatch(embargo_until=later(90)))
    lifted = desk.take(dispatch(revision=2, after=30))

    assert rung(lifted) == [("ONSET", "mali")]
    assert decided(lifted)[0] == "replaced"
    assert desk.wait(300) == []


def test_what_is_withdrawn_under_embargo_never_rings() -> None:
    """
    Killed under another id, withheld by a version of its own, or put off once more.
    """
    over = [
        (kill(after=30), ["killed", "killed"], []),
        (dispatch(revision=2, pubstatus="withheld", after=30), ["withheld", "withheld"], []),
        (dispatch(revision=2, embargo_until=later(200), after=30), ["embargoed", "replaced"],
         [later(200)]),
    ]  # fmt: skip
    for newer, reasons, sent in over:
        desk = Desk(WATCHES[0])
        desk.take(dispatch(embargo_until=later(90)))

        assert sorted(decided(desk.take(newer))) == reasons
        desk.wait(300)
        assert [one.sent for one in desk.alerts()] == sent


def test_an_open_report_stands_while_its_next_version_waits() -> None:
    """
    Ten dead are told at noon; that they are twenty may not be told before two.
    """
    desk = Desk(WATCHES[0])
    desk.take(dispatch(dead=10))
    desk.take(dispatch(dead=30, revision=2, after=5, embargo_until=later(120)))
    desk.wait(119)

    assert [one.toll_summary.min for one in desk.standing().values()] == [10]
    assert rung(desk.wait(121)) == [("ESCALATION", "mali")]


def test_an_embargo_survives_a_restart_and_any_ticks() -> None:
    """
    What waits stands in the partition's table, and ends as of its time however time is told.
    """
    desk, shaken = Desk(WATCHES[0]), Desk(WATCHES[0])
    for one in (desk, shaken):
        one.take(dispatch(embargo_until=later(90)))
    world = shaken.pipeline.world
    shaken.pipeline.world = World(world._incidents, world._clocks, world._held)
    for minutes in range(1, 200, 7):
        shaken.take(dispatch("ap:1", text="Nothing happened.", after=minutes, revision=minutes))
    desk.wait(200)
    shaken.wait(200)

    assert shaken.alerts() == desk.alerts()
