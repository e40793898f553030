"""What people read: every language, every kind of message, and nothing that breaks a line."""

from __future__ import annotations

import string
import tomllib
import unicodedata
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.notifying.letters import apart, plain
from agents.notifying.texts import MOST_ITEMS, Words, headline_in, words_of
from agents.notifying.wording import FOLDER, phrases
from agents.telling.wording import LANGUAGES, wording
from schemas.alert import Alert, AlertKind, MatchRule
from schemas.claim import ClaimKind, ClaimStatus, Hedge, Of, Speaker, Window
from schemas.incident import Change, Status, TollSummary
from schemas.message import Message, Missed
from tests.following.builders import (
    MALI_WATCH,
    POLITICIAN,
    Story,
    alerts,
    claim,
    mention,
    reading,
)
from tests.notifying.reader import NOON, after, alert, cancel

GOLDEN = tomllib.loads((FOLDER.parents[2] / "tests/notifying/texts.toml").read_text("utf-8"))
every_language = pytest.mark.parametrize("language", LANGUAGES)


def message(*told: Alert, **more: Any) -> Message:
    """Return a message with these alerts."""
    return Message(
        **({"id": "m", "subscription_id": "a", "delivery_seq": 1, "alerts": told} | more)
    )


def lived() -> tuple[Alert, Alert, Alert]:
    """Return first news, an update with two claims, and the withdrawal, as the pipeline makes them."""
    story = Story(MALI_WATCH)
    told = [
        reading("afp:1", mention(), claims=[claim(17, 17)]),
        reading("afp:2", mention(), after=30, claims=[
            claim(21, None, by=POLITICIAN, hedge=("at_least", "provisional")),
            claim(3, 5, kind="wounded", of=Of(category="civilian"), by=Speaker(name="Mohamed Ag")),
        ]),
    ]  # fmt: skip
    (first,), (second,) = (alerts(story.tell(one)) for one in told)
    return first, second, cancel(9, [first, second], headlines=first.headlines)


def lined(words: Words) -> str:
    """Return the subject and the body as one text."""
    return f"{words.subject}\n\n{words.body}\n"


@every_language
def test_an_update_reads_as_it_was_read_over(language: Any) -> None:
    """
    Word for word as in ``texts.toml``, which people who speak the language can read over.
    """
    _, update, _ = lived()
    told = words_of(message(update), language=language, zone="Africa/Bamako")

    assert lined(told) == GOLDEN["update"][language]


@every_language
def test_a_batch_reads_as_it_was_read_over(language: Any) -> None:
    """
    A line for each alert, how many were taken back, how many could not be delivered.
    """
    first, update, _ = lived()
    missed = (Missed(delivery_seq=1, alert_ids=("a",), reason="refused"),)
    batch = message(first, update, because="quiet_hours", dropped=2, missed=missed)
    told = words_of(batch, language=language, zone="Africa/Bamako")

    assert lined(told) == GOLDEN["batch"][language]


@every_language
def test_a_cancellation_says_so_first(language: Any) -> None:
    """
    The earlier alarm is taken back: before everything else, and no toll is told again.
    """
    first, _, back = lived()
    back = replace(back, claims=first.claims, sentence="Fighting broke out.", reasons=("killed",))
    told = words_of(message(back), language=language).body.split("\n")

    assert told[0] == phrases(language).notice["CANCEL"]
    assert phrases(language).line["says"] not in told
    assert not any("Fighting broke out." in line for line in told)
    assert any("killed" in line for line in told) == (language == "en")


@every_language
@pytest.mark.parametrize(
    ("more", "mark"),
    [
        ({"status": "Test"}, "Test"),
        ({"status": "Exercise"}, "Exercise"),
        ({"status": "System"}, "System"),
        ({"status": "Draft"}, "Draft"),
        ({"replay": True}, "replay"),
        ({"status": "Test", "replay": True}, "Test"),
    ],
)
def test_what_is_no_live_alert_looks_like_none(
    language: Any, more: dict[str, Any], mark: str
) -> None:
    """
    A mark before the subject, and a line that says that nothing has happened.
    """
    told = words_of(message(alert(**more)), language=language)

    assert told.subject == phrases(language).mark[mark].format(
        words_of(message(alert()), language=language).subject
    )
    assert told.body.startswith(phrases(language).notice[mark])


