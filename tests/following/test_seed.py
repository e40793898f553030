"""The acceptance example, as a reading: whom it wakes and what the incident holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from schemas.claim import Speaker
from schemas.watch import Circle, Watch
from tests.following.builders import (
    KIDAL_WATCH,
    MALI_WATCH,
    SUNDAY,
    Story,
    alerts,
    as_of,
    claim,
    mention,
    of,
    reading,
    reasons,
    rung,
    seed,
)

SPOKESMAN = Speaker(role="rebel spokesman", side="B")
ARMY_SAYS = Speaker(role="army", side="A")


def test_rings_once_for_each_entry_it_lies_in() -> None:
    """
    Country and region ring; dateline, nationality and far side of the border do not.
    """
    others = [Watch(id=code, country=code) for code in ("SN", "RU", "DZ")]
    story = Story(MALI_WATCH, KIDAL_WATCH, *others)

    said = story.tell(seed())

    assert rung(said) == [("ONSET", "mali"), ("ONSET", "kidal")]
    assert reasons(said) == [
        ("mali", "opened"), ("kidal", "opened"), ("DZ", "outside_watch"), (None, "outside_watch"),
    ]  # fmt: skip
    assert ("DZ", "outside_watch") in reasons(said)


def test_the_border_and_the_direction_ring_when_asked_for() -> None:
    """
    `include_border` and `include_toward` widen an entry, and nothing else does.
    """
    abeibara = Circle(lat=19.1, lon=1.75, radius_km=20)
    story = Story(
        Watch(id="dz", country="DZ", include_border=True),
        Watch(id="town", circle=abeibara),
        Watch(id="toward", circle=abeibara, include_toward=True),
        Watch(id="pair", border=("DZ", "ML")),
        Watch(id="wagner", actor="wagner"),
    )

    found = {alert.watch_id: alert.match.rule for alert in alerts(story.tell(seed()))}

    assert found == {"dz": "border", "toward": "toward", "pair": "border", "wagner": "actor"}


def test_holds_what_the_example_holds() -> None:
    """
    Start on Thursday, 17 killed by one claim, the compound beside it and never in it.
    """
    story = Story(MALI_WATCH)
    (alert,) = alerts(story.tell(seed()))
    incident = story.incident

    assert incident.time.start == date(2024, 7, 25)
    assert (incident.status, incident.severity.level, incident.certainty) == (
        "ongoing", "severe", "likely",
    )  # fmt: skip
    assert (incident.toll_summary.min, incident.toll_summary.max) == (17, None)
    assert incident.toll_summary.basis == ("c1",)
    assert {one.claim_id for one in incident.claims} == {"c1", "c2", "c3"}
    assert alert.onset == datetime(2024, 7, 25, tzinfo=UTC)
    assert (alert.severity, alert.urgency, alert.certainty) == ("Severe", "Immediate", "Likely")
    assert alert.sent == SUNDAY
    assert alert.expires == SUNDAY + timedelta(days=14)
    assert alert.headline == (
        "Fighting at Tinzaouaten, Kidal (Mali): Malian army and Wagner against CSP-DPA; "
        "at least 17 killed, says a local politician"
    )


def test_four_speakers_stand_side_by_side() -> None:
    """
    Army, rebels, rebels again and a third group: four claims, none overwritten or added.
    """
    story = Story(MALI_WATCH)
    story.tell(seed())
    for number, (day, toll) in enumerate([
        (26, claim(2, 2, of=of("A", "soldier"), by=ARMY_SAYS, as_of=as_of(date(2024, 7, 26)))),
        (27, claim(10, 10, of=of("A", "soldier"), by=SPOKESMAN, as_of=as_of(date(2024, 7, 27)))),
        (31, claim(84, 84, of=of("A", "fighter", "wagner"), by=SPOKESMAN)),
        (31, claim(50, 50, of=of("A", "fighter", "wagner"), by=Speaker(name="JNIM", side="C"))),
    ]):  # fmt: skip
        story.tell(reading(f"wire:{number}", mention(), claims=[toll], after=60 * 24 * (day - 25)))

    incident = story.incident
    assert len(incident.claims) == 7
    assert incident.toll_summary.min == 17
    assert incident.toll_summary.disputed
    assert {one.kind for claim in incident.claims for one in claim.relation} == {"contradicts"}
