"""Comparing two sides: what is equal is silent, what differs is told by its gravest change first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from schemas.alert import Alert, Match
from schemas.incident import Change, Incident, Severity, TollSummary
from schemas.record import DispatchRef
from streams.replay.diff.comparing import Said, compare
from streams.replay.diff.telling import follow_on

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ALERT = Alert(
    alert_id="a1", kind="ONSET", msg_type="Alert", incident_id="i1", incident_revision=1,
    watch_id="mali", match=Match(entry="country ML", rule="inside"), sent=NOON, effective=NOON,
    expires=NOON + timedelta(days=14), headline="Fighting in Kidal",
    caused_by=DispatchRef(key="afp:1", revision=1),
)  # fmt: skip
INCIDENT = Incident(
    incident_id="i1", country="ML", family="fight", first_seen=NOON, last_evidence=NOON
)
NOTHING = Said({}, {})


def said(*alerts: Alert, revisions: tuple[Incident, ...] = ()) -> Said:
    """One side that said these."""
    lines: dict[str, list[Incident]] = {}
    for one in revisions:
        follow_on(lines.setdefault(one.incident_id, []), one)
    return Said({one.alert_id: one for one in alerts}, lines)


def revised(number: int, killed: int) -> Incident:
    """A later revision of the incident."""
    return replace(
        INCIDENT, revision=number, supersedes=number - 1, toll_summary=TollSummary(min=killed)
    )


def test_names_what_is_added_and_what_is_lost() -> None:
    """
    What only the second side has is added, what only the first has is lost.
    """
    one = said(ALERT, revisions=(INCIDENT,))
    added, lost = compare(NOTHING, one), compare(one, NOTHING)

    assert [(each.how, each.alert) for each in added.alerts] == [("added", ALERT)]
    assert [(each.how, each.incident) for each in added.incidents] == [("added", INCIDENT)]
    assert [each.how for each in (*lost.alerts, *lost.incidents)] == ["lost", "lost"]


def test_tells_the_gravest_change_first() -> None:
    """
    Severity and status stand before the toll, and that before who else reports it.
    """
    worse = replace(
        revised(2, 7), status="ongoing", certainty="likely", severity=Severity(level="severe")
    )
    [one] = compare(said(revisions=(INCIDENT,)), said(revisions=(INCIDENT, worse))).incidents
    paths = [change.path for change in one.changes]

    assert paths[:3] == ["severity.level", "status", "toll_summary.min"]
    assert one.revisions == (1, 2)
    assert one.parts_at == 2
    assert "at least 7 killed" in [change.reason for change in one.changes]


def test_another_way_to_the_same_end_is_a_difference() -> None:
    """
    Somebody was told of 7 killed for a while.
    """
    direct = said(revisions=(INCIDENT, revised(2, 3)))
    winding = said(revisions=(INCIDENT, revised(2, 7), revised(3, 3)))
    [one] = compare(direct, winding).incidents

    assert one.changes == ()
    assert (one.how, one.parts_at, one.revisions) == ("changed", 2, (2, 3))


def test_the_number_of_a_revision_is_no_difference() -> None:
    """
    A promoted replay goes on counting where life was; alerts have other ids then.
    """
    later = replace(ALERT, alert_id="a9", incident_revision=9)
    moved = replace(INCIDENT, revision=9, revised_at=NOON)
    found = compare(said(ALERT, revisions=(INCIDENT,)), said(later, revisions=(moved,)))

    assert (found.alerts, found.incidents) == ([], [])
    assert (found.same_alerts, found.same_incidents) == (1, 1)


def test_an_incident_that_was_taken_back_is_none() -> None:
    """
    A replay that is run after another was promoted does not find again that it finds nothing.
    """
    gone = replace(
        revised(2, 0), status="retracted", change_set=(Change(path="replay", reason="not found"),)
    )

    assert compare(said(revisions=(INCIDENT, gone)), NOTHING).incidents == []


def test_what_a_killed_worker_repeats_counts_once() -> None:
    """
    Life may hold the same revisions twice in a row.
    """
    twice = said(revisions=(INCIDENT, revised(2, 3), revised(3, 7), revised(2, 3), revised(3, 7)))

    assert compare(twice, said(revisions=(INCIDENT, revised(2, 3), revised(3, 7)))).incidents == []


def test_says_in_words_what_changed_in_an_alert() -> None:
    """
    The id is the same, the words are others.
    """
    other = replace(ALERT, severity="Severe", headline="Heavy fighting in Kidal")
    [one] = compare(said(ALERT), said(other)).alerts

    assert [change.reason for change in one.changes] == [
        "severity: Unknown, now Severe",
        "headline: Fighting in Kidal, now Heavy fighting in Kidal",
    ]


SIDES = st.builds(
    lambda alerts, lines: Said(
        {
            f"a{n}": replace(ALERT, alert_id=f"a{n}", incident_id=f"i{n}", headline=words)
            for n, words in alerts.items()
        },
        {
            f"i{n}": [
                replace(revised(at + 1, killed), incident_id=f"i{n}")
                for at, killed in enumerate(tolls)
            ]
            for n, tolls in lines.items()
        },
    ),
    st.dictionaries(st.integers(0, 4), st.sampled_from(["here", "there"])),
    st.dictionaries(st.integers(0, 4), st.lists(st.integers(0, 2), min_size=1, max_size=3)),
)


@given(SIDES, SIDES)
def test_both_directions_tell_the_same(one: Said, other: Said) -> None:
    """
    What one direction calls added the other calls lost; nothing differs from itself; and each
    alert and incident is either the same or told.
    """
    there, back = compare(one, other), compare(other, one)
    turned = {"added": "lost", "lost": "added", "changed": "changed"}

    assert sorted((turned[each.how], each.alert.alert_id) for each in back.alerts) == sorted(
        (each.how, each.alert.alert_id) for each in there.alerts
    )
    assert [(turned[each.how], each.incident.incident_id) for each in back.incidents] == [
        (each.how, each.incident.incident_id) for each in there.incidents
    ]
    assert compare(one, one)[:2] == ([], [])
    assert there.same_alerts + len(there.alerts) == len({*one.alerts, *other.alerts})
    assert there.same_incidents + len(there.incidents) == len({*one.revisions, *other.revisions})