@every_language
def test_a_test_of_a_live_alert_is_a_test(language: Any) -> None:
    """
    The message says so, whatever its alert does.
    """
    told = words_of(message(alert(), is_test=True), language=language)

    assert told.subject.startswith(phrases(language).mark["Test"].partition("{")[0])


@every_language
@pytest.mark.parametrize("rule", get_args(MatchRule))
@pytest.mark.parametrize("kind", get_args(AlertKind))
def test_every_kind_and_rule_has_words(language: Any, kind: Any, rule: Any) -> None:
    """
    Whatever rings, by whichever rule: no brace and no empty line's end is left.
    """
    one = alert(2, kind=kind)
    one = replace(one, match=replace(one.match, rule=rule))
    told = words_of(message(one), language=language)

    assert phrases(language).why[kind] in told.body
    assert not set("{}") & set(told.subject + told.body)


@every_language
def test_the_end_of_an_incident_is_no_truce(language: Any) -> None:
    """
    What is over is told as over.
    """
    told = words_of(
        message(alert(2, kind="CEASEFIRE", response_type="AllClear")), language=language
    )

    assert phrases(language).why["ended"] in told.body


CHANGES = {
    "toll_summary.min": (3, 17),
    "toll_summary.max": (None, 20_000),
    "severity.level": ("moderate", "extreme"),
    "certainty": ("possible", "observed"),
    "time.start": (None, "2026-03-09"),
    "places.main": (1, 2),
    "independence.origins": (1, 3),
    "territory": ("none", "gained"),
    "truce": (None, "in_force"),
    "actors": (["csp-dpa"], ["csp-dpa", "wagner"]),
}


@every_language
@pytest.mark.parametrize("path", CHANGES)
def test_every_change_has_a_line(language: Any, path: str) -> None:
    """
    With what is new and what was before; both ways, for what is taken back.
    """
    before, now = CHANGES[path]
    for old, new in ((before, now), (now, before)):
        change = Change(path=path, old=old, new=new, reason="in English")
        told = words_of(message(alert(2, change_set=(change,))), language=language).body
        is_less = path == "actors" and (old, new) == (now, before)

        assert (phrases(language).line["changed"] in told) == (not is_less)
        assert "in English" not in told
        assert "None" not in told


@every_language
@pytest.mark.parametrize("state", [*get_args(Status), "unheard of"])
def test_every_state_has_words(language: Any, state: str) -> None:
    """
    One that a later release adds is told as it is called.
    """
    change = Change(path="status", old="ongoing", new=state, reason="r")
    told = words_of(message(alert(2, change_set=(change,))), language=language).body

    assert phrases(language).state.get(state, state) in told


@every_language
@pytest.mark.parametrize("kind", get_args(ClaimKind))
def test_every_toll_is_somebodys_claim(language: Any, kind: Any) -> None:
    """
    Whatever is counted, however it is bounded: with a speaker and with its doubts.
    """
    for least, most in ((None, None), (0, 0), (None, 9), (0, 9), (9, None), (9, 9), (9, 12)):
        for status in get_args(ClaimStatus):
            one = claim(
                least, most, kind=kind, status=status, hedge=get_args(Hedge),
                by=Speaker(role="local politician"), window=Window(since=NOON.date()),
            )  # fmt: skip
            told = words_of(message(alert(claims=(one,))), language=language).body
            (line,) = [line for line in told.split("\n") if line.startswith("- ")]

            head = phrases(language).claim[kind].partition("{")[0]
            assert line.startswith(f"- {wording(language).shaped(head)}")
            assert phrases(language).hedge["unconfirmed"] in line
            assert phrases(language).status.get(status, "") in line
            assert "2026-03-10" in line


