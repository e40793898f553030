"""What holds for every story: ticks, restarts, repeats and order of arrival change nothing."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import date, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.following import following
from agents.linking.world import World
from schemas.codec import BadRecord, encode
from schemas.control import Tick
from schemas.event import EventTime
from schemas.reading import Reading
from schemas.watch import Watch
from tests.following.builders import (
    ARMY,
    CSP,
    JNIM,
    KIDAL_REGION,
    KIDAL_WATCH,
    MALI,
    MENAKA,
    SINCE_THURSDAY,
    SUNDAY,
    Story,
    claim,
    mention,
    on,
    place,
    reading,
    rules,
    seed,
)

WATCHES = (
    Watch(id="mali", country="ML", batch_seconds=600, cooldown_seconds=1800, end_days=3),
    KIDAL_WATCH,
)
PLACES = st.sampled_from([(place(),), (MENAKA,), (MALI,), (place(), MENAKA)])
TIMES = st.sampled_from([EventTime(), SINCE_THURSDAY, on(date(2024, 7, 27))])
SIDES = st.sampled_from([(), (ARMY, CSP), (ARMY, JNIM), (CSP,)])


@st.composite
def readings(draw: Any) -> list[Reading]:
    """Draw a story: reports, revisions, corrections and kills, minutes to days apart."""
    told, after = [], 0.0
    for _ in range(draw(st.integers(1, 7))):
        after += draw(st.sampled_from([0, 1, 7, 40, 600, 3000, 9000]))
        number = draw(st.integers(1, 4))
        is_kill = draw(st.integers(0, 9)) == 0
        wait = draw(st.sampled_from([None, None, None, 5, 50, 7000]))
        family = draw(st.sampled_from(["afp", "b"]))
        dead = draw(st.integers(0, 40))
        mentions = () if is_kill else (
            mention(places=draw(PLACES), time=draw(TIMES), actors=draw(SIDES)),
        )  # fmt: skip
        told.append(
            reading(
                f"{family}:{number}", *mentions, claims=[claim(dead, dead)] if dead else [],
                after=after, revision=draw(st.integers(1, 3)), publisher_family=family,
                pubstatus="canceled" if is_kill else "usable",
                embargo_until=None if wait is None else SUNDAY + timedelta(minutes=after + wait),
                intake=draw(st.sampled_from(["live", "live", "live", "baseline"])),
            )
        )  # fmt: skip
    return told


def bytes_of(story: Story) -> list[bytes]:
    return [encode(output.record) for output in story.said]


@settings(max_examples=120, deadline=None)
@given(readings(), st.lists(st.floats(0, 1), max_size=8))
def test_ticks_do_not_matter(told: list[Reading], marks: list[float]) -> None:
    """
    However often time is told between two records, the same is said at the same times.
    """
    plain, ticked = Story(*WATCHES), Story(*WATCHES)
    end = Tick(at=told[-1].at + timedelta(days=90))
    plain.tell(*told, end)
    before = SUNDAY - timedelta(hours=1)
    for record in (*told, end):
        for mark in sorted(marks):
            ticked.tell(Tick(at=before + mark * (record.at - before)))
        ticked.tell(record)
        before = record.at

    assert bytes_of(ticked) == bytes_of(plain)
    assert plain.incidents == ticked.incidents == {}


@settings(max_examples=120, deadline=None)
@given(readings())
def test_a_restart_changes_nothing(told: list[Reading]) -> None:
    """
    A world made anew from its tables after every record says the same.
    """
    steady, shaken = Story(*WATCHES), Story(*WATCHES)
    steady.tell(*told)
    for record in told:
        shaken.again()
        shaken.tell(record)

    assert bytes_of(shaken) == bytes_of(steady)
    assert shaken.incidents == steady.incidents
    assert shaken.clocks == steady.clocks
    assert shaken.held == steady.held


@settings(max_examples=120, deadline=None)
@given(readings())
def test_a_crash_between_sending_and_remembering_repeats_the_same(told: list[Reading]) -> None:
    """
    Outputs go out before state is kept: asked again, the same records with the same ids.
    """
    story = Story(*WATCHES)
    for record in told:
        first = story.ask(record)
        assert story.ask(record) == first
        story.tell(record)


@settings(max_examples=120, deadline=None)
@given(readings())
def test_a_reading_that_comes_again_wakes_nobody(told: list[Reading]) -> None:
    """
    What was followed and is delivered once more changes no incident and sends no alert.
    """
    story = Story(*WATCHES)
    for record in told:
        story.tell(record)
        kept = dict(story.incidents)
        again = [one for one in story.tell(record) if one.__class__.__name__ != "Decision"]
        assert again == []
        assert story.incidents == kept


@settings(max_examples=120, deadline=None)
@given(readings(), st.integers(1, 7))
def test_what_is_delivered_again_after_a_crash_wakes_nobody(told: list[Reading], n: int) -> None:
    """
    The last few records once more, older versions and what was withdrawn among them.
    """
    assume(len({(one.dispatch.ref, one.at) for one in told}) == len(told))
    story = Story(*WATCHES)
    story.tell(*told)
    kept = dict(story.incidents)

    again = [one for one in story.tell(*told[-n:]) if one.__class__.__name__ != "Decision"]

    assert again == []
    assert story.incidents == kept


@settings(max_examples=60, deadline=None)
@given(st.permutations([
    seed(),
    reading("b:1", mention(places=(place(), MALI)), claims=[claim(31, 31)], after=2,
            publisher_family="b", language="fr"),
    reading("c:1", mention(time=EventTime(), actors=(CSP,)), after=4, publisher_family="c"),
    reading("afp:2", mention(places=(MALI,)), claims=[claim(20, 20)], after=6),
]))  # fmt: skip
def test_order_of_arrival_does_not_matter(told: list[Reading]) -> None:
    """
    The same reports in any order add up to the same, but for who founded it.
    """
    in_time, shuffled = Story(*WATCHES), Story(*WATCHES)
    in_time.tell(*sorted(told, key=lambda one: one.at))
    shuffled.tell(*told)
    named = {"incident_id": "", "revision": 1, "supersedes": None, "change_set": (),
             "revised_at": None}  # fmt: skip

    assert replace(shuffled.incident, **named) == replace(in_time.incident, **named)


ROUND_ABOUT = place("Achibrich", "near", place_id="x-tocsin:achibrich", lat=19.88, lon=2.9)
AT_ONCE_PLACES = st.sampled_from([
    (place(),), (ROUND_ABOUT,), (MENAKA,), (place(), MENAKA), (KIDAL_REGION,), (MALI,),
])  # fmt: skip
AT_ONCE_SIDES = st.sampled_from([(), (ARMY, CSP), (CSP,), (ARMY,), (ARMY, JNIM)])


@st.composite
def bursts(draw: Any) -> list[Reading]:
    """Draw what the wires file within ten minutes: of towns, of a region, of the country."""
    told = []
    for number in range(draw(st.integers(2, 5))):
        family, dead = draw(st.sampled_from(["afp", "b", "c"])), draw(st.integers(0, 9))
        event = mention(
            places=draw(AT_ONCE_PLACES), time=draw(TIMES), actors=draw(AT_ONCE_SIDES)
        )  # fmt: skip
        told.append(
            reading(
                f"{family}:{number}", event, claims=[claim(dead, dead)] if dead else [],
                after=draw(st.integers(0, 10)), publisher_family=family,
            )
        )  # fmt: skip
    return told


def told_of(story: Story) -> list[str]:
    """Return what each incident that stands comes to, but for who founded it, and when."""
    named = {"incident_id": "", "revision": 1, "supersedes": None, "change_set": (),
             "revised_at": None}  # fmt: skip
    standing = (kept.incident for kept in story.incidents.values())
    return sorted(repr(replace(one, **named)) for one in standing if one.status != "merged")


@settings(max_examples=200, deadline=None)
@given(bursts(), st.randoms())
def test_no_order_within_ten_minutes_matters(told: list[Reading], chance: Random) -> None:
    """
    Whatever is filed at once about one country adds up to the same incidents in any order.
    """
    in_time, shuffled = Story(*WATCHES), Story(*WATCHES)
    in_time.tell(*sorted(told, key=lambda one: one.at))
    chance.shuffle(told)
    shuffled.tell(*told)

    assert told_of(shuffled) == told_of(in_time)


def test_equal_rules_are_no_change() -> None:
    """
    The same list sent again writes nothing.
    """
    story = Story(*WATCHES)

    assert story.ask(rules(*WATCHES)).changes.watchlist is None


def test_a_late_reading_does_not_turn_the_clock_back() -> None:
    """
    A record that is older than the clock is handled at the clock's time.
    """
    story = Story(KIDAL_WATCH)
    story.tell(Tick(at=SUNDAY + timedelta(hours=2)))
    (alert,) = [one for one in story.tell(seed()) if one.__class__.__name__ == "Alert"]

    assert alert.sent == SUNDAY + timedelta(hours=2)
    assert story.world.now == SUNDAY + timedelta(hours=2)


async def test_the_agent_sends_before_it_remembers() -> None:
    """
    Loop, decode, follow, send, apply: a send that fails leaves the world as it was.
    """
    world = World({}, {}, {})
    sent: list[Any] = []
    caught: list[Exception] = []

    async def events() -> Any:
        for record in (b"{}", encode(rules(KIDAL_WATCH)), encode(seed()), encode(seed())):
            yield SimpleNamespace(value=record, message=SimpleNamespace(partition=0))

    async def send(*outputs: Any) -> None:
        if any(output.topic.name == "alerts" for output in outputs) and len(caught) < 2:
            raise ConnectionError("the broker is away")
        sent.extend(outputs)

    @asynccontextmanager
    async def boundary(_event: Any, *, stage: str) -> Any:
        assert stage == "following"
        try:
            yield
        except (BadRecord, ConnectionError) as error:
            caught.append(error)

    await following(events(), memory=lambda _: world, boundary=boundary, send=send)

    assert [type(error).__name__ for error in caught] == ["BadRecord", "ConnectionError"]
    assert [output.topic.name for output in sent] == [
        "incidents", "revisions", "alerts", "decisions",
    ]  # fmt: skip
    assert {output.key for output in sent if output.topic.name == "decisions"} == {"afp:seed"}


def test_an_edit_days_later_does_not_move_the_first_day() -> None:
    """
    Who links to the first day of an incident does so again when delivered once more.
    """
    story = Story(*WATCHES)
    late = reading("b:1", mention(time=on(date(2024, 7, 27))), after=9600)
    story.tell(reading("afp:2", mention(), after=0), reading("afp:2", mention(), after=9600), late)

    assert [one for one in story.tell(late) if one.__class__.__name__ != "Decision"] == []
    assert len(story.incidents) == 1
