"""What was known at a time, and what had been sent: as plain values."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec.structs import replace

from schemas.alert import Alert, Reference
from schemas.incident import Incident
from streams.history import (
    Revision,
    as_of,
    begins_late,
    happened,
    is_late,
    known_since,
    once,
    revision_of,
    steps,
)
from streams.sent import sent_by
from tests.following.builders import (
    KIDAL_WATCH,
    SUNDAY,
    Story,
    alerts,
    mention,
    on,
    reading,
    revisions,
)


def at(minutes: float) -> datetime:
    return SUNDAY + timedelta(minutes=minutes)


def told() -> tuple[Story, list[Revision]]:
    """A story of three revisions: a report, a second one, and the first withdrawn."""
    story = Story(KIDAL_WATCH)
    story.tell(
        reading("afp:1", mention()),
        reading("b:1", mention(), after=10, publisher_family="b"),
        reading("afp:1", after=30, revision=2, pubstatus="canceled"),
    )
    written = at(60)  # Kafka had them late: a worker was down
    return story, [revision_of(one, written_at=written, replay=None) for one in revisions(story)]


def messages() -> list[Alert]:
    """The first two of that story: an ONSET, and the UPDATE that replaces it."""
    story, _ = told()
    return alerts(output.record for output in story.said)[:2]


def test_as_of_a_time_is_the_last_revision_made_by_then() -> None:
    """
    The moment itself counts; before the first, nothing was known.
    """
    _, known = told()

    assert [as_of(known, at(minutes)) for minutes in (-1, 0, 9, 10, 29, 30, 999)] == [
        None, known[0], known[0], known[1], known[1], known[2], known[2],
    ]  # fmt: skip


def test_what_came_again_after_a_crash_counts_once() -> None:
    """
    The writer was killed after the second, and repeated both.
    """
    _, known = told()

    assert list(once([*known[:2], *known[:2], known[2]])) == known


def test_a_replay_is_known_since_it_was_put_there() -> None:
    """
    Its revisions carry the past's clock; the service had not said them then.
    """
    _, known = told()
    again = [revision_of(one.incident, written_at=at(9000), replay="r1") for one in known[:1]]
    history = list(once([*known, *again]))

    assert as_of(history, at(8999)) == known[2]
    assert as_of(history, at(9000)) == again[0]


def test_an_older_release_noted_no_clock() -> None:
    """
    Then the time of writing is the nearest to it.
    """
    assert known_since(None, written_at=at(1), replay=None) == at(1)
    assert known_since(at(0), written_at=at(1), replay=None) == at(0)


def test_each_step_names_the_reports_that_made_it() -> None:
    """
    Which it counts first, and which it counts no more.
    """
    _, known = told()
    found = [
        ([line.dispatch.key for line in step.joined], [line.dispatch.key for line in step.dropped])
        for step in steps(known)
    ]

    assert found == [(["afp:1"], []), (["b:1"], []), ([], ["afp:1"])]


def test_a_history_that_lost_its_beginning_says_so() -> None:
    """
    What came before the first revision that is left, nobody can tell.
    """
    _, known = told()

    assert begins_late(known[1:])
    assert not begins_late(known)
    assert [step.is_known_whole for step in steps(known[1:])] == [False, True]


def test_a_report_is_late_when_we_had_it_long_after_its_date() -> None:
    """
    An archive's is; one that came through two topics is not.
    """
    (line,) = told()[1][0].incident.evidence

    assert not is_late(line, at(5))
    assert is_late(line, at(9000))


def test_an_event_is_asked_for_by_its_own_days() -> None:
    """
    Not by the day on which we learned of it.
    """
    story = Story(KIDAL_WATCH)
    story.tell(reading("afp:1", mention(time=on(date(2024, 7, 26)))))
    incident: Incident = story.incident

    assert happened(incident, date(2024, 7, 1), date(2024, 7, 26))
    assert not happened(incident, date(2024, 7, 27), date(2024, 7, 31))


def test_a_message_holds_until_another_names_it() -> None:
    """
    In force, then replaced; and each message once, though it came twice.
    """
    sent = messages()
    onset, update = sent

    def stood(minutes: float) -> list[tuple[str, str]]:
        return [(one.alert.kind, one.state) for one in sent_by([*sent, onset], at(minutes))]

    assert stood(-1) == []
    assert stood(5) == [("ONSET", "in_force")]
    assert stood(15) == [("ONSET", "replaced"), (update.kind, "in_force")]
    assert stood(60 * 24 * 99)[-1] == (update.kind, "expired")


def test_what_a_cancel_names_is_taken_back() -> None:
    """
    What was replaced before stays replaced: it was not believed any more.
    """
    onset, update = messages()
    cancel: Alert = replace(
        update, alert_id="c", kind="CANCEL", sent=at(20),
        references=tuple(
            Reference(alert_id=one.alert_id, sent=one.sent) for one in (onset, update)
        ),
    )  # fmt: skip

    assert [(one.state, one.by) for one in sent_by([onset, update, cancel], at(20))] == [
        ("replaced", update.alert_id), ("taken_back", "c"), ("in_force", None),
    ]  # fmt: skip


def test_an_exercise_of_today_was_not_sent_in_the_past_that_it_plays() -> None:
    """
    Neither told of, nor does it replace what was sent.
    """
    onset, update = messages()
    exercise = replace(update, alert_id="e", status="Exercise", replay=True)

    assert [(one.alert, one.state) for one in sent_by([onset, exercise], at(99))] == [
        (onset, "in_force"),
    ]  # fmt: skip
