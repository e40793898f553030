"""The lines of a message: changes, claims, places, and nothing of others that breaks one."""

from __future__ import annotations

import string
import unicodedata
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.notifying.letters import apart, plain
from agents.notifying.texts import Words, words_of
from agents.notifying.wording import phrases
from agents.telling.wording import LANGUAGES, wording
from schemas.alert import Alert
from schemas.claim import ClaimKind, ClaimStatus, Hedge, Speaker, Window
from schemas.incident import Change, Status, TollSummary
from schemas.message import Message
from tests.following.builders import (
    claim,
)
from tests.notifying.reader import NOON, alert

every_language = pytest.mark.parametrize("language", LANGUAGES)


def message(*told: Alert) -> Message:
    """Return a message with these alerts."""
    return Message(id="m", subscription_id="a", delivery_seq=1, alerts=told)


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
