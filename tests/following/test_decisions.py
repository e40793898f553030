"""Does every reading end in exactly one decision for each mention and entry that it comes near?"""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.telling.deciding import GATES
from agents.telling.watchlist import Touch, touches
from schemas.decision import Decision, Reason
from schemas.event import EventTime, Mention, Place
from schemas.reading import Reading
from schemas.watch import Circle, Corridor, Watch
from tests.following.builders import (
    ABEIBARA,
    ALGERIA,
    ARMY,
    CSP,
    JNIM,
    KIDAL_REGION,
    KIDAL_WATCH,
    MALI,
    MALI_WATCH,
    MENAKA,
    SINCE_THURSDAY,
    Story,
    claim,
    mention,
    on,
    place,
    reading,
)

WATCHES = (
    MALI_WATCH,
    KIDAL_WATCH,
    Watch(id="gao", iso3166_2="ML-7"),
    Watch(id="town", place=2453514),
    Watch(id="circle", circle=Circle(lat=19.9, lon=3.0, radius_km=30)),
    Watch(id="wide", circle=Circle(lat=16.0, lon=2.0, radius_km=300), include_toward=True),
    Watch(id="road", corridor=Corridor(points=((2.4, 15.92), (3.02, 15.42)), width_km=20)),
    Watch(id="pair", border=("ML", "DZ")),
    Watch(id="csp", actor="csp-dpa"),
    Watch(id="riots", country="ML", include_riots=True),
    Watch(id="patient", country="ML", freshness_days=60, include_border=True),
    Watch(id="beside", country="DZ", include_adjacent=True),
    Watch(id="sn", country="SN"),
)
# The first puts it in Mali, where the reading's copy is for.
PLACES = st.tuples(
    st.sampled_from([place(), MENAKA, MALI, KIDAL_REGION, place(role="near")]),
    st.lists(st.sampled_from([MENAKA, ALGERIA, ABEIBARA]), max_size=2, unique=True),
).map(lambda drawn: (drawn[0], *drawn[1]))
TIMES = st.sampled_from(
    [EventTime(), SINCE_THURSDAY, on(date(2024, 7, 1)), on(date(2024, 1, 18))],
)


@st.composite
def mentions(draw: Any, idx: int) -> Mention:
    """Draw an event that was told as one that happened."""
    return mention(
        idx, places=draw(PLACES), time=draw(TIMES),
        family=draw(st.sampled_from(["fight", "remote", "riot", "strategic", "ceasefire"])),
        actors=draw(st.sampled_from([(), (ARMY, CSP), (ARMY, JNIM)])),
        background=draw(st.sampled_from([False, False, True])),
        reaction=draw(st.sampled_from([False, False, True])),
        sentence=draw(st.sampled_from(["Fighting broke out.", "They fought on."])),
    )  # fmt: skip


@st.composite
def readings(draw: Any) -> list[Reading]:
    """Draw a few reports, among them repeats, corrections and kills."""
    told = []
    for number in range(draw(st.integers(1, 5))):
        is_kill = draw(st.integers(0, 9)) == 0
        count = 0 if is_kill else draw(st.integers(1, 3))
        dead = draw(st.integers(0, 30))
        told.append(
            reading(
                draw(st.sampled_from(["afp:1", "b:1", "c:1"])),
                *(draw(mentions(idx)) for idx in range(count)),
                claims=[claim(dead, dead)] if dead and count else [],
                after=number * draw(st.sampled_from([0, 3, 900, 9000])), revision=number + 1,
                publisher_family=draw(st.sampled_from(["afp", "b"])),
                pubstatus="canceled" if is_kill else "usable",
                register=draw(st.sampled_from(["news", "news", "opinion"])),
                intake=draw(st.sampled_from(["live", "live", "baseline"])),
            )
        )  # fmt: skip
    return told


def decisions(records: list[Any]) -> list[Decision]:
    return [record for record in records if isinstance(record, Decision)]


