"""What readers who know are told: updates, gathered and spaced; corrections; cancellations."""

from __future__ import annotations

from datetime import timedelta

from schemas.control import Tick
from schemas.event import EventTime
from schemas.incident import Incident
from schemas.watch import Watch
from tests.following.builders import (
    CSP,
    KIDAL_WATCH,
    MALI_WATCH,
    MENAKA,
    SIDES,
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
    revisions,
    rules,
    rung,
    seed,
)

BATCHED = Watch(id="mali", country="ML", batch_seconds=600, cooldown_seconds=1800)


def minutes(after: float) -> Tick:
    return Tick(at=SUNDAY + timedelta(minutes=after))


def toll(key: str, dead: int, **more):
    return reading(key, mention(), claims=[claim(dead, dead)], **more)


def test_a_raised_toll_is_told_with_what_it_replaces() -> None:
    """
    17, then 21, in one band: an update that says so and refers to the first message.
    """
    story = Story(MALI_WATCH)
    (first,) = alerts(story.tell(toll("afp:1", 17)))
    (second,) = alerts(story.tell(toll("afp:2", 21, after=30)))

    assert (second.kind, second.msg_type, second.watch_id) == ("UPDATE", "Update", "mali")
    assert [one.alert_id for one in second.references] == [first.alert_id]
    change = next(one for one in second.change_set if one.path == "toll_summary.min")
    assert (change.old, change.new) == (17, 21)
    assert change.reason in second.reasons
    assert second.caused_by is not None
    assert second.caused_by.key == "afp:2"


def test_a_second_publisher_is_told_a_third_is_not() -> None:
    """
    One wire more is confirmation; the tenth is noise.
    """
    story = Story(MALI_WATCH)
    story.tell(reading("a:1", mention()))
    second = story.tell(reading("b:1", mention(), publisher_family="b", after=5))
    third = story.tell(reading("c:1", mention(), publisher_family="c", after=9))

    assert rung(second) == [("UPDATE", "mali")]
    assert reasons(third) == [("mali", "follow_up")]


def test_a_reprint_is_no_second_voice() -> None:
    """
    Another publisher with the agency's text: two families, one origin, no more certain.
    """
    story = Story(MALI_WATCH)
    story.tell(reading("afp:1", mention()))
    story.tell(reading("site:1", mention(), publisher_family="site", origin="AFP", after=5))

    assert story.incident.certainty == "likely"
    assert story.incident.independence.origins == 1
    assert story.incident.independence.derives == (("site:1", "afp:1"),)


def test_the_same_sentence_from_the_same_publisher_is_a_repeat() -> None:
    """
    An urgent that says what the alert said word for word.
    """
    story = Story(MALI_WATCH)
    story.tell(reading("afp:1", mention()))

    assert reasons(story.tell(reading("afp:2", mention(), after=1))) == [
        ("mali", "duplicate_dispatch")
    ]


def test_updates_are_gathered_by_the_clock() -> None:
    """
    Two raised tolls within ten minutes are one message, sent when it is due.
    """
    story = Story(BATCHED)
    story.tell(toll("afp:1", 1))
    waiting = story.tell(toll("afp:2", 2, after=3), toll("afp:3", 3, after=8))
    (sent,) = alerts(story.tell(minutes(40)))

    assert rung(waiting) == []
    assert reasons(waiting) == [("mali", "batched"), ("mali", "batched")]
    assert sent.sent == SUNDAY + timedelta(minutes=13)
    assert sent.caused_by is None
    change = next(one for one in sent.change_set if one.path == "toll_summary.min")
    assert (change.old, change.new) == (1, 3)


def test_two_updates_keep_their_distance() -> None:
    """
    The second waits until the cooldown after the first is over.
    """
    story = Story(BATCHED)
    story.tell(toll("afp:1", 1), toll("afp:2", 2, after=1), toll("afp:3", 3, after=12))
    times = [alert.sent for alert in alerts(story.tell(minutes(600)))]

    assert times == [SUNDAY + timedelta(minutes=41)]


def test_what_was_taken_back_meanwhile_is_not_told() -> None:
    """
    A toll that was raised and corrected before the message was due.
    """
    story = Story(BATCHED)
    story.tell(toll("afp:1", 5), toll("afp:2", 8, after=2))
    story.tell(toll("afp:2", 5, after=4, revision=2))

    assert rung(story.tell(minutes(600))) == []


