"""What a desk takes back, moves, withholds or sends again, from the dispatch to the alert."""

from __future__ import annotations

from msgspec.structs import replace

from agents.following import follow
from schemas.control import WatchlistChanged
from schemas.watch import Watchlist
from tests.following.desks import WATCHES, Desk, decided, dispatch, kill, later, rung


def test_a_kill_that_comes_before_what_it_kills() -> None:
    """
    Lines cross: the item is known to be dead when it arrives.
    """
    desk = Desk()
    desk.take(kill(after=10))

    assert decided(desk.take(replace(dispatch(), received_at=later(12)))) == ["killed"]
    assert desk.alerts() == []


def test_a_correction_that_comes_before_what_it_corrects() -> None:
    """
    The first version is out of date before it is read.
    """
    desk = Desk()
    desk.take(dispatch("afp:2", dead=4, corrects="afp:1", signal="correction", after=10))
    late = desk.take(replace(dispatch(dead=14), received_at=later(12)))

    assert decided(late) == ["replaced"]
    assert [one.toll_summary.min for one in desk.standing().values()] == [4]


def test_an_item_that_is_sent_again_after_its_kill_stands_again() -> None:
    """
    New words, published later: the desk has changed its mind.
    """
    desk = Desk(WATCHES[0])
    desk.take(dispatch(), kill(after=10), dispatch(dead=9, revision=2, after=20))

    assert rung(desk.said) == [("ONSET", "mali"), ("CANCEL", "mali"), ("ONSET", "mali")]


def test_a_correction_of_a_correction_reaches_the_readers_of_the_first() -> None:
    """
    Burkina Faso, no: Mali, no: Burkina Faso after all; each names only the one before.
    """
    desk = Desk(*WATCHES[:2])
    desk.take(
        dispatch(place=2),
        dispatch("afp:2", place=0, corrects="afp:1", signal="correction", after=10),
        dispatch("afp:3", place=2, dead=13, corrects="afp:2", signal="correction", after=20),
    )

    assert rung(desk.said) == [
        ("ONSET", "burkina"), ("CANCEL", "burkina"), ("ONSET", "mali"),
        ("ONSET", "burkina"), ("CANCEL", "mali"),
    ]  # fmt: skip


def test_a_correction_of_a_correction_goes_on_with_the_first_incident() -> None:
    """
    Eight, three, eight again: one incident with the last figure, whichever id is named.
    """
    for named in ("afp:1", "afp:2"):
        desk = Desk()
        desk.take(
            dispatch(dead=8),
            dispatch("afp:2", dead=3, corrects="afp:1", signal="correction", after=10),
            dispatch("afp:3", dead=9, corrects=named, signal="correction", after=20),
        )
        (only,) = desk.standing().values()

        assert [line.dispatch.key for line in only.evidence] == ["afp:3"]
        assert only.toll_summary.min == 9


def test_a_kill_of_the_first_takes_its_correction_with_it() -> None:
    """
    They are one item: what is withdrawn is the story.
    """
    desk = Desk(WATCHES[0])
    desk.take(dispatch(), dispatch("afp:2", corrects="afp:1", dead=4, after=10), kill(after=20))

    assert desk.standing() == {}
    assert rung(desk.said)[-1] == ("CANCEL", "mali")


def test_the_same_kill_twice_cancels_once() -> None:
    """
    Sent again under its own id, and once more under another.
    """
    desk = Desk(WATCHES[0])
    desk.take(dispatch(), kill(after=10))

    assert decided(desk.take(kill(after=12))) == ["duplicate_dispatch"]
    assert decided(desk.take(kill("afp:10", after=14))) == ["killed"]
    assert rung(desk.said) == [("ONSET", "mali"), ("CANCEL", "mali")]


