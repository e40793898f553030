"""
Do feed readers take our Atom, and do they see what was taken back?

Held against RFC 4287, as ``atom.rng`` says it.
"""

from __future__ import annotations

from pathlib import Path

import feedparser
from hypothesis import given
from lxml import etree
from msgspec.structs import replace

from schemas.alert import Alert
from streams.api.formats import atom, cap
from streams.api.formats.entry import Entry
from streams.api.formats.page import Page
from tests.api.formats.invented import FEWER, NOON, PAGE, alerts, documents, pages
from tests.api.formats.told import ALERT, ENTRY, HOUR, INCIDENT, later

RULES = etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))
IN_ATOM = {"a": atom.ATOM, "t": atom.OURS}


def feed_of(*entries: Entry) -> etree._Element:
    """Return what was written of *entries*, once it keeps the rules."""
    written = etree.fromstring(atom.write(entries, PAGE))
    RULES.assertValid(written)
    return written


@FEWER
@given(documents, pages)
def test_keeps_the_rules_whatever_incidents_hold(entries: list[Entry], page: Page) -> None:
    """
    RFC 4287 holds for every feed: no two entries have one id (4.1.1), and without content an
    entry has an alternate link (4.1.2), which there is one of.
    """
    written = etree.fromstring(atom.write(entries, page))

    RULES.assertValid(written)
    ids = [one.text for one in written.findall("a:entry/a:id", IN_ATOM)]
    assert len(set(ids)) == len(ids) == len(entries)
    for entry in written.findall("a:entry", IN_ATOM):
        assert len(entry.findall("a:link[@rel='alternate']", IN_ATOM)) == 1


@given(alerts)
def test_the_index_of_cap_messages_keeps_the_rules(alert: Alert) -> None:
    """Whoever reads Atom finds each message of CAP."""
    written = etree.fromstring(cap.index([alert], PAGE))

    RULES.assertValid(written)
    (link,) = written.findall("a:entry/a:link", IN_ATOM)
    assert link.get("href") == f"https://alerts.example/v1/cap/{alert.alert_id}"
    assert link.get("type") == "application/cap+xml"


def test_an_entry_keeps_its_id_and_its_first_day() -> None:
    """A revision moves ``updated`` alone, so readers replace the entry and do not add one."""
    revised = replace(INCIDENT, revision=3, revised_at=INCIDENT.last_evidence + HOUR)

    before, after = (feed_of(Entry(one)) for one in (INCIDENT, revised))

    kept = [
        [one.findtext(f"a:entry/a:{name}", namespaces=IN_ATOM) for name in ("id", "published")]
        for one in (before, after)
    ]
    assert kept[0] == kept[1] == [
        "tag:alerts.example,2026:incident/0123456789abcdef01234567", "2026-03-01T10:30:05.900000Z",
    ]  # fmt: skip
    assert after.findtext("a:updated", namespaces=IN_ATOM) == "2026-03-01T12:30:05.900000Z"


def test_a_retraction_stays_and_says_so() -> None:
    """An entry that vanished would leave readers with the false alarm."""
    killed = feed_of(Entry(replace(INCIDENT, status="retracted")))

    title = killed.findtext("a:entry/a:title", namespaces=IN_ATOM)
    assert title == "Withdrawn: Fighting at Tinzaouaten, Kidal (Mali); 17 killed"


def test_an_incident_that_is_another_one_says_which() -> None:
    """Merged incidents lead on."""
    merged = feed_of(Entry(replace(INCIDENT, status="merged", merged_into="b" * 24)))

    links = [one.get("href") for one in merged.findall("a:entry/a:link", IN_ATOM)]
    assert f"https://alerts.example/v1/incidents/{'b' * 24}" in links


def test_a_feed_says_when_it_was_made_and_what_was_heard() -> None:
    """An old copy and a dead source show, even when nothing happened."""
    empty = feed_of()

    assert empty.findtext("t:generated", namespaces=IN_ATOM) == "2026-03-01T12:00:00.250000Z"
    assert empty.findtext("t:watermark", namespaces=IN_ATOM) == "2026-03-01T11:59:55.250000Z"
    heard = {one.get("id"): one.get("heard") for one in empty.findall("t:source", IN_ATOM)}
    assert heard == {"Süd & <Nord>": "2026-03-01T11:59:00.250000Z", "mute": None}


def test_a_common_reader_understands_it() -> None:
    """feedparser finds nothing wrong, and markup in words is words."""
    read = feedparser.parse(atom.write([ENTRY], PAGE))

    assert not read.bozo
    assert read.feed.links[0].href == PAGE.here
    assert "Fighting broke out <at> dawn & went on." in read.entries[0].summary
    assert read.entries[0].updated_parsed[:5] == (2026, 3, 1, 11, 30)


def test_the_index_lists_the_newest_first() -> None:
    """So does every feed; what was sent last is read first."""
    update = later(ALERT, 1)

    written = etree.fromstring(cap.index([ALERT, update], PAGE._replace(generated=NOON)))

    ids = [one.text for one in written.findall("a:entry/a:id", IN_ATOM)]
    assert ids == [PAGE.tag("alert", update.alert_id), PAGE.tag("alert", ALERT.alert_id)]