def test_a_correction_shrinks_the_incident() -> None:
    """
    14, corrected to four in the next version: the readers hear of four.
    """
    story = Story(MALI_WATCH)
    story.tell(toll("afp:1", 14))
    (alert,) = alerts(story.tell(toll("afp:1", 4, revision=2, after=30, signal="correction")))

    assert alert.kind == "UPDATE"
    assert alert.toll_summary.min == 4
    assert len(story.incident.evidence) == 1
    assert len(story.incidents) == 1


def test_a_correction_under_another_key_replaces_what_it_corrects() -> None:
    """
    Some wires send corrections as new items that name the old one.
    """
    story = Story(MALI_WATCH)
    story.tell(toll("afp:1", 14), toll("afp:2", 4, corrects="afp:1", after=30))

    assert story.incident.toll_summary.min == 4
    assert [line.dispatch.key for line in story.incident.evidence] == ["afp:2"]


def test_an_edit_of_other_words_is_silent() -> None:
    """
    A corrected typo: a new revision of the incident, nobody woken.
    """
    story = Story(MALI_WATCH)
    story.tell(seed())
    typo = seed(revision=2, after=9)

    said = story.tell(typo)

    assert [one for _, one in reasons(said)] == ["follow_up"]
    assert any(isinstance(one, Incident) for one in said)


def test_a_kill_cancels_what_was_told() -> None:
    """
    Every reader of the alert hears that it no longer stands, with all it replaces.
    """
    story = Story(MALI_WATCH, KIDAL_WATCH)
    sent = alerts(story.tell(seed(), toll("afp:seed", 31, revision=2, after=5)))
    cancelled = alerts(story.tell(reading("afp:seed", revision=3, pubstatus="canceled", after=30)))

    assert [(one.kind, one.msg_type, one.watch_id) for one in cancelled] == [
        ("CANCEL", "Cancel", "mali"), ("CANCEL", "Cancel", "kidal"),
    ]  # fmt: skip
    for one in cancelled:
        earlier = [alert.alert_id for alert in sent if alert.watch_id == one.watch_id]
        assert [reference.alert_id for reference in one.references] == earlier
    assert story.incident.status == "retracted"


def test_a_kill_that_names_another_item() -> None:
    """
    The kill has a key of its own and says which item is withdrawn.
    """
    story = Story(MALI_WATCH)
    story.tell(seed())

    said = story.tell(reading("afp:kill", pubstatus="canceled", corrects="afp:seed", after=30))

    assert rung(said) == [("CANCEL", "mali")]
    assert reasons(said) == [("mali", "killed")]


def test_a_kill_with_independent_support_only_shrinks() -> None:
    """
    Another publisher reports it: the incident stands on that.
    """
    story = Story(MALI_WATCH)
    story.tell(seed(), reading("b:1", mention(), publisher_family="b", after=5))

    said = story.tell(reading("afp:seed", revision=2, pubstatus="canceled", after=30))

    assert "CANCEL" not in [kind for kind, _ in rung(said)]
    assert [line.dispatch.key for line in story.incident.evidence] == ["b:1"]


def test_a_kill_takes_the_same_publishers_earlier_items_with_it() -> None:
    """
    The alert and the urgent before the killed lead are the same word, not support for it.
    """
    story = Story(MALI_WATCH)
    story.tell(reading("afp:1", mention()), toll("afp:2", 17, after=5))

    said = story.tell(reading("afp:2", revision=2, pubstatus="canceled", after=30))

    assert rung(said) == [("CANCEL", "mali")]


def test_a_correction_that_moves_the_place_moves_the_incident() -> None:
    """
    The town was wrong: cancelled for who watches it, another place for who watches the country.
    """
    story = Story(MALI_WATCH, KIDAL_WATCH, Watch(id="menaka", iso3166_2="ML-9"))
    story.tell(seed())
    moved = reading(
        "afp:seed", mention(places=(MENAKA,)), revision=2, after=30, signal="correction"
    )

    assert sorted(rung(story.tell(moved))) == [
        ("CANCEL", "kidal"), ("ONSET", "menaka"), ("UPDATE", "mali"),
    ]  # fmt: skip
    assert len(story.incidents) == 1