def test_of_many_claims_the_first_are_told_and_how_many_more() -> None:
    """
    Six, those first on which the headline rests.
    """
    claims = tuple(replace(claim(n, n), claim_id=f"c{n}") for n in range(1, 12))
    told = words_of(message(alert(claims=claims, toll_summary=TollSummary(basis=("c9",))))).body
    lines = [line for line in told.split("\n") if line.startswith("- ")]

    assert lines[0] == "- Killed: 9, says the report itself"
    assert len(lines) == 7
    assert lines[-1] == "- and 5 more"


def test_a_batch_shows_twenty_and_says_how_many_more() -> None:
    """
    Fifty incidents of a night are twenty lines and a number.
    """
    many = [alert(incident_id=f"n{n}", at=after(n)) for n in range(50)]
    body = words_of(message(*many, because="cap")).body.split("\n")

    assert sum(line.startswith("- ") for line in body) == MOST_ITEMS
    assert "and 30 more" in body


def test_times_are_the_readers() -> None:
    """
    In their zone, which is named.
    """
    body = words_of(message(alert()), zone="Asia/Kathmandu").body

    assert "2026-03-24 17:45 (Asia/Kathmandu)" in body


def test_an_older_alert_is_told_in_its_own_language() -> None:
    """
    Those of before the lines of other languages were noted have one headline.
    """
    assert headline_in(alert(), "fr") == alert().headline
    assert headline_in(alert(headlines={"fr": "Combats"}), "fr") == "Combats"


def test_the_language_is_that_of_the_alert_unless_they_ask_for_one() -> None:
    """
    A watch entry's language is the subscriber's who names none.
    """
    one = alert(text_language="de")

    assert words_of(message(one)) == words_of(message(one), language="de")
    assert words_of(message(one)) != words_of(message(one), language="en")


def test_how_exactly_a_place_is_known_is_said() -> None:
    """
    With a radius where there is one; without a place there is no line of it.
    """
    known = alert().place
    assert known is not None
    region = replace(known, precision=4, radius_km=120.4)
    told = words_of(message(alert(place=region))).body

    assert "Where: Kidal (Mali); only the region is known, within about 120 km" in told
    assert "Where:" not in words_of(message(alert(place=None))).body


@every_language
def test_every_language_has_the_same_words_with_the_same_gaps(language: str) -> None:
    """
    No word file lacks what another has, and each fills as many gaps.
    """

    def gaps(text: str) -> int:
        return sum(field is not None for _, field, _, _ in string.Formatter().parse(text))

    english, told = phrases("en"), phrases(language)
    for part, ours, theirs in zip(told._fields, told, english, strict=True):
        assert ours.keys() == theirs.keys(), part
        for key, text in ours.items():
            assert gaps(text) == gaps(theirs[key]), (part, key)
            assert text.strip() == plain(text), (part, key)


@every_language
@given(st.text(max_size=60), st.text(max_size=60))
def test_what_others_wrote_breaks_no_line(language: Any, theirs: str, name: str) -> None:
    """
    Whatever stands in a report's sentence or a speaker's name: the lines stay ours.
    """

    def told(sentence: str, speaker: str) -> Words:
        said = claim(9, 9, by=Speaker(name=f"x{speaker}"))
        one = alert(sentence=f"x{sentence}", claims=(said,), headline=f"x{speaker}", headlines={})
        return words_of(message(one), language=language)

    quiet, loud = told("", ""), told(theirs, name)

    assert loud.body.count("\n") == quiet.body.count("\n")
    assert all(len(text.splitlines()) == 1 for text in (loud.subject,))
    assert not any(unicodedata.category(one) == "Cc" for one in loud.subject)
    assert "\u202e" not in loud.body + loud.subject


@pytest.mark.parametrize(
    ("text", "language", "is_apart"),
    [("Kidal", "en", False), ("Kidal", "ar", True), ("كيدال", "ar", False),
     ("كيدال", "en", True), ("חברון", "fr", True), ("", "ar", False)],
)  # fmt: skip
def test_what_runs_the_other_way_is_set_apart(text: str, language: str, is_apart: bool) -> None:
    """
    By isolates, which end where they began.
    """
    assert (apart(text, language) == f"\u2068{text}\u2069") == is_apart