@settings(max_examples=150, deadline=None)
@given(readings(), st.lists(st.sampled_from(WATCHES), unique=True))
def test_one_decision_for_each_mention_and_entry_near(
    told: list[Reading], watches: list[Watch]
) -> None:
    """
    No pair has two and none has none; entries that are not near share one `outside_watch`.
    """
    story = Story(*watches)
    for one in told:
        said = decisions(story.tell(one))
        each = [record for record in said if record.mention_idx is not None]
        pairs = Counter((record.mention_idx, record.watch_id) for record in each)
        assert set(pairs.values()) <= {1}
        for event in one.mentions:
            mine = {record.watch_id: record for record in each if record.mention_idx == event.idx}
            assert mine
            if None in mine and mine[None].reason != "outside_watch":
                assert set(mine) == {None}  # it failed before any entry was asked
            elif None not in mine and not event.background and event.family == "fight":
                assert set(mine) == {watch.id for watch in watches}


@settings(max_examples=150, deadline=None)
@given(mentions(0), st.lists(st.sampled_from(WATCHES), unique=True))
def test_every_entry_near_has_its_own_decision(event: Mention, watches: list[Watch]) -> None:
    """
    What lies in the same country or within twice the radius is told why, by its own id.
    """
    event = replace(event, family="fight", background=False, time=SINCE_THURSDAY)
    found = [(watch.id, touches(watch, event.places, event.actors)) for watch in watches]
    near = {one for one, touch in found if isinstance(touch, Touch) or touch.near}

    said = decisions(Story(*watches).tell(reading("afp:1", event)))

    rest = [record for record in said if record.watch_id is None]
    assert {record.watch_id for record in said} - {None} == near
    assert len(rest) == int(len(near) < len(watches) or not watches)


@settings(max_examples=150, deadline=None)
@given(st.integers(3, 7), st.sampled_from(["main", "near", "between"]), st.sampled_from(WATCHES))
def test_a_place_too_coarse_is_never_a_match(precision: int, role: str, watch: Watch) -> None:
    """
    An area that the entry does not hold as a whole touches nothing finer than itself.
    """
    area = place("Mali", role, place_id=2453866, iso3166_2=None, adm1=None, lat=19.95, lon=2.97,
                 precision=precision)  # fmt: skip
    finer = watch.kind not in ("country", "actor")

    assert not (finer and isinstance(touches(watch, [area]), Touch))


def test_the_words_and_rules_that_decided_are_named() -> None:
    """
    The place that lies elsewhere, the day that is too old, the hedge; each with its gate.
    """
    far = replace(MENAKA, span=(20, 26))
    old = replace(on(date(2024, 7, 18)), span=(30, 38))
    story = Story(KIDAL_WATCH)

    (outside,) = decisions(story.tell(reading("a:1", mention(places=(far,)))))
    (stale,) = decisions(story.tell(reading("a:2", mention(time=old))))
    (opened,) = decisions(story.tell(reading("a:3", mention(places=(_at(place(), 40),)))))

    assert (outside.spans, outside.rules) == (((20, 26),), ("gate.watch@1",))
    assert (stale.spans, stale.rules) == (((30, 38),), ("gate.recent@1",))
    assert (opened.spans, opened.rules) == (((0, 8), (40, 51)), ("onset@1",))


def _at(one: Place, start: int) -> Place:
    return replace(one, span=(start, start + len(one.name)))


def test_every_reason_has_its_gate() -> None:
    """
    A new reason cannot be written down without the rule that it stands for.
    """
    assert set(GATES) == set(get_args(Reason))


def test_two_incidents_withdrawn_at_once_are_two_decisions() -> None:
    """
    A kill of a dispatch that told of two fights retracts both, and no id stands for two.
    """
    story = Story(MALI_WATCH)
    story.tell(reading("afp:1", mention(0), mention(1, places=(MENAKA,))))

    said = decisions(story.tell(reading("afp:1", revision=2, pubstatus="canceled", after=5)))

    assert [one.reason for one in said] == ["killed", "killed"]
    assert len({one.decision_id for one in said}) == 2