def test_a_new_version_that_is_no_correction_opens_anew() -> None:
    """
    A page that is rewritten under one id tells of another event, not of the same elsewhere.
    """
    story = Story(MALI_WATCH)
    story.tell(seed())

    said = story.tell(reading("afp:seed", mention(places=(MENAKA,)), revision=2, after=30))

    assert sorted(rung(said)) == [("CANCEL", "mali"), ("ONSET", "mali")]


def test_a_place_that_moves_out_of_an_entry_cancels_there_alone() -> None:
    """
    A few kilometres decide which region it was; the country's readers hear of an update.
    """
    story = Story(MALI_WATCH, KIDAL_WATCH)
    story.tell(seed())
    across = place("Tin Kar", place_id="x-tocsin:tin-kar", iso3166_2="ML-7", lat=19.9, lon=2.95)
    moved = reading("afp:seed", mention(places=(across,)), revision=2, after=30)

    assert rung(story.tell(moved)) == [("UPDATE", "mali"), ("CANCEL", "kidal")]
    assert len(story.incidents) == 1


def test_a_copy_for_a_country_that_an_earlier_version_reached() -> None:
    """
    The new version has nothing here any more: the reading only takes away.
    """
    story = Story(MALI_WATCH)
    story.tell(seed())

    said = story.tell(reading("afp:seed", revision=2, after=30, signal="correction"))

    assert rung(said) == [("CANCEL", "mali")]


def test_a_quiet_incident_ends_and_leaves() -> None:
    """
    Fourteen days without evidence end it, without a message; sixty take it off the table.
    """
    story = Story(MALI_WATCH)
    story.tell(seed())
    ended = story.tell(minutes(14 * 24 * 60))

    assert [one.status for one in ended] == ["ended", "ended"]
    story.tell(minutes(60 * 24 * 60))
    assert story.incidents == {}


def test_late_facts_update_an_ended_incident() -> None:
    """
    Three weeks on a toll is told for the fight of July: an update, and it stays ended.
    """
    story = Story(MALI_WATCH)
    story.tell(seed())
    then = mention(time=on(THURSDAY))
    late = reading("b:1", then, claims=[claim(60, 60)], after=21 * 24 * 60, publisher_family="b")

    said = story.tell(late)

    assert rung(said) == [("UPDATE", "mali")]
    assert story.incident.status == "ended"


def test_a_change_of_rules_ends_what_is_overdue() -> None:
    """
    An entry that now asks for two quiet days: what is older ends with the change.
    """
    story = Story(MALI_WATCH)
    story.tell(seed(), minutes(5 * 24 * 60))
    brisk = Watch(id="mali", country="ML", end_days=2)

    story.tell(rules(brisk, after=5 * 24 * 60))

    assert story.incident.status == "ended"


def test_conflicting_words_are_kept() -> None:
    """
    Two days, two places, sides lettered the other way round: one incident that has them all.
    """
    turned = tuple(
        type(one)(name=one.name, actor_id=one.actor_id, side="B" if one.side == "A" else "A")
        for one in SIDES
    )
    nearby = place("Achibrich", place_id="x-tocsin:achibrich", lat=19.9, lon=2.9)
    story = Story(MALI_WATCH)
    story.tell(seed())
    story.tell(
        reading("b:1", mention(places=(nearby,), actors=turned, time=EventTime()), after=5,
                publisher_family="b")
    )  # fmt: skip
    incident = story.incident

    assert {one.name for one in incident.places} >= {"Tinzaouaten", "Achibrich"}
    assert {one.actor_id: one.side for one in incident.actors}[CSP.actor_id] == "B"
    assert [one.revision for one in revisions(story)] == [1, 2]
    assert revisions(story)[1].supersedes == 1


def test_a_withdrawal_says_what_was_told_and_not_what_is_true_elsewhere() -> None:
    """
    A correction moves the fight to Ménaka: nobody withdraws that it was at Ménaka.
    """
    story = Story(KIDAL_WATCH)
    (onset,) = alerts(story.tell(seed()))
    (cancel,) = alerts(
        story.tell(reading("afp:seed", mention(places=(MENAKA,)), revision=2, after=30))
    )

    assert (onset.kind, cancel.kind) == ("ONSET", "CANCEL")
    assert "Tinzaouaten" in cancel.headline
    assert "Ménaka" not in cancel.headline
    assert cancel.place == onset.place
    assert cancel.claims == onset.claims