def test_a_kill_after_the_end_still_reaches_its_readers() -> None:
    """
    Twenty days on, the incident is over; the retraction is not too late.
    """
    desk = Desk(WATCHES[0])
    desk.take(dispatch(), kill(after=20 * 24 * 60))

    assert rung(desk.said) == [("ONSET", "mali"), ("CANCEL", "mali")]


def test_copies_fall_with_what_they_copy() -> None:
    """
    A site printed the agency's text: withdrawn, it stands on nothing, and is no second voice.
    """
    copy = replace(dispatch(after=5), key="site:1", provider="site", publisher_family="site")
    desk = Desk(WATCHES[0])
    desk.take(dispatch(), copy, kill(after=10))

    assert rung(desk.said)[-1] == ("CANCEL", "mali")
    assert desk.standing() == {}


def test_a_site_that_prints_a_killed_text_later_rings_nothing() -> None:
    """
    It did not hear of the kill; when the agency itself sends the text again, it stands.
    """
    late = replace(dispatch(after=20), key="site:1", provider="site", publisher_family="site")
    desk = Desk(WATCHES[0])
    desk.take(dispatch(), kill(after=10))

    assert decided(desk.take(late)) == ["killed"]
    assert rung(desk.take(dispatch("afp:5", after=30))) == [("ONSET", "mali")]


def test_a_report_of_another_voice_stands_alone() -> None:
    """
    One of two is killed: nothing is cancelled, and what only the killed one said is gone.
    """
    desk = Desk(WATCHES[0])
    desk.take(dispatch(dead=12), dispatch("ap:1", dead=12, after=5), kill(after=10))
    (only,) = desk.standing().values()

    assert "CANCEL" not in [kind for kind, _ in rung(desk.said)]
    assert [line.dispatch.key for line in only.evidence] == ["ap:1"]


def test_readers_of_an_entry_that_was_taken_off_the_list_are_told() -> None:
    """
    Whoever got the alarm gets its cancellation, whatever the watchlist says by then.
    """
    desk = Desk(*WATCHES)
    desk.take(dispatch())
    changed = WatchlistChanged(at=later(5), watchlist=Watchlist(watch=WATCHES[:1]))
    desk.pipeline.world.apply(follow(desk.pipeline.world, changed).changes)

    assert sorted(rung(desk.take(kill(after=10)))) == [("CANCEL", "kidal"), ("CANCEL", "mali")]


def test_withheld_and_released() -> None:
    """
    Taken back while it is withheld, news again when it may be used.
    """
    desk = Desk(WATCHES[0])
    desk.take(
        dispatch(),
        dispatch(revision=2, pubstatus="withheld", after=10),
        dispatch(revision=3, dead=11, after=20),
    )

    assert rung(desk.said) == [("ONSET", "mali"), ("CANCEL", "mali"), ("ONSET", "mali")]
    assert len(desk.standing()) == 1


def test_revisions_out_of_order() -> None:
    """
    The third version comes before the second, which is old by then; so is it when the third
    only repeats the first.
    """
    for dead in (30, 10):
        desk = Desk(WATCHES[0])
        desk.take(dispatch(dead=10), dispatch(dead=dead, revision=3, after=5))

        late = desk.take(dispatch(dead=20, revision=2, after=7))

        assert decided(late) == ["duplicate_dispatch"]
        assert [one.toll_summary.min for one in desk.standing().values()] == [dead]


def test_the_note_of_a_correction_tells_of_no_event() -> None:
    """
    "(Corrects: not at Kidal)" behind the dateline: what was wrong before is no place of it now.
    """
    text = "BAMAKO, May 13 - (Corrects the place: Menaka, not Kidal) " + dispatch(place=1).text
    desk = Desk(*WATCHES)
    desk.take(dispatch())
    moved = desk.take(dispatch("afp:2", text=text, corrects="afp:1", signal="correction", after=10))

    assert ("CANCEL", "kidal") in rung(moved)
    assert [one.places[0].name for one in desk.standing().values()] == ["Menaka"]
