"""Do readers of JSON Feed 1.1 take ours? Held against the rules of jsonfeed.org/version/1.1."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import given
from msgspec.structs import replace

from schemas.codec import plain
from streams.api.formats import jsonfeed
from streams.api.formats.entry import Entry
from streams.api.formats.page import Page
from tests.api.formats.invented import FEWER, PAGE, documents, pages
from tests.api.formats.told import ENTRY, INCIDENT

TOP = {
    "version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url",
    "icon", "favicon", "authors", "language", "expired", "hubs", "items",
}  # fmt: skip
ITEM = {
    "id", "url", "external_url", "title", "content_html", "content_text", "summary", "image",
    "banner_image", "date_published", "date_modified", "authors", "tags", "language",
    "attachments",
}  # fmt: skip


def require_rules(feed: dict[str, Any]) -> None:
    """Raise ``AssertionError`` where *feed* breaks a rule of the format."""
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert isinstance(feed["title"], str)
    assert isinstance(feed["items"], list)
    require_known(feed, TOP)
    ids = [item["id"] for item in feed["items"]]
    assert len(set(ids)) == len(ids)
    for item in feed["items"]:
        require_known(item, ITEM)
        assert isinstance(item["id"], str)
        assert item["id"]
        assert isinstance(item.get("content_text"), str)
        assert item["url"].startswith(("https://", "http://"))
        assert all(isinstance(tag, str) for tag in item["tags"])
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo is not None


def require_known(members: dict[str, Any], names: set[str]) -> None:
    """Members that are not the format's are objects whose names begin with an underscore."""
    for name in members.keys() - names:
        assert name.startswith("_")
        assert "." not in name
        assert isinstance(members[name], dict)


@FEWER
@given(documents, pages)
def test_keeps_the_rules_whatever_incidents_hold(entries: list[Entry], page: Page) -> None:
    """The format's rules hold for every feed."""
    require_rules(plain(jsonfeed.write(entries, page)))


def test_tells_what_atom_tells_under_the_same_ids() -> None:
    """Who changes from the one to the other sees nothing twice."""
    (item,) = plain(jsonfeed.write([ENTRY], PAGE))["items"]

    assert item["id"] == PAGE.tag("incident", INCIDENT.incident_id)
    assert item["title"] == "Fighting at Tinzaouaten, Kidal (Mali); 17 killed"
    assert item["_tocsin"]["ids"] == [INCIDENT.incident_id, *ENTRY.merged]
    assert item["_tocsin"]["expires"] == "2026-03-15T11:30:05.900000Z"


def test_a_retraction_stays_and_says_so() -> None:
    """In the language that was asked for."""
    entry = Entry(replace(INCIDENT, status="retracted"))

    (item,) = plain(jsonfeed.write([entry], PAGE._replace(language="fr")))["items"]

    assert item["title"].startswith("Annulation")
    assert item["_tocsin"]["status"] == "deleted"


def test_an_empty_feed_says_what_was_heard() -> None:
    """Calm and deafness look different."""
    feed = plain(jsonfeed.write([], PAGE))

    assert feed["_tocsin"]["freshness"] == {
        "Süd & <Nord>": "2026-03-01T11:59:00.250000Z", "mute": None,
    }  # fmt: skip
    assert feed["_tocsin"]["last_event"] is None
