"""What entries may set for themselves, what is unlikely, agreed or over."""

from __future__ import annotations

from datetime import timedelta

from msgspec.structs import replace

from agents.who.roles import OWN_WORD
from schemas.claim import Speaker
from schemas.control import Tick
from schemas.event import Territory, Types
from schemas.incident import Truce
from schemas.watch import Watch
from tests.following.builders import (
    AT_ONCE,
    MALI_WATCH,
    SUNDAY,
    THURSDAY,
    Story,
    alerts,
    claim,
    mention,
    on,
    place,
    reading,
    reasons,
    rules,
    rung,
    seed,
)

DAY = 24 * 60
SLOW = Watch(id="mali", country="ML", batch_seconds=3600, cooldown_seconds=86400)
TRUCE = mention(family="ceasefire", types=Types(), realis="planned",
                time=on((SUNDAY + timedelta(days=2)).date()))  # fmt: skip
SHORT = replace(SLOW, end_days=3)


def test_an_end_is_told_to_those_who_ask() -> None:
    """
    An Update with AllClear, as of the day it fell due, short-lived; silence for the others.
    """
    story = Story(replace(SHORT, tell_end=True), replace(SHORT, id="quiet"))
    story.tell(seed())
    (over,) = alerts(story.tell(Tick(at=SUNDAY + timedelta(days=30))))

    assert (over.kind, over.msg_type, over.response_type) == ("CEASEFIRE", "Update", "AllClear")
    assert (over.watch_id, over.urgency, over.rules[0]) == ("mali", "Past", "ended@1")
    assert over.sent == SUNDAY + timedelta(days=3)
    assert over.expires - over.sent == timedelta(days=1)
    assert over.headline.startswith("Ended: ")
    assert len(over.references) == 1


def test_only_messages_that_still_hold_are_replaced() -> None:
    """
    An update names what has not expired, the last at least; a cancellation all that was sent.
    """
    brief = Watch(id="mali", country="ML", end_days=2, **AT_ONCE)
    story = Story(brief, replace(brief, id="long", end_days=20))
    story.tell(seed(), reading("b:1", mention(), publisher_family="b", after=1.5 * DAY))
    told = alerts(story.tell(
        reading("b:2", mention(), claims=[claim(44, 44)], publisher_family="b", after=3 * DAY)
    ))  # fmt: skip
    references = {one.watch_id: len(one.references) for one in told}
    fallen = [
        one
        for number, key in enumerate(("afp:seed", "b:1", "b:2"))
        for one in alerts(story.tell(
            reading(key, revision=2, pubstatus="canceled", signal="kill", after=4 * DAY + number,
                    publisher_family=key.partition(":")[0])
        ))
        if one.kind == "CANCEL"
    ]  # fmt: skip

    assert references == {"mali": 1, "long": 2}
    assert [len(one.references) >= 3 for one in fallen] == [True, True]


def test_each_revision_sets_its_own_expiry() -> None:
    """
    ``end_days`` after it was sent, not after the first message.
    """
    story = Story(MALI_WATCH)
    first, second = alerts(
        [
            *story.tell(seed()),
            *story.tell(reading("b:1", mention(), publisher_family="b", after=90)),
        ]
    )

    assert second.expires - first.expires == timedelta(minutes=90)


def test_one_side_s_word_that_others_deny_is_unlikely() -> None:
    """
    The army speaks of a fight that nobody saw, and the mission denies its dead.
    """
    army = mention().actors[0]
    boast = mention(actors=(replace(army, role="claimant"), mention().actors[2]),
                    rules=(OWN_WORD,))  # fmt: skip
    denied = claim(40, 40, status="denied", by=Speaker(role="UN mission"))
    story = Story(MALI_WATCH)
    (alone,) = alerts(story.tell(reading("afp:1", boast)))
    (told,) = alerts(story.tell(reading("afp:1", boast, claims=[denied], revision=2, after=9)))

    assert (alone.certainty, told.certainty) == ("Possible", "Unlikely")
    assert told.headline.endswith("denied by others")


def test_a_capital_that_falls_is_extreme() -> None:
    """
    Worse than any other town.
    """
    levels = []
    for town in (2455290, 2460596):
        taken = Territory(place_id=town, change="gained", by="csp-dpa")
        told = mention(places=(place("Town", place_id=town),), territory=taken)
        levels += [one.severity for one in alerts(Story(MALI_WATCH).tell(reading("a:1", told)))]

    assert levels == ["Severe", "Extreme"]


def test_entries_rate_by_their_own_bands() -> None:
    """
    Twelve killed are severe; for who asks for fifty they are moderate.
    """
    story = Story(MALI_WATCH, replace(MALI_WATCH, id="calm", severity_killed=(5, 50, 500)))
    told = alerts(story.tell(reading("afp:1", mention(), claims=[claim(12, 12)])))

    assert [(one.watch_id, one.severity) for one in told] == [
        ("mali", "Severe"), ("calm", "Moderate"),
    ]  # fmt: skip


def test_who_asks_for_two_voices_hears_with_the_second() -> None:
    """
    A reprint is none.
    """
    story = Story(replace(MALI_WATCH, min_origins=2))
    alone = story.tell(reading("afp:1", mention()))
    reprint = story.tell(
        reading("site:1", mention(), publisher_family="site", origin="AFP", after=2)
    )
    second = story.tell(reading("b:1", mention(), publisher_family="b", after=5))

    assert rung([*alone, *reprint]) == []
    assert reasons(alone) == [("mali", "below_threshold")]
    assert rung(second) == [("ONSET", "mali")]


def test_an_agreed_truce_is_noted_and_broken_only_once_it_holds() -> None:
    """
    "From Tuesday": pending, whatever is fought until then; gone with fighting after it.
    """
    story = Story(SLOW)
    story.tell(seed(), reading("afp:2", TRUCE, after=60))
    agreed = story.incident.truce
    story.tell(reading("afp:3", mention(time=on(SUNDAY.date())), after=120))
    still = story.incident.truce
    story.tell(reading("afp:4", mention(), after=3 * DAY))

    assert agreed == still == Truce(state="pending", since=(SUNDAY + timedelta(days=2)).date())
    assert story.incident.truce is None


def test_messages_are_in_the_language_of_the_entry() -> None:
    """
    One incident, two entries, two languages; a cancellation keeps that of an entry off the list.
    """
    french = replace(MALI_WATCH, id="fr", language="fr")
    story = Story(MALI_WATCH, french)
    told = {one.watch_id: one for one in alerts(story.tell(seed()))}
    story.tell(rules(MALI_WATCH, after=5))
    fallen = alerts(
        story.tell(reading("afp:seed", revision=2, pubstatus="canceled", signal="kill", after=30))
    )

    assert told["mali"].headline.startswith("Fighting at Tinzaouaten")
    assert told["fr"].headline.startswith("Combats à Tinzaouaten")
    assert (told["mali"].text_language, told["fr"].text_language) == ("en", "fr")
    assert [one.headline[:12] for one in fallen if one.watch_id == "fr"] == ["Annulation\u00a0:"]


def test_old_facts_are_followed_up_as_long_as_the_entry_asks() -> None:
    """
    A higher toll of a fight ten days back: news for who follows up for sixty days, not for five.
    """
    when = on(THURSDAY)
    story = Story(MALI_WATCH, replace(MALI_WATCH, id="brisk", follow_up_days=5))
    story.tell(reading("afp:1", mention(time=when), claims=[claim(12, 12)]))
    late = story.tell(
        reading("b:1", mention(time=when), claims=[claim(20, 20)], publisher_family="b",
                after=9 * DAY)
    )  # fmt: skip

    assert rung(late) == [("UPDATE", "mali")]
    assert ("brisk", "stale") in reasons(late)
